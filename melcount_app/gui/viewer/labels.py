"""Names and densities of the regions over the scan, none on top of another."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from shapely.geometry import LineString
from typing_extensions import override

from melcount_app.core.region import Outline

TEXT_PX = 13
HALO = QColor(0, 0, 0, 170)
HALO_PX = 3.5
HEIGHTS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
"""Where in a region a label may stand, in shares of its height; the first that is free is taken."""

LEAST_REGION_PX = 24.0
"""A region that is smaller on the screen has a label only while it is selected."""

ROOMY = 2.0
"""A region so many times as high as its label has more than one place for it."""

MOST_PLACED = 300
"""Of more labels than these only those in sight are placed."""

SQUARE_PX = 128.0
"""Side of the squares of the screen by which labels are compared."""

DETAIL = 1 / 200
"""Of a region's size: what is smaller does not move its label."""


class Spots:
    """Where a label may stand in an outline: the middles of its widest parts at several heights."""

    def __init__(self, outline: Outline) -> None:
        x0, y0, x1, y1 = outline.bounds
        self._outline = outline
        self._box = x0, y0, x1, y1

    @functools.cached_property
    def first(self) -> tuple[QPointF, ...]:
        """The best place, in level-0 pixels; none where the outline is not met there."""
        return self._middles(HEIGHTS[:1])[:1] or self.all[:1]

    @functools.cached_property
    def all(self) -> tuple[QPointF, ...]:
        """In level-0 pixels, the best place first."""
        return self._middles(HEIGHTS)

    def _middles(self, heights: Sequence[float]) -> tuple[QPointF, ...]:
        x0, y0, x1, y1 = self._box
        simple = self._outline.simplify(DETAIL * max(x1 - x0, y1 - y0))
        lines = [
            LineString([(x0, y0 + share * (y1 - y0)), (x1, y0 + share * (y1 - y0))])
            for share in heights
        ]
        widest = [
            max(shapely.get_parts(cut), key=lambda part: part.length)
            for cut in shapely.intersection(simple, lines)
            if cut.length > 0
        ]
        centres = [part.interpolate(0.5, normalized=True) for part in widest]
        return tuple(QPointF(centre.x, centre.y) for centre in centres)


@dataclass(frozen=True, slots=True)
class Label:
    """What a region says about itself.

    Attributes:
        lines: the first ones are the most important.
        colour: of the region.
        spots: places in the region where the label may stand.
        extent: of the region, in level-0 pixels.
        is_selected: whether the region is; its label is shown whatever its size.
    """

    lines: tuple[str, ...]
    colour: QColor
    spots: Spots
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


