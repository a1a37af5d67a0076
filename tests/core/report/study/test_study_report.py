"""What a study report says: who counts in n, what is left out, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box

from melcount_app.core.plan import Role
from melcount_app.core.region import Region
from melcount_app.core.report.study import ConditionReport, StudyReport
from melcount_app.core.statistics import Planned, compare
from melcount_app.core.study import Study, name_operator
from tests.core.report.study.conftest import DENSITY, PROTOCOL, AddCounted, report_of


def condition(report: StudyReport, name: str) -> ConditionReport:
    return next(each for each in report.conditions if each.name == name)


def densities(condition: ConditionReport) -> list[float]:
    found = [scan.cells_per_mm2 for scan in condition.scans]
    return [density for density in found if density is not None]


def test_that_conditions_come_in_the_order_of_the_study_with_their_roles(
    full_report: StudyReport,
) -> None:
    found = full_report.conditions
    assert [(each.name, each.role) for each in found] == [
        ("control", Role.CONTROL),
        ("dense", Role.POSITIVE),
        ("like it", Role.TEST),
    ]


def test_that_statistics_are_those_of_the_densities_of_the_samples(
    full_report: StudyReport,
) -> None:
    found = full_report
    samples = {each.name: densities(each) for each in found.conditions}
    assert samples["control"] == pytest.approx([f * DENSITY for f in (1.0, 1.1, 0.9)], rel=1e-4)
    planned = Planned({"dense": "control", "like it": "control"}, ("dense",))
    assert found.statistics == compare(samples, planned)
    assert condition(found, "like it").level == found.statistics.levels["like it"]
    assert condition(found, "dense").comparison == found.statistics.comparisons["dense"]
    assert condition(found, "control").comparison is None


def test_that_scans_of_one_donor_are_one_sample_where_there_are_several_donors(
    study: Study, add: AddCounted
) -> None:
    for factor, donor in ((1.0, "A"), (1.2, "A"), (2.0, "B")):
        add("control", factor, donor=donor)
    found = condition(report_of(study), "control")
    assert [(sample.name, len(sample.scans)) for sample in found.samples] == [("A", 2), ("B", 1)]
    assert found.summary.n == 2
    assert found.summary.values == pytest.approx([1.1 * DENSITY, 2.0 * DENSITY], rel=1e-4)


def test_that_each_scan_is_a_sample_where_all_come_from_one_donor(
    study: Study, add: AddCounted
) -> None:
    for factor in (1.0, 1.2, 2.0):
        add("control", factor, donor="A")
    assert condition(report_of(study), "control").summary.n == 3
    assert not report_of(study).is_by_donor


def test_that_a_scan_without_a_donor_stands_for_itself_among_donors(
    study: Study, add: AddCounted
) -> None:
    for donor in ("A", "A", "B", "", ""):
        add("control", donor=donor)
    assert [len(s.scans) for s in condition(report_of(study), "control").samples] == [2, 1, 1, 1]


def test_that_a_scan_without_a_density_is_listed_and_not_in_n(
    study: Study, add: AddCounted
) -> None:
    add("control", pixel_size=None)
    add("control", 1.0)
    found = condition(report_of(study), "control")
    assert (len(found.scans), found.summary.n) == (2, 1)
    assert "pixel size is not known" in found.scans[0].withheld[0]
    assert found.scans[0].measurement.sample.cells is not None


def fail(study: Study, key: int) -> None:
    study.scans.set_failure(key, "“a.tif” is broken.")


def replace_file(study: Study, key: int) -> None:
    study.scans.set_fingerprint(key, "sha256:other")


def choose_other_channel(study: Study, key: int) -> None:
    edits = study.edits.of(key)
    assert edits is not None
    channel = dataclasses.replace(edits.channel, index=0, name="red")
    study.save_edits(key, dataclasses.replace(edits, channel=channel))


def uncount_part(study: Study, key: int) -> None:
    counted = study.counts.of(key)
    assert counted is not None
    counted.density.counted[:, 300:] = False
    study.save_count(key, counted)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (fail, "is broken"),
        (replace_file, "not the one that was counted"),
        (choose_other_channel, "has changed since the count"),
        (uncount_part, "grew beyond what was counted"),
    ],
)
def test_that_a_count_that_does_not_apply_is_named_and_left_out(
    study: Study, add: AddCounted, change: Callable[[Study, int], None], reason: str
) -> None:
    add("control", 1.0)
    key = add("control", 5.0)
    change(study, key)
    found = condition(report_of(study), "control")
    assert [left.scan.key for left in found.left_out] == [key]
    assert reason in found.left_out[0].reason
    assert found.left_out[0].is_failed is (change is fail)
    assert found.summary.values == pytest.approx([DENSITY], rel=1e-4)


@pytest.mark.parametrize("has_protocol", [True, False])
def test_that_a_count_with_another_model_is_left_out(
    study: Study, add: AddCounted, *, has_protocol: bool
) -> None:
    if has_protocol:
        study.terms.set_protocol(PROTOCOL)
    add("control", 1.0)
    key = add("control", 5.0, model_sha256="f" * 64)
    (left,) = report_of(study).left_out
    assert left[1].scan.key == key
    assert "another model" in left[1].reason


@pytest.mark.parametrize("setting", [{"channel": "red"}, {"um_per_px": 2.0}])
def test_that_a_count_with_other_settings_than_the_protocol_is_left_out(
    study: Study, add: AddCounted, setting: dict[str, Any]
) -> None:
    study.terms.set_protocol(dataclasses.replace(PROTOCOL, **setting))
    add("control", 1.0)
    ((_, left),) = report_of(study).left_out
    assert "other settings" in left.reason


def test_that_a_scan_that_nobody_counted_is_left_out(study: Study, tmp_path: Path) -> None:
    study.scans.add(tmp_path / "new.tif")
    ((_, left),) = report_of(study).left_out
    assert "was not counted" in left.reason
    assert not left.is_failed


@pytest.mark.parametrize(
    ("roles", "control"),
    [
        ({"b": Role.CONTROL, "a": Role.VEHICLE}, "b"),
        ({"b": Role.VEHICLE}, "b"),
        ({"a": Role.TEST}, ""),
        ({}, ""),
    ],
)
def test_that_the_control_goes_before_the_vehicle(
    study: Study, add: AddCounted, roles: dict[str, Role], control: str
) -> None:
    for name in ("a", "b"):
        add(name)
    study.plan.set_roles(roles)
    assert report_of(study).statistics.control == control


def test_that_donors_that_conditions_share_are_blocks(study: Study, add: AddCounted) -> None:
    for donor, factor in (("A", 1.0), ("B", 2.0), ("C", 4.0)):
        add("control", factor, donor=donor)
        add("x", 0.65 * factor * (1.05 if donor == "B" else 1.0), donor=donor)
    study.plan.set_roles({"control": Role.CONTROL})
    found = report_of(study).statistics
    assert found.has_blocks
    assert found.comparisons["x"].is_lower


def test_that_drugs_are_compared_with_their_vehicle_and_controls_come_first(
    study: Study, add: AddCounted
) -> None:
    for name in ("drug 10 µM", "drug 2 µM", "DMSO", "untreated"):
        add(name)
        add(name, 1.1)
    study.plan.set_roles({"DMSO": Role.VEHICLE, "untreated": Role.CONTROL})
    found = report_of(study)
    assert [each.name for each in found.conditions] == [
        "untreated", "DMSO", "drug 2 µM", "drug 10 µM",
    ]  # fmt: skip
    assert found.statistics.control == "DMSO"
    assert found.statistics.comparisons["DMSO"].control == "untreated"
    assert found.statistics.comparisons["DMSO"].is_check


def test_that_scans_without_a_condition_are_measured_and_compared_with_nothing(
    full_study: Study, add: AddCounted
) -> None:
    add("", 9.0)
    found = report_of(full_study)
    assert condition(found, "").summary.n == 1
    assert condition(found, "").comparison is None
    assert "" not in found.statistics.conditions


def test_that_all_pictures_share_the_scale_of_the_densest_scan(full_report: StudyReport) -> None:
    found = full_report
    assert list(found.scales) == ["cells/mm²"]
    highest = max(scan.highest for _, scan in found.scans)
    assert highest <= found.scales["cells/mm²"] <= 2 * highest
    assert all(scan.picture.startswith(b"\xff\xd8") for _, scan in found.scans)


def test_that_the_last_change_of_each_scan_is_told(full_report: StudyReport) -> None:
    edits = [scan.last_edit for _, scan in full_report.scans]
    assert {edit.text for edit in edits if edit} == {"outlined"}
    assert None not in edits


def test_that_an_empty_study_gives_an_empty_report(study: Study) -> None:
    found = report_of(study)
    assert (found.conditions, found.control) == ((), None)
    assert found.statistics.comparisons == {}


def test_that_regions_of_the_user_are_measured(study: Study, add: AddCounted) -> None:
    add("a", regions=(Region("centre", box(100, 600, 900, 1400)),))
    (scan,) = report_of(study).conditions[0].scans
    assert [region.name for region in scan.measurement.regions] == ["centre"]
    assert scan.measurement.regions[0].cells_per_mm2 == pytest.approx(50, rel=1e-3)


def test_that_a_scan_that_the_user_leaves_out_is_told_with_its_number_and_not_in_n(
    study: Study, add: AddCounted
) -> None:
    keys = [add("control", factor) for factor in (1.0, 1.2, 5.0)]
    name_operator("Anaïs L.")
    study.exclusions.leave_out(keys[2], "a fold.", "scan 3.tif")
    name_operator("")
    report = report_of(study)
    found = condition(report, "control")
    assert found.summary.n == 2
    (left,) = report.excluded
    assert left.cells_per_mm2 == pytest.approx(5 * DENSITY, rel=1e-4)
    assert left.reason.startswith("Left out by Anaïs L. on 20")
    assert left.reason.endswith(": a fold.")
    study.exclusions.take_in(keys[2], "no fold", "scan 3.tif")
    assert condition(report_of(study), "control").summary.n == 3


def test_that_one_content_in_two_files_is_counted_once_and_said(
    study: Study, add: AddCounted
) -> None:
    keys = [add("control", factor) for factor in (1.0, 1.2, 1.2)]
    counted = study.counts.of(keys[1])
    assert counted is not None
    study.save_count(keys[2], counted)
    study.scans.set_fingerprint(keys[2], counted.request.fingerprint)
    found = condition(report_of(study), "control")
    assert found.summary.n == 2
    assert "holds the same as “scan 2.tif” of the condition “control”" in found.left_out[0].reason
    study.exclusions.leave_out(keys[1], "the wrong folder", "scan 2.tif")
    assert [scan.name for scan in condition(report_of(study), "control").scans] == [
        *("scan 1.tif", "scan 3.tif")
    ]
