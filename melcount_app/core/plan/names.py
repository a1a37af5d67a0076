"""A plan from file names: by a pattern such as `{condition}_{dose}_{replicate}.ndpi`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from melcount_app.core.errors import PlanError
from melcount_app.core.plan.alike import tidy
from melcount_app.core.plan.assignment import Assignment
from melcount_app.core.plan.dates import DATE_IN_NAME
from melcount_app.core.plan.found import FoundScan
from melcount_app.core.plan.making import made_plan
from melcount_app.core.plan.plan import Plan, PlannedScan
from melcount_app.core.scan import SCAN_SUFFIXES

ANYTHING, DATE = "*", "date"
WORD = r"[^\s_/.-]+"
UNIT = r"(?:[^\W\d_]+(?:/[^\W\d_]+)?|%)"
FIELDS = {
    "condition": r"[^/]+?",
    "dose": rf"\d[\d.,]*(?:\s?{UNIT})?",
    "replicate": WORD,
    "donor": WORD,
}
"""What each field of a pattern stands for, as a regular expression."""

FOLDER = r"[^/]+"
"""What a field is that is the whole name of a folder."""

KNOWN_FIELDS = ", ".join(f"{{{field}}}" for field in (*FIELDS, DATE, ANYTHING))
"""As they are told to the user."""

NUMBER = r"\d+"
"""What a replicate or donor is where nothing stands between it and the field before."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ANY_SUFFIX = r"(?:\.ome)?\.[^./]+"

DOSE = re.compile(r"(\d[\d.,]*(?:[eE][+-]?\d+)?)\s*([^\W\d_].*|[%‰°€$].*|)")
"""Number and unit; what goes on otherwise, as "1:1000" or "5-10 µM", is no such dose."""

MICRO = re.compile(r"^[uμ](?=M\b|[gGlLmM](?:/|$)|mol)")


@dataclass(frozen=True, slots=True)
class NameRule:
    """How names tell the plan.

    Attributes:
        text: as the user wrote it.
        expression: with groups called condition, dose, replicate and donor, or some of them.
    """

    text: str
    expression: re.Pattern[str]

    @classmethod
    def of_pattern(cls, text: str) -> NameRule:
        """A rule by a pattern of fields in braces; `{*}` stands for anything, `{date}` for one.

        A dose may be absent together with what separates it from the field before. A pattern
        with "/" tells of folders, too. Capitals and small letters are alike.

        Raises:
            PlanError: the pattern has no field, an unknown one, or one twice.
        """
        text = tidy(text)
        _check_fields(text, PLACEHOLDER.findall(text))
        suffix = "" if text.lower().endswith(tuple(SCAN_SUFFIXES)) else ANY_SUFFIX
        body = "".join(_compiled(text))
        return cls(text, re.compile(rf"^(?:.*/)?{body}{suffix}$", re.IGNORECASE))

    @classmethod
    def of_expression(cls, text: str) -> NameRule:
        """A rule by a regular expression with named groups, searched in "folder/name.ndpi".

        Raises:
            PlanError: it is no regular expression, or has none of the groups.
        """
        try:
            expression = re.compile(unicodedata.normalize("NFC", text))
        except re.error as error:
            raise PlanError(
                f"“{text}” is not a regular expression ({error}). Correct it, or use a pattern."
            ) from error
        if not FIELDS.keys() & expression.groupindex.keys():
            raise PlanError(
                f"“{text}” names no group. Call one (?P<condition>…), (?P<dose>…), "
                "(?P<replicate>…) or (?P<donor>…)."
            )
        return cls(text, expression)

    def match(self, scan: FoundScan) -> re.Match[str] | None:
        """The match with the place of a scan, in composed letters; None where there is none."""
        return self.expression.search(unicodedata.normalize("NFC", scan.place))

    def fields(self, scan: FoundScan) -> dict[str, str] | None:
        """The text of each field, empty where it is absent; None where the name does not match."""
        match = self.match(scan)
        if match is None:
            return None
        return {field: match.groupdict().get(field) or "" for field in FIELDS}

    def read(self, scan: FoundScan) -> Assignment | None:
        """What the name of a scan tells; None where it does not match.

        Where the rule has no condition the folder of the scan is it.
        """
        told = self.fields(scan)
        if told is None:
            return None
        condition = _words(told["condition"]) or scan.condition
        return Assignment(
            joined(condition, told["dose"]),
            told["replicate"].lstrip("0") or told["replicate"],
            told["donor"],
        )


def plan_by_names(found: Iterable[FoundScan], rule: NameRule) -> Plan:
    """A plan from the names of files; of those that do not match it says why."""
    return made_plan(_planned(scan, rule) for scan in found)


def joined(condition: str, dose: str) -> str:
    """What was done to a sample, with its dose: "vitamin C 10 µM"."""
    return " ".join(filter(None, (condition, _dose(dose))))


def _planned(scan: FoundScan, rule: NameRule) -> PlannedScan:
    assignment = rule.read(scan)
    if assignment is None:
        sentence = f"“{scan.path.name}” does not match the pattern {rule.text}."
        return PlannedScan(scan.path, Assignment(), sentence)
    if not assignment.condition:
        sentence = f"Nothing in “{scan.path.name}” tells the condition by the pattern {rule.text}."
        return PlannedScan(scan.path, assignment, sentence)
    return PlannedScan(scan.path, assignment)


def _check_fields(text: str, fields: list[str]) -> None:
    named = [field for field in fields if field != ANYTHING]
    unknown = next((field for field in named if field not in (*FIELDS, DATE)), None)
    if unknown is not None:
        raise PlanError(f"There is no field “{unknown}” for patterns. Use {KNOWN_FIELDS}.")
    if not FIELDS.keys() & set(named):
        raise PlanError(f"The pattern “{text}” has no field. Use {KNOWN_FIELDS}.")
    if len(named) != len(set(named)):
        raise PlanError(f"The pattern “{text}” has a field twice. Leave one of the two.")


def _compiled(text: str) -> Iterator[str]:
    """A pattern as parts of a regular expression."""
    literal, *rest = PLACEHOLDER.split(text)
    is_first = True
    for field, after in zip(rest[::2], rest[1::2], strict=True):
        before = re.escape(literal)
        if field == "dose" and is_first:
            yield f"{before}(?:(?P<dose>{FIELDS['dose']}){re.escape(after)})?"
            literal = ""
        elif field == "dose":
            yield f"(?:{before}(?P<dose>{FIELDS['dose']}))?"
            literal = after
        else:
            is_folder = after.startswith("/") and (is_first or literal.endswith("/"))
            if is_folder and field in FIELDS:
                yield f"{before}(?P<{field}>{FOLDER})"
            else:
                yield before + _field(field, follows_text=is_first or bool(literal))
            literal = after
        is_first = False
    yield re.escape(literal)


def _field(field: str, *, follows_text: bool) -> str:
    if field == ANYTHING:
        return "[^/]*?"
    if field == DATE:
        return DATE_IN_NAME
    what = FIELDS[field] if follows_text or field == "condition" else NUMBER
    return f"(?P<{field}>{what})"


def _words(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).strip(" -")


def _dose(text: str) -> str:
    """A dose as it is written in a report: "10uM" becomes "10 µM"."""
    match = DOSE.fullmatch(text)
    if match is None:
        return text
    return f"{match[1]} {MICRO.sub('µ', match[2])}".strip()
