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

from melcount_app.core import region
from melcount_app.core.region import Outline, Point
from melcount_app.gui.viewer.labels import HALO, Spots
from melcount_app.gui.viewer.vertices import Vertices

WHITE = QColor("#ffffff")
REGION_COLOURS = tuple(QColor(name) for name in region.REGION_COLOURS)
MARGIN_PX = 30.0
"""Around an outline, for its line and its vertices, in pixels of the screen or more."""

SPECK_PX = 4.0
"""An outline that is smaller on the screen is drawn as a rectangle."""

MOST_CORNERS_SHOWN = 40
"""Of what is clicked the corners are marked; what is dragged has too many."""


class Line:
    """An outline to be drawn, with as much detail as a zoom can show.

    Attributes:
        outline: in level-0 pixels.
        bounds: of it.
        spots: where a label may stand inside.
    """

    def __init__(self, outline: Outline) -> None:
        x0, y0, x1, y1 = outline.bounds
        self.outline = outline
        self.bounds = QRectF(x0, y0, x1 - x0, y1 - y0)
        self.spots = Spots(outline)
        self._paths: dict[int, QPainterPath] = {}

    def path(self, octave: int) -> QPainterPath:
        """The outline where 2**`octave` level-0 pixels are one of the screen; made once."""
        if octave not in self._paths:
            self._paths[octave] = self._made(octave)
        return self._paths[octave]

    def _made(self, octave: int) -> QPainterPath:
        if max(self.bounds.width(), self.bounds.height()) < SPECK_PX * 2.0**octave:
            speck = QPainterPath()
            speck.addRect(self.bounds)
            return speck
        return painter_path(self.outline, octave)


def octave_of(level0_per_screen_px: float) -> int:
    """The power of two below a zoom."""
    return math.floor(math.log2(level0_per_screen_px))


class OutlineItem(QGraphicsObject):
    """A line with a dark halo, of the same width at every zoom."""

    def __init__(self, colour: QColor, width: float) -> None:
        super().__init__()
        self._pen = colour, width
        self._line: Line | None = None
        self._octave = 0
        self._path = QPainterPath()

    def show_outline(self, outline: Outline | None) -> None:
        """Show an outline in level-0 pixels, or nothing."""
        if outline is (self._line.outline if self._line else None):
            return
        line = Line(outline) if outline is not None else None
        path = line.path(self._octave) if line else QPainterPath()
        self.prepareGeometryChange()
        self._line, self._path = line, path
        self.update()

    def set_zoom(self, level0_per_screen_px: float) -> None:
        """Leave out the detail that a zoom cannot show.

        The path is made here, since an exception inside `paint` would end the process.
        """
        octave = octave_of(level0_per_screen_px)
        path = self._line.path(octave) if self._line else QPainterPath()
        if octave != self._octave:
            self.prepareGeometryChange()
        self._octave, self._path = octave, path

    @override
    def boundingRect(self) -> QRectF:
        return around(self._line.bounds if self._line else QRectF(), self._octave)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._line is None:
            return
        colour, width = self._pen
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in pens(painter, colour, width):
            painter.setPen(pen)
            painter.drawPath(self._path)


class CornerItem(QGraphicsObject):
    """The vertices of the outline in hand."""

    def __init__(self) -> None:
        super().__init__()
        self._octave = 0
        self._corners = QPolygonF()

    def show_vertices(self, vertices: Vertices | None) -> None:
        """Mark these vertices, or none."""
        rings = vertices.rings if vertices else []
        self.prepareGeometryChange()
        self._corners = QPolygonF([QPointF(x, y) for ring in rings for x, y in ring])
        self.update()

    def set_zoom(self, level0_per_screen_px: float) -> None:
        """So many level-0 pixels are one of the screen."""
        octave = octave_of(level0_per_screen_px)
        if octave != self._octave:
            self.prepareGeometryChange()
            self._octave = octave

    @override
    def boundingRect(self) -> QRectF:
        return around(self._corners.boundingRect(), self._octave)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, side in ((HALO, 9.0), (WHITE, 6.0)):
            painter.setPen(cosmetic(colour, side * screen_scale(painter)))
            painter.drawPoints(self._corners)


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


def pens(painter: QPainter, colour: QColor, width: float) -> tuple[QPen, QPen]:
    """The pens of a line of some width and of its halo, which is drawn first."""
    width *= screen_scale(painter)
    return cosmetic(HALO, 2.2 * screen_scale(painter) + width), cosmetic(colour, width)


def around(bounds: QRectF, octave: int) -> QRectF:
    """A rectangle with room for the lines and vertices at its edge, at a zoom."""
    margin = MARGIN_PX * 2.0**octave
    return bounds.adjusted(-margin, -margin, margin, margin)


def painter_path(outline: Outline, octave: int) -> QPainterPath:
    """An outline without what is smaller than half of 2**`octave` level-0 pixels."""
    path = QPainterPath()
    simple = outline.simplify(0.5 * 2**octave)
    for part in simple.geoms if isinstance(simple, MultiPolygon) else [simple]:
        for ring in (part.exterior, *part.interiors):
            points = np.asarray(ring.coords)
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
            path.closeSubpath()
    return path
