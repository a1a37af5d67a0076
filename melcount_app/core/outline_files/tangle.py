"""Whether lines cross each other so often that what they enclose cannot be found out in time.

Where n lines all cross, there are n² / 2 crossings, each of them a corner of what is enclosed: a
ring of some thousand points may take hours and more memory than there is. Somebody who draws
crosses some lines, and no program that outlines a sample crosses any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from melcount_app.core.budget import OverBudgetError
from melcount_app.core.region import Outline, polygons

MOST_CROSSINGS = 10_000
"""Of the lines of one shape."""

MOST_WORK = 10**8
"""Crossings times points: every part that crossings cut off is compared with all points."""

MOST_RINGS = 25_000
"""Of one shape."""

MOST_LINES = 250_000
"""Of a shape that crosses itself."""

MOST_LINES_OF_SOUND = 1_000_000
"""Of several shapes that do not cross themselves."""

FEW, FEW_POINTS = 500, 1000
"""Shapes, and points of them, that are united without a thought."""

FIRST, PAIRS_AT_ONCE = 16, 2**20
"""Lines that are compared at first, and pairs after which no more are compared at once."""

_Ends: TypeAlias = npt.NDArray[np.float64]


class TangledError(OverBudgetError):
    """What lines enclose cannot be found out in time."""


def check_tangle(rings: Sequence[npt.NDArray[np.float64]], most_lines: int = MOST_LINES) -> None:
    """Refuse rings whose lines cross, touch or cover each other too often.

    Args:
        rings: points (n, 2) of each, in order.
        most_lines: that all of them may have.

    Raises:
        TangledError: they do, or there are more rings or lines than can be compared.
    """
    if len(rings) > MOST_RINGS:
        raise TangledError(f"{len(rings)} rings")
    lines = _Lines.of(rings)
    if len(lines.ends) > most_lines:
        raise TangledError(f"{len(lines.ends)} lines, some of which cross")
    most = min(MOST_CROSSINGS, MOST_WORK // max(len(lines.ends), 1))
    if len(lines.ends) ** 2 <= 2 * most:
        return  # even if all of them crossed
    crossings = 0
    for first, second in _near(lines):
        crossings += int(np.count_nonzero(_meet(lines.ends[first], lines.ends[second])))
        if crossings > most:
            raise TangledError(f"lines that cross more than {most} times")


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of rings, those without length left out.

    Attributes:
        ends: (n, 2, 2), start and end (x, y).
        before: of each line that before it in its ring.
    """

    ends: _Ends
    before: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rings: Sequence[npt.NDArray[np.float64]]) -> _Lines:
        """Of each ring those from each point to the next, and from the last to the first."""
        ends, before, count = [np.empty((0, 2, 2))], [np.empty(0, np.int64)], 0
        for ring in rings:
            own = np.stack([ring, np.roll(ring, -1, axis=0)], axis=1)
            own = own[(own[:, 0] != own[:, 1]).any(axis=1)]
            ends.append(own)
            before.append(np.roll(np.arange(count, count + len(own)), 1))
            count += len(own)
        return cls(np.concatenate(ends), np.concatenate(before))


def _near(lines: _Lines) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Indices of lines whose boxes meet, each pair once, without those that follow each other.

    The largest boxes come first: where most lines meet most others, that is known soon.
    """
    extent = np.abs(lines.ends[:, 1] - lines.ends[:, 0])
    order = np.argsort(-(extent[:, 0] + 1) * (extent[:, 1] + 1), kind="stable")
    boxes = shapely.linestrings(lines.ends)
    tree = shapely.STRtree(boxes)
    start, count = 0, FIRST
    while start < len(order):
        part = order[start : start + count]
        asked, second = tree.query(boxes[part])
        first = part[asked]
        follow = (lines.before[second] == first) | (lines.before[first] == second)
        is_pair = (first < second) & ~follow
        yield first[is_pair], second[is_pair]
        start += count
        count = max(count * 2 if len(second) < PAIRS_AT_ONCE else count // 2, 1)


def _meet(a: _Ends, b: _Ends) -> npt.NDArray[np.bool_]:
    """Whether lines (n, 2, 2) whose boxes meet do so themselves."""
    meet: npt.NDArray[np.bool_] = _is_on_both_sides(a, b) & _is_on_both_sides(b, a)
    return meet


def _is_on_both_sides(a: _Ends, b: _Ends) -> npt.NDArray[np.bool_]:
    """Whether the ends of lines b do not lie on one side of lines a."""
    along, ends = a[:, 1] - a[:, 0], b - a[:, :1]
    sides = along[:, np.newaxis, 0] * ends[..., 1] - along[:, np.newaxis, 1] * ends[..., 0]
    return np.sign(sides[:, 0]) * np.sign(sides[:, 1]) <= 0


def united(areas: Sequence[Outline]) -> Outline:
    """Areas as one, whatever they overlap.

    Raises:
        TangledError: their outlines cross too often.
    """
    rings = shapely.get_rings(list(areas))
    if len(areas) > 1 and shapely.get_num_coordinates(rings).sum() > FEW_POINTS:
        check_tangle([shapely.get_coordinates(ring) for ring in rings], MOST_LINES_OF_SOUND)
    unite = shapely.union_all if len(areas) <= FEW else shapely.disjoint_subset_union_all
    return polygons(unite(areas))
