"""A plan is put into a study."""

from __future__ import annotations

from pathlib import Path

from melcount_app.core.edits import Edits
from melcount_app.core.plan import Assignment, LeftOutFile, Plan, PlannedScan, Role, ScanFacts
from melcount_app.core.study import Joined, Study, apply_plan, join_parts, wanted_by
from tests.core.study.conftest import Example


def plan_of(folder: Path, **conditions: str) -> Plan:
    return Plan.of(
        PlannedScan(folder / f"{name}.tif", Assignment(condition, "1", "D1"))
        for name, condition in conditions.items()
    )


def test_that_assignments_roles_and_content_are_kept(study: Study, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, a="control", b="msh")
    path = tmp_path / "a.tif"
    keys = apply_plan(study, plan, {path: ScanFacts(path, "sha256:1")})
    first, second = study.scans.all()
    assert keys == {first.path: first.key, second.path: second.key}
    assert (first.condition, first.replicate, first.donor) == ("control", "1", "D1")
    assert (first.fingerprint, second.fingerprint) == ("sha256:1", "")
    assert study.plan.roles() == {"control": Role.CONTROL, "msh": Role.TEST}


def test_that_what_the_plan_does_not_name_stays(study: Study, tmp_path: Path) -> None:
    apply_plan(study, plan_of(tmp_path, a="control"))
    apply_plan(study, plan_of(tmp_path, b="msh"))
    assert [scan.condition for scan in study.scans.all()] == ["control", "msh"]
    assert study.plan.roles() == {"control": Role.CONTROL, "msh": Role.TEST}


def test_that_content_that_is_known_stays_known(study: Study, tmp_path: Path) -> None:
    plan, path = plan_of(tmp_path, a="control"), tmp_path / "a.tif"
    for content in ("sha256:1", "sha256:2"):
        apply_plan(study, plan, {path: ScanFacts(path, content)})
    assert study.scans.all()[0].fingerprint == "sha256:1"


def test_that_parts_of_another_scan_are_no_samples_and_lose_nothing_that_was_made_of_them(
    study: Study, tmp_path: Path, example: Example
) -> None:
    apply_plan(study, plan_of(tmp_path, a="control", b="control", c="control"))
    edited, bare, other = study.scans.all()
    edits: Edits = example(Edits)
    study.save_edits(edited.key, edits)
    joined = {edited.path: other.path, bare.path: other.path, tmp_path / "gone.tif": other.path}
    assert join_parts(study, joined) == Joined((bare.key,), (edited.key,))
    assert [(s.key, s.condition) for s in study.scans.all()] == [
        (edited.key, ""),
        (other.key, "control"),
    ]
    assert study.edits.of(edited.key) == edits


def test_that_a_folder_is_searched_with_what_the_study_knows(study: Study, tmp_path: Path) -> None:
    a, b = tmp_path / "a.tif", tmp_path / "b.tif"
    contents = {a: ScanFacts(a, "sha256:1"), b: ScanFacts(b, "set-sha256:2")}
    apply_plan(study, plan_of(tmp_path, a="control", b="control"), contents)
    wanted = wanted_by(study, ["x*"], {"y"})
    assert (wanted.patterns, wanted.names) == (("x*",), {"y"})
    assert (wanted.paths, wanted.whole) == ({a, b}, {b})
    assert not wanted_by(None).paths


def test_that_notes_of_the_plan_and_what_was_left_out_are_kept_beside_each_other(
    study: Study, tmp_path: Path
) -> None:
    assert (study.plan.notes(), study.plan.left_out()) == ((), ())
    left_out = (LeftOutFile(tmp_path / "a_mask.tif", "It is a mask."),)
    study.plan.set_notes(["one", "two"])
    study.plan.set_left_out(left_out)
    assert (study.plan.notes(), study.plan.left_out()) == (("one", "two"), left_out)
    study.plan.set_notes(())
    assert (study.plan.notes(), study.plan.left_out()) == ((), left_out)
