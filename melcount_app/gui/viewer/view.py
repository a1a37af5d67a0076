"""The view of a scan: what the session has, on the screen."""

from __future__ import annotations

import dataclasses

import pyqtgraph as pg
import shapely
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QWheelEvent
from typing_extensions import override

from melcount_app.core.geometry import Size
from melcount_app.core.mask import drawn_mask
from melcount_app.core.measure import COLUMNS
from melcount_app.core.prepare import ScanPreviewed
from melcount_app.core.region import Outline
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.models import bracket
from melcount_app.gui.session import Session
from melcount_app.gui.tools import BrushTool
from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.density_layer import DensityLayer
from melcount_app.gui.viewer.display import Display
from melcount_app.gui.viewer.divider import Divider
from melcount_app.gui.viewer.drawing import DRAWING_KINDS, take_outline
from melcount_app.gui.viewer.gestures import read_pinch, read_wheel
from melcount_app.gui.viewer.items import TileItem
from melcount_app.gui.viewer.navigator import Navigator
from melcount_app.gui.viewer.outlines import REGION_COLOURS, WHITE, DraftItem, OutlineItem
from melcount_app.gui.viewer.overlays import ScaleBar
from melcount_app.gui.viewer.reader import TileSource
from melcount_app.gui.viewer.vertices import MOST_VERTICES, Vertices

BACKGROUND = "#141414"
OVERLAY_MARGIN_PX = 14
BRUSH_STEP = 1.25
"""By which the keys [ and ] change the diameter of the brush."""


