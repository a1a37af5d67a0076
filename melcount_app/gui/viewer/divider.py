"""A line across the view that parts the bare scan from the scan under its density map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

WIDTH_PX = 14
STEP = 0.05
"""Share of the view by which an arrow key moves the line."""


class Divider(QWidget):
    """An upright line that is dragged, or moved by the arrow keys.

    Attributes:
        moved: it lies elsewhere.
    """

    moved = Signal()

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("divider")
        self.setAccessibleName(self.tr("Line between bare scan and density map"))
        self.setToolTip(self.tr("Left of this line the scan is bare. Drag it to compare."))
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fraction = 0.5
        self.hide()

    @property
    def x_px(self) -> float:
        """Where the line lies, in pixels of the view."""
        return self._fraction * self._view.width()

    @property
    def _view(self) -> QWidget:
        view = self.parentWidget()
        assert view is not None  # noqa: S101 - it is made with one
        return view

    def place(self) -> None:
        """Take the place that belongs to the present size of the view."""
        self.setGeometry(round(self.x_px - WIDTH_PX / 2), 0, WIDTH_PX, self._view.height())

    def move_to(self, fraction: float) -> None:
        """Lie at a share of the width of the view, from 0 to 1."""
        self._fraction = min(max(fraction, 0.0), 1.0)
        self.place()
        self.moved.emit()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            at = self.mapToParent(event.position()).x()
            self.move_to(at / max(self._view.width(), 1))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.move_to(self._fraction + step)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        painter.setPen(QPen(QColor("#f2f2f2"), 2))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        grip = QRectF(middle - 5, self.height() / 2 - 22, 10, 44)
        painter.setBrush(QColor("#f2f2f2"))
        painter.drawRoundedRect(grip, 4, 4)
        painter.end()
