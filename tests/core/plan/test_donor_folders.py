"""Donors are known by the folders that are called after them, whatever they are called."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest

from melcount_app.core.plan import FoundScan, NameRule, Plan, plan_by_names, propose_plan


def proposed(places: Iterable[str]) -> Plan:
    return propose_plan(map(found, places))[0]


def found(place: str) -> FoundScan:
    return FoundScan(Path("/study") / place, tuple(place.split("/")[:-1]))


def told(plan: Plan) -> set[tuple[str, str, str]]:
    given = [scan.assignment for scan in plan.scans]
    return {(each.donor, each.condition, each.replicate) for each in given}


DONORS = [
    *[("donor 1", "donor 2"), ("donor_1", "donor_2"), ("Donor A", "Donor B"), ("D 1", "D 2")],
    *[("Mme D.", "Mr K."), ("Mme Dupont", "M. Klein"), ("patiente A", "patient B")],
]


@pytest.mark.parametrize("donors", DONORS)
@pytest.mark.parametrize(
    "shape",
    ["{0}/{1}/scan{2}.tif", "{1}/{0}/{2}.tif", "Study/{0}/{1}/{2}.tif", "{0}/{1}_{2}.tif"],
)
def test_that_donors_in_folders_are_proposed(donors: tuple[str, str], shape: str) -> None:
    every = set(itertools.product(donors, ("dose 1", "dose 2"), ("1", "2")))
    if shape.endswith("{1}_{2}.tif"):
        every = set(itertools.product(donors, ("DMSO", "vitC"), ("1", "2")))
    plan = proposed(shape.format(*each) for each in sorted(every))
    assert told(plan) == every
    assert not plan.notes


@pytest.mark.parametrize("donors", DONORS)
def test_that_one_scan_of_a_condition_for_each_donor_is_a_sample(donors: tuple[str, str]) -> None:
    places = [f"{donor}/{name}.tif" for donor in donors for name in ("DMSO", "vitC")]
    every = set(itertools.product(donors, ("DMSO", "vitC"), ("1",)))
    assert told(proposed(places)) == every


@pytest.mark.parametrize("name", ["mRNA x", "Ms", "batches of cream", "m medium", "skincare"])
def test_that_conditions_are_not_taken_for_donors(name: str) -> None:
    places = [f"{condition}/{n}.tif" for condition in (name, f"{name} b") for n in (1, 2)]
    assert {condition for _, condition, _ in told(proposed(places))} == {name, f"{name} b"}


def test_that_folders_of_several_scans_within_conditions_are_pointed_out() -> None:
    places = ["DMSO/A/1.tif", "DMSO/A/2.tif", "DMSO/B/1.tif", "vitC/A/1.tif", "vitC/B/1.tif"]
    (note,) = proposed(places).notes
    assert note.startswith("Folders within the conditions hold several scans, as “DMSO/A”")
    by_donor = plan_by_names(map(found, places), NameRule.of_pattern("{condition}/{donor}/{*}"))
    assert ("A", "DMSO", "2") in told(by_donor)
    assert proposed(["DMSO/A/1.tif", "DMSO/B/1.tif", "vitC/A/1.tif", "vitC/B/1.tif"]).notes == ()
