"""A scan that goes on where its file is damaged, and remembers where that is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from typing_extensions import override

from melcount_app.core.errors import DamagedError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import Pixels, Scan, paint


def damaged_part(path: Path) -> DamagedError:
    """What is told of a file of which some blocks cannot be read."""
    return DamagedError(
        f"“{path.name}” is damaged: part of its pixels cannot be read; copy it again from the"
        " scanner, or count it without the damaged area."
    )


def is_damaged(scan: Scan, level: int, rect: Rect) -> bool:
    """Whether part of what was read of a level is known to be damaged."""
    return any(overlap(rect, block) is not None for block in scan.damaged(level))


def overlap(one: Rect, other: Rect) -> Rect | None:
    """What two rectangles share; None where that is nothing."""
    x, y = max(one.x, other.x), max(one.y, other.y)
    width, height = min(one.right, other.right) - x, min(one.bottom, other.bottom) - y
    return Rect(x, y, width, height) if width > 0 and height > 0 else None


def bands(rect: Rect, rows: int) -> tuple[Rect, ...]:
    """The bands of so many rows, counted from the top of the level, that a rectangle touches."""
    first, last = rect.y // rows, -(-rect.bottom // rows)
    return tuple(Rect(rect.x, y * rows, rect.width, rows) for y in range(first, last))


def runs_of(cells: npt.NDArray[np.bool_]) -> tuple[Rect, ...]:
    """The set cells (rows, columns) of a grid as rectangles, in cells.

    Neighbours in a row are one; so are such rows below each other that are alike.
    """
    done: list[Rect] = []
    growing: dict[tuple[int, int], Rect] = {}
    for y, row in enumerate(cells):
        edges = np.flatnonzero(np.diff(row, prepend=False, append=False))
        spans = {(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)}
        done += [rect for span, rect in growing.items() if span not in spans]
        growing = {
            (a, b): Rect(a, known.y, b - a, known.height + 1)
            if (known := growing.get((a, b)))
            else Rect(a, y, b - a, 1)
            for a, b in sorted(spans)
        }
    return (*done, *growing.values())


MOST_EDGES = 2**13
"""Of cells in which gaps are looked for exactly; there are more where each of thousands of tiles
lies in a place of its own."""

EVEN_CELLS = 512
"""On an axis where they are too many; what such a cell shares with a tile is no gap."""


def gaps_between(places: Sequence[Rect], size: Size) -> tuple[Rect, ...]:
    """What rectangles leave free of a level of this size, as rectangles."""
    inside = [place.clipped_to(size) for place in places]
    xs = _edges(size.width, [x for place in inside for x in (place.x, place.right)])
    ys = _edges(size.height, [y for place in inside for y in (place.y, place.bottom)])
    is_free = np.ones((len(ys) - 1, len(xs) - 1), np.bool_)
    for place in inside:
        rows, columns = _touched(ys, place.y, place.bottom), _touched(xs, place.x, place.right)
        is_free[rows, columns] = False
    return tuple(
        Rect(xs[r.x], ys[r.y], xs[r.right] - xs[r.x], ys[r.bottom] - ys[r.y])
        for r in runs_of(is_free)
    )


def _edges(length: int, ends: Sequence[int]) -> list[int]:
    """Where cells of a grid meet on one axis: at all these ends, or evenly where they are many."""
    exact = sorted({0, length, *ends})
    if len(exact) <= MOST_EDGES:
        return exact
    return sorted({round(length * cell / EVEN_CELLS) for cell in range(EVEN_CELLS + 1)})


def _touched(edges: Sequence[int], first: int, end: int) -> slice:
    """The cells that share a pixel with what lies from `first` to before `end`."""
    if end <= first:
        return slice(0, 0)
    return slice(bisect_right(edges, first) - 1, bisect_left(edges, end))


class TolerantScan(Scan):
    """A scan whose damaged blocks are read as 0, each of them known from then on.

    Only what is read is looked at: whoever wants to know all damage of a place reads it first.
    """

    def __init__(self, scan: Scan) -> None:
        self._take_facts(scan)
        self.levels = scan.levels
        self._scan = scan
        self._found: dict[int, dict[Rect, None]] = {}

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        if not is_damaged(self, level, rect):
            try:
                return self._scan.read(level, rect, channel)
            except DamagedError:
                if not self._scan.blocks(level, rect):
                    raise
        return self._pieced(level, rect, channel)

    @override
    def close(self) -> None:
        self._scan.close()

    @override
    def band_rows(self, level: int) -> int:
        return self._scan.band_rows(level)

    @override
    def glimpse(self, level: int, step: int) -> Pixels:
        try:
            return self._scan.glimpse(level, step)
        except DamagedError:
            return super().glimpse(level, step)

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        return self._scan.not_scanned(level)

    @override
    def damaged(self, level: int) -> tuple[Rect, ...]:
        return tuple(self._found.get(level, ()))

    @override
    def blocks(self, level: int, rect: Rect) -> tuple[Rect, ...]:
        return self._scan.blocks(level, rect)

    def _pieced(self, level: int, rect: Rect, channel: int | None) -> Pixels:
        """A rectangle from its blocks, without those that are damaged."""
        shape = (rect.height, rect.width, len(self.channels) if channel is None else 1)
        answer: Pixels = np.zeros(shape, self.dtype)
        found = self._found.setdefault(level, {})
        for block in self._scan.blocks(level, rect):
            part = overlap(block, rect)
            if part is None or block in found:
                continue
            try:
                pixels = self._scan.read(level, part, channel)
            except DamagedError:
                found[block] = None
                continue
            paint(answer, rect, pixels.reshape(part.height, part.width, -1), part, part)
        return answer if channel is None else answer[..., 0]
