"""One scan of a batch: what is asked of the process that counts it, and what it answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.order import CountDone, CountOrder, CountProgress, count_one
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.protocol import Protocol
from melcount_app.core.report import Written, build_report, write_results
from melcount_app.core.standing import CountHead
from melcount_app.core.wording import ENGLISH


@dataclass(frozen=True, slots=True)
class ScanJob:
    """What is asked.

    Attributes:
        key: of the scan in its study.
        scan: the file.
        fingerprint: of the content that was planned; empty where nobody looked yet.
        edits: the user's; None for the automatic outline.
        protocol: what all scans of the study are counted with.
        model: the folder of its model.
        folder: where the results go.
        name: what their files are called.
        accepts_damage: whether it is counted without what of it cannot be read.
        insists: whether it is counted although it does not look like fluorescence.
        language: of its workbook.
    """

    key: int
    scan: Path
    fingerprint: str
    edits: Edits | None
    protocol: Protocol
    model: Path
    folder: Path
    name: str
    accepts_damage: bool = False
    insists: bool = False
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class JobStarted:
    """The work on the scan begins."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How much of the work is done, from 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class JobDone:
    """All that a study keeps of the scan; its files are written.

    Attributes:
        prepared: without the levels that are only for reading.
        edits: what was counted.
        counted: the count.
        head: of the count.
        written: where the results are.
    """

    prepared: PreparedScan
    edits: Edits
    counted: ScanCounted
    head: CountHead
    written: Written


@dataclass(frozen=True, slots=True)
class JobRefused:
    """The scan could not be counted, for a reason that the user is told."""

    error: MelcountError


JobEvent: TypeAlias = JobProgress | JobDone
JobAnswer: TypeAlias = JobStarted | JobEvent | JobRefused
Heard: TypeAlias = tuple[ScanJob, JobAnswer]
"""A scan, and what is heard of the work on it."""


def run_job(job: ScanJob) -> Iterator[JobEvent]:
    """Count one scan and write its results.

    What the protocol names goes for every scan; what it leaves open the user's edits decide.

    Yields:
        `JobProgress` as the work goes on, then one `JobDone`.

    Raises:
        MelcountError: the scan cannot be counted, or its results not be written.
    """
    order = CountOrder(
        scan=job.scan,
        model=job.model,
        user=job.edits,
        protocol=job.protocol,
        fingerprint=job.fingerprint,
        accepts_damage=job.accepts_damage,
        insists=job.insists,
    )
    for event in count_one(order):
        match event:
            case CountProgress(fraction):
                yield JobProgress(fraction)
            case CountDone():
                yield _written(job, event)


def _written(job: ScanJob, done: CountDone) -> JobDone:
    edits = done.edits
    report = build_report(done.prepared, done.counted, edits.regions, notes=edits.region_notes)
    head = CountHead.of(report.request, report.measurement, report.flags)
    return JobDone(
        prepared=dataclasses.replace(done.prepared, coarse=()),
        edits=done.edits,
        counted=done.counted,
        head=head,
        written=write_results(report, job.folder, name=job.name, language=job.language),
    )
