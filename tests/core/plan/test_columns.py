"""The cells of a plan mean what people see in the workbook, and what nobody sees is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    PlanTable,
    Role,
    load_table,
    parse_table,
    plan_by_table,
)
from tests.core.workbook.books import archive_of, as_strict, book_of, row_of, sheet_of

HEAD = ("file", "condition", "dose", "replicate", "donor", "role")


@pytest.fixture
def load(tmp_path: Path) -> Callable[[bytes], PlanTable]:
    """Loads the bytes of a workbook as a plan."""

    def loaded(content: bytes) -> PlanTable:
        path = tmp_path / "plan.xlsx"
        path.write_bytes(content)
        return load_table(path)

    return loaded


Load = Callable[[bytes], PlanTable]


def written(
    *rows: tuple[object, ...], change: Callable[[Worksheet], object] | None = None
) -> bytes:
    """A workbook of these rows, with something done to its sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def told(table: PlanTable) -> list[tuple[str, str]]:
    return [(row.file, row.assignment.condition) for row in table.rows]


@pytest.mark.parametrize(
    ("value", "code", "dose"),
    [
        *[(0.005, "0.0%", "0.5 %"), (10, '0" µM"', "10 µM"), (0.1 + 0.2, "General", "0.3")],
        *[(1000, '#,##0" nM"', "1,000 nM"), (0.00001, "0E+00", "1E-05"), (7, "000", "007")],
    ],
)
def test_that_doses_are_what_their_format_shows(
    load: Load, value: float, code: str, dose: str
) -> None:
    def form(sheet: Worksheet) -> None:
        sheet["C2"].number_format = code

    table = load(written(HEAD[:3], ("a", "x", value), change=form))
    assert told(table) == [("a", f"x {dose}")]


def test_that_a_merged_cell_tells_all_its_rows(load: Load) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("B4:C5")
        sheet.merge_cells("A1:A1")

    rows = [("a", "x", 1), ("b", None, 2), ("c", "control"), ("d",)]
    table = load(written(HEAD[:3], *rows, change=merge))
    assert told(table) == [("a", "x 1"), ("b", "x 2"), ("c", "control"), ("d", "control")]


def test_that_headings_may_be_merged_with_what_is_below(load: Load) -> None:
    def merge(sheet: Worksheet) -> None:
        for column in "AB":
            sheet.merge_cells(f"{column}1:{column}2")

    table = load(written(HEAD[:2], (), ("a", "x"), change=merge))
    assert told(table) == [("a", "x")]


def test_that_titles_may_stand_above_the_headings(load: Load) -> None:
    table = load(written(("Plan of the study",), (), ("By", "me"), HEAD[:2], ("a", "x")))
    assert told(table) == [("a", "x")]


def test_that_the_sheet_with_the_plan_is_found(load: Load) -> None:
    plan = sheet_of(("file", "condition"), ("a", "x"))
    table = load(book_of(sheet_of(("notes", "and more")), plan))
    assert (told(table), table.notes) == ([("a", "x")], ())


def test_that_the_first_of_several_plans_is_taken_and_said(load: Load) -> None:
    plans = [sheet_of(("file", "condition"), ("a", name)) for name in "xyz"]
    table = load(book_of(*plans, states=("hidden",)))
    assert told(table) == [("a", "y")]
    (note,) = table.notes
    assert note.startswith("Several sheets of “plan.xlsx” are plans; “S2” was taken, not “S3”.")


def test_that_a_form_that_nobody_filled_in_is_no_plan(load: Load) -> None:
    table = load(book_of(sheet_of(HEAD), sheet_of(HEAD[:2], ("a", "x"))))
    assert (told(table), table.notes) == ([("a", "x")], ())


def test_that_a_heading_that_shows_nothing_is_refused(load: Load) -> None:
    with pytest.raises(PlanError, match="The cell C1 of"):
        load(book_of(sheet_of((*HEAD[:2], '<c r="C1"><f>Z1</f></c>'), ("a", "x", "D1"))))


