"""The sheet "Audit" tells the journal, who signed and what was left out."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.study.summary_book import summary_book
from melcount_app.core.study import Part, Study, set_papers, sign
from melcount_app.core.wording import Wording
from tests.core.report.study.conftest import AddCounted, report_of


def told(sheet: Worksheet) -> list[list[str]]:
    """All texts, row by row."""
    rows = sheet.iter_rows(values_only=True)
    return [[str(cell) for cell in row if cell is not None] for row in rows]


def test_that_it_tells_papers_signatures_exclusions_and_every_step(
    study: Study, add: AddCounted
) -> None:
    key = add("control")
    add("dose", 2.0)
    set_papers(study, number="ST-12", plan="the table plan.csv", plan_sha256="ab")
    sign(study, Part.PERFORMED)
    study.exclusions.leave_out(key, "a fold", "scan 1.tif")
    sign(study, Part.REVIEWED)
    sheet = summary_book(report_of(study), Wording())["Audit"]
    rows, steps = told(sheet), study.journal.all()
    assert ["Study number", "ST-12"] in rows
    assert ["SHA-256 of the plan", "ab"] in rows
    assert any(steps[-1].seal in row for row in rows)
    assert ["Journal and study", "whole"] in rows
    performed, reviewed, approved = (row for row in rows if row[:1][0:] and row[0] in PARTS)
    assert "the study was changed since" in performed
    assert "as it is here" in reviewed
    assert approved == ["Approved"]
    (out,) = (row for row in rows if row and row[0] == "scan 1.tif")
    assert out[-1] == "a fold"
    numbers = [row[0] for row in rows if row and row[0].isdecimal()]
    assert numbers == [str(step.number) for step in steps]


def test_that_it_says_what_was_changed_behind_the_journal(study: Study, add: AddCounted) -> None:
    add("control")
    with study._access.writing() as connection:
        connection.execute("DELETE FROM role")
        connection.execute("DELETE FROM protocol")
        connection.execute("UPDATE count_head SET record = record || ' '")
    rows = told(summary_book(report_of(study), Wording("fr"))["Audit"])
    assert ["Les nombres de « scan 1.tif » ont changé sans étape du journal."] in [
        [text.replace("\N{NO-BREAK SPACE}", " ") for text in row] for row in rows
    ]
    assert ["Journal et étude", "modifiés"] in rows


PARTS = ("Performed", "Reviewed", "Approved")