class ScanView(pg.GraphicsView):  # type: ignore[misc]
    """The scan with its density map, outlines and what is being drawn.

    Attributes:
        region_clicked: place of the region that is clicked with the tool put down; -1 for none.
        pointed: level-0 x and y under the pointer; the value of the pixel there and the cells/mm²
            around it, None where they are not known.
        pointer_left: the pointer is elsewhere.
        drawing_ended: an outline was drawn or given up; the tool is put down.
    """

    region_clicked = Signal(int)
    pointed = Signal(float, float, object, object)
    pointer_left = Signal()
    drawing_ended = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(background=BACKGROUND)
        self.setObjectName("scan_view")
        self.setAccessibleName(self.tr("Scan"))
        self.setAcceptDrops(False)
        self.setMinimumSize(320, 240)
        self._session = session
        self._kind = ""
        self._is_sample = False
        self._selected: list[int] = []
        self._shown_channel = -1
        self.canvas = Canvas()
        self.setCentralItem(self.canvas)
        self.tiles = TileItem(self)
        self.display = Display(self)
        self.density = DensityLayer(self, session)
        self.mask_outline = OutlineItem(WHITE, 2.0)
        self.draft = DraftItem()
        self._region_items: list[OutlineItem] = []
        layers = ((self.tiles,), self.density.items, (self.mask_outline,), (self.draft,))
        for height, items in enumerate(layers):
            for above, item in enumerate(items):
                item.setZValue(10 * height + above)
                self.canvas.addItem(item, ignoreBounds=True)
        self.scale_bar = ScaleBar(self)
        self.divider = Divider(self)
        self.navigator = Navigator(self)
        self._keys = self._make_keys()
        self._connect()

    def _make_keys(self) -> list[QShortcut]:
        keys = (
            ("Return", self.canvas.close_outline),
            ("Enter", self.canvas.close_outline),
            ("Escape", self._give_up),
            ("Backspace", self.canvas.undo_point),
            ("[", self._shrink_brush),
            ("]", self._grow_brush),
        )
        made = []
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(slot)
            shortcut.setEnabled(False)
            made.append(shortcut)
        return made

    def _connect(self) -> None:
        session = self._session
        session.scan_changed.connect(self._clear)
        session.scan_previewed.connect(self._show_preview)
        session.scan_prepared.connect(self._show_scan)
        session.edits_changed.connect(self._show_edits)
        session.numbers_changed.connect(self._show_labels)
        self.display.changed.connect(self._show_contrast)
        self.density.shown.connect(self._place_overlays)
        self.divider.moved.connect(self._on_divided)
        self.tiles.failed.connect(self._tell_failure)
        self.canvas.moved.connect(self._on_moved)
        self.tiles.overview_shown.connect(self._show_overview)
        self.navigator.asked_for.connect(self.canvas.look_at)
        self.canvas.draft_changed.connect(self.draft.show_points)
        self.canvas.outline_drawn.connect(self._take_outline)
        self.canvas.outline_refused.connect(self._tell_failure)
        self.canvas.outline_reshaped.connect(self._reshape)
        self.canvas.reshaping_ended.connect(self._finish_reshaping)
        self.canvas.clicked.connect(self._click)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def show_session(self) -> None:
        """Show what the session has had before the view was made."""
        prepared = self._session.prepared
        if prepared is not None:
            self.canvas.set_scan_size(prepared.size)
            self._show_scan()
            self.density.show_picture()

    def close_reader(self) -> None:
        """Stop reading tiles and wait for the readers; the view is of no use afterwards."""
        self.tiles.close()
        self.density.stop()

    # What the session has

    @Slot()
    def _clear(self) -> None:
        self.tiles.clear()
        self._shown_channel = -1
        self._show_edits()
        self.density.show_picture()

    @Slot(object)
    def _show_preview(self, previewed: ScanPreviewed) -> None:
        self.canvas.set_scan_size(previewed.size)
        self._show_pixels(
            previewed.size, previewed.preview, 1 if len(previewed.channels) > 2 else 0
        )

    @Slot()
    def _show_scan(self) -> None:
        self._show_channel()
        self._show_edits()

    def _show_channel(self) -> None:
        """Show the pixels of the chosen channel."""
        prepared, edits = self._session.prepared, self._session.edits
        if prepared is not None and edits is not None:
            self._shown_channel = edits.channel.index
            self._show_pixels(prepared.size, prepared.overview, edits.channel.index)

    def _show_pixels(self, size: Size, overview: CoarseLevel, channel: int) -> None:
        if self._session.path is None:
            return
        prepared = self._session.prepared
        self.display.fit(overview.pixels[..., channel])
        coarse = prepared.coarse if prepared else ()
        source = TileSource(self._session.path, coarse, overview, channel)
        self.tiles.show_scan(size, source, self.display.contrast)
        self.draft.set_extent(self.tiles.boundingRect())
        self._on_moved()

    @Slot()
    def _show_contrast(self) -> None:
        self.tiles.set_contrast(self.display.contrast)

    @Slot()
    def _show_overview(self) -> None:
        bounds = self.tiles.boundingRect()
        size = Size(max(int(bounds.width()), 1), max(int(bounds.height()), 1))
        self.navigator.show_scan(size, self.tiles.overview)
        self._place_overlays()

    @Slot()
    def _show_edits(self) -> None:
        edits = self._session.edits
        if edits is not None and edits.channel.index != self._shown_channel:
            self._show_channel()
        self.mask_outline.show_outline(edits.mask.outline if edits else None)
        regions = edits.regions if edits else ()
        while len(self._region_items) > len(regions):
            self.canvas.removeItem(self._region_items.pop())
        while len(self._region_items) < len(regions):
            self._add_region_item()
        for item, region in zip(self._region_items, regions, strict=True):
            item.show_outline(region.outline, region.name)
            item.set_colour(region.colour)
            item.setVisible(region.is_visible and self.mask_outline.isVisible())
        self._show_labels()
        self._show_vertices()
        self._on_moved()

    def _add_region_item(self) -> None:
        place = len(self._region_items)
        item = OutlineItem(REGION_COLOURS[place % len(REGION_COLOURS)], 2.2)
        item.setZValue(25)
        self.canvas.addItem(item, ignoreBounds=True)
        self._region_items.append(item)

    @Slot()
    def _show_labels(self) -> None:
        """Each region says its name and its density."""
        edits, numbers = self._session.edits, self._session.numbers
        if edits is None:
            return
        counts = numbers.measurement.regions if numbers else ()
        density = COLUMNS[0]
        for place, (item, region) in enumerate(zip(self._region_items, edits.regions, strict=True)):
            lines = [region.name]
            value = density.value(counts[place]) if place < len(counts) else None
            if value is not None:
                lines.append(f"{self.locale().toString(value, 'f', 0)} /mm²")
                lines.append(bracket(density.interval_of(counts[place])))
            item.set_label("\n".join(filter(None, lines)))

    @Slot(str)
    def _tell_failure(self, sentence: str) -> None:
        self._session.told.emit(Message(sentence, Tone.FAILURE))

    # What the user does

    def fit(self) -> None:
        """Show the whole scan."""
        self.canvas.fit()

    def one_to_one(self) -> None:
        """One pixel of level 0 is one pixel of the screen."""
        self.canvas.zoom_to(self.devicePixelRatio())

    def set_split(self, is_split: bool) -> None:
        """Part the view: left of a line the scan is bare."""
        self.divider.setVisible(is_split)
        self.divider.raise_()
        self._on_divided()

    @Slot()
    def _on_divided(self) -> None:
        """Let the density map begin at the line."""
        left = self.canvas.mapSceneToView(QPointF(self.divider.x_px, 0)).x()
        self.density.set_left(left if self.divider.isVisibleTo(self) else None)

    def set_outlines_visible(self, is_visible: bool) -> None:
        """Show or hide the outline of the sample and the regions."""
        self.mask_outline.setVisible(is_visible)
        self._show_edits()

    def zoom_to_regions(self) -> None:
        """Show the selected regions as large as they fit; without any, the sample."""
        edits = self._session.edits
        if edits is not None:
            shown = [edits.regions[place].outline for place in self._selected]
            self.canvas.show_area(*shapely.total_bounds(shown or [edits.mask.outline]))

    def select_regions(self, places: list[int]) -> None:
        """Draw the lines of these regions stronger; the tools change them."""
        self._selected = list(places)
        for place, item in enumerate(self._region_items):
            item.set_selected(place in places)
        self._show_vertices()

    def _show_vertices(self) -> None:
        """The vertices of the one selected region, or of the sample where the tools change it."""
        edits = self._session.edits
        vertices, owner = None, None
        if edits is not None and self._is_sample:
            vertices, owner = Vertices(edits.mask.outline), self.mask_outline
        elif edits is not None and len(self._selected) == 1:
            place = self._selected[0]
            if place < len(edits.regions):
                vertices = Vertices(edits.regions[place].outline)
                owner = self._region_items[place]
        if vertices is not None and len(vertices) > MOST_VERTICES:
            vertices = None
        self.canvas.show_vertices(vertices)
        for item in (self.mask_outline, *self._region_items):
            item.show_vertices(vertices if item is owner else None)

    @Slot(object)
    def _reshape(self, outline: Outline) -> None:
        """Show another outline of what has the vertices; it is not finished."""
        edits = self._session.edits
        if edits is None:
            return
        if self._is_sample:
            mask = drawn_mask(outline, edits.mask.scan_size)
            self._session.propose(dataclasses.replace(edits, mask=mask))
            return
        regions = list(edits.regions)
        place = self._selected[0]
        regions[place] = dataclasses.replace(regions[place], outline=outline)
        self._session.propose(dataclasses.replace(edits, regions=tuple(regions)))

    @Slot(str)
    def _finish_reshaping(self, text: str) -> None:
        self._session.settle(QCoreApplication.translate("edits", text))

    @Slot(float, float)
    def _click(self, x: float, y: float) -> None:
        """Select the smallest visible region at a place."""
        edits = self._session.edits
        at = shapely.Point(x, y)
        found = [
            (region.outline.area, place)
            for place, region in enumerate(edits.regions if edits else ())
            if region.is_visible and region.outline.covers(at)
        ]
        self.region_clicked.emit(min(found)[1] if found else -1)

    def set_sample_edited(self, is_sample: bool) -> None:
        """Let the tools change the outline of the sample instead of the regions."""
        self._is_sample = is_sample
        self._show_vertices()

    def draw(self, name: str) -> None:
        """Begin to draw one of `DRAWING_KINDS`; anything else puts the tool down."""
        kind = DRAWING_KINDS.get(name)
        self._kind = name if kind else ""
        self.canvas.draw_with(kind.make_tool(self._session) if kind else None)
        self._show_brush()
        for key in self._keys:
            key.setEnabled(kind is not None)

    @Slot(object, object)
    def _take_outline(self, outline: Outline, held: Qt.KeyboardModifier) -> None:
        name = self._kind
        if not DRAWING_KINDS[name].stays:
            self.drawing_ended.emit()
        take_outline(
            self._session,
            name,
            outline,
            held,
            is_sample=self._is_sample,
            selected=self._selected,
        )

    @Slot()
    def _give_up(self) -> None:
        if not self.canvas.give_up_outline():
            self.drawing_ended.emit()

    @Slot()
    def _shrink_brush(self) -> None:
        self._resize_brush(1 / BRUSH_STEP)

    @Slot()
    def _grow_brush(self) -> None:
        self._resize_brush(BRUSH_STEP)

    def _resize_brush(self, factor: float) -> None:
        tool = self.canvas.tool
        if isinstance(tool, BrushTool):
            tool.resize(factor)
            self._show_brush()

    def _show_brush(self) -> None:
        tool = self.canvas.tool
        self.draft.show_brush(tool.diameter_px if isinstance(tool, BrushTool) else 0.0)

    @override
    def keyPressEvent(self, ev: QKeyEvent) -> None:
        if ev.key() == Qt.Key.Key_Space and not ev.isAutoRepeat():
            self.canvas.pan_with_left(True)
            return
        super().keyPressEvent(ev)

    @override
    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        if ev.key() == Qt.Key.Key_Space and not ev.isAutoRepeat():
            self.canvas.pan_with_left(False)
            return
        super().keyReleaseEvent(ev)

    @override
    def wheelEvent(self, ev: QWheelEvent) -> None:
        self.canvas.move(read_wheel(ev))
        ev.accept()

    @override
    def viewportEvent(self, ev: QEvent) -> bool:
        pinch = read_pinch(ev)
        if pinch is None:
            return bool(super().viewportEvent(ev))
        self.canvas.move(pinch)
        return True

    # Geometry

    @Slot()
    def _on_moved(self) -> None:
        scale = self.canvas.level0_per_screen_px
        level0_per_device_px = scale / self.devicePixelRatio()
        self.tiles.look_at(self.canvas.visible, level0_per_device_px)
        self.density.look_at(self.canvas.visible, scale)
        self._on_divided()
        for item in (self.mask_outline, *self._region_items):
            item.set_zoom(level0_per_device_px)
        self.navigator.show_visible(self.canvas.visible)
        self.scale_bar.show_scale(scale, self._session.pixel_size)

    @Slot(object)
    def _on_mouse_moved(self, at: QPointF) -> None:
        point = self.canvas.mapSceneToView(at)
        self.canvas.follow((point.x(), point.y()))
        self.draft.follow(point)
        x, y = point.x(), point.y()
        density = self.density.cells_per_mm2_at(x, y)
        self.pointed.emit(x, y, self.tiles.value_at(x, y), density)

    @override
    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self.pointer_left.emit()

    @override
    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "navigator"):  # pyqtgraph resizes while it is being made
            self._place_overlays()

    def _place_overlays(self) -> None:
        right = self.width() - OVERLAY_MARGIN_PX
        bar_top = self.height() - OVERLAY_MARGIN_PX - self.scale_bar.height()
        self.scale_bar.move(right - self.scale_bar.width(), bar_top)
        navigator_top = self.height() - OVERLAY_MARGIN_PX - self.navigator.height()
        self.navigator.move(OVERLAY_MARGIN_PX, navigator_top)
        legend, legend_bottom = self.density.legend, bar_top - OVERLAY_MARGIN_PX // 2
        legend.move(right - legend.width(), legend_bottom - legend.height())
        self.divider.place()
        self._on_divided()
