"""Names and densities of the regions over the scan, none on top of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from shapely.geometry import LineString
from typing_extensions import override

from melcount_app.core.region import Outline

TEXT_PX = 13
HALO = QColor(0, 0, 0, 170)
HEIGHTS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
"""Where in a region a label may stand, in shares of its height; the first that is free is taken."""

LEAST_REGION_PX = 24.0
"""A region that is smaller on the screen has a label only while it is selected."""

DETAIL = 1 / 200
"""Of a region's size: what is smaller does not move its label."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a region says about itself.

    Attributes:
        lines: the first ones are the most important.
        colour: of the region.
        spots: places in the region where the label may stand, in level-0 pixels, the best first.
        extent: of the region, in level-0 pixels.
        is_selected: whether the region is; its label is shown whatever its size.
    """

    lines: tuple[str, ...]
    colour: QColor
    spots: tuple[QPointF, ...]
    extent: QSizeF
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label at its place.

    Attributes:
        label: what is said.
        lines: those of its lines that have room.
        at: their middle, in level-0 pixels.
    """

    label: Label
    lines: tuple[str, ...]
    at: QPointF


def spots_in(outline: Outline) -> tuple[QPointF, ...]:
    """The middles of the widest parts of an outline at several heights, in level-0 pixels."""
    x0, y0, x1, y1 = outline.bounds
    simple = outline.simplify(DETAIL * max(x1 - x0, y1 - y0))
    lines = [
        LineString([(x0, y0 + share * (y1 - y0)), (x1, y0 + share * (y1 - y0))])
        for share in HEIGHTS
    ]
    widest = [
        max(shapely.get_parts(cut), key=lambda part: part.length)
        for cut in shapely.intersection(simple, lines)
        if cut.length > 0
    ]
    centres = [part.interpolate(0.5, normalized=True) for part in widest]
    return tuple(QPointF(centre.x, centre.y) for centre in centres)


def place(
    labels: Sequence[Label], metrics: QFontMetricsF, level0_per_px: float
) -> list[PlacedLabel]:
    """Find room for labels; those of selected and of small regions come first.

    Args:
        labels: some of which may find none.
        metrics: of their font.
        level0_per_px: level-0 pixels per pixel of the screen.
    """
    taken: list[QRectF] = []
    placed = []
    for label in sorted(labels, key=_rank):
        size = label.extent / level0_per_px
        if min(size.width(), size.height()) < LEAST_REGION_PX and not label.is_selected:
            continue
        rows = max(int(size.height() / metrics.height()), 1)
        lines = label.lines if label.is_selected else label.lines[:rows]
        width = max(metrics.horizontalAdvance(line) for line in lines)
        height = len(lines) * metrics.height()
        for spot in label.spots:
            middle = spot / level0_per_px
            rect = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
            if not any(rect.intersects(other) for other in taken):
                taken.append(rect)
                placed.append(PlacedLabel(label, lines, spot))
                break
    return placed


def _rank(label: Label) -> tuple[bool, float]:
    return not label.is_selected, label.extent.width() * label.extent.height()


class LabelItem(QGraphicsObject):
    """The labels of all regions, of the same size at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[Label, ...] = ()
        self._extent = QRectF()
        self._level0_per_px = 1.0
        self._font = QFont()
        self._font.setPixelSize(TEXT_PX)
        self._font.setBold(True)
        self.placed: list[PlacedLabel] = []

    def set_extent(self, extent: QRectF) -> None:
        """Where labels may be, in level-0 pixels."""
        self.prepareGeometryChange()
        self._extent = extent

    def show_labels(self, labels: Sequence[Label]) -> None:
        """Show other labels."""
        self._labels = tuple(labels)
        self._place()

    def set_zoom(self, level0_per_px: float) -> None:
        """The scan is shown at another zoom; labels are placed anew, not in `paint`."""
        if level0_per_px != self._level0_per_px:
            self._level0_per_px = level0_per_px
            self._place()

    def _place(self) -> None:
        self.placed = place(self._labels, QFontMetricsF(self._font), self._level0_per_px)
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        margin = 200 * self._level0_per_px
        return self._extent.adjusted(-margin, -margin, margin, margin)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        to_screen = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for each in self.placed:
            path = self._text(each, to_screen.map(each.at))
            painter.strokePath(path, QPen(HALO, 3.5, j=Qt.PenJoinStyle.RoundJoin))
            painter.fillPath(path, each.label.colour)
        painter.restore()

    def _text(self, placed: PlacedLabel, at: QPointF) -> QPainterPath:
        metrics, path = QFontMetricsF(self._font), QPainterPath()
        for number, line in enumerate(placed.lines):
            left = at.x() - metrics.horizontalAdvance(line) / 2
            below = (number - len(placed.lines) / 2 + 0.8) * metrics.height()
            path.addText(left, at.y() + below, self._font, line)
        return path
