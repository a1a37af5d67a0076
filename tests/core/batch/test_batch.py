"""A batch counts each scan once, whatever happens to some of them."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
import pytest

from melcount_app.core.batch import (
    BatchChecking,
    BatchEnded,
    BatchRequest,
    BatchStarted,
    Control,
    FilesChecked,
    Limits,
    ScanDone,
    ScanProgress,
    ScanStarted,
    Which,
    run_batch,
)
from melcount_app.core.errors import ModelError, OutputError, ScanError, StudyError
from melcount_app.core.mask import drawn_mask
from melcount_app.core.protocol import Protocol
from melcount_app.core.region import polygon
from melcount_app.core.standing import CHANGED, CountHead, Standing, State
from melcount_app.core.study import Study
from tests.core.batch.conftest import add, child, done, failed

AddScan = Callable[..., Path]
DEADLINE_S = 20.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="names are text there")


def run(study: Study, request: BatchRequest) -> list[object]:
    return list(run_batch(study, request))


def heads(events: Iterable[object]) -> list[CountHead]:
    """Of the counts that apply."""
    standings = [event.standing for event in events if isinstance(event, ScanDone)]
    return [standing.head for standing in standings if standing.head is not None]


def test_that_all_scans_are_counted_written_and_kept(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan("a/1.tif"), add_scan("b/1.tif", 1))
    found = run(study, request_)
    assert done(found) == keys
    started = [event for event in found if isinstance(event, BatchStarted)]
    assert started == [BatchStarted(tuple(keys), (), ())]
    assert found[-1] == BatchEnded(is_cancelled=False)
    for key, folder in zip(keys, ("a", "b"), strict=True):
        facts = json.loads((request_.out / folder / "1.json").read_text(encoding="utf-8"))
        counted, head = study.counts.of(key), study.entry(key).count
        assert counted is not None
        assert head is not None
        assert facts["cells"] == head.cells
        assert facts["fingerprint"] == counted.request.fingerprint


def test_that_a_second_batch_counts_nothing_again(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, add_scan("1.tif"))
    run(study, request_)
    assert run(study, request_) == [
        BatchChecking(0, 1),
        FilesChecked(same={}),
        BatchStarted((), tuple(keys), ()),
        BatchEnded(is_cancelled=False),
    ]


def test_that_a_scan_that_cannot_be_read_costs_that_scan_only(
    study: Study, request_: BatchRequest, add_scan: AddScan, folder: Path
) -> None:
    bad = folder / "bad.tif"
    bad.write_bytes(b"no scan")
    keys = add(study, bad, add_scan("good.tif"))
    found = run(study, request_)
    assert done(found) == [keys[1]]
    assert "bad.tif" in failed(found)[keys[0]]
    assert study.scans.all()[0].failure == failed(found)[keys[0]]


def test_that_edits_made_while_a_scan_is_counted_hold_and_the_count_follows_them(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    (whole,) = heads(run(study, request_))
    first = study.edits.of(key)
    assert first is not None
    asked = dataclasses.replace(first, um_per_px=1.5)
    study.save_edits(key, asked)
    drawn = drawn_mask(polygon([(0, 0), (160, 0), (160, 240), (0, 240)]), first.mask.scan_size)
    mine = dataclasses.replace(asked, mask=drawn)
    found = []
    for event in run_batch(study, request_):
        if isinstance(event, ScanProgress):
            study.save_edits(key, mine)
        found.append(event)
    assert study.edits.of(key) == mine
    (head,) = heads(found)
    assert study.entry(key).count == head
    assert head.cells is not None
    assert whole.cells is not None
    assert 0 < head.cells < 0.8 * whole.cells


def test_that_a_count_that_does_not_apply_to_edits_made_meanwhile_is_not_told(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    run(study, request_)
    first = study.edits.of(key)
    assert first is not None
    study.save_edits(key, dataclasses.replace(first, um_per_px=1.5))
    mine = dataclasses.replace(first, um_per_px=1.6)
    found = []
    for event in run_batch(study, request_):
        if isinstance(event, ScanProgress):
            study.save_edits(key, mine)
        found.append(event)
    assert study.edits.of(key) == mine
    (done_,) = (event for event in found if isinstance(event, ScanDone))
    assert done_.standing == Standing(State.STALE, CHANGED)
    starts = (event for event in run_batch(study, request_) if isinstance(event, BatchStarted))
    assert next(starts) == BatchStarted((key,), (), ())


def test_that_only_the_failed_ones_are_counted_again_on_request(
    study: Study, request_: BatchRequest, add_scan: AddScan, folder: Path
) -> None:
    bad = folder / "bad.tif"
    bad.write_bytes(b"no scan")
    keys = add(study, bad, add_scan("good.tif"))
    run(study, request_)
    add_scan("bad.tif", 3)
    later = add(study, add_scan("later.tif", 4))
    again = run(study, dataclasses.replace(request_, which=Which.FAILED))
    assert done(again) == [keys[0]]
    assert study.scans.all()[0].failure == ""
    assert study.counts.of(later[0]) is None


def test_that_a_crash_costs_that_scan_only(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, *(add_scan(f"{n}.tif", n) for n in range(3)))
    found: list[object] = []
    for event in run_batch(study, request_):
        found.append(event)
        if event == ScanProgress(keys[1], 0.0):
            child().kill()
    assert done(found) == [keys[0], keys[2]]
    assert "the program failed" in failed(found)[keys[1]]


def test_that_a_hang_costs_that_scan_only(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, *(add_scan(f"{n}.tif", n) for n in range(3)))
    request = dataclasses.replace(request_, limits=Limits(silence_s=10.0))
    found: list[object] = []
    for event in run_batch(study, request):
        found.append(event)
        if event == ScanStarted(keys[1]):
            child().suspend()
    assert done(found) == [keys[0], keys[2]]
    assert "nothing moved" in failed(found)[keys[1]]


def test_that_a_scan_that_takes_too_much_memory_is_given_up(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    found = run(study, dataclasses.replace(request_, limits=Limits(memory=1)))
    assert "GiB of memory" in failed(found)[key]


def test_that_a_fresh_process_takes_over_after_some_scans(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    add(study, *(add_scan(f"{n}.tif", n) for n in range(3)))
    pids = [
        child().pid
        for event in run_batch(study, dataclasses.replace(request_, limits=Limits(scans=2)))
        if isinstance(event, ScanDone)
    ]
    assert pids[0] == pids[1] != pids[2]


def test_that_a_cancelled_batch_goes_on_where_it_was(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    keys = add(study, *(add_scan(f"{n}.tif", n) for n in range(3)))
    control = Control()
    found: list[object] = []
    for event in run_batch(study, request_, control):
        found.append(event)
        if event == ScanStarted(keys[1]):
            control.cancel()
    assert found[-1] == BatchEnded(is_cancelled=True)
    assert not failed(found)
    assert done(found) + done(run(study, request_)) == keys


def test_that_no_process_is_left_behind(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    add(study, add_scan("1.tif"), add_scan("2.tif", 1))
    running = run_batch(study, request_)
    assert any(isinstance(event, ScanDone) for event in running)
    process = child()
    running.close()
    assert not process.is_running()


def test_that_a_paused_batch_stands_still_until_it_goes_on(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    add(study, add_scan("1.tif"))
    control = Control()
    found: list[object] = []
    control.pause()
    batch = threading.Thread(target=lambda: found.extend(run_batch(study, request_, control)))
    batch.start()
    until = time.monotonic() + DEADLINE_S
    while time.monotonic() < until and not is_standing_still():
        pass
    assert is_standing_still()
    assert not done(found)
    control.go_on()
    batch.join(DEADLINE_S)
    assert len(done(found)) == 1


def is_standing_still() -> bool:
    try:
        return bool(child().status() == psutil.STATUS_STOPPED)
    except (ValueError, psutil.Error):
        return False


def test_that_a_file_replaced_since_it_was_planned_is_not_counted(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    study.scans.set_fingerprint(key, "sha256:other")
    found = run(study, request_)
    assert "1.tif” is not the file that was planned" in failed(found)[key]
    accepting = dataclasses.replace(request_, which=Which.FAILED, accepts_changed=True)
    assert done(run(study, accepting)) == [key]


def test_that_a_count_is_kept_as_a_whole_or_not_at_all(
    study: Study, request_: BatchRequest, add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = add(study, add_scan("1.tif"))

    def fail(*arguments: object) -> None:
        raise StudyError("the disc is full")

    with monkeypatch.context() as patched:
        patched.setattr(study, "save_count", fail)
        with pytest.raises(StudyError, match="disc is full"):
            run(study, request_)
    assert study.counts.of(key) is None
    assert study.prepared.of(key) is None
    assert study.scans.all()[0].fingerprint == ""
    assert done(run(study, request_)) == [key]


def test_that_a_drive_that_is_gone_is_no_failure_of_its_scans(
    study: Study, request_: BatchRequest, add_scan: AddScan, folder: Path
) -> None:
    add(study, add_scan("1.tif"))
    shutil.rmtree(folder)
    with pytest.raises(ScanError, match="is gone"):
        run(study, request_)
    assert study.scans.all()[0].failure == ""


def test_that_results_that_cannot_be_written_end_the_batch(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("a/1.tif"))
    request_.out.mkdir()
    (request_.out / "a").write_text("no folder")
    with pytest.raises(OutputError, match="Choose another folder"):
        run(study, request_)
    assert study.scans.all()[0].failure == ""
    assert study.counts.of(key) is None


def test_that_a_study_is_counted_with_one_protocol(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    add(study, add_scan("1.tif"))
    run(study, request_)
    other = dataclasses.replace(request_.protocol, um_per_px=0.5)
    with pytest.raises(StudyError, match="is another"):
        run(study, dataclasses.replace(request_, protocol=other))


def test_that_another_model_than_the_protocols_is_refused(
    study: Study, request_: BatchRequest
) -> None:
    protocol = Protocol("mine", "other", "0" * 64)
    with pytest.raises(ModelError, match="“mine” counts with the model other"):
        run(study, dataclasses.replace(request_, protocol=protocol))


def test_that_the_protocol_goes_before_the_file(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    protocol = dataclasses.replace(request_.protocol, um_per_px=1.7, channel="red")
    run(study, dataclasses.replace(request_, protocol=protocol))
    counted = study.counts.of(key)
    assert counted is not None
    assert counted.request.um_per_px == 1.7
    assert counted.request.channel.name == "red"


@pytest.mark.parametrize(
    "name",
    [
        "peau été 🧫; n°1.tif",
        "é" * 118 + ".tif",
        "x" * 236 + ".tif",
        "a'b%20$(x) & co.tif",
        "CON.tif",
        pytest.param("bad\udcff\udc80.tif", marks=posix),
    ],
)
def test_that_any_file_name_is_counted(
    study: Study, request_: BatchRequest, add_scan: AddScan, name: str
) -> None:
    (key,) = add(study, add_scan(name))
    (event,) = (event for event in run(study, request_) if isinstance(event, ScanDone))
    assert event.key == key
    assert event.workbook.exists()
    assert study.scans.all()[0].path.exists()
    assert study.counts.of(key) is not None
    assert study.entry(key).count == event.standing.head
    assert [entry.text for entry in study.journal.of(key)][-1] == "counted in a batch"
