"""What a turn of the wheel or a move of two fingers asks of the view."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

WHEEL_STEP = 1.25
"""Zoom of one notch of the wheel."""

NOTCH = 120.0
"""Angle of one notch, in eighths of a degree; a fine wheel or a touchpad tells fractions."""

PAN_PX = 60.0
"""Screen pixels of one notch sideways, where the device does not tell pixels itself."""

LEAST_PINCH = 0.1
"""Smallest factor of one step of a pinch: what a device tells may be wild."""


@dataclass(frozen=True, slots=True)
class ViewMove:
    """How the view moves.

    Attributes:
        at: the point of the view that stays where it is, in screen pixels.
        zoom: factor by which things get larger.
        pan_px: by how much things move, in screen pixels.
    """

    at: QPointF
    zoom: float = 1.0
    pan_px: QPointF = field(default_factory=QPointF)


def read_wheel(event: QWheelEvent) -> ViewMove:
    """A wheel zooms, two fingers on a touchpad pan; with Ctrl both zoom.

    Windows tells the moves of a touchpad as those of a wheel, and a pinch as one with Ctrl.
    """
    angle, at = event.angleDelta(), event.position()
    has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    is_sideways = angle.y() == 0 and angle.x() != 0
    if not has_ctrl and (is_touchpad(event) or is_sideways):
        pixels = event.pixelDelta()
        told = QPointF(angle) * (PAN_PX / NOTCH) if pixels.isNull() else QPointF(pixels)
        return ViewMove(at, pan_px=told)
    return ViewMove(at, zoom=WHEEL_STEP ** (angle.y() / NOTCH))


def read_pinch(event: QEvent) -> ViewMove | None:
    """What a native gesture asks for; None for all but a pinch."""
    if not isinstance(event, QNativeGestureEvent):
        return None
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return None
    return ViewMove(event.position(), zoom=max(1 + event.value(), LEAST_PINCH))


def is_touchpad(event: QWheelEvent) -> bool:
    """Whether the system says that the wheel is a touchpad, or that fingers lie on it."""
    is_pad = event.device().type() == QInputDevice.DeviceType.TouchPad
    return is_pad or event.phase() != Qt.ScrollPhase.NoScrollPhase
