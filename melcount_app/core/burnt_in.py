"""What is as bright as white, but no light of the sample: found by its edges, and taken out.

Padding and frames of white, scale bars and text that were burnt into a picture, stuck rows and
columns of a camera end from one pixel to the next; cells do not, since no lens draws such edges.
The network has never seen such edges either: around them it finds too few cells, and some on them.

Measured on the 76 crops of TRP1 (1.8 µm per pixel): no pixel is taken for burnt in. Made 1.5 to 5
times brighter, so that much is saturated, spots of 3 to 17 pixels are in 2 to 11 of the crops, and
counts change by up to 0.3 %. Sharpened by twice an unsharp mask, which draws edges that no lens
does, and made 1.5, 2 and 3 times brighter: -0.1 %, -1 % and -6 %, and told as unlike training. A
white frame of 12 px around one crop: -48 % cells inside of it before, -2 % after; a bar and text:
-7 % and -31 %, now -0.4 % and -3 %; rows of a camera stuck at 65,535: -12 to -95 %, now within 1 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

NEAR_WHITE = 0.98
"""From this part of white on a pixel may be burnt in: 250 of 255, as JPEG leaves them."""

DARK = 0.5
"""Around what is burnt in it is darker than this part of white, as a mean."""

SHARP = 0.9
"""Share of the fall to the surroundings that one pixel takes at a burnt-in edge. Cells take 0.3 to
0.6, those of a single bright pixel up to 0.85."""

SUSPECT = 0.6
"""Share of the rim that has something dark beside it, under which edges are not looked at."""

LEAST_PX, LEAST_SOFT_PX = 3, 2
"""Smaller spots are left: noise has such. The latter where spots may be soft."""

SOFT_DARK = 0.15
"""Text that was drawn with soft edges ends within two pixels. Saturated cells do that, too, if
seldom: so it is only believed where white is looked for, and where it is that dark around it."""

BLOCK_PX, BLOCK_AREA_PX, BLOCK_SHARE = 9, 576, 0.85
"""And of blocks it is believed everywhere: squares of this side fill this share of them. They fill
at most 0.6 of saturated tissue."""

THIN_PX = 7
"""What is thinner is filled from beside it; of the rest nothing is known, and it is dark."""

_NEAR = np.ones((3, 3), np.uint8)
_AROUND = np.ones((5, 5), np.uint8)
_DOWN, _RIGHT = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)]).T

_Plane: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
_Bytes: TypeAlias = npt.NDArray[np.uint8]
_Flags: TypeAlias = npt.NDArray[np.bool_]
_Labels: TypeAlias = npt.NDArray[np.int32]
_Pixels: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Light:
    """From no light to white, in grey levels."""

    white: float
    black: float = 0.0

    def at(self, part: float) -> float:
        """The grey level at a part of white."""
        return self.black + part * (self.white - self.black)


def burnt_in(plane: _Plane, light: Light, *, may_be_soft: bool = False) -> _Flags | None:
    """Which pixels are burnt in; None where there are none.

    Args:
        plane: (height, width) of any level; the finer, the surer.
        light: of its channel.
        may_be_soft: whether spots of two pixels, and what ends within two pixels, are taken, too,
            where it is better to leave out a few cells than to believe one such spot.
    """
    top = math.ceil(light.at(NEAR_WHITE))
    bright = (plane >= top).astype(np.uint8)
    places = cv2.findNonZero(bright)
    if places is None:
        return None
    columns, rows = np.asarray(places, np.int32).reshape(-1, 2).T
    labels = np.asarray(cv2.connectedComponents(bright)[1], np.int32)
    spots = _Spots(plane, bright, labels, labels[rows, columns], rows, columns)
    return spots.burnt_in(light, may_be_soft=may_be_soft)


def without_burnt_in(plane: _Plane, light: Light) -> _Plane:
    """A plane in which nothing burnt in shines: dark, or where it is thin as bright as beside it.

    Args:
        plane: (height, width) at the network's pixel size.
        light: of its channel.
    """
    burnt = burnt_in(plane, light)
    if burnt is None:
        return plane
    side = (THIN_PX, THIN_PX)
    known = cv2.boxFilter((~burnt).astype(np.float32), -1, side, borderType=cv2.BORDER_CONSTANT)
    rest = np.where(burnt, 0, plane).astype(np.float32)
    beside = cv2.boxFilter(rest, -1, side, borderType=cv2.BORDER_CONSTANT)
    beside = np.divide(beside, known, out=np.full_like(beside, light.black), where=known > 0)
    filled = np.where(_blocks(burnt, THIN_PX), light.black, beside)
    return np.where(burnt, filled, plane).round().astype(plane.dtype)


@dataclass(frozen=True, slots=True)
class _Spots:
    """The bright spots of a plane.

    Attributes:
        plane: (height, width).
        bright: which of its pixels are in spots.
        labels: of all its pixels; 0 between spots.
        label: of each bright pixel.
        rows: of each bright pixel.
        columns: of each bright pixel.
    """

    plane: _Plane
    bright: _Bytes
    labels: _Labels
    label: _Labels
    rows: _Labels
    columns: _Labels

    def burnt_in(self, light: Light, *, may_be_soft: bool) -> _Flags | None:
        """Pixels of those that end from pixel to pixel, of padding and of its rim."""
        is_suspect, is_rim = self._suspects(light, may_be_soft=may_be_soft)
        if not is_suspect.any():
            return None
        rings = self._rings(np.flatnonzero(is_rim & is_suspect[self.label]))
        first, second, third = (self._mean(ring, light) for ring in rings)
        is_sharp = is_suspect & (first <= DARK) & (1 - first >= SHARP * (1 - second))
        is_ended = is_suspect & (second <= DARK) & (1 - second >= SHARP * (1 - third))
        is_soft = is_ended & (second <= SOFT_DARK) if may_be_soft else np.zeros_like(is_ended)
        is_wide = ~is_sharp & (is_soft | self._are_blocks(is_ended))
        is_found = (is_sharp | is_wide)[self.label]
        if not is_found.any():
            return None
        found = np.zeros(self.plane.shape, np.bool_)
        found[self.rows[is_found], self.columns[is_found]] = True
        for label, pixel in rings[:2]:
            found.flat[pixel[is_wide[label]]] = True
        return found

    def _suspects(self, light: Light, *, may_be_soft: bool) -> tuple[_Flags, _Flags]:
        """Which have dark pixels beside them or may be padding; and which pixels are rims."""
        places = self.rows, self.columns
        is_hard = cv2.erode(self.plane, _NEAR)[places] < light.at(DARK)
        if may_be_soft:
            is_hard |= cv2.erode(self.plane, _AROUND)[places] < light.at(SOFT_DARK)
        is_rim = cv2.erode(self.bright, _NEAR)[places] == 0
        area = np.bincount(self.label)
        rim, hard = np.bincount(self.label, is_rim), np.bincount(self.label, is_hard)
        least_px = LEAST_SOFT_PX if may_be_soft else LEAST_PX
        is_suspect = (area >= least_px) & (hard >= SUSPECT * rim)
        return is_suspect | (area >= BLOCK_AREA_PX), is_rim

    def _rings(self, rim: _Pixels) -> tuple[tuple[_Labels, _Pixels], ...]:
        """Three rings around spots, each one pixel wide: whose they are, and their pixels."""
        height, width = self.plane.shape
        label, pixel = self.label[rim], self.rows[rim].astype(np.int64) * width + self.columns[rim]
        rings: list[tuple[_Labels, _Pixels]] = []
        known = np.zeros(0, np.int64)
        for _ in range(3):
            row, column = np.divmod(pixel, width)
            row, column = (row[:, None] + _DOWN).ravel(), (column[:, None] + _RIGHT).ravel()
            label = np.repeat(label, _DOWN.size)
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            row, column, label = row[inside], column[inside], label[inside]
            outside = self.labels[row, column] != label
            key = label[outside].astype(np.int64) * (height * width) + row[outside] * width
            key = np.setdiff1d(key + column[outside], known)
            known = np.concatenate([known, key])
            found, pixel = np.divmod(key, height * width)
            label = found.astype(np.int32)
            rings.append((label, pixel))
        return tuple(rings)

    def _mean(self, ring: tuple[_Labels, _Pixels], light: Light) -> npt.NDArray[np.float64]:
        """How bright a ring is for each label, as a part of white; 0 where there is none."""
        label, pixel = ring
        top, number = light.at(NEAR_WHITE), int(self.label.max()) + 1
        value = np.clip(self.plane.flat[pixel].astype(np.float64), light.black, top) - light.black
        total = np.bincount(label, value, number)
        return total / np.maximum(np.bincount(label, minlength=number), 1) / (top - light.black)

    def _are_blocks(self, wanted: _Flags) -> _Flags:
        """Which of the spots that are wanted squares fill."""
        area = np.bincount(self.label)
        large = wanted & (area >= BLOCK_AREA_PX)
        if not large.any():
            return large
        filled = self.labels[_blocks(large[self.labels], BLOCK_PX)]
        return large & (np.bincount(filled, minlength=area.size) >= BLOCK_SHARE * area)


def _blocks(spots: _Flags, side_px: int) -> _Flags:
    """What squares of a side fill of spots; nothing is filled beyond the border of the plane."""
    around = cv2.copyMakeBorder(
        spots.astype(np.uint8), *(side_px,) * 4, cv2.BORDER_CONSTANT, value=0
    )
    square = np.ones((side_px, side_px), np.uint8)
    opened = cv2.morphologyEx(around, cv2.MORPH_OPEN, square)
    return np.asarray(opened[side_px:-side_px, side_px:-side_px] > 0)
