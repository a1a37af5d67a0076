"""The outlines of all regions over the scan, one item for however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from melcount_app.core.region import Region
from melcount_app.gui.viewer.outlines import REGION_COLOURS, Line, around, octave_of, pens

WIDTH, SELECTED_WIDTH = 2.2, 3.4

PLAIN_PX = 16.0
"""A region that is smaller on the screen is drawn without a halo, which would fill it."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is painted of a region."""

    bounds: QRectF
    path: QPainterPath
    colour: QColor
    is_selected: bool

    def is_under(self, px: float) -> bool:
        """Whether it is smaller than so many level-0 pixels, and nothing special."""
        return max(self.bounds.width(), self.bounds.height()) < px and not self.is_selected


class RegionLines(QGraphicsObject):
    """A line with a dark halo around each visible region, the selected ones stronger.

    Attributes:
        lines: of all regions, in their order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.lines: tuple[Line, ...] = ()
        self._regions: tuple[Region, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._octave = 0
        self._extent = QRectF()
        self._drawn: list[_Drawn] = []

    def show_regions(self, regions: Sequence[Region]) -> None:
        """Show other regions; what is known of those that stay is kept."""
        known = {id(line.outline): line for line in self.lines}
        lines = tuple(known.get(id(each.outline)) or Line(each.outline) for each in regions)
        self._show(tuple(regions), lines, self._octave)

    def select(self, places: Iterable[int]) -> None:
        """Draw the lines of these regions stronger."""
        self._selected = frozenset(places)
        self._show(self._regions, self.lines, self._octave)

    def set_zoom(self, level0_per_screen_px: float) -> None:
        """Leave out the detail that a zoom cannot show."""
        octave = octave_of(level0_per_screen_px)
        if octave != self._octave:
            self._show(self._regions, self.lines, octave)

    def colour_of(self, place: int) -> QColor:
        """The colour of one of the regions."""
        colour = self._regions[place].colour
        return QColor(colour) if colour else REGION_COLOURS[place % len(REGION_COLOURS)]

    def _show(self, regions: tuple[Region, ...], lines: tuple[Line, ...], octave: int) -> None:
        """Make ready what is painted, since an exception inside `paint` would end the process."""
        paths = [line.path(octave) for line in lines]
        self.prepareGeometryChange()
        self._regions, self.lines, self._octave = regions, lines, octave
        drawn = [
            _Drawn(line.bounds, path, self.colour_of(place), place in self._selected)
            for place, (region, line, path) in enumerate(zip(regions, lines, paths, strict=True))
            if region.is_visible
        ]
        self._drawn = sorted(drawn, key=lambda each: each.colour.rgb())
        self._extent = QRectF()
        for each in drawn:
            self._extent |= each.bounds
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        return around(self._extent, self._octave)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        seen, plain_px = around(option.exposedRect, self._octave), PLAIN_PX * 2.0**self._octave
        shown = [each for each in self._drawn if seen.intersects(each.bounds)]
        _draw(painter, [each for each in shown if each.is_under(plain_px)], is_plain=True)
        rest = [each for each in shown if not each.is_under(plain_px)]
        for is_selected in (False, True):
            _draw(painter, [each for each in rest if each.is_selected is is_selected])


def _draw(painter: QPainter, lines: Sequence[_Drawn], *, is_plain: bool = False) -> None:
    """Draw lines of one kind: all halos, then the lines colour by colour."""
    if not lines:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_plain)
    width = SELECTED_WIDTH if lines[0].is_selected else WIDTH
    if not is_plain:
        painter.setPen(pens(painter, lines[0].colour, width)[0])
        for each in lines:
            painter.drawPath(each.path)
    rgb = None
    for each in lines:
        if each.colour.rgb() != rgb:
            rgb = each.colour.rgb()
            painter.setPen(pens(painter, each.colour, 1.0 if is_plain else width)[1])
        painter.drawPath(each.path)
