"""A plan is put into a study."""

from __future__ import annotations

from pathlib import Path

from melcount_app.core.plan import Assignment, Plan, PlannedScan, Role, ScanFacts
from melcount_app.core.study import Study, apply_plan


def plan_of(folder: Path, **conditions: str) -> Plan:
    return Plan.of(
        PlannedScan(folder / f"{name}.tif", Assignment(condition, "1", "D1"))
        for name, condition in conditions.items()
    )


def test_that_assignments_roles_and_content_are_kept(study: Study, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, a="control", b="msh")
    path = tmp_path / "a.tif"
    keys = apply_plan(study, plan, {path: ScanFacts(path, "sha256:1")})
    first, second = study.scans()
    assert keys == {first.path: first.key, second.path: second.key}
    assert (first.condition, first.replicate, first.donor) == ("control", "1", "D1")
    assert (first.fingerprint, second.fingerprint) == ("sha256:1", "")
    assert study.roles() == {"control": Role.CONTROL, "msh": Role.TEST}


def test_that_what_the_plan_does_not_name_stays(study: Study, tmp_path: Path) -> None:
    apply_plan(study, plan_of(tmp_path, a="control"))
    apply_plan(study, plan_of(tmp_path, b="msh"))
    assert [scan.condition for scan in study.scans()] == ["control", "msh"]
    assert study.roles() == {"control": Role.CONTROL, "msh": Role.TEST}


def test_that_content_that_is_known_stays_known(study: Study, tmp_path: Path) -> None:
    plan, path = plan_of(tmp_path, a="control"), tmp_path / "a.tif"
    for content in ("sha256:1", "sha256:2"):
        apply_plan(study, plan, {path: ScanFacts(path, content)})
    assert study.scans()[0].fingerprint == "sha256:1"
