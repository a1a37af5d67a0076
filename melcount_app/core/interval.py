"""Intervals of counts: between which numbers the true one lies, and how often it does.

Split conformal prediction with a variance-stabilised score (Papadopoulos et al. 2002; Lei et
al. 2018): the error of a count is divided by the standard deviation that its size lets expect,
and a quantile of these scores, over places that the network did not learn from, says how many
such deviations the interval reaches. The deviation has three parts. Errors of different cells
are independent, so their variance grows with the number of cells. What a place does to the
network, its focus and its texture, is the same share of every count there, and averages out over
many places. What a scan does to it, its staining and its scanner, does not average out, and
dominates a whole scan.
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
        variance_per_cell: a, of errors that are independent from cell to cell.
        relative_sd: b, the standard deviation of the share by which a place is counted wrongly.
        shared_sd: s, the same of a whole scan. None where nobody knows it: then b is taken to be
            shared by a whole scan, which is the worst case.
        place_mm2: area of the places that b was found on; of larger ones it averages out.

    Raises:
        ValueError: a number is not finite or out of range.
    """

    level: float
    quantile: float
    variance_per_cell: float
    relative_sd: float
    shared_sd: float | None = None
    place_mm2: float = 0.0

    def __post_init__(self) -> None:
        shared = (self.shared_sd or 0.0, self.place_mm2)
        numbers = (self.level, self.quantile, self.variance_per_cell, self.relative_sd, *shared)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"interval numbers {numbers} are not all finite")
        if not 0 < self.level < 1:
            raise ValueError(f"interval level is {self.level!r}")
        if not (self.quantile > 0 and self.variance_per_cell > 0 and self.relative_sd >= 0):
            raise ValueError(f"interval numbers {numbers} are out of range")
        if min(shared) < 0 or (self.shared_sd is not None and not self.place_mm2):
            raise ValueError(f"interval numbers {numbers} are out of range")

    @property
    def percent(self) -> str:
        """The level as people read it, as in "90 %"."""
        return f"{100 * self.level:g} %"

    def of(self, cells: float, area_mm2: float | None = None) -> Interval:
        """The range cells ± q·sqrt(a·(cells + 1) + (b²·min(1, p / area) + s²)·cells²).

        Here p is `place_mm2`. `low` is at least 0.

        Args:
            cells: that were counted.
            area_mm2: on which; None for that of one place.
        """
        reach = self.quantile * math.hypot(
            math.sqrt(self.variance_per_cell * (cells + 1)), self._systematic(area_mm2) * cells
        )
        return Interval(max(cells - reach, 0.0), cells + reach)

    def _systematic(self, area_mm2: float | None) -> float:
        """Standard deviation of the share that does not average out between cells."""
        if self.shared_sd is None:
            return self.relative_sd
        places = max(area_mm2 / self.place_mm2, 1.0) if area_mm2 else 1.0
        return math.hypot(self.relative_sd / math.sqrt(places), self.shared_sd)
