"""A workbook is read from its parts: ECMA-376, transitional and strict, and what comes close."""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from melcount_app.core.foreign import foreign
from melcount_app.core.workbook.cells import Styles, seen_cell, text_of
from melcount_app.core.workbook.seen import (
    BookError,
    BookKind,
    Merge,
    SeenBook,
    SeenCell,
    SeenSheet,
    place_of_address,
)

MOST_BYTES = 128 * 2**20
"""Of all parts that are read together, unpacked. Larger ones are no plans and no reports."""

MOST_HASHED_BYTES = 2**30
"""Of all parts that are only hashed, as pictures are."""

HASHED_AT_ONCE = 2**20

MOST_CELLS = 500_000
"""Of a sheet."""

MOST_MERGES = 5000
"""Of a sheet."""

MOST_ELEMENTS = 2_500_000
"""Of all parts."""

MOST_KEPT = 250_000
"""Elements between two rows, or two texts; a row of Excel has 16,384 cells."""

LONGEST_TEXT = 2**16
"""Of a cell; Excel takes half as much."""

AROUND_PAGES = {
    f"{which}{end}": f"{name}{end.lower()}"
    for which, name in (("odd", ""), ("even", "even "), ("first", "first "))
    for end in ("Header", "Footer")
}
"""Elements of what is printed around pages, and what they are called."""

PASSING = ("row", "si")
"""Elements that are let go once they are read: a part may hold any number of them."""

OLD_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_START = b"PK"
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")


def read_book(content: bytes) -> SeenBook:
    """Read a workbook of Excel (.xlsx, .xlsm) from the bytes of its file.

    Raises:
        BookError: it is none, or cannot be read.
    """
    with parts_of(content) as parts:
        return book_of_parts(parts)


@contextmanager
def parts_of(content: bytes) -> Iterator[Parts]:
    """The parts of a workbook, to be read inside.

    Raises:
        BookError: it is none, or a part cannot be read.
    """
    if content.startswith(OLD_START):
        raise BookError(BookKind.LOCKED if LOCKED_STREAM in content else BookKind.OLD)
    if not content.startswith(ZIP_START):
        raise BookError
    with (
        foreign(lambda _: BookError(), BookError),
        zipfile.ZipFile(io.BytesIO(content)) as archive,
    ):
        yield Parts(archive)


