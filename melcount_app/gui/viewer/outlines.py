"""Outlines over the scan: the sample, the regions, and the one being drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from shapely.geometry import MultiPolygon
from typing_extensions import override

from melcount_app.core.region import Outline, Point
from melcount_app.gui.viewer.labels import HALO, spots_in
from melcount_app.gui.viewer.vertices import Vertices

WHITE = QColor("#ffffff")
REGION_COLOURS = tuple(  # Okabe and Ito: told apart by colour-blind eyes, without black
    QColor(name)
    for name in ("#56b4e9", "#e69f00", "#cc79a7", "#009e73", "#f0e442", "#d55e00", "#0072b2")
)
MARGIN_PX = 30.0
"""Around an outline, for its line and its vertices, in pixels of the screen or more."""

MOST_CORNERS_SHOWN = 40
"""Of what is clicked the corners are marked; what is dragged has too many."""


class OutlineItem(QGraphicsObject):
    """A line with a dark halo, of the same width at every zoom.

    Attributes:
        spots: where a label may stand inside, in level-0 pixels, the best place first.
    """

    def __init__(self, colour: QColor, width: float = 1.8) -> None:
        super().__init__()
        self._colour = self._own_colour = colour
        self._width = width
        self._outline: Outline | None = None
        self._octave = 0
        self._paths: dict[int, QPainterPath] = {}
        self._path = QPainterPath()
        self._bounds = QRectF()
        self.spots: tuple[QPointF, ...] = ()
        self._is_selected = False
        self._vertices = QPolygonF()

    def show_vertices(self, vertices: Vertices | None) -> None:
        """Mark these vertices on the line, or none."""
        rings = vertices.rings if vertices else []
        self._vertices = QPolygonF([QPointF(x, y) for ring in rings for x, y in ring])
        self.update()

    @property
    def colour(self) -> QColor:
        """Of the line."""
        return self._colour

    def show_outline(self, outline: Outline | None) -> None:
        """Show an outline in level-0 pixels, or nothing."""
        if outline is self._outline:
            return
        path = _painter_path(outline, self._octave)
        self.prepareGeometryChange()
        self._outline, self._path = outline, path
        self._paths = {self._octave: path}
        self._bounds = QRectF()
        if outline is not None:
            x0, y0, x1, y1 = outline.bounds
            self._bounds = QRectF(x0, y0, x1 - x0, y1 - y0)
            self.spots = spots_in(outline)
        self.update()

    def set_zoom(self, level0_per_screen_px: float) -> None:
        """Leave out the detail that a zoom cannot show.

        The path is made here, since an exception inside `paint` would end the process.
        """
        octave = math.floor(math.log2(level0_per_screen_px))
        if octave != self._octave:
            self.prepareGeometryChange()
        if octave not in self._paths:
            self._paths[octave] = _painter_path(self._outline, octave)
        self._octave, self._path = octave, self._paths[octave]

    def set_colour(self, colour: str) -> None:
        """Draw in another colour, as "#rrggbb"; empty for the item's own."""
        self._colour = QColor(colour) if colour else self._own_colour
        self.update()

    def set_selected(self, is_selected: bool) -> None:
        """Draw the line stronger."""
        self._is_selected = is_selected
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        margin = MARGIN_PX * 2**self._octave
        return self._bounds.adjusted(-margin, -margin, margin, margin)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._outline is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self._width + (1.2 if self._is_selected else 0)) * screen_scale(painter)
        for colour, line in ((HALO, 2.2 * screen_scale(painter) + width), (self._colour, width)):
            painter.setPen(cosmetic(colour, line))
            painter.drawPath(self._path)
        for colour, side in ((HALO, 9.0), (WHITE, 6.0)):
            painter.setPen(cosmetic(colour, side * screen_scale(painter)))
            painter.drawPoints(self._vertices)


class DraftItem(QGraphicsObject):
    """The outline that is being drawn, with its corners."""

    def __init__(self) -> None:
        super().__init__()
        self._points: list[Point] = []
        self._extent = QRectF()
        self._brush_px = 0.0
        self._pointer = QPointF()

    def show_brush(self, diameter_px: float) -> None:
        """Show the circle of a brush of so many screen pixels under the pointer; 0 for none."""
        self._brush_px = diameter_px
        self.update()

    def follow(self, pointer: QPointF) -> None:
        """The pointer is there, in level-0 pixels."""
        if self._brush_px:
            self._pointer = pointer
            self.update()

    def set_extent(self, extent: QRectF) -> None:
        """Where drawing may happen."""
        self.prepareGeometryChange()
        self._extent = extent

    def show_points(self, points: Sequence[Point]) -> None:
        """Show these corners, in level-0 pixels, joined by a line."""
        self._points = list(points)
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        return self._extent

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._brush_px:
            self._paint_brush(painter)
        if not self._points:
            return
        line = QPolygonF([QPointF(x, y) for x, y in self._points])
        scale = screen_scale(painter)
        for colour, width in ((HALO, 4.0), (WHITE, 1.8)):
            painter.setPen(cosmetic(colour, width * scale))
            painter.drawPolyline(line)
        painter.setPen(cosmetic(WHITE, 1.2 * scale, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(*self._points[-1]), QPointF(*self._points[0]))
        if len(self._points) > MOST_CORNERS_SHOWN:
            return
        for colour, width in ((HALO, 9.0), (WHITE, 6.0)):
            painter.setPen(cosmetic(colour, width * scale))
            painter.drawPoints(line)

    def _paint_brush(self, painter: QPainter) -> None:
        scale = screen_scale(painter)
        radius = self._brush_px / 2 * scale / painter.worldTransform().m11()
        for colour, width in ((HALO, 3.0), (WHITE, 1.4)):
            painter.setPen(cosmetic(colour, width * scale))
            painter.drawEllipse(self._pointer, radius, radius)


def screen_scale(painter: QPainter) -> float:
    """Pixels of the screen per unit of width: 1.5 on a screen at 150 %."""
    return float(painter.device().devicePixelRatioF())


def cosmetic(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of `width` screen pixels at every zoom."""
    pen = QPen(colour, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    return pen


def _painter_path(outline: Outline | None, octave: int) -> QPainterPath:
    """An outline without what is smaller than half of 2**`octave` level-0 pixels."""
    path = QPainterPath()
    if outline is None:
        return path
    simple = outline.simplify(0.5 * 2**octave)
    for part in simple.geoms if isinstance(simple, MultiPolygon) else [simple]:
        for ring in (part.exterior, *part.interiors):
            points = np.asarray(ring.coords)
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
            path.closeSubpath()
    return path
