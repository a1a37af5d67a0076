"""The process that counts is watched whatever it does, and leaves with the one that asked."""

from __future__ import annotations

import contextlib
import multiprocessing.connection
import multiprocessing.spawn
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import psutil
import pytest

from melcount_app.core.batch import BatchRequest, Control, Limits, ScanDone, run_batch
from melcount_app.core.batch.jobs import JobAnswer, JobDone, JobProgress, JobStarted, ScanJob
from melcount_app.core.batch.process import Answers, CountingProcess
from melcount_app.core.errors import MelcountError
from melcount_app.core.study import Study

AddScan = Callable[..., Path]
DEADLINE_S = 30.0
HALF_STARTED = 40 * 2**20
"""Bytes that a process holds while it imports what it needs."""

BATCH = """
import sys
from pathlib import Path
from melcount_app.core.batch import BatchRequest, run_batch
from melcount_app.core.protocol import Protocol
from melcount_app.core.study import Study

study, root, out, model = map(Path, sys.argv[1:])
try:
    with Study.open(study) as opened:
        for event in run_batch(opened, BatchRequest(root, out, Protocol.of(model), model)):
            print(type(event).__name__, getattr(event, "key", ""), flush=True)
except KeyboardInterrupt:
    print("Interrupted", flush=True)
"""


@pytest.fixture
def jobs(add_scan: AddScan, request_: BatchRequest) -> tuple[ScanJob, ScanJob]:
    """Two scans to count."""
    first, second = (
        ScanJob(
            key=seed,
            scan=add_scan(f"{seed}.tif", seed),
            fingerprint="",
            edits=None,
            protocol=request_.protocol,
            model=request_.model,
            folder=request_.out,
            name=str(seed),
        )
        for seed in range(2)
    )
    return first, second


@pytest.fixture
def process() -> Iterator[CountingProcess]:
    """One with the usual limits, not started yet."""
    with CountingProcess(Limits()) as made:
        yield made


def last(answers: Iterator[JobAnswer]) -> JobAnswer:
    *_, answer = answers
    return answer


def busy() -> Answers:
    """A process that always has something to say."""
    answers: Answers = SimpleQueue()
    for number in range(1000):
        answers.put(JobProgress(number / 1000))
    return answers


def test_that_a_process_that_is_never_silent_can_be_cancelled(
    process: CountingProcess, jobs: tuple[ScanJob, ScanJob]
) -> None:
    control = Control()
    watched = process._watched(busy(), jobs[0], control)
    assert next(watched) == JobProgress(0.0)
    control.cancel()
    assert not list(watched)


def test_that_the_memory_of_a_process_that_is_never_silent_is_watched(
    jobs: tuple[ScanJob, ScanJob],
) -> None:
    watched = CountingProcess(Limits(memory=1))._watched(busy(), jobs[0], Control())
    with pytest.raises(Exception, match="GiB of memory"):
        list(watched)


def test_that_what_is_left_of_one_scan_is_not_taken_for_the_next(
    process: CountingProcess, jobs: tuple[ScanJob, ScanJob]
) -> None:
    answers = process.run(jobs[0], Control())
    assert [next(answers), next(answers)] == [JobStarted(), JobProgress(0.0)]
    answers.close()  # type: ignore[attr-defined]
    answer = last(process.run(jobs[1], Control()))
    assert isinstance(answer, JobDone)
    assert answer.written.workbook.name == "1.xlsx"
    assert answer.counted.request.scan == jobs[1].scan


def test_that_a_process_that_died_between_two_scans_fails_none(
    process: CountingProcess, jobs: tuple[ScanJob, ScanJob]
) -> None:
    assert isinstance(last(process.run(jobs[0], Control())), JobDone)
    assert process._process is not None
    process._process.kill()
    assert multiprocessing.connection.wait([process._process.sentinel], DEADLINE_S)
    assert isinstance(last(process.run(jobs[1], Control())), JobDone)


def test_that_a_program_that_does_not_start_is_no_failure_of_the_scans(
    study: Study, request_: BatchRequest, add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.scans.add_all([add_scan("1.tif")])
    broken = shutil.which("false")
    if broken is None:
        pytest.skip("there is no program here that only fails")
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", os.fsencode(broken))
    with pytest.raises(MelcountError, match=r"does not start \(exit code 1\)"):
        list(run_batch(study, request_))
    assert study.scans.all()[0].failure == ""


@contextlib.contextmanager
def batch(study: Path, request: BatchRequest) -> Iterator[subprocess.Popen[str]]:
    """A batch in a program of its own, with a process group of its own."""
    places = (study, request.root, request.out, request.model)
    with subprocess.Popen(
        [sys.executable, "-c", BATCH, *map(str, places)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        with contextlib.closing(running.stdout), contextlib.closing(running.stderr):
            yield running


def heard(running: subprocess.Popen[str], until: str) -> list[str]:
    """What a batch says up to an event."""
    assert running.stdout is not None
    lines = [running.stdout.readline().strip()]
    while lines[-1] and lines[-1] != until:
        lines.append(running.stdout.readline().strip())
    assert lines[-1] == until
    return lines


@pytest.fixture
def path(tmp_path: Path, add_scan: AddScan) -> Path:
    """A study of three scans, closed."""
    place = tmp_path / "study.melcount"
    with Study.open(place) as made:
        made.scans.add_all(add_scan(f"{seed}.tif", seed) for seed in range(3))
    return place


def test_that_a_batch_that_was_killed_redoes_the_scan_in_hand_only(
    path: Path, request_: BatchRequest
) -> None:
    with batch(path, request_) as running:
        lines = heard(running, "ScanStarted 2")
        children = psutil.Process(running.pid).children(recursive=True)
        running.kill()
        _, alive = psutil.wait_procs(children, DEADLINE_S)
    assert "ScanDone 1" in lines
    assert not alive
    with Study.open(path) as study:
        before = study.counts.of(1)
        done = [event.key for event in run_batch(study, request_) if isinstance(event, ScanDone)]
        after = study.counts.of(1)
    assert done == [2, 3]
    assert before is not None
    assert after is not None
    assert before.seconds == after.seconds


def wait_for_imports(running: subprocess.Popen[str]) -> None:
    """Until the process that counts is in the middle of its start."""
    until = time.monotonic() + DEADLINE_S
    while time.monotonic() < until:
        for child in psutil.Process(running.pid).children():
            is_python = any("spawn_main" in word for word in child.cmdline())
            if is_python and child.memory_info().rss > HALF_STARTED:
                return
    raise TimeoutError


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups on this system")
@pytest.mark.parametrize(
    "moment", [wait_for_imports, lambda running: heard(running, "ScanStarted 1")]
)
def test_that_ctrl_c_ends_a_batch_without_noise(
    path: Path, request_: BatchRequest, moment: Callable[[subprocess.Popen[str]], object]
) -> None:
    with batch(path, request_) as running:
        moment(running)
        os.killpg(running.pid, signal.SIGINT)
        out, noise = running.communicate(timeout=DEADLINE_S)
    assert out.endswith("Interrupted\n")
    assert noise == ""
    with Study.open(path) as study:
        assert not any(scan.failure for scan in study.scans.all())
