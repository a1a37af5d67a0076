"""Mouse and wheel over the scan: pan, zoom at the pointer, and drawing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyqtgraph as pg
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from typing_extensions import override

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.region import Outline, Point, moved
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.tools import DrawingTool
from melcount_app.gui.viewer.gestures import ViewMove
from melcount_app.gui.viewer.mode import sample_cursor
from melcount_app.gui.viewer.tiles import Area
from melcount_app.gui.viewer.vertices import Vertex, Vertices

FIT_MARGIN = 0.04

REACH_PX = 8.0
"""Screen pixels from which a vertex or an edge is reached."""

MOVE_REGION = QT_TRANSLATE_NOOP("edits", "move region")
MOVE_VERTEX = QT_TRANSLATE_NOOP("edits", "move vertex")
ADD_VERTEX = QT_TRANSLATE_NOOP("edits", "add vertex")
REMOVE_VERTEX = QT_TRANSLATE_NOOP("edits", "remove vertex")

LARGEST_PIXEL = 16.0
"""A level-0 pixel is never shown larger than this many screen pixels."""


class Canvas(pg.ViewBox):  # type: ignore[misc]
    """The coordinate system of the scan, y down, in level-0 pixels.

    Attributes:
        pans: whether the left button pans, whatever tool is in hand.
        reserved_px: height along the lower edge that the whole scan leaves free.
        draft_changed: points (list of x, y) of the outline being drawn; empty when it ended.
        outline_drafted: the `Outline` as far as it is drawn, and the modifiers likewise.
        outline_drawn: the closed `Outline` in level-0 pixels, and the `Qt.KeyboardModifier`s
            that were held when it was begun.
        outline_refused: why what was drawn is no outline, as a sentence.
        moved: the visible part or the zoom is another.
        outline_reshaped: the `Outline` of the vertices while one of them is dragged.
        reshaping_ended: what was done to the vertices, in English, to be translated in the
            context "edits"; the outline is finished.
        clicked: level-0 x and y of a click that draws nothing.
    """

    draft_changed = Signal(object)
    outline_drafted = Signal(object, object)
    outline_drawn = Signal(object, object)
    outline_refused = Signal(str)
    moved = Signal()
    outline_reshaped = Signal(object)
    reshaping_ended = Signal(str)
    clicked = Signal(float, float)

    def __init__(self) -> None:
        self._is_whole = True
        super().__init__(lockAspect=True, invertY=True, enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self._size = Size(1, 1)
        self._tool: DrawingTool | None = None
        self._held = Qt.KeyboardModifier.NoModifier
        self.pans = False
        self._is_sample = False
        self._sample_cursors = {draws: sample_cursor(draws=draws) for draws in (False, True)}
        self._is_given_up = False
        self.reserved_px = 0
        self._vertices: Vertices | None = None
        self._vertex: Vertex | None = None
        self._body: Outline | None = None
        self._carried: Outline | None = None
        self.sigRangeChanged.connect(self._on_range_changed)
        self.sigResized.connect(self._on_resized)

    # Looking

    def set_scan_size(self, size: Size) -> None:
        """Another scan, shown whole."""
        self._size = size
        self.fit()

    @property
    def level0_per_screen_px(self) -> float:
        """Side of a pixel of the screen in level-0 pixels."""
        width = float(self.width())
        return float(self.viewRect().width()) / width if width > 0 else 1.0

    @property
    def visible(self) -> Area:
        """What is on the screen, in level-0 pixels; may reach beyond the scan."""
        rect = self.viewRect()
        return Area(rect.x(), rect.y(), rect.width(), rect.height())

    def fit(self) -> None:
        """Show the whole scan, above what lies along the lower edge of the view."""
        width, height = max(self.width(), 1.0), max(self.height(), 1.0)
        free = max(height - self.reserved_px, height / 2)
        scale = (1 + 2 * FIT_MARGIN) * max(self._size.width / width, self._size.height / free)
        left = (self._size.width - width * scale) / 2
        top = (self._size.height - free * scale) / 2
        self.setRange(QRectF(left, top, width * scale, height * scale), padding=0)
        self._is_whole = True

    @override
    def setRange(self, *args: Any, **kwargs: Any) -> None:
        """Show another part, as pyqtgraph does; from then on it stays when the view is resized."""
        self._is_whole = False
        super().setRange(*args, **kwargs)

    def _on_resized(self, *_: object) -> None:
        if self._is_whole:
            self.fit()
        self.moved.emit()

    def show_area(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Show a rectangle of level-0 pixels as large as it fits."""
        self.setRange(QRectF(x0, y0, x1 - x0, y1 - y0), padding=FIT_MARGIN)

    def pan_with_left(self, *, is_on: bool) -> None:
        """Let the left button pan, whatever tool is in hand."""
        self.pans = is_on
        self._show_cursor()

    def set_target(self, *, is_sample: bool) -> None:
        """Let the cursor tell whether the outline of the sample is changed, or the regions."""
        if is_sample != self._is_sample:
            self._is_sample = is_sample
            self._show_cursor()

    def _show_cursor(self, over: Qt.CursorShape | None = None) -> None:
        """Tell by the cursor what a drag does; `over` where that is to move what lies there."""
        draws = self._tool is not None
        if self.pans:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif over is not None:
            self.setCursor(over)
        elif self._is_sample:
            self.setCursor(self._sample_cursors[draws])
        else:
            self.setCursor(Qt.CursorShape.CrossCursor if draws else Qt.CursorShape.ArrowCursor)

    def look_at(self, x: float, y: float) -> None:
        """Centre the view on a place, in level-0 pixels."""
        centre = self.viewRect().center()
        self.translateBy(x=x - centre.x(), y=y - centre.y())

    def zoom_to(self, level0_per_screen_px: float) -> None:
        """Show the centre of the view at another zoom."""
        self._zoom(level0_per_screen_px / self.level0_per_screen_px, self.viewRect().center())

    def zoom_by(self, factor: float) -> None:
        """Enlarge the centre of the view."""
        self._zoom(1 / factor, self.viewRect().center())

    def move(self, move: ViewMove) -> None:
        """Pan and zoom as a wheel or a touchpad asks for; positions are in the scene."""
        self._zoom(1 / move.zoom, self.mapSceneToView(move.at))
        step = move.pan_px * self.level0_per_screen_px
        self.translateBy(x=-step.x(), y=-step.y())

    def _zoom(self, scale: float, centre: QPointF) -> None:
        now = self.level0_per_screen_px
        coarsest = 2 * max(
            self._size.width / max(self.width(), 1), self._size.height / max(self.height(), 1)
        )
        wanted = min(max(now * scale, 1 / LARGEST_PIXEL), max(coarsest, 1 / LARGEST_PIXEL))
        self.scaleBy((wanted / now, wanted / now), center=centre)

    def _on_range_changed(self, *_: object) -> None:
        self.moved.emit()

    # Vertices

    def show_shape(self, vertices: Vertices | None, body: Outline | None) -> None:
        """Let these vertices be dragged while nothing is drawn; not while one is in hand.

        Args:
            vertices: of an outline; None for none.
            body: an outline that is moved as a whole by its inside; None for none.
        """
        if self._vertex is None:
            self._vertices = vertices
        if self._carried is None:
            self._body = body

    @property
    def _reach(self) -> float:
        return REACH_PX * self.level0_per_screen_px

    def _take_vertex(self, at: Point) -> bool:
        """Take the vertex at a place in hand; whether there is one."""
        if self._tool is None and self._vertices is not None and not self.pans:
            self._vertex = self._vertices.at(at, self._reach)
        return self._vertex is not None

    def _drag_vertex(self, ev: Any) -> None:
        ev.accept()
        if self._vertices is None or self._vertex is None:
            return
        with self._refusing():
            outline = self._vertices.moved(self._vertex, self._point(ev.pos()))
            self.outline_reshaped.emit(outline)
        if ev.isFinish():
            self._vertex = None
            self.reshaping_ended.emit(MOVE_VERTEX)

    def _take_body(self, at: Point) -> bool:
        """Take the outline in hand if the place is inside; whether it is."""
        if self._tool is None and self._body is not None and not self.pans:
            self._carried = self._body if self._body.covers(shapely.Point(at)) else None
        return self._carried is not None

    def _carry(self, ev: Any) -> None:
        """Move the outline in hand by as much as the pointer has moved."""
        ev.accept()
        way = self.mapToView(ev.pos()) - self.mapToView(ev.buttonDownPos())
        if self._carried is not None:
            self.outline_reshaped.emit(moved(self._carried, way.x(), way.y()))
        if ev.isFinish():
            self._carried = None
            self.reshaping_ended.emit(MOVE_REGION)

    def hover(self, pointer: Point) -> None:
        """Let the cursor tell what a drag that begins there would move."""
        if self._tool is not None or self.pans:
            return
        over = None
        if self._vertices is not None and self._vertices.at(pointer, self._reach):
            over = Qt.CursorShape.PointingHandCursor
        elif self._body is not None and self._body.covers(shapely.Point(pointer)):
            over = Qt.CursorShape.SizeAllCursor
        self._show_cursor(over)

    def _click_vertices(self, ev: Any) -> bool:
        """Add or remove a vertex where the click says so; whether it was on the outline."""
        vertices, at = self._vertices, self._point(ev.pos())
        if vertices is None or self._tool is not None:
            return False
        with self._refusing():
            here = vertices.at(at, self._reach)
            if ev.button() == Qt.MouseButton.RightButton and here is not None:
                self.outline_reshaped.emit(vertices.removed(here))
                self.reshaping_ended.emit(REMOVE_VERTEX)
                return True
            edge = vertices.edge_at(at, self._reach)
            if ev.double() and here is None and edge is not None:
                self.outline_reshaped.emit(vertices.inserted(edge, at))
                self.reshaping_ended.emit(ADD_VERTEX)
            return edge is not None
        return False

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Tell what is no outline instead of showing it."""
        try:
            yield
        except GeometryError as error:
            self.outline_refused.emit(str(error))

    # Drawing

    def draw_with(self, tool: DrawingTool | None) -> None:
        """Draw with another tool; None to move only. What was being drawn is given up."""
        self.give_up()
        self._tool = tool
        self._show_cursor()
        self.draft_changed.emit([])

    @property
    def tool(self) -> DrawingTool | None:
        """The tool in hand."""
        return self._tool

    def follow(self, pointer: Point) -> None:
        """Let the outline being drawn follow the pointer, in level-0 pixels."""
        if self._tool is not None and self._tool.points and self._tool.clicks:
            self._draft(self._tool, pointer)

    def _draft(self, tool: DrawingTool, pointer: Point) -> None:
        """Show the outline as it would be with the pointer there, and what it makes."""
        self.draft_changed.emit(tool.preview(pointer))
        outline = tool.draft(pointer)
        if outline is not None:
            self.outline_drafted.emit(outline, self._held)

    def close_outline(self) -> None:
        """Take the outline as it is, if it is one."""
        if self._tool is not None and self._tool.is_ready:
            with self._refusing():
                self.outline_drawn.emit(self._tool.take(), self._held)
            self.draft_changed.emit([])

    def give_up(self) -> bool:
        """Forget the outline being drawn, or let go of what is dragged; whether there was any.

        A drag that is under way does nothing more.
        """
        tool = self._tool
        is_drawing = tool is not None and bool(tool.points)
        if not is_drawing and self._vertex is None and self._carried is None:
            return False
        if tool is not None:
            tool.give_up()
        self._vertex = self._carried = None
        self._is_given_up = True
        self.draft_changed.emit([])
        return True

    def undo_point(self) -> None:
        """Forget the last corner."""
        if self._tool is not None:
            self._tool.undo_point()
            self.draft_changed.emit(list(self._tool.points))

    @override
    def mouseClickEvent(self, ev: Any) -> None:
        tool = self._tool
        if tool is None and not self.pans:
            ev.accept()
            if not self._click_vertices(ev) and ev.button() == Qt.MouseButton.LeftButton:
                self.clicked.emit(*self._point(ev.pos()))
            return
        if ev.button() != Qt.MouseButton.LeftButton or tool is None or self.pans:
            return
        ev.accept()
        if ev.double():
            self.close_outline()
            return
        if not tool.points:
            self._begin(ev)
        tool.press(self._point(ev.pos()))
        if tool.clicks:
            self.draft_changed.emit(list(tool.points))
        elif tool.is_ready:
            self.close_outline()
        else:
            tool.give_up()

    def _begin(self, ev: Any) -> None:
        """An outline is begun: its modifiers and its zoom are those of its first point."""
        self._held = ev.modifiers()
        if self._tool is not None:
            self._tool.scale = self.level0_per_screen_px

    @override
    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.isStart():
            self._is_given_up = False
        if self._is_given_up:
            ev.accept()
            return
        left, tool = ev.button() == Qt.MouseButton.LeftButton, self._tool
        if self._vertex is not None or (
            left and ev.isStart() and self._take_vertex(self._point(ev.buttonDownPos()))
        ):
            self._drag_vertex(ev)
            return
        if self._carried is not None or (
            left and ev.isStart() and self._take_body(self._point(ev.buttonDownPos()))
        ):
            self._carry(ev)
            return
        if left and tool is not None and tool.drags and not self.pans:
            self._drag(ev, tool)
        elif left or ev.button() == Qt.MouseButton.MiddleButton:
            self._pan(ev)

    def _pan(self, ev: Any) -> None:
        ev.accept()
        step = self.mapToView(ev.lastPos()) - self.mapToView(ev.pos())
        self.translateBy(x=step.x(), y=step.y())

    def _drag(self, ev: Any, tool: DrawingTool) -> None:
        ev.accept()
        if ev.isStart():
            self._begin(ev)
            tool.press(self._point(ev.buttonDownPos()))
        at = self._point(ev.pos())
        tool.stretch(at)
        self._draft(tool, at)
        if ev.isFinish():
            self.close_outline()

    def _point(self, at: QPointF) -> Point:
        """A position inside the scan, in level-0 pixels."""
        view = self.mapToView(at)
        return (
            min(max(view.x(), 0.0), float(self._size.width)),
            min(max(view.y(), 0.0), float(self._size.height)),
        )
