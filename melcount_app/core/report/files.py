"""Result files: written beside their place, then renamed, so that none is ever half written."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.errors import OutputError

WORKBOOK_ENDING = ".xlsx"
DENSITY_ENDING = ".density.ome.tif"
JSON_ENDING = ".json"
MASK_ENDING = ".mask.geojson"

ENDINGS = (DENSITY_ENDING, MASK_ENDING, WORKBOOK_ENDING, JSON_ENDING)
"""Endings of result files; a second name keeps the whole of them."""

PART = ".melcount-{}.part"
"""What a file is called until it is whole."""

LEFTOVER_S = 3600.0
"""Seconds after which nobody writes to such a file any more."""

LONGEST_NAME = 255
"""Bytes that file systems allow in one name."""

OTHER_NAMES = 99
"""How many other names are tried where a file cannot be replaced."""


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> Path:
    """Write a file whole, or not at all.

    The file is written beside its place, synced and renamed, so that whoever reads `path`
    sees the old file or the new one. Where the old file cannot be replaced (open in Excel,
    read-only), the new one is called "NAME (2)" and so on.

    Args:
        path: where the file belongs; its folder is made where it is missing.
        write: writes the content into an open file.

    Returns:
        The path really written, which the caller compares with `path` and mentions.

    Raises:
        OutputError: the folder cannot be written to or its disc is full; nothing is left there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = _written_beside(path.parent, write)
        try:
            return _renamed(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(_sentence(path, error)) from error


def write_text(path: Path, text: str) -> Path:
    """Write a text in UTF-8, atomically; see `write_atomically`."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a content that is at hand, atomically; see `write_atomically`."""
    return write_atomically(path, lambda file: file.write(content))


def check_writable(folder: Path) -> None:
    """Make a folder for results and try it, before hours of work are put in there.

    Raises:
        OutputError: nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(
            f"Nothing can be written to {folder} ({error.strerror}). Choose another folder."
        ) from error


def remove_leftovers(folder: Path) -> None:
    """Remove what programs that were killed left half written there more than an hour ago."""
    for path in folder.glob(PART.format("*")):
        with suppress(OSError):  # it stays and harms nobody
            if time.time() - path.stat().st_mtime > LEFTOVER_S:
                path.unlink()


def result_path(folder: Path, name: str, ending: str) -> Path:
    """Path of one result file; a name too long for file systems is cut at its end."""
    room = LONGEST_NAME - len(f" ({OTHER_NAMES}){ending}".encode())
    while len(os.fsencode(name)) > room:
        name = name[:-1]
    return folder / f"{name}{ending}"


def _written_beside(folder: Path, write: Callable[[BinaryIO], object]) -> Path:
    """A new file of that folder, with its content on the disc."""
    beside = folder / PART.format(secrets.token_hex(6))
    try:
        with beside.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _renamed(beside: Path, path: Path) -> Path:
    """Put a finished file in its place, or under the first other name that is free to take."""
    refusal: OSError = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    for candidate in _names(path):
        if _is_protected(candidate):
            continue
        try:
            beside.replace(candidate)
        except (PermissionError, IsADirectoryError) as error:
            refusal = error
        else:
            return candidate
    raise refusal


def _names(path: Path) -> Iterator[Path]:
    """The path itself, then "NAME (2)", "NAME (3)", ..."""
    yield path
    ending = next((e for e in ENDINGS if path.name.endswith(e)), path.suffix)
    stem = path.name.removesuffix(ending)
    for number in range(2, OTHER_NAMES + 1):
        yield path.with_name(f"{stem} ({number}){ending}")


def _is_protected(path: Path) -> bool:
    """Whether a file exists and is read-only, which renaming over it would ignore on Linux."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not mode & stat.S_IWUSR


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"“{path.name}” was not written: the disc that holds {path.parent} is full. "
            "Free some space or choose another folder."
        )
    if isinstance(error, PermissionError | FileExistsError | NotADirectoryError):
        return (
            f"“{path.name}” was not written: {path.parent} is not a folder that can be "
            "written to. Choose another folder."
        )
    reason = error.strerror or type(error).__name__
    return (
        f"“{path.name}” was not written to {path.parent} ({reason}). "
        "Check the drive or choose another folder."
    )
