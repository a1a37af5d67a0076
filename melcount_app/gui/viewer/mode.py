"""How a mode of the mouse is seen on the scan: a frame with a word, and a cursor of its own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QCursor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
    QTransform,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from melcount_app.gui.viewer.outlines import WHITE

SAMPLE_COLOUR, REGIONS_COLOUR = QColor("#e69f00"), QColor("#56b4e9")
FRAME_PX = 3
PADDING_PX = 10
CURSOR_PX = 32
_DARK = QColor("#141414")
_ARROW = ((1, 1), (1, 17), (5, 13), (8, 19), (11, 18), (8, 12), (13, 12))
_CROSS = ((11, 1), (11, 21)), ((1, 11), (21, 11))


class ModeFrame(QWidget):
    """A coloured line around the view and a word at its lower edge, while a mode is on."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("mode_frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._colour, self._bottom_px = REGIONS_COLOUR, 0
        self.word = ""
        self.hide()

    def show_mode(self, word: str, colour: QColor) -> None:
        """Show what the mouse changes; nothing where the word is empty."""
        self.word, self._colour = word, colour
        self.setAccessibleName(word)
        self._cut_out()
        self.setVisible(bool(word))
        self.update()

    def place(self, size: QRect, bottom_px: int) -> None:
        """Lie around the view.

        Args:
            size: of the view.
            bottom_px: height along its lower edge that the word leaves free.
        """
        self._bottom_px = bottom_px
        self.setGeometry(size)
        self._cut_out()

    @property
    def _card(self) -> QRect:
        """Where the word stands."""
        width = self.fontMetrics().horizontalAdvance(self.word) + 2 * PADDING_PX
        height = self.fontMetrics().height() + PADDING_PX
        left, top = (self.width() - width) // 2, self.height() - self._bottom_px - height
        return QRect(left, top, width, height)

    def _cut_out(self) -> None:
        """Be only where something is drawn, so that the scan is painted as without a frame."""
        inside = self.rect().adjusted(FRAME_PX, FRAME_PX, -FRAME_PX, -FRAME_PX)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)).united(QRegion(self._card)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colour)
        painter.setPen(_DARK)
        painter.drawText(self._card, Qt.AlignmentFlag.AlignCenter, self.word)
        painter.end()


def sample_cursor(*, draws: bool) -> QCursor:
    """A cross, or an arrow, beside the quarter of a disc that stands for the sample.

    Args:
        draws: whether a drag draws, which a cross tells.
    """
    picture = QPixmap(CURSOR_PX, CURSOR_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(QTransform.fromTranslate(0.5, 0.5))  # lines are sharp there
    sample = QPainterPath(QPointF(18, 30))
    sample.lineTo(18, 18)
    sample.quadTo(QPointF(30, 18), QPointF(30, 30))
    sample.closeSubpath()
    painter.setPen(QPen(_DARK, 1))
    painter.setBrush(SAMPLE_COLOUR)
    painter.drawPath(sample)
    if draws:
        for colour, width in ((_DARK, 3), (WHITE, 1)):
            painter.setPen(QPen(colour, width))
            for start, end in _CROSS:
                painter.drawLine(QPointF(*start), QPointF(*end))
    else:
        painter.setBrush(WHITE)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _ARROW]))
    painter.end()
    spot = _CROSS[0][0][0] if draws else _ARROW[0][0]
    return QCursor(picture, spot, spot)
