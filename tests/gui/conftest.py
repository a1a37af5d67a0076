"""A window over a small scan and a network with known answers; nothing may be left running."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QPoint,
    QPointF,
    Qt,
    QThreadPool,
    SignalInstance,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot, WaitSignalsOrder
from pytestqt.wait_signal import CheckParamsCb, MultiSignalBlocker, SignalBlocker
from typing_extensions import override

from melcount_app.core.model import CountingModel
from melcount_app.core.study import Study
from melcount_app.gui.app import make_window
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.rows import ScanRow
from tests.conftest import ScanWriter

WIDTH_PX, HEIGHT_PX, RADIUS_PX = 2400, 2100, 1900
LONG_MS = 30_000
LEFT = Qt.MouseButton.LeftButton

SMALL = [(100.0, 1400.0), (700.0, 1400.0), (700.0, 2000.0), (100.0, 2000.0)]
CORNER = [(0.0, 1100.0), (600.0, 1100.0), (600.0, 1700.0), (0.0, 1700.0)]

WindowMaker = Callable[..., MainWindow]
SessionMaker = Callable[[], Session]

HERE = Path(__file__).parent
OFFSCREEN_NOISE = "propagateSizeHints"  # the offscreen platform has no window manager to tell


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_NOISE, extend=True))


class PatientBot(QtBot):
    """Waits for as long as a busy machine may need; what holds is seen at once all the same."""

    @override
    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = LONG_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    @override
    def waitSignal(
        self,
        signal: SignalInstance,
        *,
        timeout: int = LONG_MS,
        raising: bool | None = None,
        check_params_cb: CheckParamsCb | None = None,
    ) -> SignalBlocker:
        return super().waitSignal(
            signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb
        )

    @override
    def waitSignals(
        self,
        signals: list[SignalInstance],
        *,
        timeout: int = LONG_MS,
        raising: bool | None = None,
        check_params_cbs: list[CheckParamsCb] | None = None,
        order: WaitSignalsOrder = "none",
    ) -> MultiSignalBlocker:
        return super().waitSignals(
            signals,
            timeout=timeout,
            raising=raising,
            check_params_cbs=check_params_cbs,
            order=order,
        )


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """As pytest-qt has it, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_window_outlives_its_test(qapp: QApplication) -> Iterator[None]:
    """Windows are gone after their test, for Qt too; one that is still open fails it."""
    yield
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    still_open = [window.windowTitle() for window in windows if window.isVisible()]
    for window in windows:
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not still_open


@pytest.fixture
def scan_path(write_scan: ScanWriter) -> Path:
    """A quarter disc, centred at the lower left corner, on dark surroundings."""
    return write_scan(quarter_disc(), name="quarter.tif")


@pytest.fixture
def uncalibrated_scan_path(write_scan: ScanWriter) -> Path:
    """The same without a pixel size."""
    return write_scan(quarter_disc(), None, "uncalibrated.tif")


@pytest.fixture
def small_folder(tmp_path: Path, write_scan: ScanWriter) -> Path:
    """Six small scans in two sub-folders."""
    folder = tmp_path / "small"
    places = [(condition, n) for condition in ("dose 1", "untreated") for n in (1, 2, 3)]
    for shift, (condition, replicate) in enumerate(places):
        place = folder / condition / f"{condition[0]}_{replicate}.tif"
        place.parent.mkdir(parents=True, exist_ok=True)
        write_scan(quarter_disc()[shift::4, ::4], name="small.tif").rename(place)
    return folder


