"""A plan tells condition, replicate and role, and can be corrected by hand."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    Plan,
    PlannedScan,
    Role,
    plan_by_folders,
    propose_roles,
    with_one_name,
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


@pytest.mark.parametrize(
    ("places", "told_of"),
    [
        (("D1/control/1.tif", "D2/control/1.tif", "D1/MSH/1.tif"), ("control", "MSH", "D1", "D2")),
        (("control/donor 1/1.tif", "MSH/donor 2/1.tif"), ("control", "MSH", "donor 1", "donor 2")),
        (
            ("Paul/DMSO/1.tif", "Marie/DMSO/1.tif", "Paul/MSH/1.tif", "Marie/MSH/1.tif"),
            ("DMSO", "MSH", "Paul", "Marie"),
        ),
        (("study/control/1.tif", "study/MSH/1.tif"), ("control", "MSH")),
        (("study/D1/control/1.tif", "study/D2/MSH/1.tif"), ("control", "MSH", "D1", "D2")),
        (("2026-11-10/control/1.tif", "2026-11-11/MSH/1.tif"), ("control", "MSH")),
        (("control/slide 1/1.tif", "MSH/slide 1/1.tif"), ("control", "MSH")),
        (("control/2026-11-10/1.tif", "MSH/2026-11-11/1.tif"), ("control", "MSH")),
        (("control/day 1/1.tif", "control/day 2/1.tif"), ("control",)),
        (("a/x/1.tif", "b/y/1.tif"), ("a", "b")),
    ],
)
def test_that_folders_of_donors_and_conditions_are_told_apart(
    places: tuple[str, ...], told_of: tuple[str, ...]
) -> None:
    plan = plan_by_folders(found(*places))
    donors = dict.fromkeys(scan.assignment.donor for scan in plan.scans if scan.assignment.donor)
    assert (*plan.conditions, *donors) == told_of


def test_that_folders_called_by_dates_are_no_conditions() -> None:
    plan = plan_by_folders(found("2026-11-10/1.tif", "20261111/1.tif"))
    assert plan.conditions == ()
    assert plan.scans[0].reason == (
        "The folder of “1.tif” is called by a date, which is no condition."
    )


def test_that_days_in_names_number_no_replicates() -> None:
    plan = plan_by_folders(found("a/x_2_2026-11-10.tif", "a/x_5_2026-11-11.tif"))
    assert told(plan) == [("a", "2"), ("a", "5")]


def test_that_folders_that_read_the_same_are_one_condition() -> None:
    nfd = unicodedata.normalize("NFD", "Témoin")
    plan = plan_by_folders(found(f"{nfd}/1.tif", "Témoin/2.tif", "témoin/3.tif", "MSH/1.tif"))
    assert plan.conditions == ("Témoin", "MSH")
    assert told(plan)[:3] == [("Témoin", "1"), ("Témoin", "2"), ("Témoin", "3")]
    assert plan.notes == ("“Témoin” is one condition, which is also written: “témoin”.",)


def test_that_look_alikes_become_one_on_request_and_are_numbered_anew() -> None:
    planned = [
        PlannedScan(ROOT / f"{name}{n}.tif", Assignment(name, str(n), donor))
        for name, donor in (("10uM", "D1"), ("10 µM", "d-1"), ("MSH", "D2"))
        for n in ((1, 2) if name == "10 µM" else (1,))
    ]
    joined = with_one_name(Plan.of(planned, {"10 µM": Role.VEHICLE}))
    assert [scan.assignment for scan in joined.scans] == [
        Assignment("10 µM", "3", "d-1"),
        Assignment("10 µM", "1", "d-1"),
        Assignment("10 µM", "2", "d-1"),
        Assignment("MSH", "1", "D2"),
    ]
    assert joined.roles["10 µM"] is Role.VEHICLE
    assert with_one_name(joined) == joined


def test_that_the_name_of_a_control_is_kept_where_names_are_joined() -> None:
    planned = [
        PlannedScan(Path("/a.tif"), Assignment("contrl", "1")),
        PlannedScan(Path("/b.tif"), Assignment("control", "2")),
    ]
    joined = with_one_name(Plan.of(planned))
    assert list(joined.conditions) == ["control"]
    assert joined.roles["control"] is Role.CONTROL
