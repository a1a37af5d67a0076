"""From cross-validated counts to what the program makes of a network's answers.

A factor takes out the bias, an interval model tells what is left. Both are judged without
flattery: on every fold with what the other folds say.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from melcount_app.core.interval import IntervalModel
from melcount_app.training.accuracy import CropCount, count_errors, mean_of
from melcount_app.training.dataset import (
    CROP_UM_PER_PX,
    PUBLISHED_DOWNSAMPLE,
    PUBLISHED_SIDE_PX,
)

LEVEL = 0.9
"""Share of the intervals that should hold the true number."""

LEAST_VARIANCE = 1e-3
"""Of a count, per cell: keeps the interval of a network without errors from vanishing."""

REWEIGHTINGS = 20

SCAN_CROPS = 8
"""How many crops that look alike stand in for a scan; real ones have hundreds of such places."""

CROP_MM2 = (PUBLISHED_SIDE_PX / PUBLISHED_DOWNSAMPLE * CROP_UM_PER_PX / 1000) ** 2
"""Area of a crop."""

Folds: TypeAlias = Sequence[Sequence[CropCount]]
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class HeldShares:
    """Share of the intervals that hold the annotators' number; fractions.

    Attributes:
        crops: over whole crops, each with the intervals that the other folds give.
        quarters: the same over quarters of crops, which the quantile was not fitted to.
        mean_reach: mean of half the width of the crops' intervals over their counts.
        scans: over what might be scans of the crops left out; NaN without any.
        scan_reach: as `mean_reach`, over these.
    """

    crops: float
    quarters: float
    mean_reach: float
    scans: float = math.nan
    scan_reach: float = math.nan


def unbiasing_factor(counts: Sequence[CropCount]) -> float:
    """What counts are multiplied by to have no bias; 1 where that is not defined.

    Annotators mark cells that a crop's border cuts: near it they find more than inside, which
    no scan shows. So a network that is right inside counts whole crops too low. The factor
    makes the bias over whole crops and that over their inner parts equal and opposite, which
    keeps the larger of them as small as can be.
    """
    errors = count_errors(counts)
    product = (1.0 + errors.bias) * (1.0 + errors.inner_bias)
    return 1.0 / math.sqrt(product) if product > 0 else 1.0


def unbiased(folds: Folds) -> tuple[tuple[CropCount, ...], ...]:
    """The counts of every fold times the factor of the other folds."""
    return tuple(
        tuple(scaled(count, factor) for count in fold)
        for fold, factor in zip(folds, unbiasing_factors(folds), strict=True)
    )


def unbiasing_factors(folds: Folds) -> list[float]:
    """For every fold the factor of the other folds."""
    return _from_others(folds, unbiasing_factor)


def scaled(count: CropCount, factor: float) -> CropCount:
    """What a network counts whose density is `factor` times as high."""
    return dataclasses.replace(
        count,
        count=factor * count.count,
        inner_count=factor * count.inner_count,
        quarters=tuple((cells, factor * counted) for cells, counted in count.quarters),
    )


def fit_intervals(
    counts: Sequence[CropCount],
    level: float = LEVEL,
    scans: Sequence[Sequence[CropCount]] = (),
) -> IntervalModel | None:
    """An interval model from unbiased counts on crops that the network has not seen.

    The variance of an error is a * (count + 1) + (b² + s²) * count². The first part is of
    independent errors, which average out over cells; of the second, b is shared by a crop and
    s by all crops of a scan. a and b² + s² are fitted to the squared errors of crops and of
    their quarters, by weighted least squares without negative parts; at one size alone they
    could hardly be told apart. s² is what the squared errors of whole scans have beyond that,
    by the method of moments. The quantile is that of split conformal prediction over whole
    crops, the smallest error of rank (n + 1) * level (Vovk et al. 2005).

    Args:
        counts: of crops.
        level: share of the intervals that should hold the true number.
        scans: counts of crops that might be of one scan, as many of each as there are; without
            them all of b is taken to be shared by a scan, which is the worst case.

    Returns:
        None of so few crops that no error has that rank: the largest of them would promise more
        than it holds.
    """
    rank = math.ceil((len(counts) + 1) * level)
    if rank > len(counts):
        return None
    sizes = [_crops(counts), _quarters(counts)]
    a, b_squared = _fit_variance(
        np.concatenate([cells for cells, _ in sizes]),
        np.concatenate([counted for _, counted in sizes]),
    )
    model = _with_parts(level, a, b_squared, scans)
    cells, counted = sizes[0]
    scores = np.sort(np.abs(cells - counted) / _reach(model, counted))
    return dataclasses.replace(model, quantile=max(float(scores[rank - 1]), 1e-6))


def _with_parts(level: float, a: float, b_squared: float, scans: Folds) -> IntervalModel:
    """The model with what a scan shares told apart from what a crop does, and no quantile yet."""
    if not scans:
        return IntervalModel(level, 1.0, a, math.sqrt(b_squared))
    shared = _shared_variance(scans, a, b_squared)
    own = math.sqrt(b_squared - shared)
    return IntervalModel(level, 1.0, a, own, math.sqrt(shared), CROP_MM2)


def coverage(
    folds: Folds,
    level: float = LEVEL,
    *,
    learned: Sequence[CropCount] | None = None,
    scans: Callable[[Sequence[CropCount]], Folds] | None = None,
) -> HeldShares:
    """How often the intervals that all other crops give hold the number in a fold.

    Args:
        folds: counts of crops.
        level: share of the intervals that should hold the true number.
        learned: counts that intervals are fitted to, less those of the crops of the fold; those
            of the folds themselves if none are named. A fold that is the only one is judged by
            itself.
        scans: makes scans of some crops; without it none are judged.

    Returns:
        NaN where the other crops are too few for intervals.
    """
    if learned is None:
        learned = tuple(chain(*folds))
    found: dict[str, list[_Held]] = {"crops": [], "quarters": [], "scans": []}
    for fold in folds:
        names = {count.name for count in fold}
        others = [count for count in learned if count.name not in names] or learned
        model = fit_intervals(others, level, scans(others) if scans else ())
        if model is not None:
            found["crops"].append(_held(model, _crops(fold)))
            found["quarters"].append(_held(model, _quarters(fold)))
            found["scans"].append(_held(model, _sums(scans(fold) if scans else ()), SCAN_CROPS))
    return HeldShares(
        crops=_mean([held.hits for held in found["crops"]]),
        quarters=_mean([held.hits for held in found["quarters"]]),
        mean_reach=_mean([held.reaches for held in found["crops"]]),
        scans=_mean([held.hits for held in found["scans"]]),
        scan_reach=_mean([held.reaches for held in found["scans"]]),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """(n,) whether intervals hold the true number, and (m,) their reach over counts above 0."""

    hits: npt.NDArray[np.float64]
    reaches: npt.NDArray[np.float64]


def _held(
    model: IntervalModel,
    pairs: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    places: int = 1,
) -> _Held:
    """What intervals are worth for some (cells, counts), each on so many crops."""
    cells, counted = pairs
    reach = _reach(model, counted, places)
    hits = (np.abs(cells - counted) <= reach).astype(np.float64)
    return _Held(hits, reach[counted > 0] / counted[counted > 0])


def _mean(parts: Sequence[npt.NDArray[np.float64]]) -> float:
    return mean_of(np.concatenate(parts)) if parts else math.nan


def _shared_variance(scans: Sequence[Sequence[CropCount]], a: float, b_squared: float) -> float:
    """The s² of the variance a * (N + k) + (b² - s²) * sum(n²) + s² * N² of a scan's total error.

    N is the count of the k crops of a scan, n that of each. Every scan weighs the same; the
    result is from 0 to b².
    """
    above = below = 0.0
    for scan in scans:
        cells, counted = _crops(scan)
        total, own = counted.sum(), (counted**2).sum()
        if total > 0:
            error = (cells - counted).sum() ** 2
            above += (error - a * (total + len(counted)) - b_squared * own) / total**2
            below += (total**2 - own) / total**2
    return min(max(above / below, 0.0), b_squared) if below > 0 else b_squared


def _from_others(folds: Folds, find: Callable[[Sequence[CropCount]], _Found]) -> list[_Found]:
    """For every fold what is found from all other folds; from itself if it is the only one."""
    if len(folds) == 1:
        return [find(folds[0])]
    return [
        find(list(chain(*(fold for other, fold in enumerate(folds) if other != left_out))))
        for left_out in range(len(folds))
    ]


def _fit_variance(
    cells: npt.NDArray[np.float64], counted: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """The a and b² of the variance a * (count + 1) + b² * count², by reweighted least squares."""
    parts = np.stack((counted + 1.0, counted**2), axis=1)
    squares = (cells - counted) ** 2
    variance = counted + 1.0
    a, b_squared = 1.0, 0.0
    for _ in range(REWEIGHTINGS):
        (a, b_squared), _ = nnls(parts / variance[:, np.newaxis], squares / variance)
        a = max(float(a), LEAST_VARIANCE)
        variance = parts @ (a, b_squared)
    return a, float(b_squared)


def _reach(
    model: IntervalModel, counted: npt.NDArray[np.float64], places: int = 1
) -> npt.NDArray[np.float64]:
    """Half the width of the intervals of counts on as many crops each."""
    return np.array([model.of(count, places * CROP_MM2).high - count for count in counted])


def _sums(scans: Folds) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(n,) annotated cells and (n,) counts of scans."""
    pairs = [[part.sum() for part in _crops(scan)] for scan in scans]
    sums = np.array(pairs, np.float64).reshape(-1, 2)
    return sums[:, 0], sums[:, 1]


def _crops(counts: Sequence[CropCount]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(n,) annotated cells and (n,) counts."""
    pairs = np.array([(count.cells, count.count) for count in counts], np.float64)
    return pairs[:, 0], pairs[:, 1]


def _quarters(
    counts: Sequence[CropCount],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(4 n,) annotated cells and (4 n,) counts."""
    pairs = np.array([pair for count in counts for pair in count.quarters], np.float64)
    pairs = pairs.reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
