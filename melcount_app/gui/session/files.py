"""Scans among dropped files and folders, and a first look at each of them. No Qt objects kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from melcount_app.core.errors import ScanError
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.pyramid import preview

SCAN_SUFFIXES = frozenset(
    f".{ending}"
    for ending in (
        *("tif", "tiff", "btf", "ndpi", "svs", "vms", "vmu", "scn"),
        *("mrxs", "bif", "dcm", "png", "jpg", "jpeg"),
    )
)
"""Endings of the files that a dropped folder is searched for."""

THUMBNAIL_PX = 96
"""Longer side of the small pictures in the list of scans."""

BRIGHTEST_PERCENT = 99.5
"""Percentile of the preview that is shown white."""


@dataclass(frozen=True, slots=True)
class FoundScan:
    """A file to add to the list.

    Attributes:
        path: of the file.
        condition: name of the sub-folder that it lies in, of a folder that was dropped.
    """

    path: Path
    condition: str = ""


def find_scans(paths: Iterable[Path]) -> tuple[FoundScan, ...]:
    """The files among `paths` and the scans in the folders among them, sorted by name.

    Raises:
        ScanError: a folder cannot be read, or holds no scan.
    """
    return tuple(
        found
        for path in paths
        for found in (_in_folder(path.resolve()) if path.is_dir() else (FoundScan(path.resolve()),))
    )


def _in_folder(folder: Path) -> tuple[FoundScan, ...]:
    try:
        files = sorted(
            file
            for file in folder.rglob("*")
            if file.suffix.lower() in SCAN_SUFFIXES and file.is_file()
        )
    except OSError as error:
        raise ScanError(
            f"The folder {folder} cannot be read ({error.strerror}). Check its permissions."
        ) from error
    if not files:
        raise ScanError(f"There are no scans in the folder {folder}. Choose another folder.")
    return tuple(
        FoundScan(file, "" if file.parent == folder else file.relative_to(folder).parts[0])
        for file in files
    )


def thumbnail_of(path: Path) -> bytes:
    """A small grey or coloured picture of a scan, as PNG.

    Raises:
        ScanError: the file cannot be read as a scan.
    """
    with open_scan(path) as scan:
        pixels = preview(scan).pixels[..., :3]
    scale = THUMBNAIL_PX / max(pixels.shape[:2])
    size = tuple(max(round(side * scale), 1) for side in pixels.shape[1::-1])
    small = cv2.resize(pixels.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    white = max(float(np.percentile(small, BRIGHTEST_PERCENT)), 1.0)
    shown = np.clip(small * (255 / white), 0, 255).astype(np.uint8)
    if shown.ndim == 3 and shown.shape[2] == 3:
        shown = shown[..., ::-1]  # OpenCV writes blue first
    elif shown.ndim == 3:
        shown = shown[..., 0]
    _, png = cv2.imencode(".png", shown)
    return png.tobytes()
