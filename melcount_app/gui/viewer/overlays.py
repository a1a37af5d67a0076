"""Scale bar and legend: small widgets that lie over the scan."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from melcount_app.core.colour_scale import ticks
from melcount_app.core.geometry import PixelSize
from melcount_app.gui.viewer.colours import COLOUR_MAPS, colours

WANTED_BAR_PX = 110
LINE_PX = 17
PADDING_PX = 10
BAR_PX = 10
LEGEND_WIDTH_PX, LEGEND_HEIGHT_PX = 240, 56
"""Of the legend, where its notes need no more."""
_BACK = QColor(20, 20, 20, 190)
_TEXT = QColor("#f2f2f2")
_CLEAR = QColor("#141414")


def bar_length(longest: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above `longest`."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= longest)


class ScaleBar(QWidget):
    """A bar of a round length in µm or mm, or in pixels where no pixel size is known."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scale_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(134, 38)
        self._bar_px = 0.0
        self.text = ""

    def show_scale(self, level0_per_screen_px: float, pixel_size: PixelSize | None) -> None:
        """Fit the bar to a zoom."""
        unit = pixel_size.um_per_px if pixel_size else 1.0
        per_screen_px = level0_per_screen_px * unit
        length = bar_length(WANTED_BAR_PX * per_screen_px)
        self._bar_px = length / per_screen_px
        if pixel_size is None:
            self.text = f"{length:g} px"
        else:
            number = self.locale().toString(length / 1000 if length >= 1000 else length, "g", 6)
            self.text = f"{number} {'mm' if length >= 1000 else 'µm'}"
        self.setAccessibleName(self.text)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_card(painter, self.rect().toRectF())
        middle = self.width() / 2
        painter.setPen(QPen(_TEXT, 3, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(
            QPointF(middle - self._bar_px / 2, 29), QPointF(middle + self._bar_px / 2, 29)
        )
        painter.drawText(QRectF(0, 3, self.width(), 20), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.end()


class Legend(QWidget):
    """What the colours of the density map mean."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.top: float | None = None
        self._is_fixed = False
        self._lowest = 0.0
        self._contour_step = 0.0
        self._colour_map = COLOUR_MAPS[0]
        self.hide()

    def show_colours(self, colour_map: str) -> None:
        """The density map has other colours, one of `COLOUR_MAPS`."""
        self._colour_map = colour_map
        self.update()

    def show_scale(
        self,
        top: float | None,
        *,
        is_fixed: bool = False,
        lowest: float = 0.0,
        contour_step: float = 0.0,
    ) -> None:
        """Colours run from 0 to `top` cells/mm²; None where cells/mm² cannot be told.

        Args:
            top: what the highest colour means.
            is_fixed: whether it is the same for all scans.
            lowest: cells/mm² below which the density map is clear; 0 for none.
            contour_step: cells/mm² between two contour lines; 0 for none.
        """
        self.top, self._is_fixed, self._contour_step = top, is_fixed, contour_step
        self._lowest = lowest
        highest = self.locale().toString(top or 0.0, "g", 4)
        meaning = f"0 – {highest} {self.tr('cells/mm²')}"
        self.setAccessibleName(
            self._heading() if top is None else ", ".join((meaning, *self._notes()))
        )
        self.resize(self.sizeHint())
        self.update()

    def _heading(self) -> str:
        if self.top is None:
            return self.tr("Relative density: cells/mm² need the pixel size")
        return self.tr("cells/mm²")

    @override
    def sizeHint(self) -> QSize:
        texts = " · ".join((self._heading(), *self._notes()))
        needed = self.fontMetrics().horizontalAdvance(texts) + 2 * PADDING_PX
        return QSize(max(LEGEND_WIDTH_PX, needed), LEGEND_HEIGHT_PX)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_card(painter, self.rect().toRectF())
        inside = self.rect().toRectF().adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        heading = QRectF(inside.left(), 3, inside.width(), LINE_PX)
        bar = QRectF(inside.left() + 6, heading.bottom() + 2, inside.width() - 12, BAR_PX)
        self._paint_bar(painter, bar)
        painter.setPen(_TEXT)
        painter.drawText(heading, Qt.AlignmentFlag.AlignLeft, self._heading())
        painter.drawText(heading, Qt.AlignmentFlag.AlignRight, " · ".join(self._notes()))
        for fraction, text in self._ticks():
            x = bar.left() + fraction * bar.width()
            painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3))
            below = QRectF(x - 40, bar.bottom() + 3, 80, LINE_PX)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)
        painter.end()

    def _notes(self) -> list[str]:
        """What is said above the colours."""
        if self.top is None:
            return []
        step = self.locale().toString(self._contour_step, "g", 3)
        lowest = self.locale().toString(self._lowest, "f", 0)
        notes = {
            self.tr("fixed scale"): self._is_fixed,
            self.tr("clear below {n}").format(n=lowest): self._lowest > 0,
            self.tr("lines: {step}").format(step=step): self._contour_step > 0,
        }
        return [note for note, applies in notes.items() if applies]

    def _ticks(self) -> list[tuple[float, str]]:
        if self.top is None:
            return [(0.0, self.tr("low")), (1.0, self.tr("high"))]
        top, locale = self.top, self.locale()
        return [(value / top, locale.toString(value, "g", 4)) for value in ticks(top)]

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        table = colours(self._colour_map)
        for place in range(0, 256, 15):
            red, green, blue = (int(value) for value in table[place])
            gradient.setColorAt(place / 255, QColor(red, green, blue))
        painter.fillRect(bar, gradient)
        if self.top:
            clear = QRectF(bar)
            clear.setWidth(bar.width() * min(self._lowest / self.top, 1.0))
            painter.fillRect(clear, _CLEAR)
            painter.setPen(QPen(_TEXT, 1))
            painter.drawRect(bar)


def _paint_card(painter: QPainter, rect: QRectF) -> None:
    path = QPainterPath()
    path.addRoundedRect(rect, 6, 6)
    painter.fillPath(path, _BACK)