class _Taken:
    """Rectangles on the screen, found again by the squares that they touch."""

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], list[QRectF]] = {}

    def add(self, rect: QRectF) -> bool:
        """Take a rectangle; False where it would cover another, which is left as it is."""
        squares = [
            self._squares.setdefault((x, y), [])
            for x in range(int(rect.left() // SQUARE_PX), int(rect.right() // SQUARE_PX) + 1)
            for y in range(int(rect.top() // SQUARE_PX), int(rect.bottom() // SQUARE_PX) + 1)
        ]
        if any(rect.intersects(other) for square in squares for other in square):
            return False
        for square in squares:
            square.append(rect)
        return True


def place(
    labels: Iterable[Label], metrics: QFontMetricsF, level0_per_px: float
) -> list[PlacedLabel]:
    """Find room for labels; those of selected and of small regions come first.

    Args:
        labels: some of which may find none.
        metrics: of their font.
        level0_per_px: level-0 pixels per pixel of the screen.
    """
    taken = _Taken()
    placed = []
    for label in sorted(labels, key=_rank):
        for lines, spot, rect in _choices(label, metrics, level0_per_px):
            if taken.add(rect):
                placed.append(PlacedLabel(label, lines, spot))
                break
    return placed


def _choices(
    label: Label, metrics: QFontMetricsF, level0_per_px: float
) -> Iterator[tuple[tuple[str, ...], QPointF, QRectF]]:
    """What a label may say, where, and what it would cover on the screen; the best first."""
    size = label.extent / level0_per_px
    if min(size.width(), size.height()) < LEAST_REGION_PX and not label.is_selected:
        return
    rows = len(label.lines)
    if not label.is_selected:
        rows = min(max(int(size.height() / metrics.height()), 1), rows)
    is_roomy = size.height() >= ROOMY * rows * metrics.height()
    for shown in range(rows, 0, -1) if is_roomy else (rows,):
        lines = label.lines[:shown]
        width = max(map(metrics.horizontalAdvance, lines))
        height = shown * metrics.height()
        for spot in label.spots.all if is_roomy else label.spots.first:
            middle = spot / level0_per_px
            rect = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
            yield lines, spot, rect


def _rank(label: Label) -> tuple[bool, float]:
    return not label.is_selected, label.extent.width() * label.extent.height()


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Regions that may have a label each.

    Attributes:
        boxes: (regions, 4) left, top, right and bottom, in level-0 pixels.
        is_selected: (regions,) whether they are.
        label: makes the label of a region by its place among them.
    """

    boxes: npt.NDArray[np.float64]
    is_selected: npt.NDArray[np.bool_]
    label: Callable[[int], Label]

    def large(self, level0_per_px: float) -> npt.NDArray[np.intp]:
        """The places of those that may have a label at a zoom."""
        sides = np.minimum(*(self.boxes[:, 2:] - self.boxes[:, :2]).T)
        return np.flatnonzero((sides >= LEAST_REGION_PX * level0_per_px) | self.is_selected)

    def inside(self, places: npt.NDArray[np.intp], area: QRectF) -> npt.NDArray[np.intp]:
        """Those of some places that an area touches."""
        left, top, right, bottom = self.boxes[places].T
        across = (left <= area.right()) & (right >= area.left())
        inside: npt.NDArray[np.intp] = places[
            across & (top <= area.bottom()) & (bottom >= area.top())
        ]
        return inside


class LabelItem(QGraphicsObject):
    """The labels of all regions, of the same size at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._labelled: Labelled | None = None
        self._extent = QRectF()
        self._visible = QRectF()
        self._placed_in: QRectF | None = None
        self._level0_per_px = 1.0
        self.placed: list[PlacedLabel] = []

    def set_extent(self, extent: QRectF) -> None:
        """Where labels may be, in level-0 pixels."""
        self.prepareGeometryChange()
        self._extent = extent

    def show_labels(self, labelled: Labelled) -> None:
        """Show the labels of other regions."""
        self._labelled = labelled
        self._place()

    def look_at(self, visible: QRectF, level0_per_px: float) -> None:
        """Another part of the scan is shown; labels are placed anew here, not in `paint`."""
        self._visible = visible
        is_beyond = self._placed_in is not None and not self._placed_in.contains(visible)
        if is_beyond or level0_per_px != self._level0_per_px:
            self._level0_per_px = level0_per_px
            self._place()

    def _place(self) -> None:
        """Place all labels; of very many those in sight, and around it as far again."""
        self.placed, self._placed_in = [], None
        if self._labelled is None:
            return
        places = self._labelled.large(self._level0_per_px)
        if len(places) > MOST_PLACED:
            seen = self._visible
            width, height = seen.width(), seen.height()
            self._placed_in = seen.adjusted(-width, -height, width, height)
            places = self._labelled.inside(places, self._placed_in)
        labels = [self._labelled.label(int(each)) for each in places]
        self.placed = place(labels, QFontMetricsF(label_font()), self._level0_per_px)
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
        screen = to_screen.mapRect(self._visible)
        device_px_per_px = float(painter.device().devicePixelRatioF())
        painter.save()
        painter.resetTransform()
        for each in self.placed:
            stamp = _stamp(each.lines, each.label.colour.rgba(), device_px_per_px)
            if self._visible.contains(each.at):
                at = beside_edges(to_screen.map(each.at), stamp.deviceIndependentSize(), screen)
                painter.drawImage(at, stamp)
        painter.restore()


def beside_edges(middle: QPointF, size: QSizeF, screen: QRectF) -> QPointF:
    """Upper left corner of a label, moved so that nothing is cut at the edges of the view."""
    left, top = middle.x() - size.width() / 2, middle.y() - size.height() / 2
    return QPointF(
        max(min(left, screen.right() - size.width()), screen.left()),
        max(min(top, screen.bottom() - size.height()), screen.top()),
    )


def label_font() -> QFont:
    """Of all labels."""
    font = QFont()
    font.setPixelSize(TEXT_PX)
    font.setBold(True)
    return font


@functools.lru_cache(maxsize=500)
def _stamp(lines: tuple[str, ...], rgba: int, device_px_per_px: float) -> QImage:
    """The picture of a label: lines around their middle; to stroke letters anew is slow."""
    font = label_font()
    metrics, path = QFontMetricsF(font), QPainterPath()
    width = max(map(metrics.horizontalAdvance, lines)) + 2 * HALO_PX
    height = len(lines) * metrics.height() + 2 * HALO_PX
    for number, line in enumerate(lines):
        left = (width - metrics.horizontalAdvance(line)) / 2
        path.addText(left, HALO_PX + (number + 0.8) * metrics.height(), font, line)
    size = QSizeF(width, height) * device_px_per_px
    stamp = QImage(size.toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    stamp.setDevicePixelRatio(device_px_per_px)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(path, QPen(HALO, HALO_PX, j=Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(path, QColor.fromRgba(rgba))
    painter.end()
    return stamp
