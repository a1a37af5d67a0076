"""Whether a scan looks like the pictures that its model has learned from.

A scan is cut into windows of about the size of the training crops. A few statistics of each
are compared with the range that they had in training; the share of the counted cells that lie
in windows outside a range tells how far the count rests on pictures of an unknown kind.
"""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from melcount_app.core.appearance import (
    GREY_LEVEL,
    STATISTICS,
    Statistic,
    WindowStatistics,
    window_statistics,
)
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.region import Coverage

WINDOW_PX = 256
"""Side of a window in analysis pixels, that of a training crop. Windows lie on a fixed grid, so a
scan is judged alike however its outline came about."""

SMALLEST_WINDOW_PX = WINDOW_PX // 2
"""Narrower strips hold too few cells for statistics that can be compared with a crop's."""

LEAST_INSIDE = 0.95
"""A window is judged when this share of it is sample: more of the surroundings would pass for a
dark background, which begins at the tenth percentile."""

SPARSE = 1.0
"""With fewer cells than this per window there are too few to weigh windows by them. The sparsest
training crop holds six."""

RARE = 0.04
"""Share of the training windows at either end that does not widen a range: what a network saw
once or twice it has hardly learned."""

MARGIN = 0.35
"""Ranges are wider than that by this share of their width, on the scale of `_scaled`. With both
numbers 3 of the 76 crops of TRP1 lie outside the ranges of the other folds' crops."""

LEAST_MARGIN = 0.05
"""On that scale about 5 % of the number, where training windows hardly differ."""


class Side(enum.StrEnum):
    """Where a number lies that is outside a range."""

    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included.

    Raises:
        ValueError: they are not finite numbers in this order.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse what is no range."""
        ends = (self.low, self.high)
        if not all(math.isfinite(end) for end in ends):
            raise ValueError(f"a range ends at {ends}")
        if self.low > self.high:
            raise ValueError(f"a range goes from {self.low} down to {self.high}")


@dataclass(frozen=True, slots=True)
class TrainingRanges:
    """Between which numbers the statistics of nearly all training windows lie."""

    background: Range
    highlights: Range
    saturation: Range
    sharpness: Range
    size: Range
    grain: Range

    @classmethod
    def of(cls, windows: Sequence[npt.NDArray[np.float32]]) -> TrainingRanges:
        """The ranges of some training windows, each as `window_statistics` takes it.

        Raises:
            ValueError: there is no window.
        """
        if not windows:
            raise ValueError("there are no training windows")
        numbers = _scaled(_table([window_statistics(window) for window in windows]))
        low, high = np.quantile(numbers, (RARE, 1 - RARE), axis=0)
        margin = np.maximum(MARGIN * (high - low), LEAST_MARGIN)
        lows, highs = _unscaled(low - margin), _unscaled(high + margin)
        return cls(
            **{
                statistic.name: Range(float(max(low, 0)), float(min(high, statistic.most)))
                for statistic, low, high in zip(STATISTICS, lows, highs, strict=True)
            }
        )

    @classmethod
    def read(cls, **ranges: Mapping[str, float]) -> TrainingRanges:
        """Ranges as `dataclasses.asdict` gives them and JSON keeps them, by statistic.

        Raises:
            ValueError: a range is missing, damaged, or of a statistic that is not known.
        """
        names = {statistic.name for statistic in STATISTICS}
        if ranges.keys() != names:
            raise ValueError(f"training ranges of {sorted(ranges)} instead of {sorted(names)}")
        try:
            return cls(**{name: Range(**ends) for name, ends in ranges.items()})
        except TypeError as error:
            raise ValueError(f"a training range is damaged: {error}") from error


@dataclass(frozen=True, slots=True)
class Window:
    """A place in a scan that was looked at.

    Attributes:
        place: in map pixels.
        statistics: of its analysis pixels.
    """

    place: Rect
    statistics: WindowStatistics


@dataclass(frozen=True, slots=True)
class Deviation:
    """Places that differ from training in one statistic, on one side.

    Attributes:
        statistic: the one.
        side: where they lie.
        of_cells: share of the counted cells that lie in such places.
        of_sample: share of the sample that such places make up.
        number: median of the statistic over them.
        trained: its range in training.
    """

    statistic: Statistic
    side: Side
    of_cells: float
    of_sample: float
    number: float
    trained: Range

    @property
    def manner(self) -> str:
        """How such places are, as compared with training."""
        return self.statistic.below if self.side is Side.BELOW else self.statistic.above


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a scan looks like training.

    Attributes:
        windows: how many were judged, those that are sample.
        cells: counted in them.
        deviations: what lies outside the ranges; statistics that stay inside are not named.
    """

    windows: int
    cells: float
    deviations: tuple[Deviation, ...]

    @property
    def is_sparse(self) -> bool:
        """Whether hardly any cells were counted, so that places weigh by their area."""
        return self.cells < SPARSE * self.windows

    @property
    def worst(self) -> Deviation | None:
        """The deviation of the largest part of the scan; None where there is none."""
        return max(self.deviations, key=self.share, default=None)

    def share(self, deviation: Deviation) -> float:
        """What part of the scan deviates so: of its cells, or of the sample if it is sparse.

        Empty places of a sample are dark and blurred; they weigh nothing beside the others.
        Where there are no others, a sample without cells cannot be told from one whose cells
        are too dim to be found, and has to be looked at.
        """
        return deviation.of_sample if self.is_sparse else deviation.of_cells


