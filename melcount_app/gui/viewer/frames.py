"""Many changes, one repaint."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot


class FrameTimer(QTimer):
    """Collects many changes into one repaint."""

    def __init__(self, milliseconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(milliseconds)

    @Slot()
    def request(self) -> None:
        """Time out once, soon."""
        if not self.isActive():
            self.start()
