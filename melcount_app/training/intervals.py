"""The intervals of a recipe: from which counts they come, and what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from melcount_app.core.interval import IntervalModel
from melcount_app.training.accuracy import CropCount
from melcount_app.training.correction import SCAN_CROPS, HeldShares, coverage, fit_intervals
from melcount_app.training.crossvalidation import CrossValidation
from melcount_app.training.dataset import Crop
from melcount_app.training.looks import alike


@dataclass(frozen=True, slots=True)
class JudgedIntervals:
    """Intervals, and how often they hold the annotators' number on crops that are new to them.

    Attributes:
        model: None where there are too few crops.
        on_crops: over folds of crops at random.
        on_looks: over looks, each held out whole; None where that was not tried.
    """

    model: IntervalModel | None
    on_crops: HeldShares
    on_looks: HeldShares | None = None


@dataclass(frozen=True, slots=True)
class ScansOf:
    """Makes scans of counts: of every crop those of its fold that look most like it."""

    crops: Sequence[Crop]

    def __call__(self, counts: Sequence[CropCount]) -> tuple[tuple[CropCount, ...], ...]:
        """The counts of as many scans as there are crops."""
        of_name = {crop.name: crop for crop in self.crops}
        groups = alike([of_name[count.name] for count in counts], SCAN_CROPS)
        return tuple(tuple(counts[i] for i in group) for group in groups)


def judged_intervals(
    crops: Sequence[Crop], validation: CrossValidation, looks: CrossValidation | None
) -> JudgedIntervals:
    """The intervals that cross-validated counts give.

    Where looks were held out, their errors are those of skin that is new to the network, and tell
    what a scan shares; else random folds have to do, and the worst is taken.

    Args:
        crops: all that were counted.
        validation: by folds of crops at random.
        looks: by folds that hold out looks; None where there are none.
    """
    if looks is None:
        return JudgedIntervals(fit_intervals(validation.pooled), coverage(validation.counts))
    scans = ScansOf(crops)
    return JudgedIntervals(
        fit_intervals(looks.pooled, scans=scans(looks.pooled)),
        coverage(validation.counts, learned=looks.pooled, scans=scans),
        coverage(looks.counts, scans=scans),
    )
