"""The process that counts: a crash, a hang or a scan too large costs that scan and no other."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType

import psutil

from melcount_app.core.batch.jobs import (
    JobAnswer,
    JobDone,
    JobEvent,
    JobRefused,
    ScanJob,
    run_job,
)
from melcount_app.core.errors import MelcountError, OutputError, ScanError

POLL_S = 0.1
"""How often the process is looked at."""

LEAVE_S = 5.0
"""How long a process that is told to end may take."""

LEAST_MEMORY = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """When the process that counts is given up.

    Attributes:
        silence_s: seconds without a sign of progress.
        memory: bytes that it may hold.
        scans: that it counts before a fresh one takes its place.
    """

    silence_s: float = 600.0
    memory: int = 0
    scans: int = 25

    @property
    def bytes_allowed(self) -> int:
        """`memory`, or half of what the machine has where that is 0."""
        return self.memory or max(psutil.virtual_memory().total // 2, LEAST_MEMORY)


class Control:
    """Pause and cancel a batch from another thread."""

    def __init__(self) -> None:
        self._paused, self._cancelled = threading.Event(), threading.Event()

    @property
    def is_paused(self) -> bool:
        """Whether the work rests."""
        return self._paused.is_set() and not self.is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether the work is to end."""
        return self._cancelled.is_set()

    def pause(self) -> None:
        """Let the work rest at once, in the middle of a scan."""
        self._paused.set()

    def go_on(self) -> None:
        """Go on where the work rested."""
        self._paused.clear()

    def cancel(self) -> None:
        """End the work; the scan in hand is not finished."""
        self._cancelled.set()


class Cancelled(Exception):  # noqa: N818 - no error
    """The user cancelled the batch."""


class CountingProcess:
    """A process of its own, of low priority, that counts one scan after the other."""

    def __init__(self, limits: Limits, control: Control) -> None:
        self._limits, self._control = limits, control
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._scans = 0

    def __enter__(self) -> CountingProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._process.pid if self._process else None

    def run(self, job: ScanJob) -> Iterator[JobEvent]:
        """Count one scan there.

        Yields:
            `JobProgress`, then one `JobDone`.

        Raises:
            OutputError: the results cannot be written.
            ScanError: the scan cannot be counted; the process may have been given up with it.
            Cancelled: by the user.
        """
        if self._scans >= self._limits.scans:
            self.stop()
        connection = self._connection or self._start()
        self._scans += 1
        try:
            connection.send(job)
            yield from self._answers(connection, job)
        except (EOFError, OSError) as error:
            raise ScanError(self._why_dead(job)) from error

    def stop(self) -> None:
        """End the process; at once where it is at work."""
        if self._process is None or self._connection is None:
            return
        self._connection.close()
        self._process.terminate()
        self._process.join(LEAVE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._process = self._connection = None
        self._scans = 0

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs,), name="melcount count", daemon=True
        )
        self._process.start()
        theirs.close()
        return self._connection

    def _answers(self, connection: Connection, job: ScanJob) -> Iterator[JobEvent]:
        while True:
            self._wait(connection, job)
            answer: JobAnswer = connection.recv()
            if isinstance(answer, JobRefused):
                kind = OutputError if answer.is_output else ScanError
                raise kind(answer.sentence)
            yield answer
            if isinstance(answer, JobDone):
                return

    def _wait(self, connection: Connection, job: ScanJob) -> None:
        """Until the process has something to say; it is watched meanwhile."""
        silent_since = time.monotonic()
        while not connection.poll(POLL_S):
            if self._control.is_cancelled:
                self.stop()
                raise Cancelled
            if self._control.is_paused:
                self._rest()
                silent_since = time.monotonic()
            self._check(job, time.monotonic() - silent_since)

    def _check(self, job: ScanJob, silent_s: float) -> None:
        if silent_s > self._limits.silence_s:
            self.stop()
            raise ScanError(
                f"“{job.scan.name}” was given up: nothing moved for {silent_s:.0f} s. Check the "
                "drive it lies on, then count the failed scans again."
            )
        held = _memory(self.pid)
        if held > self._limits.bytes_allowed:
            self.stop()
            raise ScanError(
                f"“{job.scan.name}” was given up: counting it took {held / 2**30:.1f} GiB of "
                "memory. Save it as a tiled pyramid (OME-TIFF), then count it again."
            )

    def _rest(self) -> None:
        """The process stands still until the user goes on or cancels."""
        process = psutil.Process(self.pid)
        process.suspend()
        try:
            while self._control.is_paused:
                time.sleep(POLL_S)
        finally:
            process.resume()

    def _why_dead(self, job: ScanJob) -> str:
        process = self._process
        if process is not None:
            process.join(LEAVE_S)
        code = process.exitcode if process is not None else None
        self.stop()
        return (
            f"“{job.scan.name}” was given up: the program failed while it counted this scan "
            f"(exit code {code}). Count it alone; if it fails again, send the file to support."
        )


def serve(connection: Connection) -> None:
    """Count what comes through the pipe, until it is closed at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    lower_priority()
    try:
        while True:
            for answer in _answers(connection.recv()):
                connection.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody listens any more


def _answers(job: ScanJob) -> Iterator[JobAnswer]:
    try:
        yield from run_job(job)
    except MelcountError as error:
        yield JobRefused(str(error), isinstance(error, OutputError))


def lower_priority() -> None:
    """Let other programs go first."""
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        psutil.Process().nice(10)


def _memory(pid: int | None) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss) if pid else 0
    except psutil.NoSuchProcess:
        return 0
