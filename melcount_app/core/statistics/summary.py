"""One condition by itself: its samples, their mean and spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # `stats` is slow to import, and loaded where it is first used

LEVEL = 0.95
"""Of all intervals."""

HIGH_CV = 0.20
"""A coefficient of variation above this is pointed out."""


@dataclass(frozen=True, slots=True)
class ConditionSummary:
    """One condition.

    Attributes:
        values: cells/mm² of its samples, in their order.
        mean: None without a sample.
        sd: standard deviation of the samples; None with fewer than two.
        low: lower end of the 95 % t interval of the mean; None with fewer than two samples.
        high: its upper end.
    """

    values: tuple[float, ...]
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.values)

    @property
    def cv(self) -> float | None:
        """Standard deviation over mean; None where either is lacking or the mean is 0."""
        return self.sd / self.mean if self.sd is not None and self.mean else None

    @property
    def is_spread_wide(self) -> bool:
        """Whether the samples differ so much that somebody should look at them."""
        return self.cv is not None and self.cv > HIGH_CV


def summarise(values: Sequence[float]) -> ConditionSummary:
    """Mean, spread and the 95 % interval of the mean, by Student's t."""
    numbers = tuple(map(float, values))
    n = len(numbers)
    if n == 0:
        return ConditionSummary(numbers, None, None, None, None)
    mean = mean_of(numbers)
    if n == 1:
        return ConditionSummary(numbers, mean, None, None, None)
    sd = float(np.std(numbers, ddof=1))
    half = t_quantile(n - 1) * sd / math.sqrt(n)
    return ConditionSummary(numbers, mean, sd, mean - half, mean + half)


def mean_of(values: Sequence[float]) -> float:
    """Of at least one value."""
    return math.fsum(values) / len(values)


def t_quantile(freedom: float, level: float = LEVEL) -> float:
    """Of Student's t, for a two-sided interval."""
    return float(scipy.stats.t.ppf(0.5 + level / 2, freedom))
