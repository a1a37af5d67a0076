"""A damaged study is repaired from the command line; a busy one is waited for with a word."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.batch import Control
from melcount_app.core.study import Study
from melcount_app.study_commands import commands
from melcount_app.study_commands.progress import TOLD_EACH, Tally, say_failed, waiting_for


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A study of three scans."""
    path = tmp_path / "s.melcount"
    with Study.open(path) as study:
        study.scans.add_all(tmp_path / f"{n}.tif" for n in range(3))
    return path


def repair(path: Path) -> Result:
    """What the command says and how it ends."""
    new = path.with_name("new.melcount")
    return CliRunner().invoke(app, ["repair", str(path), "--out", str(new)])


def test_that_a_whole_study_loses_nothing(path: Path) -> None:
    result = repair(path)
    assert result.exit_code == 0
    assert "saved: 3 scans, 0 outlines, 0 regions, 0 counts, in" in result.output
    assert "lost" not in result.output


def test_that_what_is_lost_is_said_line_by_line(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO edits (scan, record) VALUES (2, '{')")
        connection.execute("INSERT INTO edits_head (scan, record) VALUES (2, '{')")
    result = repair(path)
    assert result.exit_code == 1
    assert "lost: 1.tif: its outline and its regions are lost." in result.output


def test_that_what_cannot_be_repaired_is_one_sentence(path: Path) -> None:
    path.write_bytes(b"no study")
    result = repair(path)
    assert result.exit_code == 2
    assert "holds nothing that could be saved" in result.output
    assert not path.with_name("new.melcount").exists()


def test_that_a_busy_study_is_said_now_and_then_until_it_is_cancelled() -> None:
    said, control = io.StringIO(), Control()
    wait = waiting_for(Console(file=said, width=200), Path("s.melcount"), control)
    assert all(wait() for _ in range(TOLD_EACH + 1))
    assert said.getvalue().count("waiting for s.melcount: another program") == 2
    control.cancel()
    with pytest.raises(KeyboardInterrupt):
        wait()


def test_that_an_empty_file_is_not_reported_as_an_empty_study(tmp_path: Path) -> None:
    lost = tmp_path / "lost.melcount"
    lost.touch()
    result = CliRunner().invoke(app, ["report", str(lost), "--out", str(tmp_path / "r")])
    assert result.exit_code == 2
    assert "“lost.melcount” is empty" in " ".join(result.output.split())
    assert lost.stat().st_size == 0
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("option", ["--no-reports", "--lang=en"])
def test_that_scans_that_wait_for_the_user_are_told_once_and_not_offered_to_be_counted(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = "“s.melcount” is damaged where it keeps the outline of “1.tif”."
    tally = Tally(finished=1, failed=2, left=0, is_cancelled=False, waiting=(waits,))
    monkeypatch.setattr(commands, "count", lambda *_: tally)
    monkeypatch.setattr(commands, "_report", lambda *_: typer.echo(f"note: {waits}"))
    words = ["batch", str(tmp_path), "--out", str(tmp_path / "out"), option]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "1 failed; --retry-failed counts them again" in result.output
    assert "1 wait for you; no batch counts them before" in result.output
    assert result.output.count(f"note: {waits}") == 1


def test_that_a_retry_is_not_offered_where_all_wait_for_the_user() -> None:
    said = io.StringIO()
    waiting = ("“s.melcount” is damaged.",)
    say_failed(Console(file=said, width=200), Tally(1, 1, 0, is_cancelled=False, waiting=waiting))
    assert "--retry-failed" not in said.getvalue()
