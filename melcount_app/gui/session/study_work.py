"""The long work on whole studies as generators of events; they run on a pool thread."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.batch import (
    BatchEvent,
    BatchRequest,
    BatchStarted,
    Control,
    FilesChecked,
    ScanDone,
    Which,
    common_folder,
    run_batch,
)
from melcount_app.core.paths import models_folder
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.report.study import (
    ReportsProgress,
    StudyReportsWritten,
    writing_study_reports,
)
from melcount_app.core.study import ScanEntry, Study, Wait, protocol_in_force
from melcount_app.gui.session.latest import LatestCount


@dataclass(frozen=True, slots=True)
class ReportsAsked:
    """What reports are wanted.

    Attributes:
        folder: where they go.
        language: of them and of the workbooks of scans.
        csv: whether the long table is written as CSV, too.
        pdf: whether the study comes as one PDF, too, and each condition as a page.
    """

    folder: Path
    language: str
    csv: bool = False
    pdf: bool = False


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """What a batch of the window depends on besides its study.

    Attributes:
        model: folder of the network that counts where the study has no protocol.
        which: scans are counted.
        reports: that follow; the results go to the same folder.
        control: to pause and cancel.
        flush: puts on disk what is not there yet.
        wait: asked where another program keeps the study busy; says so, and whether to wait on.
        is_in_memory: whether somebody may look at the scan of a key, so that its map is wanted.
    """

    model: Path
    which: Which
    reports: ReportsAsked
    control: Control
    flush: Callable[[], None]
    wait: Wait
    is_in_memory: Callable[[int], bool]


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
        entry: what it knows of the scan now.
        count: the count; None where nobody may look at it.
    """

    entry: ScanEntry
    count: LatestCount | None


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
    protocol.find_model(model, models_folder())
    study.terms.set_protocol(protocol)
    yield ProtocolTaken(protocol)


def batching(study: Study, asked: BatchAsked) -> Generator[StudyEvent, None, None]:
    """Count the scans of a study, after all that was done in the window is on disk.

    Reports follow, unless the batch was cancelled or the study holds no count.
    """
    with study.waiting(asked.wait):
        yield from _batching(study, asked)


def _batching(study: Study, asked: BatchAsked) -> Generator[StudyEvent, None, None]:
    study.ensure_connected()
    asked.flush()
    out = asked.reports.folder
    study.terms.set_results_folder(out)
    fixed = protocol_in_force(study.entries(), study.terms.protocol())
    protocol = fixed or Protocol.of(asked.model)
    request = BatchRequest(
        root=common_folder(scan.path for scan in study.scans.all()),
        out=out,
        protocol=protocol,
        model=protocol.find_model(asked.model, models_folder()).folder,
        which=asked.which,
        language=asked.reports.language,
    )
    events = run_batch(study, request, asked.control)
    with closing(events):
        for event in events:
            if isinstance(event, BatchStarted) and (taken := study.terms.protocol()) is not None:
                yield ProtocolTaken(taken)
            if isinstance(event, ScanDone):
                yield _kept(study, event.key, asked)
            if isinstance(event, FilesChecked):
                yield from (_kept(study, key, asked) for key in event.changed)
            yield event
    if not asked.control.is_cancelled and any(entry.count for entry in study.entries()):
        yield from reporting(study, asked.reports, asked.flush)


def reporting(
    study: Study, asked: ReportsAsked, flush: Callable[[], None]
) -> Generator[StudyEvent, None, None]:
    """Write the reports of a study, after all that was done in the window is on disk."""
    yield ReportsBegun()
    study.ensure_connected()
    flush()
    yield from writing_study_reports(
        study, asked.folder, language=asked.language, csv=asked.csv, pdf=asked.pdf
    )


def _kept(study: Study, key: int, asked: BatchAsked) -> CountKept:
    """What a study holds of a scan that was counted elsewhere."""
    counted = study.counts.of(key) if asked.is_in_memory(key) else None
    return CountKept(study.entry(key), LatestCount.of(counted) if counted else None)
