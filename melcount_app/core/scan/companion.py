"""OME companion files: the XML of an image of which the pixels lie in TIFF files beside it."""

from __future__ import annotations

from pathlib import Path

from melcount_app.core.budget import TEXT_BYTES
from melcount_app.core.scan.base import RefusedFileError, Scan
from melcount_app.core.scan.fingerprint import file_fingerprint
from melcount_app.core.scan.ome import OmeError, parse_ome
from melcount_app.core.scan.ome_set import fingerprint_of_ome_set, knows_ome_set, open_ome_set
from melcount_app.core.scan.tiff import open_tiff

ENDING = ".companion.ome"


def is_companion(path: Path) -> bool:
    """Whether a file is called like one."""
    return path.name.lower().endswith(ENDING)


def file_described_by(path: Path) -> Path | None:
    """The first file that a companion describes and that lies beside it; None for any other file.

    None, too, where it describes several scans: which of them is meant it does not tell.
    """
    if not is_companion(path):
        return None
    files = _files(path)
    present = [file for file in files[0] if file.is_file()] if len(files) == 1 else []
    return present[0] if present else None


def open_described(path: Path) -> Scan:
    """Open the scan that a companion describes.

    Raises:
        RefusedFileError: its files are not there, or it describes several scans or none.
    """
    file = file_described_by(path)
    if file is None:
        raise RefusedFileError(_why_none(_files(path)))
    return open_ome_set(file) if knows_ome_set(file) else open_tiff(file)


def fingerprint_of_described(path: Path) -> str:
    """That of the scan that a companion describes; its own where there is none.

    Raises:
        ScanError: a file cannot be read.
    """
    file = file_described_by(path)
    if file is None:
        return file_fingerprint(path)
    return fingerprint_of_ome_set(file) if knows_ome_set(file) else file_fingerprint(file)


def _files(path: Path) -> list[tuple[Path, ...]]:
    """The files of each image that a companion describes; images of the same files are one."""
    try:
        if path.stat().st_size > TEXT_BYTES:
            return []
        document = parse_ome(path.read_bytes().decode("utf-8", "replace"))
    except (OSError, OmeError):
        return []
    each = (
        tuple(dict.fromkeys(path.with_name(Path(d.file).name) for d in image.data if d.file))
        for image in document.images
    )
    return list(dict.fromkeys(files for files in each if files))


def _why_none(files: list[tuple[Path, ...]]) -> str:
    if not files:
        return "names no files with pixels; open the files that it belongs to"
    names = "”, “".join(file.name for each in files for file in each[:1])
    if len(files) > 1:
        return f"describes several scans; open one of “{names}”"
    return f"describes “{names}”, which is not beside it; copy the files of the scan beside it"
