"""A window over a real mosaic, worked hard: it never blocks, and nothing is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from melcount_app.core.paths import default_model
from melcount_app.core.study import Study
from melcount_app.gui.app import make_window
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage
from tests.end_to_end.test_mosaics import make_mosaic
from tests.gui.conftest import Hand, assert_nothing_runs
from tests.gui.test_event_loop import NOT_COUNTED, check_that_it_beats

LONG_MS = 120_000
SIDE_PX = 12_000
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture(scope="module")
def mosaic(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pyramid of real pixels."""
    path = tmp_path_factory.mktemp("mosaic") / "mosaic.tif"
    make_mosaic(shared_data, path, "--width", str(SIDE_PX), "--height", str(SIDE_PX))
    return path


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window that sees every move of the mouse: numbers are there before the next one comes."""
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", 0)
    made = make_window(default_model(), Study.open(tmp_path / "busy.melcount"))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()


def work_hard(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Count, cancel, count, edit and look around while it counts, export."""
    session, canvas = window.session, window.view.canvas
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed, timeout=LONG_MS):
        pass
    session.cancel()
    qtbot.waitUntil(lambda: session.course.stage in NOT_COUNTED, timeout=LONG_MS)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed, timeout=LONG_MS):
        pass
    for step in range(6):
        with qtbot.waitSignal(session.numbers.changed, timeout=LONG_MS):
            session.regions.draw([(500, 500 + 300 * step), (2500, 900), (1500, 3000 + 300 * step)])
            turn()
            canvas.zoom_by(1.7 if step < 4 else 0.3)
            turn()
            canvas.translateBy(x=300, y=200)
    canvas.fit()
    turn()
    paint(qtbot, window)
    for switch in ("show_contours", "show_peaks", "split_view"):
        window.actions_by_name[switch].trigger()
        turn()
    window.view.display.set_gamma(0.5)
    qtbot.waitUntil(
        lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured,
        timeout=LONG_MS,
    )
    qtbot.waitUntil(lambda: session.peaks.places is not None, timeout=LONG_MS)
    canvas.fit()
    turn()
    session.files.export(folder)
    qtbot.waitUntil(lambda: session.course.stage is Stage.EXPORTED, timeout=LONG_MS)
    for switch in ("show_contours", "show_peaks", "split_view"):
        window.actions_by_name[switch].trigger()
        turn()


def turn() -> None:
    """Let the event loop turn, as it does between any two things that a user does."""
    QApplication.processEvents()


def paint(qtbot: QtBot, window: MainWindow) -> None:
    """Take from the sample with the brush, the numbers following every move, and undo it."""
    window.actions_by_name["target_sample"].setChecked(True)
    window.actions_by_name["draw_brush"].setChecked(True)
    hand = Hand(window, Qt.KeyboardModifier.AltModifier)
    hand.press(1000, SIDE_PX / 2)
    for step in range(1, 20):
        with qtbot.waitSignal(window.session.numbers.changed, timeout=LONG_MS):
            hand.move(1000 + 200 * step, SIDE_PX / 2 + 100 * step)
            turn()
    hand.release(5000, SIDE_PX / 2)
    turn()
    window.actions_by_name["move"].setChecked(True)
    window.actions_by_name["target_sample"].setChecked(False)
    turn()
    window.session.desk.undo_stack.undo()
    turn()


@pytest.mark.no_cover  # as in tests/gui/test_event_loop.py
@pytest.mark.timeout(600)
def test_that_hard_work_on_a_real_mosaic_never_blocks_the_window(
    qtbot: QtBot, window: MainWindow, mosaic: Path, tmp_path: Path
) -> None:
    def use(number: int) -> None:
        window.session.shown.open(mosaic)
        qtbot.waitUntil(lambda: window.session.shown.edits is not None, timeout=LONG_MS)
        window.session.desk.undo_stack.clear()
        if number:
            window.session.sample.set_um_per_px(0.45 + 0.001 * number)  # the count begins anew
        qtbot.waitUntil(lambda: not window.session.course.job, timeout=LONG_MS)
        work_hard(qtbot, window, tmp_path)

    check_that_it_beats(use)


def test_that_nothing_is_left_of_a_window_that_is_closed_while_it_counts(
    qtbot: QtBot, window: MainWindow, mosaic: Path
) -> None:
    session = window.session
    session.shown.open(mosaic)
    qtbot.waitUntil(lambda: session.course.stage is Stage.OUTLINED, timeout=LONG_MS)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed, timeout=LONG_MS):
        pass
    window.close()
    assert_nothing_runs(window)
    active = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
    assert not [(timer, timer.parent(), timer.interval()) for timer in active]
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert QThreadPool.globalInstance().activeThreadCount() == 0
    assert window.testAttribute(Qt.WidgetAttribute.WA_WState_Hidden)
