"""Intervals of counts: between which numbers the true one lies, and how often it does.

Split conformal prediction with a variance-stabilised score (Papadopoulos et al. 2002; Lei et
al. 2018): the error of a count is divided by the standard deviation that its size lets expect,
and a quantile of these scores, over places that the network did not learn from, says how many
such deviations the interval reaches. The deviation has two parts. Errors of different places
are independent, so their variance grows with the number of cells. The bias of the network on
one scan is the same share of every count, whatever the area, so it dominates a whole scan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included: cells, or cells/mm² after `per`."""

    low: float
    high: float

    def per(self, area_mm2: float) -> Interval:
        """The interval of the density, for cells on an area above 0."""
        return Interval(self.low / area_mm2, self.high / area_mm2)


@dataclass(frozen=True, slots=True)
class IntervalModel:
    """How far counts of one network are off, on scans like those it learned from.

    Attributes:
        level: share of intervals that hold the true number, as in 0.9.
        quantile: conformal quantile q of |error| / sigma.
        variance_per_cell: a, what averages out between places.
        relative_sd: b, what does not: the bias of the network on a scan.

    Raises:
        ValueError: a number is not finite or out of range.
    """

    level: float
    quantile: float
    variance_per_cell: float
    relative_sd: float

    def __post_init__(self) -> None:
        numbers = (self.level, self.quantile, self.variance_per_cell, self.relative_sd)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"interval numbers {numbers} are not all finite")
        if not 0 < self.level < 1:
            raise ValueError(f"interval level is {self.level!r}")
        if not (self.quantile > 0 and self.variance_per_cell > 0 and self.relative_sd >= 0):
            raise ValueError(f"interval numbers {numbers} are out of range")

    @property
    def percent(self) -> str:
        """The level as people read it, as in "90 %"."""
        return f"{100 * self.level:g} %"

    def of(self, cells: float) -> Interval:
        """The range cells ± q·sqrt(a·(cells + 1) + (b·cells)²); `low` is at least 0."""
        systematic = self.relative_sd * cells
        reach = self.quantile * math.hypot(
            math.sqrt(self.variance_per_cell * (cells + 1)), systematic
        )
        return Interval(max(cells - reach, 0.0), cells + reach)
