"""Levels between those of a scan, so that a view never paints many more pixels than it shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from typing_extensions import override

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import Level, Pixels, Scan
from melcount_app.core.scan.pyramid import shrink

WIDE_STEP = 3.0
"""A level is put between two whose downsamples differ by at least this factor."""


@dataclass(frozen=True, slots=True)
class _Origin:
    """The level of the scan that a level is made from, and by how much its sides are reduced."""

    level: int
    factor: int


class HalvedScan(Scan):
    """A scan with a level of half the sides after each one that is much finer than the next.

    The new levels are the means of 2 x 2 pixels, made whenever they are read.
    """

    def __init__(self, scan: Scan) -> None:
        self._take_facts(scan)
        self._scan = scan
        steps = [b.downsample / a.downsample for a, b in pairwise(scan.levels)]
        self._origins = tuple(
            _Origin(index, factor)
            for index, step in enumerate([*steps, 1.0])
            for factor in ((1, 2) if step >= WIDE_STEP else (1,))
        )
        self.levels = tuple(self._reduced(origin) for origin in self._origins)

    def _reduced(self, origin: _Origin) -> Level:
        level, factor = self._scan.levels[origin.level], origin.factor
        size = Size(-(-level.size.width // factor), -(-level.size.height // factor))
        return Level(size, level.downsample * factor)

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        origin = self._origins[level]
        if origin.factor == 1:
            return self._scan.read(origin.level, rect, channel)
        inside = rect.clipped_to(self.levels[level].size)
        wide = Rect(2 * inside.x, 2 * inside.y, 2 * inside.width, 2 * inside.height)
        wide = wide.clipped_to(self._scan.levels[origin.level].size)
        pixels = self._scan.read(origin.level, wide, channel)
        small = shrink(np.atleast_3d(pixels), 2).reshape(
            inside.height, inside.width, *pixels.shape[2:]
        )
        answer: Pixels = np.zeros((rect.height, rect.width, *small.shape[2:]), small.dtype)
        y, x = inside.y - rect.y, inside.x - rect.x
        answer[y : y + inside.height, x : x + inside.width] = small
        return answer

    @override
    def close(self) -> None:
        self._scan.close()
