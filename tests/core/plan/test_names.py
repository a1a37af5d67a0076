"""File names tell the plan by a pattern, which is proposed from the names."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import (
    Assignment,
    FoundScan,
    NameRule,
    plan_by_names,
    propose_pattern,
    propose_plan,
)


def scan(place: str) -> FoundScan:
    return FoundScan(Path("/scans") / place, Path(place).parts[:-1])


def read(pattern: str, place: str) -> Assignment | None:
    return NameRule.of_pattern(pattern).read(scan(place))


@pytest.mark.parametrize(
    ("pattern", "place", "condition", "replicate"),
    [
        ("{condition}_{dose}_{replicate}.ndpi", "vitC_10_1.ndpi", "vitC 10", "1"),
        ("{condition}_{dose}_{replicate}", "vitamin_C_10uM_02.NDPI", "vitamin C 10 µM", "2"),
        ("{condition}_{dose}_{replicate}", "vitamin C_10 µM_2.ndpi", "vitamin C 10 µM", "2"),
        ("{condition}_{dose}_{replicate}", "untreated_3.tif", "untreated", "3"),
        ("{condition} {dose} {replicate}", "acide kojique 0,5 % 3.tif", "acide kojique 0,5 %", "3"),
        ("{condition}{dose}_{replicate}", "MSH100nM_1.ome.tif", "MSH 100 nM", "1"),
        ("{condition}{replicate}", "control12.tif", "control", "12"),
        ("{*}_{condition}_{replicate}", "2026-09-01_control_1.tif", "control", "1"),
        ("{dose}_{condition}_{replicate}", "10ug/ml_x_1.tif".replace("/", ""), "x 10 ugml", "1"),
        ("{condition}/{*}_{replicate}", "control/scan_4.tif", "control", "4"),
        ("scan_{replicate}", "control/day 1/SCAN_4.tif", "control", "4"),
    ],
)
def test_that_a_pattern_tells_condition_with_dose_and_replicate(
    pattern: str, place: str, condition: str, replicate: str
) -> None:
    assert read(pattern, place) == Assignment(condition, replicate)


def test_that_two_ways_to_write_micro_are_one_condition() -> None:
    told = [read("{condition} {dose} {replicate}", f"c 5 {mu}M 1.tif") for mu in "uµμ"]
    assert told == [Assignment("c 5 µM", "1")] * 3


def test_that_a_donor_is_told() -> None:
    told = read("{donor}-{condition}-{replicate}", "D12-control-1.tif")
    assert told == Assignment("control", "1", "D12")


def test_that_what_a_pattern_has_beside_fields_is_taken_as_it_is() -> None:
    assert read("a.b({condition})", "a.b(c).tif") == Assignment("c")
    assert read("a.b({condition})", "axb(c).tif") is None


def test_that_a_name_that_does_not_match_says_so() -> None:
    rule = NameRule.of_pattern("{condition}_{replicate}")
    good, bad = plan_by_names([scan("a_1.tif"), scan("nothing.tif")], rule).scans
    assert good.reason == ""
    assert bad.assignment == Assignment()
    assert bad.reason == "“nothing.tif” does not match the pattern {condition}_{replicate}."


def test_that_a_name_without_condition_says_so() -> None:
    rule = NameRule.of_pattern("scan_{replicate}")
    (told,) = plan_by_names([scan("scan_1.tif")], rule).scans
    assert told.reason.startswith("Nothing in “scan_1.tif” tells the condition")


def test_that_replicates_without_a_field_are_numbered() -> None:
    rule = NameRule.of_pattern("{condition} {*}")
    plan = plan_by_names([scan("a x.tif"), scan("a y.tif"), scan("b x.tif")], rule)
    assert [each.assignment.replicate for each in plan.scans] == ["1", "2", "1"]


def test_that_a_regular_expression_may_look_at_folders() -> None:
    rule = NameRule.of_expression(r"^(?P<condition>\w+)/.*R(?P<replicate>\d)")
    assert rule.read(scan("msh/day 1/xR2.tif")) == Assignment("msh", "2")


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("{condition}_{colour}", r"no field “colour” .* \{condition\}, .*\{\*\}\.$"),
        ("{condition}_{condition}", "a field twice"),
        ("control", "has no field"),
        ("{*}", "has no field"),
    ],
)
def test_that_a_bad_pattern_is_a_sentence(pattern: str, what: str) -> None:
    with pytest.raises(PlanError, match=what):
        NameRule.of_pattern(pattern)


@pytest.mark.parametrize(
    ("expression", "what"), [("(", "not a regular expression"), ("(a)", "names no group")]
)
def test_that_a_bad_regular_expression_is_a_sentence(expression: str, what: str) -> None:
    with pytest.raises(PlanError, match=what):
        NameRule.of_expression(expression)


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        ("control_1 control_2 vitC_10_1 vitC_10_2", "{condition}_{dose}_{replicate}"),
        ("vitamin_C_10uM_1 vitamin_E_5uM_1 untreated_1", "{condition}_{dose}_{replicate}"),
        ("Study5_control_R1 Study5_DMSO_R1 Study5_DMSO_R2", "Study5_{condition}_{replicate}"),
        ("control1 control2 vitC1", "{condition}{replicate}"),
        ("U_1 U_2 D10_1 D50_2", "{condition}{dose}_{replicate}"),
        ("D1_control_1 D2_control_1 D1_DMSO_2", "{donor}_{condition}_{replicate}"),
        ("control-1_TRP1 msh-5nM-1_TRP1", "{condition}-{dose}-{replicate}_TRP1"),
        ("control_A control_B msh_A", "{condition}_{replicate}"),
        ("IMG-2026-aaa foo bar", ""),
        ("2026-09-01_control_1 2026-09-01_acide_azélaïque_1", "2026-09-01_{condition}_{replicate}"),
        ("{a}_x_1 {a}_y_1", "{condition}_{replicate}"),
        ("2026-11-10_DMSO_1 2026-11-11_DMSO_2 2026-11-10_a_1", "{date}_{condition}_{replicate}"),
        ("DMSO_1_20261110 DMSO_2_20261111 a_1_20261110", "{condition}_{replicate}_{date}"),
        ("DMSO-10.11.2026-1 DMSO-11.11.2026-2 a-10.11.2026-1", "{condition}-{date}-{replicate}"),
        ("261110_a_10uM_1 261111_a_5uM_1 261111_a_5uM_2", "{date}_{condition}_{dose}_{replicate}"),
        ("10nov2026_a_1 11nov2026_a_2 11nov2026_b_1", "{date}_{condition}_{replicate}"),
        ("20261110_1430_a_1 20261111_0910_a_2", "{date}_{condition}_{replicate}"),
        ("a_2026-11-10 a_2026-11-11 b_2026-11-10", "{condition}_{date}"),
        ("2026-11-10_1 2026-11-11_1 2026-11-12_2", ""),
        ("2026-11-10 2026-11-11", ""),
    ],
)
def test_that_a_pattern_is_proposed_that_fits_the_names(names: str, pattern: str) -> None:
    assert propose_pattern(scan(f"{name}.ndpi") for name in names.split()) == pattern


def test_that_names_of_a_mac_match_patterns_that_are_typed() -> None:
    nfd = unicodedata.normalize("NFD", "témoin_1.tif")
    assert read("témoin_{replicate}", nfd) == Assignment("", "1")
    assert read("{condition}_{replicate}", nfd) == Assignment("témoin", "1")
    rule = NameRule.of_expression(r"(?P<condition>té\w+)_")
    assert rule.read(scan(nfd)) == Assignment("témoin")


def test_that_a_date_in_a_pattern_is_a_day_or_a_time() -> None:
    assert read("{date}_{condition}", "2026-11-10_14-30_a.tif") == Assignment("a")
    assert read("{date}_{condition}", "2026-11-40_a.tif") is None


def test_that_one_odd_name_does_not_prevent_a_proposal() -> None:
    names = [f"control_{n}.tif" for n in range(1, 5)] + [f"msh_{n}.tif" for n in range(1, 5)]
    assert propose_pattern(map(scan, [*names, "overview.png"])) == "{condition}_{replicate}"


def test_that_no_scans_have_no_pattern() -> None:
    assert propose_pattern([]) == ""


@pytest.mark.parametrize(
    ("places", "pattern", "conditions"),
    [
        (("control/a.tif", "msh/a.tif"), "", ("control", "msh")),
        (("control_1.tif", "msh_1.tif"), "{condition}_{replicate}", ("control", "msh")),
        (("all/control_1.tif", "all/msh_1.tif"), "{condition}_{replicate}", ("control", "msh")),
        (("control/a_1.tif", "control/a_2.tif"), "", ("control",)),
        (("x.tif", "nothing in common.tif"), "", ()),
        (("2026-11-10/a_1.tif", "2026-11-11/b_1.tif"), "{condition}_{replicate}", ("a", "b")),
        (
            ("a_1/scan.tif", "a_2/scan.tif", "b_1/scan.tif"),
            "{condition}_{replicate}/{*}",
            ("a", "b"),
        ),
        (("S-01/S-01.tif", "S-02/S-02.tif"), "{condition}-{replicate}", ("S",)),
        (("x1/a_1.tif", "x2/a_2.tif", "x3/b_1.tif"), "{condition}_{replicate}", ("a", "b")),
        (("10 µM/a_1.tif", "20 µM/b_1.tif"), "", ("10 µM", "20 µM")),
    ],
)
def test_that_names_are_asked_where_sub_folders_do_not_tell_conditions_apart(
    places: tuple[str, ...], pattern: str, conditions: tuple[str, ...]
) -> None:
    plan, proposed = propose_plan(map(scan, places))
    assert (proposed, plan.conditions) == (pattern, conditions)


@pytest.mark.parametrize(
    ("places", "pattern", "donors"),
    [
        (
            "donor1/control_1 donor1/treated_1 donor2/control_1 donor2/treated_1",
            "{donor}/{condition}_{replicate}",
            {"donor1", "donor2"},
        ),
        (
            "donor1/control donor1/treated donor2/control donor2/treated",
            "{donor}/{condition}",
            {"donor1", "donor2"},
        ),
        (
            "exp1/control_1 exp1/treated_1 exp2/control_2 exp2/treated_2",
            "{condition}_{replicate}",
            {""},
        ),
    ],
)
def test_that_names_within_folders_that_are_no_conditions_tell_them(
    places: str, pattern: str, donors: set[str]
) -> None:
    found = []
    for place in places.split():
        folder, name = place.split("/")
        found.append(FoundScan(Path(f"/s/{place}.tif").with_name(f"{name}.tif"), (folder,)))
    plan, proposed = propose_plan(found)
    assert proposed == pattern
    assert set(plan.conditions) == {"control", "treated"}
    assert {each.assignment.donor for each in plan.scans} == donors
