"""What looks like a mistake is pointed out before anything runs, with the scans it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest

from melcount_app.core.brightness import Brightness
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.plan import (
    Assignment,
    Concern,
    ConcernKind,
    Plan,
    PlannedScan,
    Role,
    ScanFacts,
    concerns_of,
)
from melcount_app.core.wording import FRENCH, in_language

RGB = ("red", "green", "blue")
HALF = PixelSize(0.5, PixelSizeSource.TIFF)


def path_of(condition: str, replicate: int) -> Path:
    return Path("/scans", condition, f"{replicate}.tif")


PATHS = [path_of(condition, n) for condition in ("control", "msh") for n in (1, 2, 3)]


@pytest.fixture
def plan() -> Plan:
    """Two conditions of three samples, nothing to complain about."""
    return Plan.of(PlannedScan(path, Assignment(path.parent.name, path.stem)) for path in PATHS)


@pytest.fixture
def facts(plan: Plan) -> dict[Path, ScanFacts]:
    """All alike but for their content."""
    return {path: ScanFacts(path, f"sha256:{path}", Size(9, 9), HALF, RGB) for path in PATHS}


def only(plan: Plan, facts: Mapping[Path, ScanFacts]) -> Concern:
    (concern,) = concerns_of(plan, facts)
    assert (
        concern.kind is ConcernKind.UNREADABLE
        or in_language(concern.sentence, FRENCH) != concern.sentence
    )
    return concern


def test_that_a_good_plan_raises_no_concern(plan: Plan, facts: dict[Path, ScanFacts]) -> None:
    assert concerns_of(plan, facts) == ()
    assert concerns_of(plan, {}) == ()


def test_that_unreadable_files_are_named(plan: Plan, facts: dict[Path, ScanFacts]) -> None:
    facts[PATHS[0]] = ScanFacts(PATHS[0], failure="“1.tif” is empty.")
    assert only(plan, facts) == Concern(ConcernKind.UNREADABLE, "“1.tif” is empty.", (PATHS[0],))


def test_that_one_content_in_two_files_is_named(plan: Plan, facts: dict[Path, ScanFacts]) -> None:
    facts[PATHS[3]] = dataclasses.replace(facts[PATHS[3]], fingerprint=facts[PATHS[0]].fingerprint)
    concern = only(plan, facts)
    assert concern.kind is ConcernKind.SAME_CONTENT
    assert concern.scans == (PATHS[0], PATHS[3])
    assert "control/1.tif, msh/1.tif" in concern.sentence


def test_that_a_replicate_that_is_there_twice_is_named(plan: Plan) -> None:
    twice = plan.with_assignments({PATHS[1]: Assignment("control", "1")})
    concern = only(twice, {})
    assert concern.kind is ConcernKind.SAME_REPLICATE
    assert concern.scans == (PATHS[0], PATHS[1])
    assert concern.sentence.startswith("Replicate 1 of “control” is there more than once")


def test_that_one_replicate_of_two_donors_is_no_concern(plan: Plan) -> None:
    donors = {PATHS[1]: Assignment("control", "1", "D2")}
    assert concerns_of(plan.with_assignments(donors), {}) == ()


def test_that_fewer_replicates_than_usual_are_pointed_out(plan: Plan) -> None:
    concern = only(dataclasses.replace(plan, scans=plan.scans[:-1]), {})
    assert concern.kind is ConcernKind.MISSING_REPLICATES
    assert concern.sentence.startswith("“msh” has 2 samples, where others have 3.")
    assert concern.scans == (PATHS[3], PATHS[4])


def test_that_sizes_that_all_differ_are_no_concern() -> None:
    scans = [
        PlannedScan(path_of(condition, n), Assignment(condition, str(n)))
        for condition, samples in (("control", 4), ("msh", 3), ("vitamin C", 2))
        for n in range(samples)
    ]
    assert concerns_of(Plan.of(scans), {}) == ()


def test_that_a_condition_with_one_sample_is_pointed_out(plan: Plan) -> None:
    concern = only(dataclasses.replace(plan, scans=plan.scans[:-2]), {})
    assert concern.kind is ConcernKind.ONE_SAMPLE
    assert concern.scans == (PATHS[3],)


def test_that_scans_without_condition_are_pointed_out_once(plan: Plan) -> None:
    open_ones = dict.fromkeys(PATHS[3:], Assignment())
    concern = only(plan.with_assignments(open_ones), {})
    assert concern.kind is ConcernKind.NO_CONDITION
    assert concern.scans == tuple(PATHS[3:])


def test_that_no_control_is_pointed_out(plan: Plan) -> None:
    concern = only(plan.with_roles({"control": Role.TEST}), {})
    assert concern.kind is ConcernKind.NO_CONTROL
    assert "control, msh" in concern.sentence


def test_that_two_controls_are_pointed_out(plan: Plan) -> None:
    concern = only(plan.with_roles({"msh": Role.CONTROL}), {})
    assert concern.kind is ConcernKind.SEVERAL_CONTROLS
    assert concern.scans == tuple(PATHS)


def test_that_files_of_the_table_that_are_not_there_are_pointed_out(plan: Plan) -> None:
    absent = tuple(f"{n}.tif" for n in range(8))
    concern = only(dataclasses.replace(plan, absent=absent), {})
    assert concern.kind is ConcernKind.ABSENT
    assert "0.tif, 1.tif, 2.tif, 3.tif, 4.tif, 5.tif, … (8)" in concern.sentence


def test_that_mixed_and_missing_pixel_sizes_are_pointed_out(
    plan: Plan, facts: dict[Path, ScanFacts]
) -> None:
    other = PixelSize(0.23, PixelSizeSource.TIFF)
    nearly = PixelSize(0.5001, PixelSizeSource.OME_XML)
    for path, size in zip(PATHS, (other, nearly, None), strict=False):
        facts[path] = dataclasses.replace(facts[path], pixel_size=size)
    missing, mixed = concerns_of(plan, facts)
    assert (missing.kind, missing.scans) == (ConcernKind.NO_PIXEL_SIZE, (PATHS[2],))
    assert (mixed.kind, mixed.scans) == (ConcernKind.MIXED_PIXEL_SIZES, (PATHS[0],))
    assert "most scans have 0.5 µm" in mixed.sentence
    assert concerns_of(plan, facts, um_per_px=0.5) == ()


def test_that_mixed_channels_are_pointed_out(plan: Plan, facts: dict[Path, ScanFacts]) -> None:
    facts[PATHS[2]] = dataclasses.replace(facts[PATHS[2]], channels=("grey",))
    concern = only(plan, facts)
    assert (concern.kind, concern.scans) == (ConcernKind.MIXED_CHANNELS, (PATHS[2],))
    assert "red, green, blue" in concern.sentence


def test_that_mixed_bit_depths_are_pointed_out(plan: Plan, facts: dict[Path, ScanFacts]) -> None:
    eight, sixteen = (Brightness(90.0, black=black) for black in (None, 4.0))
    for path in PATHS:
        shown = eight if path == PATHS[2] else sixteen
        facts[path] = dataclasses.replace(facts[path], brightness=(shown,) * 3)
    concern = only(plan, facts)
    assert (concern.kind, concern.scans) == (ConcernKind.MIXED_DEPTHS, (PATHS[2],))
    assert "most scans have 16 bit, and these have 8: " in concern.sentence
    facts[PATHS[2]] = dataclasses.replace(facts[PATHS[2]], brightness=(sixteen,) * 3)
    assert concerns_of(plan, facts) == ()


def test_that_what_was_chosen_in_making_the_plan_is_pointed_out(plan: Plan) -> None:
    note = "“plan.csv” has columns that tell nothing of a plan and were passed over: comment."
    concern = only(dataclasses.replace(plan, notes=(note,)), {})
    assert (concern.kind, concern.sentence) == (ConcernKind.NOTE, note)


def test_that_conditions_and_donors_that_look_alike_are_pointed_out() -> None:
    names = ("10uM", "10 µM", "control", "contrl")
    scans = [
        PlannedScan(path_of(name, n), Assignment(name, str(n), donor))
        for name in names
        for n, donor in ((1, "D1"), (2, "d-1"), (3, "D2"))
    ]
    found = [c for c in concerns_of(Plan.of(scans), {}) if c.kind is ConcernKind.LOOK_ALIKES]
    assert [concern.sentence.partition(".")[0] for concern in found] == [
        "These conditions look alike: “10uM”, “10 µM”",
        "These conditions look alike: “control”, “contrl”",
        "These donors look alike: “D1”, “d-1”",
    ]
    assert [len(concern.scans) for concern in found] == [6, 6, 8]
    assert all(in_language(concern.sentence, FRENCH) != concern.sentence for concern in found)
