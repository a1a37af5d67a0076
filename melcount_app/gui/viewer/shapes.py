"""The outlines of sample and regions over the scan: shown, selected and reshaped."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QRectF, Signal, Slot

from melcount_app.core.edits import Edits
from melcount_app.core.holes import NO_HOLES
from melcount_app.core.mask import drawn_mask
from melcount_app.core.measure import COLUMNS, RegionCount
from melcount_app.core.region import Outline, Region
from melcount_app.gui.models import bracket
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.holes import HoleItem
from melcount_app.gui.viewer.labels import Label, LabelItem, Labelled
from melcount_app.gui.viewer.outlines import WHITE, CornerItem, OutlineItem
from melcount_app.gui.viewer.region_lines import RegionLines
from melcount_app.gui.viewer.vertices import Vertices

REGION_HEIGHT, CORNER_HEIGHT, LABEL_HEIGHT = 25, 26, 27
"""Above the outline of the sample, below what is being drawn."""


class ShapeLayer(QObject):
    """What the user has drawn, or melcount has found, on the canvas.

    Attributes:
        clicked: place of the region that is clicked with the tool put down; -1 for none.
        sample: the outline of the sample.
        holes: what is not counted.
        labels: names and densities of the regions.
        selected: places of the regions that are selected.
        in_hand_changed: `selected`, `is_sample` or `has_corners` may be another, or a region.
        has_corners: whether the corners of an outline are shown, to be dragged.
        is_sample: whether the tools change the outline of the sample instead of the regions.
    """

    clicked = Signal(int)
    in_hand_changed = Signal()

    def __init__(
        self, canvas: Canvas, desk: EditDesk, shown: ShownScan, numbers: NumberDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._canvas, self._desk, self._shown, self._numbers = canvas, desk, shown, numbers
        self.sample = OutlineItem(WHITE, 2.0)
        self.holes = HoleItem()
        self.labels = LabelItem()
        self.labels.setZValue(LABEL_HEIGHT)
        self.selected: list[int] = []
        self.is_sample = False
        self.has_corners = False
        self._lines = RegionLines()
        self._lines.setZValue(REGION_HEIGHT)
        self._corners = CornerItem()
        self._corners.setZValue(CORNER_HEIGHT)
        for item in (self._lines, self._corners, self.labels):
            canvas.addItem(item, ignoreBounds=True)
        canvas.outline_reshaped.connect(self._reshape)
        canvas.reshaping_ended.connect(self._finish_reshaping)
        canvas.clicked.connect(self._click)
        numbers.changed.connect(self._show_labels)
        numbers.changed.connect(self._show_holes)

    @property
    def _regions(self) -> tuple[Region, ...]:
        edits = self._shown.edits
        return edits.regions if edits is not None else ()

    def show_edits(self) -> None:
        """Show the outlines that the session has."""
        edits = self._shown.edits
        self.sample.show_outline(edits.mask.outline if edits else None)
        self._lines.show_regions(self._regions)
        self._show_holes()
        self._show_labels()
        self._show_vertices()

    @Slot()
    def _show_holes(self) -> None:
        mask = self._shown.mask
        self.holes.show_holes(mask.holes if mask else NO_HOLES)

    @Slot()
    def _show_labels(self) -> None:
        """Each visible region says its name and its density."""
        regions = self._regions[: len(self._lines.lines)]
        is_shown = self._lines.isVisible()
        places = [place for place, region in enumerate(regions) if region.is_visible and is_shown]
        outlines = np.array([regions[place].outline for place in places], object)
        selected = np.isin(places, self.selected)
        self.labels.show_labels(
            Labelled(shapely.bounds(outlines).reshape(-1, 4), selected, self._labels_of(places))
        )

    def _labels_of(self, places: Sequence[int]) -> Callable[[int], Label]:
        """What makes the labels of regions, as numbers and selection are now."""
        regions, selected = self._regions, frozenset(self.selected)
        numbers = self._numbers.present
        counts = numbers.measurement.regions if numbers else ()

        def label(index: int) -> Label:
            place = places[index]
            line = self._lines.lines[place]
            return Label(
                lines=_lines(regions[place], counts[place] if place < len(counts) else None),
                colour=self._lines.colour_of(place),
                spots=line.spots,
                extent=line.bounds.size(),
                is_selected=place in selected,
            )

        return label

    def set_visible(self, *, is_visible: bool) -> None:
        """Show or hide the outlines of sample and regions."""
        for item in (self.sample, self._lines, self._corners, self.holes):
            item.setVisible(is_visible)
        self.show_edits()

    def set_extent(self, extent: QRectF) -> None:
        """The scan covers these level-0 pixels."""
        self.labels.set_extent(extent)

    def look_at(self, level0_per_px: float, level0_per_device_px: float) -> None:
        """Another part is shown, at a zoom per pixel of the window and of the screen."""
        for item in (self.sample, self._lines, self._corners):
            item.set_zoom(level0_per_device_px)
        seen = self._canvas.visible
        self.labels.look_at(QRectF(seen.x, seen.y, seen.width, seen.height), level0_per_px)
        self._show_vertices()

    def select(self, places: Sequence[int]) -> None:
        """Draw the lines of these regions stronger; the tools change them."""
        self.selected = list(places)
        self._lines.select(places)
        self._show_labels()
        self._show_vertices()

    def set_sample_edited(self, *, is_sample: bool) -> None:
        """Let the tools change the outline of the sample instead of the regions."""
        self.is_sample = is_sample
        self._show_vertices()

    def _in_hand(self) -> Outline | None:
        """The outline that can be reshaped: of the sample, or of the one selected region."""
        edits = self._shown.edits
        if edits is None or not self._lines.isVisible():
            return None
        if self.is_sample:
            return edits.mask.outline
        if len(self.selected) != 1 or self.selected[0] >= len(edits.regions):
            return None
        return edits.regions[self.selected[0]].outline

    def _show_vertices(self) -> None:
        """Mark the vertices of what can be reshaped, where they can be told apart."""
        outline = self._in_hand()
        vertices = Vertices(outline) if outline is not None else None
        if vertices is not None and not vertices.can_be_told_apart(
            self._canvas.level0_per_screen_px
        ):
            vertices = None
        self._canvas.show_shape(vertices, None if self.is_sample else outline)
        self._corners.show_vertices(vertices)
        self.has_corners = vertices is not None
        self.in_hand_changed.emit()

    @Slot(object)
    def _reshape(self, outline: Outline) -> None:
        """Show another outline of what is in hand; it is not finished."""
        edits = self._shown.edits
        if edits is not None:
            self._desk.propose(self._reshaped(edits, outline))

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
        self._desk.settle(QCoreApplication.translate("edits", text))

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


def _lines(region: Region, count: RegionCount | None) -> tuple[str, ...]:
    """What a region says: its name and, where it is counted, its density and the interval."""
    density, lines = COLUMNS[0], [region.name]
    value = density.value(count) if count is not None else None
    if count is not None and value is not None:
        lines.append(f"{QLocale().toString(value, 'f', 0)} /mm²")
        lines.append(bracket(density.interval_of(count)))
    return tuple(filter(None, lines))
