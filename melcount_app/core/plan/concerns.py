"""What to point out before anything runs: what in a plan, or in its scans, looks like a mistake."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from melcount_app.core.plan.assignment import Role
from melcount_app.core.plan.glance import ScanFacts
from melcount_app.core.plan.plan import Plan

NAMES_TOLD = 6
"""Of scans or conditions in one sentence."""

ALIKE = 0.01
"""Pixel sizes that differ by less are the same."""


class ConcernKind(StrEnum):
    """What a concern is about."""

    UNREADABLE = "unreadable"
    ABSENT = "absent"
    NO_CONDITION = "no condition"
    SAME_CONTENT = "same content"
    SAME_REPLICATE = "same replicate"
    MISSING_REPLICATES = "missing replicates"
    ONE_SAMPLE = "one sample"
    NO_CONTROL = "no control"
    SEVERAL_CONTROLS = "several controls"
    NO_PIXEL_SIZE = "no pixel size"
    MIXED_PIXEL_SIZES = "mixed pixel sizes"
    MIXED_CHANNELS = "mixed channels"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at.

    Attributes:
        kind: for programs.
        sentence: for people.
        scans: that it is about; none where it is about the whole plan.
    """

    kind: ConcernKind
    sentence: str
    scans: tuple[Path, ...] = ()


def concerns_of(
    plan: Plan, facts: Mapping[Path, ScanFacts], *, um_per_px: float | None = None
) -> tuple[Concern, ...]:
    """All that should be pointed out, what costs most first.

    Args:
        plan: as it stands.
        facts: what is known of its scans; of those that are missing only the plan is judged.
        um_per_px: pixel size that will be taken for all scans; None for that of each file.
    """
    known = {scan.path: facts[scan.path] for scan in plan.scans if scan.path in facts}
    readable = {path: each for path, each in known.items() if not each.failure}
    sizes = () if um_per_px is not None else _about_pixel_sizes(readable)
    return (
        *_unreadable(known),
        *_absent(plan),
        *_without_condition(plan),
        *_same_content(readable),
        *_same_replicate(plan),
        *_few_replicates(plan),
        *_controls(plan),
        *sizes,
        *_mixed_channels(readable),
    )


