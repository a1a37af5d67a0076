"""Windows of a study drawn to be counted by hand, and how many of them a precision takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from melcount_app.core.check.scans import SIDE_PX, CountedScan, need_counted
from melcount_app.core.errors import StudyError
from melcount_app.core.geometry import Rect
from melcount_app.core.sampling.design import (
    DENSITY_SHARE,
    Floats,
    allocated,
    draw,
    mixture,
    strata_for,
)
from melcount_app.core.sampling.needed import (
    ASSUMED_ERROR,
    needed_windows,
    sd_by_hand,
    sd_with_model,
)
from melcount_app.core.study import CheckScan, CheckWindow, SpotCheck, Study

REPEATED_SHARE = 0.1
"""Of the windows, which come twice where that is asked for."""

LEVELS = ("scan", "condition", "study")
"""What windows may be drawn in by itself, the finest first."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How windows are drawn.

    Attributes:
        windows: how many, without those that come twice.
        seed: of the random numbers.
        strata: one of `LEVELS`; empty for the finest of which each gets some.
        density_share: of the predicted density in the mixture that probabilities follow.
        repeats: whether one window in ten comes twice.
    """

    windows: int
    seed: int
    strata: str = ""
    density_share: float = DENSITY_SHARE
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """How many windows a precision of 5 % takes, as far as that is known before any is counted.

    Attributes:
        with_model: with the model taken to be off by `error` in each window by itself.
        by_hand: by hand alone, where the predicted cells are the cells.
        error: standard deviation, in parts of the cells of a window.
    """

    with_model: int | None
    by_hand: int | None
    error: float = ASSUMED_ERROR


@dataclass(frozen=True, slots=True)
class PlannedCheck:
    """A check that was drawn.

    Attributes:
        check: the windows.
        needed: how many would be enough.
        available: windows that tile all samples.
        is_new: whether the study does not hold it already.
        left: who counted the windows that it comes in place of.
    """

    check: SpotCheck
    needed: Needed
    available: int
    is_new: bool
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """All windows of a study: what is drawn from.

    Attributes:
        scans: that they lie on.
        owner: place of the scan of each window.
        rects: of the windows.
        sizes: of the windows for the draw.
        predicted: cells that the model finds.
        per_area: the same over the area of the sample in each window.
    """

    scans: Sequence[CountedScan]
    owner: npt.NDArray[np.intp]
    rects: Sequence[Rect]
    sizes: Floats
    predicted: Floats
    per_area: Floats


def plan_check(study: Study, options: CheckOptions) -> PlannedCheck:
    """Draw windows in the samples of a study; `keep_check` lets them be counted.

    Raises:
        StudyError: there is no count, or windows are too few or too many for what is asked.
    """
    rng = np.random.default_rng(options.seed)
    frame = _frame(need_counted(study), rng, options.density_share)
    check = _drawn(study.path.name, frame, options, rng)
    kept = study.checks.current()
    is_new = kept is None or replace(kept.check, created=check.created) != check
    sizes, predicted = frame.sizes, frame.predicted
    needed = Needed(
        needed_windows(sd_with_model(sizes, predicted)),
        needed_windows(sd_by_hand(sizes, predicted)),
    )
    left = tuple(each.rater for each in kept.raters) if kept is not None and is_new else ()
    return PlannedCheck(check, needed, len(frame.rects), is_new, left)


def keep_check(study: Study, planned: PlannedCheck) -> None:
    """Let the windows be counted from now on; those drawn before, if they are the same, stay."""
    if planned.is_new:
        study.checks.add(planned.check)


def _frame(scans: Sequence[CountedScan], rng: np.random.Generator, density_share: float) -> _Frame:
    rects, owner, areas, predicted = list[Rect](), list[int](), list[float](), list[float]()
    for place, scan in enumerate(scans):
        found = scan.tiled(rng)
        um2 = scan.request.um_per_px**2
        shares = scan.shares_in(found)
        rects += found
        owner += [place] * len(found)
        areas += [
            share * each.width * each.height * um2
            for share, each in zip(shares, found, strict=True)
        ]
        predicted += scan.model_in(found)
    model = np.maximum(np.array(predicted), 0.0)
    held = np.array(areas)
    return _Frame(
        scans=scans,
        owner=np.array(owner, np.intp),
        rects=rects,
        sizes=mixture(held, model, density_share),
        predicted=model,
        per_area=model / held,
    )


def _drawn(name: str, frame: _Frame, options: CheckOptions, rng: np.random.Generator) -> SpotCheck:
    level, strata, counts = _allocation(name, frame, options)
    windows, drawn = list[CheckWindow](), dict[str, int]()
    for stratum, count in counts.items():
        of_it = np.flatnonzero([strata[place] == stratum for place in frame.owner])
        found = draw(frame.sizes[of_it], frame.per_area[of_it], count, rng)
        drawn[stratum] = count
        for place in found.places:
            window = int(of_it[place])
            key = frame.scans[frame.owner[window]].scan.key
            probability = float(found.probabilities[place])
            windows.append(CheckWindow(0, key, frame.rects[window], probability))
    scans = tuple(
        CheckScan(s.scan.key, s.request.fingerprint, s.outline, s.request.card.sha256, stratum)
        for s, stratum in zip(frame.scans, strata, strict=True)
    )
    return SpotCheck(
        seed=options.seed,
        strata=level,
        density_share=options.density_share,
        side_px=SIDE_PX,
        drawn=drawn,
        scans=scans,
        windows=_in_random_order(windows, rng, repeats=options.repeats),
        created=datetime.now(UTC),
    )


def _allocation(
    name: str, frame: _Frame, options: CheckOptions
) -> tuple[str, list[str], dict[str, int]]:
    """In what windows are drawn by itself: which, its name for each scan, and how many in each.

    Raises:
        StudyError: there are too few windows for it, or fewer in the samples than are asked for.
    """
    if options.windows > len(frame.rects):
        raise StudyError(
            f"The samples of “{name}” hold only {len(frame.rects)} windows, so {options.windows} "
            "cannot be drawn. Ask for fewer."
        )
    conditions = {scan.scan.condition for scan in frame.scans}
    usual = strata_for(options.windows, scans=len(frame.scans), conditions=len(conditions))
    levels = (options.strata,) if options.strata else LEVELS[LEVELS.index(usual) :]
    for level in levels:
        strata = [stratum_of(scan, level) for scan in frame.scans]
        owner = np.array(strata)[frame.owner]
        names = list(dict.fromkeys(strata))
        sizes = [float(frame.sizes[owner == each].sum()) for each in names]
        found = allocated(options.windows, sizes, [int((owner == each).sum()) for each in names])
        if found is not None:
            return level, strata, dict(zip(names, found, strict=True))
    raise StudyError(
        f"{options.windows} windows are too few for “{name}”: each scan or condition that is drawn "
        "from by itself needs two, or no interval can be told. Ask for more, or choose coarser "
        "strata."
    )


def stratum_of(scan: CountedScan, level: str) -> str:
    """What a scan is drawn in, by the level of the strata."""
    if level == "study":
        return "study"
    return f"scan {scan.scan.key}" if level == "scan" else f"condition {scan.scan.condition}"


def _in_random_order(
    windows: Sequence[CheckWindow], rng: np.random.Generator, *, repeats: bool
) -> tuple[CheckWindow, ...]:
    """Windows numbered in random order, some of them twice."""
    first = [windows[place] for place in rng.permutation(len(windows))]
    again = max(round(REPEATED_SHARE * len(first)), 1) if repeats else 0
    shown = [(place, False) for place in range(len(first))]
    shown += [(int(place), True) for place in rng.choice(len(first), again, replace=False)]
    order = [shown[place] for place in rng.permutation(len(shown))] if again else shown
    numbers: dict[int, int] = {}
    found = []
    for number, (place, _) in enumerate(order, 1):
        repeated = numbers.setdefault(place, number)
        repeats_of = repeated if repeated != number else 0
        found.append(replace(first[place], number=number, repeats=repeats_of))
    return tuple(found)
