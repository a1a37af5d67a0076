"""The one worker: events in order, cancelling, failing."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from melcount_app.core.errors import ScanError
from melcount_app.gui.worker import NICER_BY, Runner, Worker, one_thread_pool


class Endless:
    """A job that goes on until it is closed, and remembers where it ran and how it ended."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = False
        self.thread: threading.Thread | None = None

    def events(self) -> Generator[int, None, None]:
        self.thread = threading.current_thread()
        try:
            while True:
                yield self.given
                self.given += 1
        finally:
            self.closed = True


def counting_to(last: int) -> Generator[int, None, None]:
    yield from range(last)


def failing(error: Exception) -> Generator[int, None, None]:
    yield 1
    raise error


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    owner = QObject()
    pool = one_thread_pool(owner)
    runner = Runner(pool, owner)
    yield runner
    runner.cancel()
    pool.waitForDone()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt sets the priority")
def test_that_the_work_and_all_that_it_starts_leave_the_processor_to_the_window(
    runner: Runner, qtbot: QtBot
) -> None:
    nice: list[int] = []

    def look() -> Generator[int, None, None]:
        started = threading.Thread(target=lambda: nice.append(os.getpriority(os.PRIO_PROCESS, 0)))
        started.start()
        started.join()
        nice.append(os.getpriority(os.PRIO_PROCESS, 0))
        yield 1

    of_window = os.getpriority(os.PRIO_PROCESS, 0)
    for _ in range(2):
        with qtbot.waitSignal(runner.finished):
            runner.run("look", look())
    assert nice == [of_window + NICER_BY] * 4
    assert os.getpriority(os.PRIO_PROCESS, 0) == of_window


def test_that_events_arrive_in_order_and_then_the_end(qtbot: QtBot) -> None:
    owner = QObject()
    heard: list[object] = []
    worker = Worker(counting_to(200), owner)
    worker.happened.connect(heard.append)
    worker.finished.connect(lambda: heard.append("finished"))
    with qtbot.waitSignal(worker.finished):
        worker.start(one_thread_pool(owner))
    assert heard == [*range(200), "finished"]


def test_that_a_job_runs_on_another_thread_than_its_signals_arrive(qtbot: QtBot) -> None:
    owner, job = QObject(), Endless()
    heard_on: list[threading.Thread] = []
    worker = Worker(job.events(), owner)
    worker.happened.connect(lambda _: heard_on.append(threading.current_thread()))
    pool = one_thread_pool(owner)
    with qtbot.waitSignal(worker.happened):
        worker.start(pool)
    worker.cancel()
    pool.waitForDone()
    assert heard_on[0] is threading.main_thread()
    assert job.thread is not threading.main_thread()


def test_that_cancelling_closes_the_job_and_nothing_more_is_heard(qtbot: QtBot) -> None:
    owner, job = QObject(), Endless()
    heard: list[object] = []
    worker = Worker(job.events(), owner)
    pool = one_thread_pool(owner)
    with qtbot.waitSignal(worker.happened):
        worker.start(pool)
    worker.happened.connect(heard.append)
    with qtbot.waitSignal(worker.cancelled):
        worker.cancel()
    assert job.closed
    assert heard == []


def test_that_a_sentence_for_the_user_arrives_as_failed(qtbot: QtBot) -> None:
    owner = QObject()
    error = ScanError("“a.tif” is empty; copy it again.")
    worker = Worker(failing(error), owner)
    with qtbot.waitSignal(worker.failed) as failed:
        worker.start(one_thread_pool(owner))
    assert failed.args == [error]


def test_that_a_bug_reaches_the_hook_and_ends_the_job(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = QObject()
    hooked: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda *raised: hooked.append(raised[1]))
    bug = ZeroDivisionError("a bug")
    worker = Worker(failing(bug), owner)
    with qtbot.waitSignal(worker.failed):
        worker.start(one_thread_pool(owner))
    assert hooked == [bug]


def test_that_a_new_job_takes_the_place_of_the_one_that_runs(qtbot: QtBot, runner: Runner) -> None:
    endless = Endless()
    ended: list[str] = []
    runner.cancelled.connect(ended.append)
    runner.finished.connect(ended.append)
    with qtbot.waitSignal(runner.happened):
        runner.run("endless", endless.events())
    with qtbot.waitSignal(runner.finished):
        runner.run("short", counting_to(3))
    assert ended == ["endless", "short"]
    assert endless.closed


def test_that_only_the_latest_of_the_waiting_jobs_runs(qtbot: QtBot, runner: Runner) -> None:
    started: list[str] = []
    runner.started.connect(started.append)
    with qtbot.waitSignal(runner.happened):
        runner.run("endless", Endless().events())
    with qtbot.waitSignal(runner.finished):
        runner.run("dropped", counting_to(3))
        runner.run("latest", counting_to(3))
    assert started == ["endless", "latest"]


def test_that_a_runner_is_idle_before_and_after_a_job(qtbot: QtBot, runner: Runner) -> None:
    assert runner.is_idle
    with qtbot.waitSignal(runner.finished):
        runner.run("short", counting_to(1))
        assert not runner.is_idle
    assert runner.is_idle
    assert runner.job == ""


def test_that_jobs_that_are_put_in_a_queue_all_run_one_after_the_other(
    qtbot: QtBot, runner: Runner
) -> None:
    heard: list[object] = []
    runner.happened.connect(heard.append)
    runner.finished.connect(heard.append)
    for number in range(1, 4):
        runner.enqueue(f"job {number}", counting_to(number))
    qtbot.waitUntil(lambda: runner.is_idle)
    assert heard == [0, "job 1", 0, 1, "job 2", 0, 1, 2, "job 3"]


def test_that_cancelling_forgets_all_jobs_that_wait(qtbot: QtBot, runner: Runner) -> None:
    job, waiting = Endless(), [Endless(), Endless()]
    runner.run("job", job.events())
    for each in waiting:
        runner.enqueue("waiting", each.events())
    with qtbot.waitSignal(runner.cancelled):
        runner.cancel()
    assert runner.is_idle
    assert [each.thread for each in waiting] == [None, None]
