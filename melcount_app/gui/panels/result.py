"""The numbers of the sample: density first, then cells, then mm²."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from melcount_app.core.measure import COLUMNS, Column, LocalDensity, RegionCount
from melcount_app.gui.language import told
from melcount_app.gui.models import WITHHELD, bracket_of, meaning, number, unit
from melcount_app.gui.panels.side import Section, WholeLabel
from melcount_app.gui.session.course import Course
from melcount_app.gui.session.measuring import Numbers
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.stage import Stage

EMPTY = RegionCount("sample", None, None)
IN_A_ROW = 2
"""Numbers that stand beside each other below the first one."""


class SampleNumbers(QWidget):
    """What was measured of the sample, each number with its interval; the first one large."""

    def __init__(self) -> None:
        super().__init__()
        self._values = {column: _number_label(column.name) for column in COLUMNS}
        self._brackets = {
            column: _number_label(f"{column.name}_interval")
            for column in COLUMNS
            if column.interval
        }
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        first, *others = COLUMNS
        rows.addLayout(self._row([first]))
        for place in range(0, len(others), IN_A_ROW):
            rows.addLayout(self._row(others[place : place + IN_A_ROW]))
        large, middling = "font-size: 26pt; font-weight: 600;", "font-size: 12pt; font-weight: 600;"
        for column, label in self._values.items():
            label.setStyleSheet(large if column is first else middling)
        if first in self._brackets:
            self._brackets[first].setStyleSheet("font-size: 12pt;")

    def _row(self, columns: Sequence[Column]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for column in columns:
            labels = (self._values[column], QLabel(unit(column)), self._brackets.get(column))
            for label in filter(None, labels):
                row.addWidget(label, alignment=Qt.AlignmentFlag.AlignBaseline)
            row.addSpacing(12)
        row.addStretch(1)
        return row

    def show_count(self, sample: RegionCount) -> None:
        """Show the numbers of a sample; a dash for those that are withheld."""
        for column, value in self._values.items():
            value.setText(number(column, sample))
            value.setEnabled(column.value(sample) is not None)
        for column, interval in self._brackets.items():
            _show(interval, bracket_of(column, sample))


class ResultPanel(Section):
    """What was counted in the whole sample, and what to be careful about."""

    def __init__(self, numbers: NumberDesk, shown: ShownScan, course: Course) -> None:
        super().__init__("result_panel", self.tr("Result"))
        self._desk, self._shown, self._course = numbers, shown, course
        self._numbers = SampleNumbers()
        self._meaning = _wrapped("meaning")
        self._extremes = {name: QLabel(WITHHELD) for name in ("lowest", "highest")}
        self._reason = _wrapped("reason")
        self._flags = _wrapped("flags")
        self.column.addWidget(self._numbers)
        self.column.addWidget(self._meaning)
        self.column.addLayout(self._details())
        self.column.addWidget(self._reason)
        self.column.addWidget(self._flags)
        numbers.changed.connect(self.show_numbers)
        course.changed.connect(self.show_numbers)
        self.show_numbers()

    def _details(self) -> QGridLayout:
        grid = QGridLayout()
        texts = {"lowest": self.tr("lowest over 1 mm²"), "highest": self.tr("highest over 1 mm²")}
        for row, (name, value) in enumerate(self._extremes.items()):
            value.setObjectName(name)
            grid.addWidget(QLabel(texts[name]), row, 0)
            grid.addWidget(value, row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    @Slot()
    def show_numbers(self) -> None:
        """Show what the session has."""
        numbers = self._desk.present
        sample = numbers.measurement.sample if numbers else EMPTY
        self._numbers.show_count(sample)
        _show(self._meaning, self._meaning_text(numbers))
        for name, label in self._extremes.items():
            extreme = getattr(numbers.measurement, name) if numbers else None
            label.setText(self._local(extreme))
        _show(self._reason, self._why_withheld(sample))
        _show(self._flags, self._flag_text(numbers))

    def _local(self, extreme: LocalDensity | None) -> str:
        size = self._shown.pixel_size
        if extreme is None or size is None:
            return WITHHELD
        locale = QLocale()
        x, y = (
            locale.toString(place * size.um_per_px / 1000, "f", 2)
            for place in (extreme.x, extreme.y)
        )
        density = locale.toString(extreme.cells_per_mm2, "f", 0)
        return self.tr("{density} at x {x}, y {y} mm").format(density=density, x=x, y=y)

    def _why_withheld(self, sample: RegionCount) -> str:
        match self._course.stage:
            case Stage.GROWN:
                numbers = self._desk.present
                share = math.floor(100 * numbers.counted_share) if numbers else 0
                return self.tr(
                    "Count again: the outline grew; {percent} % of the sample was counted."
                ).format(percent=share)
            case Stage.STALE:
                return self.tr("Count again. {why}").format(why=told(self._course.why_stale))
            case Stage.EMPTY | Stage.OPENING:
                return ""
        if sample.cells is None:
            return self.tr("Not counted yet.")
        return self.tr("100 % of the sample was counted.")

    def _meaning_text(self, numbers: Numbers | None) -> str:
        found = numbers.measurement if numbers else None
        if found is None or found.intervals is None or found.sample.interval is None:
            return ""
        return meaning(found.intervals)

    def _flag_text(self, numbers: Numbers | None) -> str:
        if numbers is None:
            return ""
        sentences = [flag.sentence for flag in numbers.flags]
        if numbers.why_no_intervals:
            sentences.append(numbers.why_no_intervals)
        return "\n".join(f"⚑ {told(sentence)}" for sentence in sentences)


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _number_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _wrapped(name: str) -> QLabel:
    label = WholeLabel()
    label.setObjectName(name)
    return label
