"""Plans as spreadsheets and instruments write them, on inputs from the field, by the command."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from melcount_app.cli import app

FOUR = ("control", "control", "treated", "treated")


@pytest.fixture
def field(shared_data: Path) -> Path:
    folder = shared_data / "data/field"
    if not folder.is_dir():
        pytest.skip("the inputs from the field are not on this machine")
    return folder


def planned(study: Path, plan: Path, out: Path) -> tuple[dict[str, str], str]:
    """The condition of each scan of a dry run by its name without ending, and all that is said."""
    arguments = ("batch", study, "--dry-run", "--out", out, "--plan", plan)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    told, condition = dict[str, str](), ""
    for line in result.stdout.splitlines():
        if ".tif  " in line:
            *start, place = line.partition(".tif  ")[0].split("  ")
            condition = start[0].strip() or condition
            told[unicodedata.normalize("NFC", place.strip())] = condition
    return told, result.output


@pytest.mark.parametrize(
    ("plan", "conditions"),
    [
        ("sep_line.csv", ("control", "control", "vit C 10 µM", "vit C 10 µM")),
        ("unicode_text.csv", ("control", "control", "vit C 10 µM", "vit C 10 µM")),
        ("percent_cells.xlsx", tuple(f"kojic acid {d} %" for d in ("0.5", "0.5", "1.0", "1.0"))),
        ("unit_in_the_format.xlsx", tuple(f"kojic acid {d} µM" for d in (10, 10, 20, 20))),
        ("merged_conditions.xlsx", FOUR),
        ("empty_fill.xlsx", FOUR),
        ("strict_open_xml.xlsx", FOUR),
    ],
)
def test_that_a_plan_from_the_field_means_what_people_see(
    field: Path, tmp_path: Path, plan: str, conditions: tuple[str, ...]
) -> None:
    told, _ = planned(field / "studies/four_scans", field / "plans" / plan, tmp_path)
    assert told == dict(zip(("s1", "s2", "s3", "s4"), conditions, strict=True))


def test_that_two_micro_signs_are_one_condition_and_that_is_said(
    field: Path, tmp_path: Path
) -> None:
    plan = field / "plans/two_micro_signs.xlsx"
    told, said = planned(field / "studies/four_scans", plan, tmp_path)
    assert (len(told), len(set(told.values()))) == (4, 1)
    assert "is one condition, which is also written" in said


def test_that_names_from_a_mac_fit_a_plan(field: Path, tmp_path: Path) -> None:
    study = tmp_path / "names from a mac"
    shutil.copytree(field / "studies/names_from_a_mac", study)
    names = [path.name for path in study.iterdir()]
    assert any(unicodedata.normalize("NFC", name) != name for name in names)
    told, said = planned(study, field / "plans/names_from_a_mac.xlsx", tmp_path / "out")
    assert told == {
        "témoin 1": "Témoin",
        "témoin 2": "Témoin",
        "traité 1": "Traité",
        "traité 2": "Traité",
    }
    assert "Témoin     control" in said


@pytest.mark.parametrize("plan", ["empty_fill.xlsx", "strict_open_xml.xlsx", "sep_line.csv"])
def test_that_what_is_no_report_is_refused_by_replay(field: Path, plan: str) -> None:
    result = CliRunner().invoke(app, ["replay", str(field / "plans" / plan)])
    assert result.exit_code == 2
    assert plan in result.stderr
    assert len(result.stderr.splitlines()) == 1
