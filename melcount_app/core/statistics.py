"""Conditions compared: what a few samples each allow to be said, and what they do not.

The sample is the unit of replication: n counts samples, never tiles, cells or regions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy  # `stats` is slow to import, and loaded where it is first used

if TYPE_CHECKING:
    import scipy.stats

LEVEL = 0.95
"""Of all intervals."""

HIGH_CV = 0.20
"""A coefficient of variation above this is pointed out."""

UNEQUAL_P = 0.05
"""Variances are taken to differ below this p of the Brown-Forsythe test."""

POWER = 0.80
VERSION = 2
"""Of the methods, which reports tell: the first took pairs of samples, which are always equally far
from their median, to tell whether spreads differ."""

SEED = 20220901
"""Of the quasi-random integration behind Dunnett's p: the same data give the same digits."""


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
    half = _t(n - 1) * sd / math.sqrt(n)
    return ConditionSummary(numbers, mean, sd, mean - half, mean + half)


def mean_of(values: Sequence[float]) -> float:
    """Of at least one value."""
    return math.fsum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition against the control.

    Attributes:
        difference: of the means, in cells/mm².
        difference_low: lower end of its 95 % interval; None where a condition has one sample.
        difference_high: its upper end.
        ratio: of the means; None where the control's is 0.
        ratio_low: lower end of its 95 % interval; None where that has no end.
        ratio_high: its upper end.
        p: adjusted for the number of comparisons; None where it cannot be told.
    """

    difference: float
    difference_low: float | None
    difference_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that is said about the conditions of a study.

    Attributes:
        conditions: by name, in the order of the study.
        control: name of the condition the others are compared with; empty for none.
        comparisons: by name of the condition.
        equal_variances: whether one spread was taken for all; None where nothing was tested.
        brown_forsythe_p: of the test whether spreads differ; None where it cannot be made.
        anova_p: whether any condition differs; Welch's where variances differ; None likewise.
        detectable: smallest difference, in cells/mm², that such samples show in 80 % of
            studies (two-sided t test of two conditions at 5 %); None where it cannot be told.
    """

    conditions: Mapping[str, ConditionSummary]
    control: str
    comparisons: Mapping[str, Comparison]
    equal_variances: bool | None
    brown_forsythe_p: float | None
    anova_p: float | None
    detectable: float | None

    @property
    def method(self) -> str:
        """What p and interval of a difference are by."""
        if self.equal_variances is None:
            return ""
        return "Dunnett" if self.equal_variances else "Welch, Holm"


def compare(
    samples: Mapping[str, Sequence[float]], control: str, version: int = VERSION
) -> Statistics:
    """Compare conditions with a control.

    With like spreads: one-way ANOVA, then Dunnett's test and simultaneous intervals (Dunnett,
    J. Am. Stat. Assoc. 50, 1955). Where the Brown-Forsythe test finds that spreads differ:
    Welch's ANOVA and Welch's t tests with Holm's adjustment of p. Conditions with one sample,
    or whose samples and the control's do not spread at all, have no p and no interval.

    Args:
        samples: cells/mm² of the samples of each condition.
        control: the condition to compare with; one that is not among them compares nothing.
        version: of the methods.
    """
    conditions = {name: summarise(values) for name, values in samples.items()}
    groups = [s.values for s in conditions.values() if s.n >= 2]
    can_test = len(groups) >= 2 and any(len(set(group)) > 1 for group in groups)
    spread_p = _brown_forsythe(groups, version) if can_test else None
    equal = (spread_p is None or spread_p >= UNEQUAL_P) if can_test else None
    anova_p = _p(scipy.stats.f_oneway(*groups, equal_var=bool(equal))) if can_test else None
    return Statistics(
        conditions=conditions,
        control=control if control in conditions else "",
        comparisons=_comparisons(conditions, control, is_equal=equal),
        equal_variances=equal,
        brown_forsythe_p=spread_p,
        anova_p=anova_p,
        detectable=_detectable(list(conditions.values())) if can_test else None,
    )


def _brown_forsythe(groups: Sequence[Sequence[float]], version: int) -> float | None:
    """The p of the test whether spreads differ; None where no group has more than two samples.

    Two samples are equally far from their median: within such groups nothing varies.
    """
    if version > 1 and max(map(len, groups)) <= 2:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return _p(scipy.stats.levene(*groups, center="median"))


