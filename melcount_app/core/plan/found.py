"""The scans among files and folders, whatever else lies there."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import ScanError

SCAN_SUFFIXES = frozenset(
    f".{ending}"
    for ending in (
        *("tif", "tiff", "btf", "ndpi", "svs", "vms", "vmu", "scn"),
        *("mrxs", "bif", "dcm", "png", "jpg", "jpeg"),
    )
)
"""Endings of the files that a folder is searched for."""

RESULT_ENDINGS = (".density.ome.tif",)
"""Of pictures that the program itself has written."""

HIDDEN_STARTS = (".", "$")
"""Of names of files and folders that are nobody's scans."""


@dataclass(frozen=True, slots=True)
class FoundScan:
    """A file, and how it was come by.

    Attributes:
        path: of the file, absolute.
        folders: names of the folders between the one that was searched and the file.
    """

    path: Path
    folders: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """Name of the outermost of its folders; empty where it lies in none."""
        return self.folders[0] if self.folders else ""

    @property
    def place(self) -> str:
        """Its name with its folders before it, as in "control/1.ndpi"."""
        return "/".join((*self.folders, self.path.name))


def find_scans(paths: Iterable[Path]) -> tuple[FoundScan, ...]:
    """The files among `paths`, and the scans in the folders among them and all folders in these.

    Those of a folder come in natural order ("2" before "10"). Hidden files, and pictures that
    the program has written, are left out.

    Raises:
        ScanError: a folder cannot be read, or holds no scan.
    """
    return tuple(
        found
        for path in paths
        for found in (scans_in(path) if path.is_dir() else (FoundScan(path.resolve()),))
    )


def scans_in(folder: Path) -> tuple[FoundScan, ...]:
    """The scans in a folder and all folders in it, as `find_scans` has them.

    Raises:
        ScanError: there is no such folder, it cannot be read, or it holds no scan.
    """
    folder = folder.resolve()
    try:
        files = sorted(_scans_below(folder), key=lambda file: natural_order(str(file)))
    except FileNotFoundError as error:
        raise ScanError(
            f"There is no folder {error.filename}. Check its name and its drive."
        ) from error
    except OSError as error:
        raise ScanError(
            f"The folder {error.filename or folder} cannot be read ({error.strerror}). Check its "
            "permissions."
        ) from error
    if not files:
        raise ScanError(f"There are no scans in the folder {folder}. Choose another folder.")
    return tuple(FoundScan(file, file.relative_to(folder).parts[:-1]) for file in files)


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key to sort by that takes numbers for numbers, and capitals for small letters."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    )


def _scans_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not _is_hidden(Path(parent, name))]
        for name in names:
            file = Path(parent, name)
            if _is_called_a_scan(name) and not _is_hidden(file):
                yield file


def _refuse(error: OSError) -> None:
    raise error


def _is_called_a_scan(name: str) -> bool:
    lowered = name.lower()
    return Path(lowered).suffix in SCAN_SUFFIXES and not lowered.endswith(RESULT_ENDINGS)


def _is_hidden(path: Path) -> bool:
    if path.name.startswith(HIDDEN_STARTS):
        return True
    attributes: int = getattr(path.lstat(), "st_file_attributes", 0)  # of Windows only
    return bool(attributes & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM))
