"""Where the files of scans lie: as seen from the study, on this machine, and after a move."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.errors import ScanError
from melcount_app.core.scan import fingerprint

Ways: TypeAlias = tuple[str, str]
"""Two ways to a file: from the folder of the study, with "/", and absolute.

The first is empty from one Windows drive to another.
"""


@dataclass(frozen=True, slots=True)
class Content:
    """What tells one file from another: its length in bytes, and its fingerprint."""

    length: int | None
    fingerprint: str


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
    with suppress(ValueError):  # of a damaged name, which no path may hold
        if relative and os.access(near, os.F_OK):
            return near
    return Path(absolute)


def length_of(path: Path) -> int | None:
    """Bytes of a file; None where it cannot be asked."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def match_moved(
    lost: Mapping[int, Content], paths: Iterable[Path], name_of: Mapping[int, str]
) -> dict[int, Path]:
    """Which of some files were moved there from elsewhere: the new path by the key of the scan.

    Files are read only where one of that length is missed. Of several with the same content the
    one whose name has stayed goes first.

    Args:
        lost: content of the files that are missed, by the key of their scan.
        paths: of the files that may be them.
        name_of: names of the files that are missed.
    """
    lengths = {content.length for content in lost.values()}
    found: dict[Content, list[Path]] = {}
    for path in paths:
        length = length_of(path)
        if length in lengths:
            with suppress(ScanError):  # what cannot be read is not the one
                found.setdefault(Content(length, fingerprint(path)), []).append(path)
    moved: dict[int, Path] = {}
    for key, content in lost.items():
        candidates = found.get(content, [])
        if candidates:
            path = min(candidates, key=lambda path: path.name != name_of[key])
            candidates.remove(path)
            moved[key] = path
    return moved
