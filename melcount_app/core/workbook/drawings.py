"""What lies on a sheet besides its cells: charts, pictures, shapes, comments, as facts by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias
from xml.etree import ElementTree as ET

from melcount_app.core.workbook.reading import Parts, relations
from melcount_app.core.workbook.seen import SeenSheet, address

ANCHORS = ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor")

NOT_SAID = frozenset(
    (
        *("spPr", "txPr", "style", "layout", "rPr", "pPr", "defRPr", "endParaRPr"),
        *("numCache", "strCache", "multiLvlStrCache", "printSettings", "extLst"),
    )
)
"""What of a chart is its look, or kept of cells that it is drawn from; Excel draws it anew."""

SAID_BY_VALUE = frozenset(
    (
        *("min", "max", "orientation", "logBase", "errBarType", "errValType", "barDir"),
        *("symbol", "dispBlanksAs", "plotVisOnly"),
        *("grouping", "builtInUnit", "custUnit"),
    )
)
"""Elements of a chart whose value changes what is read from it."""

WRAPPERS = frozenset(("chart", "plotArea", "numRef", "strRef", "multiLvlStrRef", "scaling", "rich"))
"""Elements whose name tells nothing more."""

PICTURE = "picture at "
"""What the places of pictures begin with."""

Fact: TypeAlias = tuple[str, str]
"""Where something lies or what it is called, and what it says."""


def facts_beside_cells(parts: Parts, sheet: SeenSheet) -> dict[str, str]:
    """What lies on a sheet, by place; what has the place of another is numbered.

    Args:
        parts: of the workbook.
        sheet: that it lies on.
    """
    found: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for name, text in _facts(parts, sheet):
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} ({seen[name]})"] = text
    return found


def _facts(parts: Parts, sheet: SeenSheet) -> Iterator[Fact]:
    for relation in relations(parts, sheet.part):
        if not parts.has(relation.target):
            continue
        if relation.kind == "drawing" and relation.key in sheet.drawings:
            yield from _of_drawing(parts, relation.target)
        elif relation.kind == "comments":
            yield from _of_comments(parts, relation.target)


def _of_comments(parts: Parts, where: str) -> Iterator[Fact]:
    for element in parts.ends_of(where):
        if element.tag == "comment":
            yield f"comment on {element.get('ref')}", _text_in(element)


def _text_in(element: ET.Element) -> str:
    return "".join(part.text or "" for part in element.iter() if part.tag == "t")


def _of_drawing(parts: Parts, where: str) -> Iterator[Fact]:
    belongs = {relation.key: relation.target for relation in relations(parts, where)}
    place, numbers = "A1", dict[str, int]()
    for element in parts.ends_of(where):
        if element.tag in ("row", "col"):
            numbers[element.tag] = int(element.text or 0)  # is let go as it ends
        elif element.tag == "from":
            place = address(numbers.get("row", 0) + 1, numbers.get("col", 0) + 1)
        elif element.tag in ANCHORS:
            for each in element.iter():
                yield from _of_drawn(parts, each, place, belongs)
            place = "A1"


def _of_drawn(
    parts: Parts, element: ET.Element, place: str, belongs: Mapping[str, str]
) -> Iterator[Fact]:
    """What an element of a drawing shows at a place."""
    match element.tag:
        case "pic":
            yield f"{PICTURE}{place}", _picture(parts, element, belongs)
        case "chart":
            name, target = f"chart at {place}", belongs.get(_key(element, "id"), "")
            yield name, "chart"
            if parts.has(target):
                yield from _of_chart(parts, target, name)
        case "sp" | "cxnSp":
            yield f"shape at {place}", _text_in(element) or "shape"
        case "cNvPr" if element.get("hidden") in ("1", "true"):
            yield f"what is drawn at {place}", "hidden"


def _picture(parts: Parts, picture: ET.Element, belongs: Mapping[str, str]) -> str:
    """What tells a picture from others: a hash of its file."""
    keys = (_key(element, "embed") for element in picture.iter() if element.tag == "blip")
    target = belongs.get(next(keys, ""), "")
    return parts.sha256(target) if parts.has(target) else "no picture"


def _key(element: ET.Element, name: str) -> str:
    """An attribute that speaks of another part, whatever its name space."""
    found = (value for key, value in element.attrib.items() if key.endswith(f"}}{name}"))
    return next(found, "")


def _of_chart(parts: Parts, where: str, name: str) -> Iterator[Fact]:
    """All that a chart says: kinds, titles, the cells that it is drawn from, its axes."""
    for element in parts.ends_of(where):
        if element.tag == "chartSpace":
            for path, text in _said(element, ()):
                yield f"{name}, {' '.join(path)}", text


def _said(element: ET.Element, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What an element of a chart says, and where in it."""
    for child in element:
        tag, value = child.tag, child.get("val", "")
        if tag in NOT_SAID:
            continue
        if tag == "title":
            text = "".join(part.text or "" for part in child.iter() if part.tag in ("t", "f"))
            yield (*path, "title"), text
        elif tag in ("f", "v") and child.text:
            yield path, child.text.replace("'", "")
        elif tag in SAID_BY_VALUE:
            yield (*path, tag), value
        elif tag == "delete" and value != "0":
            yield (*path, "axis"), "deleted"
        elif tag == "numFmt":
            if child.get("sourceLinked") != "1":  # else that of the cells
                yield (*path, "format"), plain_format(child.get("formatCode", ""))
        else:
            if tag.endswith("Chart"):
                yield (*path, tag), "drawn"
            yield from _said(child, (*path, tag) if tag not in WRAPPERS else path)


def plain_format(code: str) -> str:
    """A number format without the quotes and backslashes around what it shows as it is."""
    return re.sub(r'[\\"]', "", code)
