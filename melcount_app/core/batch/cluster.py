"""A batch on other machines: the scans handed to the workers of a dask.distributed cluster.

The writer, the process that runs the batch, hands every worker one scan at a time. The worker
counts it in a process of its own under the same limits as here, makes the result files, and
sends them back with the count; all that is written into the study and the folder for results
the writer writes. So a worker that dies leaves nothing behind, and the scheduler gives its scan
to another. Scans are read by the workers, who have to see them under the same path.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

from melcount_app.core.batch.cluster_task import Accord, count_as_worker
from melcount_app.core.batch.control import Control, Limits
from melcount_app.core.batch.jobs import (
    Heard,
    JobAnswer,
    JobProgress,
    JobRefused,
    JobStarted,
    ScanJob,
)
from melcount_app.core.batch.parcel import Parcel
from melcount_app.core.errors import ClusterError, ScanError

if TYPE_CHECKING:
    from distributed import Client, Future

POLL_S = 0.1
"""How often is looked for scans that are done."""

ASK_S = 2.0
"""How often the scheduler is asked for its workers."""

CONNECT_S = 10.0
"""How long the scheduler may take to answer."""

GATHER_S = 60.0
"""How long a result may take to arrive; one that was lost on the way is made anew."""

LOST = (
    "The cluster at {scheduler} was lost. Check that its scheduler runs, then count again: what "
    "was finished is kept."
)
NO_WORKERS = (
    "The cluster at {scheduler} has no workers. Start some with dask worker --nthreads 1, then "
    "count again: what was finished is kept."
)
NOT_THERE = (
    "The cluster at {scheduler} lacks melcount. Install the same version on the machines of its "
    "scheduler and its workers."
)

Answer: TypeAlias = Parcel | JobRefused


def count_there(
    scheduler: str, root: Path, jobs: Iterator[ScanJob], limits: Limits, control: Control
) -> Iterator[Heard]:
    """Count scans on a cluster.

    A pause lets the scans in hand be finished and hands out no others.

    Args:
        scheduler: its address, as in tcp://HOST:8786.
        root: the folder of the scans, which every worker has to see.
        jobs: taken one by one, as workers become free.
        limits: when the process that counts is given up, on every worker.
        control: to pause and cancel from other threads.

    Yields:
        Of each scan `JobStarted`, `JobProgress` and in the end `JobDone` or `JobRefused`, those
        of different scans interleaved; progress begins anew where a worker died.

    Raises:
        ClusterError: there is no such scheduler, it was lost, or its workers do not fit.
        OutputError: the results cannot be written here.
    """
    with _connected(scheduler) as client:
        yield from _Cluster(client, scheduler, Accord.here(root), limits).count(jobs, control)


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(
            "Counting on a cluster needs the package distributed. Install it with "
            'pip install "melcount[cluster]", or count without a scheduler.'
        ) from error
    try:
        asyncio.run(_greet(scheduler))
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No scheduler answers at {scheduler}. Check the address, as in tcp://HOST:8786, and "
            "that dask scheduler runs there."
        ) from error
    try:
        yield client
    finally:
        with suppress(TimeoutError):  # the scheduler hangs, or is gone
            client.close()


async def _greet(scheduler: str) -> None:
    """Exchange greetings with the scheduler; the client would wait for them for ever.

    Raises:
        OSError: nobody greets in time.
        ValueError: that is no address.
    """
    from distributed import Security
    from distributed.comm.core import connect

    options = Security().get_connection_args("client")
    async with asyncio.timeout(CONNECT_S):
        comm = await connect(scheduler, timeout=CONNECT_S, **options)
    await comm.close()


class _Cluster:
    """The scans in the hands of workers, and what is heard of them."""

    def __init__(self, client: Client, scheduler: str, accord: Accord, limits: Limits) -> None:
        self._client, self._scheduler, self._accord, self._limits = (
            client,
            scheduler,
            accord,
            limits,
        )
        self._name = f"melcount-{uuid4().hex}"
        self._in_hand: dict[Future[Answer], ScanJob] = {}
        self._started: set[int] = set()
        self._heard: SimpleQueue[tuple[int, float]] = SimpleQueue()
        self._workers, self._asked_at, self._manned_at = 0, 0.0, time.monotonic()
        client.subscribe_topic(self._name, self._hear)

    def count(self, jobs: Iterator[ScanJob], control: Control) -> Iterator[Heard]:
        """Hand out scans and listen until all are counted, or the user cancels."""
        while not control.is_cancelled:
            self._muster()
            is_all = not control.is_paused and self._hand_out(jobs)
            if is_all and not self._in_hand:
                return
            yield from self._news()
            yield from self._finished()

    def _hear(self, event: tuple[float, dict[str, float]]) -> None:
        """What a worker says; called by the thread that listens to the scheduler."""
        _, message = event
        self._heard.put((int(message["key"]), message["fraction"]))

    def _muster(self) -> None:
        """Count the workers, now and then.

        Raises:
            ClusterError: there have been none for long, or the scheduler is gone.
        """
        now = time.monotonic()
        if now - self._asked_at < ASK_S:
            return
        self._asked_at = now
        self._workers = self._count_workers()
        if self._workers:
            self._manned_at = now
        elif now - self._manned_at > self._limits.silence_s:
            raise ClusterError(NO_WORKERS.format(scheduler=self._scheduler))

    def _count_workers(self) -> int:
        if self._client.status != "running":
            raise self._lost()
        try:
            return len(self._client.nthreads(callback_timeout=CONNECT_S))
        except OSError as error:
            raise self._lost() from error

    def _lost(self) -> ClusterError:
        return ClusterError(LOST.format(scheduler=self._scheduler))

    def _hand_out(self, jobs: Iterator[ScanJob]) -> bool:
        """Give every worker that has none a scan; whether there are no more.

        Where there are no workers, one scan waits for the first: some clusters grow on demand.
        """
        for _ in range(max(self._workers, 1) - len(self._in_hand)):
            job = next(jobs, None)
            if job is None:
                return True
            self._in_hand[self._submitted(job)] = job
        return False

    def _submitted(self, job: ScanJob) -> Future[Answer]:
        return self._client.submit(
            count_as_worker,
            job,
            self._accord.on(job.scan),
            self._limits,
            self._name,
            key=f"{self._name}-{job.key}",
            pure=False,
        )

    def _news(self) -> Iterator[Heard]:
        """How far the scans in hand are, as soon as something is heard."""
        jobs = {job.key: job for job in self._in_hand.values()}
        try:
            key, fraction = self._heard.get(timeout=POLL_S)
        except Empty:
            return
        if key in jobs:  # else a late word about one that is done
            yield from self._start(jobs[key])
            yield jobs[key], JobProgress(fraction)

    def _start(self, job: ScanJob) -> Iterator[Heard]:
        if job.key not in self._started:
            self._started.add(job.key)
            yield job, JobStarted()

    def _finished(self) -> Iterator[Heard]:
        """The answers that have arrived."""
        for future in [future for future in self._in_hand if future.done()]:
            answer = self._answer(future, self._in_hand[future])
            if answer is not None:
                job = self._in_hand.pop(future)
                yield from self._start(job)
                yield job, answer

    def _answer(self, future: Future[Answer], job: ScanJob) -> JobAnswer | None:
        """The answer to a scan that is done; None where it was lost on the way."""
        from distributed import CancelledError, KilledWorker

        try:
            answer = future.result(timeout=GATHER_S)
        except CancelledError as error:
            raise self._lost() from error
        except ImportError as error:
            raise ClusterError(NOT_THERE.format(scheduler=self._scheduler)) from error
        except KilledWorker:
            return JobRefused(
                ScanError(
                    f"“{job.scan.name}” was given up: every worker that counted it died. Count it "
                    "alone; if it fails again, send the file to support."
                )
            )
        except TimeoutError:
            if future.status == "error":
                raise
            return None
        return answer.unpacked(job) if isinstance(answer, Parcel) else answer
