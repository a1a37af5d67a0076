"""The bottom of the window: what to do next, the place under the pointer, the job that runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QWidget

from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session.course import Course
from melcount_app.gui.session.picture import SMOOTHING_MM
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.stage import Progress, next_step

STEPS = 1000

SHORT = QT_TRANSLATE_NOOP("progress", "about {n} s left")
LONG = QT_TRANSLATE_NOOP("progress", "about {n} min left")
VERY_LONG = QT_TRANSLATE_NOOP("progress", "about {n} h left")


def time_left(seconds: float) -> str:
    """How long something will still take, as people read it."""
    for text, unit_s, most in ((SHORT, 1, 90), (LONG, 60, 90), (VERY_LONG, 3600, math.inf)):
        if seconds < most * unit_s:
            number = max(round(seconds / unit_s), 1)
            return QCoreApplication.translate("progress", text).format(n=number)
    raise AssertionError("all numbers are less than infinity")


class StatusPanel(QWidget):
    """One line: next step; progress, time left and Cancel while a job runs; pointer."""

    def __init__(self, course: Course, shown: ShownScan, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("status_panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._course, self._shown = course, shown
        self._drawing = ""
        self.next_step = QLabel()
        self.next_step.setObjectName("next_step")
        self.next_step.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.place = QLabel()
        self.place.setObjectName("place")
        self.place.setToolTip(self._place_tip())
        self.bar = QProgressBar()
        self.bar.setObjectName("progress")
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(180, 12)
        self.progress_text = QLabel()
        self.progress_text.setObjectName("progress_text")
        button = QToolButton()
        button.setDefaultAction(actions["cancel"])
        self._job_row = QWidget()
        job = QHBoxLayout(self._job_row)
        job.setContentsMargins(0, 0, 16, 0)
        for widget in (self.progress_text, self.bar, button):
            job.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(self.next_step, 1)
        row.addWidget(self._job_row)
        row.addWidget(self.place)
        self.ensurePolished()
        self.setMinimumHeight(self.sizeHint().height())  # else the view moves with every job
        course.changed.connect(self.show_stage)
        course.progressed.connect(self.show_progress)
        self.show_stage()

    def _place_tip(self) -> str:
        deviation = self.locale().toString(SMOOTHING_MM, "f", 1)
        return self.tr(
            "Under the pointer: position, value of the channel shown, and density. The density is "
            "the mean around the pointer that the colours show (Gaussian, standard deviation "
            "{n} mm)."
        ).format(n=deviation)

    @Slot()
    def show_stage(self) -> None:
        """Say what to do next; begin or end the line of the job."""
        has_pixel_size = self._shown.pixel_size is not None
        step = next_step(self._course.stage, has_pixel_size=has_pixel_size)
        step = self._drawing or QCoreApplication.translate("next", step)
        shown = escape(step, quote=False)  # a region may be called as markup is
        self.next_step.setText(self.tr("<b>Next:</b> {step}").format(step=shown))
        self.next_step.setToolTip(step)  # where a long job leaves no room for it
        job = self._course.job
        if self._job_row.isHidden() and job:
            self.bar.setMaximum(0)
            self.progress_text.setText(self._job_text(job))
        self._job_row.setVisible(bool(job))

    @Slot(str)
    def show_drawing(self, step: str) -> None:
        """Say what the next drag does; empty when nothing is drawn or edited any more."""
        self._drawing = step
        self.show_stage()

    def _job_text(self, job: str) -> str:
        texts = {
            "study": self.tr("Reading the study"),
            "open": self.tr("Reading the scan"),
            "count": self.tr("Counting"),
            "export": self.tr("Writing the results"),
        }
        return texts[job]

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Show how far the job is and how long it will still take."""
        if self._job_row.isHidden():
            self.show_stage()
        self.bar.setMaximum(STEPS)
        self.bar.setValue(round(progress.fraction * STEPS))
        text = f"{self._job_text(progress.job)}: {100 * progress.fraction:.0f} %"
        if progress.seconds_left is not None:
            text += ", " + time_left(progress.seconds_left)
        self.progress_text.setText(text)

    @Slot(float, float, object, object)
    def show_place(
        self, x: float, y: float, value: int | None, cells_per_mm2: float | None
    ) -> None:
        """Show a level-0 position, the value of the pixel and the density around it."""
        prepared = self._shown.prepared
        if prepared is None or not (0 <= x < prepared.size.width and 0 <= y < prepared.size.height):
            self.clear_place()
            return
        locale = self.locale()
        shown = self._position(x, y)
        shown.append(
            self.tr("value {n}").format(n="–" if value is None else locale.toString(value))
        )
        if cells_per_mm2 is not None:
            number = locale.toString(cells_per_mm2, "f", 0)
            shown.append(self.tr("{n} cells/mm²").format(n=number))
        self.place.setText("   ".join(shown))

    def _position(self, x: float, y: float) -> list[str]:
        """In mm, to the µm, where that can be told, and in pixels."""
        locale, size = self.locale(), self._shown.pixel_size
        px = [locale.toString(int(at)) for at in (x, y)]
        if size is None:
            return ["x {} y {} px".format(*px)]
        mm = (locale.toString(at * size.um_per_px / 1000, "f", 3) for at in (x, y))
        return ["x {} y {} mm".format(*mm), "({}, {} px)".format(*px)]

    @Slot()
    def clear_place(self) -> None:
        """The pointer is elsewhere."""
        self.place.clear()
