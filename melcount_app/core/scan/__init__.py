"""Opening scans: one module per family of formats, tried in turn by what the file holds."""

from __future__ import annotations

from collections.abc import Callable
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
from melcount_app.core.scan.fingerprint import fingerprint
from melcount_app.core.scan.picture import is_picture, open_picture
from melcount_app.core.scan.pyramid import build_coarse_levels, needs_coarse_levels, preview
from melcount_app.core.scan.tiff import is_tiff, open_tiff
from melcount_app.core.scan.vendor import is_vendor_scan, open_vendor

__all__ = [
    "READERS",
    "CoarseLevel",
    "LayeredScan",
    "Level",
    "Pixels",
    "Reader",
    "Scan",
    "build_coarse_levels",
    "fingerprint",
    "needs_coarse_levels",
    "open_scan",
    "preview",
]


@dataclass(frozen=True, slots=True)
class Reader:
    """One family of formats.

    Attributes:
        family: what the formats are called.
        knows: whether a file looks like one of the family, from its content.
        open: open it; raises `UnsupportedFileError` to leave it to the readers after it,
            `RefusedFileError` when none should read it, and anything else when it is damaged.
    """

    family: str
    knows: Callable[[Path], bool]
    open: Callable[[Path], Scan]


READERS: tuple[Reader, ...] = (
    Reader("TIFF", is_tiff, open_tiff),
    Reader("scanner format", is_vendor_scan, open_vendor),
    Reader("picture", is_picture, open_picture),
)


def open_scan(path: Path) -> Scan:
    """Open a scan; what the file holds decides how, not what it is called.

    Only what describes the image is read. The first reader that knows the file and can read it
    opens it.

    Raises:
        ScanError: the file cannot be read as a scan; the sentence names it and says what to do.
    """
    _check_file(path)
    reason = "is not an image that melcount reads; export the scan as TIFF, PNG or JPEG"
    cause: Exception | None = None
    for reader in READERS:
        try:
            if reader.knows(path):
                return reader.open(path)
        except UnsupportedFileError as error:
            reason, cause = (reason, cause) if cause else (str(error), error)
        except RefusedFileError as error:
            raise ScanError(f"“{path.name}” {error}.") from error
        except Exception as error:  # the libraries raise over a dozen kinds on damaged files
            raise ScanError(
                f"“{path.name}” is damaged or cut short; copy it again from the scanner."
            ) from error
    raise ScanError(f"“{path.name}” {reason}.") from cause


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise ScanError(f"“{path.name}” is a folder; choose the scan file inside it.")
        if path.exists() and not path.is_file():
            raise ScanError(f"“{path.name}” is not a file; choose the scan file itself.")
        with path.open("rb") as file:
            if not file.read(1):
                raise ScanError(f"“{path.name}” is empty; copy it again from the scanner.")
    except FileNotFoundError as error:
        raise ScanError(f"“{path.name}” does not exist; check the name and the folder.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ScanError(
            f"“{path.name}” cannot be opened ({why}); check that you may read it."
        ) from error