def test_that_a_plan_on_a_hidden_sheet_is_refused(load: Load) -> None:
    content = book_of(sheet_of(("a",)), sheet_of(HEAD), states=("visible", "veryHidden"))
    with pytest.raises(PlanError, match=r"The sheet “S2” of “plan\.xlsx” is hidden"):
        load(content)


def test_that_hidden_rows_are_left_out_and_said(load: Load) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    table = load(written(HEAD[:2], ("a", "x"), ("b", "x"), ("c", "x"), change=hide))
    assert told(table) == [("a", "x"), ("c", "x")]
    assert table.notes[0].startswith("Hidden rows of “plan.xlsx” were left out: b.")
    plan = plan_by_table([FoundScan(Path(f"/{name}.tif")) for name in "abcd"], table)
    assert [scan.reason for scan in plan.scans] == [
        "",
        "“b.tif” is in a hidden row of the table, which was left out.",
        "",
        "“d.tif” is not in the table.",
    ]


def test_that_hidden_columns_are_used_and_said(load: Load) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["C"].hidden = True

    table = load(written(HEAD[:3], ("a", "x", 5), change=hide))
    assert told(table) == [("a", "x 5")]
    assert table.notes[0].startswith("Hidden columns of “plan.xlsx” were used: dose.")


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ('<c r="B2"><f>Z1</f></c>', "The cell B2 of “plan.xlsx” holds a formula"),
        ('<c r="B2" t="e"><f>Z1</f><v>#REF!</v></c>', "The cell B2 .* shows the error #REF!"),
    ],
)
@pytest.mark.parametrize("column", ["condition", "donor", "dose", "replicate"])
def test_that_a_cell_that_shows_nothing_usable_is_refused(
    load: Load, cell: str, what: str, column: str
) -> None:
    needed = () if column == "condition" else ("condition",)
    values = ("x",) * len(needed)
    with pytest.raises(PlanError, match=what):
        load(book_of(sheet_of(("file", column, *needed), ("a", cell, *values))))


def test_that_formulas_whose_writer_had_no_results_are_refused(load: Load) -> None:
    rows = sheet_of(HEAD[:2], ("a", '<c r="B2"><f>Z1</f><v>0</v></c>'))
    with pytest.raises(PlanError, match="B2"):
        load(book_of(rows, workbook='<calcPr fullCalcOnLoad="1"/>'))


def test_that_formulas_elsewhere_do_not_matter(load: Load) -> None:
    rows = ("file", "condition", "comment"), ("a", "x", '<c r="C2"><f>Z1</f></c>')
    table = load(book_of(sheet_of(*rows)))
    assert told(table) == [("a", "x")]
    assert table.notes == (
        "“plan.xlsx” has columns that tell nothing of a plan and were passed over: comment.",
    )


def test_that_of_two_columns_of_one_name_the_filled_one_is_taken(load: Load) -> None:
    table = load(written(("file", "condition", "Condition"), ("a", None, "x"), ("b", None, "y")))
    assert told(table) == [("a", "x"), ("b", "y")]
    assert "Several columns of “plan.xlsx” are called “Condition” or the like" in table.notes[0]


def test_that_two_filled_columns_of_one_name_are_refused(load: Load) -> None:
    with pytest.raises(PlanError, match=r"two columns that tell the same, “donor” and “Batch”"):
        load(written(("file", "condition", "donor", "Batch"), ("a", "x", 1, 2)))


@pytest.mark.parametrize("heading", ["Dose (µM)", "Concentration [µM]", "dose  ( µM )"])
def test_that_a_unit_in_the_heading_is_that_of_its_numbers(load: Load, heading: str) -> None:
    table = load(written(("Fichier", "Condition", heading), ("a", "x", 10), ("b", "x", "5 mM")))
    assert told(table) == [("a", "x 10 µM"), ("b", "x 5 mM")]


def test_that_a_row_without_a_file_is_said(load: Load) -> None:
    table = load(written(HEAD[:2], ("a", "x"), (None, "y"), ("", "")))
    assert told(table) == [("a", "x")]
    assert table.notes == ("Row 3 of “plan.xlsx” names no file, and was passed over: “y”.",)


