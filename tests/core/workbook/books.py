"""Workbooks made part by part, as no library writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book_of(
    *sheets: str,
    styles: str = "",
    texts: str = "",
    workbook: str = "",
    states: tuple[str, ...] = (),
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """A workbook with these sheets, each given by what is inside its root element.

    Args:
        sheets: called S1, S2 ...
        styles: inside the root of the styles.
        texts: inside the root of the shared strings.
        workbook: put before the list of sheets.
        states: of the sheets.
        parts: that take the place of others.
    """
    told = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}" state="{_state(states, n)}"/>'
        for n in range(1, len(sheets) + 1)
    )
    relations = [
        (f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(sheets, 1)
    ]
    relations += [("s", "styles", "styles.xml"), ("t", "sharedStrings", "sharedStrings.xml")]
    files = {
        "_rels/.rels": _relations([("w", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
        f"<sheets>{told}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(relations),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'
            for n, sheet in enumerate(sheets, 1)
        },
    }
    content = {name: text.encode("utf-8") for name, text in files.items()} | dict(parts or {})
    return archive_of(content)


def as_strict(content: bytes) -> bytes:
    """The same workbook as "Strict Open XML"."""
    spaces = {MAIN: STRICT, OFFICE: STRICT_OFFICE}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for usual, strict in spaces.items():
        parts = {n: part.replace(usual.encode(), strict.encode()) for n, part in parts.items()}
    return archive_of(parts)


def archive_of(content: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _state(states: tuple[str, ...], number: int) -> str:
    return states[number - 1] if number <= len(states) else "visible"


def _relations(told: list[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in told
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def row_of(number: int, *texts: str, attributes: str = "") -> str:
    """A row of inline texts; an empty one has no cell, one that begins with `<` is one itself."""
    cells = "".join(
        text
        if text.startswith("<")
        else f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for n, text in enumerate(texts)
        if text
    )
    return f'<row r="{number}" {attributes}>{cells}</row>'


def sheet_of(*rows: tuple[str, ...], before: str = "", after: str = "") -> str:
    """The inside of a sheet with these rows, the first of which is 1."""
    inside = "".join(row_of(number, *row) for number, row in enumerate(rows, 1))
    return f"{before}<sheetData>{inside}</sheetData>{after}"
