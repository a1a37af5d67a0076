"""onnxruntime, which keeps to itself: all of melcount has it from here, and nobody imports it past.

From 1.29.0 on its build for Linux writes an id of the device and a database of events into the
user's cache, and every ten seconds, as long as a process has a network, looks up its vendor's host
to send them there. That ends only by a variable that is read while it is imported;
`disable_telemetry_events` does not end it. Its build for Windows has none of this (looked at
1.32.0): it gives events to the system's own tracing, which that call ends.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

SWITCH = "ORT_DISABLE_TELEMETRY"
os.environ[SWITCH] = "1"  # child processes inherit it

import onnxruntime  # noqa: E402 - its switch comes first

onnxruntime.disable_telemetry_events()

__all__ = ["SWITCH", "forget_telemetry", "onnxruntime", "telemetry_folder"]

_ID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*")
_ID_FILES = ("deviceid", "deviceid.lock")
_EVENTS_FILE = "onnxruntime.db"
_BESIDE_EVENTS = ("-journal", "-shm", "-wal")
_EVENTS_TABLES = {"events", "settings"}


def telemetry_folder() -> Path:
    """Where onnxruntime keeps what it would tell its vendor, on Linux."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "Microsoft" / "DeveloperTools" / ".onnxruntime"


def forget_telemetry() -> None:
    """Remove what onnxruntime has left in the user's cache before melcount kept it from that.

    Only files of the names and the content that it gives them are removed, then the folders that
    are empty without them. What cannot be removed stays; the next start tries again.
    """
    folder = telemetry_folder()
    if sys.platform == "win32" or folder.is_symlink() or not folder.is_dir():
        return
    with suppress(OSError):
        for path in list(_left_in(folder)):
            path.unlink(missing_ok=True)
        for empty in (folder, *folder.parents[:2]):
            empty.rmdir()


def _left_in(folder: Path) -> Iterator[Path]:
    """The files of onnxruntime in its folder."""
    device, events = folder / _ID_FILES[0], folder / _EVENTS_FILE
    if device.is_file() and _ID.fullmatch(device.read_bytes()[:64]):
        yield from (folder / name for name in _ID_FILES)
    if events.is_file() and _is_of_events(events):
        yield events
        yield from (folder / f"{_EVENTS_FILE}{ending}" for ending in _BESIDE_EVENTS)


def _is_of_events(path: Path) -> bool:
    """Whether a database has the tables that onnxruntime makes, and no others."""
    reading = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(reading, uri=True)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {name for (name,) in names} == _EVENTS_TABLES
    except sqlite3.Error:
        return False
