"""Workbooks that hold more than any plan or report are refused while they are read."""

from __future__ import annotations

import tracemalloc

import pytest

from melcount_app.core.workbook import BookError, BookKind, read_book, reading
from tests.core.workbook.books import book_of

ROW = '<row><c t="inlineStr"><is><t>a</t></is></c></row>'


def refusal(content: bytes) -> BookKind:
    with pytest.raises(BookError) as raised:
        read_book(content)
    return raised.value.kind


def test_that_all_parts_together_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = f"<sheetData>{ROW * 1000}</sheetData>"
    monkeypatch.setattr(reading, "MOST_BYTES", 1000 + int(1.5 * len(sheet)))
    assert len(read_book(book_of(sheet)).sheets[0].rows) == 1000
    assert refusal(book_of(sheet, sheet)) is BookKind.TOO_LARGE


@pytest.mark.parametrize(
    ("limit", "sheet"),
    [
        ("MOST_CELLS", f"<sheetData>{ROW * 101}</sheetData>"),
        ("MOST_ELEMENTS", f"<sheetData>{ROW * 40}</sheetData>"),
        ("MOST_KEPT", f"<sheetData><row>{'<c/>' * 101}</row></sheetData>"),
        ("MOST_KEPT", "<cols>" + '<col min="1" max="2" width="3"/>' * 101 + "</cols>"),
        ("MOST_MERGES", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 101 + "</mergeCells>"),
        ("LONGEST_TEXT", f"<sheetData>{ROW.replace('>a<', f'>{101 * chr(97)}<')}</sheetData>"),
    ],
)
def test_that_more_than_enough_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, sheet: str
) -> None:
    assert read_book(book_of(sheet)).sheets
    monkeypatch.setattr(reading, limit, 100)
    assert refusal(book_of(sheet)) is BookKind.TOO_LARGE


def test_that_a_long_shared_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_TEXT", 100)
    texts = f"<si><t>{'a' * 101}</t></si>"
    assert refusal(book_of("<sheetData/>", texts=texts)) is BookKind.TOO_LARGE


def test_that_rows_which_are_read_are_let_go() -> None:
    row = f"<row>{'<c/>' * 50}</row>"
    content = book_of(f"<sheetData>{row * 1000}</sheetData>")
    tracemalloc.start()
    try:
        read_book(content)
        assert tracemalloc.get_traced_memory()[1] < 2**20  # else 4
    finally:
        tracemalloc.stop()
