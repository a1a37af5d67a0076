"""Conditions whose folders are called otherwise now are found, until the user says."""

from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.plan import Assignment, Plan, PlannedScan, Role
from melcount_app.core.scan import fingerprint
from melcount_app.core.study import (
    RenamedCondition,
    Study,
    follow_folders,
    in_renamed,
    keep_names,
    renamed_conditions,
)


@pytest.fixture
def moved(study: Study, tmp_path: Path) -> dict[Path, str]:
    """Files of a condition whose folder was renamed, and what their folders are called."""
    paths = [tmp_path / folder / name for folder in ("dose", "none") for name in ("1.tif", "2.tif")]
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"scan %d" % number)
        key = study.scans.add(path).key
        study.scans.set_fingerprint(key, fingerprint(path))
        study.plan.assign({key: Assignment(path.parent.name, str(number))})
    study.plan.set_roles({"dose": Role.POSITIVE})
    (tmp_path / "dose").rename(tmp_path / "dose 1 µM")
    present = sorted(tmp_path.glob("*/*.tif"))
    study.scans.take_moved(present)
    return {path: path.parent.name for path in present}


def test_that_it_is_asked_until_the_name_is_kept(study: Study, moved: dict[Path, str]) -> None:
    (found,) = renamed_conditions(study, moved)
    assert found == RenamedCondition("dose", "dose 1 µM", (1, 2))
    keep_names(study, [found])
    (kept,) = renamed_conditions(study, moved)
    assert not kept.is_open


def test_that_conditions_and_roles_follow(study: Study, moved: dict[Path, str]) -> None:
    follow_folders(study, renamed_conditions(study, moved))
    assert [scan.condition for scan in study.scans.all()] == ["dose 1 µM"] * 2 + ["none"] * 2
    assert study.plan.roles() == {"dose 1 µM": Role.POSITIVE}
    assert renamed_conditions(study, moved) == ()


def test_that_a_condition_that_the_user_corrected_is_not_asked_about(
    study: Study, moved: dict[Path, str]
) -> None:
    study.plan.assign({key: Assignment("by hand", str(key)) for key in (1, 2, 3, 4)})
    assert renamed_conditions(study, moved) == ()


def test_that_new_scans_of_a_renamed_folder_are_in_the_condition_that_kept_its_name(
    study: Study, moved: dict[Path, str], tmp_path: Path
) -> None:
    new = tmp_path / "dose 1 µM" / "3.tif"
    plan = Plan.of([PlannedScan(new, Assignment("dose 1 µM", "3"))])
    (scan,) = in_renamed(plan, renamed_conditions(study, moved)).scans
    assert scan.assignment == Assignment("dose", "3")