def test_that_numbers_and_truths_are_texts(load: Load) -> None:
    table = load(written(HEAD, (1, 2.0, None, 3.0, True, "Véhicule")))
    (row,) = table.rows
    assert (row.file, row.assignment, row.role) == ("1", Assignment("2", "3", "TRUE"), Role.VEHICLE)


def test_that_a_workbook_whose_styles_are_broken_is_read(load: Load) -> None:
    content = book_of(sheet_of(HEAD[:2], ("a", "x")), styles="<fills><fill/></fills>")
    assert told(load(as_strict(content))) == [("a", "x")]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), r"an old Excel workbook \(\.xls\)"),
        (archive_of({"mimetype": b"", "content.xml": b""}), r"an OpenDocument table"),
        (archive_of({"Index/Document.iwa": b""}), "a Numbers table"),
        (archive_of({"xl/workbook.bin": b""}), "a binary Excel workbook"),
    ],
)
@pytest.mark.parametrize("ending", ["xlsx", "xls", "csv", "ods"])
def test_that_tables_of_other_programs_are_refused_by_name(
    tmp_path: Path, content: bytes, what: str, ending: str
) -> None:
    path = tmp_path / f"plan.{ending}"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=rf"plan\.{ending} cannot be read, because it is {what}"):
        load_table(path)


def test_that_a_workbook_with_a_password_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    page = "<html><table><tr><td>file</td></tr></table></html>"
    for content, what in ((locked, "has a password"), (page.encode(), "is a web page")):
        path = tmp_path / "plan.xls"
        path.write_bytes(content)
        with pytest.raises(PlanError, match=what):
            load_table(path)


def test_that_a_text_that_is_called_xls_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.xls"
    path.write_text("file\tcondition\na\tx\n", encoding="utf-16")
    assert told(load_table(path)) == [("a", "x")]


def test_that_a_file_too_large_for_a_plan_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    with pytest.raises(PlanError, match="too large for a plan"):
        load_table(path)


def test_that_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(written(HEAD[:2], ("a", "x")))
    assert told(load_table(path)) == [("a", "x")]


def test_that_far_cells_cost_no_time(load: Load) -> None:
    rows = row_of(1, *HEAD[:2]) + row_of(2, "a", "x") + '<row r="1048576"><c r="XFD1048576"/></row>'
    merge = '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    table = load(book_of(f"<sheetData>{rows}</sheetData>{merge}"))
    assert told(table) == [("a", "x")]


def test_that_pasted_tables_may_have_titles() -> None:
    assert told(parse_table("My plan\t\nfile\tcondition\na\tx\n")) == [("a", "x")]


@pytest.mark.parametrize("dose", ["1:1000", "5-10 µM", "1/50", "1e-5 M", "10 µM"])
def test_that_a_dose_stays_as_it_is_written(load: Load, dose: str) -> None:
    assert told(load(written(("file", "condition", "dose"), ("1", "a", dose)))) == [
        ("1", f"a {dose}")
    ]


@pytest.mark.parametrize("dose", [0.00001, "<1", "1e-5", "5-10", "1 000", "1 000,5"])
def test_that_the_unit_of_the_heading_is_that_of_every_number(load: Load, dose: object) -> None:
    ((_, condition),) = told(load(written(("file", "condition", "Dose (M)"), ("1", "a", dose))))
    assert condition.endswith(" M")


def test_that_a_dose_alone_is_no_condition_where_others_are_named(load: Load) -> None:
    table = load(written(("file", "condition", "dose"), ("1", "a", 10), ("2", None, 100)))
    assert told(table) == [("1", "a 10"), ("2", "")]


@pytest.mark.parametrize("mark", ['"', "Idem", "〃"])
def test_that_ditto_marks_mean_the_cell_above(load: Load, mark: str) -> None:
    table = load(written(("file", "condition"), ("1", "a"), ("2", mark), ("3", mark), ("4", "b")))
    assert told(table) == [("1", "a"), ("2", "a"), ("3", "a"), ("4", "b")]
    assert any("Ditto marks" in note for note in table.notes)
