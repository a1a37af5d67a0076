"""A file that cannot be used gives way: it gets another name beside it, and is never lost."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import date
from pathlib import Path

BESIDE = ("-journal",)
"""Ends of the names of files that belong to another one: SQLite's way back out of a crash."""


def set_aside(path: Path) -> Path:
    """Rename a file to "NAME (damaged 2026-11-28)", in its folder, over no other.

    What belongs to it goes first: a new file of its name must not find it.

    Args:
        path: of a file or a folder.

    Returns:
        Its new path.

    Raises:
        OSError: it cannot be renamed.
    """
    aside = _free_name(path)
    for end in BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    path.rename(aside)
    return aside


def _free_name(path: Path) -> Path:
    for number in itertools.count(1):
        again = "" if number == 1 else f", {number}"
        name = f"{path.stem} (damaged {date.today():%Y-%m-%d}{again}){path.suffix}"
        aside = path.with_name(name)
        if not any(aside.with_name(name + end).exists() for end in ("", *BESIDE)):
            return aside
    raise AssertionError("numbers do not end")
