"""How bright the channels of a scan are: where black and white lie, and whether there is signal.

Files of 8 bit hold 0 for black and 255 for white, and the models have learned from such. Files of
16 bit do not tell how many of their bits a camera uses, nor what it adds to every pixel, so both
are found on a coarse level. White is the brightness of the brightest spots in all but `OUTLIERS` of
the squares that show most: dust, hot pixels and padding are in few squares, cells are in many. In
a small picture they may be in many, too: what is burnt in is taken out first, see `burnt_in`.

Measured on 19 mosaics of 6 crops of TRP1 made 12 to 16 bit (gains 3 to 257, a pedestal of 100 or
an offset of 32,768, 60 hot pixels), counted by the shipped model, as compared with 8 bit: the sum
of ten random ones +0.2 %, each within 0.5 %; sparse ones up to +0.7 %, dense ones +0.3 %; mosaics
of the six dimmest crops +3.3 %, since nothing tells them from bright ones. Found on a level 3.4
times coarser it is the same, and +4.2 %. A white between 0.6 and 1.7 times the right one moves the
count by under 2 %; a pedestal of 8 % of white that is not taken off lowers it by 4 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.burnt_in import Light, burnt_in
from melcount_app.core.scan.base import Pixels

WHITE_OF_8_BIT = 255.0
"""White of 8 bit, and the least that is taken for the way from black to white in 16 bit."""

SQUARE_PX = 32
"""Side of the squares whose brightest spots are compared."""

ROWS_COUNTED = 256
"""At a time: no row is so long that their pixels are more than 32-bit floats can count."""

OUTLIERS = 0.02
"""Share of the squares whose spots may be brighter than white."""

FALL = 1.5
"""White is another one where it is that much less without what is burnt in; noise makes less."""

DARKEST = 0.001
"""Share of the pixels that may be darker than black."""

BACKGROUND = 0.02
"""How bright the darkest pixels of a scan are that shows nothing but sample, as a part of white: as
in the darkest training crops of TRP1. What is taken off as black is less by this part."""

PADDING_PX = 1024
"""Pixels of the least or the highest value that hang together are padding from this number on:
four times the area of a saturated cell at 1.8 µm per pixel."""

ROUNDS = 4
"""How often white is found anew without what is burnt in: other values may lie under it."""

RIM_PX = 2
"""Width of the rim of padding, where coarse levels have mixed it with the picture."""

ENOUGH_PX = 1024
"""Longer side of a picture whose percentiles are those of a larger one."""

DARK, BRIGHT = 5.0, 99.5
"""Percentiles between which the signal of a channel lies."""


@dataclass(frozen=True, slots=True)
class Brightness:
    """How bright one channel is, in grey levels.

    Attributes:
        signal: from its dark to its bright places.
        white: value of the brightest spots.
        black: value of no light; None for 8 bit, where it is 0 and white 255 by definition.
    """

    signal: float
    white: float = WHITE_OF_8_BIT
    black: float | None = None


def brightness_of(pixels: Pixels) -> tuple[Brightness, ...]:
    """How bright each channel is.

    Args:
        pixels: (height, width, channels) of a coarse level.
    """
    return tuple(_of_plane(np.ascontiguousarray(plane)) for plane in np.moveaxis(pixels, -1, 0))


def thinned(pixels: Pixels) -> Pixels:
    """Every nth pixel of a coarse level of 8 bit, of which only the signal is asked for."""
    if pixels.dtype != np.uint8:
        return pixels
    step = -(-max(pixels.shape) // ENOUGH_PX)
    return pixels[::step, ::step]


def picture_of(plane: Pixels) -> Pixels:
    """A plane of 16 bit with black, and what is no picture, at 0; of 8 bit as it is.

    Args:
        plane: (height, width) of a coarse level.
    """
    if plane.dtype == np.uint8:
        return plane
    found = _seen(plane)
    darkest = plane.dtype.type(round(found.darkest))
    return np.where(found.inside, np.maximum(plane, darkest) - darkest, plane.dtype.type(0))


def _of_plane(plane: Pixels) -> Brightness:
    if plane.dtype == np.uint8:
        burnt = burnt_in(plane, Light(WHITE_OF_8_BIT))
        return Brightness(_signal_of_8_bit(plane, burnt))
    found = _seen(plane)
    black = max(found.darkest - BACKGROUND * (found.white - found.darkest), 0.0)
    return Brightness(_signal(plane[found.inside]), found.white, black)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is picture of a plane of 16 bit, and how bright it is.

    Attributes:
        inside: pixels that are neither padding nor burnt in.
        darkest: of them, but for a few.
        white: value of the brightest spots.
    """

    inside: npt.NDArray[np.bool_]
    darkest: float
    white: float


