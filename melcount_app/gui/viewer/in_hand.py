"""What the mouse does to the scan: the tool in hand, and what it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from melcount_app.core.region import Outline, Point
from melcount_app.gui.session import Session
from melcount_app.gui.tools import BrushTool
from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.drawing import DRAWING_KINDS, REDRAW, Target, next_step, take_outline
from melcount_app.gui.viewer.mode import REGIONS_COLOUR, SAMPLE_COLOUR, ModeFrame
from melcount_app.gui.viewer.outlines import DraftItem
from melcount_app.gui.viewer.shapes import ShapeLayer

BRUSH_STEP = 1.25
"""By which the keys [ and ] change the diameter of the brush."""


class InHand(QObject):
    """The tool in hand, and whether it changes the regions or the outline of the sample.

    What is on ends with Escape and with the scan, and is seen while it lasts: a frame and a word
    around the scan, the cursor, and a sentence that tells what the next drag does.

    Attributes:
        told: that sentence, translated; empty where a drag only moves what is seen.
        put_down: an outline was drawn, or all is to end: the tool is put down.
        sample_left: False: the outline of the sample is edited no more.
        frame: around the scan.
        draft: the line that is being drawn.
    """

    told = Signal(str)
    put_down = Signal()
    sample_left = Signal(bool)

    def __init__(self, session: Session, canvas: Canvas, shapes: ShapeLayer, view: QWidget) -> None:
        super().__init__(view)
        self._session, self._canvas, self._shapes = session, canvas, shapes
        self._kind = ""
        self._shown = "", "", False
        self.draft = DraftItem()
        self.frame = ModeFrame(view)
        self._keys = self._make_keys(view)
        session.shown.changed.connect(self._leave_scan)
        shapes.in_hand_changed.connect(self._show)
        canvas.draft_changed.connect(self._show_draft)
        canvas.outline_drafted.connect(self._sketch)
        canvas.outline_drawn.connect(self._take_outline)

    def _make_keys(self, view: QWidget) -> list[QShortcut]:
        """The keys of a tool in hand; Escape is one always."""
        escape = QShortcut(QKeySequence("Escape"), view)
        escape.activated.connect(self.give_up)
        keys = (
            ("Return", self._canvas.close_outline),
            ("Enter", self._canvas.close_outline),
            ("Backspace", self._canvas.undo_point),
            ("[", self._shrink_brush),
            ("]", self._grow_brush),
        )
        made = []
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), view)
            shortcut.activated.connect(slot)
            shortcut.setEnabled(False)
            made.append(shortcut)
        return made

    # What is on

    def draw(self, name: str) -> None:
        """Begin to draw one of `DRAWING_KINDS`; anything else puts the tool down."""
        kind = DRAWING_KINDS.get(name)
        self._kind = name if kind else ""
        self._canvas.draw_with(kind.make_tool(self._session) if kind else None)
        self._show_brush()
        for key in self._keys:
            key.setEnabled(kind is not None)
        self._show()

    def edit_sample(self, *, is_on: bool) -> None:
        """Let the tools change the outline of the sample instead of the regions."""
        self._shapes.set_sample_edited(is_sample=is_on)
        self._show()

    @Slot()
    def give_up(self) -> None:
        """Give up what is being drawn or dragged; where nothing is, end what is on."""
        if not self._canvas.give_up():
            self._end()

    def _end(self) -> None:
        self.put_down.emit()
        self.sample_left.emit(False)  # noqa: FBT003 - Qt's slot asks for it

    @Slot()
    def _leave_scan(self) -> None:
        """What was begun on a scan is not finished on another one."""
        self._canvas.give_up()
        self._end()

    @property
    def _target(self) -> Target:
        return Target(self._shapes.is_sample, self._shapes.selected)

    @Slot()
    def _show(self) -> None:
        """Show what the next drag does, where that is something else than before."""
        target, edits = self._target, self._session.shown.edits
        regions = edits.regions if edits is not None else ()
        tool = self._canvas.tool
        told = next_step(
            self._kind,
            target,
            regions,
            has_corners=self._shapes.has_corners,
            is_begun=tool is not None and bool(tool.points) and not tool.drags,
        )
        is_sample = target.is_sample or self._kind == REDRAW
        shown = told, self._word(), is_sample
        if shown == self._shown:
            return
        self._shown = shown
        self._canvas.set_target(is_sample=is_sample)
        self.frame.show_mode(self._word(), SAMPLE_COLOUR if is_sample else REGIONS_COLOUR)
        self.told.emit(told)

    def _word(self) -> str:
        """What the mouse changes; empty where a drag only moves what is seen."""
        if self._kind == REDRAW:
            return self.tr("New outline of the sample – Esc ends")
        if self._shapes.is_sample:
            return self.tr("Outline of the sample – Esc ends")
        return self.tr("Regions – Esc ends") if self._kind else ""

    # What is drawn

    @Slot(object, object)
    def _take_outline(self, outline: Outline, held: Qt.KeyboardModifier) -> None:
        kind, regions = DRAWING_KINDS[self._kind], self._region_count
        self._apply(outline, held)
        if not kind.stays:
            self.put_down.emit()
        elif kind.grows and self._region_count > regions:
            self._shapes.clicked.emit(self._region_count - 1)  # the next stroke goes on with it

    @Slot(object, object)
    def _sketch(self, outline: Outline, held: Qt.KeyboardModifier) -> None:
        """Let outlines and numbers be as if what is being drawn were finished."""
        self._session.desk.sketch(lambda: self._apply(outline, held))

    def _apply(self, outline: Outline, held: Qt.KeyboardModifier) -> None:
        take_outline(self._session, self._kind, outline, held, self._target)

    @property
    def _region_count(self) -> int:
        edits = self._session.desk.held
        return len(edits.regions) if edits is not None else 0

    @Slot(object)
    def _show_draft(self, points: list[Point]) -> None:
        """Show the line in hand; without one nothing is sketched any more."""
        self.draft.show_points(points)
        if not points:
            self._session.desk.withdraw()
        self._show()

    def follow(self, pointer: Point) -> None:
        """Let what is drawn, and the cursor, be as they are with the pointer there."""
        self._canvas.follow(pointer)
        self._canvas.hover(pointer)
        self.draft.follow(QPointF(*pointer))

    @Slot()
    def _shrink_brush(self) -> None:
        self._resize_brush(1 / BRUSH_STEP)

    @Slot()
    def _grow_brush(self) -> None:
        self._resize_brush(BRUSH_STEP)

    def _resize_brush(self, factor: float) -> None:
        tool = self._canvas.tool
        if isinstance(tool, BrushTool):
            tool.resize(factor)
            self._show_brush()

    def _show_brush(self) -> None:
        tool = self._canvas.tool
        self.draft.show_brush(tool.diameter_px if isinstance(tool, BrushTool) else 0.0)
