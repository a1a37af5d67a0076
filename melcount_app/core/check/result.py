"""What a check comes to: how far the model is off, and the corrected count with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from melcount_app.core.check.planning import LEVELS, stratum_of
from melcount_app.core.check.scans import CountedScan, counted_scans
from melcount_app.core.errors import StudyError
from melcount_app.core.geometry import Rect
from melcount_app.core.sampling.agreement import (
    Agreement,
    agreement,
    icc_between,
    icc_within,
    raters_apart,
)
from melcount_app.core.sampling.estimate import Corrected, Counted, corrected, cross_fitted
from melcount_app.core.sampling.needed import needed_windows, sd_of_one
from melcount_app.core.study import KeptCheck, Study

LEAST_COUNTED = 2
"""Windows of a stratum of which a spread can be told."""


@dataclass(frozen=True, slots=True)
class WindowResult:
    """A window that was drawn, and what was counted in it.

    Attributes:
        number: of the window.
        scan: key of the scan.
        name: of its file.
        condition: of the scan.
        rect: in level-0 pixels.
        probability: to be drawn.
        share: of the window that is sample.
        model: cells by the model.
        by_rater: cells by hand; the mean where somebody counted the window twice.
    """

    number: int
    scan: int
    name: str
    condition: str
    rect: Rect
    probability: float
    share: float
    model: float
    by_rater: dict[str, float]

    @property
    def hand(self) -> float | None:
        """Cells by hand, the mean of all raters; None where nobody counted it."""
        counts = list(self.by_rater.values())
        return sum(counts) / len(counts) if counts else None


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """Cells of a study or of a condition, counted three times.

    Attributes:
        condition: which; empty also for the study.
        windows: that were counted in it.
        model_cells: by the model alone.
        area_mm2: of its samples; None where a pixel size is not known.
        found: by hand alone and corrected; None where too few windows were counted.
        agreement: of model and hand in the windows.
    """

    condition: str
    windows: int
    model_cells: float
    area_mm2: float | None
    found: Corrected | None
    agreement: Agreement

    @property
    def bias(self) -> float | None:
        """By how much the model counts too many, in parts of the corrected number."""
        cells = self.found.ppi.cells if self.found else 0.0
        return self.model_cells / cells - 1 if cells > 0 else None

    @property
    def bias_interval(self) -> tuple[float, float] | None:
        """Of it, 95 %: what the ends of the corrected interval come to."""
        found = self.found.ppi if self.found else None
        if found is None or not found.low or found.high is None:
            return None
        return self.model_cells / found.high - 1, self.model_cells / found.low - 1

    @property
    def is_biased(self) -> bool:
        """Whether the check shows that the model counts too many or too few."""
        ends = self.bias_interval
        return ends is not None and (ends[0] > 0 or ends[1] < 0)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check comes to.

    Attributes:
        whole: the study.
        conditions: each of them.
        windows: all that were drawn, by number.
        raters: who counted.
        strata: what the variance was told of by itself: "scan", "condition" or "study".
        seed: of the draw.
        density_share: of the predicted density in the mixture of the draw.
        needed: windows for half an interval of 5 %, by what was counted; None where no number is
            enough or nothing is known.
        apart: mean difference of two raters over their mean count.
        icc_between: ICC(2, 1) of raters, on windows that all of them counted.
        icc_within: ICC(1, 1) of raters who counted windows twice.
        outside: points that were marked outside the samples, and are not counted.
    """

    whole: CheckedPart
    conditions: tuple[CheckedPart, ...]
    windows: tuple[WindowResult, ...]
    raters: tuple[str, ...]
    strata: str
    seed: int
    density_share: float
    needed: int | None
    apart: float | None
    icc_between: float | None
    icc_within: float | None
    outside: int


