"""A table tells the plan, in English or French, from a workbook, a text file or the clipboard."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    Role,
    columns,
    load_table,
    parse_table,
    plan_by_table,
    table,
    text_table,
)

ROOT = Path("/scans")
ENGLISH = ("file", "condition", "dose", "replicate", "donor", "role")
FRENCH = ("Fichier", "Condition", "Dose", "Réplicat", "Donneur", "Rôle")
ROWS = (("a.tif", "témoin", "", "1", "D1", "témoin"), ("b.tif", "vit. C", "10uM", "2", "", "test"))


def scans(*places: str) -> list[FoundScan]:
    return [FoundScan(ROOT / place, Path(place).parts[:-1]) for place in places]


def write(path: Path, headings: tuple[str, ...], delimiter: str, encoding: str) -> Path:
    lines = [delimiter.join(row) for row in (headings, *ROWS)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def write_workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("headings", [ENGLISH, FRENCH])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_that_a_text_file_is_read_as_spreadsheets_write_it(
    tmp_path: Path, headings: tuple[str, ...], delimiter: str, encoding: str
) -> None:
    table = load_table(write(tmp_path / "plan.csv", headings, delimiter, encoding))
    assert [row.file for row in table.rows] == ["a.tif", "b.tif"]
    assert table.rows[0].assignment == Assignment("témoin", "1", "D1")
    assert table.rows[1].assignment == Assignment("vit. C 10 µM", "2")
    assert table.roles == {"témoin": Role.CONTROL, "vit. C 10 µM": Role.TEST}


def test_that_a_workbook_is_read_with_numbers_as_they_are_seen(tmp_path: Path) -> None:
    rows = (("Scan", "Condition", "Dose", "Replicate", "Batch"), ("a", "x", 0.5, 2.0, 7), ())
    table = load_table(write_workbook(tmp_path / "plan.xlsx", *rows))
    (row,) = table.rows
    assert row.assignment == Assignment("x 0.5", "2", "7")


def test_that_what_was_copied_from_a_spreadsheet_is_read() -> None:
    table = parse_table('fichier\tcondition\n"a; b.tif"\tx\n\n')
    assert [(row.file, row.assignment.condition) for row in table.rows] == [("a; b.tif", "x")]


def test_that_rows_find_their_scans_by_name_place_or_path() -> None:
    found = scans("x/1.tif", "y/1.tif", "x/2.ndpi", "x/3.tif", "x/4.5.tif")
    table = parse_table(
        "file,condition\nX\\1.TIF,a\n./y/1,b\n2,c\n/scans/x/3.tif,d\n4.5,e\nx/9.tif,f\n"
    )
    plan = plan_by_table(found, table)
    assert [scan.assignment.condition for scan in plan.scans] == list("abcde")
    assert plan.absent == ("x/9.tif",)


def test_that_a_scan_that_is_not_in_the_table_says_so() -> None:
    plan = plan_by_table(scans("1.tif", "2.tif", "3.tif"), parse_table("file,condition\n1,a\n3,\n"))
    assert [scan.reason for scan in plan.scans] == [
        "",
        "“2.tif” is not in the table.",
        "The table tells no condition of “3.tif”.",
    ]


def test_that_roles_that_the_table_leaves_open_are_proposed() -> None:
    table = parse_table("file;condition;role\n1;x;véhicule\n2;untreated;\n")
    plan = plan_by_table(scans("1.tif", "2.tif"), table)
    assert plan.roles == {"x": Role.VEHICLE, "untreated": Role.CONTROL}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "has no column “file”"),
        ("file,dose\n1,2\n", "has no column “condition”"),
        ("file,condition,role\n1,a,hero\n", "a role “hero”"),
    ],
)
def test_that_a_table_that_is_no_plan_is_a_sentence(text: str, what: str) -> None:
    with pytest.raises(PlanError, match=what):
        parse_table(text)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("1.tif,a\n1.tif,b\n", "Rows 2 and 3 of .* name the same scan, “1.tif”"),
        ("2.tif,a\n", "2 scans are called so"),
    ],
)
def test_that_rows_that_cannot_be_told_apart_are_a_sentence(rows: str, what: str) -> None:
    table = parse_table(f"file,condition\n{rows}")
    with pytest.raises(PlanError, match=what):
        plan_by_table(scans("1.tif", "x/2.tif", "y/2.tif"), table)


@pytest.mark.parametrize("name", ["plan.xlsx", "missing.csv", "missing.xlsx"])
def test_that_a_file_that_is_no_table_is_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"no workbook")
    with pytest.raises(PlanError, match=f"{name} cannot be read"):
        load_table(tmp_path / name)


def test_that_a_text_of_more_cells_or_rows_than_a_plan_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("file,condition\n" + "a.tif,b\n" * 50)
    assert len(load_table(path).rows) == 50
    monkeypatch.setattr(columns, "MOST_ROWS", 50)
    with pytest.raises(PlanError, match="has 51 rows, too many for a plan"):
        load_table(path)
    monkeypatch.setattr(text_table, "MOST_CELLS", 100)
    with pytest.raises(PlanError, match="too large for a plan"):
        load_table(path)
    with pytest.raises(PlanError, match="pasted table is too large"):
        parse_table(path.read_text())
    monkeypatch.setattr(table, "MOST_TEXT_BYTES", 100)
    monkeypatch.setattr(text_table, "MOST_CELLS", 10**6)
    with pytest.raises(PlanError, match="too large for a plan"):
        load_table(path)
