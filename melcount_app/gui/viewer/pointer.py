"""The place under the pointer, which may change while the pointer rests."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal, Slot

from melcount_app.gui.viewer.canvas import Canvas
from melcount_app.gui.viewer.frames import FrameTimer

FRAME_MS = 16


class Pointer(QObject):
    """Tells what place is under the pointer, also the last one of a fast hand.

    pyqtgraph drops moves that follow another within 10 ms, and a view may move, or be read,
    under a pointer that rests.

    Attributes:
        moved: level-0 x and y of another place that is under the pointer now.
        over: level-0 x and y of the place under the pointer, after every `look`.
        left: the pointer is elsewhere.
    """

    moved = Signal(float, float)
    over = Signal(float, float)
    left = Signal()

    def __init__(self, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._at: QPointF | None = None
        self._place: QPointF | None = None
        self._frames = FrameTimer(FRAME_MS, self)
        self._frames.timeout.connect(self.look)

    def come(self, at: QPointF) -> None:
        """The pointer is at a position of the scene."""
        self._at = at
        self._frames.request()

    def leave(self) -> None:
        """The pointer is elsewhere."""
        self._at = self._place = None
        self.left.emit()

    @Slot()
    def look_again(self) -> None:
        """Soon look again: what is under the pointer may be something else."""
        self._frames.request()

    @Slot()
    def look(self) -> None:
        """Look now."""
        if self._at is None:
            return
        place = self._canvas.mapSceneToView(self._at)
        if place != self._place:
            self._place = place
            self.moved.emit(place.x(), place.y())
        self.over.emit(place.x(), place.y())

    def stop(self) -> None:
        """Look no more."""
        self._frames.stop()
