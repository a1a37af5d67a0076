"""A plan that is written as a table says the same when it is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    Plan,
    PlannedScan,
    Role,
    load_table,
    plan_by_table,
)
from melcount_app.core.report.plan_table import plan_table
from melcount_app.core.wording import Wording, languages

ROOT = Path("/scans")
PLANNED = (
    PlannedScan(ROOT / "a" / "1.tif", Assignment("control", "1", "donor 1")),
    PlannedScan(ROOT / "a" / "=2.tif", Assignment("-5 °C", "02", "@lot")),
    PlannedScan(ROOT / "b, c" / "1.tif", Assignment("=1+1; 0,5 µM", "3", "")),
    PlannedScan(ROOT / "b, c" / "12345.tif", Assignment("")),
)
ROLES = {"control": Role.CONTROL, "-5 °C": Role.POSITIVE, "=1+1; 0,5 µM": Role.VEHICLE}


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", [*languages()])
def test_that_a_plan_comes_back_from_its_table(tmp_path: Path, language: str, ending: str) -> None:
    file, plan = tmp_path / f"plan{ending}", Plan.of(PLANNED, ROLES)
    file.write_bytes(plan_table(plan, ROOT, ending, Wording(language)))
    table = load_table(file)
    found = [FoundScan(each.path, each.path.relative_to(ROOT).parts[:-1]) for each in PLANNED]
    again = plan_by_table(found, table)
    assert {each.path: each.assignment for each in again.scans} == {
        each.path: each.assignment for each in PLANNED
    }
    assert {name: again.roles[name] for name in ROLES} == ROLES
    assert table.notes == ()


def test_that_a_plan_is_refused_another_ending() -> None:
    with pytest.raises(PlanError, match=r"not written as “\.ods”"):
        plan_table(Plan.of(PLANNED), ROOT, ".ods", Wording())


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("1.tif,a,control\n1.tif,a,control\n", "Rows 2 and 3 of “p.csv” name the same scan"),
        ("1.tif,a,control\n2.tif,a,test\n", "Rows 2 and 3 of “p.csv” give “a” two roles"),
        ("1.tif,a,x\n", "The cell C2 of “p.csv” tells a role “x”"),
    ],
)
def test_that_what_is_wrong_in_a_plan_is_told_by_file_row_and_column(
    tmp_path: Path, rows: str, sentence: str
) -> None:
    (tmp_path / "p.csv").write_text(f"file,condition,role\n{rows}", encoding="utf-8")
    with pytest.raises(PlanError, match=sentence):
        plan_by_table(
            [FoundScan(tmp_path / name, ()) for name in ("1.tif", "2.tif")],
            load_table(tmp_path / "p.csv"),
        )
