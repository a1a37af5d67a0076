"""Cyclic garbage is collected on the GUI thread only.

Python's collector runs on whatever thread happens to allocate. When it runs on a pool thread and
finds Qt objects, it destroys them there, which Qt does not survive: only the thread that owns an
object may destroy it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 500


class GarbageCollector(QObject):
    """Takes over Python's collector from when it is made until it is stopped.

    What is there when it is made (modules, most of all) is set aside and not looked at again:
    a full collection over it would hold the window up for a quarter of a second.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again; no pool thread of the window may run any more."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _collect(self) -> None:
        """Collect the oldest generation that is due, as Python's own rule has it."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > threshold > 0
        ]
        if due:
            gc.collect(due[-1])