@functools.cache
def quarter_disc() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    y, x = np.mgrid[:HEIGHT_PX, :WIDTH_PX]
    inside = x**2 + (y - HEIGHT_PX) ** 2 < RADIUS_PX**2
    texture = np.random.default_rng(2).integers(60, 140, (HEIGHT_PX, WIDTH_PX))
    return np.where(inside, texture, texture // 40).astype(np.uint8)


@pytest.fixture
def make_main_window(qtbot: QtBot) -> Iterator[WindowMaker]:
    """Makes windows; afterwards they are closed and no thread of theirs may run."""
    windows = []

    def make(model: Path, study: Study | None = None) -> MainWindow:
        window = make_window(model, study)
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        until_read(qtbot, window.session)
        QCoreApplication.processEvents()  # what is allowed follows in the next turn of the loop
        return window

    yield make
    for window in windows:
        window.close()
        assert_nothing_runs(window)


def assert_nothing_runs(window: MainWindow) -> None:
    pools = window.findChildren(QThreadPool)
    assert len(pools) == 8
    assert not any(pool.activeThreadCount() for pool in pools)
    assert not [t.name for t in threading.enumerate() if t.name.startswith(("tiles", "decode"))]


@pytest.fixture
def window(make_main_window: WindowMaker, linear_model: Path) -> MainWindow:
    """A window without a scan."""
    return make_main_window(linear_model)


@pytest.fixture
def session(window: MainWindow) -> Session:
    """The state behind the window."""
    return window.session


@pytest.fixture
def study_path(tmp_path: Path) -> Path:
    """Where the study lies."""
    return tmp_path / "s.melcount"


@pytest.fixture
def start(qtbot: QtBot, linear_model: Path, study_path: Path) -> Iterator[SessionMaker]:
    """Starts the program on the same study again; the session before must be closed."""
    sessions: list[Session] = []

    def make() -> Session:
        sessions.append(Session(linear_model, Study.open(study_path)))
        until_read(qtbot, sessions[-1])
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()
        session.deleteLater()  # as with its window; the garbage collector knows no order
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def open_windows() -> list[MainWindow]:
    """The windows that a user sees."""
    found = QApplication.topLevelWidgets()
    return [window for window in found if isinstance(window, MainWindow) and window.isVisible()]


def next_window(qtbot: QtBot, before: MainWindow) -> MainWindow:
    """The window that takes the place of another one, which is deleted then."""
    qtbot.waitUntil(
        lambda: len(open_windows()) == 1 and open_windows() != [before], timeout=LONG_MS
    )
    (window,) = open_windows()
    return window


def until_read(qtbot: QtBot, session: Session) -> None:
    """Until all scans of the study are in the list."""
    qtbot.waitUntil(lambda: session.arrivals.is_read, timeout=LONG_MS)


def by_name(session: Session) -> dict[str, ScanRow]:
    """What the list tells of each scan, by the name of its file."""
    return {summary.path.name: summary for summary in session.scans.rows}


@pytest.fixture
def network_runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every tile that the network sees."""
    runs: list[int] = []
    density = CountingModel.density

    def counted(model: CountingModel, pixels: np.ndarray) -> np.ndarray:
        runs.append(1)
        return density(model, pixels)

    monkeypatch.setattr(CountingModel, "density", counted)
    return runs


def wait_for(qtbot: QtBot, session: Session, stage: Stage) -> None:
    """Until the session has come to a stage and measured it."""
    qtbot.waitUntil(
        lambda: session.course.stage is stage and session.numbers.is_measured, timeout=LONG_MS
    )


def open_scan(qtbot: QtBot, session: Session, path: Path, stage: Stage = Stage.OUTLINED) -> None:
    session.shown.open(path)
    wait_for(qtbot, session, stage)


@pytest.fixture
def fast_window(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    scan_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> MainWindow:
    """A window with a scan that sees every move of the mouse, however fast it is."""
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", 0)
    open_scan(qtbot, session, scan_path)
    return window


def count(qtbot: QtBot, session: Session) -> None:
    session.counting.count()
    wait_for(qtbot, session, Stage.COUNTED)


def choose(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Choose a command as soon as it is allowed: what changed is looked at one turn later."""
    action = window.actions_by_name[name]
    qtbot.waitUntil(action.isEnabled)
    action.trigger()


def text(window: MainWindow, name: str) -> str:
    label = window.findChild(QLabel, name)
    assert label is not None
    return label.text()


def table(window: MainWindow) -> list[list[str]]:
    model = window.regions_panel.model
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def on_screen(window: MainWindow, x: float, y: float) -> QPoint:
    """Where a level-0 position is in the view, in screen pixels."""
    at: QPoint = window.view.mapFromScene(window.view.canvas.mapViewToScene(QPointF(x, y)))
    return at


class Hand:
    """A mouse whose left button is held, at level-0 positions."""

    def __init__(
        self,
        window: MainWindow,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self._window, self._held = window, held
        self._viewport = window.view.viewport()

    def press(self, x: float, y: float) -> None:
        at = on_screen(self._window, x, y)
        QTest.mouseMove(self._viewport, at)
        QTest.mousePress(self._viewport, LEFT, self._held, at)

    def move(self, x: float, y: float) -> None:
        """QTest would move the mouse without its buttons and keys."""
        at = on_screen(self._window, x, y)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(self._viewport.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            LEFT,
            self._held,
        )
        QApplication.sendEvent(self._viewport, move)

    def release(self, x: float, y: float) -> None:
        at = on_screen(self._window, x, y)
        QTest.mouseRelease(self._viewport, LEFT, self._held, at)


def drag(
    window: MainWindow,
    along: Sequence[tuple[float, float]],
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Drag along level-0 positions."""
    hand = Hand(window, held)
    hand.press(*along[0])
    for point in along[1:]:
        hand.move(*point)
    hand.release(*along[-1])
