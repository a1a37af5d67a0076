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

LEVEL = 0.9
"""Share of the intervals that should hold the true number."""

LEAST_VARIANCE = 1e-3
"""Of a count, per cell: keeps the interval of a network without errors from vanishing."""

REWEIGHTINGS = 20

Folds: TypeAlias = Sequence[Sequence[CropCount]]
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class HeldShares:
    """Share of the intervals that hold the annotators' number; fractions.

    Attributes:
        crops: over whole crops, each with the intervals that the other folds give.
        quarters: the same over quarters of crops, which the quantile was not fitted to.
        mean_reach: mean of half the width of the crops' intervals over their counts.
    """

    crops: float
    quarters: float
    mean_reach: float


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


def fit_intervals(counts: Sequence[CropCount], level: float = LEVEL) -> IntervalModel:
    """An interval model from unbiased counts on crops that the network has not seen.

    The variance of an error is a * (count + 1) + (b * count)**2. The first part is of
    independent errors, which average out over places; the second is of errors that a whole
    crop shares, and is taken to be shared by a whole scan too: crops do not tell which of
    them are of one scan, and this is the worst case. Both are fitted to the squared errors of
    crops and of their quarters, by weighted least squares without negative parts; at one
    size alone they could hardly be told apart. The quantile is that of split conformal
    prediction over whole crops.

    Args:
        counts: at least one crop.
        level: share of the intervals that should hold the true number.
    """
    sizes = [_crops(counts), _quarters(counts)]
    a, b_squared = _fit_variance(
        np.concatenate([cells for cells, _ in sizes]),
        np.concatenate([counted for _, counted in sizes]),
    )
    cells, counted = sizes[0]
    model = IntervalModel(level, 1.0, a, math.sqrt(b_squared))
    scores = np.sort(np.abs(cells - counted) / _reach(model, counted))
    rank = min(math.ceil((len(scores) + 1) * level), len(scores))
    return dataclasses.replace(model, quantile=max(float(scores[rank - 1]), 1e-6))


def coverage(folds: Folds, level: float = LEVEL) -> HeldShares:
    """How often the intervals of some folds hold the number in the fold left out."""
    models = _from_others(folds, lambda counts: fit_intervals(counts, level))
    hits: dict[str, list[npt.NDArray[np.bool_]]] = {"crops": [], "quarters": []}
    reaches = []
    for fold, model in zip(folds, models, strict=True):
        for name, (cells, counted) in (("crops", _crops(fold)), ("quarters", _quarters(fold))):
            hits[name].append(np.abs(cells - counted) <= _reach(model, counted))
        counted = _crops(fold)[1]
        reaches.append(_reach(model, counted)[counted > 0] / counted[counted > 0])
    return HeldShares(
        crops=mean_of(np.concatenate(hits["crops"])),
        quarters=mean_of(np.concatenate(hits["quarters"])),
        mean_reach=mean_of(np.concatenate(reaches)),
    )


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


def _reach(model: IntervalModel, counted: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.array([model.of(count).high - count for count in counted])


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
