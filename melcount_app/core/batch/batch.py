"""A batch: all scans of a study counted, each once."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

from wakepy import keep

from melcount_app.core.batch.control import Control, Limits
from melcount_app.core.batch.jobs import (
    Heard,
    JobAnswer,
    JobDone,
    JobProgress,
    JobRefused,
    JobStarted,
    ScanJob,
)
from melcount_app.core.batch.places import result_places
from melcount_app.core.batch.process import count_here
from melcount_app.core.edits import Edits
from melcount_app.core.errors import GeometryError, MelcountError, ScanError
from melcount_app.core.outcome import Outcome, described_by
from melcount_app.core.protocol import Protocol
from melcount_app.core.report import build_report
from melcount_app.core.report.files import check_writable, remove_leftovers
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
        scheduler: address of the scheduler of a cluster that counts, as in tcp://HOST:8786;
            empty to count here.
    """

    root: Path
    out: Path
    protocol: Protocol
    model: Path
    which: Which = Which.UNFINISHED
    accepts_changed: bool = False
    limits: Limits = field(default_factory=Limits)
    scheduler: str = ""


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
    """A scan is in hand."""

    key: int


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How much of a scan in hand is done, from 0 to 1."""

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

    Each is counted in a process of its own, here or on a cluster, and kept in the study as soon
    as it is done, so that a batch that ends in any way goes on where it was. On a cluster, events
    of several scans come interleaved. The computer is kept from sleeping.

    Args:
        study: only this process writes it.
        request: what to count, and how.
        control: to pause and cancel from other threads.

    Raises:
        StudyError: the study cannot be written, or was counted with another protocol.
        ModelError: the model is not that of the protocol, or is gone.
        OutputError: the results cannot be written.
        ScanError: the folder of the scans is gone.
        ClusterError: the cluster cannot be used.
    """
    control = control or Control()
    request.protocol.check(request.model)
    check_writable(request.out)
    study.set_protocol(request.protocol)
    started = _sorted_out(study, request)
    yield started
    with keep.running(on_fail="pass"), closing(_heard(study, request, started, control)) as heard:
        for job, what in heard:
            yield _told(study, request, job, what)
    yield BatchEnded(control.is_cancelled)


def _heard(
    study: Study, request: BatchRequest, started: BatchStarted, control: Control
) -> Generator[Heard, None, None]:
    """What is heard of the work on all scans, wherever it is done."""
    jobs = _jobs(study, request, started.todo)
    if request.scheduler and started.todo:
        from melcount_app.core.batch.cluster import count_there

        yield from count_there(request.scheduler, request.root, jobs, request.limits, control)
    else:
        yield from count_here(jobs, request.limits, control)


def _jobs(study: Study, request: BatchRequest, todo: tuple[int, ...]) -> Iterator[ScanJob]:
    """The scans to count, each as the study knows it when its turn comes."""
    scans = {scan.key: scan for scan in study.scans()}
    places = result_places((scan.path for scan in scans.values()), request.root, request.out)
    for folder in {places[scans[key].path].folder for key in todo}:
        remove_leftovers(folder)
    for key in todo:
        scan, place = scans[key], places[scans[key].path]
        yield ScanJob(
            key=key,
            scan=scan.path,
            fingerprint="" if request.accepts_changed else scan.fingerprint,
            edits=study.edits(key),
            protocol=request.protocol,
            model=request.model,
            folder=place.folder,
            name=place.name,
        )


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


def _told(study: Study, request: BatchRequest, job: ScanJob, what: JobAnswer) -> BatchEvent:
    """Keep what was heard of a scan, and say it.

    Raises:
        MelcountError: no other scan could be counted either.
    """
    match what:
        case JobStarted():
            return ScanStarted(job.key)
        case JobProgress(fraction):
            return ScanProgress(job.key, fraction)
        case JobDone():
            outcome = _keep(study, job, what)
            return ScanDone(job.key, outcome, what.written.workbook, what.written.renamed)
        case JobRefused(error):
            return _failed(study, request, job.key, error)


def _keep(study: Study, job: ScanJob, done: JobDone) -> Outcome:
    """Keep a count and all that belongs to it. Edits made meanwhile hold."""
    with study.together():
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


def _failed(study: Study, request: BatchRequest, key: int, error: MelcountError) -> ScanFailed:
    if not isinstance(error, ScanError | GeometryError):
        raise error  # it would be the same with every scan
    if not request.root.is_dir():
        raise ScanError(
            f"The folder {request.root} is gone. Check its drive, then count again: what was "
            "finished is kept."
        ) from error
    study.set_failure(key, str(error))
    return ScanFailed(key, str(error))
