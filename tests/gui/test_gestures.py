"""Wheel, touchpad and pinch: what moves, what is enlarged, and what stays under the pointer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QInputDevice,
    QNativeGestureEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.gestures import WHEEL_STEP
from tests.gui.conftest import on_screen, open_scan

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
AT = (700.0, 1500.0)


def device(kind: QInputDevice.DeviceType) -> QPointingDevice:
    return QPointingDevice(
        "device",
        1,
        kind,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position | QInputDevice.Capability.PixelScroll,
        5,
        3,
        "",
        QPointingDeviceUniqueId(),
    )


@pytest.fixture(scope="module")
def mouse() -> QPointingDevice:
    return device(QInputDevice.DeviceType.Mouse)


@pytest.fixture(scope="module")
def touchpad() -> QPointingDevice:
    return device(QInputDevice.DeviceType.TouchPad)


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path) -> MainWindow:
    open_scan(qtbot, session, scan_path)
    return window


def turn(
    window: MainWindow,
    by: QPointingDevice,
    angle: QPoint,
    pixels: QPoint | None = None,
    held: Qt.KeyboardModifier = NONE,
) -> None:
    """Turn the wheel, or move two fingers, over `AT`."""
    viewport = window.view.viewport()
    at = QPointF(on_screen(window, *AT))
    event = QWheelEvent(
        at,
        QPointF(viewport.mapToGlobal(at)),
        pixels or QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        by,
    )
    QApplication.sendEvent(viewport, event)


def test_that_the_wheel_zooms_at_the_pointer(opened: MainWindow, mouse: QPointingDevice) -> None:
    before, under = opened.view.canvas.level0_per_screen_px, on_screen(opened, *AT)
    turn(opened, mouse, QPoint(0, 120))
    assert before / opened.view.canvas.level0_per_screen_px == pytest.approx(WHEEL_STEP)
    assert (on_screen(opened, *AT) - under).manhattanLength() <= 2


def test_that_twelve_tenths_of_a_notch_zoom_as_much_as_twelve_times_a_tenth(
    opened: MainWindow, mouse: QPointingDevice
) -> None:
    before = opened.view.canvas.level0_per_screen_px
    for _ in range(12):
        turn(opened, mouse, QPoint(0, 12))
    assert before / opened.view.canvas.level0_per_screen_px == pytest.approx(WHEEL_STEP**1.2)


@pytest.mark.parametrize("pixels", [QPoint(30, -20), QPoint()])
def test_that_two_fingers_on_a_touchpad_pan_and_do_not_zoom(
    opened: MainWindow, touchpad: QPointingDevice, pixels: QPoint
) -> None:
    before, under = opened.view.canvas.level0_per_screen_px, on_screen(opened, *AT)
    turn(opened, touchpad, QPoint(60, -40), pixels)
    assert opened.view.canvas.level0_per_screen_px == pytest.approx(before)
    moved = on_screen(opened, *AT) - under
    assert (moved.x(), moved.y()) == pytest.approx((30, -20), abs=1)


def test_that_two_fingers_zoom_with_ctrl(opened: MainWindow, touchpad: QPointingDevice) -> None:
    before = opened.view.canvas.level0_per_screen_px
    turn(opened, touchpad, QPoint(0, 30), QPoint(0, 15), CTRL)
    assert before / opened.view.canvas.level0_per_screen_px == pytest.approx(WHEEL_STEP**0.25)


def test_that_a_wheel_that_tilts_pans_sideways(opened: MainWindow, mouse: QPointingDevice) -> None:
    before, under = opened.view.canvas.level0_per_screen_px, on_screen(opened, *AT)
    turn(opened, mouse, QPoint(120, 0))
    assert opened.view.canvas.level0_per_screen_px == pytest.approx(before)
    assert (on_screen(opened, *AT) - under).x() == pytest.approx(60, abs=1)


def pinch(
    window: MainWindow, by: QPointingDevice, kind: Qt.NativeGestureType, by_how: float
) -> None:
    viewport = window.view.viewport()
    at = QPointF(on_screen(window, *AT))
    everywhere = QPointF(viewport.mapToGlobal(at))
    QApplication.sendEvent(
        viewport, QNativeGestureEvent(kind, by, 2, at, at, everywhere, by_how, QPointF())
    )


def test_that_a_pinch_zooms_where_the_fingers_are(
    opened: MainWindow, touchpad: QPointingDevice
) -> None:
    before, under = opened.view.canvas.level0_per_screen_px, on_screen(opened, *AT)
    pinch(opened, touchpad, Qt.NativeGestureType.ZoomNativeGesture, 0.2)
    assert before / opened.view.canvas.level0_per_screen_px == pytest.approx(1.2)
    assert (on_screen(opened, *AT) - under).manhattanLength() <= 2


def test_that_turning_two_fingers_changes_nothing(
    opened: MainWindow, touchpad: QPointingDevice
) -> None:
    before = opened.view.canvas.viewRect()
    pinch(opened, touchpad, Qt.NativeGestureType.RotateNativeGesture, 30.0)
    assert opened.view.canvas.viewRect() == before


def test_that_no_wheel_enlarges_a_pixel_beyond_the_largest(
    opened: MainWindow, mouse: QPointingDevice
) -> None:
    for _ in range(80):
        turn(opened, mouse, QPoint(0, 120))
    assert opened.view.canvas.level0_per_screen_px == pytest.approx(1 / 16)
