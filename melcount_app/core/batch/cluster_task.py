"""What a worker of a cluster does with a scan of a batch."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

import melcount_app
from melcount_app.core.batch.control import Control, Limits
from melcount_app.core.batch.jobs import JobAnswer, JobDone, JobProgress, JobRefused, ScanJob
from melcount_app.core.batch.parcel import Parcel
from melcount_app.core.batch.process import CountingProcess
from melcount_app.core.errors import ClusterError, ModelError
from melcount_app.core.paths import models_folder

if TYPE_CHECKING:
    from dask.typing import Key
    from distributed import Worker

IDLE_S = 60.0
"""How long the process that counts waits for the next scan before it is ended."""

STEP = 0.01
"""Progress that is worth a word to the writer."""

WANTED = ("executing", "long-running")
"""States of a task whose answer somebody waits for."""

_idle: list[CountingProcess] = []
"""Processes of this worker that wait for a scan."""


@dataclass(frozen=True, slots=True)
class Accord:
    """What writer and workers must have in common.

    Attributes:
        version: of melcount.
        system: kind of operating system, since it decides what paths look like.
        root: the folder of the scans.
        scan: that is to be counted, where the writer sees it; a folder that is there may be the
            empty place of a drive that is not.
    """

    version: str
    system: str
    root: Path
    scan: Path | None = None

    @classmethod
    def here(cls, root: Path) -> Accord:
        """Those of this process."""
        return cls(melcount_app.__version__, os.name, root)

    def on(self, scan: Path) -> Accord:
        """The accord on one scan."""
        return dataclasses.replace(self, scan=scan if scan.exists() else None)

    def check(self) -> None:
        """Refuse to count for a writer with another accord.

        Raises:
            ClusterError: what differs.
        """
        host = socket.gethostname()
        if melcount_app.__version__ != self.version:
            raise ClusterError(
                f"The worker on {host} has melcount {melcount_app.__version__}, not "
                f"{self.version}. Install the same version there, and start it anew."
            )
        if os.name != self.system or not self.root.is_dir():
            raise ClusterError(
                f"The worker on {host} does not see the folder {self.root}. Mount it there under "
                "the same path."
            )
        if self.scan is not None and not self.scan.exists():
            raise ClusterError(
                f"The worker on {host} sees the folder {self.root}, but not “{self.scan.name}” in "
                "it. Mount the drive of the scans there under the same path."
            )


def count_as_worker(
    job: ScanJob, accord: Accord, limits: Limits, topic: str
) -> Parcel | JobRefused:
    """Count a scan as a task of a worker, in a process of its own.

    Args:
        job: what is asked; its folder is the writer's and not touched.
        accord: of the writer.
        limits: when the process is given up.
        topic: where the writer hears how far the work is.

    Raises:
        ClusterError: this worker cannot count for this writer.
        Reschedule: the answer is not wanted any longer.
    """
    from distributed import Reschedule, get_worker

    accord.check()
    worker = get_worker()
    with _folder(worker) as folder, _process(limits) as process:
        here = dataclasses.replace(job, model=_model(job), folder=folder)
        answers = process.run(here, _Wanted(worker, worker.get_current_task()))
        for answer in _said(answers, job.key, worker, topic):
            if isinstance(answer, JobDone):
                return Parcel.packed(answer)
            if isinstance(answer, JobRefused):
                return answer
    raise Reschedule


class _Wanted(Control):
    """Cancels the count once nobody waits for the answer of a task."""

    def __init__(self, worker: Worker, task: Key) -> None:
        super().__init__()
        self._worker, self._task = worker, task

    @property
    @override
    def is_cancelled(self) -> bool:
        state = self._worker.state.tasks.get(self._task)
        return state is None or state.state not in WANTED


def _said(
    answers: Iterator[JobAnswer], key: int, worker: Worker, topic: str
) -> Iterator[JobAnswer]:
    """The answers, while the writer is told of the progress."""
    told = -1.0
    for answer in answers:
        if isinstance(answer, JobProgress) and answer.fraction >= told + STEP:
            told = answer.fraction
            worker.log_event(topic, {"key": key, "fraction": told})
        yield answer


@contextmanager
def _folder(worker: Worker) -> Iterator[Path]:
    """A folder for the files of one scan, until they are on their way."""
    try:
        with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
            yield Path(folder)
    except OSError as error:
        raise ClusterError(
            f"The worker on {socket.gethostname()} cannot write to {worker.local_directory} "
            f"({error.strerror}). Free some space there, or start it with another "
            "--local-directory."
        ) from error


@contextmanager
def _process(limits: Limits) -> Iterator[CountingProcess]:
    """A process that waits for a scan, else a new one."""
    multiprocessing.current_process().daemon = False  # else it may not have a child
    process = _idle.pop() if _idle else CountingProcess(limits)
    if process.limits != limits:
        process.stop()
        process = CountingProcess(limits)
    try:
        yield process
    finally:
        _idle.append(process)
        timer = threading.Timer(IDLE_S, _dismiss, [process])
        timer.daemon = True
        timer.start()


def _dismiss(process: CountingProcess) -> None:
    with suppress(ValueError):  # it is at work again
        _idle.remove(process)
        process.stop()


def _model(job: ScanJob) -> Path:
    """The folder of the model on this machine, where it may lie elsewhere."""
    try:
        return job.protocol.find_model(job.model, models_folder()).folder
    except ModelError as error:
        raise ClusterError(
            f"The worker on {socket.gethostname()} lacks the model {job.protocol.model} "
            f"({job.protocol.model_sha256[:8]}). Put {job.model} there, under the same path."
        ) from error
