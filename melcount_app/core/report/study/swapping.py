"""A folder of reports that is written beside the one before, then takes its place, whole."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from melcount_app.core.errors import OutputError
from melcount_app.core.report.files import LEFTOVER_S, PART

REPORTS = "reports"
"""The folder for them, inside that for results."""

NOT_WRITTEN = (
    "The reports were not written to {folder} ({reason}). Check the drive or choose another folder."
)


@contextmanager
def folder_beside(out: Path) -> Iterator[Path]:
    """A new folder in one for results, to be filled; it is gone afterwards, or has been put.

    Raises:
        OutputError: it cannot be made.
    """
    _remove_leftovers(out)
    beside = out / PART.format(f"reports-{os.getpid()}-{secrets.token_hex(6)}")
    try:
        beside.mkdir(parents=True)
    except OSError as error:
        raise _failed(out, error) from error
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)  # what stays is hidden and harms nobody


def _remove_leftovers(out: Path) -> None:
    """Remove what programs that were killed left half filled there, when it is an hour old."""
    for folder in out.glob(PART.format("reports-*")):
        with suppress(OSError):  # it stays, is hidden and harms nobody
            if time.time() - folder.stat().st_mtime > LEFTOVER_S:
                shutil.rmtree(folder)


def put_in_place(beside: Path, out: Path) -> Path:
    """Let a folder of reports take the place of the one before, which is kept under its date.

    Where the one before cannot be moved, since a file of it is open, it stays, and the new one
    is called "reports (2)" and so on.

    Returns:
        Where the reports really are.

    Raises:
        OutputError: nothing can be renamed there; the reports before are where they were.
    """
    wanted = out / REPORTS
    try:
        place = wanted if not wanted.exists() or _is_set_aside(wanted) else _other(wanted)
        beside.rename(place)
    except OSError as error:
        raise _failed(out, error) from error
    return place


def _is_set_aside(folder: Path) -> bool:
    """Rename reports to the time of their writing; whether that could be done."""
    written = datetime.fromtimestamp(folder.stat().st_mtime).astimezone()
    dated = folder.with_name(f"{folder.name} {written:%Y-%m-%d %H.%M.%S}")
    try:
        folder.rename(dated if not dated.exists() else _other(dated))
    except PermissionError:
        return False
    return True


def _other(path: Path) -> Path:
    """The first of "NAME (2)", "NAME (3)" ... that is free."""
    names = (path.with_name(f"{path.name} ({number})") for number in itertools.count(2))
    return next(name for name in names if not name.exists())


def _failed(out: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(NOT_WRITTEN.format(folder=out, reason=reason))
