"""Qt item models over the core's tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from melcount_app.core.interval import Interval, IntervalModel
from melcount_app.core.measure import COLUMNS, Column, Measurement, RegionCount
from melcount_app.core.region import Region
from melcount_app.gui.table import Table

Index = QModelIndex | QPersistentModelIndex
WITHHELD = "–"

FIRST_REGION = 1
"""Row of the user's first region; the sample is above it, the quadrants are below the last."""


class RegionTable(Table):
    """Sample, regions and quadrants by row; name and `measure.COLUMNS` by column.

    Attributes:
        renamed: place of a region and its new name.
        shown: place of a region and whether it is to be drawn.
    """

    renamed = Signal(int, str)
    shown = Signal(int, bool)

    def __init__(self, region_colours: tuple[QColor, ...]) -> None:
        super().__init__()
        self._colours = region_colours
        self._rows: list[RegionCount] = []
        self._intervals: IntervalModel | None = None
        self._regions: tuple[Region, ...] = ()

    def show_measurement(
        self, measurement: Measurement | None, regions: tuple[Region, ...]
    ) -> None:
        """Show other numbers; None for none. The selection stays where the rows stay."""
        before, is_reset = list(map(self._seen, range(len(self._rows)))), False
        rows = []
        if measurement is not None:
            rows = [measurement.sample, *_counts(measurement, regions), *measurement.quadrants]
        if len(rows) != len(self._rows):
            self.beginResetModel()
            is_reset = True
        self._rows, self._regions = rows, regions
        self._intervals = measurement.intervals if measurement else None
        if is_reset:
            self.endResetModel()
            return
        changed = [row for row, seen in enumerate(before) if self._seen(row) != seen]
        if changed:
            last = self.index(changed[-1], len(COLUMNS))
            self.dataChanged.emit(self.index(changed[0], 0), last)

    def _seen(self, row: int) -> tuple[object, ...]:
        """All that a row is drawn from."""
        place = self.region_at(row)
        region = None if place is None else self._regions[place]
        looks = region and (region.name, region.colour, region.is_visible)
        return self._rows[row], looks, self._intervals

    def region_at(self, row: int) -> int | None:
        """Place of a user's region in their list; None for sample and quadrants."""
        place = row - FIRST_REGION
        return place if 0 <= place < len(self._regions) else None

    def row_of(self, place: int) -> int:
        """The row of one of the user's regions."""
        return FIRST_REGION + place

    def _region(self, index: Index) -> Region | None:
        """The region whose name stands there; None elsewhere."""
        place = self.region_at(index.row())
        return self._regions[place] if place is not None and index.column() == 0 else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if self._region(index) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        region, place = self._region(index), self.region_at(index.row())
        if region is None or place is None:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            self.shown.emit(place, Qt.CheckState(value) is Qt.CheckState.Checked)
        elif str(value).strip() and str(value).strip() != region.name:
            self.renamed.emit(place, str(value))
        return True

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 1 + len(COLUMNS)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.tr("Region") if section == 0 else heading(COLUMNS[section - 1])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return self._colour(index)
            case Qt.ItemDataRole.CheckStateRole if (region := self._region(index)) is not None:
                return Qt.CheckState.Checked if region.is_visible else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.EditRole if (region := self._region(index)) is not None:
                return region.name
            case Qt.ItemDataRole.FontRole if index.row() == 0 and index.column() == 0:
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(row, index.column())
        return None

    def _colour(self, index: Index) -> QColor | None:
        place = self.region_at(index.row())
        return self.colour_of(place) if place is not None else None

    def colour_of(self, place: int) -> QColor:
        """The colour of one of the user's regions."""
        region = self._regions[place]
        return QColor(region.colour) if region.colour else self._colours[place % len(self._colours)]

    def _text(self, row: RegionCount, column: int) -> str:
        if column == 0:
            return QCoreApplication.translate("regions", row.name)
        shown = COLUMNS[column - 1]
        return f"{number(shown, row)} {bracket_of(shown, row)}".rstrip()

    def _tool_tip(self, row: RegionCount, column: int) -> str:
        if column == 0:
            return self._text(row, column)
        shown = COLUMNS[column - 1]
        if shown.value(row) is None:
            return self._why_withheld(row, shown)
        if self._intervals is None or shown.interval_of(row) is None:
            return ""
        return meaning(self._intervals)

    def _why_withheld(self, row: RegionCount, column: Column) -> str:
        if row.area_mm2 is None and "area_mm2" in column.made_of:
            return self.tr("Withheld: the pixel size is not known.")
        if row.cells is None and "cells" in column.made_of:
            return self.tr("Not counted yet, or not all of it.")
        return self.tr("There is no sample in this region.")


def _counts(measurement: Measurement, regions: Sequence[Region]) -> list[RegionCount]:
    """One count per region; those that were not measured yet have none."""
    missing = regions[len(measurement.regions) :]
    known = measurement.regions[: len(regions)]
    return [*known, *(RegionCount(region.name, None, None) for region in missing)]


def heading(column: Column) -> str:
    """Heading of a column with its unit."""
    text = QCoreApplication.translate("columns", column.heading)
    unit = QCoreApplication.translate("columns", column.unit)
    return f"{text}\n{unit}" if unit else text


def unit(column: Column) -> str:
    """What stands behind a number without a heading: its unit, else what it is of."""
    if column.unit:
        return QCoreApplication.translate("columns", column.unit)
    return QCoreApplication.translate("columns", column.heading).lower()


def number(column: Column, region: RegionCount) -> str:
    """A number as people read it; a dash where it is withheld."""
    value = column.value(region)
    return WITHHELD if value is None else QLocale().toString(value, "f", column.decimals)


def bracket(interval: Interval | None, decimals: int = 0) -> str:
    """An interval to stand behind its number; empty where there is none."""
    if interval is None:
        return ""
    low, high = (QLocale().toString(end, "f", decimals) for end in (interval.low, interval.high))
    return f"({low}–{high})"


def bracket_of(column: Column, region: RegionCount) -> str:
    """The interval of a number, with a digit less than the number; empty where there is none."""
    return bracket(column.interval_of(region), max(column.decimals - 1, 0))


def meaning(intervals: IntervalModel) -> str:
    """What the brackets mean, as a sentence."""
    sentence = QCoreApplication.translate(
        "intervals", "In brackets: where the true number lies in {percent} of cases."
    )
    return sentence.format(percent=intervals.percent)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
