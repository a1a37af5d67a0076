"""The view of a scan: what the session has, on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from typing_extensions import override

from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.measure import COLUMNS
from melcount_app.core.prepare import ScanPreviewed
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.gui.actions import QT_TRANSLATE_NOOP
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.models import bracket
from melcount_app.gui.session import Session
from melcount_app.gui.session.picture import scale_top
from melcount_app.gui.tools import DrawingTool, Point, PolygonTool, RectangleTool
from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.colours import COLOUR_MAPS
from melcount_app.gui.viewer.items import DensityItem, FrameTimer, TileItem
from melcount_app.gui.viewer.outlines import REGION_COLOURS, WHITE, DraftItem, OutlineItem
from melcount_app.gui.viewer.overlays import Legend, ScaleBar
from melcount_app.gui.viewer.reader import TileSource
from melcount_app.gui.viewer.tiles import automatic_contrast

BACKGROUND = "#141414"
OVERLAY_MARGIN_PX = 14
PICTURE_MS = 120
ASSUMED_PIXEL_SIZE = PixelSize(0.45, PixelSizeSource.USER)
"""Only smooths the picture of a scan without pixel size; no number is made with it."""


@dataclass(frozen=True, slots=True)
class DrawingKind:
    """Something that can be drawn.

    Attributes:
        make_tool: what it is drawn with.
        take: takes the corners.
        next_step: how to draw it, in English, to be translated in the context "next".
    """

    make_tool: Callable[[], DrawingTool]
    take: Callable[[Session, list[Point]], None]
    next_step: str


CORNERS = QT_TRANSLATE_NOOP(
    "next", "click the corners; double-click or press Enter to close, Esc to give up."
)
DRAG = QT_TRANSLATE_NOOP("next", "drag from corner to corner; Esc to give up.")

DRAWING_KINDS: dict[str, DrawingKind] = {
    "draw_mask": DrawingKind(PolygonTool, Session.draw_mask, CORNERS),
    "draw_polygon": DrawingKind(PolygonTool, Session.draw_region, CORNERS),
    "draw_rectangle": DrawingKind(RectangleTool, Session.draw_region, DRAG),
}


class ScanView(pg.GraphicsView):  # type: ignore[misc]
    """The scan with its density map, outlines and what is being drawn.

    Attributes:
        pointed: level-0 x and y under the pointer.
        pointer_left: the pointer is elsewhere.
        drawing_ended: an outline was drawn or given up; the tool is put down.
    """

    pointed = Signal(float, float)
    pointer_left = Signal()
    drawing_ended = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(background=BACKGROUND)
        self.setObjectName("scan_view")
        self.setAccessibleName(self.tr("Scan"))
        self.setAcceptDrops(False)
        self.setMinimumSize(320, 240)
        self._session = session
        self._kind: DrawingKind | None = None
        self._shown_channel = -1
        self._colour_map = COLOUR_MAPS[0]
        self.canvas = Canvas()
        self.setCentralItem(self.canvas)
        self.tiles = TileItem(self)
        self.density = DensityItem()
        self.mask_outline = OutlineItem(WHITE, 2.0)
        self.draft = DraftItem()
        self._region_items: list[OutlineItem] = []
        for height, item in enumerate((self.tiles, self.density, self.mask_outline, self.draft)):
            item.setZValue(10 * height)
            self.canvas.addItem(item, ignoreBounds=True)
        self.scale_bar = ScaleBar(self)
        self.legend = Legend(self)
        self._picture_timer = FrameTimer(PICTURE_MS, self)
        self._keys = self._make_keys()
        self._connect()

    def _make_keys(self) -> list[QShortcut]:
        keys = (
            ("Return", self.canvas.close_outline),
            ("Enter", self.canvas.close_outline),
            ("Escape", self._give_up),
            ("Backspace", self.canvas.undo_point),
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
        session.picture_changed.connect(self._picture_timer.request)
        session.edits_changed.connect(self._picture_timer.request)
        self._picture_timer.timeout.connect(self._show_picture)
        self.tiles.failed.connect(self._tell_failure)
        self.canvas.moved.connect(self._on_moved)
        self.canvas.draft_changed.connect(self.draft.show_points)
        self.canvas.outline_drawn.connect(self._take_outline)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def close_reader(self) -> None:
        """Stop reading tiles and wait for the readers; the view is of no use afterwards."""
        self.tiles.close()

    # What the session has

    @Slot()
    def _clear(self) -> None:
        self.tiles.clear()
        self._shown_channel = -1
        self._show_edits()
        self._show_picture()

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
        contrast = automatic_contrast(overview.pixels[..., channel])
        coarse = prepared.coarse if prepared else ()
        source = TileSource(self._session.path, coarse, overview, channel, contrast)
        self.tiles.show_scan(size, source)
        self.draft.set_extent(self.tiles.boundingRect())
        self._on_moved()

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
        self._show_labels()
        self._on_moved()

    def _add_region_item(self) -> None:
        place = len(self._region_items)
        item = OutlineItem(REGION_COLOURS[place % len(REGION_COLOURS)], 2.2)
        item.setZValue(25)
        item.setVisible(self.mask_outline.isVisible())
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

    @Slot()
    def _show_picture(self) -> None:
        """Colours for what was counted so far, inside the present outline."""
        session = self._session
        if session.picture is None or session.edits is None:
            self.density.show_density(None, 1.0, 1.0, self._colour_map)
            self.legend.hide()
            return
        density = session.picture.cells_per_mm2(
            session.edits.mask.outline, session.pixel_size or ASSUMED_PIXEL_SIZE
        )
        top = scale_top(density)
        self.density.show_density(density, session.picture.level0_per_px, top, self._colour_map)
        self.legend.show_top(top if session.pixel_size else None)
        self.legend.setVisible(self.density.isVisible())
        self._place_overlays()

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

    def set_density_visible(self, is_visible: bool) -> None:
        """Show or hide the density map and its legend."""
        self.density.setVisible(is_visible)
        self.legend.setVisible(is_visible and not self.density.is_empty)

    def set_density_strength(self, percent: int) -> None:
        """How strongly the density map covers the scan."""
        self.density.set_strength(percent / 100)

    def set_density_colours(self, colour_map: str) -> None:
        """Show the density map in other colours, one of `COLOUR_MAPS`."""
        self._colour_map = colour_map
        self.legend.show_colours(colour_map)
        self._show_picture()

    def set_outlines_visible(self, is_visible: bool) -> None:
        """Show or hide the outline of the sample and the regions."""
        for item in (self.mask_outline, *self._region_items):
            item.setVisible(is_visible)

    def select_regions(self, places: list[int]) -> None:
        """Draw the lines of these regions stronger."""
        for place, item in enumerate(self._region_items):
            item.set_selected(place in places)

    def draw(self, kind: str) -> None:
        """Begin to draw one of `DRAWING_KINDS`; anything else puts the tool down."""
        self._kind = DRAWING_KINDS.get(kind)
        self.canvas.draw_with(self._kind.make_tool() if self._kind else None)
        for key in self._keys:
            key.setEnabled(self._kind is not None)

    @Slot(object)
    def _take_outline(self, points: list[Point]) -> None:
        kind = self._kind
        self.drawing_ended.emit()
        if kind is not None:
            kind.take(self._session, points)

    @Slot()
    def _give_up(self) -> None:
        if not self.canvas.give_up_outline():
            self.drawing_ended.emit()

    # Geometry

    @Slot()
    def _on_moved(self) -> None:
        scale = self.canvas.level0_per_screen_px
        level0_per_device_px = scale / self.devicePixelRatio()
        self.tiles.look_at(self.canvas.visible, level0_per_device_px)
        for item in (self.mask_outline, *self._region_items):
            item.set_zoom(level0_per_device_px)
        self.scale_bar.show_scale(scale, self._session.pixel_size)

    @Slot(object)
    def _on_mouse_moved(self, at: QPointF) -> None:
        point = self.canvas.mapSceneToView(at)
        self.canvas.follow((point.x(), point.y()))
        self.pointed.emit(point.x(), point.y())

    @override
    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self.pointer_left.emit()

    @override
    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "legend"):  # pyqtgraph resizes while it is being made
            self._place_overlays()

    def _place_overlays(self) -> None:
        right = self.width() - OVERLAY_MARGIN_PX
        bar_top = self.height() - OVERLAY_MARGIN_PX - self.scale_bar.height()
        self.scale_bar.move(right - self.scale_bar.width(), bar_top)
        legend_bottom = bar_top - OVERLAY_MARGIN_PX // 2
        self.legend.move(right - self.legend.width(), legend_bottom - self.legend.height())