def check_result(study: Study) -> CheckResult | None:
    """What the check of a study comes to; None where no window of one was counted.

    Raises:
        StudyError: scans of it are not counted any more, or their samples were outlined anew.
    """
    kept = study.checks.current()
    if kept is None or not kept.raters:
        return None
    scans = _scans_of(study, kept)
    windows = _windows(kept, scans)
    level, whole, weights = _whole(kept, scans, windows)
    strata = _strata(kept, scans, level)
    names = list(dict.fromkeys(scan.scan.condition for scan in scans.values()))
    found = whole.found
    return CheckResult(
        whole=whole,
        conditions=tuple(_Question(scans, windows, strata, name).part(weights) for name in names),
        windows=windows,
        raters=tuple(each.rater for each in kept.raters),
        strata=level,
        seed=kept.check.seed,
        density_share=kept.check.density_share,
        needed=needed_windows(sd_of_one(found.ppi, whole.windows)) if found else None,
        apart=raters_apart([window.by_rater for window in windows]),
        icc_between=_between(kept, windows),
        icc_within=icc_within(_pairs(kept)),
        outside=sum(count.outside for each in kept.raters for count in each.counts),
    )


def _whole(
    kept: KeptCheck, scans: Mapping[int, CountedScan], windows: Sequence[WindowResult]
) -> tuple[str, CheckedPart, Mapping[int, float]]:
    """Of the study: the finest strata of which each has an interval, the part, and the weights."""
    levels = LEVELS[LEVELS.index(kept.check.strata) :]
    questions = {level: _Question(scans, windows, _strata(kept, scans, level)) for level in levels}
    level = next((each for each in levels if questions[each].is_answered), levels[-1])
    return level, questions[level].part(None), questions[level].weights()


def _strata(kept: KeptCheck, scans: Mapping[int, CountedScan], level: str) -> dict[int, str]:
    """Name of the stratum of each scan: what it was drawn in, or something coarser."""
    if level == kept.check.strata:  # whatever a scan's condition has become since
        return {each.key: each.stratum for each in kept.check.scans}
    return {key: stratum_of(scan, level) for key, scan in scans.items()}


class _Question:
    """How many cells the study holds, or one condition."""

    def __init__(
        self,
        scans: Mapping[int, CountedScan],
        windows: Sequence[WindowResult],
        of_scan: Mapping[int, str],
        condition: str | None = None,
    ) -> None:
        """A question.

        Args:
            scans: that the check was drawn on, by key.
            windows: that were drawn.
            of_scan: name of the stratum of each scan, by its key.
            condition: that is asked about; None for all.
        """
        self._condition = condition
        self._scans = [scan for scan in scans.values() if self._is_asked(scan.scan.condition)]
        self._names = list(dict.fromkeys(of_scan[scan.scan.key] for scan in self._scans))
        self._drawn = dict.fromkeys(self._names, 0)
        for window in windows:
            if of_scan[window.scan] in self._drawn:
                self._drawn[of_scan[window.scan]] += 1
        self._counted = [
            window for window in windows if window.by_rater and of_scan[window.scan] in self._drawn
        ]
        self._of_scan = of_scan

    def _is_asked(self, condition: str) -> bool:
        return self._condition is None or condition == self._condition

    @property
    def is_answered(self) -> bool:
        """Whether each stratum has windows of which a spread can be told."""
        held = [self._of_scan[window.scan] for window in self._counted]
        return all(held.count(name) >= LEAST_COUNTED for name in self._names)

    def weights(self) -> Mapping[int, float]:
        """Of the model, by window."""
        if not self.is_answered:
            return {}
        found = cross_fitted(self._arrays())
        return {w.number: float(each) for w, each in zip(self._counted, found, strict=True)}

    def part(self, weights: Mapping[int, float] | None) -> CheckedPart:
        """The answer, with weights that the whole study told, if given."""
        asked = [window for window in self._counted if self._is_asked(window.condition)]
        areas = [scan.area_mm2 for scan in self._scans]
        return CheckedPart(
            condition=self._condition or "",
            windows=len(asked),
            model_cells=sum(scan.cells for scan in self._scans),
            area_mm2=sum(a for a in areas if a is not None) if None not in areas else None,
            found=self._found(weights) if self.is_answered and asked else None,
            agreement=agreement(
                np.array([window.hand or 0.0 for window in asked]),
                np.array([window.model for window in asked]),
            ),
        )

    def _found(self, weights: Mapping[int, float] | None) -> Corrected:
        if weights is None:
            return corrected(self._arrays())
        given = np.array([weights[window.number] for window in self._counted])
        return corrected(self._arrays(), given)

    def _arrays(self) -> Counted:
        numbers = {name: place for place, name in enumerate(self._names)}
        totals = np.zeros(len(numbers))
        for scan in self._scans:
            totals[numbers[self._of_scan[scan.scan.key]]] += scan.cells
        found = self._counted
        return Counted(
            stratum=np.array([numbers[self._of_scan[w.scan]] for w in found], np.intp),
            probability=np.array([window.probability for window in found]),
            hand=np.array([window.hand or 0.0 for window in found]),
            model=np.array([window.model for window in found]),
            inside=np.array([self._is_asked(window.condition) for window in found], np.bool_),
            drawn=np.array(list(self._drawn.values()), np.intp),
            totals=totals,
        )


