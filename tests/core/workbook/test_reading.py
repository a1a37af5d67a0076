"""Workbooks are read as people see them, whoever wrote them; what is none is refused."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest

from melcount_app.core.workbook import (
    BookError,
    BookKind,
    Fault,
    SeenBook,
    SeenSheet,
    address,
    place_of_address,
    read_book,
)
from tests.core.workbook.books import archive_of, as_strict, book_of, row_of, sheet_of

PERCENT = '<numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts>'
STYLES = f'{PERCENT}<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>'


def only_sheet(content: bytes) -> SeenSheet:
    (sheet,) = read_book(content).sheets
    return sheet


def texts(sheet: SeenSheet) -> dict[str, str]:
    return {
        address(row, column): cell.text
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
    }


def test_that_every_kind_of_cell_shows_its_text() -> None:
    cells = (
        '<c r="A1" t="s"><v>1</v></c><c r="B1"><v>0.005</v></c><c r="C1" s="1"><v>0.005</v></c>'
        '<c r="D1" t="b"><v>1</v></c><c r="E1" t="str"><f>A1</f><v>told</v></c>'
        '<c r="F1" t="d" s="2"><v>2026-11-10T00:00:00</v></c><c r="G1"/><c r="H1" t="n"/>'
        '<c r="I1" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>'
        '<c r="J1" t="d"><v>noon</v></c>'
    )
    shared = "<si><t>no</t></si><si><r><t>a_x0041_</t></r><rPh><t>kana</t></rPh><t>b</t></si>"
    content = book_of(
        f'<sheetData><row r="1">{cells}</row></sheetData>', styles=STYLES, texts=shared
    )
    assert texts(only_sheet(content)) == {
        "A1": "aAb",
        "B1": "0.005",
        "C1": "0.5%",
        "D1": "TRUE",
        "E1": "told",
        "F1": "2026-11-10",
        "I1": "rich",
        "J1": "noon",
    }


def test_that_both_kinds_of_open_xml_are_read() -> None:
    content = book_of(sheet_of(("file", "condition"), ("a", "x")))
    for each in (content, as_strict(content)):
        assert list(texts(only_sheet(each)).values()) == ["file", "condition", "a", "x"]


def test_that_cells_without_addresses_follow_each_other() -> None:
    cells = '<c t="str"><v>a</v></c><c t="str"><v>b</v></c><c r="E1" t="str"><v>e</v></c>'
    sheet = only_sheet(book_of(f"<sheetData><row>{cells}</row><row>{cells}</row></sheetData>"))
    assert [list(cells) for cells in sheet.rows.values()] == [[1, 2, 5], [1, 2, 5]]
    assert list(sheet.rows) == [1, 2]


def test_that_what_is_hidden_or_merged_is_known() -> None:
    rows = row_of(1, "a") + row_of(2, "b", attributes='hidden="1"')
    rows += row_of(3, "c", attributes='ht="0" customHeight="1"')
    content = book_of(
        f'<cols><col min="2" max="4" hidden="true"/><col min="6" max="6" width="9"/></cols>'
        f'<sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A1:B3"/></mergeCells>',
        sheet_of(("x",)),
        states=("visible", "veryHidden"),
    )
    first, second = read_book(content).sheets
    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert first.hidden_rows == {2, 3}
    assert [first.is_hidden_column(n) for n in range(1, 7)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    (merge,) = first.merges
    assert (merge.top, merge.left, merge.bottom, merge.right) == (1, 1, 3, 2)


def fault_of(cell: str, workbook: str = "") -> Fault | None:
    sheet = only_sheet(book_of(sheet_of((cell,)), workbook=workbook))
    found = sheet.cell(1, 1)
    assert found is not None
    return found.fault


def test_that_a_formula_without_a_result_and_an_error_are_faults() -> None:
    recalculated = '<calcPr fullCalcOnLoad="1"/>'
    assert fault_of('<c r="A1"><f>B1</f></c>') is Fault.NO_RESULT
    assert fault_of('<c r="A1"><f>B1</f><v></v></c>') is Fault.NO_RESULT
    assert fault_of('<c r="A1" t="str"><f>B1</f></c>') is Fault.NO_RESULT
    assert fault_of('<c r="A1"><f>B1</f><v>0</v></c>', recalculated) is Fault.NO_RESULT
    assert fault_of('<c r="A1"><f>B1</f><v>0</v></c>') is None
    assert fault_of('<c r="A1"><f>B1</f><v>3</v></c>', recalculated) is None
    assert fault_of('<c r="A1" t="e"><f>B1</f><v>#N/A</v></c>') is Fault.ERROR


def test_that_a_formula_that_shows_nothing_is_an_empty_cell() -> None:
    content = book_of(sheet_of(('<c r="A1" t="str"><f>""</f><v></v></c>',)))
    assert only_sheet(content).rows == {}


def test_that_parts_that_no_reader_needs_do_not_stand_in_the_way() -> None:
    written = book_of(
        sheet_of(("a",)),
        styles='<fills><fill/></fills><cellXfs><xf numFmtId="?"/></cellXfs>',
        parts={"docProps/core.xml": b"no XML", "xl/theme/theme1.xml": b"<broken"},
    )
    assert texts(only_sheet(written)) == {"A1": "a"}


def test_that_names_of_parts_may_have_capitals_and_other_slashes() -> None:
    content = book_of(
        sheet_of(("a",)),
        parts={
            "xl/_rels/workbook.xml.rels": (
                b'<Relationships><Relationship Id="r1" Type="x/worksheet" '
                b'Target="\\XL\\Worksheets\\Sheet1.xml"/></Relationships>'
            )
        },
    )
    assert texts(only_sheet(content)) == {"A1": "a"}


def test_that_a_cell_far_away_makes_no_cells_between() -> None:
    rows = row_of(1, "a") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    sheet = only_sheet(book_of(f"<sheetData>{rows}</sheetData>{merge}"))
    assert sum(len(cells) for cells in sheet.rows.values()) == 2
    assert sheet.cell(1_048_576, 16_384) is not None


def test_that_numbers_are_kept_beside_what_is_shown() -> None:
    cell = only_sheet(book_of(sheet_of(('<c r="A1" s="1"><v>0.005</v></c>',)), styles=STYLES)).cell(
        1, 1
    )
    assert cell is not None
    assert (cell.text, cell.number) == ("0.5%", 0.005)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", BookKind.UNKNOWN),
        (b"no workbook", BookKind.UNKNOWN),
        (b"PK\x03\x04 cut short", BookKind.UNKNOWN),
        (archive_of({"a.txt": b""}), BookKind.UNKNOWN),
        (archive_of({"xl/workbook.bin": b""}), BookKind.BINARY),
        (archive_of({"mimetype": b"", "content.xml": b""}), BookKind.OPEN_DOCUMENT),
        (archive_of({"Index/Document.iwa": b""}), BookKind.NUMBERS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), BookKind.OLD),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            BookKind.LOCKED,
        ),
        (book_of("<broken"), BookKind.UNKNOWN),
        (book_of(sheet_of(('<c r="A1" t="s"><v>7</v></c>',))), BookKind.UNKNOWN),
        (book_of(sheet_of(('<c r="A1"><v>seven</v></c>',))), BookKind.UNKNOWN),
    ],
)
def test_that_what_is_no_workbook_is_refused(content: bytes, kind: BookKind) -> None:
    with pytest.raises(BookError) as refused:
        read_book(content)
    assert refused.value.kind is kind


def test_that_a_damaged_workbook_is_read_or_refused() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for number in range(30):
        book.active.append([f"file {number}", "condition", number / 7])
    written = io.BytesIO()
    book.save(written)
    whole = written.getvalue()
    chance = random.Random(7)  # noqa: S311
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            found = read_book(bytes(damaged[: chance.randrange(1, 2 * len(damaged))]))
        except BookError:
            continue
        assert isinstance(found, SeenBook)


@pytest.mark.parametrize(
    ("row", "column", "text"), [(1, 1, "A1"), (12, 27, "AA12"), (1_048_576, 16_384, "XFD1048576")]
)
def test_that_places_have_addresses(row: int, column: int, text: str) -> None:
    assert address(row, column) == text
    assert place_of_address(text) == (row, column)
    assert place_of_address("Sheet1!A1") is None
