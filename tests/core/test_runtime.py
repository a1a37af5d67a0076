"""What onnxruntime has left in the user's cache is removed, and nothing that is not its own."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from melcount_app.core.runtime import forget_telemetry, telemetry_folder

DEVICE = "ae828868-fa47-42fc-9370-e1a986e49158"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is not on Windows")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    telemetry_folder().mkdir(parents=True)
    return tmp_path / "cache"


def leave(*tables: str) -> None:
    """Files as onnxruntime 1.32.0 leaves them."""
    folder = telemetry_folder()
    (folder / "deviceid").write_text(DEVICE)
    with closing(sqlite3.connect(folder / "onnxruntime.db")) as database:
        for table in tables:
            database.execute(f"CREATE TABLE {table} (name TEXT)")


def test_that_what_onnxruntime_left_is_removed_with_its_empty_folders(cache: Path) -> None:
    leave("events", "settings")
    (telemetry_folder() / "deviceid.lock").touch()
    (telemetry_folder() / "onnxruntime.db-wal").touch()
    forget_telemetry()
    assert list(cache.iterdir()) == []
    forget_telemetry()


def test_that_what_is_of_others_stays(cache: Path) -> None:
    leave("events", "settings")
    other = telemetry_folder().parent / "other" / "deviceid"
    other.parent.mkdir()
    other.write_text(DEVICE)
    own = telemetry_folder() / "notes.txt"
    own.touch()
    forget_telemetry()
    assert sorted(path for path in cache.rglob("*") if path.is_file()) == sorted((own, other))


@pytest.mark.parametrize("tables", [("events",), ("events", "settings", "scans")])
def test_that_a_database_with_other_tables_stays(cache: Path, tables: tuple[str, ...]) -> None:
    leave(*tables)
    (telemetry_folder() / "deviceid").write_text("not an id")
    forget_telemetry()
    assert {path.name for path in telemetry_folder().iterdir()} == {"deviceid", "onnxruntime.db"}


def test_that_a_link_is_not_followed(cache: Path, tmp_path: Path) -> None:
    leave("events", "settings")
    telemetry_folder().rename(tmp_path / "elsewhere")
    telemetry_folder().symlink_to(tmp_path / "elsewhere")
    forget_telemetry()
    assert (tmp_path / "elsewhere" / "deviceid").is_file()


def test_that_damage_is_left_as_it_is(cache: Path) -> None:
    (telemetry_folder() / "onnxruntime.db").write_bytes(b"no database")
    forget_telemetry()
    assert (telemetry_folder() / "onnxruntime.db").is_file()
