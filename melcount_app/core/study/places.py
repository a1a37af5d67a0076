"""Where the files of scans lie: as seen from the study, on this machine, and after a move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.errors import ScanError
from melcount_app.core.scan import fingerprint

Ways: TypeAlias = tuple[str, str]
"""Two ways to a file: from the folder of the study, with "/", and absolute.

The first is empty from one Windows drive to another.
"""


def ways_to(path: Path, folder: Path) -> Ways:
    """The ways to a file, both paths absolute and without links."""
    try:
        relative = Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        relative = ""
    return relative, str(path)


def present_path(ways: Ways, folder: Path) -> Path:
    """Where a file is: near the study if it is there, else at its absolute path."""
    relative, absolute = ways
    near = Path(os.path.normpath(folder / relative))
    return near if relative and os.access(near, os.F_OK) else Path(absolute)


def length_of(path: Path) -> int | None:
    """Bytes of a file; None where it cannot be asked."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def find_file(wanted: str, length: int | None, name: str, folder: Path) -> Path | None:
    """Look for a file by its content, in a folder and all folders in it.

    Args:
        wanted: its fingerprint.
        length: in bytes; others are not read. None where it is not known.
        name: that it had; files of that name are looked at first.
        folder: where to look.
    """
    found = [path for path in _files(folder) if length is None or length_of(path) == length]
    found.sort(key=lambda path: path.name != name)
    for path in found:
        with suppress(ScanError):  # what cannot be read is not the one
            if fingerprint(path) == wanted:
                return path
    return None


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            yield Path(parent, name)
