"""The whole scan in a corner of the view."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from tests.gui.conftest import HEIGHT_PX, WIDTH_PX, open_scan


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path) -> MainWindow:
    open_scan(qtbot, session, scan_path)
    qtbot.waitUntil(lambda: window.view.tiles.overview is not None)
    return window


def test_that_it_is_shown_only_where_part_of_the_scan_is_hidden(opened: MainWindow) -> None:
    navigator = opened.view.navigator
    assert not navigator.isVisible()
    opened.view.canvas.zoom_by(4)
    assert navigator.isVisible()
    opened.view.fit()
    assert not navigator.isVisible()


def test_that_it_has_the_shape_of_the_scan_and_shows_its_light(opened: MainWindow) -> None:
    opened.view.canvas.zoom_by(4)
    navigator = opened.view.navigator
    assert navigator.width() / navigator.height() == pytest.approx(WIDTH_PX / HEIGHT_PX, rel=0.02)
    shown = navigator.grab().toImage()
    inside = shown.pixelColor(8, shown.height() - 8)
    outside = shown.pixelColor(shown.width() - 8, 8)
    assert inside.lightness() > outside.lightness() + 30


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_that_a_click_moves_the_view_there(opened: MainWindow, share: float) -> None:
    canvas, navigator = opened.view.canvas, opened.view.navigator
    canvas.zoom_by(8)
    at = QPoint(round(share * navigator.width()), round(share * navigator.height()))
    QTest.mouseClick(navigator, Qt.MouseButton.LeftButton, pos=at)
    seen = canvas.visible
    assert seen.x + seen.width / 2 == pytest.approx(share * WIDTH_PX, abs=20)
    assert seen.y + seen.height / 2 == pytest.approx(share * HEIGHT_PX, abs=20)
