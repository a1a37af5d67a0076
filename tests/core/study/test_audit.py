"""The journal is a chain: what is changed behind the program's back is found, and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study, audit, repair_study
from melcount_app.core.study.owner import login, name_operator
from melcount_app.core.study.seals import seal_of
from melcount_app.core.work import result_of


@contextmanager
def behind(path: Path) -> Iterator[sqlite3.Connection]:
    """A study, without its triggers as long as somebody is at it."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = [sql for (sql,) in connection.execute(query)]
        connection.execute("DROP TRIGGER journal_stays_at_update")
        connection.execute("DROP TRIGGER journal_stays_at_delete")
        yield connection
        for sql in triggers:
            connection.execute(sql)


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    """No operator is named after the test."""
    yield
    name_operator("")


def test_that_a_study_that_only_melcount_wrote_is_whole(counted_study: Path) -> None:
    with Study.open(counted_study) as study:
        study.exclusions.leave_out(1, "a fold", "scan 1.tif")
        study.exclusions.take_in(1, "no fold", "scan 1.tif")
        study.scans.remove(2)
        study.scans.restore(2)
        study.scans.remove(2)
        study.close()
    with Study.open(counted_study) as study:
        found = audit(study)
        assert (found.broken, found.strays) == ("", ())
        entries = study.journal.all()
    assert (found.steps, found.head) == (len(entries), entries[-1].seal)
    assert len({entry.seal for entry in entries}) == len(entries)
    assert all(entry.program and entry.login == login() for entry in entries)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET operator = 'somebody else' WHERE id = 5",
        "UPDATE journal SET after = '{}' WHERE id = 5",
        "DELETE FROM journal WHERE id = 5",
        "UPDATE journal SET hash = '00' WHERE id = 5",
    ],
)
def test_that_a_step_that_was_changed_or_taken_away_is_named(
    counted_study: Path, statement: str
) -> None:
    with behind(counted_study) as connection:
        assert connection.execute(statement).rowcount == 1
    with Study.open(counted_study) as study:
        found = audit(study)
    step = 6 if statement.startswith("DELETE") else 5
    assert f": step {step} (" in found.broken
    assert counted_study.name in found.broken


def test_that_a_journal_that_was_cut_is_noticed(counted_study: Path) -> None:
    with behind(counted_study) as connection:
        connection.execute("DELETE FROM journal WHERE id > 5")
    with Study.open(counted_study) as study:
        assert "it ends with step 5" in audit(study).broken


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("count", "record = replace(record, '3.25', '3.5')", "The count of “scan 1.tif” changed"),
        (
            "count_head",
            "record = replace(record, '\"cells\": ', '\"cells\": 1')",
            "The numbers of “scan 1.tif”",
        ),
        (
            "edits",
            "record = replace(record, '\"regions\"', '\"regions\" ')",
            "regions of “scan 1.tif”",
        ),
    ],
)
def test_that_a_row_that_changed_behind_the_journal_is_noted(
    counted_study: Path, table: str, change: str, told: str
) -> None:
    columns = "record, density, counted" if table == "count" else "record"
    with behind(counted_study) as connection:
        connection.execute(f"UPDATE {table} SET {change} WHERE scan = 1")  # noqa: S608
        query = f"SELECT {columns} FROM {table} WHERE scan = 1"  # noqa: S608
        row = connection.execute(query).fetchone()
        connection.execute(f"UPDATE {table} SET seal = {seal_of(row)} WHERE scan = 1")  # noqa: S608
    with Study.open(counted_study) as study:
        (stray,) = audit(study).strays
    assert told in stray


def test_that_a_scan_or_a_role_that_comes_or_goes_behind_the_journal_is_noted(
    counted_study: Path,
) -> None:
    with behind(counted_study) as connection:
        connection.execute("DELETE FROM scan WHERE key = 2")
        connection.execute("DELETE FROM role")
    with Study.open(counted_study) as study:
        strays = audit(study).strays
    assert any("scan 2" in stray and "in the list" in stray for stray in strays)
    assert any("roles of conditions" in stray for stray in strays)


def test_that_a_repaired_study_begins_a_chain_that_holds_what_was_saved(
    counted_study: Path, tmp_path: Path
) -> None:
    with behind(counted_study) as connection:
        connection.execute("UPDATE journal SET time = '?' WHERE id = 3")
    new = tmp_path / "new.melcount"
    result_of(repair_study(counted_study, new), lambda _: None)
    with Study.open(new) as study:
        found = audit(study)
    assert (found.is_whole, found.taken_over) == (True, found.steps - 1)
    with behind(new) as connection:
        connection.execute("UPDATE journal SET text = 'other' WHERE id = 2")
    with Study.open(new) as study:
        assert "that were taken over" in audit(study).broken


def test_that_who_works_is_as_was_said_beside_the_login(study: Study, tmp_path: Path) -> None:
    name_operator("  Anaïs   L. ")
    key = study.scans.add(tmp_path / "a.tif").key
    study.exclusions.leave_out(key, "  torn\nskin ", "a.tif")
    entry, found = study.journal.all()[-1], study.exclusions.of(key)
    assert (entry.operator, entry.login, entry.reason) == ("Anaïs L.", login(), "torn skin")
    assert found is not None
    assert (found.reason, found.operator, found.login) == ("torn skin", "Anaïs L.", login())
    with pytest.raises(StudyError, match=r"Say why “a\.tif” is left out"):
        study.exclusions.leave_out(key, " ", "a.tif")
