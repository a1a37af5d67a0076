"""The plan of the study, changed step by step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.plan import Assignment, Plan, PlannedScan, Role
from melcount_app.core.study import RenamedCondition, papers_of
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.plan_cells import PlanCell, PlanField
from melcount_app.gui.session.proposing import PlanSource, Proposed
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.session.work import ScanWork
from tests.gui.session.conftest import House, ScanMaker, heard, until_kept


@pytest.fixture
def plan(kept_house: House, small_scan: ScanMaker, tmp_path: Path) -> PlanDesk:
    """Of three scans, in folders named after conditions."""
    for place in ("none/a.tif", "dose/b.tif", "dose/c.tif"):
        path = tmp_path / "scans" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(small_scan(path.name), path)
        entry = kept_house.study.entry(kept_house.study.scans.add(path).key)
        kept_house.ground.scans.put([ScanWork(entry)])
    return PlanDesk(kept_house.ground, kept_house.desk)


def conditions(plan: PlanDesk) -> list[str]:
    return [assignment.condition for assignment in plan.assignments.values()]


def test_that_a_condition_is_one_step_in_list_and_study_whatever_the_number_of_scans(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    rows, changed = heard(kept_house.ground.scans.changed), heard(plan.changed)
    plan.set_condition([1, 2, 77], " treated ")
    assert conditions(plan) == ["treated", "treated", ""]
    assert (rows, len(changed)) == ([([1, 2],)], 1)
    until_kept(qtbot, kept_house)
    assert [scan.condition for scan in kept_house.study.scans.all()] == conditions(plan)
    kept_house.desk.undo_stack.undo()
    assert conditions(plan) == ["", "", ""]
    until_kept(qtbot, kept_house)
    assert [scan.condition for scan in kept_house.study.scans.all()] == ["", "", ""]


def test_that_saying_the_condition_puts_a_damaged_line_of_the_list_right(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    with kept_house.study._access.writing() as connection:
        connection.execute("UPDATE scan SET donor = 'x' WHERE key = 1")
    scans = kept_house.ground.scans
    works = scans.those([1])
    works[0].entry = kept_house.study.entry(1)
    scans.refresh(*works)
    assert scans.row(1).state is ScanState.FAILED
    assert "“a.tif”" in scans.row(1).why
    plan.set_condition([1], "treated")
    assert scans.row(1).state is ScanState.NEW
    until_kept(qtbot, kept_house)
    scan = kept_house.study.scans.of(1)
    assert (scan.damage, scan.condition, scan.donor) == ("", "treated", "")


def test_that_a_plan_that_says_the_same_is_no_step(kept_house: House, plan: PlanDesk) -> None:
    plan.change("nothing", plan.assignments, plan.present.roles)
    assert kept_house.desk.undo_stack.count() == 0


def test_that_roles_are_taken_and_undone(qtbot: QtBot, kept_house: House, plan: PlanDesk) -> None:
    plan.set_condition([1], "x")
    likely = plan.present.roles["x"]
    plan.change("role", {}, {"x": Role.CONTROL})
    assert plan.present.roles["x"] is Role.CONTROL
    until_kept(qtbot, kept_house)
    assert kept_house.study.plan.roles()["x"] is Role.CONTROL
    kept_house.desk.undo_stack.undo()
    assert plan.present.roles["x"] is likely


def test_that_cells_that_cannot_be_used_are_told_and_change_nothing(
    kept_house: House, plan: PlanDesk
) -> None:
    plan.set_cells("paste", [PlanCell(1, PlanField.ROLE, "king")])
    assert len(kept_house.failures) == 1
    assert kept_house.desk.undo_stack.count() == 0
    plan.set_cells(
        "paste", [PlanCell(1, PlanField.CONDITION, "x"), PlanCell(1, PlanField.ROLE, "")]
    )
    assert conditions(plan) == ["x", "", ""]


def test_that_a_proposed_plan_changes_nothing_until_it_is_taken(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    proposed = heard(plan.proposed)
    plan.propose(PlanSource.FOLDERS)
    qtbot.waitUntil(lambda: bool(proposed))
    assert conditions(plan) == ["", "", ""]
    ((found,),) = proposed
    assert isinstance(found, Proposed)
    plan.take("plan", found.plan)
    assert conditions(plan) == ["none", "dose", "dose"]
    assert kept_house.desk.undo_stack.count() == 1


def test_that_a_plan_that_cannot_be_made_is_refused_in_a_sentence_where_it_was_asked_for(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    refused = heard(plan.refused)
    plan.propose(PlanSource.EXPRESSION, "(")
    qtbot.waitUntil(lambda: bool(refused))
    assert str(refused[0][0]).endswith(".")
    assert kept_house.told == []


def test_that_files_are_looked_at_once_and_their_content_is_kept(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    plan.read_facts()
    qtbot.waitUntil(lambda: len(plan.facts) == 3)
    until_kept(qtbot, kept_house)
    assert all(scan.fingerprint for scan in kept_house.study.scans.all())
    before = dict(plan.facts)
    plan.read_facts()
    assert plan._reader.is_idle
    assert plan.facts == before


def test_that_scans_that_were_there_keep_their_condition_when_others_are_added(
    kept_house: House, plan: PlanDesk
) -> None:
    plan.set_condition([1], "mine")
    paths = [work.path for work in kept_house.ground.scans]
    found = (PlannedScan(path, Assignment(name)) for path, name in zip(paths, "abc", strict=True))
    told = plan.add(Plan.of(found), {1})
    assert conditions(plan) == ["mine", "b", "c"]
    assert told is not None
    assert told.offers == ("plan",)
    assert plan.add(plan.present, {1, 2, 3}) is None
    assert kept_house.desk.undo_stack.count() == 1


def test_that_scans_are_left_out_and_taken_in_with_a_reason_or_not_at_all(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    scans, study = kept_house.ground.scans, kept_house.study
    plan.leave_out([1, 2], "  ")
    assert not scans.row(1).is_excluded
    assert "Say why" in kept_house.told[-1].sentence
    plan.leave_out([1, 2], "a fold")
    assert scans.row(1).is_excluded
    assert scans.row(1).why.endswith(": a fold.")
    until_kept(qtbot, kept_house)
    found = study.exclusions.of(2)
    assert found is not None
    assert found.reason == "a fold"
    plan.take_in([2], "no fold")
    until_kept(qtbot, kept_house)
    assert (study.exclusions.of(2), scans.row(2).is_excluded) == (None, False)
    assert study.journal.of(2)[-1].reason == "no fold"


def test_that_where_the_plan_comes_from_is_kept_with_the_sum_of_its_table(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    plan.name_source(Proposed(PlanSource.TABLE, "plan {1}.csv", plan.present, "ab"))
    until_kept(qtbot, kept_house)
    papers = papers_of(kept_house.study)
    assert (papers.plan, papers.plan_sha256) == ("the table plan {1}.csv", "ab")


def test_that_conditions_of_renamed_folders_are_asked_about_and_follow_on_request(
    qtbot: QtBot, kept_house: House, plan: PlanDesk
) -> None:
    plan.hold({2: Assignment("dose", "1"), 3: Assignment("dose", "2")}, {"dose": Role.TEST})
    asked = heard(plan.folders_renamed)
    work = kept_house.ground.scans.those([2])[0]
    renamed = RenamedCondition("dose", "dose 1 µM", (2, 3))
    planned = Plan.of([PlannedScan(work.path, Assignment("dose 1 µM", "1"))])
    plan.add(planned, {1, 2, 3}, [renamed])
    assert asked == [([renamed],)]
    assert conditions(plan) == ["", "dose", "dose"]
    plan.follow_folders([renamed])
    assert conditions(plan) == ["", "dose 1 µM", "dose 1 µM"]
    assert plan.present.roles["dose 1 µM"] is Role.TEST
    plan.keep_names([renamed])
    until_kept(qtbot, kept_house)
    assert kept_house.study.journal.of(3)[-1].text == "name of the condition kept"
