"""The event loop is never blocked for more than 100 ms, while a real count runs.

Wall clocks cannot tell a blocked event loop from a busy machine. So a heartbeat adds up what
the GUI thread itself does between two beats: the processor time it uses, and, where the system
tells, the time it sleeps although its next beat is due (waiting for a lock, a file or a thread).
Time in which it, or a thread that may hold what it waits for, is ready but another process has the
processor is not counted.
Nor are these tests traced for coverage (`no_cover`): the time that tracing takes is not ours.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from melcount_app.core.edits import Edits
from melcount_app.core.paths import default_model, sample_scan
from melcount_app.core.prepare import ScanPrepared, prepare_scan
from melcount_app.core.study import Study
from melcount_app.core.thumbnail import thumbnail_of
from melcount_app.gui.app import make_window
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from tests.gui.conftest import WindowMaker, choose

LIMIT_S = 0.1
BEAT_MS = 10
MANY = 300
GUI_THREAD = str(os.getpid())
"""The name by which the system knows the first thread."""

NOT_COUNTED = (Stage.OUTLINED, Stage.STALE)
"""In the first round, and in those after it."""

ROUNDS = 3
"""What blocks the event loop does so every time; what an overloaded machine does, does not."""


class Heartbeat(QObject):
    """Beats every 10 ms and remembers the worst it found in between."""

    def __init__(self) -> None:
        super().__init__()
        self.beats = 0
        self.longest_busy_s = 0.0
        self.longest_blocked_s = 0.0
        self.longest_gap_s = 0.0
        self._last, self._waited = self._now(), waited_for_processor()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last, self._waited = self._now(), waited_for_processor()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        self._beat()
        self._timer.stop()

    def found(self) -> str:
        """The longest times, for the report of the test."""
        return (
            f"busy {self.longest_busy_s:.3f} s, blocked {self.longest_blocked_s:.3f} s, "
            f"wall clock {self.longest_gap_s:.3f} s between two of {self.beats} beats"
        )

    @property
    def longest_s(self) -> float:
        """The longest time between two beats that is ours."""
        return max(self.longest_busy_s, self.longest_blocked_s)

    def _now(self) -> tuple[float, float]:
        """Wall clock and processor time, in s."""
        return time.perf_counter(), time.thread_time()

    def _beat(self) -> None:
        now, waited = self._now(), waited_for_processor()
        gap, busy = (new - old for new, old in zip(now, self._last, strict=True))
        since = {name: waited[name] - self._waited.get(name, waited[name]) for name in waited}
        slept = gap - busy - since.pop(GUI_THREAD, 0.0)
        # asleep for a thread that waited for a processor is asleep for the machine
        blocked = busy + max(slept - max(since.values(), default=0.0), 0.0)
        self._last, self._waited = now, waited
        self.beats += 1
        self.longest_gap_s = max(self.longest_gap_s, gap)
        self.longest_busy_s = max(self.longest_busy_s, busy)
        self.longest_blocked_s = max(self.longest_blocked_s, blocked)


def waited_for_processor() -> dict[str, float]:
    """Seconds that each thread was ready to run and did not, where the system tells."""
    waited = {}
    for thread in Path("/proc/self/task").glob("*"):
        with suppress(OSError):  # it has ended meanwhile
            told = (thread / "schedstat").read_text(encoding="ascii")
            waited[thread.name] = int(told.split()[1]) / 1e9
    return waited


def use_processor(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def wait_for_nobody(seconds: float) -> None:
    threading.Event().wait(seconds)


@pytest.mark.parametrize("block", [use_processor, wait_for_nobody])
def test_that_the_heartbeat_notices_a_block_of_200_ms(
    qtbot: QtBot, block: Callable[[float], None]
) -> None:
    heartbeat = Heartbeat()
    heartbeat.start()
    qtbot.waitUntil(lambda: heartbeat.beats > 3)
    QTimer.singleShot(0, lambda: block(0.2))
    beats = heartbeat.beats
    qtbot.waitUntil(lambda: heartbeat.beats > beats + 3)
    heartbeat.stop()
    assert heartbeat.longest_blocked_s > 0.19
    if block is use_processor:
        assert heartbeat.longest_busy_s > 0.19


def check_that_it_beats(use: Callable[[int], None]) -> None:
    """The event loop goes on while the window is used; a round that others disturb is repeated.

    Others disturb processor time, too, where two of the processors are halves of one.
    """
    rounds: list[Heartbeat] = []
    while len(rounds) < ROUNDS and not (rounds and rounds[-1].longest_s < LIMIT_S):
        heartbeat = Heartbeat()
        heartbeat.start()
        use(len(rounds))
        heartbeat.stop()
        rounds.append(heartbeat)
        print(heartbeat.found())  # noqa: T201 - shown with pytest -rP
    assert min(heartbeat.beats for heartbeat in rounds) > 100
    assert min(heartbeat.longest_s for heartbeat in rounds) < LIMIT_S


@pytest.mark.no_cover
def test_that_the_event_loop_is_not_blocked_while_a_real_count_runs(
    qtbot: QtBot,
    make_main_window: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    window = make_main_window(default_model())

    def use(number: int) -> None:
        session = window.session
        session.shown.open(sample_scan())
        qtbot.waitUntil(lambda: session.shown.edits is not None and not session.course.job)
        if number:
            session.sample.set_um_per_px(0.45 + 0.001 * number)  # the count begins anew
        use_the_window(qtbot, window, session, tmp_path)

    check_that_it_beats(use)


@pytest.mark.no_cover
def test_that_the_event_loop_is_not_blocked_while_a_study_is_counted(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    small_folder: Path,
    tmp_path: Path,
) -> None:
    window = make_main_window(linear_model, Study.open(tmp_path / "busy.melcount"))
    check_that_it_beats(
        lambda number: use_the_study(qtbot, window, small_folder, tmp_path / f"results {number}")
    )


@pytest.mark.no_cover
def test_that_the_event_loop_is_not_blocked_while_a_study_of_many_scans_is_read(
    qtbot: QtBot, linear_model: Path, scan_path: Path, tmp_path: Path
) -> None:
    path = tmp_path / "many.melcount"
    fill(path, scan_path, tmp_path)
    busy: list[float] = []
    while len(busy) < ROUNDS and not (busy and busy[-1] < LIMIT_S):
        window = make_window(linear_model, Study.open(path))
        qtbot.addWidget(window)
        window.show()
        heartbeat = Heartbeat()
        heartbeat.start()
        until_filled(qtbot, window.session)
        heartbeat.stop()
        busy.append(heartbeat.longest_busy_s)
        print(heartbeat.found())  # noqa: T201 - shown with pytest -rP
        window.close()
    assert min(busy) < LIMIT_S


def until_filled(qtbot: QtBot, session: Session) -> None:
    """Until the list has all scans, with their small pictures."""
    qtbot.waitUntil(
        lambda: (
            len(session.scans) == MANY
            and all(row.thumbnail is not None for row in session.scans.rows)
        )
    )


def fill(path: Path, scan: Path, folder: Path) -> None:
    """A study of many scans with outlines and small pictures."""
    *_, prepared = prepare_scan(scan)
    assert isinstance(prepared, ScanPrepared)
    png, edits = thumbnail_of(scan), Edits(prepared.scan.channel, prepared.scan.mask)
    with Study.open(path) as study, study.together():
        for added in study.scans.add_all(folder / f"{n}.tif" for n in range(MANY)):
            study.save_edits(added.key, edits)
            study.thumbnails.put(added.key, png)


def use_the_study(qtbot: QtBot, window: MainWindow, folder: Path, out: Path) -> None:
    """Drop, plan, count all; edit, pause and go on meanwhile; take all off again."""
    session = window.session
    session.arrivals.add([folder])
    qtbot.waitUntil(lambda: len(session.scans.rows) == 6, timeout=60_000)
    qtbot.waitUntil(
        lambda: session.shown.edits is not None and not session.course.job, timeout=60_000
    )
    choose(qtbot, window, "plan")
    qtbot.waitUntil(lambda: len(session.plan.facts) == 6, timeout=60_000)
    session.batch.count_all(out)
    qtbot.waitUntil(
        lambda: session.batch.state is not None and session.batch.state.in_hand is not None,
        timeout=60_000,
    )
    session.regions.draw([(50, 300), (200, 300), (200, 450)])
    session.plan.set_condition([session.scans.rows[0].key], "other")
    choose(qtbot, window, "pause_batch")
    session.shown.choose(session.scans.rows[-1].key)
    qtbot.waitUntil(
        lambda: session.shown.edits is not None and not session.course.job, timeout=60_000
    )
    choose(qtbot, window, "pause_batch")
    qtbot.waitUntil(lambda: session.batch.state is None, timeout=120_000)
    assert all(summary.cells is not None for summary in session.scans.rows)
    session.arrivals.remove([summary.key for summary in session.scans.rows])


def use_the_window(qtbot: QtBot, window: MainWindow, session: Session, folder: Path) -> None:
    """Count, cancel, count, edit while counting, zoom, export."""
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed, timeout=30_000):
        pass
    session.cancel()
    qtbot.waitUntil(lambda: session.course.stage in NOT_COUNTED, timeout=30_000)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed, timeout=30_000):
        pass
    session.regions.draw([(500, 2000), (1500, 2000), (1500, 3000)])
    window.view.canvas.zoom_by(6)
    qtbot.waitUntil(
        lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured,
        timeout=60_000,
    )
    window.view.canvas.fit()
    session.sample.draw([(200, 1500), (2500, 1500), (2500, 4000), (200, 4000)])
    qtbot.waitUntil(lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured)
    session.files.export(folder)
    qtbot.waitUntil(lambda: session.course.stage is Stage.EXPORTED, timeout=60_000)
