"""How many cells there are, from windows counted by hand and a model that counted everything.

For a window drawn in stratum h with probability p of the n drawn there, u = n * y / p is one
estimate of the stratum's cells Y from its hand count y, and v = n * m / p one of the model's total
M from the model's count m. By hand alone Y is the mean of u (Horvitz and Thompson 1952). With the
model it is the mean of

    u - L * (v - M)

over the stratum (Särndal, Swensson and Wretman 1992, the difference estimator): since the mean of v
has the expectation M, this is unbiased for every L that does not depend on the window itself, be
the model good or bad. Prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan and
Zrnic, Science 2023) is the same estimator, and PPI++ (Angelopoulos, Duchi and Zrnic 2023) chooses L
from the data, where it makes the variance least. Here L is one for the whole study, and
cross-fitted: each window is corrected by the L that the others give, so that its choice makes
neither a bias of its own nor an interval too narrow. Where the model does not help, so that the
interval is not narrower than by hand, L is 0 and the answer is that by hand.

Scans are the strata, or conditions or the study where windows are few. The question is how many
cells these scans hold, so that how scans differ is no error: all of them are in it. What differs
between scans of a condition belongs to the statistics of the study, whose unit is the sample.

Variances are Hájek's (1964) for draws of high entropy. By hand alone that is more than a draw
varies that is spread over what the model finds: in simulated studies this interval held the truth
in 97 to 100 of 100 (`tests/benchmarks/hand_checks.py`). The interval is Student's t with Welch's
(1947) degrees of freedom, (sum of V)² / (sum of V² / (n + 1)) - 2 over the variances V of the
strata, at most those of all windows less one for each stratum and one for L: where few strata make
most of the variance, it is known no better than they are. Windows that nobody counted are taken as
missing at random: windows are shown in random order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # `special` is slow to import, and loaded where it is first used

from melcount_app.core.sampling.design import LEAST_IN_STRATUM, Floats

LEVEL = 0.95
MOST_WEIGHT = 2.0
"""Of the model: one that finds half of the cells."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Windows that were drawn and counted, an entry of each array for each.

    Attributes:
        stratum: number of the stratum.
        probability: of the window to be drawn.
        hand: cells by hand, the mean of all raters.
        model: cells by the model.
        inside: whether the window is part of what is asked about, such as a condition.
        drawn: windows drawn in each stratum, counted or not.
        totals: what the model counts in each stratum, of what is asked about.
    """

    stratum: npt.NDArray[np.intp]
    probability: Floats
    hand: Floats
    model: Floats
    inside: npt.NDArray[np.bool_]
    drawn: npt.NDArray[np.intp]
    totals: Floats


@dataclass(frozen=True, slots=True)
class CellEstimate:
    """Cells, with a 95 % interval.

    Attributes:
        cells: the estimate.
        se: its standard error; None where too few windows were counted.
        df: degrees of freedom of the interval.
        low: lower end; None likewise.
        high: upper end; None likewise.
    """

    cells: float
    se: float | None
    df: float
    low: float | None
    high: float | None

    @property
    def width(self) -> float | None:
        """Of the interval; None without one."""
        return None if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True)
class Corrected:
    """The same question answered twice.

    Attributes:
        hand: by the windows counted by hand alone.
        ppi: with the model, corrected.
        weight: of the model, L.
    """

    hand: CellEstimate
    ppi: CellEstimate
    weight: float


def corrected(counted: Counted, weights: Floats | None = None) -> Corrected:
    """How many cells there are by hand alone, and with the model.

    Args:
        counted: windows of which every stratum has one at least.
        weights: of the model for each window; those of `cross_fitted` unless given, as for a part
            of a study whose weights were found on all of it.

    Raises:
        ValueError: a stratum has no counted window.
    """
    n = np.bincount(counted.stratum, minlength=len(counted.drawn))
    if not n.all():
        raise ValueError("a stratum has no counted window")
    by_hand, error = _expanded(counted)
    hand = _estimate(by_hand, counted, n, lost=0)
    chosen = cross_fitted(counted) if weights is None else weights
    ppi = _estimate(by_hand - chosen * error, counted, n, lost=1)
    if hand.width is None or ppi.width is None or ppi.width >= hand.width:
        return Corrected(hand, hand, 0.0)
    return Corrected(hand, ppi, float(np.mean(chosen)))


def cross_fitted(counted: Counted) -> Floats:
    """The weight of the model for each window, by what the other windows tell.

    The sums of squares and products within strata, of which each window is taken out in turn: a
    window at d from the mean of its n takes out d * d * n / (n - 1).
    """
    n = np.bincount(counted.stratum, minlength=len(counted.drawn)).astype(np.float64)
    by_hand, by_model = _expanded(counted)
    product, square = np.zeros(len(by_hand)), np.zeros(len(by_hand))
    for stratum in np.flatnonzero(n > 1):
        of_it = counted.stratum == stratum
        u = by_hand[of_it] - by_hand[of_it].mean()
        v = by_model[of_it] - by_model[of_it].mean()
        share = 1 / (n[stratum] * (n[stratum] - 1))  # of the variance of the whole
        left_out = n[stratum] / (n[stratum] - 1)
        product += share * np.sum(u * v)
        square += share * np.sum(v * v)
        product[of_it] -= share * left_out * u * v
        square[of_it] -= share * left_out * v * v
    told = square > 0
    weights = np.ones(len(by_hand))
    weights[told] = product[told] / square[told]
    return np.clip(weights, 0.0, MOST_WEIGHT)


def _expanded(counted: Counted) -> tuple[Floats, Floats]:
    """Of each window u, and v less the total M of its stratum; see the head of this file."""
    factor = counted.drawn[counted.stratum] / counted.probability * counted.inside
    by_hand: Floats = counted.hand * factor
    error: Floats = counted.model * factor - counted.totals[counted.stratum]
    return by_hand, error


def _estimate(
    values: Floats, counted: Counted, n: npt.NDArray[np.intp], *, lost: int
) -> CellEstimate:
    """The sum over strata of the means of values, with its interval.

    Args:
        values: that each estimate the total of their stratum.
        counted: the windows.
        n: of them in each stratum.
        lost: degrees of freedom that went into the values.
    """
    sums = np.bincount(counted.stratum, values, len(n))
    cells = float(np.sum(sums / n))
    most = float(len(values) - len(n) - lost)
    if most < 1 or n.min() < LEAST_IN_STRATUM:
        return CellEstimate(cells, None, max(most, 0.0), None, None)
    variances = np.array([_variance(values, counted, n, stratum) for stratum in range(len(n))])
    se = math.sqrt(variances.sum())
    df = _freedom(variances, n, most)
    half = float(scipy.special.stdtrit(df, (1 + LEVEL) / 2)) * se
    return CellEstimate(cells, se, df, max(cells - half, 0.0), cells + half)


def _freedom(variances: Floats, n: npt.NDArray[np.intp], most: float) -> float:
    """Welch's degrees of freedom of a sum of variances, each of n values."""
    spread = float(np.sum(variances**2 / (n + 1)))
    if spread == 0:
        return most
    return min(max(float(variances.sum()) ** 2 / spread - 2, 1.0), most)


def _variance(values: Floats, counted: Counted, n: npt.NDArray[np.intp], stratum: int) -> float:
    """Hájek's, of the mean of values in a stratum."""
    of_it = counted.stratum == stratum
    taken = counted.probability[of_it] * (n[stratum] / counted.drawn[stratum])
    free = 1 - np.minimum(taken, 1.0)
    if free.sum() <= 0:
        return 0.0
    found = values[of_it]
    centre = np.sum(free * found) / free.sum()
    return float(np.sum(free * (found - centre) ** 2) / (n[stratum] * (n[stratum] - 1)))
