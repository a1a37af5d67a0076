"""A study that brings statements of its own along is not opened, and nothing of it is run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.study import Study
from melcount_app.core.study.database import connect


@pytest.fixture
def made(path: Path) -> Path:
    """A study of one scan."""
    with Study.open(path) as study:
        study.scans.add(path.with_name("a.tif"))
    return path


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TRIGGER t AFTER INSERT ON owner BEGIN DELETE FROM scan; END",),
        ("CREATE TRIGGER t BEFORE UPDATE ON scan BEGIN SELECT RAISE(IGNORE); END",),
        (
            "DROP TRIGGER journal_stays_at_delete",
            "CREATE TRIGGER journal_stays_at_delete BEFORE DELETE ON journal BEGIN SELECT 1; END",
        ),
        ("ALTER TABLE scan RENAME TO hidden", "CREATE VIEW scan AS SELECT * FROM hidden"),
        ("CREATE VIEW more AS SELECT 1",),
        ("CREATE VIRTUAL TABLE f USING fts5(text)",),
        ("DROP TABLE role", "CREATE TABLE role (condition TEXT, role TEXT AS (upper(condition)))"),
        ("ALTER TABLE role ADD COLUMN r TEXT AS (hex(zeroblob(100000))) VIRTUAL",),
        (
            "DROP TABLE role",
            "CREATE TABLE role (condition TEXT, role TEXT CHECK (length(role) > 0)) STRICT",
        ),
        ("CREATE INDEX i ON scan (abs(key))",),
        ("CREATE TABLE more (key INTEGER) STRICT",),
        tuple(f"CREATE TABLE more_{number} (key INTEGER) STRICT" for number in range(120)),
    ],
)
def test_that_what_no_study_holds_is_refused_by_name_and_never_run(
    made: Path, statements: tuple[str, ...]
) -> None:
    sql(made, *statements)
    before = made.read_bytes()
    with pytest.raises(StudyDamagedError, match=r"Étude 1\.melcount.*no melcount study does"):
        Study.open(made)
    assert made.read_bytes() == before


def test_that_a_foreign_trigger_is_seen_when_a_lost_drive_comes_back(made: Path) -> None:
    with Study.open(made) as study:
        sql(made, "CREATE TRIGGER t AFTER UPDATE ON scan BEGIN DELETE FROM journal; END")
        with pytest.raises(StudyDamagedError, match="no melcount study does"):
            study.reconnect()


def test_that_tables_to_which_a_column_was_added_are_those_of_a_study(made: Path) -> None:
    sql(made, "ALTER TABLE scan ADD COLUMN note TEXT NOT NULL DEFAULT 'of a later version'")
    with Study.open(made) as study:
        assert len(study.scans.all()) == 1


@pytest.fixture
def connection(made: Path) -> Iterator[sqlite3.Connection]:
    """As the program connects."""
    with closing(connect(made)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0), ("foreign_keys", 1)],
)
def test_that_a_connection_trusts_nothing(
    connection: sqlite3.Connection, pragma: str, value: int
) -> None:
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_that_no_value_is_larger_than_the_largest_map(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.DataError, match="too big"):
        connection.execute("SELECT zeroblob(300000000)")
