"""How far two ways to count the same windows agree: model and hand, raters, the same rater twice.

A figure that the windows do not define is None: relative errors without any cell, spreads of one
number.

Sources: T_err and A_err, Lazard et al. 2022, equations 3 and 2. Limits of agreement, Bland and
Altman 1986. Concordance, Lin 1989. Intraclass correlations, Shrout and Fleiss 1979: ICC(2, 1)
between raters, who are taken as some of many; ICC(1, 1) of the same rater counting twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from melcount_app.core.sampling.design import Floats

NORMAL = 1.96
"""Standard deviations that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of the model against counts by hand, over the windows that were counted.

    Attributes:
        windows: how many.
        t_err: sum of |model - hand| over the sum of the hand counts.
        a_err: mean of |model - hand| / hand over the windows with cells.
        slope: of model = slope * hand by least squares.
        mean_difference: of model - hand, in cells.
        low: mean difference less 1.96 standard deviations.
        high: mean difference plus 1.96 standard deviations.
        concordance: Lin's, of 1 for counts that are the same.
    """

    windows: int
    t_err: float | None
    a_err: float | None
    slope: float | None
    mean_difference: float | None
    low: float | None
    high: float | None
    concordance: float | None


def agreement(hand: Floats, model: Floats) -> Agreement:
    """How far the model agrees with the counts by hand."""
    n, difference = len(hand), model - hand
    mean = float(difference.mean()) if n else None
    sd = float(difference.std(ddof=1)) if n > 1 else None
    has_cells = hand > 0
    relative = np.abs(difference[has_cells]) / hand[has_cells]
    square = float(hand @ hand)
    return Agreement(
        windows=n,
        t_err=float(np.abs(difference).sum() / hand.sum()) if has_cells.any() else None,
        a_err=float(relative.mean()) if has_cells.any() else None,
        slope=float(hand @ model) / square if square > 0 else None,
        mean_difference=mean,
        low=mean - NORMAL * sd if mean is not None and sd is not None else None,
        high=mean + NORMAL * sd if mean is not None and sd is not None else None,
        concordance=concordance(hand, model),
    )


def concordance(one: Floats, other: Floats) -> float | None:
    """Lin's coefficient of two counts of the same windows; None where neither varies."""
    if len(one) < 2:
        return None
    apart = one.var() + other.var() + (one.mean() - other.mean()) ** 2
    together = np.mean((one - one.mean()) * (other - other.mean()))
    return float(2 * together / apart) if apart > 0 else None


def icc_between(counts: Floats) -> float | None:
    """ICC(2, 1) of (windows, raters) counts, all there: agreement in numbers, not only in order."""
    windows, raters = counts.shape
    if windows < 2 or raters < 2:
        return None
    mean = counts.mean()
    of_windows, of_raters = counts.mean(axis=1), counts.mean(axis=0)
    between = raters * np.sum((of_windows - mean) ** 2) / (windows - 1)
    by_rater = windows * np.sum((of_raters - mean) ** 2) / (raters - 1)
    rest = np.sum((counts - of_windows[:, np.newaxis] - of_raters + mean) ** 2)
    error = rest / ((windows - 1) * (raters - 1))
    whole = between + (raters - 1) * error + raters * (by_rater - error) / windows
    return float((between - error) / whole) if whole > 0 else None


def icc_within(pairs: Sequence[tuple[float, float]]) -> float | None:
    """ICC(1, 1) of windows that the same rater counted twice."""
    if len(pairs) < 2:
        return None
    counts = np.array(pairs)
    means = counts.mean(axis=1)
    between = 2 * np.sum((means - counts.mean()) ** 2) / (len(pairs) - 1)
    within = np.sum((counts - means[:, np.newaxis]) ** 2) / len(pairs)
    whole = between + within
    return float((between - within) / whole) if whole > 0 else None


def raters_apart(counts: Sequence[Mapping[str, float]]) -> float | None:
    """Mean difference of two raters on the windows that several counted, over their mean count.

    Args:
        counts: of each window, by rater.
    """
    apart, cells, pairs = 0.0, 0.0, 0
    for of_window in counts:
        found = list(of_window.values())
        for place, one in enumerate(found):
            for other in found[place + 1 :]:
                apart, cells, pairs = apart + abs(one - other), cells + one + other, pairs + 1
    return 2 * apart / cells if pairs and cells > 0 else None
