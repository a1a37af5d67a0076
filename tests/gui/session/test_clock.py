"""How long a job still takes is told when its steps have shown it."""

from __future__ import annotations

import pytest

from melcount_app.gui.session.stage import Clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in s; the last of the list."""
    time = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: time[-1])
    return time


def test_that_the_first_tiles_which_were_read_ahead_do_not_tell_the_time_left(
    at: list[float],
) -> None:
    clock, told = Clock(), []
    for seconds, fraction in ((0.0, 0.0), (0.1, 0.01), (0.2, 0.02), (2.0, 0.1), (10.0, 0.5)):
        at.append(seconds)
        told.append(clock.progress("counting", fraction).seconds_left)
    assert told[:3] == [None, None, None]
    assert told[3:] == [pytest.approx(18.0), pytest.approx(10.0)]


def test_that_a_job_that_begins_anew_begins_to_measure_anew(at: list[float]) -> None:
    clock, told = Clock(), []
    for seconds, fraction in ((0.0, 0.0), (5.0, 0.5), (5.1, 0.0)):
        at.append(seconds)
        told.append(clock.progress("counting", fraction).seconds_left)
    assert told == [None, pytest.approx(5.0), None]
