"""Number formats of Excel (ECMA-376 part 1, 18.8.30 and .31): a number as its cell shows it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from melcount_app.core.workbook.dates import DATE_KINDS, date_shown, serial_of
from melcount_app.core.workbook.digits import fixed, fraction, general, scientific

__all__ = ["GENERAL", "KNOWN_FORMATS", "serial_of", "shown", "shown_text"]

GENERAL = "General"
DAY, DAY_TIME = "yyyy-mm-dd", "yyyy-mm-dd h:mm"
MONEY = "#,##0.00"
KNOWN_FORMATS: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: MONEY,
    5: MONEY,
    6: MONEY,
    7: MONEY,
    8: MONEY,
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: DAY,
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: DAY_TIME,
    **dict.fromkeys((*range(27, 32), *range(34, 37), *range(50, 59)), DAY),
    **dict.fromkeys((32, 33), "h:mm:ss"),
    **dict.fromkeys((37, 38), "#,##0;(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00;(#,##0.00)"),
    **dict.fromkeys((41, 42), "#,##0"),
    **dict.fromkeys((43, 44), MONEY),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Those that files only number. Of days and money the program that shows them says how; days are
shown here as ISO 8601 has them, which no two countries read differently."""

TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<gap>.)
    | \*(?P<filling>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<halves>AM/PM|A/P)
    | (?P<power>E[+-])
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<digit>[0#?])
    | (?P<text>@)
    | (?P<end>;)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
MONEY_SIGN = re.compile(r"\$([^-\]]*)")
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
REMEMBERED = 256
MOST_SECTIONS = 4
"""For numbers above, below and at 0, and for text."""


class Token(NamedTuple):
    """A part of a number format: what it is, and its letters."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FormatSection:
    """A number format for some of the numbers.

    Attributes:
        tokens: in their order.
        condition: sign and limit of the numbers it is for; None where its place tells it.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None

    def kinds(self) -> set[str]:
        """What its tokens are."""
        return {token.kind for token in self.tokens}

    def is_for(self, value: float) -> bool:
        """Whether its condition holds."""
        if self.condition is None:
            return True
        sign, limit = self.condition
        below, at = value < limit, value == limit
        return {
            "<": below,
            "<=": below or at,
            "=": at,
            "<>": not at,
            ">": not below and not at,
            ">=": not below,
        }[sign]


def shown(value: float, code: str, *, is_1904: bool = False) -> str:
    """A number as a cell with that format shows it, in English.

    Args:
        value: finite.
        code: of the format.
        is_1904: whether days are counted from 1904.
    """
    sections = _sections(code)
    section, is_bare = _section_for(value, sections)
    kinds = section.kinds()
    if kinds & DATE_KINDS:
        return date_shown(section.tokens, value, is_1904=is_1904) or general(value)
    number = abs(value) if is_bare else value
    if "general" in kinds or "text" in kinds:
        return _filled(section.tokens, general(number))
    if "digit" not in kinds:
        return _filled(section.tokens, "")
    return _number(section.tokens, number)


def shown_text(text: str, code: str) -> str:
    """A text as a cell with that format shows it."""
    sections = _sections(code)
    last = sections[-1]
    is_for_text = len(sections) == MOST_SECTIONS or "text" in last.kinds()
    return _filled(last.tokens, text) if is_for_text else text


@functools.lru_cache(REMEMBERED)
def _sections(code: str) -> tuple[FormatSection, ...]:
    sections: list[list[Token]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for found in TOKEN.finditer(code or GENERAL):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind == "end":
            sections.append([])
            conditions.append(None)
        elif kind == "bracket":
            if (limit := CONDITION.fullmatch(text.strip())) is not None:
                conditions[-1] = limit[1], float(limit[2])
            sections[-1].extend(_of_bracket(text))
        elif kind not in ("gap", "filling"):
            sections[-1].append(_token(kind, text))
    pairs = zip(sections, conditions, strict=True)
    return tuple(FormatSection(tuple(tokens), condition) for tokens, condition in pairs)


def _token(kind: str, text: str) -> Token:
    return Token("literal", text) if kind in ("quoted", "escaped") else Token(kind, text.lower())


def _of_bracket(text: str) -> list[Token]:
    """What a bracket shows: time that has passed, or a sign of money; colours show nothing."""
    if ELAPSED.fullmatch(text):
        return [Token("elapsed", text.lower())]
    money = MONEY_SIGN.match(text)
    return [Token("literal", money[1])] if money else []


def _section_for(value: float, sections: Sequence[FormatSection]) -> tuple[FormatSection, bool]:
    """The section that shows a number, and whether it says itself what is below 0."""
    numbers = sections[:3]
    if any(section.condition for section in numbers):
        section = next((s for s in numbers if s.is_for(value)), numbers[-1])
        sign, limit = section.condition or ("", 0.0)
        return section, sign in ("<", "<=") and limit <= 0
    if value < 0 and len(numbers) > 1:
        return numbers[1], True
    if value == 0 and len(numbers) > 2:
        return numbers[2], False
    return numbers[0], False


def _filled(tokens: Sequence[Token], text: str) -> str:
    """The signs of a section, with a text where it has a place for one."""
    return "".join(text if each.kind in ("general", "text") else each.text for each in tokens)


def _number(tokens: Sequence[Token], value: float) -> str:
    exact = Decimal(f"{value:.15g}")  # all that Excel knows of a number
    exact *= 100 ** sum(token == Token("other", "%") for token in tokens)
    if any(token.kind == "power" for token in tokens):
        return scientific(tokens, exact)
    slash = next((n for n, token in enumerate(tokens) if token == Token("other", "/")), None)
    if slash and any(token.kind == "digit" for token in tokens[:slash]):
        return fraction(tokens, slash, exact)
    return fixed(tokens, exact)
