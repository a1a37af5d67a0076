"""The threads of a session: all jobs end with them."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from melcount_app.gui.session.pools import Pool, Pools
from tests.gui.session.conftest import House, heard


class Endless:
    """A job that goes on until it is closed."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.is_closed = False

    def events(self) -> Generator[int, None, None]:
        self.begun.set()
        try:
            while True:
                yield 0
        finally:
            self.is_closed = True


@pytest.fixture
def pools(house: House) -> Pools:
    return house.ground.pools


def running(pools: Pools) -> int:
    return sum(pool.activeThreadCount() for pool in pools.findChildren(QThreadPool))


def test_that_closing_ends_the_job_of_every_runner_that_was_handed_out(
    qtbot: QtBot, pools: Pools
) -> None:
    jobs = {pool: Endless() for pool in Pool}
    for pool, job in jobs.items():
        pools.runner(pool).run("job", job.events())
    assert all(job.begun.wait(30) for job in jobs.values())
    assert running(pools) == len(Pool)
    pools.close()
    assert running(pools) == 0
    assert all(job.is_closed for job in jobs.values())


def test_that_no_job_begins_after_closing(qtbot: QtBot, pools: Pools) -> None:
    early, job = pools.runner(Pool.LISTING), Endless()
    early.run("first", Endless().events())
    ends = heard(early.cancelled)
    early.cancelled.connect(lambda _: early.run("again", job.events()))
    pools.close()
    qtbot.waitUntil(lambda: bool(ends))
    for runner in (early, pools.runner(Pool.LISTING)):
        runner.run("late", job.events())
        runner.follow("late", job.events())
        runner.enqueue("late", job.events())
        assert runner.is_idle
    assert not job.begun.is_set()


def test_that_jobs_begin_again_where_the_session_goes_on(qtbot: QtBot, pools: Pools) -> None:
    runner, job = pools.runner(Pool.LISTING), Endless()
    pools.close()
    pools.reopen()
    runner.run("job", job.events())
    assert job.begun.wait(30)


def test_that_what_can_be_hurried_hears_of_the_end_before_threads_are_waited_for(
    qtbot: QtBot, pools: Pools
) -> None:
    is_hurried = threading.Event()

    def waiting() -> Generator[int, None, None]:
        yield int(is_hurried.wait(30))

    pools.closing.connect(is_hurried.set)
    pools.runner(Pool.BATCH).run("job", waiting())
    pools.close()
    assert is_hurried.is_set()
    assert running(pools) == 0
