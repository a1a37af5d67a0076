"""The commands about what people answer for, as a user types them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from melcount_app import terminal
from melcount_app.cli import app
from melcount_app.core.study import Study, name_operator, signatures_of
from tests.core.report.study.conftest import fill

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A counted study, as it is on disc."""
    path = tmp_path_factory.mktemp("filled") / "s.melcount"
    with Study.open(path) as study:
        fill(study)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, filled: bytes) -> Path:
    """Where a copy of it lies."""
    path = tmp_path / "skin.melcount"
    path.write_bytes(filled)
    return path


@pytest.fixture
def melcount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command with settings of its own."""
    monkeypatch.setattr(terminal, "settings_file", lambda: tmp_path / "settings.json")
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    name_operator("")


def test_that_a_journal_is_printed_a_line_for_each_step_and_written_as_json(
    melcount: Run, path: Path, tmp_path: Path
) -> None:
    told = melcount("exclude", path, "scan 1.tif", "--reason", "a fold", "--operator", "Anaïs L.")
    assert told.exit_code == 0, told.output
    result = melcount("audit", path, "--json", tmp_path / "j.json")
    assert result.exit_code == 0, result.output
    with Study.open(path) as study:
        entries, scans = study.journal.all(), len(study.scans.all())
    steps = [line for line in result.output.splitlines() if line[:1].isdigit()]
    assert len(steps) == len(entries) > scans
    assert " Anaïs L. (" in steps[-1]
    assert steps[-1].endswith("reason: a fold")
    assert f"SHA-256 {entries[-1].seal}" in result.output
    written = json.loads((tmp_path / "j.json").read_text(encoding="utf-8"))
    assert [step["seal"] for step in written["journal"]] == [entry.seal for entry in entries]
    assert melcount("audit", path, "--has", entries[3].seal).exit_code == 0
    assert "it is of another one" in melcount("audit", path, "--has", "00").output


def test_that_a_journal_that_was_changed_is_one_sentence_and_1(melcount: Run, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        query = "SELECT sql FROM sqlite_master WHERE name = 'journal_stays_at_update'"
        (trigger,) = connection.execute(query).fetchone()
        connection.execute("DROP TRIGGER journal_stays_at_update")
        connection.execute("UPDATE journal SET operator = 'x' WHERE id = 4")
        connection.execute(trigger)
    result = melcount("audit", path)
    assert result.exit_code == 1
    assert "The journal of “skin.melcount” was changed behind melcount's back: step 4" in (
        result.output
    )
    assert sum(line[:1].isdigit() for line in result.output.splitlines()) > 4
    refused = melcount("sign", path, "--as", "approved")
    assert refused.exit_code == 2
    assert "cannot be signed" in refused.output


def test_that_the_operator_is_remembered_and_named_beside_the_login(
    melcount: Run, path: Path
) -> None:
    melcount("papers", path, "--number", "ST-12", "--operator", "Anaïs L.")
    name_operator("")
    assert melcount("sign", path, "--as", "performed").exit_code == 0
    assert "study number: ST-12, SOP: P 3" in melcount("papers", path, "--sop", "P 3").output
    with Study.open(path) as study:
        performed, reviewed, _ = signatures_of(study)
    assert (performed.operator, performed.is_outdated) == ("Anaïs L.", True)
    assert (reviewed.operator, reviewed.time) == ("", None)


def test_that_a_scan_that_nobody_can_tell_is_not_left_out(melcount: Run, path: Path) -> None:
    result = melcount("exclude", path, "9.tif", "--reason", "a fold")
    assert result.exit_code == 2
    assert "No scan of “skin.melcount” is called “9.tif”." in result.output
    assert "Say why “scan 2.tif”" in melcount("take-in", path, "scan 2.tif", "--reason", "").output
