"""The numbers of the sample: density first, then cells, then mm²."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from melcount_app.core.measure import COLUMNS, LocalDensity, RegionCount
from melcount_app.gui.language import told
from melcount_app.gui.models import WITHHELD, bracket, meaning, number
from melcount_app.gui.panels.side import Section, WholeLabel
from melcount_app.gui.session import Numbers, Session, Stage

EMPTY = RegionCount("sample", None, None)


class ResultPanel(Section):
    """What was counted in the whole sample, and what to be careful about."""

    def __init__(self, session: Session) -> None:
        super().__init__("result_panel", self.tr("Result"))
        self._session = session
        self._values = {column.key: QLabel(WITHHELD) for column in COLUMNS}
        self._brackets = {column.key: QLabel() for column in COLUMNS if column.interval}
        self._meaning = _wrapped("meaning")
        self._extremes = {name: QLabel(WITHHELD) for name in ("lowest", "highest")}
        self._reason = _wrapped("reason")
        self._flags = _wrapped("flags")
        self.column.addLayout(self._headline())
        self.column.addWidget(self._meaning)
        self.column.addLayout(self._details())
        self.column.addWidget(self._reason)
        self.column.addWidget(self._flags)
        self.setStyleSheet(
            "QLabel#density { font-size: 26pt; font-weight: 600; }"
            "QLabel#cells, QLabel#area { font-size: 12pt; font-weight: 600; }"
            "QLabel#density_interval { font-size: 12pt; }"
        )
        session.numbers_changed.connect(self.show_numbers)
        session.stage_changed.connect(self.show_numbers)
        self.show_numbers()

    def _headline(self) -> QVBoxLayout:
        names = {"cells_per_mm2": "density", "cells": "cells", "area_mm2": "area"}
        units = {
            "cells_per_mm2": self.tr("cells/mm²"),
            "cells": self.tr("cells"),
            "area_mm2": "mm²",
        }
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(6)
        for place, column in enumerate(COLUMNS):
            value = self._values[column.key]
            value.setObjectName(names[column.key])
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row = first if place == 0 else second
            row.addWidget(value, alignment=Qt.AlignmentFlag.AlignBaseline)
            row.addWidget(QLabel(units[column.key]), alignment=Qt.AlignmentFlag.AlignBaseline)
            if column.key in self._brackets:
                interval = self._brackets[column.key]
                interval.setObjectName(f"{names[column.key]}_interval")
                interval.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                row.addWidget(interval, alignment=Qt.AlignmentFlag.AlignBaseline)
            row.addSpacing(12)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for row in (first, second):
            row.addStretch(1)
            rows.addLayout(row)
        return rows

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
        numbers = self._session.numbers
        sample = numbers.measurement.sample if numbers else EMPTY
        for column in COLUMNS:
            self._values[column.key].setText(number(column, sample))
            self._values[column.key].setEnabled(column.value(sample) is not None)
            if column.key in self._brackets:
                self._show(self._brackets[column.key], bracket(column.interval_of(sample)))
        self._show(self._meaning, self._meaning_text(numbers))
        for name, label in self._extremes.items():
            extreme = getattr(numbers.measurement, name) if numbers else None
            label.setText(self._local(extreme))
        self._show(self._reason, self._why_withheld(sample))
        self._show(self._flags, self._flag_text(numbers))

    @staticmethod
    def _show(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _local(self, extreme: LocalDensity | None) -> str:
        size = self._session.pixel_size
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
        match self._session.stage:
            case Stage.GROWN:
                numbers = self._session.numbers
                share = math.floor(100 * numbers.counted_share) if numbers else 0
                return self.tr(
                    "Count again: the outline grew; {percent} % of the sample was counted."
                ).format(percent=share)
            case Stage.STALE:
                return self.tr("Count again. {why}").format(why=told(self._session.why_stale))
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


def _wrapped(name: str) -> QLabel:
    label = WholeLabel()
    label.setObjectName(name)
    return label
