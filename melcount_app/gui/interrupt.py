"""Ctrl-C in the terminal that the window was started from closes it, as its user would."""

from __future__ import annotations

import os
import signal
from types import FrameType

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

EXIT_CANCELLED = 130
"""As a shell gives for Ctrl-C."""

TURN_MS = 300
"""So often Python is given a turn to hear it; Qt's loop alone would not."""


class Interrupt(QObject):
    """Listens to Ctrl-C from `listen` until `stop`; a second one ends the program at once.

    Attributes:
        is_heard: whether there was one.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_heard = False
        self._turn = QTimer(self, interval=TURN_MS)
        self._turn.timeout.connect(self._take_turn)

    def listen(self) -> None:
        """Begin."""
        self._before = signal.signal(signal.SIGINT, self._hear)
        self._turn.start()

    def stop(self) -> None:
        """Leave Ctrl-C to whoever had it before."""
        self._turn.stop()
        signal.signal(signal.SIGINT, self._before)

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as called
        if self.is_heard:
            os._exit(EXIT_CANCELLED)
        self.is_heard = True

    @Slot()
    def _take_turn(self) -> None:
        if self.is_heard and self._turn.isActive():
            self._turn.stop()
            QApplication.closeAllWindows()
