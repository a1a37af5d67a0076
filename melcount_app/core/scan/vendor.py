"""Scanner formats outside the TIFF family, and a second opinion on odd TIFFs, by OpenSlide."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import openslide
from typing_extensions import override

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect, Size
from melcount_app.core.scan.base import Level, Pixels, Scan, UnsupportedFileError, check_size
from melcount_app.core.scan.calibration import believable_pixel_size

_BAND_PX = 16 * 2**20


def is_vendor_scan(path: Path) -> bool:
    """Whether OpenSlide knows the format of a file."""
    return openslide.OpenSlide.detect_format(path) is not None


def open_vendor(path: Path) -> Scan:
    """Open a file by OpenSlide.

    Raises:
        RefusedFileError: its size cannot be that of a scan.
        UnsupportedFileError: the file is damaged or of an unknown kind.
    """
    try:
        slide = openslide.OpenSlide(path)
    except openslide.OpenSlideError as error:
        raise UnsupportedFileError(
            "is damaged, or a folder that belongs to it is missing; export the scan as TIFF"
        ) from error
    try:
        check_size(Size(*slide.dimensions))
        return VendorScan(path, slide)
    except BaseException:
        slide.close()
        raise


class VendorScan(Scan):
    """A scan that OpenSlide reads: always RGB with 8 bits."""

    channels = ("red", "green", "blue")
    dtype = np.dtype(np.uint8)

    def __init__(self, path: Path, slide: openslide.OpenSlide) -> None:
        self.path = path
        self.levels = _levels(slide)
        self.pixel_size = _pixel_size(slide)
        self._slide = slide
        self._is_open = True

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        answer: Pixels = np.zeros((rect.height, rect.width, 3), np.uint8)
        inside = rect.clipped_to(self.levels[level].size)
        rows = max(1, _BAND_PX // max(inside.width, 1))
        for y in range(inside.y, inside.bottom, rows):
            band = Rect(inside.x, y, inside.width, min(rows, inside.bottom - y))
            if band.width > 0:
                left, top = band.x - rect.x, band.y - rect.y
                answer[top : top + band.height, left : left + band.width] = self._band(level, band)
        return answer if channel is None else np.ascontiguousarray(answer[..., channel])

    @override
    def close(self) -> None:
        if self._is_open:
            self._slide.close()
        self._is_open = False

    def _band(self, level: int, rect: Rect) -> Pixels:
        """(rect.height, rect.width, 3) of a rectangle inside the level, black where not scanned."""
        downsample = self._slide.level_downsamples[level]
        origin = (round(rect.x * downsample), round(rect.y * downsample))
        try:
            region = self._slide.read_region(origin, level, (rect.width, rect.height))
        except openslide.OpenSlideError as error:
            raise ScanError(
                f"“{self.path.name}” is damaged: part of its pixels cannot be read;"
                " copy it again from the scanner."
            ) from error
        return np.asarray(region)[..., :3]


def _levels(slide: openslide.OpenSlide) -> tuple[Level, ...]:
    levels: list[Level] = []
    for dimensions, downsample in zip(slide.level_dimensions, slide.level_downsamples, strict=True):
        # every level is kept, since its index is OpenSlide's
        levels.append(Level(Size(*dimensions), downsample if levels else 1.0))
    return tuple(levels)


def _pixel_size(slide: openslide.OpenSlide) -> PixelSize | None:
    x_um, y_um = (
        _number(slide.properties.get(name))
        for name in (openslide.PROPERTY_NAME_MPP_X, openslide.PROPERTY_NAME_MPP_Y)
    )
    return believable_pixel_size(x_um, y_um, PixelSizeSource.OPENSLIDE)


def _number(text: str | None) -> float:
    """The number that a property spells, or NaN."""
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan
