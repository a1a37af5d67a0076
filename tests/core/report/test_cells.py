"""Text in a workbook stays text."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from melcount_app.core.report.cells import LONGEST_TEXT, clean, number_format, write_cell_text


def reopened(text: str) -> Cell:
    """The first cell of a workbook that was saved with this text and opened again."""
    book = Workbook()
    write_cell_text(book.active["A1"], text)
    content = io.BytesIO()
    book.save(content)
    cell: Cell = load_workbook(content).active["A1"]
    return cell


@pytest.mark.parametrize("text", ["=1+1", "+33", "-x", "@name", "#N/A", "12", "TRUE", "2026-01-02"])
def test_that_text_that_looks_like_something_else_stays_text(text: str) -> None:
    cell = reopened(text)
    assert (cell.value, cell.data_type) == (text, "s")


def test_that_text_that_begins_like_a_formula_is_marked_as_text() -> None:
    assert reopened("=1+1").quotePrefix
    assert not reopened("control").quotePrefix


@given(st.text(st.characters(), min_size=1, max_size=60))
def test_that_any_name_can_be_written_and_read(text: str) -> None:
    cell = reopened(text)
    assert (cell.value, cell.data_type) == (clean(text), "s")


def test_that_characters_a_workbook_cannot_hold_are_replaced() -> None:
    assert clean("a\x00b\x1b\udcffc\ufffe") == "a�b��c�"
    assert clean("µ m² é \U0001f600\n\t") == "µ m² é \U0001f600\n\t"


def test_that_a_very_long_text_is_cut() -> None:
    assert len(clean("x" * 40_000)) == LONGEST_TEXT


def test_that_a_number_format_shows_the_digits_asked_for() -> None:
    assert (number_format(0), number_format(3)) == ("#,##0", "#,##0.000")
