"""A plan tells condition, replicate and role, and can be corrected by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    Plan,
    Role,
    plan_by_folders,
    propose_roles,
)

ROOT = Path("/scans")


def found(*places: str) -> list[FoundScan]:
    return [FoundScan(ROOT / place, Path(place).parts[:-1]) for place in places]


def told(plan: Plan) -> list[tuple[str, str]]:
    return [(scan.assignment.condition, scan.assignment.replicate) for scan in plan.scans]


def test_that_sub_folders_are_conditions_and_numbers_in_names_replicates() -> None:
    plan = plan_by_folders(found("control/x_03.tif", "control/x_10.tif", "dose/day 2/y 1.tif"))
    assert told(plan) == [("control", "3"), ("control", "10"), ("dose", "1")]


@pytest.mark.parametrize(
    "names",
    [
        ("a.tif", "b.tif", "c.tif"),
        ("a1.tif", "b1.tif", "c1.tif"),
        ("a 20260901.tif", "a 20260902.tif", "a 20260903.tif"),
        ("a1.tif", "b.tif", "c3.tif"),
    ],
)
def test_that_replicates_are_counted_where_names_do_not_number_them(names: tuple[str, ...]) -> None:
    plan = plan_by_folders(found(*(f"control/{name}" for name in names)))
    assert [replicate for _, replicate in told(plan)] == ["1", "2", "3"]


def test_that_a_scan_in_no_sub_folder_has_no_condition_and_a_reason() -> None:
    (scan,) = plan_by_folders(found("top 1.tif")).scans
    assert scan.assignment == Assignment()
    assert scan.reason == "“top 1.tif” lies in no sub-folder."


def test_that_conditions_keep_their_order_and_get_roles() -> None:
    plan = plan_by_folders(found("DMSO/1.tif", "untreated/1.tif", "vitamin C/1.tif", "2.tif"))
    assert plan.conditions == ("DMSO", "untreated", "vitamin C")
    assert plan.roles == {
        "DMSO": Role.VEHICLE,
        "untreated": Role.CONTROL,
        "vitamin C": Role.TEST,
    }


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (
            Role.CONTROL,
            (
                *("Untreated", "control", "Contrôle", "TÉMOIN 2", "non traité", "non_traités"),
                *("NT", "non-treated", "ctrl", "negative control", "témoin négatif", "UT"),
            ),
        ),
        (Role.VEHICLE, ("vehicle", "Véhicule", "DMSO 0.1 %", "solvent", "vehicle control")),
        (Role.POSITIVE, ("positive control", "contrôle positif", "Témoin +", "ctrl+", "C+")),
        (Role.TEST, ("vitamin C 10 µM", "NTX", "controlled release", "α-MSH", "dose 3")),
    ],
)
def test_that_roles_are_proposed_by_name(role: Role, names: tuple[str, ...]) -> None:
    assert propose_roles(names) == dict.fromkeys(names, role)


def test_that_a_correction_by_hand_changes_that_scan_and_keeps_chosen_roles() -> None:
    plan = plan_by_folders(found("a/1.tif", "b/1.tif")).with_roles({"a": Role.CONTROL})
    path = ROOT / "b/1.tif"
    corrected = plan.with_assignments({path: Assignment("DMSO", "7", "D2")})
    assert corrected.scans[0] == plan.scans[0]
    assert corrected.scans[1].assignment == Assignment("DMSO", "7", "D2")
    assert corrected.roles == {"a": Role.CONTROL, "DMSO": Role.VEHICLE}
