"""Result files: written beside their place, then renamed, so that none is ever half written."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.errors import OutputError
from melcount_app.core.study.owner import is_running

PART = ".melcount-{}.part"
"""What a file is called until it is whole; inside stand machine, process and a number."""

LEFTOVER_S = 3600.0
"""Seconds after which nobody on another machine writes to such a file any more."""

LONGEST_PID = 10
"""Digits; no system has process numbers so long."""

_looked_at: set[Path] = set()
"""Folders in which this process has looked for what others left."""

LONGEST_NAME = 255
"""Bytes that file systems allow in one name."""

OTHER_NAMES = 99
"""How many other names are tried where a file cannot be replaced."""


def write_atomically(path: Path, write: Callable[[BinaryIO], object], *, ending: str = "") -> Path:
    """Write a file whole, or not at all.

    The file is written beside its place, synced and renamed, so that whoever reads `path`
    sees the old file or the new one. Where the old file cannot be replaced (open in Excel,
    read-only), the new one is called "NAME (2)" and so on.

    Args:
        path: where the file belongs; its folder is made where it is missing.
        write: writes the content into an open file.
        ending: of the name, which another name keeps whole; the last extension unless given.

    Returns:
        The path really written, which the caller compares with `path` and mentions.

    Raises:
        OutputError: the folder cannot be written to or its disc is full; nothing is left there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent not in _looked_at:
            _looked_at.add(path.parent)
            remove_leftovers(path.parent)
        beside = _written_beside(path.parent, write)
        try:
            return _renamed(beside, path, ending or path.suffix)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(_sentence(path, error)) from error


def write_text(path: Path, text: str) -> Path:
    """Write a text in UTF-8, atomically; see `write_atomically`."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes, *, ending: str = "") -> Path:
    """Write a content that is at hand, atomically; see `write_atomically`."""
    return write_atomically(path, lambda file: file.write(content), ending=ending)


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
    """Remove what programs that were killed left half written there.

    Those of this machine are known by their process; of others what is an hour old.
    """
    for path in folder.glob(PART.format("*")):
        with suppress(OSError):  # it stays and harms nobody
            if _is_left(path.name, path.stat().st_mtime):
                path.unlink()


def _is_left(name: str, written: float) -> bool:
    """Whether nobody writes to a file of such a name any more."""
    machine, _, process = name.removeprefix(PART.partition("{")[0]).partition("-")
    number = process.partition("-")[0]
    if machine == _machine() and number.isdecimal() and len(number) < LONGEST_PID:
        return not is_running(int(number), datetime.fromtimestamp(written, UTC))
    return time.time() - written > LEFTOVER_S


def _machine() -> str:
    """This machine, as the names of unfinished files tell it."""
    return hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:8]


def result_path(folder: Path, name: str, ending: str) -> Path:
    """Path of one result file; a name too long for file systems is cut at its end."""
    room = LONGEST_NAME - len(f" ({OTHER_NAMES}){ending}".encode())
    while len(os.fsencode(name)) > room:
        name = name[:-1]
    return folder / f"{name}{ending}"


def wanted_name(renamed: Path) -> str:
    """The name that a file such as "NAME (2).xlsx" should have had."""
    stem, _, rest = renamed.name.rpartition(" (")
    return stem + rest.partition(")")[2]


def _written_beside(folder: Path, write: Callable[[BinaryIO], object]) -> Path:
    """A new file of that folder, with its content on the disc."""
    who = f"{_machine()}-{os.getpid()}-{secrets.token_hex(6)}"
    beside = folder / PART.format(who)
    try:
        with beside.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _renamed(beside: Path, path: Path, ending: str) -> Path:
    """Put a finished file in its place, or under the first other name that is free to take."""
    refusal: OSError = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    for candidate in _names(path, ending):
        if _is_protected(candidate):
            continue
        try:
            beside.replace(candidate)
        except (PermissionError, IsADirectoryError) as error:
            refusal = error
        else:
            return candidate
    raise refusal


def _names(path: Path, ending: str) -> Iterator[Path]:
    """The path itself, then "NAME (2)", "NAME (3)", ..."""
    yield path
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
