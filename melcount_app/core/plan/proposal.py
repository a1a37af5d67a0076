"""What is proposed to the user: a pattern that fits the names of files, a whole plan."""

from __future__ import annotations

import enum
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.plan.assignment import Role
from melcount_app.core.plan.dates import DATE
from melcount_app.core.plan.folders import DONOR, plan_by_folders
from melcount_app.core.plan.found import FoundScan
from melcount_app.core.plan.names import ANYTHING, NameRule, plan_by_names
from melcount_app.core.plan.names import DATE as DATE_FIELD
from melcount_app.core.plan.plan import Plan
from melcount_app.core.plan.roles import plain

SHAPES = (
    ("condition", "dose", "donor", "replicate"),
    ("condition", "donor", "dose", "replicate"),
    ("donor", "condition", "dose", "replicate"),
    ("condition", "dose", "replicate"),
    ("condition", "donor", "replicate"),
    ("donor", "condition", "replicate"),
    ("condition", "replicate"),
)
"""Fields in the order in which names hold them; the first that fit best are proposed."""

DATED_SHAPES = (("condition", "dose"), ("condition",))
"""Likewise, beside a date, which then tells samples apart."""

SEPARATORS = ("_", "-", " ", "")
WORD_ENDS = "_- "
BELIEVABLE = {
    name: re.compile(shape, re.IGNORECASE)
    for name, shape in (
        ("condition", r".*[^\W\d_].*"),
        ("dose", r"\d[\d.,]*\s?(?:\D{0,6})"),
        ("replicate", r"([a-z]{0,4})?\d{1,3}|[a-h]"),
        ("donor", r"(d|donor|donneur|p|patient|lot|batch|b)\d{1,4}"),
    )
}
"""What fields probably hold; a pattern that tells something else is not proposed."""

DIGITS = re.compile(r"\d+")
DOSE_IN_NAME = re.compile(r"\d\s?(?:%|[nµμum]?M\b|[nµμum]?g\b|ppm\b|U\b)")
ANY_SCAN = ".tif"
"""The ending of a name that stands for a folder."""

