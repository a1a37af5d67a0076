"""A batch that goes on knows without density maps what is finished, and measures the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from melcount_app.core.batch import (
    BatchChecking,
    BatchEnded,
    BatchEvent,
    BatchRequest,
    BatchSorting,
    BatchStarted,
    Control,
    FilesChecked,
    run_batch,
)
from melcount_app.core.edits import Edits
from melcount_app.core.mask import drawn_mask
from melcount_app.core.region import polygon
from melcount_app.core.standing import State
from melcount_app.core.study import Study, standing_of
from tests.core.batch.conftest import add, done

AddScan = Callable[..., Path]
ENDED = BatchEnded(is_cancelled=False)


@pytest.fixture
def keys(study: Study, request_: BatchRequest, add_scan: AddScan) -> list[int]:
    """Of scans that a batch has counted."""
    keys = add(study, *(add_scan(f"{n}.tif", n) for n in range(3)))
    assert done(run_batch(study, request_)) == keys
    return keys


def after_checks(events: Iterable[BatchEvent]) -> list[BatchEvent]:
    """The events without what became of the files, which comes first."""
    return [each for each in events if not isinstance(each, BatchChecking | FilesChecked)]


def outlined(study: Study, key: int, right: float) -> Edits:
    """The edits of a scan with a sample from its left border to there."""
    edits = study.edits.of(key)
    assert edits is not None
    corners = [(0.0, 0.0), (right, 0.0), (right, 240.0), (0.0, 240.0)]
    mask = drawn_mask(polygon(corners), edits.mask.scan_size)
    return dataclasses.replace(edits, mask=mask)


def forget_maps(study: Study) -> None:
    """Let every density map be unreadable."""
    with study._access.writing() as connection:
        connection.execute("UPDATE count SET record = '', density = x'', counted = x''")


def test_that_what_is_finished_is_known_without_its_density_map(
    study: Study, request_: BatchRequest, keys: list[int]
) -> None:
    forget_maps(study)
    assert after_checks(run_batch(study, request_)) == [BatchStarted((), tuple(keys), ()), ENDED]


def test_that_a_count_whose_outline_was_changed_unseen_is_measured_once_and_not_counted_again(
    study: Study, request_: BatchRequest, keys: list[int]
) -> None:
    before = study.entry(keys[1]).count
    study.save_edits(keys[1], outlined(study, keys[1], 160))
    started = BatchStarted((), tuple(keys), ())
    assert after_checks(run_batch(study, request_)) == [BatchSorting(0, 1), started, ENDED]
    after = study.entry(keys[1]).count
    assert before is not None
    assert after is not None
    assert before.cells is not None
    assert after.cells is not None
    assert 0 < after.cells < 0.8 * before.cells
    forget_maps(study)
    assert after_checks(run_batch(study, request_)) == [started, ENDED]


def test_that_a_count_that_was_kept_and_not_measured_is_neither_finished_nor_lost(
    study: Study, request_: BatchRequest, keys: list[int]
) -> None:
    head, counted = study.entry(keys[0]).count, study.counts.of(keys[0])
    assert counted is not None
    study.save_count(keys[0], counted)  # and the program is killed
    assert standing_of(study.entry(keys[0]), request_.protocol).state is State.UNMEASURED
    events = after_checks(run_batch(study, request_))
    assert events == [BatchSorting(0, 1), BatchStarted((), tuple(keys), ()), ENDED]
    assert study.entry(keys[0]).count == head


def test_that_an_outline_that_grew_unseen_is_counted_again(
    study: Study, request_: BatchRequest, add_scan: AddScan
) -> None:
    (key,) = add(study, add_scan("1.tif"))
    after_checks(run_batch(study, request_))
    whole = study.edits.of(key)
    assert whole is not None
    small = outlined(study, key, 20)
    study.save_edits(key, small)
    counted = study.counts.of(key)
    assert counted is not None
    counted.density.counted[:, counted.density.size.width // 2 :] = False
    study.save_count(key, counted)
    assert done(run_batch(study, request_)) == []
    study.save_edits(key, whole)
    events = after_checks(run_batch(study, request_))
    assert events[:2] == [BatchSorting(0, 1), BatchStarted((key,), (), ())]
    assert done(events) == [key]


def test_that_a_batch_is_cancelled_while_it_measures(
    study: Study, request_: BatchRequest, keys: list[int]
) -> None:
    for key in keys:
        study.save_edits(key, outlined(study, key, 160))
    control, events = Control(), list[object]()
    for event in run_batch(study, request_, control):
        events += after_checks([event])
        if event == BatchSorting(1, 3):
            control.cancel()
    assert events == [BatchSorting(0, 3), BatchSorting(1, 3), BatchEnded(is_cancelled=True)]
    states = [standing_of(study.entry(key), request_.protocol).state for key in keys]
    assert states == [State.COUNTED, State.UNMEASURED, State.UNMEASURED]
