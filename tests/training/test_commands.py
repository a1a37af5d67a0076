from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from melcount_app.core.model import ModelCard
from melcount_app.training import commands

if TYPE_CHECKING:
    from tests.training.conftest import FromCropsToModel


def test_that_the_card_tells_the_errors_that_cross_validation_has_found(
    commanded: FromCropsToModel,
) -> None:
    card = ModelCard.load(commanded.model)

    validated = json.loads((commanded.runs / "crossvalidation.json").read_text(encoding="utf-8"))
    assert validated["T_err"] == card.errors["T_err"]
    assert [fold["n"] for fold in validated["folds"]] == [3, 3]
    assert f"all: 6 crops, 33 cells, T_err {100 * validated['T_err']:.2f} %" in commanded.said[1]


def test_that_the_exported_model_is_the_one_that_is_judged(commanded: FromCropsToModel) -> None:
    judged = json.loads(commanded.errors.read_text(encoding="utf-8"))

    assert judged["model"]["sha256"] == ModelCard.load(commanded.model).sha256
    assert f"tiny: 6 crops, 33 cells, T_err {100 * judged['T_err']:.2f} %" in commanded.said[3]


def test_that_training_tells_its_epochs(commanded: FromCropsToModel) -> None:
    assert "final: epoch 1 of 4, loss" in commanded.said[0]
    assert "final: epoch 4 of 4, loss" in commanded.said[0]
    assert "validation" not in commanded.said[0]
    assert "fold 1: epoch 4 of 4, loss" in commanded.said[1]
    assert "validation" in commanded.said[1]


def test_that_cross_validation_and_evaluation_leave_pictures(commanded: FromCropsToModel) -> None:
    for folder in (commanded.runs, commanded.errors.with_name("pictures")):
        assert {"scatter.png", "bland_altman.png"} <= {path.name for path in folder.iterdir()}


def test_that_a_wrong_folder_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    line = ("train", "--data", str(tmp_path), "--runs", str(tmp_path / "runs"))

    result = CliRunner().invoke(commands.app, line)

    assert result.exit_code == 2
    assert result.stderr.startswith("melcount: ")
    assert result.stderr.count("\n") == 1
    assert "holds no training crops" in result.stderr


def test_that_a_device_that_is_not_there_is_one_sentence(data_folder: Path, tmp_path: Path) -> None:
    runs = str(tmp_path / "runs")
    line = ("train", "--data", str(data_folder), "--runs", runs, "--device", "abacus")

    result = CliRunner().invoke(commands.app, line)

    assert result.exit_code == 2
    assert "no device abacus" in result.stderr


@pytest.mark.parametrize("package", ["torch", "matplotlib", "onnx"])
def test_that_naming_the_commands_does_not_import_what_only_training_needs(package: str) -> None:
    code = (
        "import sys; from melcount_app.training import commands; "
        f"sys.exit({package!r} in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