def _comparisons(
    conditions: Mapping[str, ConditionSummary], control: str, *, is_equal: bool | None
) -> dict[str, Comparison]:
    reference = conditions.get(control)
    if reference is None or reference.mean is None:
        return {}
    others = {n: s for n, s in conditions.items() if n != control and s.mean is not None}
    tested = {n: s for n, s in others.items() if s.n >= 2 and reference.n >= 2}
    if is_equal is None:
        tested = {}
    test = _dunnett if is_equal else _welch
    results = test(list(tested.values()), reference) if tested else []
    found = dict(zip(tested, results, strict=True))
    return {
        name: _comparison(summary, reference, found.get(name, (None, None, None)))
        for name, summary in others.items()
    }


_Result = tuple[float | None, float | None, float | None]
"""p, lower and upper end of the difference."""


def _comparison(
    summary: ConditionSummary, reference: ConditionSummary, result: _Result
) -> Comparison:
    assert summary.mean is not None  # noqa: S101 - only conditions with samples are compared
    assert reference.mean is not None  # noqa: S101
    p, low, high = result
    ratio = summary.mean / reference.mean if reference.mean else None
    ratio_low, ratio_high = ratio_interval(summary, reference)
    return Comparison(summary.mean - reference.mean, low, high, ratio, ratio_low, ratio_high, p)


def _dunnett(summaries: Sequence[ConditionSummary], reference: ConditionSummary) -> list[_Result]:
    result = scipy.stats.dunnett(
        *[np.array(summary.values) for summary in summaries],
        control=np.array(reference.values),
        rng=np.random.default_rng(SEED),
    )
    ends = result.confidence_interval(LEVEL)
    return [
        (_finite(p), _finite(low), _finite(high))
        for p, low, high in zip(result.pvalue, ends.low, ends.high, strict=True)
    ]


def _welch(summaries: Sequence[ConditionSummary], reference: ConditionSummary) -> list[_Result]:
    tests = [
        scipy.stats.ttest_ind(summary.values, reference.values, equal_var=False)
        for summary in summaries
    ]
    adjusted = holm([_finite(test.pvalue) for test in tests])
    ends = [test.confidence_interval(LEVEL) for test in tests]
    return [(p, _finite(end.low), _finite(end.high)) for p, end in zip(adjusted, ends, strict=True)]


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """P values adjusted for their number (Holm, Scand. J. Stat. 6, 1979); None stays None."""
    known = sorted((p, place) for place, p in enumerate(ps) if p is not None)
    adjusted: list[float | None] = [None] * len(ps)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = max(highest, min((len(known) - rank) * p, 1.0))
        adjusted[place] = highest
    return adjusted


def ratio_interval(
    summary: ConditionSummary, reference: ConditionSummary
) -> tuple[float | None, float | None]:
    """95 % interval of the ratio of two means by Fieller's theorem (J. R. Stat. Soc. B 16, 1954).

    Spreads may differ: the degrees of freedom are Welch and Satterthwaite's. (None, None) where
    a condition has fewer than two samples, or the control's mean is not clearly above 0, so
    that the interval would have no end.
    """
    a, b, sd_a, sd_b = summary.mean, reference.mean, summary.sd, reference.sd
    if a is None or not b or sd_a is None or sd_b is None:
        return None, None
    va, vb = sd_a**2 / summary.n, sd_b**2 / reference.n
    if va + vb == 0:
        return a / b, a / b
    freedom = (va + vb) ** 2 / (va**2 / (summary.n - 1) + vb**2 / (reference.n - 1))
    t = _t(freedom)
    g = t**2 * vb / b**2
    if g >= 1:
        return None, None
    ratio = a / b
    half = t / (abs(b) * (1 - g)) * math.sqrt(va * (1 - g) + ratio**2 * vb)
    return ratio / (1 - g) - half, ratio / (1 - g) + half


def _detectable(summaries: Sequence[ConditionSummary]) -> float | None:
    """Smallest difference that is found with `POWER`, by the pooled spread and a usual n."""
    spread = [s for s in summaries if s.sd is not None]
    freedom = sum(s.n - 1 for s in spread)
    pooled = math.sqrt(sum((s.n - 1) * (s.sd or 0.0) ** 2 for s in spread) / freedom)
    n = sorted(s.n for s in spread)[len(spread) // 2]
    if pooled == 0:
        return None
    quantiles = _t(freedom) + float(scipy.stats.t.ppf(POWER, freedom))
    return float(quantiles * pooled * math.sqrt(2 / n))


def _t(freedom: float) -> float:
    """Quantile of Student's t for a two-sided interval."""
    return float(scipy.stats.t.ppf(0.5 + LEVEL / 2, freedom))


def _p(test: object) -> float | None:
    return _finite(test.pvalue)  # type: ignore[attr-defined]


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
