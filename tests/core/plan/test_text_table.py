"""A table in a text is found, however it is encoded and whatever separates its cells."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import Assignment, load_table, parse_table
from melcount_app.core.plan.text_table import decoded, sheet_of_text

HEAD, ROW = ("file", "condition", "dose"), ("é 1.tif", "vit C", "0,5 %")


def table(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(row) for row in (HEAD, ROW)) + "\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("ending", ["csv", "txt", "tsv"])
def test_that_every_encoding_of_spreadsheets_is_read(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    path = tmp_path / f"plan.{ending}"
    path.write_bytes(table("\t").encode(encoding))
    (row,) = load_table(path).rows
    assert (row.file, row.assignment) == ("é 1.tif", Assignment("vit C 0,5 %"))


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        *[("sep=;", ";"), ("SEP=,", ","), ("sep=\t", "\t"), ("sep=\\t", "\t"), ("sep=|", "|")],
        *[('"sep=;"', ";"), ("sep=;;;", ";"), ("sep=~", "~"), ("\ufeffsep=;", ";")],
    ],
)
def test_that_the_line_that_names_the_separator_is_passed_over(line: str, delimiter: str) -> None:
    text = f"{line}\r\nfile{delimiter}condition\r\na{delimiter}x\r\n"
    (row,) = parse_table(text).rows
    assert (row.file, row.assignment.condition) == ("a", "x")


def test_that_a_wrong_separator_line_does_not_hide_the_table() -> None:
    (row,) = parse_table("sep=;\nfile,condition\na,x\n").rows
    assert row.file == "a"


def test_that_what_separates_cells_is_what_makes_a_plan() -> None:
    text = "Plan; of, the; study, in, 2026, with, commas\n\nfile;condition\na;x, y and z\n"
    (row,) = parse_table(text).rows
    assert row.assignment.condition == "x, y and z"


def test_that_line_breaks_in_cells_are_spaces() -> None:
    (row,) = parse_table('file,condition\na,"kojic\nacid"\n').rows
    assert row.assignment.condition == "kojic acid"


def test_that_old_mac_line_ends_are_read() -> None:
    assert [row.file for row in parse_table("file,condition\ra,x\rb,y\r").rows] == ["a", "b"]


def test_that_a_number_torn_apart_is_refused_by_its_row() -> None:
    with pytest.raises(PlanError, match=r"Row 3 of “the pasted table” has more cells"):
        parse_table("file,condition,dose\na,x,1\nb,x,0,5\n")


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ("file,condition,dose,notes\na,x,0,5,first\nb,x,1,second", "0,5"),
        ("file,condition,dose,notes\na,x,0,5,first\nb,x,1,5,second", "0,5"),
        ("file,condition,dose,notes\na,x,0,5,\nb,x,1,second", "0,5"),
        ("file,condition,dose,,notes\na,x,0,5,\nb,x,1,,second", "0,5"),
        ("file,condition,dose,notes,\na,x,1,,\nb,x,<10,5 µM,,", "<10,5 µM"),
        ("file,condition,dose,replicate,donor\na,x,0,5,1,\nb,x,1,1,2", "0,5"),
        ("file,condition,replicate,donor\na,x,1,D1\nb,vit C 0,5 %", "0,5 %"),
        ("file,condition,dose,replicate\na,x,1,000,1", "1,000"),
    ],
)
def test_that_a_number_that_may_be_two_cells_is_refused(rows: str, number: str) -> None:
    with pytest.raises(PlanError, match=r"^Row \d of “the pasted table” has ") as refusal:
        parse_table(rows)
    assert f"“{number}” may be one number" in str(refusal.value)


@pytest.mark.parametrize(
    "rows",
    [
        'file,condition,dose,notes\na,x,"0,5",first',
        "file;condition;dose;notes\na;x;0,5;first",
        "file;condition;dose;replicate\na;x;0,5;1;\nb;y;0,5;",
        "file\tcondition\tdose\tnotes\na\tx\t0,5\tfirst\t",
        "file,condition,dose,replicate\na,x,0.5,1\nb,x,0.5,",
        "file,condition,dose,replicate\na,x,10,1\nb,x,10,2",
        "file,condition,replicate\nskin 1,x,1,,\nskin 2,x,",
    ],
)
def test_that_rows_that_can_be_read_in_one_way_are_read(rows: str) -> None:
    assert not parse_table(rows).notes[1:]


def test_that_rows_that_end_early_are_told() -> None:
    table = parse_table("file,condition,dose,notes\na,x,0.5,first\nb,x\nc,y,1\nd,,\n")
    assert table.notes[0] == (
        "Rows of “the pasted table” have fewer cells than there are headings: 3. The cells that "
        "they lack were taken as empty."
    )


def test_that_a_dose_before_a_column_of_numbers_is_pointed_out() -> None:
    table = parse_table("file,condition,dose,notes\na,x,0,5\nb,x,1,second\n")
    assert table.notes[0].startswith("Doses of “the pasted table” stand before a column of numbers")
    assert "“0,5”" in table.notes[0]


def test_that_an_error_in_a_cell_is_refused_by_its_address() -> None:
    with pytest.raises(PlanError, match=r"The cell B3 of “the pasted table” shows the error #N/A"):
        parse_table("file;condition\na;x\nb;#N/A\n")


def test_that_quotation_marks_that_do_not_match_are_refused() -> None:
    with pytest.raises(PlanError, match="quotation marks do not match"):
        parse_table('file;condition\na;"x\nb;y\n')
    with pytest.raises(csv.Error):
        sheet_of_text('"a', lambda _: 0)


@pytest.mark.parametrize(
    "content", [b"\xff\xfea", b"a\0b" + bytes(9), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"]
)
def test_that_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=r"plan\.csv"):
        load_table(path)


def test_that_a_text_of_no_encoding_is_read_all_the_same() -> None:
    assert decoded(b"\x81\xe9") == "\x81é"
