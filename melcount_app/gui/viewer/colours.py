"""Colour maps of the density map."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtGui import QImage

from melcount_app.core.report.colours import CIVIDIS

GREY = "grey"
COLOUR_MAPS = ("cividis", "viridis", "inferno", "magma", GREY)
"""Names to choose from; equal steps look equal in all of them, to colour-blind eyes too."""


@functools.cache
def colours(name: str) -> npt.NDArray[np.uint8]:
    """(256, 3) red, green and blue of one of `COLOUR_MAPS`, from low to high."""
    if name == GREY:
        return np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    if name == COLOUR_MAPS[0]:
        return CIVIDIS
    table: npt.NDArray[np.uint8] = pg.colormap.get(name).getLookupTable(nPts=256)
    return table[:, :3]


def coloured(density: npt.NDArray[np.float32], top: float, name: str) -> QImage:
    """An image of densities from 0 to `top` in one of `COLOUR_MAPS`; NaN is clear."""
    table = np.zeros(257, np.uint32)
    red, green, blue = colours(name).astype(np.uint32).T
    table[:256] = 0xFF000000 | red << 16 | green << 8 | blue
    steps = np.minimum(density * np.float32(255 / top), np.float32(255))
    index = np.nan_to_num(steps, copy=False, nan=256).astype(np.uint16)
    argb = table[index]
    height, width = density.shape
    premultiplied = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(argb.data, width, height, 4 * width, premultiplied).copy()
