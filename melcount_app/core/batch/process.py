"""The process that counts: a crash, a hang or a scan too large costs that scan and no other."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TypeAlias

import psutil

from melcount_app.core.apart.child import settle_in, start_child
from melcount_app.core.batch.control import Control, Limits
from melcount_app.core.batch.jobs import (
    Heard,
    JobAnswer,
    JobDone,
    JobProgress,
    JobRefused,
    JobStarted,
    ScanJob,
    run_job,
)
from melcount_app.core.errors import MelcountError, ScanError

POLL_S = 0.1
"""How often the process is looked at."""

LEAVE_S = 5.0
"""How long a process that was ended may take to go."""

FINAL = (JobDone, JobRefused)
"""Answers after which nothing comes."""

Answers: TypeAlias = "SimpleQueue[JobAnswer | None]"
"""What a process says, None when it can say no more."""


def count_here(jobs: Iterator[ScanJob], limits: Limits, control: Control) -> Iterator[Heard]:
    """Count scans on this machine, one after the other, in a process of their own.

    Args:
        jobs: taken one by one, when their turn comes.
        limits: when the process is given up.
        control: to pause and cancel from other threads.

    Yields:
        Of each scan what `CountingProcess.run` does.
    """
    with CountingProcess(limits) as process:
        while not control.is_cancelled and (job := next(jobs, None)) is not None:
            for answer in process.run(job, control):
                yield job, answer


class CountingProcess:
    """A process of its own, of low priority, that counts one scan after the other.

    Attributes:
        limits: when it is given up.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._talk: threading.Thread | None = None
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

    def run(self, job: ScanJob, control: Control) -> Iterator[JobAnswer]:
        """Count one scan there.

        Whoever stops to listen before the last answer ends the process with it.

        Yields:
            `JobStarted`, `JobProgress`, then one `JobDone` or `JobRefused`: the scan cannot be
            counted, and the process may have been given up with it. Nothing more once the user
            cancels.
        """
        yield JobStarted()
        last: JobAnswer | None = None
        try:
            for last in self._watched(self._asked(job), job, control):
                yield last
        except (_Dead, psutil.NoSuchProcess):
            yield JobRefused(self._why_dead(job, is_started=last is not None))
        except _GivenUp as reason:
            yield JobRefused(ScanError(str(reason)))
        finally:
            if not isinstance(last, FINAL):
                self.stop()

    def stop(self) -> None:
        """End the process, at once."""
        process, connection, talk = self._process, self._connection, self._talk
        self._process = self._connection = self._talk = None
        self._scans = 0
        if process is None or connection is None:
            return
        process.kill()
        process.join(LEAVE_S)
        if talk is not None:
            talk.join(LEAVE_S)
        if not process.is_alive():  # else a drive holds it; it goes when the drive lets go
            connection.close()
            process.close()

    def _asked(self, job: ScanJob) -> Answers:
        """Give the process a scan; a fresh process where the one before is worn out or gone."""
        if self._is_gone() or self._scans >= self.limits.scans:
            self.stop()
        connection = self._connection or self._start()
        self._scans += 1
        answers: Answers = SimpleQueue()
        self._talk = threading.Thread(
            target=_talk, args=(connection, job, answers), name="melcount talk", daemon=True
        )
        self._talk.start()
        return answers

    def _is_gone(self) -> bool:
        process = self._process
        return process is not None and bool(
            multiprocessing.connection.wait([process.sentinel], timeout=0)
        )

    def _start(self) -> Connection:
        self._process, self._connection = start_child(serve, "melcount count")
        return self._connection

    def _watched(self, answers: Answers, job: ScanJob, control: Control) -> Iterator[JobAnswer]:
        heard_at = time.monotonic()
        while not control.is_cancelled:
            if control.is_paused:
                self._rest(control)
                heard_at = time.monotonic()
            try:
                answer = answers.get(timeout=POLL_S)
            except Empty:
                self._check(job, time.monotonic() - heard_at)
                continue
            if answer is None:
                raise _Dead
            yield answer
            if isinstance(answer, FINAL):
                return
            heard_at = time.monotonic()
            self._check(job, 0.0)

    def _check(self, job: ScanJob, silent_s: float) -> None:
        if silent_s > self.limits.silence_s:
            raise _GivenUp(
                f"“{job.scan.name}” was given up: nothing moved for {silent_s:.0f} s. Check the "
                "drive it lies on, then count the failed scans again."
            )
        held = psutil.Process(self.pid).memory_info().rss
        if held > self.limits.bytes_allowed:
            raise _GivenUp(
                f"“{job.scan.name}” was given up: counting it took {held / 2**30:.1f} GiB of "
                "memory. Save it as a tiled pyramid (OME-TIFF), then count it again."
            )

    def _rest(self, control: Control) -> None:
        """The process stands still until the user goes on or cancels."""
        process = psutil.Process(self.pid)
        process.suspend()
        try:
            while control.is_paused:
                time.sleep(POLL_S)
        finally:
            process.resume()

    def _why_dead(self, job: ScanJob, *, is_started: bool) -> MelcountError:
        """The error of a scan that the process died of; of no scan where it did not get so far."""
        process = self._process
        if process is not None:
            process.join(LEAVE_S)
        code = process.exitcode if process is not None else None
        if not is_started:
            return MelcountError(
                f"The program that counts does not start (exit code {code}). Try again; if it "
                "fails again, install melcount anew."
            )
        return ScanError(
            f"“{job.scan.name}” was given up: the program failed while it counted this scan "
            f"(exit code {code}). Count it alone; if it fails again, send the file to support."
        )


class _GivenUp(Exception):  # noqa: N818 - the reason, for the user
    """The process is not listened to any longer."""


class _Dead(Exception):  # noqa: N818 - told by `_why_dead`
    """The process is not there any longer."""


def _talk(connection: Connection, job: ScanJob, answers: Answers) -> None:
    """Ask and listen, on a thread of its own: where the process hangs, both can block."""
    try:
        connection.send(job)
        while True:
            answer: JobAnswer = connection.recv()
            answers.put(answer)
            if isinstance(answer, FINAL):
                return
    except (EOFError, OSError):
        answers.put(None)


def serve(connection: Connection) -> None:
    """Count what comes through the pipe, until it is closed at the other end."""
    settle_in()
    try:
        while True:
            for answer in _answers(connection.recv()):
                connection.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody listens any more


def _answers(job: ScanJob) -> Iterator[JobAnswer]:
    yield JobProgress(0.0)  # so that it is known that the process has started
    try:
        yield from run_job(job)
    except MelcountError as error:
        yield JobRefused(error)
