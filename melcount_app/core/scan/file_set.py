"""Files that make one scan together, and a fingerprint of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from melcount_app.core.scan.fingerprint import file_fingerprint

T = TypeVar("T")
_KIND = "set-sha256:"


@dataclass(frozen=True, slots=True)
class FileSet:
    """Files that make one scan.

    Attributes:
        head: stands for the scan: the file to open; the same in whatever order files are listed.
        parts: the files that hold its pixels; some may be missing.
    """

    head: Path
    parts: tuple[Path, ...]


def told(read: Callable[[Path], T], path: Path, otherwise: T) -> T:
    """What a file says of itself; of one that cannot be read `otherwise`: who opens it says why."""
    try:
        return read(path)
    except Exception:  # noqa: BLE001 - what parses raises dozens of kinds; one file costs no folder
        return otherwise


def set_fingerprint(files: Iterable[Path]) -> str:
    """A fingerprint of the content of several files, in their order: "set-sha256:…".

    It is made of that of each of them, see `file_fingerprint`.

    Raises:
        ScanError: one cannot be read.
    """
    each = "\n".join(file_fingerprint(file) for file in files)
    return f"{_KIND}{hashlib.sha256(each.encode('ascii')).hexdigest()}"


def is_of_set(fingerprint: str) -> bool:
    """Whether a fingerprint is that of several files together."""
    return fingerprint.startswith(_KIND)
