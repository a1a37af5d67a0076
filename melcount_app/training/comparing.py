"""Whether one recipe counts better than another, or only by chance.

Two recipes are judged on the same crops, by networks that have not seen them. What their errors
differ by has an interval, from resampling whole crops (Efron and Tibshirani 1993, the percentile
interval); a recipe is better only where that does not hold 0. The more recipes are compared, the
better the best of them looks by chance: `choice_judged` takes that out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from melcount_app.core.errors import MelcountError
from melcount_app.core.interval import Interval
from melcount_app.training.accuracy import CropCount, columns, count_errors, for_json
from melcount_app.training.crossvalidation import CrossValidation

LEVEL = 0.95
"""Share of the intervals that should hold what a figure is over all such crops."""

RESAMPLINGS = 4000


@dataclass(frozen=True, slots=True)
class ErrorIntervals:
    """Between which numbers errors lie on crops like these; fractions.

    Attributes:
        T_err: of the sum of |count - cells| over the sum of cells.
        A_err: of the mean of |count - cells| / cells, over the crops with cells.
        bias: of the sum of (count - cells) over the sum of cells.
    """

    T_err: Interval
    A_err: Interval
    bias: Interval


@dataclass(frozen=True, slots=True)
class RecipeDifference:
    """By how much the T_err of a recipe is above that of another, on the same crops; fractions.

    Attributes:
        T_err: the difference; below 0 where the recipe is better.
        interval: of the difference, over crops like these.
    """

    T_err: float
    interval: Interval

    @property
    def is_outside_noise(self) -> bool:
        """Whether the crops tell the two recipes apart."""
        return not self.interval.low <= 0.0 <= self.interval.high


def error_intervals(counts: Sequence[CropCount], seed: int = 0) -> ErrorIntervals:
    """The intervals of the errors of some counts.

    Args:
        counts: at least one crop with cells.
        seed: start of every random number.
    """
    cells, counted = columns(counts)
    picks = _resampled(len(cells), seed)
    errors = counted - cells
    with_cells = cells > 0
    relative = np.divide(np.abs(errors), cells, where=with_cells, out=np.zeros_like(cells))
    return ErrorIntervals(
        T_err=_between(_shares(np.abs(errors), cells, picks)),
        A_err=_between(_shares(relative, with_cells.astype(np.float64), picks)),
        bias=_between(_shares(errors, cells, picks)),
    )


def difference(
    counts: Sequence[CropCount], others: Sequence[CropCount], seed: int = 0
) -> RecipeDifference:
    """How the T_err of a recipe differs from that of another.

    Args:
        counts: of the recipe.
        others: of the other recipe, on the same crops in any order.
        seed: start of every random number.

    Raises:
        MelcountError: the crops are not the same.
    """
    other_of = {count.name: count for count in others}
    if {count.name for count in counts} != other_of.keys():
        raise MelcountError(
            "The runs were judged on different crops, so they cannot be compared. Cross-validate "
            "them on the same data."
        )
    cells, counted = columns(counts)
    _, other = columns([other_of[count.name] for count in counts])
    apart = np.abs(counted - cells) - np.abs(other - cells)
    found = _shares(apart, cells, _resampled(len(cells), seed))
    return RecipeDifference(float(apart.sum() / cells.sum()), _between(found))


def choice_judged(recipes: Mapping[str, CrossValidation]) -> tuple[CropCount, ...]:
    """What whoever chooses among some recipes counts: each fold by the recipe the others choose.

    The errors of the best recipe are kind, since its luck on these crops helped to choose it;
    here no crop's error takes part in choosing the recipe that counts it (Varma and Simon 2006).
    Where the networks of the other folds have learned from the crop, as they have unless folds
    lie within folds, a little of the kindness stays.

    Args:
        recipes: by name, judged on the same folds of the same crops.
    """
    folds = range(min(len(validation.counts) for validation in recipes.values()))

    def chosen_without(fold: int) -> CrossValidation:
        def elsewhere(recipe: CrossValidation) -> float:
            others = (counts for k, counts in enumerate(recipe.counts) if k != fold)
            return count_errors(tuple(chain(*others))).T_err

        return min(recipes.values(), key=elsewhere)

    return tuple(chain(*(chosen_without(fold).counts[fold] for fold in folds)))


def interval_facts(counts: Sequence[CropCount]) -> dict[str, Any]:
    """The intervals of errors for JSON: `level`, and `T_err`, `A_err`, `bias` as [low, high]."""
    found = error_intervals(counts)
    pairs = {
        name: [interval.low, interval.high]
        for name in ("T_err", "A_err", "bias")
        for interval in (getattr(found, name),)
    }
    facts: dict[str, Any] = for_json({"level": LEVEL, **pairs})
    return facts


def comparison_facts(recipes: Mapping[str, CrossValidation]) -> dict[str, Any]:
    """All figures of a comparison for JSON.

    Args:
        recipes: by the folder of their runs, the one that others are beside first.

    Raises:
        MelcountError: they were judged on different crops.
    """
    first, *_ = recipes.values()
    rows = []
    for name, validation in recipes.items():
        beside = None if validation is first else difference(validation.pooled, first.pooled)
        rows.append(
            {
                "runs": name,
                "kind": validation.kind,
                **dataclasses.asdict(validation.overall),
                "intervals": interval_facts(validation.pooled),
                "against_first": beside and _difference_facts(beside),
            }
        )
    chosen = count_errors(choice_judged(recipes))
    facts: dict[str, Any] = for_json(
        {"compared": len(rows), "recipes": rows, "choice": dataclasses.asdict(chosen)}
    )
    return facts


def _difference_facts(found: RecipeDifference) -> dict[str, Any]:
    return {
        "T_err": found.T_err,
        "interval": [found.interval.low, found.interval.high],
        "is_outside_noise": found.is_outside_noise,
    }


def _resampled(crops: int, seed: int) -> npt.NDArray[np.int64]:
    """(RESAMPLINGS, crops) crops drawn with replacement."""
    return np.random.default_rng(seed).integers(crops, size=(RESAMPLINGS, crops))


def _shares(
    above: npt.NDArray[np.float64], below: npt.NDArray[np.float64], picks: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Sum of one column over that of another in every resampling; NaN over nothing."""
    sums = below[picks].sum(axis=1)
    shares: npt.NDArray[np.float64] = np.full(len(sums), np.nan)
    np.divide(above[picks].sum(axis=1), sums, out=shares, where=sums > 0)
    return shares


def _between(values: npt.NDArray[np.float64]) -> Interval:
    outside = (1.0 - LEVEL) / 2.0
    low, high = np.nanquantile(values, (outside, 1.0 - outside))
    return Interval(float(low), float(high))
