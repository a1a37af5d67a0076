"""What the window says of the place under the pointer is that of the file, also at rest."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from tests.conftest import ScanWriter
from tests.gui.conftest import choose, on_screen, open_scan, text

SIDE_PX = 1400
MIDDLE = 700.5
PLACE = re.compile(r"\((\d+), (\d+) px\)   value (\d+)")


@pytest.fixture
def pixels() -> npt.NDArray[np.uint8]:
    """(1400, 1400), every pixel unlike its neighbours; too large for the overview to suffice."""
    return np.random.default_rng(6).integers(0, 200, (SIDE_PX, SIDE_PX)).astype(np.uint8)


@pytest.fixture
def near(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    write_scan: ScanWriter,
    pixels: npt.NDArray[np.uint8],
) -> MainWindow:
    """A window in which a pixel of the scan is four of the screen, with the pointer on it."""
    open_scan(qtbot, session, write_scan(pixels, name="values.tif"))
    window.view.canvas.zoom_to(0.25)
    window.view.canvas.look_at(MIDDLE, MIDDLE)
    point_at(window, on_screen(window, MIDDLE, MIDDLE))
    qtbot.waitUntil(lambda: tells(window, pixels, MIDDLE, MIDDLE))
    return window


def point_at(window: MainWindow, at: QPoint) -> None:
    """Move the mouse there at once, without the pause that QTest makes."""
    viewport = window.view.viewport()
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, move)


def tells(window: MainWindow, pixels: npt.NDArray[np.uint8], x: float, y: float) -> bool:
    """Whether the window tells a level-0 place and the value that the file has there."""
    told = PLACE.search(text(window, "place"))
    if told is None:
        return False
    column, row, value = (int(number) for number in told.groups())
    return (column, row, value) == (int(x), int(y), pixels[int(y), int(x)])


def place_at(window: MainWindow, at: QPoint) -> tuple[float, float]:
    """The level-0 position at a point of the screen."""
    place = window.view.canvas.mapSceneToView(QPointF(window.view.mapToScene(at)))
    return place.x(), place.y()


def test_that_the_value_is_that_of_the_file(
    near: MainWindow, pixels: npt.NDArray[np.uint8]
) -> None:
    tiles = near.view.tiles
    for x, y in ((700, 700), (712, 691)):
        assert tiles.value_at(x + 0.5, y + 0.5) == pixels[y, x]


def test_that_the_value_follows_when_the_view_moves_under_a_pointer_that_rests(
    qtbot: QtBot, near: MainWindow, pixels: npt.NDArray[np.uint8]
) -> None:
    at = on_screen(near, MIDDLE, MIDDLE)
    assert near.view.viewport().rect().contains(at)
    near.view.canvas.look_at(720.0, 707.0)
    x, y = place_at(near, at)
    assert (int(x), int(y)) != (700, 700)
    qtbot.waitUntil(lambda: tells(near, pixels, x, y))


def test_that_the_value_comes_when_its_tile_is_read_under_a_pointer_that_rests(
    qtbot: QtBot, near: MainWindow, pixels: npt.NDArray[np.uint8]
) -> None:
    near.view.canvas.look_at(100.0, 100.0)
    at = on_screen(near, 100.5, 100.5)
    near.view.tiles.clear()
    point_at(near, at)
    near.view._show_channel()
    assert near.view.tiles.value_at(100.5, 100.5) is None
    qtbot.waitUntil(lambda: tells(near, pixels, *place_at(near, at)))


def test_that_the_last_of_many_quick_moves_is_told(
    qtbot: QtBot, near: MainWindow, pixels: npt.NDArray[np.uint8]
) -> None:
    at = on_screen(near, MIDDLE, MIDDLE)
    for step in range(1, 12):
        point_at(near, at + QPoint(8 * step, -4 * step))
    x, y = place_at(near, at + QPoint(88, -44))
    assert (int(x), int(y)) == (722, 689)
    qtbot.waitUntil(lambda: tells(near, pixels, x, y))


def test_that_the_line_being_drawn_ends_at_the_last_of_many_quick_moves(
    qtbot: QtBot, near: MainWindow
) -> None:
    choose(qtbot, near, "draw_polygon")
    at = on_screen(near, MIDDLE, MIDDLE)
    for corner in (at, at + QPoint(40, 0)):
        QTest.mouseClick(near.view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    drafts: list[list[tuple[float, float]]] = []
    near.view.canvas.draft_changed.connect(drafts.append)
    for step in range(1, 12):
        point_at(near, at + QPoint(4 * step, 8 * step))
    end = place_at(near, at + QPoint(44, 88))
    qtbot.waitUntil(lambda: bool(drafts) and drafts[-1][-1] == pytest.approx(end))


def test_that_nothing_is_told_once_the_pointer_is_elsewhere(qtbot: QtBot, near: MainWindow) -> None:
    QApplication.sendEvent(near.view.viewport(), QEvent(QEvent.Type.Leave))
    assert text(near, "place") == ""
    near.view.canvas.look_at(650.0, 650.0)
    qtbot.waitUntil(lambda: not near.view._pointer._frames.isActive())
    assert text(near, "place") == ""
