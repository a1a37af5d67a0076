"""The bottom of the window: what to do next, the place under the pointer, the job that runs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QWidget

from melcount_app.gui.session import Progress, Session, next_step

STEPS = 1000


class StatusPanel(QWidget):
    """One line: next step; progress, time left and Cancel while a job runs; pointer."""

    def __init__(self, session: Session, cancel: QAction) -> None:
        super().__init__()
        self.setObjectName("status_panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._session = session
        self._drawing = ""
        self.next_step = QLabel()
        self.next_step.setObjectName("next_step")
        self.place = QLabel()
        self.place.setObjectName("place")
        self.bar = QProgressBar()
        self.bar.setObjectName("progress")
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(180, 12)
        self.progress_text = QLabel()
        self.progress_text.setObjectName("progress_text")
        button = QToolButton()
        button.setDefaultAction(cancel)
        self._job_row = QWidget()
        kept = self._job_row.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._job_row.setSizePolicy(kept)
        job = QHBoxLayout(self._job_row)
        job.setContentsMargins(0, 0, 16, 0)
        for widget in (self.progress_text, self.bar, button):
            job.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(self.next_step, 1)
        row.addWidget(self._job_row)
        row.addWidget(self.place)
        session.stage_changed.connect(self.show_stage)
        session.scan_changed.connect(self.show_stage)
        session.progressed.connect(self.show_progress)
        self.show_stage()

    @Slot()
    def show_stage(self) -> None:
        """Say what to do next; begin or end the line of the job."""
        session = self._session
        has_pixel_size = session.pixel_size is not None
        step = self._drawing or next_step(session.stage, has_pixel_size=has_pixel_size)
        step = QCoreApplication.translate("next", step)
        self.next_step.setText(self.tr("<b>Next:</b> {step}").format(step=step))
        job = self._session.job
        if self._job_row.isHidden() and job:
            self.bar.setMaximum(0)
            self.progress_text.setText(self._job_text(job))
        self._job_row.setVisible(bool(job))

    def show_drawing(self, step: str) -> None:
        """Say how to draw, in English; empty when nothing is drawn any more."""
        self._drawing = step
        self.show_stage()

    def _job_text(self, job: str) -> str:
        texts = {
            "open": self.tr("Reading the scan"),
            "count": self.tr("Counting"),
            "export": self.tr("Writing the results"),
        }
        return texts[job]

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Show how far the job is and how long it will still take."""
        self.bar.setMaximum(STEPS)
        self.bar.setValue(round(progress.fraction * STEPS))
        text = f"{self._job_text(progress.job)}: {100 * progress.fraction:.0f} %"
        if progress.seconds_left is not None:
            text += ", " + self._time_left(progress.seconds_left)
        self.progress_text.setText(text)

    def _time_left(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("about {n} s left").format(n=max(round(seconds), 1))
        return self.tr("about {n} min left").format(n=round(seconds / 60))

    @Slot(float, float, object)
    def show_place(self, x: float, y: float, value: int | None) -> None:
        """Show a level-0 position, the value of the pixel and the local density there."""
        prepared = self._session.prepared
        if prepared is None or not (0 <= x < prepared.size.width and 0 <= y < prepared.size.height):
            self.clear_place()
            return
        locale, size, numbers = QLocale(), self._session.pixel_size, self._session.numbers
        if size is None:
            text = f"x {int(x)} px   y {int(y)} px"
        else:
            mm = (locale.toString(at * size.um_per_px / 1000, "f", 2) for at in (x, y))
            text = "x {} mm   y {} mm".format(*mm)
        if value is not None:
            text += "   " + self.tr("value {n}").format(n=value)
        local = numbers.measurement.local if numbers else None
        density = local.at(x, y) if local else None
        if density is not None:
            text += "   " + self.tr("{n} cells/mm² around").format(
                n=locale.toString(density, "f", 0)
            )
        self.place.setText(text)

    @Slot()
    def clear_place(self) -> None:
        """The pointer is elsewhere."""
        self.place.clear()