OPTIONAL = ("dose", "donor")
LEAST_SHARE = 0.8
"""Of the names that have to match."""


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How well a pattern fits, the most important first.

    Attributes:
        matching: number of names that match believably.
        has_replicates: whether conditions have several samples.
        distinct: number of different samples among them; less where some would be the same.
        has_conditions: whether there are several conditions.
        explained: number of doses and donors that say something, less those that do not, and
            of words that all names share and that are no part of a field.
    """

    matching: int
    has_replicates: bool
    distinct: int
    has_conditions: bool
    explained: int


class Worth(enum.IntEnum):
    """What a proposed plan is worth, the least first."""

    NOTHING = enum.auto()
    SINGLES_BY_NUMBER = enum.auto()
    ONE_CONDITION = enum.auto()
    SINGLES = enum.auto()
    REPLICATES = enum.auto()


def propose_pattern(found: Iterable[FoundScan]) -> str:
    """A pattern that nearly all names match; empty where there is none."""
    scans = tuple(found)
    stems = [unicodedata.normalize("NFC", scan.path.stem) for scan in scans]
    rules = map(NameRule.of_pattern, dict.fromkeys((*_patterns(stems), *_dated_patterns(stems))))
    candidates = [(_fit(rule, scans), rule) for rule in rules]
    usable = [each for each in candidates if each[0].matching >= LEAST_SHARE * len(scans) > 0]
    if not usable:
        return ""
    _, best = max(usable, key=lambda each: each[0])
    return best.text


def propose_plan(found: Iterable[FoundScan]) -> tuple[Plan, str]:
    """The plan that is likely meant, and the pattern of names it comes from.

    Sub-folders are conditions where there are several that have several samples; else the names
    of files and of folders are asked, too, and what gives conditions with replicates is proposed
    before what gives single samples. The pattern is empty where the plan comes from sub-folders.
    """
    scans = tuple(found)
    best, pattern = plan_by_folders(scans), ""
    if worth_of(best) is Worth.REPLICATES:
        return _named_within(scans, best) or (best, "")
    for other in (propose_pattern(scans), _pattern_of_folders(scans)):
        if not other:
            continue
        plan = plan_by_names(scans, NameRule.of_pattern(other))
        if worth_of(plan) > worth_of(best):
            best, pattern = plan, other
    return best, pattern


def _named_within(scans: Sequence[FoundScan], by_folders: Plan) -> tuple[Plan, str] | None:
    """The plan that names tell within folders that tell none: donors, or without any control."""
    folders = {scan.assignment.condition for scan in by_folders.scans}
    are_donors = all(DONOR.fullmatch(plain(name)) for name in folders)
    if any(len(scan.folders) != 1 for scan in scans) or not (
        are_donors or not _has_role(by_folders)
    ):
        return None
    pattern = propose_pattern(scans)
    patterns = [pattern] if pattern else []
    if are_donors and "{donor}" not in pattern:
        patterns = [f"{{donor}}/{pattern or '{condition}'}", *patterns]
    for text in patterns:
        plan = plan_by_names(scans, NameRule.of_pattern(text))
        if worth_of(plan) is Worth.REPLICATES and (are_donors or _has_role(plan)):
            return plan, text
    return None


def _has_role(plan: Plan) -> bool:
    """Whether one of the conditions is called like a control or a vehicle."""
    return any(role is not Role.TEST for role in plan.roles.values())


def worth_of(plan: Plan) -> Worth:
    """What a plan is worth as a proposal; one sample in each condition is worth little."""
    sizes = Counter(scan.assignment.condition for scan in plan.scans if scan.assignment.condition)
    if sizes.total() < LEAST_SHARE * len(plan.scans) or not sizes:
        return Worth.NOTHING
    if len(sizes) == 1:
        return Worth.ONE_CONDITION
    if max(sizes.values()) > 1:
        return Worth.REPLICATES
    return Worth.SINGLES_BY_NUMBER if _are_numbers_of_one(list(sizes)) else Worth.SINGLES


def _are_numbers_of_one(names: Sequence[str]) -> bool:
    """Whether names differ by a number alone, which is none of a dose."""
    rests = {DIGITS.sub("", name) for name in names}
    return len(rests) == 1 and not any(DOSE_IN_NAME.search(name) for name in names)


def _pattern_of_folders(scans: Sequence[FoundScan]) -> str:
    """A pattern of the folders right above the scans, where each scan has its own."""
    places = [scan.folders for scan in scans]
    if not all(places) or len(set(places)) < len(places):
        return ""
    named = [FoundScan(Path(f"{folders[-1]}{ANY_SCAN}")) for folders in places]
    pattern = propose_pattern(named)
    return f"{pattern}/{{{ANYTHING}}}" if pattern else ""


def _patterns(stems: Sequence[str], shapes: Sequence[tuple[str, ...]] = SHAPES) -> Iterator[str]:
    """Patterns to try: each shape with each choice of separators, around what all names share."""
    separators = [each for each in SEPARATORS if any(each in stem for stem in stems)]
    for before, after in itertools.product(_shared_starts(stems), _shared_ends(stems)):
        for shape in shapes:
            for between in itertools.product(separators, repeat=len(shape) - 1):
                if _is_clear(shape, between):
                    pairs = zip(shape, (*between, ""), strict=True)
                    body = "".join(f"{{{field}}}{separator}" for field, separator in pairs)
                    yield before + body + after


def _dated_patterns(stems: Sequence[str]) -> Iterator[str]:
    """Patterns with a date where nearly all names have one: at the start, the end, or between."""
    found = [(stem, match) for stem in stems if (match := DATE.search(stem))]
    if len(found) < LEAST_SHARE * len(stems) or not found:
        return
    places = Counter((stem[: match.start()][-1:], stem[match.end() :][:1]) for stem, match in found)
    (before, after), _ = places.most_common(1)[0]
    rests = [
        stem[: match.start()].removesuffix(before if after else "") + stem[match.end() :]
        if before
        else stem[match.end() :].removeprefix(after)
        for stem, match in found
    ]
    rests = [rest.removesuffix(before) if not after else rest for rest in rests]
    mark = f"{{{DATE_FIELD}}}"
    for pattern in dict.fromkeys(_patterns(rests, (*SHAPES, *DATED_SHAPES))):
        if not before:
            yield f"{mark}{after}{pattern}"
        elif not after:
            yield f"{pattern}{before}{mark}"
        else:
            between = [m.start() + 1 for m in re.finditer(r"\}" + re.escape(after), pattern)]
            yield from (f"{pattern[:at]}{before}{mark}{pattern[at:]}" for at in between)


def _is_clear(shape: Sequence[str], between: Sequence[str]) -> bool:
    """Whether fields are told apart: only a condition ends where the first digit comes."""
    return all(
        separator or field == "condition" for field, separator in zip(shape, between, strict=False)
    )


def _fit(rule: NameRule, scans: Sequence[FoundScan]) -> Fit:
    told = [fields for scan in scans if (fields := _believable_fields(rule, scan))]
    conditions = {(fields["condition"], fields["dose"]) for fields in told}
    return Fit(
        matching=len(told),
        distinct=len({tuple(fields.values()) for fields in told}),
        has_replicates=len(conditions) < len(told),
        has_conditions=len(conditions) > 1,
        explained=_shared_words(rule.text)
        + sum(
            1 if any(fields[name] for fields in told) else -1
            for name in OPTIONAL
            if f"{{{name}}}" in rule.text
        ),
    )


def _shared_words(pattern: str) -> int:
    """Number of words before the first field and after the last."""
    outside = pattern[: pattern.index("{")], pattern[pattern.rindex("}") + 1 :]
    return sum(text.count(separator) for text in outside for separator in WORD_ENDS)


def _believable_fields(rule: NameRule, scan: FoundScan) -> dict[str, str] | None:
    """What a rule tells of a scan; None where that is not what fields hold, or touches a date."""
    match, fields = rule.match(scan), rule.fields(scan)
    if match is None or fields is None:
        return None
    if not _is_believable({name: fields[name] for name in match.re.groupindex}):
        return None
    dates = [date.span() for date in DATE.finditer(match.string)]
    spans = [match.span(name) for name in match.re.groupindex]
    is_clear = all(end <= first or last <= start for start, end in spans for first, last in dates)
    return fields if is_clear else None


def _is_believable(fields: Mapping[str, str]) -> bool:
    return all(
        BELIEVABLE[name].fullmatch(text) or (name in OPTIONAL and not text)
        for name, text in fields.items()
    )


def _shared_starts(stems: Sequence[str]) -> list[str]:
    """What all names begin with, up to each of its separators, and nothing.

    Nothing only where it has braces, which a pattern cannot have.
    """
    columns = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*stems, strict=False))
    start = "".join(letters[0] for letters in columns)
    if set("{}") & set(start):
        return [""]
    ends = [place for place, letter in enumerate(start, 1) if letter in WORD_ENDS]
    return ["", *(start[:end] for end in ends)]


def _shared_ends(stems: Sequence[str]) -> list[str]:
    return [end[::-1] for end in _shared_starts([stem[::-1] for stem in stems])]
