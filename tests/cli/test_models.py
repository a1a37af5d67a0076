from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.model import ModelCard
from melcount_app.core.paths import default_model


def models(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["models", *map(str, arguments)])


def test_that_the_shipped_models_are_listed_with_their_errors() -> None:
    result = models()

    card = ModelCard.load(default_model())
    assert result.exit_code == 0, result.output
    assert f"{card.name} (default)" in result.output
    kept_apart, training = (
        line for line in result.output.split("trp1-paper")[0].splitlines() if "T_err" in line
    )
    assert kept_apart == (
        "  on crops kept apart: T_err 7.1 % [5.6 to 8.7], A_err 8.5 %, bias +1.8 % (the 76 test "
        "crops of Lazard et al. 2022, kept apart, measured by the maintainers)"
    )
    assert training.startswith(f"  in training: T_err {100 * card.errors['T_err']:.1f} %")
    assert card.sha256 in result.output


def test_that_models_of_ones_own_are_listed_beside_them(
    model_with_intervals: Path, linear_model: Path
) -> None:
    result = models("--folder", model_with_intervals.parent)

    assert result.exit_code == 0, result.output
    assert "(default)" in result.output
    assert "90 % intervals" in result.output
    assert str(model_with_intervals) in result.output
    own = models("--folder", linear_model).output
    assert "on crops kept apart: not measured" in own
    assert "in training: not known" in own


def test_that_a_damaged_model_is_named_and_costs_no_other(
    linear_model: Path, tmp_path: Path
) -> None:
    shutil.copytree(linear_model, tmp_path / "a_damaged")
    shutil.copytree(linear_model, tmp_path / "b_whole")
    (tmp_path / "a_damaged" / "model.onnx").write_bytes(b"no network")

    result = models("--folder", tmp_path)

    assert result.exit_code == 2
    assert "SHA-256 differs" in result.output
    assert str(tmp_path / "b_whole") in result.output


def test_that_a_folder_without_models_is_refused_with_a_sentence(tmp_path: Path) -> None:
    result = models("--folder", tmp_path)

    assert result.exit_code == 2
    assert f"{tmp_path} holds no model. Choose a folder" in result.output