def _seen(plane: Pixels) -> _Seen:
    inside, white, darkest = _inside(plane), np.inf, 0.0
    for _ in range(ROUNDS):
        darkest = _darkest(plane[inside])
        found = max(_brightest(np.where(inside, plane, 0)), darkest + WHITE_OF_8_BIT)
        if white - darkest > FALL * (found - darkest):
            white = found
        burnt = burnt_in(plane, Light(found, darkest), may_be_soft=True)
        rest = inside if burnt is None else inside & ~burnt
        if not rest.any() or (rest == inside).all():
            break
        inside = rest
    return _Seen(inside, darkest, white)


def _signal_of_8_bit(plane: Pixels, burnt: npt.NDArray[np.bool_] | None) -> float:
    """The same as `_signal` of what is not burnt in, by how often there is each value."""
    rest = None if burnt is None else (~burnt).view(np.uint8)
    times = np.zeros(256, np.int64)
    for top in range(0, plane.shape[0], ROWS_COUNTED):  # OpenCV counts in 32-bit floats
        part, of_it = plane[top : top + ROWS_COUNTED], slice(top, top + ROWS_COUNTED)
        mask = None if rest is None else rest[of_it]
        counted = cv2.calcHist([part], [0], mask, [256], [0, 256])
        times += np.asarray(counted, np.int64).ravel()
    reached, last = np.cumsum(times), int(times.sum()) - 1
    if last < 0:  # all is burnt in
        return 0.0

    def ranked(percentile: float) -> float:
        place = percentile / 100 * last
        below, above = np.searchsorted(reached, [int(place), min(int(place) + 1, last)], "right")
        return float(below + (above - below) * (place - int(place)))

    return ranked(BRIGHT) - ranked(DARK)


def _signal(values: Pixels) -> float:
    if not values.size:  # all is burnt in
        return 0.0
    low, high = np.percentile(values, (DARK, BRIGHT))
    return float(high - low)


def _darkest(values: Pixels) -> float:
    return float(np.quantile(values, DARKEST))


def _brightest(plane: Pixels) -> float:
    """Of the spots of the squares, the brightest but for `OUTLIERS`."""
    return float(np.quantile(_spots_of_squares(plane), 1 - OUTLIERS))


def _spots_of_squares(plane: Pixels) -> Pixels:
    """The brightest spot of each square; single pixels are no spots."""
    around = np.ones((3, 3), np.uint8)
    around[1, 1] = 0
    spots = np.minimum(plane, cv2.dilate(plane, around))
    rows, columns = (
        np.arange(0, side - side % SQUARE_PX or side, SQUARE_PX) for side in plane.shape
    )
    squares: Pixels = np.maximum.reduceat(np.maximum.reduceat(spots, rows, axis=0), columns, axis=1)
    return squares


def _inside(plane: Pixels) -> npt.NDArray[np.bool_]:
    """Which pixels are picture, not padding; all where nothing else is left."""
    top = np.iinfo(plane.dtype).max
    padding = np.zeros(plane.shape, np.bool_)
    for value in (0, top):
        _, labels, facts, _ = cv2.connectedComponentsWithStats((plane == value).astype(np.uint8))
        large = np.flatnonzero(facts[:, cv2.CC_STAT_AREA] >= PADDING_PX)
        padding |= np.isin(labels, large[large > 0])
    side = 2 * RIM_PX + 1
    inside = cv2.dilate(padding.astype(np.uint8), np.ones((side, side), np.uint8)) == 0
    return inside if inside.any() else np.ones(plane.shape, np.bool_)
