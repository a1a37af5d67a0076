"""What a study keeps of a scan that was opened, so that reports need not open it again."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from melcount_app.core.brightness import Brightness
from melcount_app.core.channel import ChannelChoice
from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.holes import NO_HOLES, Holes
from melcount_app.core.mask import Mask
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.scan.pick import NO_PICK, ImageFacts, Pick
from melcount_app.core.study.database import MOST_BYTES
from melcount_app.core.study.records import from_text, to_text

SIDE_PX = 1400
"""Longer side of the overview that is kept; that of the pictures in reports."""

PreparedRow: TypeAlias = tuple[str, bytes]
"""A scan as the study keeps it: the record as JSON, and the overview as PNG, with the grey image
of one channel below that of the other."""

PNG_START = b"\x89PNG\r\n\x1a\n"
BYTES_OF_A_PIXEL = 8
"""At most, four channels of 16 bit."""

PNG_OPTIONS = (
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
)
"""Of compression: twice as fast as the usual one, hardly larger."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A `PreparedScan` without its pixels; `downsample` is that of the overview that is kept."""

    fingerprint: str
    size: Size
    channels: tuple[str, ...]
    pixel_size: PixelSize | None
    white: float
    downsample: float
    channel: ChannelChoice
    mask: Mask
    brightness: tuple[Brightness, ...] = ()
    notes: tuple[str, ...] = ()
    pick: Pick = NO_PICK
    images: tuple[ImageFacts, ...] = ()
    planes: int = 1
    holes: Holes = NO_HOLES


def write_prepared(prepared: PreparedScan) -> PreparedRow:
    """A scan that was opened as a row, its overview made small."""
    overview = prepared.overview
    height, width = overview.pixels.shape[:2]
    shrink = max(max(height, width) / SIDE_PX, 1.0)
    size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
    planes = [
        cv2.resize(np.ascontiguousarray(plane), size, interpolation=cv2.INTER_AREA)
        for plane in np.moveaxis(overview.pixels, -1, 0)
    ]
    record = _Record(
        prepared.fingerprint,
        prepared.size,
        prepared.channels,
        prepared.pixel_size,
        prepared.white,
        overview.downsample * width / size[0],
        prepared.channel,
        prepared.mask,
        prepared.brightness,
        prepared.notes,
        prepared.pick,
        prepared.images,
        prepared.planes,
        prepared.holes,
    )
    _, png = cv2.imencode(".png", np.concatenate(planes), PNG_OPTIONS)
    return to_text(record), png.tobytes()


def read_prepared(row: PreparedRow, scan: Path) -> PreparedScan:
    """The scan of a row; its coarse levels are not there.

    Args:
        row: as `write_prepared` gave it.
        scan: where the file lies today.

    Raises:
        Exception: as `from_text` does; the record is damaged.
    """
    text, png = row
    record = from_text(_Record, text)
    _check_size(png)
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    planes = np.split(np.asarray(pixels), len(record.channels))
    facts = {
        field.name: getattr(record, field.name)
        for field in dataclasses.fields(record)
        if field.name != "downsample"
    }
    overview = CoarseLevel(np.stack(planes, axis=-1), record.downsample)
    return PreparedScan(path=scan, coarse=(), overview=overview, **facts)


def _check_size(png: bytes) -> None:
    """Refuse a picture that unpacks into more than an overview.

    Raises:
        ValueError: it does, or is none.
    """
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    if not png.startswith(PNG_START) or not 0 < width * height <= MOST_BYTES // BYTES_OF_A_PIXEL:
        raise ValueError(f"no overview: {width} x {height} pixels")
