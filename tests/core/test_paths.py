"""Where the program keeps things, above all a portable copy of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from melcount_app.core import paths


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a frozen program."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "melcount.exe"))
    return tmp_path


def test_that_an_installed_program_keeps_things_in_the_users_folders(program: Path) -> None:
    assert paths.own_folder() is None
    assert program not in paths.data_folder().parents


def test_that_a_portable_copy_keeps_everything_beside_itself(program: Path) -> None:
    (program / "portable.txt").touch()
    beside = program / "melcount-data"
    assert paths.data_folder() == paths.log_folder() == paths.settings_file().parent == beside


def test_that_a_portable_copy_that_cannot_be_written_uses_the_users_folders(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / "portable.txt").touch()
    (program / "melcount-data").touch()  # a file, where no folder can be made
    assert paths.own_folder() is None
    assert program not in paths.data_folder().parents
