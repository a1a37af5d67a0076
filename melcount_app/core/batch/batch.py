"""A batch: all scans of a study counted, each once."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from wakepy import keep

from melcount_app.core.batch.checking import NO_FOLDER, BatchChecking, FilesChecked, checking
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
from melcount_app.core.batch.settling import BatchLooking, BatchSettled, settling
from melcount_app.core.batch.sorting import BatchSorting, BatchStarted, Which, sorted_out
from melcount_app.core.count import described_by
from melcount_app.core.edits import Edits
from melcount_app.core.errors import DamagedError, GeometryError, MelcountError, ScanError
from melcount_app.core.plan import ScanFacts
from melcount_app.core.protocol import Protocol
from melcount_app.core.report import build_report
from melcount_app.core.report.files import check_writable, remove_leftovers
from melcount_app.core.standing import (
    CountHead,
    FileHead,
    Standing,
    is_measured,
    outline_sha256,
)
from melcount_app.core.study import Study, standing_of
from melcount_app.core.terms import terms_of
from melcount_app.core.wording import ENGLISH

FINISHED_TEXT = "counted in a batch"
"""What the journal of a scan says."""


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
        accepts_damage: whether damaged files are counted without what cannot be read.
        limits: when the process that counts is given up.
        scheduler: address of the scheduler of a cluster that counts, as in tcp://HOST:8786;
            empty to count here.
        facts: what is known of the scans, by path; others are looked at where it matters.
        insists: whether scans are counted that do not look like fluorescence.
        language: of the workbooks.
    """

    root: Path
    out: Path
    protocol: Protocol
    model: Path
    which: Which = Which.UNFINISHED
    accepts_changed: bool = False
    accepts_damage: bool = False
    limits: Limits = field(default_factory=Limits)
    scheduler: str = ""
    facts: Mapping[Path, ScanFacts] = field(default_factory=dict)
    insists: bool = False
    language: str = ENGLISH


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
        standing: what the scan has come to with it, under the edits that hold now.
        workbook: the Excel report.
        renamed: result files that did not get their name, as an old one could not be replaced.
    """

    key: int
    standing: Standing
    workbook: Path
    renamed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ScanFailed:
    """A scan could not be counted; the study says why, too.

    Attributes:
        key: of the scan.
        sentence: why.
        is_damaged: whether it can be counted without what of it cannot be read.
    """

    key: int
    sentence: str
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class BatchEnded:
    """The last event; the first one, too, where the batch was cancelled before it started.

    Attributes:
        is_cancelled: whether scans were left for the next time.
    """

    is_cancelled: bool


BatchEvent: TypeAlias = (
    BatchChecking
    | FilesChecked
    | BatchLooking
    | BatchSettled
    | BatchSorting
    | BatchStarted
    | ScanStarted
    | ScanProgress
    | ScanDone
    | ScanFailed
    | BatchEnded
)


def run_batch(
    study: Study, request: BatchRequest, control: Control | None = None
) -> Generator[BatchEvent, None, None]:
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
    begun = yield from _beginning(study, request, control)
    if begun is not None:
        request, started = begun
        yield started
        with (
            keep.running(on_fail="pass"),
            closing(_heard(study, request, started, control)) as heard,
        ):
            for job, what in heard:
                yield _told(study, request, job, what)
    yield BatchEnded(control.is_cancelled)


def _beginning(
    study: Study, request: BatchRequest, control: Control
) -> Generator[BatchEvent, None, tuple[BatchRequest, BatchStarted] | None]:
    """Find out what there is to do; returns it, and by which protocol, or None if cancelled."""
    stains = request.protocol.find_model(request.model).card.stains
    check_writable(request.out)
    accepts = request.accepts_changed
    checked = yield from checking(study, request.root, control, accepts_changed=accepts)
    if checked is None:
        return None
    protocol = yield from settling(study, request.protocol, stains, request.facts, control)
    if protocol is None:
        return None
    study.terms.set_protocol(protocol)
    request = dataclasses.replace(request, protocol=protocol)
    started = yield from sorted_out(study, protocol, request.which, control, checked)
    return None if started is None else (request, started)


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
    scans = {scan.key: scan for scan in study.scans.all()}
    places = result_places((scan.path for scan in scans.values()), request.root, request.out)
    for folder in {places[scans[key].path].folder for key in todo}:
        remove_leftovers(folder)
    for key in todo:
        scan, place = scans[key], places[scans[key].path]
        yield ScanJob(
            key=key,
            scan=scan.path,
            fingerprint="" if request.accepts_changed else scan.fingerprint,
            edits=study.edits.of(key),
            protocol=request.protocol,
            model=request.model,
            folder=place.folder,
            name=place.name,
            accepts_damage=request.accepts_damage,
            insists=request.insists,
            language=request.language,
        )


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
            standing = _keep(study, job, what)
            return ScanDone(job.key, standing, what.written.workbook, what.written.renamed)
        case JobRefused(error):
            return _failed(study, request, job.key, error)


def _keep(study: Study, job: ScanJob, done: JobDone) -> Standing:
    """Keep a count and all that belongs to it. Edits made meanwhile hold."""
    with study.together():
        study.scans.set_failure(job.key, "")
        study.scans.set_fingerprint(job.key, done.prepared.fingerprint)
        study.save_prepared(job.key, done.prepared)
        edits = study.replace_edits(job.key, job.edits, done.edits, FINISHED_TEXT)
        head = _head_under(edits, job, done)
        study.save_count(job.key, done.counted, head, FINISHED_TEXT)
        return standing_of(study.entry(job.key), job.protocol)


def _head_under(edits: Edits, job: ScanJob, done: JobDone) -> CountHead:
    """The head of a count under the edits that hold; its own where it does not apply to them."""
    file = FileHead.of(done.prepared)
    terms = terms_of(file.terms, edits, job.protocol)
    is_measured_so = is_measured(done.head, terms, outline_sha256(edits.mask.outline))
    counted = described_by(done.counted, edits.mask, terms)
    if counted is None or is_measured_so:
        return done.head
    report = build_report(done.prepared, counted, edits.regions, notes=edits.region_notes)
    return CountHead.of(report.request, report.measurement, report.flags)


def _failed(study: Study, request: BatchRequest, key: int, error: MelcountError) -> ScanFailed:
    if not isinstance(error, ScanError | GeometryError):
        raise error  # it would be the same with every scan
    if not request.root.is_dir():
        raise ScanError(NO_FOLDER.format(folder=request.root)) from error
    study.scans.set_failure(key, str(error))
    return ScanFailed(key, str(error), isinstance(error, DamagedError))
