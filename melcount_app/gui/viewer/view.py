"""The view of a scan: what the session has, on the screen."""

from __future__ import annotations

import pyqtgraph as pg
import shapely
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from typing_extensions import override

from melcount_app.core.geometry import Size
from melcount_app.core.prepare import ScanPreviewed
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.scan.pick import Pick
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.density_layer import DensityLayer
from melcount_app.gui.viewer.display import Display
from melcount_app.gui.viewer.divider import Divider
from melcount_app.gui.viewer.gestures import read_pinch, read_wheel
from melcount_app.gui.viewer.in_hand import InHand
from melcount_app.gui.viewer.items import TileItem
from melcount_app.gui.viewer.navigator import Navigator
from melcount_app.gui.viewer.overlays import LEGEND_HEIGHT_PX, ScaleBar
from melcount_app.gui.viewer.pointer import Pointer
from melcount_app.gui.viewer.reader import TileSource
from melcount_app.gui.viewer.shapes import ShapeLayer

BACKGROUND = "#141414"
OVERLAY_MARGIN_PX = 14


class ScanView(pg.GraphicsView):  # type: ignore[misc]
    """The scan with its density map, outlines and what is being drawn.

    Attributes:
        pointed: level-0 x and y under the pointer; the value of the pixel there and the cells/mm²
            around it, None where they are not known. Told anew when they change under a pointer
            that rests.
        pointer_left: the pointer is elsewhere.
        in_hand: the tool in hand, and what it changes.
    """

    pointed = Signal(float, float, object, object)
    pointer_left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(background=BACKGROUND)
        self.setObjectName("scan_view")
        self.setAccessibleName(self.tr("Scan"))
        self.setAcceptDrops(False)
        self.setMinimumSize(320, 240)
        self._session = session
        self._shown_channel, self._is_forgiven = -1, False
        self.canvas = Canvas()
        self.canvas.reserved_px = LEGEND_HEIGHT_PX + OVERLAY_MARGIN_PX
        self.setCentralItem(self.canvas)
        self.tiles = TileItem(self)
        self.display = Display(self)
        self.density = DensityLayer(
            self, session.counting, session.sample, session.shown, session.peaks
        )
        self.shapes = ShapeLayer(self.canvas, session.desk, session.shown, session.numbers, self)
        self.in_hand = InHand(session, self.canvas, self.shapes, self)
        shapes = (self.shapes.holes, self.shapes.sample)
        layers = ((self.tiles,), self.density.items, shapes, (self.in_hand.draft,))
        for height, items in enumerate(layers):
            for above, item in enumerate(items):
                item.setZValue(10 * height + above)
                self.canvas.addItem(item, ignoreBounds=True)
        self.scale_bar = ScaleBar(self)
        self.divider = Divider(self)
        self.navigator = Navigator(self)
        self._pointer = Pointer(self.canvas, self)
        self._connect()

    def _connect(self) -> None:
        session = self._session
        session.shown.changed.connect(self._clear)
        session.shown.previewed.connect(self._show_preview)
        session.shown.read.connect(self._show_scan)
        session.desk.changed.connect(self._show_edits)
        session.scans.protocol_changed.connect(self._show_edits)
        self.display.changed.connect(self._show_contrast)
        self.density.shown.connect(self._place_overlays)
        self.density.shown.connect(self._pointer.look_again)
        self.tiles.values_read.connect(self._pointer.look_again)
        self.divider.moved.connect(self._on_divided)
        self.tiles.failed.connect(self._tell_unread)
        self.canvas.moved.connect(self._on_moved)
        self.tiles.overview_shown.connect(self._show_overview)
        self.navigator.asked_for.connect(self.canvas.look_at)
        self.canvas.outline_refused.connect(self._tell_refused)
        self.scene().sigMouseMoved.connect(self._pointer.look)
        self._pointer.moved.connect(self._follow_pointer)
        self._pointer.over.connect(self._tell_place)
        self._pointer.left.connect(self.pointer_left)

    def show_session(self) -> None:
        """Show what the session has had before the view was made."""
        prepared = self._session.shown.prepared
        if prepared is not None:
            self.canvas.set_scan_size(prepared.size)
            self._show_scan()
            self.density.show_picture()

    def close_reader(self) -> None:
        """Stop reading tiles and wait for the readers; the view is of no use afterwards."""
        self.tiles.close()
        self.density.stop()
        self._pointer.stop()

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
        channel = 1 if len(previewed.channels) > 2 else 0
        self._show_pixels(previewed.size, previewed.preview, channel, previewed.pick)

    @Slot()
    def _show_scan(self) -> None:
        self._show_channel()
        self._show_edits()

    def _show_channel(self) -> None:
        """Show the pixels of the chosen channel."""
        prepared, terms = self._session.shown.prepared, self._session.shown.terms
        if prepared is not None and terms is not None:
            self._shown_channel = terms.channel.value.index
            self._show_pixels(prepared.size, prepared.overview, self._shown_channel, prepared.pick)

    def _show_pixels(self, size: Size, overview: CoarseLevel, channel: int, pick: Pick) -> None:
        if self._session.shown.path is None:
            return
        prepared = self._session.shown.prepared
        self.display.fit(overview.pixels[..., channel])
        coarse = prepared.coarse if prepared else ()
        self._is_forgiven = self._session.shown.without_damaged
        path, is_forgiven = self._session.shown.path, self._is_forgiven
        source = TileSource(path, coarse, overview, channel, pick, is_forgiven)
        self.tiles.show_scan(size, source, self.display.contrast)
        self.in_hand.draft.set_extent(self.tiles.boundingRect())
        self.shapes.set_extent(self.tiles.boundingRect())
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
        terms = self._session.shown.terms
        if terms is not None:
            wanted = terms.channel.value.index, terms.without_damaged
            if wanted != (self._shown_channel, self._is_forgiven):
                self._show_channel()
        self.shapes.show_edits()
        self._on_moved()

    @Slot(str)
    def _tell_unread(self, sentence: str) -> None:
        self._session.told.emit(Message(sentence, Tone.FAILURE, lasts=True))

    @Slot(str)
    def _tell_refused(self, sentence: str) -> None:
        self._session.told.emit(Message(sentence, Tone.FAILURE))

    # What the user does

    def fit(self) -> None:
        """Show the whole scan."""
        self.canvas.fit()

    def one_to_one(self) -> None:
        """One pixel of level 0 is one pixel of the screen."""
        self.canvas.zoom_to(self.devicePixelRatio())

    def set_split(self, *, is_split: bool) -> None:
        """Part the view: left of a line the scan is bare."""
        self.divider.setVisible(is_split)
        self.divider.raise_()
        self._on_divided()

    @Slot()
    def _on_divided(self) -> None:
        """Let the density map begin at the line."""
        left = self.canvas.mapSceneToView(QPointF(self.divider.x_px, 0)).x()
        self.density.set_left(left if self.divider.isVisibleTo(self) else None)

    def zoom_to_regions(self) -> None:
        """Show the selected regions as large as they fit; without any, the sample."""
        edits = self._session.shown.edits
        if edits is not None:
            shown = [edits.regions[place].outline for place in self.shapes.selected]
            self.canvas.show_area(*shapely.total_bounds(shown or [edits.mask.outline]))

    @override
    def keyPressEvent(self, ev: QKeyEvent) -> None:
        if ev.key() == Qt.Key.Key_Space and not ev.isAutoRepeat():
            self.canvas.pan_with_left(is_on=True)
            return
        super().keyPressEvent(ev)

    @override
    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        if ev.key() == Qt.Key.Key_Space and not ev.isAutoRepeat():
            self.canvas.pan_with_left(is_on=False)
            return
        super().keyReleaseEvent(ev)

    @override
    def wheelEvent(self, ev: QWheelEvent) -> None:
        self.canvas.move(read_wheel(ev))
        ev.accept()

    @override
    def viewportEvent(self, ev: QEvent) -> bool:
        if ev.type() == QEvent.Type.Leave:  # also for what lies over the view
            self._pointer.leave()
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
        self.shapes.look_at(scale, level0_per_device_px)
        self.navigator.show_visible(self.canvas.visible)
        self.scale_bar.show_scale(scale, self._session.shown.pixel_size)
        self._pointer.look_again()

    @override
    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        self._pointer.come(QPointF(self.mapToScene(ev.position().toPoint())))
        super().mouseMoveEvent(ev)

    @Slot(float, float)
    def _follow_pointer(self, x: float, y: float) -> None:
        self.in_hand.follow((x, y))

    @Slot(float, float)
    def _tell_place(self, x: float, y: float) -> None:
        density = self.density.cells_per_mm2_at(x, y)
        self.pointed.emit(x, y, self.tiles.value_at(x, y), density)

    @override
    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "navigator"):  # pyqtgraph resizes while it is being made
            self._place_overlays()

    def _place_overlays(self) -> None:
        """Navigator, legend and scale bar from left to right; in a narrow view a bar on top."""
        bar, legend, navigator = self.scale_bar, self.density.legend, self.navigator
        right, bottom = (side - OVERLAY_MARGIN_PX for side in (self.width(), self.height()))
        navigator.move(OVERLAY_MARGIN_PX, bottom - navigator.height())
        bar.move(right - bar.width(), bottom - bar.height())
        legend_right = bar.x() - OVERLAY_MARGIN_PX // 2
        room = legend_right - navigator.geometry().right() - OVERLAY_MARGIN_PX
        if legend.width() > room:
            legend_right, bottom = right, bar.y() - OVERLAY_MARGIN_PX // 2
        legend.move(legend_right - legend.width(), bottom - legend.height())
        self.in_hand.frame.place(self.rect(), LEGEND_HEIGHT_PX + 2 * OVERLAY_MARGIN_PX)
        self.divider.place()
        self._on_divided()