class Parts:
    """Parts of a workbook by name; instruments do not mind capitals nor slashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left_bytes, self._left_elements = MOST_BYTES, MOST_ELEMENTS
        self._left_hashed_bytes = MOST_HASHED_BYTES
        self.names = {_plain_part(info.filename): info for info in archive.infolist()}

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain_part(name) in self.names

    def sha256(self, name: str) -> str:
        """Hash of a part as it is, whatever it holds."""
        info = self.names[_plain_part(name)]
        self._left_hashed_bytes -= info.file_size
        if self._left_hashed_bytes < 0:
            raise BookError(BookKind.TOO_LARGE)
        found = hashlib.sha256()
        with self._archive.open(info) as part:
            while block := part.read(HASHED_AT_ONCE):
                found.update(block)
        return found.hexdigest()

    def ends_of(self, name: str) -> Iterator[ET.Element]:
        """The elements of a part as they end, with names that have no name space."""
        info = self.names[_plain_part(name)]
        self._left_bytes -= info.file_size
        if self._left_bytes < 0:
            raise BookError(BookKind.TOO_LARGE)
        above: list[ET.Element] = []
        kept = 0
        with self._archive.open(info) as part:
            for event, element in ET.iterparse(part, ("start", "end")):  # noqa: S314 - Expat bounds what entities become
                if event == "start":
                    above.append(element)
                    continue
                above.pop()
                element.tag = element.tag.rpartition("}")[2]
                yield element
                kept += 1
                self._left_elements -= 1
                if kept > MOST_KEPT or self._left_elements < 0:
                    raise BookError(BookKind.TOO_LARGE)
                if element.tag in PASSING and above:
                    del above[-1][:]
                    kept = 0


def _plain_part(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def book_of_parts(parts: Parts) -> SeenBook:
    """What there is to see in a workbook."""
    where = _workbook_part(parts)
    targets = _targets(parts, where)
    sheets, is_1904, is_stale = [], False, False
    for element in parts.ends_of(where):
        match element.tag:
            case "sheet":
                sheets.append(element)
            case "workbookPr":
                is_1904 = _is_true(element.get("date1904"))
            case "calcPr":
                is_stale = _is_true(element.get("fullCalcOnLoad"))
    styles = Styles.of(
        parts.ends_of(targets.styles) if targets.styles else (),
        is_1904=is_1904,
        is_stale=is_stale,
    )
    texts = _shared_texts(parts, targets.texts)
    return SeenBook(
        tuple(
            _sheet(parts, targets.sheets[key], element, (styles, texts))
            for element in sheets
            if (key := _relation(element)) in targets.sheets
        ),
        tuple(element.get("name", "") for element in sheets),
        is_1904,
    )


def _workbook_part(parts: Parts) -> str:
    """Where the workbook itself lies in the archive."""
    known = "xl/workbook.xml"
    if parts.has("_rels/.rels"):
        for element in parts.ends_of("_rels/.rels"):
            if element.get("Type", "").endswith("/officeDocument"):
                known = element.get("Target", known)
    if parts.has(known) and not known.lower().endswith(".bin"):
        return known
    raise BookError(_kind_of(parts))


def _kind_of(parts: Parts) -> BookKind:
    """What an archive is that is no workbook of Excel."""
    if parts.has("xl/workbook.bin"):
        return BookKind.BINARY
    if parts.has("content.xml") and parts.has("mimetype"):
        return BookKind.OPEN_DOCUMENT
    if any(name.endswith(".iwa") or name == "index.zip" for name in parts.names):
        return BookKind.NUMBERS
    return BookKind.UNKNOWN


@dataclass(slots=True)
class _Targets:
    """Where parts lie; sheets by the key that the workbook gives them."""

    sheets: dict[str, str] = field(default_factory=dict)
    styles: str = ""
    texts: str = ""


def _targets(parts: Parts, workbook: str) -> _Targets:
    if not parts.has(_relations_of(workbook)):
        raise BookError
    found = _Targets()
    for relation in relations(parts, workbook):
        if not parts.has(relation.target):
            continue
        if relation.kind == "worksheet":
            found.sheets[relation.key] = relation.target
        elif relation.kind == "styles":
            found.styles = relation.target
        elif relation.kind == "sharedStrings":
            found.texts = relation.target
    return found


@dataclass(frozen=True, slots=True)
class Relation:
    """That one part of a workbook belongs to another.

    Attributes:
        key: by which the other part speaks of it.
        kind: as in "drawing".
        target: where it lies; of a link, what it leads to.
    """

    key: str
    kind: str
    target: str


def relations(parts: Parts, where: str) -> Iterator[Relation]:
    """What belongs to a part, and where it lies."""
    folder, listed = posixpath.dirname(where.replace("\\", "/")), _relations_of(where)
    for element in parts.ends_of(listed) if parts.has(listed) else ():
        if element.tag == "Relationship":
            kind = element.get("Type", "").rpartition("/")[2]
            target = element.get("Target", "").replace("\\", "/")
            if element.get("TargetMode") != "External":
                target = target if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(target)
            yield Relation(element.get("Id", ""), kind, target)


def _relations_of(where: str) -> str:
    """The part that lists what belongs to a part."""
    folder, name = posixpath.split(where.replace("\\", "/"))
    return f"{folder}/_rels/{name}.rels"


def _relation(element: ET.Element) -> str:
    """The key of another part, as of a sheet; its name space is another in strict workbooks."""
    found = (value for key, value in element.attrib.items() if key.endswith("}id"))
    return next(found, "")


def _shared_texts(parts: Parts, where: str) -> list[str]:
    texts = []
    for element in parts.ends_of(where) if where else ():
        if element.tag == "si":
            texts.append(text_of(element))
            _check_length(texts[-1])
    return texts


def _sheet(
    parts: Parts, where: str, told: ET.Element, known: tuple[Styles, Sequence[str]]
) -> SeenSheet:
    reader = _SheetReader(*known)
    for element in parts.ends_of(where):
        reader.take(element)
    return SeenSheet(
        told.get("name", ""),
        reader.rows,
        told.get("state", "visible") != "visible",
        frozenset(reader.hidden_rows),
        tuple(reader.hidden_columns),
        tuple(reader.merges),
        part=where,
        drawings=tuple(reader.drawings),
        besides=reader.besides,
    )


class _SheetReader:
    """Collects what a sheet holds, element by element."""

    def __init__(self, styles: Styles, texts: Sequence[str]) -> None:
        self._styles, self._texts = styles, texts
        self._row = self._cells = 0
        self.rows: dict[int, dict[int, SeenCell]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merges: list[Merge] = []
        self.drawings: list[str] = []
        self.besides: dict[str, str] = {}

    def take(self, element: ET.Element) -> None:
        """Take an element that has been read to its end."""
        match element.tag:
            case "row":
                self._take_row(element)
            case "col" if _is_unseen(element, "width"):
                first = int(element.get("min", "0"))
                self.hidden_columns.append((first, int(element.get("max", first))))
            case "mergeCell":
                self._take_merge(element.get("ref", ""))
            case "drawing":
                self.drawings.append(_relation(element))
            case _:
                self._take_beside(element)

    def _take_beside(self, element: ET.Element) -> None:
        """Take what is seen besides cells, or hides them."""
        match element.tag:
            case "sheetFormatPr" if _is_true(element.get("zeroHeight")):
                self.besides["rows"] = "hidden unless told otherwise"
            case "sheetView" if element.get("showZeros") in ("0", "false"):
                self.besides["zeros"] = "not shown"
            case "sheetView" if _is_true(element.get("showFormulas")):
                self.besides["formulas"] = "shown"
            case "hyperlink":
                self.besides[f"link of {element.get('ref')}"] = element.get("location", "web")
            case "conditionalFormatting":
                rules = (child for child in element.iter() if child.tag in ("cfRule", "formula"))
                told = "; ".join(f"{rule.text or rule.get('type')}" for rule in rules)
                self.besides[f"rule of {element.get('sqref')}"] = told
            case tag if tag in AROUND_PAGES and element.text and element.text.strip():
                self.besides[AROUND_PAGES[tag]] = element.text.strip()

    def _take_row(self, element: ET.Element) -> None:
        self._row = int(element.get("r", self._row + 1))
        if _is_unseen(element, "ht"):
            self.hidden_rows.add(self._row)
        column, cells = 0, dict[int, SeenCell]()
        for child in element:
            if child.tag != "c":
                continue
            place = place_of_address(child.get("r", ""))
            column = place[1] if place else column + 1
            cell = seen_cell(child, self._styles, self._texts)
            if cell is not None:
                _check_length(cell.text)
                cells[column] = cell
        if cells:
            self.rows[self._row] = cells
        self._cells += len(cells)
        if self._cells > MOST_CELLS:
            raise BookError(BookKind.TOO_LARGE)

    def _take_merge(self, text: str) -> None:
        first, _, last = text.partition(":")
        start, end = place_of_address(first), place_of_address(last)
        if start and end:
            self.merges.append(Merge(*start, *end))
        if len(self.merges) > MOST_MERGES:
            raise BookError(BookKind.TOO_LARGE)


def _check_length(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise BookError(BookKind.TOO_LARGE)


def _is_unseen(element: ET.Element, measure: str) -> bool:
    """Whether a row or column is hidden, or nothing wide."""
    extent = element.get(measure)
    return _is_true(element.get("hidden")) or (extent is not None and float(extent) == 0)


def _is_true(text: str | None) -> bool:
    return text is not None and text.lower() in ("1", "true", "on")
