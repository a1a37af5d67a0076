"""Sizes, rectangles and pixel sizes, and the only conversions to µm and mm²."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels of one level."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle of whole pixels; right and bottom are exclusive."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of the rectangle."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the rectangle."""
        return self.y + self.height

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of an array that begins at (0, 0); all of the rectangle lies in it."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    def clipped_to(self, size: Size) -> Rect:
        """The part inside (0, 0, width, height); its sides may be 0."""
        x0, y0 = min(max(self.x, 0), size.width), min(max(self.y, 0), size.height)
        x1, y1 = min(max(self.right, x0), size.width), min(max(self.bottom, y0), size.height)
        return Rect(x0, y0, x1 - x0, y1 - y0)

    def grown(self, margin: int) -> Rect:
        """The rectangle with `margin` more pixels on every side."""
        return Rect(
            self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin
        )


class PixelSizeSource(enum.StrEnum):
    """Where a pixel size comes from."""

    USER = "user"
    PROTOCOL = "protocol"
    OME_XML = "OME-XML"
    NDPI = "NDPI tags"
    OPENSLIDE = "OpenSlide properties"
    CZI = "CZI metadata"
    TIFF = "TIFF resolution tags"
    IMAGEJ = "ImageJ metadata"
    APERIO = "Aperio description"


@dataclass(frozen=True, slots=True)
class PixelSize:
    """Calibration of level 0: µm per pixel, and where the number comes from.

    Raises:
        ValueError: `um_per_px` is not a positive, finite number.
    """

    um_per_px: float
    source: PixelSizeSource

    def __post_init__(self) -> None:
        if not (math.isfinite(self.um_per_px) and self.um_per_px > 0):
            raise ValueError(f"A pixel size of {self.um_per_px} µm is not possible.")

    def area_mm2(self, area_px: float) -> float:
        """Area in mm² of `area_px` square level-0 pixels."""
        return area_px * self.um_per_px**2 * 1e-6

    def area_px(self, area_mm2: float) -> float:
        """Area in square level-0 pixels of `area_mm2` mm²."""
        return area_mm2 / (self.um_per_px**2 * 1e-6)
