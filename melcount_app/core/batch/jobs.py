"""One scan of a batch: what is asked of the process that counts it, and what it answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.count import (
    CountRequest,
    ScanCounted,
    TileCounted,
    count_scan,
    request_count,
)
from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError, ScanError
from melcount_app.core.outcome import Outcome
from melcount_app.core.prepare import PreparedScan, ScanPrepared, ScanRead, prepare_scan
from melcount_app.core.protocol import Protocol
from melcount_app.core.report import Written, build_report, write_results

READING_SHARE = 0.3
"""Of the work on a scan whose coarse levels have to be made first."""

REPLACED = (
    "“{name}” is not the file that was planned: its content has changed since. Put the planned "
    "file back, or accept the changed one."
)


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
    """

    key: int
    scan: Path
    fingerprint: str
    edits: Edits | None
    protocol: Protocol
    model: Path
    folder: Path
    name: str


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
        outcome: what it came to.
        written: where the results are.
    """

    prepared: PreparedScan
    edits: Edits
    counted: ScanCounted
    outcome: Outcome
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
    channel = job.protocol.channel or (job.edits.channel.name if job.edits else None)
    prepared = yield from _prepared(job.scan, channel)
    if job.fingerprint not in ("", prepared.fingerprint):
        raise ScanError(REPLACED.format(name=job.scan.name))
    edits = _edits(job, prepared)
    prepared = dataclasses.replace(prepared, channel=edits.channel)
    request = request_count(prepared, model=job.model, um_per_px=edits.um_per_px, mask=edits.mask)
    counted = yield from _counted(request, prepared)
    report = build_report(prepared, counted, edits.regions)
    outcome = Outcome.of(report.measurement, report.flags, request.card.sha256)
    written = write_results(report, job.folder, name=job.name)
    yield JobDone(dataclasses.replace(prepared, coarse=()), edits, counted, outcome, written)


def _edits(job: ScanJob, prepared: PreparedScan) -> Edits:
    """The user's, or the automatic ones, under the protocol."""
    edits = job.edits or Edits(prepared.channel, prepared.mask)
    channel = prepared.channel if job.protocol.channel else edits.channel
    um_per_px = job.protocol.um_per_px or edits.um_per_px
    return dataclasses.replace(edits, channel=channel, um_per_px=um_per_px)


def _prepared(scan: Path, channel: str | None) -> Generator[JobProgress, None, PreparedScan]:
    for event in prepare_scan(scan, channel=channel, is_watched=False):
        if isinstance(event, ScanRead):
            yield JobProgress(READING_SHARE * event.fraction)
        elif isinstance(event, ScanPrepared):
            return event.scan
    raise AssertionError("preparing ends with ScanPrepared or an error")


def _counted(
    request: CountRequest, prepared: PreparedScan
) -> Generator[JobProgress, None, ScanCounted]:
    read = READING_SHARE if prepared.coarse else 0.0
    for event in count_scan(request, coarse=prepared.coarse):
        if isinstance(event, TileCounted):
            yield JobProgress(read + (1 - read) * event.done / event.total)
        elif isinstance(event, ScanCounted):
            return event
    raise AssertionError("a count ends with ScanCounted or an error")
