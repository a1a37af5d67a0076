"""The long work on whole studies as generators of events; they run on a pool thread."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, cast

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
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.report.study import (
    ReportsProgress,
    StudyReportsWritten,
    writing_study_reports,
)
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
class ReportsAsked:
    """What reports are wanted.

    Attributes:
        folder: where they go.
        language: "en" or "fr".
        csv: whether the long table is written as CSV, too.
        pdf: whether there is a page per condition, too.
    """

    folder: Path
    language: str
    csv: bool = False
    pdf: bool = False


@dataclass(frozen=True, slots=True)
class ReportsBegun:
    """All is counted that will be; the reports are being written."""


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


StudyEvent: TypeAlias = (
    BatchEvent | ProtocolTaken | CountKept | ReportsBegun | ReportsProgress | StudyReportsWritten
)


def taking_protocol(path: Path, model: Path, study: Study) -> Generator[ProtocolTaken, None, None]:
    """Count all scans of a study with the protocol of a file from now on.

    Raises:
        MelcountError: the file is no protocol, or another one was counted with.
        ModelError: the model is not that of the protocol.
    """
    protocol = load_protocol(path)
    protocol.check(model)
    study.set_protocol(protocol)
    yield ProtocolTaken(protocol)


def batching(
    study: Study,
    asked: BatchAsked,
    reports: ReportsAsked,
    control: Control,
    flush: Callable[[], None],
) -> Generator[StudyEvent, None, None]:
    """Count the scans of a study, after all that was done in the window is on disk.

    Reports follow, unless the batch was cancelled or the study holds no count.

    Args:
        study: that is counted.
        asked: what to count, and where the results go.
        reports: that follow.
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
    if not control.is_cancelled and any(study.result(scan.key) for scan in study.scans()):
        yield from reporting(study, reports, flush)


def reporting(
    study: Study, asked: ReportsAsked, flush: Callable[[], None]
) -> Generator[StudyEvent, None, None]:
    """Write the reports of a study, after all that was done in the window is on disk."""
    yield ReportsBegun()
    flush()
    yield from writing_study_reports(
        study, asked.folder, language=asked.language, csv=asked.csv, pdf=asked.pdf
    )


def recalling(study: Study, key: int) -> Generator[CountKept, None, None]:
    """Read what a study holds of a scan that was counted elsewhere."""
    counted = study.count(key)
    if counted is not None:
        yield CountKept(key, study.edits(key), LatestCount.of(counted))
