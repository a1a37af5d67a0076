"""What to point out before anything runs: what in a plan, or in its scans, looks like a mistake."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from melcount_app.core.plan.alike import look_alikes
from melcount_app.core.plan.assignment import Role
from melcount_app.core.plan.concern import Concern, ConcernKind, listed, names_of
from melcount_app.core.plan.glance import ScanFacts
from melcount_app.core.plan.plan import Plan
from melcount_app.core.plan.settle import (
    Settled,
    are_exposed_differently,
    are_of_several_cameras,
    chosen_names,
    counted_brightness,
    settle,
)
from melcount_app.core.plan.twins import (
    channels_of_samples,
    same_samples,
    same_samples_elsewhere,
)
from melcount_app.core.stains import TRP1, Stains

ALIKE = 0.01
"""Pixel sizes that differ by less are the same."""


def concerns_of(
    plan: Plan,
    facts: Mapping[Path, ScanFacts],
    *,
    um_per_px: float | None = None,
    channel: str = "",
    stains: Stains = TRP1,
) -> tuple[Concern, ...]:
    """All that should be pointed out, what costs most first.

    Args:
        plan: as it stands.
        facts: what is known of its scans; of those that are missing only the plan is judged.
        um_per_px: pixel size that will be taken for all scans; None for that of each file.
        channel: that somebody named for all scans; empty to find one.
        stains: what label and other stains are called.
    """
    known = {scan.path: facts[scan.path] for scan in plan.scans if scan.path in facts}
    readable = {path: each for path, each in known.items() if not each.failure}
    sizes = () if um_per_px is not None else _about_pixel_sizes(readable)
    return (
        *_unreadable(known),
        *_doubted(readable),
        *_absent(plan),
        *(Concern(ConcernKind.NOTE, note) for note in plan.notes),
        *_look_alikes(plan),
        *_without_condition(plan),
        *_same_content(readable),
        *_same_sample(plan),
        *_channel_files(plan),
        *_same_replicate(plan),
        *_few_replicates(plan),
        *_controls(plan),
        *sizes,
        *_mixed_channels(readable),
        *_mixed_depths(readable),
        *about_what_is_counted(tuple(readable.values()), channel, stains),
        *_about_files(readable),
    )


def _unreadable(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    for path, each in facts.items():
        if each.failure:
            yield Concern(ConcernKind.UNREADABLE, each.failure, (path,))


def _doubted(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    paths = tuple(path for path, each in facts.items() if each.doubt)
    if len(paths) == 1:
        yield Concern(ConcernKind.DOUBTED, facts[paths[0]].doubt, paths)
    elif paths:
        yield Concern(
            ConcernKind.DOUBTED,
            "These scans do not look like fluorescence, since they are bright field, saturated or "
            f"without signal: {names_of(paths)}. Check the files, or insist on counting them.",
            paths,
        )


def _absent(plan: Plan) -> Iterator[Concern]:
    if plan.absent:
        names = listed(plan.absent)
        yield Concern(
            ConcernKind.ABSENT,
            f"The table names files that are not in the folder: {names}. Check their names.",
        )


def _look_alikes(plan: Plan) -> Iterator[Concern]:
    for names in look_alikes(plan.conditions, with_typos=True):
        yield Concern(
            ConcernKind.LOOK_ALIKES,
            f"These conditions look alike: {_quoted(names)}. Give them one name if they are one.",
            tuple(scan.path for name in names for scan in plan.of_condition(name)),
        )
    donors = dict.fromkeys(scan.assignment.donor for scan in plan.scans if scan.assignment.donor)
    for names in look_alikes(tuple(donors), with_typos=False):
        yield Concern(
            ConcernKind.LOOK_ALIKES,
            f"These donors look alike: {_quoted(names)}. Give them one name if they are one.",
            tuple(scan.path for scan in plan.scans if scan.assignment.donor in names),
        )


def _quoted(names: Iterable[str]) -> str:
    return listed(f"“{name}”" for name in names)


def _without_condition(plan: Plan) -> Iterator[Concern]:
    paths = tuple(scan.path for scan in plan.scans if not scan.assignment.condition)
    if paths:
        yield Concern(
            ConcernKind.NO_CONDITION,
            f"Nobody said what was done to these samples: {names_of(paths)}. They will be counted, "
            "and be in no condition.",
            paths,
        )


def _same_content(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    for paths in _alike(facts, lambda path: facts[path].fingerprint):
        yield Concern(
            ConcernKind.SAME_CONTENT,
            f"These files hold the same scan: {names_of(paths)}. Take out all but one of them.",
            paths,
        )


def _same_sample(plan: Plan) -> Iterator[Concern]:
    every = [scan.path for scan in plan.scans]
    for paths in (*same_samples(every), *same_samples_elsewhere(every)):
        yield Concern(
            ConcernKind.SAME_SAMPLE,
            f"These files seem to be the same sample: {names_of(paths)}. Take out all but one of "
            "them.",
            paths,
        )


def _channel_files(plan: Plan) -> Iterator[Concern]:
    for paths in channels_of_samples(scan.path for scan in plan.scans):
        yield Concern(
            ConcernKind.CHANNEL_FILES,
            f"These files seem to be channels of one sample: {names_of(paths)}. Keep the one with "
            "the label, and take out the others.",
            paths,
        )


def _same_replicate(plan: Plan) -> Iterator[Concern]:
    assigned = {scan.path: scan.assignment for scan in plan.scans if scan.assignment.replicate}
    for paths in _alike(assigned, lambda path: assigned[path]):
        given = assigned[paths[0]]
        yield Concern(
            ConcernKind.SAME_REPLICATE,
            f"Replicate {given.replicate} of “{given.condition}” is there more than once: "
            f"{names_of(paths)}. Number them anew, or take out what was scanned twice.",
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
            f"No condition is the control. Say which of these it is: {listed(conditions)}.",
        )
    if len(controls) > 1:
        yield Concern(
            ConcernKind.SEVERAL_CONTROLS,
            f"There is more than one control: {listed(controls)}. Say which of them the others "
            "are compared with.",
            tuple(scan.path for name in controls for scan in plan.of_condition(name)),
        )


def _about_pixel_sizes(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    without = tuple(path for path, each in facts.items() if each.pixel_size is None)
    if without:
        yield Concern(
            ConcernKind.NO_PIXEL_SIZE,
            f"These scans tell no pixel size: {names_of(without)}. Without one there are no "
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
            f"{names_of(others)}. Check that all were scanned alike.",
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
        f"{names_of(others)}. Check that all were scanned alike.",
        others,
    )


def _mixed_depths(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    deep = {p: each.brightness[0].black is not None for p, each in facts.items() if each.brightness}
    if len(set(deep.values())) < 2:
        return
    is_usual = Counter(deep.values()).most_common(1)[0][0]
    others = tuple(path for path, is_deep in deep.items() if is_deep != is_usual)
    usual, other = (16, 8) if is_usual else (8, 16)
    yield Concern(
        ConcernKind.MIXED_DEPTHS,
        f"Bit depths differ: most scans have {usual} bit, and these have {other}: "
        f"{names_of(others)}. Programs that make 8 bit of 16 often change the brightness; check "
        "that it was not changed.",
        others,
    )


def about_what_is_counted(
    facts: Sequence[ScanFacts], channel: str = "", stains: Stains = TRP1
) -> Iterator[Concern]:
    """What keeps scans from being counted alike, by channel or white.

    Args:
        facts: of scans that can be opened.
        channel: that somebody named for all of them; empty to find one.
        stains: what label and other stains are called.
    """
    settled = settle(facts, channel, stains)
    names = chosen_names(facts)
    if len(names) > 1 and not channel:
        yield _disputed(facts, settled)
    elif settled.is_guess:
        yield Concern(
            ConcernKind.LABEL_NOT_NAMED,
            f"No name tells which channel is the label, and “{settled.channel}” has the strongest "
            "signal. Check that it is the label.",
        )
    whites = counted_brightness(facts, settled.channel)
    if are_of_several_cameras(whites) or are_exposed_differently(whites):
        low, high = min(each.white for each in whites), max(each.white for each in whites)
        yield Concern(
            ConcernKind.MIXED_WHITES,
            f"Scans of 16 bit differ much in brightness: their brightest spots have {low:.0f} to "
            f"{high:.0f}. Check that all were scanned with the same exposure.",
        )


def _disputed(facts: Sequence[ScanFacts], settled: Settled) -> Concern:
    """Left to themselves, scans would be counted on channels of different names."""
    names = chosen_names(facts)
    usual = settled.channel or names.most_common(1)[0][0]
    others = tuple(
        each.path
        for each in facts
        if each.channel is not None and each.channel.name.casefold() != usual.casefold()
    )
    named = {each.path: [name.casefold() for name in each.channels] for each in facts}
    lacking = [path for path in others if named[path] and usual.casefold() not in named[path]]
    if settled.channel and lacking:
        sentence = (
            f"Scans differ in the channel that seems to be the label: {listed(names)}. These have "
            f"no “{usual}”, by which the others are counted, and cannot be: {names_of(lacking)}."
        )
    elif settled.channel:
        sentence = (
            f"Scans differ in the channel that seems to be the label: {listed(names)}. All will be "
            f"counted on “{usual}”, also these: {names_of(others)}. Check that it is the label."
        )
    else:
        sentence = (
            f"Scans will be counted on channels of different names: {listed(names)}. Most are on "
            f"“{usual}”, these are not: {names_of(others)}. Compare them only if all these "
            "channels show the same label."
        )
    return Concern(ConcernKind.LABEL_DISPUTED, sentence, others)


def _about_files(facts: Mapping[Path, ScanFacts]) -> Iterator[Concern]:
    """What readers have to say of files, each sentence once."""
    told: dict[str, list[Path]] = defaultdict(list)
    for path, each in facts.items():
        for note in each.notes:
            told[note].append(path)
    for note, paths in told.items():
        yield Concern(ConcernKind.ABOUT_FILES, f"About {names_of(paths)}: {note}", tuple(paths))


def _alike(paths: Iterable[Path], key: Callable[[Path], Hashable]) -> Iterator[tuple[Path, ...]]:
    """Scans that have the same key, where they are several."""
    families: dict[Hashable, list[Path]] = defaultdict(list)
    for path in paths:
        families[key(path)].append(path)
    return (tuple(family) for family in families.values() if len(family) > 1)
