"""The density map over the scan: colours, contour lines and peaks, as graphics items."""

from __future__ import annotations

import functools
import math
from typing import TypeAlias, cast

import contourpy
import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from melcount_app.gui.viewer.colours import coloured
from melcount_app.gui.viewer.overlays import bar_length
from melcount_app.gui.viewer.tiles import Area

CONTOURS = 4
"""Lines are so far apart that at least this many fit below the highest colour."""

CELLS_SEEN_PX = 3.0
"""Level-0 pixels per pixel of the screen up to which cells are seen as such."""

MIXED_OCTAVES = 2.0
"""Zoom steps by factors of 2 beyond which only the density map is looked at."""

MOST_PEAKS = 2500
"""More marks than this could not be told apart on the screen."""

PEAK_RADIUS_PX = 6.0
_PEAK_LINE_PX = 1.6

_CombinedLines: TypeAlias = tuple[
    list[npt.NDArray[np.float64] | None], list[npt.NDArray[np.uint32] | None]
]
"""Of `ChunkCombinedOffset`: points of all lines of a chunk, and where each line begins."""

_COVER = QPainter.CompositionMode.CompositionMode_SourceOver
_LIGHT_UP = QPainter.CompositionMode.CompositionMode_Screen
_CONTOUR = QColor(255, 255, 255, 220)
_CONTOUR_EDGE = QColor(0, 0, 0, 150)
_PEAK = QColor("#ff5ad0")


class OverlayItem(QGraphicsObject):
    """Something that lies over the scan, right of a divider if there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.bounds = QRectF()
        self._left = -math.inf
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_left(self, left: float) -> None:
        """Paint nothing left of a level-0 x."""
        if left != self._left:
            self._left = left
            self.update()

    def take_bounds(self, bounds: QRectF) -> None:
        """Lie over another part of the scan, in level-0 pixels."""
        self.prepareGeometryChange()
        self.bounds = bounds
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        return self.bounds

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if math.isfinite(self._left):
            rest = QRectF(self.bounds)
            rest.setLeft(max(self._left, rest.left()))
            painter.setClipRect(rest, Qt.ClipOperation.IntersectClip)
        self.paint_content(painter)

    def paint_content(self, painter: QPainter) -> None:
        """Paint all that is right of the divider."""
        raise NotImplementedError


class DensityItem(OverlayItem):
    """The density map as colours over the scan."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._strength = 0.6

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._image is None

    def show_density(
        self,
        density: npt.NDArray[np.float32] | None,
        level0_per_px: float,
        top: float,
        colour_map: str,
    ) -> None:
        """Show densities from 0 to `top` in colours; NaN is clear; None shows nothing."""
        self._image = None if density is None else coloured(density, top, colour_map)
        self.take_bounds(_extent(density, level0_per_px))

    def set_strength(self, strength: float) -> None:
        """How strongly the colours cover the scan, 0 to 1."""
        self._strength = strength
        self.update()

    @override
    def paint_content(self, painter: QPainter) -> None:
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            covering = covering_share(1 / painter.worldTransform().m11())
            for mode, share in ((_COVER, covering), (_LIGHT_UP, 1 - covering)):
                if share > 0:
                    painter.setCompositionMode(mode)
                    painter.setOpacity(self._strength * share)
                    painter.drawImage(self.bounds, self._image)


