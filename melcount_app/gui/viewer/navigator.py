"""The whole scan in a corner of the view, with what is visible marked on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from melcount_app.core.geometry import Size
from melcount_app.gui.viewer.tiles import Area

LONGER_SIDE_PX = 150
_FRAME = QColor("#f2f2f2")
_BACK = QColor(20, 20, 20, 220)


class Navigator(QWidget):
    """A small picture of the scan; a click or a drag on it moves the view there.

    Attributes:
        asked_for: level-0 x and y that the view should be centred on.
    """

    asked_for = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("navigator")
        self.setAccessibleName(self.tr("The whole scan"))
        self.setToolTip(self.tr("Click or drag to look at another part of the scan."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture = QImage()
        self._level0_per_px = 1.0
        self._visible = Area(0, 0, 1, 1)
        self.hide()

    def show_scan(self, size: Size, picture: QImage | None) -> None:
        """Show another scan; without a picture nothing is shown."""
        self._level0_per_px = max(size.width, size.height) / LONGER_SIDE_PX
        self.resize(
            QSize(round(size.width / self._level0_per_px), round(size.height / self._level0_per_px))
        )
        self._picture = QImage()
        if picture is not None:
            self._picture = picture.scaled(
                self.size() * self.devicePixelRatio(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self._show_if_useful()

    def show_visible(self, visible: Area) -> None:
        """Mark what is on the screen, in level-0 pixels."""
        self._visible = visible
        self._show_if_useful()
        self.update()

    def _show_if_useful(self) -> None:
        """It is in the way where the whole scan can be seen anyway."""
        whole = QRectF(
            0, 0, self.width() * self._level0_per_px, self.height() * self._level0_per_px
        )
        seen = QRectF(self._visible.x, self._visible.y, self._visible.width, self._visible.height)
        self.setVisible(not self._picture.isNull() and not seen.contains(whole))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _BACK)
        painter.drawImage(self.rect(), self._picture)
        painter.setPen(QPen(_FRAME, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        scale, seen = self._level0_per_px, self._visible
        rect = QRectF(seen.x / scale, seen.y / scale, seen.width / scale, seen.height / scale)
        painter.setPen(QPen(_FRAME, 2))
        painter.drawRect(rect.intersected(self.rect().toRectF()))
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ask_for(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask_for(event)

    def _ask_for(self, event: QMouseEvent) -> None:
        at = event.position()
        self.asked_for.emit(at.x() * self._level0_per_px, at.y() * self._level0_per_px)
        event.accept()
