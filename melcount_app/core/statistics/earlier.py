"""Comparisons by the methods of earlier reports, so that `replay` makes their numbers again.

Versions 1 and 2 compared means: by one-way ANOVA and Dunnett's test, or, where the Brown-Forsythe
test found that spreads differ, by Welch's t tests with Holm's adjustment; ratios by Fieller's
theorem. The first version made that test of pairs of samples, too, which are always equally far
from their median.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import scipy  # `stats` is slow to import, and loaded where it is first used

from melcount_app.core.statistics.results import Comparison
from melcount_app.core.statistics.summary import LEVEL, ConditionSummary, summarise, t_quantile

if TYPE_CHECKING:
    import scipy.stats

UNEQUAL_P = 0.05
"""Variances were taken to differ below this p of the Brown-Forsythe test."""

SEED = 20220901
"""Of the quasi-random integration behind Dunnett's p."""

Result: TypeAlias = tuple[float | None, float | None, float | None]
"""p, lower and upper end of the difference."""


def compare_as(
    version: int, samples: Mapping[str, Sequence[float]], control: str
) -> dict[str, Comparison]:
    """Conditions against the control, as version 1 or 2 compared them.

    Args:
        version: of the methods.
        samples: cells/mm² of the samples of each condition.
        control: the condition to compare with.
    """
    conditions = {name: summarise(values) for name, values in samples.items()}
    reference = conditions.get(control)
    if reference is None or reference.mean is None:
        return {}
    groups = [s.values for s in conditions.values() if s.n >= 2]
    can_test = len(groups) >= 2 and any(len(set(group)) > 1 for group in groups)
    others = {n: s for n, s in conditions.items() if n != control and s.mean is not None}
    is_testable = can_test and reference.n >= 2
    tested = {n: s for n, s in others.items() if s.n >= 2} if is_testable else {}
    results: list[Result] = []
    if tested:
        spread_p = _brown_forsythe(groups, version)
        test = _dunnett if spread_p is None or spread_p >= UNEQUAL_P else _welch
        results = test(list(tested.values()), reference)
    found = dict(zip(tested, results, strict=True))
    return {
        name: _comparison(summary, reference, control, found.get(name, (None, None, None)))
        for name, summary in others.items()
    }


def _brown_forsythe(groups: Sequence[Sequence[float]], version: int) -> float | None:
    if version > 1 and max(map(len, groups)) <= 2:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return _finite(float(scipy.stats.levene(*groups, center="median").pvalue))


def _comparison(
    summary: ConditionSummary, reference: ConditionSummary, control: str, result: Result
) -> Comparison:
    mean, of_control = summary.mean or 0.0, reference.mean or 0.0
    p, low, high = result
    ratio_low, ratio_high = ratio_interval(summary, reference)
    return Comparison(
        control=control,
        difference=mean - of_control,
        difference_low=low,
        difference_high=high,
        ratio=mean / of_control if of_control else None,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        p=p,
    )


def _dunnett(summaries: Sequence[ConditionSummary], reference: ConditionSummary) -> list[Result]:
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


def _welch(summaries: Sequence[ConditionSummary], reference: ConditionSummary) -> list[Result]:
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

    The degrees of freedom are those of the difference, by Welch and Satterthwaite. (None, None)
    where a condition has fewer than two samples, or the interval would have no end.
    """
    a, b, sd_a, sd_b = summary.mean, reference.mean, summary.sd, reference.sd
    if a is None or not b or sd_a is None or sd_b is None:
        return None, None
    va, vb = sd_a**2 / summary.n, sd_b**2 / reference.n
    if va + vb == 0:
        return a / b, a / b
    freedom = (va + vb) ** 2 / (va**2 / (summary.n - 1) + vb**2 / (reference.n - 1))
    t = t_quantile(freedom)
    g = t**2 * vb / b**2
    if g >= 1:
        return None, None
    ratio = a / b
    half = t / (abs(b) * (1 - g)) * math.sqrt(va * (1 - g) + ratio**2 * vb)
    return ratio / (1 - g) - half, ratio / (1 - g) + half


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
