"""What a study keeps of a scan that was opened, so that reports need not open it again."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.mask import Mask
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.study.records import from_text, to_text

SIDE_PX = 1400
"""Longer side of the overview that is kept; that of the pictures in reports."""

PNG_LEVEL = 3
"""Of compression: twice as fast as the usual one, hardly larger."""


@dataclass(frozen=True, slots=True)
class PreparedRecord:
    """A `PreparedScan` without its pixels; `downsample` is that of the overview that is kept."""

    fingerprint: str
    size: Size
    channels: tuple[str, ...]
    pixel_size: PixelSize | None
    white: float
    downsample: float
    channel: ChannelChoice
    mask: Mask


def write_prepared(prepared: PreparedScan) -> tuple[str, bytes]:
    """The record as JSON, and the overview as PNG with a grey image below the other."""
    overview = prepared.overview
    height, width = overview.pixels.shape[:2]
    shrink = max(max(height, width) / SIDE_PX, 1.0)
    size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
    planes = [
        cv2.resize(np.ascontiguousarray(plane), size, interpolation=cv2.INTER_AREA)
        for plane in np.moveaxis(overview.pixels, -1, 0)
    ]
    record = PreparedRecord(
        prepared.fingerprint,
        prepared.size,
        prepared.channels,
        prepared.pixel_size,
        prepared.white,
        overview.downsample * width / size[0],
        prepared.channel,
        prepared.mask,
    )
    _, png = cv2.imencode(".png", np.concatenate(planes), [cv2.IMWRITE_PNG_COMPRESSION, PNG_LEVEL])
    return to_text(record), png.tobytes()


def read_prepared(text: str, png: bytes, scan: Path) -> PreparedScan:
    """The scan of a record; its coarse levels are not there.

    Raises:
        Exception: as `from_text` does; the record is damaged.
    """
    record = from_text(PreparedRecord, text)
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    planes = np.split(np.asarray(pixels), len(record.channels))
    facts = {
        field.name: getattr(record, field.name)
        for field in dataclasses.fields(record)
        if field.name != "downsample"
    }
    overview = CoarseLevel(np.stack(planes, axis=-1), record.downsample)
    return PreparedScan(path=scan, coarse=(), overview=overview, **facts)
