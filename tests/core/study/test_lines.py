"""The list of scans, and what holds for all of them, have seals: what changed on the disc costs
the scan whose line it is, with a word, and never lets another number be written."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from melcount_app.core.batch.control import Control
from melcount_app.core.batch.sorting import BatchStarted, Which, sorted_out
from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.plan import Assignment, Plan, PlannedScan
from melcount_app.core.report.study import build_study_report
from melcount_app.core.report.study.report import damage_in
from melcount_app.core.standing import State
from melcount_app.core.study import (
    Study,
    StudyRepaired,
    apply_plan,
    repair_study,
    standing_of,
)
from melcount_app.core.work import result_of
from tests.core.report.study.conftest import PROTOCOL

Hurt = Callable[..., Path]

CHANGES = (
    "condition = 'controk'",
    "replicate = '9'",
    "donor = 'another'",
    "fingerprint = fingerprint || '0'",
    "failure = 'It failed.'",
    "bytes = 7",
    "place = 99",
    "is_removed = 1",
    "gave_way_to = 2",
    "seal = NULL",
)


def hurt_line(hurt: Hurt, change: str) -> Path:
    """A study in whose list the line of the first scan was changed by the disc."""
    return hurt(f"UPDATE scan SET {change} WHERE key = 1")  # noqa: S608 - statements of this file


def unreadable(hurt: Hurt, column: str) -> Path:
    """A study of whose first line a text is no text any more."""
    return hurt_line(hurt, f"{column} = CAST(x'63ff6f' AS TEXT)")


def started(study: Study, which: Which) -> BatchStarted:
    found = result_of(sorted_out(study, PROTOCOL, which, Control()))
    assert found is not None
    return found


def assert_costs_the_first_scan(study: Study) -> None:
    """Its line is named, it is left out, and nothing is said of its condition; all else is so."""
    scan, other = study.scans.all()
    assert (scan.assignment, other.condition) == (Assignment(), "dose")
    assert scan.path.name in scan.damage
    assert "Étude 1.melcount" in scan.damage
    assert other.damage == ""
    entry = study.entry(scan.key)
    assert standing_of(entry, PROTOCOL).state is State.FAILED
    assert standing_of(entry, PROTOCOL).why == scan.damage
    report = build_study_report(study)
    assert [each.scan.key for _, each in report.scans] == [2]
    assert tuple(damage_in(report)) == (scan.damage,)
    for which in Which:
        assert started(study, which) == BatchStarted((), (2,), (1,), (scan.damage,))


@pytest.mark.parametrize("change", CHANGES)
def test_that_whatever_changed_in_a_line_of_the_list_costs_its_scan(
    hurt: Hurt, change: str
) -> None:
    with Study.open(hurt_line(hurt, change)) as study:
        scans = sorted(study.scans.all(), key=lambda scan: scan.key)
        assert [bool(scan.damage) for scan in scans] == [True, False]
        if "place" not in change:
            assert_costs_the_first_scan(study)


@pytest.mark.parametrize("column", ["condition", "replicate", "donor", "failure", "fingerprint"])
def test_that_a_text_of_the_list_that_is_none_costs_its_scan(hurt: Hurt, column: str) -> None:
    with Study.open(unreadable(hurt, column)) as study:
        assert_costs_the_first_scan(study)


@pytest.mark.parametrize("column", ["relative_path", "absolute_path"])
def test_that_a_path_that_is_no_text_costs_its_scan(hurt: Hurt, column: str) -> None:
    unreadable(hurt, column)
    with Study.open(hurt("UPDATE edits SET record = '{' WHERE scan = 1")) as study:
        scan, other = study.scans.all()
        assert scan.damage
        assert not other.damage
        assert study.scans.at(other.path) == other
        assert study.damage_of(scan.key, with_maps=True) is not None
        assert [each.scan.key for _, each in build_study_report(study).scans] == [2]


@pytest.mark.parametrize("harm", [hurt_line, unreadable])
def test_that_a_line_is_whole_again_when_the_user_says_the_condition(
    hurt: Hurt, harm: Callable[[Hurt, str], Path]
) -> None:
    path = harm(hurt, "condition = 'controk'" if harm is hurt_line else "condition")
    with Study.open(path) as study:
        study.plan.assign({1: Assignment("control", "1")})
        assert study.journal.of(1)[-1].after == {
            "condition": "control",
            "replicate": "1",
            "donor": "",
        }
    with Study.open(path) as again:
        assert again.scans.of(1).damage == ""
        assert again.scans.of(1).assignment == Assignment("control", "1")
        assert len(list(build_study_report(again).scans)) == 2


def test_that_a_plan_that_is_given_puts_a_damaged_line_right(hurt: Hurt) -> None:
    with Study.open(hurt_line(hurt, "condition = 'controk'")) as study:
        path = study.scans.of(1).path
        apply_plan(study, Plan.of([PlannedScan(path, Assignment("control"))]))
        assert study.scans.of(1).damage == ""
        assert len(list(build_study_report(study).scans)) == 2


def test_that_nobody_else_makes_a_damaged_line_whole(hurt: Hurt, tmp_path: Path) -> None:
    path = hurt_line(hurt, "condition = 'controk'")
    with Study.open(path) as study:
        scan = study.scans.of(1)
        study.scans.set_failure(1, "It is gone.")
        study.scans.set_fingerprint(1, "sha256:other")
        study.scans.set_path(1, tmp_path / "elsewhere.tif")
        study.scans.remove(1)
        assert [each.key for each in study.scans.all()] == [2]
        study.scans.restore(1)
        moved = study.scans.of(1)
        apply_plan(study, Plan.of([PlannedScan(moved.path, moved.assignment)]))
    with Study.open(repaired(path).path) as saved:
        assert saved.scans.of(1).condition == "control"  # which the journal still tells
    with Study.open(path) as again:
        assert again.scans.of(1).path.name == "elsewhere.tif"
        assert again.scans.of(1).assignment == Assignment()
        assert again.scans.of(1).damage == scan.damage.replace(scan.path.name, "elsewhere.tif")


def test_that_a_removed_scan_whose_line_is_damaged_goes_when_the_study_is_closed(
    hurt: Hurt,
) -> None:
    path = hurt_line(hurt, "donor = 'x'")
    with Study.open(path) as study:
        study.scans.remove(1)
    with Study.open(path) as again:
        assert [scan.key for scan in again.scans.all()] == [2]


def test_that_a_scan_that_only_damage_removed_keeps_all_it_has(hurt: Hurt) -> None:
    path = hurt_line(hurt, "is_removed = 1")
    Study.open(path).close()
    with Study.open(path) as study:
        assert study.counts.of(1) is not None


def test_that_scans_are_added_after_a_line_whose_place_is_damaged(hurt: Hurt) -> None:
    with Study.open(hurt_line(hurt, f"place = {2**63 - 1}")) as study:
        added = study.scans.add(study.path.with_name("new.tif"))
        assert (added.place, added.damage) == (2, "")


def test_that_a_damaged_line_gives_nothing_to_one_that_it_gives_way_to(hurt: Hurt) -> None:
    with Study.open(hurt_line(hurt, "condition = 'dose'")) as study:
        path = study.scans.of(2).path
        study.scans.remove(2)
        study.plan.assign({2: Assignment()})
        study.scans.set_path(1, path)
        assert study.scans.restore(2) == (1,)
        assert study.scans.of(2).assignment == Assignment()


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE protocol SET record = replace(record, 'usual', 'usuak')", "protocol"),
        ("UPDATE protocol SET seal = NULL", "protocol"),
        ("UPDATE role SET condition = 'controk'", "control"),
        ("UPDATE role SET role = 'test'", "control"),
    ],
)
def test_that_a_sign_that_changed_in_what_holds_for_all_is_noticed(
    hurt: Hurt, statement: str, word: str
) -> None:
    path = hurt(statement)
    with pytest.raises(StudyDamagedError, match=rf"Étude 1\.melcount.*{word}"):
        Study.open(path)


def test_that_a_sign_that_changed_in_what_was_left_out_is_told(hurt: Hurt) -> None:
    path = hurt("UPDATE left_out SET record = replace(record, 'It is a study', 'It is a studz')")
    with Study.open(path) as study:
        assert study.plan.left_out() == ()
        assert "what was left out" in study.plan.damage()


@pytest.mark.parametrize("value", ["'elsewhere'", "CAST(x'63ff6f' AS TEXT)"])
def test_that_a_damaged_folder_of_results_is_asked_for_again(hurt: Hurt, value: str) -> None:
    with Study.open(hurt(f"UPDATE results_folder SET absolute_path = {value}")) as study:  # noqa: S608 - values of this file
        assert study.terms.results_folder() is None
        study.terms.set_results_folder(study.path.parent)
        assert study.terms.results_folder() == study.path.parent


def repaired(path: Path) -> StudyRepaired:
    *_, found = repair_study(path, path.with_name("new.melcount"))
    assert isinstance(found, StudyRepaired)
    return found


@pytest.mark.parametrize("value", ["'dose'", "CAST(x'63ff6f' AS TEXT)"])
def test_that_a_repair_takes_a_damaged_line_from_the_journal(hurt: Hurt, value: str) -> None:
    found = repaired(hurt_line(hurt, f"condition = {value}"))
    assert "scan 1.tif: its line in the list was lost" in found.lost[0]
    with Study.open(found.path) as study:
        assert [scan.condition for scan in study.scans.all()] == ["control", "dose"]
        assert not any(scan.damage for scan in study.scans.all())


def test_that_a_damaged_line_that_no_journal_tells_stays_damaged_in_a_repair(hurt: Hurt) -> None:
    path = hurt_line(hurt, "condition = 'dose'")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE journal")
    found = repaired(path)
    assert found.scans == found.counts == 2
    assert "scan 1.tif: its line in the list is damaged" in " ".join(found.lost)
    with Study.open(found.path) as study:
        assert study.scans.of(1).damage
        assert study.scans.of(2).condition == "dose"


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE role SET condition = 'controk'", "which one is the control"),
        ("UPDATE protocol SET record = replace(record, 'usual', 'usuak')", "The protocol is lost"),
        ("UPDATE results_folder SET absolute_path = '/tmp'", "Where the results go is lost"),
    ],
)
def test_that_a_repair_believes_nothing_whose_seal_is_another(
    hurt: Hurt, statement: str, word: str
) -> None:
    assert word in " ".join(repaired(hurt(statement)).lost)


def test_that_all_lines_of_an_earlier_version_are_sealed_as_they_are(tmp_path: Path) -> None:
    early = Path(__file__).parent / "data" / "version_4.melcount"
    path = Path(shutil.copy(early, tmp_path / "s.melcount"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE scan SET donor = CAST(x'ff' AS TEXT) WHERE relative_path LIKE '%batch.tif'"
        )
        before = connection.execute(
            "SELECT key, condition, replicate, donor FROM scan "
            "WHERE NOT is_removed AND donor <> CAST(x'ff' AS TEXT)"
        ).fetchall()
    with Study.open(path) as study:
        assert not study.is_read_only
        scans = {scan.key: scan for scan in study.scans.all()}
        for key, *told in before:
            assert scans[key].assignment == Assignment(*told)
        assert [scan.path.name for scan in scans.values() if scan.damage] == ["batch.tif"]
        assert study.plan.roles()
        assert study.terms.protocol() is not None
        assert study.terms.results_folder() is not None