def _scans_of(study: Study, kept: KeptCheck) -> dict[int, CountedScan]:
    """The scans of a check, by key, as they are now.

    Raises:
        StudyError: one is not counted any more, or its sample is another.
    """
    found = {scan.scan.key: scan for scan in counted_scans(study)}
    listed = {scan.key: scan.path.name for scan in study.scans.all()}
    for each in kept.check.scans:
        scan = found.get(each.key)
        name = listed.get(each.key)
        if name is None:
            raise StudyError(
                f"A scan that windows were drawn on is not in “{study.path.name}” any more. Draw "
                "windows again."
            )
        if scan is None:
            raise StudyError(
                f"The count of “{name}” does not apply any more, but windows were drawn on it. "
                "Count it again."
            )
        if (scan.outline, scan.request.fingerprint) != (each.outline, each.fingerprint):
            raise StudyError(
                f"The sample of “{name}” is another than when its windows were drawn, so the "
                "counts by hand do not apply to it. Draw windows again."
            )
    return {each.key: found[each.key] for each in kept.check.scans}


def _windows(kept: KeptCheck, scans: Mapping[int, CountedScan]) -> tuple[WindowResult, ...]:
    counts: dict[int, dict[str, list[float]]] = {}
    first = {window.number: window.repeats or window.number for window in kept.check.windows}
    for each in kept.raters:
        for count in each.counts:
            of_window = counts.setdefault(first[count.window], {})
            of_window.setdefault(each.rater, []).append(count.cells)
    found = []
    for window in kept.check.first:
        scan = scans[window.scan]
        by_rater = counts.get(window.number, {})
        result = WindowResult(
            number=window.number,
            scan=window.scan,
            name=scan.scan.path.name,
            condition=scan.scan.condition,
            rect=window.rect,
            probability=window.probability,
            share=scan.shares_in([window.rect])[0],
            model=scan.model_in([window.rect])[0],
            by_rater={rater: sum(cells) / len(cells) for rater, cells in by_rater.items()},
        )
        found.append(result)
    return tuple(found)


def _between(kept: KeptCheck, windows: Sequence[WindowResult]) -> float | None:
    raters = [each.rater for each in kept.raters]
    whole = [window.by_rater for window in windows if len(window.by_rater) == len(raters)]
    if len(raters) < 2 or not whole:
        return None
    return icc_between(np.array([[counts[rater] for rater in raters] for counts in whole]))


def _pairs(kept: KeptCheck) -> list[tuple[float, float]]:
    """Counts of windows that a rater counted twice."""
    again = {window.number: window.repeats for window in kept.check.windows if window.repeats}
    pairs = []
    for each in kept.raters:
        cells = {count.window: count.cells for count in each.counts}
        pairs += [
            (cells[first], cells[second])
            for second, first in again.items()
            if first in cells and second in cells
        ]
    return pairs
