"""A small picture of a scan, for lists."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.scan.pyramid import preview

THUMBNAIL_PX = 96
"""Longer side of the small pictures in the list of scans."""

BRIGHTEST_PERCENT = 99.5
"""Percentile of the preview that is shown white."""


def thumbnail_of(path: Path, pick: Pick = NO_PICK, *, without_damaged: bool = False) -> bytes:
    """A small grey or coloured picture of a scan, as PNG.

    Args:
        path: of the file.
        pick: which image and plane of it.
        without_damaged: whether what cannot be read is black.

    Raises:
        ScanError: the file cannot be read as a scan.
    """
    with open_believed(path, pick, without_damaged=without_damaged) as scan:
        return drawn_small(preview(scan).pixels)


def drawn_small(pixels: Pixels) -> bytes:
    """The small picture of a coarse level, as PNG.

    Args:
        pixels: (height, width, channels), of which the first three are shown.
    """
    pixels = pixels[..., :3]
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
