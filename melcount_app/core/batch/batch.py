"""A batch: all scans of a study counted one after the other, each once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

from wakepy import keep

from melcount_app.core.batch.jobs import JobDone, JobProgress, ScanJob
from melcount_app.core.batch.places import Place, result_places
from melcount_app.core.batch.process import Cancelled, Control, CountingProcess, Limits
from melcount_app.core.edits import Edits
from melcount_app.core.errors import ScanError
from melcount_app.core.outcome import Outcome, described_by
from melcount_app.core.protocol import Protocol
from melcount_app.core.report import build_report
from melcount_app.core.report.files import check_writable
from melcount_app.core.report.study import KeptCount, kept_count
from melcount_app.core.study import Study, StudyScan

FINISHED_TEXT = "counted in a batch"
"""What the journal of a scan says."""


class Which(Enum):
    """Which scans of a study are counted."""

    UNFINISHED = auto()
    """Those without a count that applies, unless they failed."""
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """All that a batch depends on besides its study.

    Attributes:
        root: folder of the scans, whose sub-folders are repeated among the results.
        out: folder for the results.
        protocol: what all scans are counted with.
        model: folder of its model.
        which: scans are counted.
        accepts_changed: whether files that changed since they were planned are counted.
        limits: when the process that counts is given up.
    """

    root: Path
    out: Path
    protocol: Protocol
    model: Path
    which: Which = Which.UNFINISHED
    accepts_changed: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class BatchStarted:
    """The first event.

    Attributes:
        todo: keys of the scans that will be counted, in their order.
        kept: of those with a count that applies.
        failed: of those that failed earlier and are left alone.
    """

    todo: tuple[int, ...]
    kept: tuple[int, ...]
    failed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScanStarted:
    """The next scan is in hand."""

    key: int


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How much of the scan in hand is done, from 0 to 1."""

    key: int
    fraction: float


@dataclass(frozen=True, slots=True)
class ScanDone:
    """A scan was counted, its results written and kept in the study.

    Attributes:
        key: of the scan.
        outcome: what the count came to.
        workbook: the Excel report.
        renamed: result files that did not get their name, as an old one could not be replaced.
    """

    key: int
    outcome: Outcome
    workbook: Path
    renamed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ScanFailed:
    """A scan could not be counted; the study says why, too."""

    key: int
    sentence: str


@dataclass(frozen=True, slots=True)
class BatchEnded:
    """The last event.

    Attributes:
        is_cancelled: whether scans were left for the next time.
    """

    is_cancelled: bool


BatchEvent: TypeAlias = (
    BatchStarted | ScanStarted | ScanProgress | ScanDone | ScanFailed | BatchEnded
)


def run_batch(
    study: Study, request: BatchRequest, control: Control | None = None
) -> Iterator[BatchEvent]:
    """Count the scans of a study.

    Each is counted in a process of its own and kept in the study as soon as it is done, so
    that a batch that ends in any way goes on where it was. The computer is kept from sleeping.

    Args:
        study: only this process writes it.
        request: what to count, and how.
        control: to pause and cancel from other threads.

    Raises:
        StudyError: the study cannot be written, or was counted with another protocol.
        ModelError: the model is not that of the protocol.
        OutputError: the results cannot be written.
        ScanError: the folder of the scans is gone.
    """
    control = control or Control()
    request.protocol.check(request.model)
    check_writable(request.out)
    study.set_protocol(request.protocol)
    started = _sorted_out(study, request)
    yield started
    scans = {scan.key: scan for scan in study.scans()}
    places = result_places((scan.path for scan in scans.values()), request.root, request.out)
    with keep.running(on_fail="pass"), CountingProcess(request.limits, control) as process:
        for key in started.todo:
            if control.is_cancelled:
                break
            yield ScanStarted(key)
            try:
                yield from _count_one(study, request, scans[key], places, process)
            except Cancelled:
                break
    yield BatchEnded(control.is_cancelled)


def _sorted_out(study: Study, request: BatchRequest) -> BatchStarted:
    """Which scans are counted, and which are left as they are."""
    todo: list[int] = []
    kept: list[int] = []
    failed: list[int] = []
    for scan in study.scans():
        if scan.failure:
            (todo if request.which is Which.FAILED else failed).append(scan.key)
        elif is_finished(study, scan, request.protocol):
            kept.append(scan.key)
        elif request.which is Which.UNFINISHED:
            todo.append(scan.key)
    return BatchStarted(tuple(todo), tuple(kept), tuple(failed))


def is_finished(study: Study, scan: StudyScan, protocol: Protocol) -> bool:
    """Whether a study holds a count of the whole sample that applies to its edits."""
    if study.result(scan.key) is None:
        return False
    return isinstance(kept_count(study, scan, protocol), KeptCount)


def _count_one(
    study: Study,
    request: BatchRequest,
    scan: StudyScan,
    places: Mapping[Path, Place],
    process: CountingProcess,
) -> Iterator[BatchEvent]:
    place = places[scan.path]
    job = ScanJob(
        key=scan.key,
        scan=scan.path,
        fingerprint="" if request.accepts_changed else scan.fingerprint,
        edits=study.edits(scan.key),
        protocol=request.protocol,
        model=request.model,
        folder=place.folder,
        name=place.name,
    )
    try:
        for event in process.run(job):
            match event:
                case JobProgress(fraction):
                    yield ScanProgress(scan.key, fraction)
                case JobDone():
                    outcome = _keep(study, job, event)
                    written = event.written
                    yield ScanDone(scan.key, outcome, written.workbook, written.renamed)
    except ScanError as error:
        yield _failed(study, request, scan, str(error))


def _keep(study: Study, job: ScanJob, done: JobDone) -> Outcome:
    """Keep a count; what says that it is finished comes last. Edits made meanwhile hold."""
    study.set_failure(job.key, "")
    study.set_fingerprint(job.key, done.prepared.fingerprint)
    study.save_prepared(job.key, done.prepared)
    edits = study.replace_edits(job.key, job.edits, done.edits, FINISHED_TEXT)
    study.save_count(job.key, done.counted)
    outcome = done.outcome if edits == done.edits else _outcome_under(edits, done)
    study.save_result(job.key, outcome.to_json())
    return outcome


def _outcome_under(edits: Edits, done: JobDone) -> Outcome:
    """What a count comes to under other edits than those that it was made for."""
    prepared = dataclasses.replace(done.prepared, channel=edits.channel)
    counted = described_by(done.counted, edits, prepared.pixel_size)
    if counted is None:
        return dataclasses.replace(
            done.outcome, cells_per_mm2=None, cells=None, low=None, high=None
        )
    report = build_report(prepared, counted, edits.regions)
    return Outcome.of(report.measurement, report.flags, done.outcome.model_sha256)


def _failed(study: Study, request: BatchRequest, scan: StudyScan, sentence: str) -> ScanFailed:
    if not request.root.is_dir():
        raise ScanError(
            f"The folder {request.root} is gone. Check its drive, then count again: what was "
            "finished is kept."
        )
    study.set_failure(scan.key, sentence)
    return ScanFailed(scan.key, sentence)
