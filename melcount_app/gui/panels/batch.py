"""The line of the batch: how far it is, how long it will still take, pause and cancel."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QWidget

from melcount_app.gui.panels.status import STEPS, time_left
from melcount_app.gui.session.batch import BatchDesk
from melcount_app.gui.session.batch_state import BatchState

BUTTONS = ("pause_batch", "cancel_batch")


class BatchPanel(QWidget):
    """Is there while a batch runs."""

    def __init__(self, batch: BatchDesk, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("batch_panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._batch = batch
        self.text = QLabel()
        self.text.setObjectName("batch_text")
        self.bar = QProgressBar()
        self.bar.setObjectName("batch_progress")
        self.bar.setAccessibleName(self.tr("How much of the study is counted"))
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(180)
        self.bar.setFixedHeight(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        for name in BUTTONS:
            button = QToolButton()
            button.setDefaultAction(actions[name])
            row.addWidget(button)
        batch.changed.connect(self.show_batch)
        self.show_batch()

    @Slot()
    def show_batch(self) -> None:
        """Show how far the batch is."""
        batch = self._batch.state
        self.setVisible(batch is not None)
        if batch is None:
            return
        is_known = bool(batch.todo) or batch.reported > 0
        self.bar.setMaximum(STEPS if is_known else 0)
        self.bar.setValue(round(batch.done * STEPS))
        self.text.setText(", ".join(self._told(batch)))

    def _told(self, batch: BatchState) -> list[str]:
        if batch.is_ending:
            return [self.tr("Study: stopping")]
        if batch.is_reporting:
            return [self.tr("Study: writing the reports")]
        if not batch.todo:
            return [self.tr("Study: getting ready")]
        number = min(batch.ended + 1, len(batch.todo))
        told = [self.tr("Study: scan {n} of {all}").format(n=number, all=len(batch.todo))]
        if batch.is_paused:
            told.append(self.tr("paused"))
        elif batch.seconds_left is not None:
            told.append(time_left(batch.seconds_left))
        return told