class ContourItem(OverlayItem):
    """Lines of equal density."""

    def __init__(self) -> None:
        super().__init__()
        self.path = QPainterPath()

    def show_density(
        self,
        density: npt.NDArray[np.float32] | None,
        level0_per_px: float,
        step: float,
        lowest: float = 0.0,
    ) -> None:
        """Draw lines at the multiples of `step` from `lowest`; NaN has none; None draws nothing."""
        self.path = QPainterPath()
        if density is not None:
            self.path = contours(density, level0_per_px, step, lowest)
        self.take_bounds(_extent(density, level0_per_px))

    @override
    def paint_content(self, painter: QPainter) -> None:
        """Hairlines over a shadow: Qt draws wider lines more than ten times slower."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        level0_per_screen_px = 1 / painter.worldTransform().m11()
        for colour, shift_px in ((_CONTOUR_EDGE, 1.0), (_CONTOUR, 0.0)):
            shift = shift_px * level0_per_screen_px
            painter.setPen(QPen(colour, 0))
            painter.translate(shift, shift)
            painter.drawPath(self.path)
            painter.translate(-shift, -shift)


class PeakItem(OverlayItem):
    """The local maxima of the density map as small rings, where they can be told apart."""

    def __init__(self) -> None:
        super().__init__()
        self._places = np.empty((0, 2))
        self._visible = Area(0, 0, 0, 0)
        self._level0_per_screen_px = 1.0

    def show_places(self, places: npt.NDArray[np.float64] | None, bounds: QRectF) -> None:
        """Mark other places (n, 2) in level-0 pixels; None marks nothing."""
        self._places = np.empty((0, 2)) if places is None else places
        self.take_bounds(bounds)

    def look_at(self, visible: Area, level0_per_screen_px: float) -> None:
        """Say what part of the scan is on the screen, and how large."""
        self._visible, self._level0_per_screen_px = visible, level0_per_screen_px
        self.update()

    @property
    def marked(self) -> npt.NDArray[np.float64]:
        """(n, 2) places that are marked: those on the screen, unless they are too many."""
        area = self._visible
        first = np.array((area.x, area.y))
        beyond = first + np.array((area.width, area.height))
        inside = ((self._places >= first) & (self._places <= beyond)).all(axis=1)
        return self._places[inside] if inside.sum() <= MOST_PEAKS else self._places[:0]

    @override
    def paint_content(self, painter: QPainter) -> None:
        to_screen = painter.worldTransform()
        stamp = _ring(float(painter.device().devicePixelRatioF()))
        corner = QPointF(*[stamp.deviceIndependentSize().width() / 2] * 2)
        painter.save()
        painter.resetTransform()
        for x, y in self.marked.tolist():
            painter.drawImage(to_screen.map(QPointF(x, y)) - corner, stamp)
        painter.restore()


@functools.cache
def _ring(device_px_per_px: float) -> QImage:
    """The mark of one peak, for a screen of so many device pixels per pixel."""
    side = math.ceil(2 * (PEAK_RADIUS_PX + _PEAK_LINE_PX) * device_px_per_px)
    ring = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    ring.setDevicePixelRatio(device_px_per_px)
    ring.fill(Qt.GlobalColor.transparent)
    painter = QPainter(ring)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_PEAK, _PEAK_LINE_PX))
    middle = side / device_px_per_px / 2
    painter.drawEllipse(QPointF(middle, middle), PEAK_RADIUS_PX, PEAK_RADIUS_PX)
    painter.end()
    return ring


def covering_share(level0_per_screen_px: float) -> float:
    """How much of the colours covers the scan; the rest only lights up what is dark in it.

    From afar, where cells cannot be told apart, the map is to be read: 1. From near the cells
    stay white in front of the colours: 0.
    """
    octaves = math.log2(level0_per_screen_px / CELLS_SEEN_PX) / MIXED_OCTAVES
    return min(max(octaves, 0.0), 1.0)


def contour_step(top: float) -> float:
    """A round number of cells/mm² between two lines, for a highest colour of `top`."""
    return bar_length(top / CONTOURS)


def contours(
    density: npt.NDArray[np.float32], level0_per_px: float, step: float, lowest: float = 0.0
) -> QPainterPath:
    """Lines of equal density in level-0 pixels.

    Args:
        density: (height, width), NaN where there is none.
        level0_per_px: side of its pixels.
        step: the lines are at its multiples.
        lowest: there are no lines below this density.
    """
    highest = float(np.nanmax(density)) if np.isfinite(density).any() else 0.0
    generator = contourpy.contour_generator(
        z=np.ma.masked_invalid(density),
        line_type=contourpy.LineType.ChunkCombinedOffset,
        corner_mask=True,
    )
    path = QPainterPath()
    for level in np.arange(step * max(math.ceil(lowest / step), 1), highest, step):
        points, offsets = cast("_CombinedLines", generator.lines(float(level)))
        for line, ends in zip(points, offsets, strict=True):
            if line is not None and ends is not None:
                path.addPath(_path((line + 0.5) * level0_per_px, ends))
    return path


def _path(line: npt.NDArray[np.float64], offsets: npt.NDArray[np.uint32]) -> QPainterPath:
    """Lines (n, 2), each beginning at its offset, as one path."""
    is_joined = np.ones(len(line), np.int32)
    is_joined[offsets[1:].astype(np.intp) - 1] = 0
    path: QPainterPath = pg.arrayToQPath(
        np.ascontiguousarray(line[:, 0]), np.ascontiguousarray(line[:, 1]), is_joined
    )
    return path


def _extent(density: npt.NDArray[np.float32] | None, level0_per_px: float) -> QRectF:
    """What a density map covers, in level-0 pixels."""
    if density is None:
        return QRectF()
    height, width = density.shape
    return QRectF(0, 0, width * level0_per_px, height * level0_per_px)
