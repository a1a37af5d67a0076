"""A batch counts by the protocol, whatever the edits say, and leaves the edits as they are."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from melcount_app.core.batch import BatchRequest, BatchStarted, ScanDone, ScanProgress, run_batch
from melcount_app.core.channel import ChannelChoice
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import Size
from melcount_app.core.mask import drawn_mask
from melcount_app.core.prepare import ScanPrepared, prepare_scan
from melcount_app.core.region import polygon
from melcount_app.core.study import Study
from tests.core.batch.conftest import add, done

AddScan = Callable[..., Path]


@pytest.fixture
def locked(request_: BatchRequest) -> BatchRequest:
    """A protocol that names channel and pixel size."""
    protocol = dataclasses.replace(request_.protocol, um_per_px=1.7, channel="red")
    return dataclasses.replace(request_, protocol=protocol)


def automatic(path: Path) -> Edits:
    """What a window begins with."""
    *_, last = prepare_scan(path)
    assert isinstance(last, ScanPrepared)
    return Edits(last.scan.channel, last.scan.mask)


def test_that_what_the_protocol_says_is_not_written_into_the_edits(
    study: Study, locked: BatchRequest, add_scan: AddScan
) -> None:
    path = add_scan("1.tif")
    (key,) = add(study, path)
    list(run_batch(study, locked))
    assert study.edits.of(key) == automatic(path)


def test_that_the_edits_of_the_user_stay_and_the_protocol_is_counted_by(
    study: Study, locked: BatchRequest, add_scan: AddScan
) -> None:
    path = add_scan("1.tif")
    (key,) = add(study, path)
    outline = drawn_mask(polygon([(0, 0), (160, 0), (160, 240), (0, 240)]), size_of(path))
    mine = dataclasses.replace(automatic(path), mask=outline, um_per_px=1.5)
    study.save_edits(key, mine)
    assert done(run_batch(study, locked)) == [key]
    assert study.edits.of(key) == mine
    facts = json.loads((locked.out / "1.json").read_text(encoding="utf-8"))
    assert (facts["um_per_px"], facts["um_per_px_source"]) == (1.7, "protocol")
    assert (facts["channel"], facts["channel_reason"]) == (
        "red",
        "named by the protocol of the study",
    )
    assert facts["flags"][0]["name"] == "pixel_size_from_protocol"


def size_of(path: Path) -> Size:
    return automatic(path).mask.scan_size


def test_that_a_scan_that_is_only_looked_at_meanwhile_keeps_its_count(
    study: Study, locked: BatchRequest, add_scan: AddScan
) -> None:
    path = add_scan("1.tif")
    (key,) = add(study, path)
    outcomes = []
    for event in run_batch(study, locked):
        if isinstance(event, ScanProgress):
            study.save_edits(key, automatic(path), "open")
        if isinstance(event, ScanDone):
            outcomes.append(event.standing)
    assert outcomes[0].head is not None
    assert outcomes[0].head.cells_per_mm2 is not None
    assert BatchStarted((), (key,), ()) in run_batch(study, locked)


def test_that_a_study_whose_edits_hold_the_protocol_is_still_finished(
    study: Study, locked: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    list(run_batch(study, locked))
    edits = study.edits.of(key)
    assert edits is not None
    red = ChannelChoice(0, "red", "chosen by the user")
    study.save_edits(key, dataclasses.replace(edits, channel=red, um_per_px=1.7))
    assert BatchStarted((), (key,), ()) in run_batch(study, locked)
