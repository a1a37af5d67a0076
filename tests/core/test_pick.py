"""A pick of image and plane from protocol or user to a count, and to whether that count applies."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest
import tifffile

from melcount_app.core.edits import Edits
from melcount_app.core.errors import ScanError
from melcount_app.core.order import CountDone, CountOrder, Options, count_one
from melcount_app.core.plan import ConcernKind, FoundScan, concerns_of, glance_at, plan_by_folders
from melcount_app.core.prepare import prepare_scan
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.report import build_report
from melcount_app.core.report.numbers_json import numbers_json
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.standing import OTHER_IMAGE, CountHead, FileHead, why_not
from melcount_app.core.study.overviews import read_prepared, write_prepared
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.terms import pick_of, terms_of
from melcount_app.core.work import result_of


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    """Two equal scenes, one of them twice as bright."""
    path = tmp_path / "scenes.ome.tif"
    rng = np.random.default_rng(0)
    options = {"PhysicalSizeX": 1.8092, "PhysicalSizeY": 1.8092}
    with tifffile.TiffWriter(path, ome=True) as writer:
        for name, factor in (("left", 1), ("right", 2)):
            pixels = (rng.integers(30, 60, (240, 320)) * factor).astype(np.uint8)
            writer.write(pixels, photometric="minisblack", metadata={"Name": name, **options})
    return path


def counted(order: CountOrder) -> CountDone:
    return result_of(count_one(order))


def test_that_protocols_that_pick_nothing_have_the_fingerprint_they_always_had() -> None:
    usual = Protocol("name", "trp1", "a" * 64)
    told = '{"channel": "", "model": "trp1", "model_sha256": "' + "a" * 64 + '", "um_per_px": null}'
    assert usual.sha256 == hashlib.sha256(told.encode()).hexdigest()
    assert "image" not in usual.to_json()
    assert dataclasses.replace(usual, image="2").sha256 != usual.sha256
    assert dataclasses.replace(usual, plane=2).sha256 != usual.sha256


def test_that_a_protocol_keeps_its_pick_in_a_file(tmp_path: Path) -> None:
    protocol = Protocol("name", "trp1", "a" * 64, image="right", plane=3)
    (tmp_path / "p.json").write_text(protocol.to_json(), encoding="utf-8")
    assert load_protocol(tmp_path / "p.json") == protocol
    assert protocol.pick == Pick("right", 3)


def test_that_the_protocol_goes_before_the_user() -> None:
    protocol = Protocol("name", "trp1", "a" * 64, image="2")
    assert pick_of(Options(pick=Pick("1", 3)), protocol) == Pick("2", 3)
    assert pick_of(Options(pick=Pick("1")), None) == Pick("1")
    assert pick_of(None, None) == NO_PICK


def test_that_another_image_gives_another_count(scenes: Path, linear_model: Path) -> None:
    first = counted(CountOrder(scenes, linear_model))
    second = counted(CountOrder(scenes, linear_model, user=Options(pick=Pick("right"))))
    assert (first.prepared.pick, second.prepared.pick) == (Pick("1"), Pick("2"))
    assert second.counted.density.values.sum() > 1.5 * first.counted.density.values.sum()
    assert not second.counted.request.gives_same_density_as(first.counted.request)
    head = CountHead.unmeasured(first.counted.request)
    terms = terms_of(FileHead.of(second.prepared).terms, second.edits, None)
    assert why_not(head, first.prepared.fingerprint, terms) == OTHER_IMAGE
    assert not head.is_of(CountHead.unmeasured(second.counted.request))


def test_that_tiles_of_another_image_are_not_taken_over(scenes: Path, linear_model: Path) -> None:
    first = counted(CountOrder(scenes, linear_model))
    order = CountOrder(scenes, linear_model, user=Options(pick=Pick("2")), earlier=first.counted)
    assert counted(order).counted.tiles > 0


def test_that_an_outline_of_another_image_is_not_used(scenes: Path, linear_model: Path) -> None:
    prepared = result_of(prepare_scan(scenes))
    drawn = Edits(prepared.channel, prepared.mask, pick=prepared.pick)
    protocol = dataclasses.replace(Protocol.of(linear_model), image="2")
    with pytest.raises(ScanError, match="outlined on another image"):
        counted(CountOrder(scenes, linear_model, user=drawn, protocol=protocol))
    early = dataclasses.replace(drawn, pick=NO_PICK)
    assert counted(CountOrder(scenes, linear_model, user=early)).prepared.pick == Pick("1")
    with pytest.raises(ScanError, match="outlined on another image"):
        counted(CountOrder(scenes, linear_model, user=early, protocol=protocol))


def test_that_what_was_opened_must_be_what_is_counted(scenes: Path, linear_model: Path) -> None:
    prepared = result_of(prepare_scan(scenes))
    order = CountOrder(scenes, linear_model, user=Options(pick=Pick("2")), prepared=prepared)
    with pytest.raises(ScanError, match="Another image of “scenes"):
        counted(order)


def test_that_a_report_says_which_image_and_that_there_are_others(
    scenes: Path, linear_model: Path
) -> None:
    done = counted(CountOrder(scenes, linear_model, user=Options(pick=Pick("2"))))
    report = build_report(done.prepared, done.counted, ())
    told = numbers_json(report)
    assert (told["image"], told["plane"]) == ("2", None)
    assert told["flags"][0]["name"] == "about_the_file"
    assert "Counted is image 2 “right”" in told["flags"][0]["sentence"]


def test_that_a_study_keeps_all_that_was_picked(scenes: Path) -> None:
    prepared = result_of(prepare_scan(scenes))
    again = read_prepared(write_prepared(prepared), scenes)
    assert (again.pick, again.images, again.notes) == (
        prepared.pick,
        prepared.images,
        prepared.notes,
    )
    edits = Edits(prepared.channel, prepared.mask, pick=prepared.pick)
    assert from_text(Edits, to_text(edits)).pick == Pick("1")


def test_that_a_plan_points_out_what_else_files_hold(scenes: Path) -> None:
    facts = {each.path: each for each in glance_at([scenes])}
    plan = plan_by_folders([FoundScan(scenes, ("one",))])
    (told,) = (each for each in concerns_of(plan, facts) if each.kind is ConcernKind.ABOUT_FILES)
    assert told.scans == (scenes,)
    assert told.sentence.startswith("About scenes.ome.tif: The file holds 2 images.")
    (picked,) = glance_at([scenes], pick=Pick("7"))
    assert "no image “7”" in picked.failure
