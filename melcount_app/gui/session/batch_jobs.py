"""The long work on whole studies as generators of events; they run on a pool thread."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from melcount_app.core.batch import (
    BatchEvent,
    BatchRequest,
    BatchStarted,
    Control,
    ScanDone,
    Which,
    common_folder,
    run_batch,
)
from melcount_app.core.edits import Edits
from melcount_app.core.protocol import Protocol
from melcount_app.core.study import Study
from melcount_app.gui.session.counts import LatestCount


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """What a batch of the window depends on besides its study.

    Attributes:
        model: folder of the model.
        out: folder for the results.
        which: scans are counted.
    """

    model: Path
    out: Path
    which: Which = Which.UNFINISHED


@dataclass(frozen=True, slots=True)
class ProtocolTaken:
    """All scans of the study are counted with this one from now on."""

    protocol: Protocol


@dataclass(frozen=True, slots=True)
class CountKept:
    """The study holds another count of a scan.

    Attributes:
        key: of the scan.
        edits: that the study holds of it.
        count: the count.
    """

    key: int
    edits: Edits | None
    count: LatestCount


def batching(
    study: Study, asked: BatchAsked, control: Control, flush: Callable[[], None]
) -> Generator[BatchEvent | ProtocolTaken | CountKept, None, None]:
    """Count the scans of a study, after all that was done in the window is on disk.

    Args:
        study: that is counted.
        asked: what to count, and where the results go.
        control: to pause and cancel.
        flush: puts on disk what is not there yet.
    """
    flush()
    study.set_results_folder(asked.out)
    request = BatchRequest(
        root=common_folder(scan.path for scan in study.scans()),
        out=asked.out,
        protocol=study.protocol() or Protocol.of(asked.model),
        model=asked.model,
        which=asked.which,
    )
    events = cast(Generator[BatchEvent, None, None], run_batch(study, request, control))
    with closing(events):
        for event in events:
            if isinstance(event, BatchStarted):
                yield ProtocolTaken(request.protocol)
            if isinstance(event, ScanDone):
                yield from recalling(study, event.key)
            yield event


def recalling(study: Study, key: int) -> Generator[CountKept, None, None]:
    """Read what a study holds of a scan that was counted elsewhere."""
    counted = study.count(key)
    if counted is not None:
        yield CountKept(key, study.edits(key), LatestCount.of(counted))
