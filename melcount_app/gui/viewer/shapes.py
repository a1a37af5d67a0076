"""The outlines of sample and regions over the scan: shown, selected and reshaped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import shapely
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QRectF, QSizeF, Signal, Slot

from melcount_app.core.edits import Edits
from melcount_app.core.mask import drawn_mask
from melcount_app.core.measure import COLUMNS, RegionCount
from melcount_app.core.region import Outline, Region
from melcount_app.gui.models import bracket
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.labels import Label, LabelItem
from melcount_app.gui.viewer.outlines import REGION_COLOURS, WHITE, OutlineItem
from melcount_app.gui.viewer.vertices import Vertices

REGION_HEIGHT, LABEL_HEIGHT = 25, 27
"""Above the outline of the sample, below what is being drawn."""


class ShapeLayer(QObject):
    """What the user has drawn, or melcount has found, on the canvas.

    Attributes:
        clicked: place of the region that is clicked with the tool put down; -1 for none.
        sample: the outline of the sample.
        labels: names and densities of the regions.
        selected: places of the regions that are selected.
        is_sample: whether the tools change the outline of the sample instead of the regions.
    """

    clicked = Signal(int)

    def __init__(self, canvas: Canvas, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._session = canvas, session
        self.sample = OutlineItem(WHITE, 2.0)
        self.labels = LabelItem()
        self.labels.setZValue(LABEL_HEIGHT)
        self.selected: list[int] = []
        self.is_sample = False
        self._items: list[OutlineItem] = []
        canvas.addItem(self.labels, ignoreBounds=True)
        canvas.outline_reshaped.connect(self._reshape)
        canvas.reshaping_ended.connect(self._finish_reshaping)
        canvas.clicked.connect(self._click)
        session.numbers_changed.connect(self._show_labels)

    @property
    def _regions(self) -> tuple[Region, ...]:
        edits = self._session.edits
        return edits.regions if edits is not None else ()

    @property
    def _all(self) -> tuple[OutlineItem, ...]:
        return (self.sample, *self._items)

    def show_edits(self) -> None:
        """Show the outlines that the session has."""
        edits, regions = self._session.edits, self._regions
        self.sample.show_outline(edits.mask.outline if edits else None)
        while len(self._items) > len(regions):
            self._canvas.removeItem(self._items.pop())
        while len(self._items) < len(regions):
            self._add_item()
        for item, region in zip(self._items, regions, strict=True):
            item.show_outline(region.outline)
            item.set_colour(region.colour)
            item.setVisible(region.is_visible and self.sample.isVisible())
        self._show_labels()
        self._show_vertices()

    def _add_item(self) -> None:
        place = len(self._items)
        item = OutlineItem(REGION_COLOURS[place % len(REGION_COLOURS)], 2.2)
        item.setZValue(REGION_HEIGHT)
        self._canvas.addItem(item, ignoreBounds=True)
        self._items.append(item)

    @Slot()
    def _show_labels(self) -> None:
        """Each visible region says its name and its density."""
        numbers = self._session.numbers
        counts = numbers.measurement.regions if numbers else ()
        self.labels.show_labels(
            [
                self._label(place, region, counts[place] if place < len(counts) else None)
                for place, region in enumerate(self._regions[: len(self._items)])
                if self._items[place].isVisible()
            ]
        )

    def _label(self, place: int, region: Region, count: RegionCount | None) -> Label:
        item, density = self._items[place], COLUMNS[0]
        lines = [region.name]
        value = density.value(count) if count is not None else None
        if count is not None and value is not None:
            lines.append(f"{QLocale().toString(value, 'f', 0)} /mm²")
            lines.append(bracket(density.interval_of(count)))
        x0, y0, x1, y1 = region.outline.bounds
        return Label(
            lines=tuple(filter(None, lines)),
            colour=item.colour,
            spots=item.spots,
            extent=QSizeF(x1 - x0, y1 - y0),
            is_selected=place in self.selected,
        )

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide the outlines of sample and regions."""
        self.sample.setVisible(is_visible)
        self.show_edits()

    def set_extent(self, extent: QRectF) -> None:
        """The scan covers these level-0 pixels."""
        self.labels.set_extent(extent)

    def look_at(self, level0_per_px: float, level0_per_device_px: float) -> None:
        """Another part is shown, at a zoom per pixel of the window and of the screen."""
        for item in self._all:
            item.set_zoom(level0_per_device_px)
        seen = self._canvas.visible
        self.labels.look_at(QRectF(seen.x, seen.y, seen.width, seen.height), level0_per_px)
        self._show_vertices()

    def select(self, places: Sequence[int]) -> None:
        """Draw the lines of these regions stronger; the tools change them."""
        self.selected = list(places)
        for place, item in enumerate(self._items):
            item.set_selected(place in places)
        self._show_labels()
        self._show_vertices()

    def set_sample_edited(self, is_sample: bool) -> None:
        """Let the tools change the outline of the sample instead of the regions."""
        self.is_sample = is_sample
        self._show_vertices()

    def _in_hand(self) -> tuple[Outline, OutlineItem] | None:
        """The outline that can be reshaped: of the sample, or of the one selected region."""
        edits = self._session.edits
        if edits is None:
            return None
        if self.is_sample:
            return edits.mask.outline, self.sample
        if len(self.selected) != 1 or self.selected[0] >= len(self._items):
            return None
        place = self.selected[0]
        return edits.regions[place].outline, self._items[place]

    def _show_vertices(self) -> None:
        """Mark the vertices of what can be reshaped, where they can be told apart."""
        found = self._in_hand()
        outline, owner = found or (None, None)
        vertices = Vertices(outline) if outline is not None else None
        if vertices is not None and not vertices.can_be_told_apart(
            self._canvas.level0_per_screen_px
        ):
            vertices = None
        self._canvas.show_shape(vertices, None if self.is_sample else outline)
        for item in self._all:
            item.show_vertices(vertices if item is owner else None)

    @Slot(object)
    def _reshape(self, outline: Outline) -> None:
        """Show another outline of what is in hand; it is not finished."""
        edits = self._session.edits
        if edits is not None:
            self._session.propose(self._reshaped(edits, outline))

    def _reshaped(self, edits: Edits, outline: Outline) -> Edits:
        if self.is_sample:
            mask = drawn_mask(outline, edits.mask.scan_size)
            return dataclasses.replace(edits, mask=mask)
        regions = list(edits.regions)
        place = self.selected[0]
        regions[place] = dataclasses.replace(regions[place], outline=outline)
        return dataclasses.replace(edits, regions=tuple(regions))

    @Slot(str)
    def _finish_reshaping(self, text: str) -> None:
        self._session.settle(QCoreApplication.translate("edits", text))

    @Slot(float, float)
    def _click(self, x: float, y: float) -> None:
        """Tell the smallest visible region at a place."""
        at = shapely.Point(x, y)
        found = [
            (region.outline.area, place)
            for place, region in enumerate(self._regions)
            if region.is_visible and region.outline.covers(at)
        ]
        self.clicked.emit(min(found)[1] if found else -1)