def _unreadable(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    for path, each in facts.items():
        if each.failure:
            yield Concern(ConcernKind.UNREADABLE, each.failure, (path,))


def _absent(plan: Plan) -> Iterator[Concern]:
    if plan.absent:
        names = _told(plan.absent)
        yield Concern(
            ConcernKind.ABSENT,
            f"The table names files that are not in the folder: {names}. Check their names.",
        )


def _without_condition(plan: Plan) -> Iterator[Concern]:
    paths = tuple(scan.path for scan in plan.scans if not scan.assignment.condition)
    if paths:
        yield Concern(
            ConcernKind.NO_CONDITION,
            f"Nobody said what was done to these samples: {_names(paths)}. They will be counted, "
            "and be in no condition.",
            paths,
        )


def _same_content(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    for paths in _alike(facts, lambda path: facts[path].fingerprint):
        yield Concern(
            ConcernKind.SAME_CONTENT,
            f"These files hold the same scan: {_names(paths)}. Take out all but one of them.",
            paths,
        )


def _same_replicate(plan: Plan) -> Iterator[Concern]:
    assigned = {scan.path: scan.assignment for scan in plan.scans if scan.assignment.replicate}
    for paths in _alike(assigned, lambda path: assigned[path]):
        given = assigned[paths[0]]
        yield Concern(
            ConcernKind.SAME_REPLICATE,
            f"Replicate {given.replicate} of “{given.condition}” is there more than once: "
            f"{_names(paths)}. Number them anew, or take out what was scanned twice.",
            paths,
        )


def _few_replicates(plan: Plan) -> Iterator[Concern]:
    sizes = {condition: len(plan.of_condition(condition)) for condition in plan.conditions}
    usual = _usual(sizes.values())
    for condition, n in sizes.items():
        paths = tuple(scan.path for scan in plan.of_condition(condition))
        if n == 1:
            yield Concern(
                ConcernKind.ONE_SAMPLE,
                f"“{condition}” has one sample only. Nothing can be said about its spread, nor "
                "compared with confidence.",
                paths,
            )
        elif n < usual:
            yield Concern(
                ConcernKind.MISSING_REPLICATES,
                f"“{condition}” has {n} samples, where others have {usual}. Check that none "
                "is missing.",
                paths,
            )


def _usual(sizes: Collection[int]) -> int:
    """The size that most conditions have, the larger of two equally frequent ones.

    Where more than two conditions all differ none is usual: 0.
    """
    frequent = Counter(sizes)
    if len(frequent) == len(sizes) > 2:
        return 0
    return max(frequent, key=lambda size: (frequent[size], size), default=0)


def _controls(plan: Plan) -> Iterator[Concern]:
    conditions = plan.conditions
    controls = [name for name in conditions if plan.roles.get(name) is Role.CONTROL]
    if len(conditions) > 1 and not controls:
        yield Concern(
            ConcernKind.NO_CONTROL,
            f"No condition is the control. Say which of these it is: {_told(conditions)}.",
        )
    if len(controls) > 1:
        yield Concern(
            ConcernKind.SEVERAL_CONTROLS,
            f"There is more than one control: {_told(controls)}. Say which of them the others "
            "are compared with.",
            tuple(scan.path for name in controls for scan in plan.of_condition(name)),
        )


def _about_pixel_sizes(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    without = tuple(path for path, each in facts.items() if each.pixel_size is None)
    if without:
        yield Concern(
            ConcernKind.NO_PIXEL_SIZE,
            f"These scans tell no pixel size: {_names(without)}. Without one there are no "
            "cells/mm²; say what it is.",
            without,
        )
    told = {path: each.pixel_size.um_per_px for path, each in facts.items() if each.pixel_size}
    if told and max(told.values()) > min(told.values()) * (1 + ALIKE):
        usual = Counter(told.values()).most_common(1)[0][0]
        others = tuple(path for path, size in told.items() if abs(size / usual - 1) > ALIKE)
        yield Concern(
            ConcernKind.MIXED_PIXEL_SIZES,
            f"Pixel sizes differ: most scans have {usual:g} µm, and these do not: "
            f"{_names(others)}. Check that all were scanned alike.",
            others,
        )


def _mixed_channels(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    if len({each.channels for each in facts.values()}) < 2:
        return
    usual = Counter(each.channels for each in facts.values()).most_common(1)[0][0]
    others = tuple(path for path, each in facts.items() if each.channels != usual)
    yield Concern(
        ConcernKind.MIXED_CHANNELS,
        f"Channels differ: most scans have {', '.join(usual)}, and these do not: "
        f"{_names(others)}. Check that all were scanned alike.",
        others,
    )


def _alike(paths: Iterable[Path], key: Callable[[Path], Hashable]) -> Iterator[tuple[Path, ...]]:
    """Scans that have the same key, where they are several."""
    families: dict[Hashable, list[Path]] = defaultdict(list)
    for path in paths:
        families[key(path)].append(path)
    return (tuple(family) for family in families.values() if len(family) > 1)


def _names(paths: Iterable[Path]) -> str:
    """Names of files, with their folder where names alone do not tell them apart."""
    shown = tuple(paths)
    counts = Counter(path.name for path in shown)
    return _told(
        path.name if counts[path.name] == 1 else f"{path.parent.name}/{path.name}" for path in shown
    )


def _told(names: Iterable[str]) -> str:
    """A list for a sentence, cut where it gets long."""
    every = list(names)
    told = ", ".join(every[:NAMES_TOLD])
    return told if len(every) <= NAMES_TOLD else f"{told}, … ({len(every)})"