def windows_of(
    core: Rect, pixels: npt.NDArray[np.float32], size: Size, output_stride: int
) -> tuple[Window, ...]:
    """Cut the core of a tile into windows of `WINDOW_PX`, from its corner on.

    What reaches beyond the scan is left out, and so are strips narrower than
    `SMALLEST_WINDOW_PX`.

    Args:
        core: in analysis pixels; its corner and sides are multiples of `output_stride`.
        pixels: (core.height, core.width), from 0 to 1 for white.
        size: of the analysis grid.
        output_stride: analysis pixels per map pixel.
    """
    inside = core.clipped_to(size)
    return tuple(
        Window(
            Rect(
                (core.x + left) // output_stride,
                (core.y + top) // output_stride,
                (right - left) // output_stride,
                (bottom - top) // output_stride,
            ),
            window_statistics(pixels[top:bottom, left:right]),
        )
        for top, bottom in _parts(inside.height, output_stride)
        for left, right in _parts(inside.width, output_stride)
    )


def once_each(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows, each place once, as it was seen last."""
    return tuple({window.place: window for window in windows}.values())


def likeness(
    windows: Sequence[Window],
    density: npt.NDArray[np.float32],
    sample: Coverage,
    ranges: TrainingRanges,
) -> Likeness:
    """Compare the windows of a scan that are sample with training.

    Args:
        windows: all that were looked at.
        density: (height, width), cells per map pixel.
        sample: how much of each map pixel is sample.
        ranges: of the training windows.
    """
    share = np.zeros(density.shape, np.float32)
    share[sample.window.slices] = sample.share
    judged = [w for w in windows if float(share[w.place.slices].mean()) >= LEAST_INSIDE]
    cells = np.array([_product(share, density, w.place) for w in judged], np.float64)
    area = np.array([share[w.place.slices].sum() for w in judged], np.float64)
    statistics = [w.statistics for w in judged]
    deviations = tuple(_deviations(statistics, cells, area, ranges))
    return Likeness(len(judged), float(cells.sum()), deviations)


def _deviations(
    statistics: Sequence[WindowStatistics],
    cells: npt.NDArray[np.float64],
    area: npt.NDArray[np.float64],
    ranges: TrainingRanges,
) -> Iterator[Deviation]:
    for statistic in STATISTICS:
        trained: Range = getattr(ranges, statistic.name)
        numbers = np.array([getattr(each, statistic.name) for each in statistics], np.float64)
        for side, outside in (
            (Side.BELOW, numbers < trained.low),
            (Side.ABOVE, numbers > trained.high),
        ):
            if outside.any():
                yield Deviation(
                    statistic=statistic,
                    side=side,
                    of_cells=_ratio(cells[outside].sum(), cells.sum()),
                    of_sample=_ratio(area[outside].sum(), area.sum()),
                    number=float(np.median(numbers[outside])),
                    trained=trained,
                )


def _parts(length: int, unit: int) -> Iterator[tuple[int, int]]:
    """The windows along a length: whole ones, and what is left at its end if that is enough.

    Ends are multiples of `unit`.
    """
    end = length // unit * unit
    for start in range(0, end, WINDOW_PX):
        stop = min(start + WINDOW_PX, end)
        if stop - start >= SMALLEST_WINDOW_PX:
            yield start, stop


def _table(statistics: Sequence[WindowStatistics]) -> npt.NDArray[np.float64]:
    """(windows, statistics) numbers in the order of `STATISTICS`."""
    return np.array([dataclasses.astuple(each) for each in statistics], np.float64)


def _scaled(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Numbers on a scale where twice as much is as far everywhere, down to one grey level."""
    return np.asarray(np.log1p(numbers / GREY_LEVEL))


def _unscaled(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(GREY_LEVEL * np.expm1(numbers))


def _product(
    share: npt.NDArray[np.float32], density: npt.NDArray[np.float32], place: Rect
) -> float:
    return float(np.vdot(share[place.slices], density[place.slices]))


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0
