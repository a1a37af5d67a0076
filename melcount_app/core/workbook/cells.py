"""A cell of a sheet: its value, and how its number format shows it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from melcount_app.core.workbook.formats import GENERAL, KNOWN_FORMATS, serial_of, shown, shown_text
from melcount_app.core.workbook.seen import Fault, SeenCell

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""What stands for a sign that XML cannot hold."""

TRUTH = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}


@dataclass(frozen=True, slots=True)
class Styles:
    """What cells need to know of their workbook.

    Attributes:
        formats: code of the number format of each style.
        is_1904: whether days are counted from 1904, as on old Macs.
        is_stale: whether the file asks to be calculated anew; its writer had no results.
    """

    formats: Sequence[str] = field(default=())
    is_1904: bool = False
    is_stale: bool = False

    @classmethod
    def of(cls, elements: Iterable[ET.Element], *, is_1904: bool, is_stale: bool) -> Styles:
        """Styles of the elements of their part, as they end."""
        own: dict[int, str] = {}
        formats: list[str] = []
        for element in elements:
            if element.tag == "numFmt":
                own[_number(element.get("numFmtId"))] = element.get("formatCode", GENERAL)
            elif element.tag == "cellXfs":
                formats = [_format(child, own) for child in element if child.tag == "xf"]
        return cls(formats, is_1904, is_stale)

    def format_of(self, cell: ET.Element) -> str:
        """Code of the number format of a cell."""
        place = _number(cell.get("s"))
        return self.formats[place] if 0 <= place < len(self.formats) else GENERAL


def _format(style: ET.Element, own: Mapping[int, str]) -> str:
    number = _number(style.get("numFmtId"))
    return own.get(number) or KNOWN_FORMATS.get(number, GENERAL)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def seen_cell(cell: ET.Element, styles: Styles, texts: Sequence[str]) -> SeenCell | None:
    """What a cell shows; None where nothing is in it.

    Args:
        cell: with its children.
        styles: of the workbook.
        texts: that cells share, by number.
    """
    parts = {child.tag: child for child in cell}
    seen = _seen(cell, parts, styles, texts)
    if seen is None or "f" not in parts:
        return seen
    return dataclasses.replace(seen, formula=parts["f"].text or "")


def _seen(
    cell: ET.Element, parts: Mapping[str, ET.Element], styles: Styles, texts: Sequence[str]
) -> SeenCell | None:
    kind = cell.get("t", "n")
    value = parts["v"].text or "" if "v" in parts else ""
    if "f" in parts and _has_no_result(kind, value, has_value="v" in parts, styles=styles):
        return SeenCell("", fault=Fault.NO_RESULT)
    match kind:
        case "e":
            return SeenCell(value, fault=Fault.ERROR)
        case "b":
            return SeenCell(TRUTH.get(value.strip().lower(), value))
        case "inlineStr":
            text = text_of(parts["is"]) if "is" in parts else value
            return _text_cell(text, styles.format_of(cell))
        case "s":
            return _text_cell(texts[int(value)] if value.strip() else "", styles.format_of(cell))
        case "str":
            return _text_cell(value, styles.format_of(cell))
        case "d":
            return _date_cell(value, styles.format_of(cell), styles)
    return _number_cell(value, styles.format_of(cell), styles)


def text_of(element: ET.Element) -> str:
    """The text of a string, rich or not; signs that say how it sounds do not belong to it."""
    runs = (part for child in element for part in (child if child.tag == "r" else (child,)))
    text = "".join(part.text or "" for part in runs if part.tag == "t")
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _has_no_result(kind: str, value: str, *, has_value: bool, styles: Styles) -> bool:
    """Whether nobody has calculated a formula: there is no value, or the 0 that stands for none."""
    if kind == "str":
        return not has_value
    return not value.strip() or (styles.is_stale and kind == "n" and value.strip() == "0")


def _text_cell(text: str, code: str) -> SeenCell | None:
    shown_as = shown_text(text, code)
    return SeenCell(shown_as) if shown_as.strip() else None


def _number_cell(value: str, code: str, styles: Styles) -> SeenCell | None:
    if not value.strip():
        return None
    number = float(value)
    if not math.isfinite(number):
        return SeenCell(value.strip())
    return SeenCell(shown(number, code, is_1904=styles.is_1904).strip(), number, code=code)


def _date_cell(value: str, code: str, styles: Styles) -> SeenCell:
    """A day or time that is written as such, which strict workbooks do."""
    try:
        moment = dt.datetime.fromisoformat(value.strip().removesuffix("Z"))
    except ValueError:
        return SeenCell(value.strip())
    code = KNOWN_FORMATS[14] if code == GENERAL else code
    number = serial_of(moment, is_1904=styles.is_1904)
    return SeenCell(shown(number, code, is_1904=styles.is_1904).strip(), number, code=code)
