"""Two workbooks compared, fact by fact."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from melcount_app.core.workbook.content import FORMULA, BookContent, Fact, SheetContent

SAME = 1e-12
"""Numbers that differ by a smaller share are the same: not all programs write the last digits."""

NOTHING = 1e-12
"""Smaller differences are none, even beside 0."""

NUMBER = re.compile("[0-9]+(?:[.,\N{NARROW NO-BREAK SPACE}][0-9]+)*")
"""In a text, English or French."""

LONGEST_TOLD = 80
"""Letters of a text that a difference tells."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two workbooks differ.

    Attributes:
        sheet: its name; empty for the workbook itself.
        place: in it, as in "C12".
        says: what stands there; empty for nothing.
        should: what is expected there; empty for nothing.
    """

    sheet: str
    place: str
    says: str
    should: str

    @property
    def where(self) -> str:
        """Sheet and place."""
        return "!".join(filter(None, (self.sheet, self.place)))


@dataclass(frozen=True, slots=True)
class Rule:
    """What is taken to be the same.

    Attributes:
        tolerance: share by which numbers may differ; their last digit in texts by one, where
            that is more than `SAME`.
    """

    tolerance: float = SAME

    def accepts(self, found: Fact, expected: Fact) -> bool:
        """Whether two facts are the same."""
        if found == expected:
            return True
        (says, code), (should, other_code) = found, expected
        if code != other_code or code == FORMULA:
            return False
        if code:
            number, other = float(says), float(should)
            return math.isclose(number, other, rel_tol=self.tolerance, abs_tol=NOTHING)
        return self.tolerance > SAME and _are_alike(says, should)


EXACT = Rule()


def differences(
    found: BookContent, expected: BookContent, rule: Rule = EXACT
) -> Iterator[Difference]:
    """All places where a workbook does not say what is expected, sheet by sheet.

    Sheets belong together by their names, those that are called otherwise by their order.
    """
    yield from _of_facts("", found.facts, expected.facts, rule)
    if found.names != expected.names:
        yield Difference("", "sheets", ", ".join(found.names), ", ".join(expected.names))
    for sheet, other in _paired(found, expected):
        yield from _of_sheets(sheet, other, rule)


def _paired(
    found: BookContent, expected: BookContent
) -> Iterator[tuple[SheetContent | None, SheetContent | None]]:
    """Sheets that belong together; None for one that is missing."""
    by_name = {sheet.name: sheet for sheet in found.sheets}
    known = {sheet.name for sheet in expected.sheets}
    renamed = iter([sheet for sheet in found.sheets if sheet.name not in known])
    for other in expected.sheets:
        yield by_name.get(other.name) or next(renamed, None), other
    for sheet in renamed:
        yield sheet, None


def _of_sheets(
    sheet: SheetContent | None, other: SheetContent | None, rule: Rule
) -> Iterator[Difference]:
    if sheet is None or other is None:
        return  # the list of sheets tells it
    if sheet.is_hidden != other.is_hidden:
        states = ["hidden" if each.is_hidden else "visible" for each in (sheet, other)]
        yield Difference(sheet.name, "", *states)
    yield from _of_facts(sheet.name, sheet.facts, other.facts, rule)


def _of_facts(
    sheet: str, found: Mapping[str, Fact], expected: Mapping[str, Fact], rule: Rule
) -> Iterator[Difference]:
    for place, fact in expected.items():
        if place not in found:
            yield Difference(sheet, place, "", _told(fact))
        elif not rule.accepts(found[place], fact):
            is_same = _told(found[place]) == _told(fact)
            tell = _told_whole if is_same else _told
            yield Difference(sheet, place, tell(found[place]), tell(fact))
    for place, fact in found.items():
        if place not in expected:
            yield Difference(sheet, place, _told(fact), "")


def _told(fact: Fact) -> str:
    """As people read it."""
    text, code = fact
    if code and code != FORMULA:
        return f"{float(text):.10g}"
    return f"“{text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 1] + '…'}”"


def _told_whole(fact: Fact) -> str:
    """With all digits and letters, and how it is shown."""
    text, code = fact
    return f"{text} shown as “{code}”" if code and code != FORMULA else f"“{text}”"


def _are_alike(text: str, other: str) -> bool:
    """Whether texts say the same but for the last digits of their numbers."""
    if NUMBER.sub("#", text) != NUMBER.sub("#", other):
        return False
    pairs = zip(_digits(text), _digits(other), strict=True)
    return all(abs(number - another) <= 1 for number, another in pairs)


def _digits(text: str) -> list[float]:
    """Numbers of a text without what stands between their digits."""
    return [float(re.sub("[^0-9]", "", found)) for found in NUMBER.findall(text)]
