"""What is proposed to the user: a pattern that fits the names of files, a whole plan."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from melcount_app.core.plan.folders import plan_by_folders
from melcount_app.core.plan.found import FoundScan
from melcount_app.core.plan.names import NameRule, plan_by_names
from melcount_app.core.plan.plan import Plan

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

OPTIONAL = ("dose", "donor")
LEAST_SHARE = 0.8
"""Of the names that have to match."""


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How well a pattern fits, the most important first.

    Attributes:
        matching: number of names that match believably.
        distinct: number of different samples among them; less where some would be the same.
        has_replicates: whether conditions have several samples.
        has_conditions: whether there are several conditions.
        explained: number of doses and donors that say something, less those that do not, and
            of words that all names share and that are no part of a field.
    """

    matching: int
    distinct: int
    has_replicates: bool
    has_conditions: bool
    explained: int


def propose_pattern(found: Iterable[FoundScan]) -> str:
    """A pattern that nearly all names match; empty where there is none."""
    scans = tuple(found)
    candidates = [(_fit(rule, scans), rule) for rule in _rules([scan.path.stem for scan in scans])]
    usable = [each for each in candidates if each[0].matching >= LEAST_SHARE * len(scans) > 0]
    if not usable:
        return ""
    _, best = max(usable, key=lambda each: each[0])
    return best.text


def propose_plan(found: Iterable[FoundScan]) -> tuple[Plan, str]:
    """The plan that is likely meant, and the pattern of names it comes from.

    Sub-folders are conditions where there are several; else names are asked. The pattern is
    empty where the plan comes from sub-folders.
    """
    scans = tuple(found)
    by_folders = plan_by_folders(scans)
    if len(by_folders.conditions) > 1:
        return by_folders, ""
    pattern = propose_pattern(scans)
    by_names = plan_by_names(scans, NameRule.of_pattern(pattern)) if pattern else by_folders
    if len(by_names.conditions) > len(by_folders.conditions):
        return by_names, pattern
    return by_folders, ""


def _rules(stems: Sequence[str]) -> Iterator[NameRule]:
    """Rules to try: each shape with each choice of separators, around what all names share."""
    separators = [each for each in SEPARATORS if any(each in stem for stem in stems)]
    for before, after in itertools.product(_shared_starts(stems), _shared_ends(stems)):
        for shape in SHAPES:
            for between in itertools.product(separators, repeat=len(shape) - 1):
                if _is_clear(shape, between):
                    pairs = zip(shape, (*between, ""), strict=True)
                    body = "".join(f"{{{field}}}{separator}" for field, separator in pairs)
                    yield NameRule.of_pattern(before + body + after)


def _is_clear(shape: Sequence[str], between: Sequence[str]) -> bool:
    """Whether fields are told apart: only a condition ends where the first digit comes."""
    return all(
        separator or field == "condition" for field, separator in zip(shape, between, strict=False)
    )


def _fit(rule: NameRule, scans: Sequence[FoundScan]) -> Fit:
    told = [fields for scan in scans if (fields := rule.fields(scan)) and _is_believable(fields)]
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


def _is_believable(fields: Mapping[str, str]) -> bool:
    return all(
        shape.fullmatch(fields[name]) or (name in OPTIONAL and not fields[name])
        for name, shape in BELIEVABLE.items()
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
