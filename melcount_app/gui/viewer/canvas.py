"""Mouse and wheel over the scan: pan, zoom at the pointer, and drawing."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from typing_extensions import override

from melcount_app.core.geometry import Size
from melcount_app.gui.tools import DrawingTool, Point, RectangleTool
from melcount_app.gui.viewer.tiles import Area

WHEEL_STEP = 1.25
"""Zoom of one notch of the wheel."""

FIT_MARGIN = 0.04

LARGEST_PIXEL = 16.0
"""A level-0 pixel is never shown larger than this many screen pixels."""


class Canvas(pg.ViewBox):  # type: ignore[misc]
    """The coordinate system of the scan, y down, in level-0 pixels.

    Attributes:
        draft_changed: points (list of x, y) of the outline being drawn; empty when it ended.
        outline_drawn: the corners of the closed outline.
        moved: the visible part or the zoom is another.
    """

    draft_changed = Signal(object)
    outline_drawn = Signal(object)
    moved = Signal()

    def __init__(self) -> None:
        super().__init__(lockAspect=True, invertY=True, enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self._size = Size(1, 1)
        self._tool: DrawingTool | None = None
        self.sigRangeChanged.connect(self._on_range_changed)
        self.sigResized.connect(self._on_range_changed)

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
        """Show the whole scan."""
        self.setRange(QRectF(0, 0, self._size.width, self._size.height), padding=FIT_MARGIN)

    def zoom_to(self, level0_per_screen_px: float) -> None:
        """Show the centre of the view at another zoom."""
        self._zoom(level0_per_screen_px / self.level0_per_screen_px, self.viewRect().center())

    def zoom_by(self, factor: float) -> None:
        """Enlarge the centre of the view."""
        self._zoom(1 / factor, self.viewRect().center())

    def _zoom(self, scale: float, centre: QPointF) -> None:
        now = self.level0_per_screen_px
        coarsest = 2 * max(
            self._size.width / max(self.width(), 1), self._size.height / max(self.height(), 1)
        )
        wanted = min(max(now * scale, 1 / LARGEST_PIXEL), max(coarsest, 1 / LARGEST_PIXEL))
        self.scaleBy((wanted / now, wanted / now), center=centre)

    def _on_range_changed(self, *_: object) -> None:
        self.moved.emit()

    @override
    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        scale = WHEEL_STEP ** (-ev.delta() / 120)
        self._zoom(scale, self.mapToView(ev.pos()))
        ev.accept()

    # Drawing

    def draw_with(self, tool: DrawingTool | None) -> None:
        """Draw with another tool; None to move only. What was being drawn is given up."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else Qt.CursorShape.CrossCursor)
        self.draft_changed.emit([])

    @property
    def tool(self) -> DrawingTool | None:
        """The tool in hand."""
        return self._tool

    def follow(self, pointer: Point) -> None:
        """Let the outline being drawn follow the pointer, in level-0 pixels."""
        if self._tool is not None and self._tool.points and not self._tool.drags:
            self.draft_changed.emit(self._tool.preview(pointer))

    def close_outline(self) -> None:
        """Take the outline as it is, if it is one."""
        if self._tool is not None and self._tool.is_ready:
            points = self._tool.take()
            self.draft_changed.emit([])
            self.outline_drawn.emit(points)

    def give_up_outline(self) -> bool:
        """Forget the outline being drawn; whether there was one."""
        if self._tool is None or not self._tool.points:
            return False
        self._tool.take()
        self.draft_changed.emit([])
        return True

    def undo_point(self) -> None:
        """Forget the last corner."""
        if self._tool is not None:
            self._tool.undo_point()
            self.draft_changed.emit(list(self._tool.points))

    @override
    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() != Qt.MouseButton.LeftButton or self._tool is None or self._tool.drags:
            return
        ev.accept()
        if ev.double():
            self.close_outline()
            return
        self._tool.press(self._point(ev.pos()))
        self.draft_changed.emit(list(self._tool.points))

    @override
    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        left = ev.button() == Qt.MouseButton.LeftButton
        if left and isinstance(self._tool, RectangleTool):
            self._drag_rectangle(ev, self._tool)
        elif left or ev.button() == Qt.MouseButton.MiddleButton:
            self._pan(ev)

    def _pan(self, ev: Any) -> None:
        ev.accept()
        step = self.mapToView(ev.lastPos()) - self.mapToView(ev.pos())
        self.translateBy(x=step.x(), y=step.y())

    def _drag_rectangle(self, ev: Any, tool: RectangleTool) -> None:
        ev.accept()
        if ev.isStart():
            tool.press(self._point(ev.buttonDownPos()))
        tool.stretch(self._point(ev.pos()))
        self.draft_changed.emit(list(tool.points))
        if ev.isFinish():
            self.close_outline()

    def _point(self, at: QPointF) -> Point:
        """A position inside the scan, in level-0 pixels."""
        view = self.mapToView(at)
        return (
            min(max(view.x(), 0.0), float(self._size.width)),
            min(max(view.y(), 0.0), float(self._size.height)),
        )
