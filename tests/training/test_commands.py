from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from melcount_app.core.model import ModelCard
from melcount_app.training import __main__ as commands


def test_that_three_commands_lead_from_crops_to_a_model(data_folder: Path, tmp_path: Path) -> None:
    data = ("--data", str(data_folder), "--runs", str(tmp_path / "runs"))
    runner = CliRunner()

    trained = runner.invoke(commands.app, ["train", *data, "--epochs", "1"])
    validated = runner.invoke(
        commands.app, ["crossvalidate", *data, "--epochs", "1", "--folds", "2"]
    )
    model = str(tmp_path / "models" / "new")
    exported = runner.invoke(commands.app, ["export", *data, "--folds", "2", "--model", model])

    assert (trained.exit_code, validated.exit_code, exported.exit_code) == (0, 0, 0)
    assert "final: epoch 1 of 1" in trained.stdout
    assert "all: 6 crops, 33 cells, T_err" in validated.stdout
    card = ModelCard.load(tmp_path / "models" / "new")
    assert f"T_err {100 * card.errors['T_err']:.2f} %" in validated.stdout


def test_that_a_wrong_folder_is_one_sentence_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["melcount", "train", "--data", str(tmp_path), "--runs", str(tmp_path / "runs")]
    monkeypatch.setattr("sys.argv", arguments)

    with pytest.raises(SystemExit) as ended:
        commands.main()

    assert ended.value.code == 2
    assert "holds no training crops" in capsys.readouterr().err
