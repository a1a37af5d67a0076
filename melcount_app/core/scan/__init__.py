"""Opening scans: one module per family of formats, tried in turn by what the file holds.

A reader is one line of `READERS`; what is looked for in folders and offered in dialogs follows
from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import ScanError
from melcount_app.core.scan.base import (
    CoarseLevel,
    LayeredScan,
    Level,
    Pixels,
    RefusedFileError,
    Scan,
    UnsupportedFileError,
)
from melcount_app.core.scan.companion import (
    fingerprint_of_described,
    is_companion,
    open_described,
)
from melcount_app.core.scan.czi import is_czi, open_czi
from melcount_app.core.scan.dicom_files import slides_among
from melcount_app.core.scan.file_set import FileSet
from melcount_app.core.scan.fingerprint import file_fingerprint
from melcount_app.core.scan.ndpis import fingerprint_of_set, knows_set, open_set, sets_among
from melcount_app.core.scan.ome_set import (
    fingerprint_of_ome_set,
    knows_ome_set,
    ome_sets_among,
    open_ome_set,
)
from melcount_app.core.scan.pick import NO_PICK, Pick, not_picked
from melcount_app.core.scan.picture import is_picture, open_picture
from melcount_app.core.scan.pyramid import (
    build_coarse_levels,
    check_channels,
    needs_coarse_levels,
    preview,
)
from melcount_app.core.scan.tiff import is_tiff, open_tiff
from melcount_app.core.scan.unread import unread_folder, unread_format
from melcount_app.core.scan.vendor import is_vendor_scan, open_vendor
from melcount_app.core.scan.vms_files import pictures_of_slides

__all__ = [
    "NO_FILE",
    "READERS",
    "SCAN_SUFFIXES",
    "CoarseLevel",
    "FileSet",
    "LayeredScan",
    "Level",
    "Pixels",
    "Reader",
    "Scan",
    "build_coarse_levels",
    "file_sets",
    "fingerprint",
    "is_bounded",
    "needs_coarse_levels",
    "open_scan",
    "preview",
]


NO_FILE = "“{name}” does not exist; check the name and the folder."
"""Of a file that is not there."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One family of formats.

    Attributes:
        family: what the formats are called.
        suffixes: of its files, in small letters: folders are searched for them.
        knows: whether a file looks like one of the family, from its content.
        open: open it; raises `UnsupportedFileError` to leave it to the readers after it,
            `RefusedFileError` when none should read it, and anything else when it is damaged.
        is_bounded: whether what a file takes is known by what it declares before it is read; else
            a library of others decodes it, whose time and memory nobody knows.
        open_picked: the same for an image or plane that the user picked; None where files of the
            family hold but one.
        fingerprint: names the content of a file and of all that belongs to it, see `fingerprint`.
        gather: which of the files of one folder make one scan together, see `file_sets`.
    """

    family: str
    suffixes: tuple[str, ...]
    knows: Callable[[Path], bool]
    open: Callable[[Path], Scan]
    fingerprint: Callable[[Path], str] = file_fingerprint
    gather: Callable[[Sequence[Path]], Iterable[FileSet]] = lambda _: ()
    open_picked: Callable[[Path, Pick], Scan] | None = None
    is_bounded: bool = True


READERS: tuple[Reader, ...] = (
    Reader("NDPI set", (".ndpis",), knows_set, open_set, fingerprint_of_set, sets_among),
    Reader("OME companion", (), is_companion, open_described, fingerprint_of_described),
    Reader("OME set", (), knows_ome_set, open_ome_set, fingerprint_of_ome_set, ome_sets_among),
    Reader(
        "TIFF",
        (".tif", ".tiff", ".btf", ".ndpi", ".svs"),
        is_tiff,
        open_tiff,
        open_picked=open_tiff,
    ),
    Reader("CZI", (".czi",), is_czi, open_czi, open_picked=open_czi),
    Reader(
        "scanner format",
        (".vms", ".vmu", ".scn", ".mrxs", ".bif", ".dcm"),
        is_vendor_scan,
        open_vendor,
        gather=lambda files: (*slides_among(files), *pictures_of_slides(files)),
        is_bounded=False,
    ),
    Reader("picture", (".png", ".jpg", ".jpeg"), is_picture, open_picture),
)

SCAN_SUFFIXES = frozenset(suffix for reader in READERS for suffix in reader.suffixes)
"""Endings of the files that a folder is searched for, in small letters."""


def open_scan(path: Path, pick: Pick = NO_PICK) -> Scan:
    """Open a scan; what the file holds decides how, not what it is called.

    Only what describes the image is read. The first reader that knows the file and can read it
    opens it.

    Args:
        path: of the file.
        pick: which of its images and planes is the scan; what it leaves open is decided by what
            the file says of them.

    Raises:
        ScanError: the file cannot be read as a scan, or does not hold what was picked; the
            sentence names it and says what to do.
    """
    _check_file(path)
    reason = "is not an image that melcount reads; export the scan as TIFF, PNG or JPEG"
    cause: Exception | None = None
    unread = unread_format(path)
    if unread is not None:
        raise ScanError(f"“{path.name}” {unread}.")
    for reader in READERS:
        try:
            if reader.knows(path):
                return _opened(reader, path, pick)
        except UnsupportedFileError as error:
            reason, cause = (reason, cause) if cause else (str(error), error)
        except RefusedFileError as error:
            raise ScanError(f"“{path.name}” {error}.") from error
        except Exception as error:  # the libraries raise over a dozen kinds on damaged files
            raise ScanError(
                f"“{path.name}” is damaged or cut short; copy it again from the scanner."
            ) from error
    raise ScanError(f"“{path.name}” {reason}.") from cause


def is_bounded(path: Path, pick: Pick = NO_PICK) -> bool:
    """Whether what opening a file takes is known by what it declares.

    It is not where the reader that opens it is not bounded; see `open_scan` for the arguments.
    """
    for reader in READERS:
        try:
            if reader.knows(path):
                if not reader.is_bounded:
                    return False
                _opened(reader, path, pick).close()
                return True
        except UnsupportedFileError:
            continue
        except Exception:  # noqa: BLE001 - of dozens of kinds; who opens the file says why
            return True
    return True


def _opened(reader: Reader, path: Path, pick: Pick) -> Scan:
    if pick != NO_PICK and reader.open_picked is not None:
        scan = reader.open_picked(path, pick)
    else:
        scan = reader.open(path)
        if pick != NO_PICK:
            scan.notes += not_picked(pick, 1, 1)
    try:
        check_channels(scan)
    except RefusedFileError:
        scan.close()
        raise
    return scan


def file_sets(files: Sequence[Path]) -> Iterator[FileSet]:
    """The scans that several of the files of one folder make together.

    Of every file only what it says of itself is read, in about 0.1 ms.

    Raises:
        OSError: a file cannot be read.
    """
    for reader in READERS:
        yield from reader.gather(files)


def fingerprint(path: Path) -> str:
    """A fingerprint of the content of a scan, independent of its name and date.

    It is made by the first reader that knows the file; see `file_fingerprint` for the usual one.

    Raises:
        ScanError: the file cannot be read.
    """
    if all(reader.fingerprint is file_fingerprint for reader in READERS):
        return file_fingerprint(path)  # whose file it is need not be looked up in the file
    try:
        known = next((reader for reader in READERS if reader.knows(path)), None)
    except Exception:  # noqa: BLE001 - of dozens of kinds; who opens the file says why
        known = None
    return known.fingerprint(path) if known else file_fingerprint(path)


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise ScanError(f"“{path.name}” {unread_folder(path)}.")
        if path.exists() and not path.is_file():
            raise ScanError(f"“{path.name}” is not a file; choose the scan file itself.")
        with path.open("rb") as file:
            if not file.read(1):
                raise ScanError(f"“{path.name}” is empty; copy it again from the scanner.")
    except FileNotFoundError as error:
        raise ScanError(NO_FILE.format(name=path.name)) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ScanError(
            f"“{path.name}” cannot be opened ({why}); check that you may read it."
        ) from error
