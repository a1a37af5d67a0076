"""What happens to discs, drives and files while a batch runs costs a sentence, and no count."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
import pytest

from melcount_app.core.batch import (
    BatchRequest,
    ScanDone,
    ScanProgress,
    ScanStarted,
    Which,
    run_batch,
)
from melcount_app.core.errors import OutputError, ScanError, StudyError
from melcount_app.core.plan import find_scans, glance_at, plan_by_folders
from melcount_app.core.study import Study, apply_plan
from tests.core.batch.conftest import add, child, done, failed

AddScan = Callable[..., Path]
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets that happen")

LITTLE = 1000
"""Bytes that a file may have on a disc that is nearly full."""


def follow(events: Iterable[object], found: list[object], act: Callable[[object], object]) -> None:
    """Notes events, and lets something happen at each."""
    for event in events:
        found.append(event)
        act(event)


@linux
def test_that_a_full_disc_ends_the_batch_and_costs_no_scan(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan("1.tif"), add_scan("2.tif", 1))
    found: list[object] = []

    def fill(event: object) -> None:
        if isinstance(event, ScanProgress):  # the process is there
            process = child()
            _, hard = process.rlimit(psutil.RLIMIT_FSIZE)
            process.rlimit(psutil.RLIMIT_FSIZE, (LITTLE, hard))

    with pytest.raises(OutputError, match=r"“1\.[a-z.]+” was not written"):
        follow(run_batch(study, request_), found, fill)
    assert found[-1] != ScanStarted(keys[1])
    assert not [path for path in request_.out.rglob("*") if path.is_file()]
    assert [scan.failure for scan in study.scans.all()] == ["", ""]
    assert done(run_batch(study, request_)) == keys


def test_that_a_full_disc_of_the_study_loses_nothing_that_was_finished(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan("1.tif"), add_scan("2.tif", 1))
    found: list[object] = []

    def fill(event: object) -> None:
        if isinstance(event, ScanDone):
            limit_pages(study, 1)

    with pytest.raises(StudyError, match=r"the disc that holds .* is full"):
        follow(run_batch(study, request_), found, fill)
    limit_pages(study, 2**30)
    assert done(found) == keys[:1]
    assert study.counts.of(keys[1]) is None
    assert done(run_batch(study, request_)) == keys[1:]


def limit_pages(study: Study, most: int) -> None:
    """Let the study file grow no further, as on a full disc."""
    with study._access.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {most}").fetchone()


def test_that_a_drive_unplugged_in_the_middle_ends_the_batch_which_goes_on_later(
    study: Study, request_: BatchRequest, add_scan: AddScan, folder: Path
) -> None:
    keys = add(study, *(add_scan(f"{n}.tif", n) for n in range(3)))
    away = folder.with_name("unplugged")
    found: list[object] = []

    def unplug(event: object) -> None:
        if event == ScanStarted(keys[1]):
            folder.rename(away)

    with pytest.raises(ScanError, match=r"is gone\. Check its drive"):
        follow(run_batch(study, request_), found, unplug)
    away.rename(folder)
    assert done(found) == keys[:1]
    assert [scan.failure for scan in study.scans.all()] == ["", "", ""]
    assert done(run_batch(study, request_)) == keys[1:]


@linux
def test_that_a_drive_of_the_results_unplugged_in_the_middle_ends_the_batch_which_goes_on_later(
    request_: BatchRequest, add_scan: AddScan, tmp_path: Path
) -> None:
    request_.out.mkdir()
    away = tmp_path / "unplugged"
    paths = [add_scan(f"{n}.tif", n) for n in range(2)]
    found: list[object] = []

    def unplug(event: object) -> None:
        if isinstance(event, ScanDone):
            request_.out.rename(away)

    with Study.open(request_.out / "s.melcount") as study:
        keys = add(study, *paths)
        with pytest.raises(StudyError, match=r"s\.melcount” is no longer in"):
            follow(run_batch(study, request_), found, unplug)
        shutil.rmtree(request_.out, ignore_errors=True)  # what was written where the drive was
        away.rename(request_.out)
    with Study.open(request_.out / "s.melcount") as study:
        assert done(found) == keys[:1]
        assert done(run_batch(study, request_)) == keys[1:]


def test_that_a_scan_replaced_between_plan_and_run_is_not_counted(
    study: Study, request_: BatchRequest, add_scan: AddScan, folder: Path
) -> None:
    paths = [add_scan("a/1.tif"), add_scan("a/2.tif", 1)]
    facts = {each.path: each for each in glance_at(paths)}
    keys = apply_plan(study, plan_by_folders(find_scans([folder]).scans), facts)
    add_scan("a/2.tif", 7)
    found = list(run_batch(study, request_))
    assert done(found) == [keys[paths[0]]]
    assert "is not the file that was planned" in failed(found)[keys[paths[1]]]
    accepting = dataclasses.replace(request_, which=Which.FAILED, accepts_changed=True)
    assert done(run_batch(study, accepting)) == [keys[paths[1]]]


def test_that_a_scan_that_vanished_costs_that_scan_only(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    paths = [add_scan("1.tif"), add_scan("2.tif", 1)]
    keys = add(study, *paths)
    paths[0].unlink()
    found = list(run_batch(study, request_))
    assert "does not exist" in failed(found)[keys[0]] or "still there" in failed(found)[keys[0]]
    assert done(found) == keys[1:]


def test_that_a_workbook_that_cannot_be_replaced_is_kept_and_the_new_one_is_told(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    add(study, add_scan("1.tif"))
    request_.out.mkdir()
    old = request_.out / "1.xlsx"
    old.write_text("open in Excel")
    old.chmod(0o444)
    (event,) = (event for event in run_batch(study, request_) if isinstance(event, ScanDone))
    assert event.workbook == request_.out / "1 (2).xlsx"
    assert event.renamed == (event.workbook,)
    assert old.read_text() == "open in Excel"
