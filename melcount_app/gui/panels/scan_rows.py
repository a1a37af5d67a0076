"""Rows of the list of scans, as Qt's views want them."""

from __future__ import annotations

import enum
import re
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Slot,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from melcount_app.gui.language import QT_TRANSLATE_NOOP, told
from melcount_app.gui.models import WITHHELD, bracket
from melcount_app.gui.session.rows import ScanRow, ScanState
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.table import Table

Index = QModelIndex | QPersistentModelIndex
KEY_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
THUMBNAIL_PX = 48
MARK_PX = 11
GAP_PX = 4
LINES = 3
"""Of text beside the picture of a scan."""


class ListColumn(enum.IntEnum):
    """Columns of the list."""

    SCAN = 0
    CONDITION = 1
    STATE = 2
    DENSITY = 3


HEADINGS = {
    ListColumn.SCAN: QT_TRANSLATE_NOOP("scans", "Scan"),
    ListColumn.CONDITION: QT_TRANSLATE_NOOP("scans", "Condition"),
    ListColumn.STATE: QT_TRANSLATE_NOOP("scans", "State"),
    ListColumn.DENSITY: QT_TRANSLATE_NOOP("scans", "cells/mm²"),
}

_CORNERS = {  # of the mark of a state, in a square from 0 to 1; a state is told by its shape too
    ScanState.NEW: ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    ScanState.OUTLINED: ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)),
    ScanState.COUNTING: ((0.1, 0.0), (1.0, 0.5), (0.1, 1.0)),
    ScanState.COUNTED: ((0.0, 0.5), (0.4, 0.9), (1.0, 0.1), (0.4, 0.6)),
    ScanState.FLAGGED: ((0.2, 0.0), (1.0, 0.3), (0.2, 0.6), (0.2, 1.0), (0.1, 1.0), (0.1, 0.0)),
    ScanState.STALE: ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)),
    ScanState.FAILED: (
        *((0.15, 0.0), (0.5, 0.35), (0.85, 0.0), (1.0, 0.15), (0.65, 0.5), (1.0, 0.85)),
        *((0.85, 1.0), (0.5, 0.65), (0.15, 1.0), (0.0, 0.85), (0.35, 0.5), (0.0, 0.15)),
    ),
}
_COLOURS = {
    ScanState.NEW: "#8a8f98",
    ScanState.OUTLINED: "#56b4e9",
    ScanState.COUNTING: "#0072b2",
    ScanState.COUNTED: "#009e73",
    ScanState.FLAGGED: "#e69f00",
    ScanState.STALE: "#cc79a7",
    ScanState.FAILED: "#d22d2d",
}


DIGITS = 20
_NUMBER = re.compile(r"[0-9]+")

WAITING = QT_TRANSLATE_NOOP("state", "waits")


def state_word(state: ScanState) -> str:
    """A state as people read it."""
    return QCoreApplication.translate("state", state.value)


def state_told(row: ScanRow) -> str:
    """The state of a scan, and how far its count is."""
    if row.state is not ScanState.COUNTING:
        return state_word(row.state)
    if row.fraction is None:
        return QCoreApplication.translate("state", WAITING)
    return f"{state_word(row.state)} {100 * row.fraction:.0f} %"


class ScanRows(Table):
    """One scan per row, as the list tells it; only rows that changed are told to be new."""

    def __init__(self, scans: ScanList) -> None:
        super().__init__()
        self._scans = scans
        self._keys: list[int] = []
        self._places: dict[int, int] = {}
        scans.listed.connect(self.show_list)
        scans.changed.connect(self.show_changes)
        self.show_list()

    @Slot()
    def show_list(self) -> None:
        """Show which scans there are."""
        keys, before = [row.key for row in self._scans.rows], self._keys
        if keys == before:
            return
        if keys[: len(before)] == before:
            self.beginInsertRows(QModelIndex(), len(before), len(keys) - 1)
            self._take(keys)
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._take(keys)
            self.endResetModel()

    def _take(self, keys: list[int]) -> None:
        self._keys = keys
        self._places = {key: place for place, key in enumerate(keys)}

    @Slot(list)
    def show_changes(self, keys: list[int]) -> None:
        """Show what has changed in some rows."""
        last = len(ListColumn) - 1
        for place in (self._places[key] for key in keys if key in self._places):
            self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def scan(self, row: int) -> ScanRow:
        """The scan of a row."""
        return self._scans.row(self._keys[row])

    def row_of(self, key: int | None) -> int | None:
        """The row of a scan; None where it is not in the list."""
        return self._places.get(key) if key is not None else None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._keys)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(ListColumn)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return QCoreApplication.translate("scans", HEADINGS[ListColumn(section)])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.scan(index.row()), ListColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (self._text(row, each) for each in ListColumn)))
            case _ if role == KEY_ROLE:
                return row.key
            case _ if role == SORT_ROLE:
                return self._sorted_by(row, column)
        return None

    def _text(self, row: ScanRow, column: ListColumn) -> str:
        match column:
            case ListColumn.SCAN:
                return row.path.name
            case ListColumn.CONDITION:
                return row.condition
            case ListColumn.STATE:
                return state_word(row.state)
            case ListColumn.DENSITY:
                return _density(row)

    def _tool_tip(self, row: ScanRow) -> str:
        why = (told(sentence) for sentence in row.why.splitlines())
        lines = [str(row.path), f"{state_told(row)}.", *why]
        if row.cells is not None:
            cells = QLocale().toString(row.cells, "f", 0)
            lines.append(self.tr("{cells} cells").format(cells=cells))
        if row.interval is not None:
            lines.append(f"{_density(row)} {bracket(row.interval)} {self.tr('cells/mm²')}")
        return "\n".join(lines)

    def _sorted_by(self, row: ScanRow, column: ListColumn) -> Any:
        match column:
            case ListColumn.STATE:
                return list(ScanState).index(row.state)
            case ListColumn.DENSITY:
                return -1.0 if row.cells_per_mm2 is None else row.cells_per_mm2
            case _:
                return _in_order_of_numbers(self._text(row, column))


def _in_order_of_numbers(text: str) -> str:
    """A text that sorts as people count: "2" before "10"."""
    return _NUMBER.sub(lambda number: number[0].zfill(DIGITS), text.casefold())


class FilteredRows(QSortFilterProxyModel):
    """Rows whose name, condition or state holds what was typed; sorted by a column."""

    def __init__(self, rows: ScanRows) -> None:
        super().__init__()
        self._wanted = ""
        self.setSourceModel(rows)
        self.setSortRole(SORT_ROLE)

    def show_only(self, wanted: str) -> None:
        """Show rows that hold this text; all of them for none."""
        self.beginFilterChange()
        self._wanted = wanted.casefold().strip()
        self.endFilterChange()

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        rows = self.sourceModel()
        assert isinstance(rows, ScanRows)  # noqa: S101 - for the type checker
        row = rows.scan(source_row)
        held = f"{row.path.name} {row.condition} {state_word(row.state)}"
        return self._wanted in held.casefold()


class ScanDelegate(QStyledItemDelegate):
    """Draws a scan beside its picture: name, condition; mark and word of its state, density."""

    def __init__(self, rows: ScanRows, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = LINES * option.fontMetrics.height()
        return QSize(120, max(THUMBNAIL_PX, lines) + 2 * GAP_PX)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Any = option  # the type hints of Qt lack the fields of the option
        place = self._rows.row_of(index.data(KEY_ROLE))
        if place is None:
            return
        row = self._rows.scan(place)
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        item.widget.style().drawPrimitive(panel, option, painter, item.widget)
        is_selected = bool(item.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        painter.save()
        painter.setPen(item.palette.color(role))
        rect: QRect = item.rect.adjusted(GAP_PX, GAP_PX, -GAP_PX, -GAP_PX)
        if row.thumbnail is not None:
            _draw_picture(painter, rect, row.thumbnail)
        text = rect.adjusted(THUMBNAIL_PX + 2 * GAP_PX, 0, 0, 0)
        self._draw_text(painter, text, row, is_selected=is_selected)
        painter.restore()

    def _draw_text(
        self, painter: QPainter, rect: QRect, row: ScanRow, *, is_selected: bool
    ) -> None:
        height = painter.fontMetrics().height()
        above = [row.path.name, *filter(None, (row.condition,))]
        top = rect.top() + (rect.height() - height * (len(above) + 1)) // 2
        line = QRect(rect.left(), top, rect.width(), height)
        for text in above:
            _draw_whole(painter, line, text, Qt.TextElideMode.ElideMiddle)
            line.translate(0, height)
        colour = painter.pen().color() if is_selected else QColor(_COLOURS[row.state])
        _draw_mark(painter, line, row.state, colour)
        if row.cells_per_mm2 is not None:
            density = f"{_density(row)} /mm²"
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, density)
            line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(density) - GAP_PX)
        line.setLeft(line.left() + MARK_PX + GAP_PX)
        _draw_whole(painter, line, state_told(row), Qt.TextElideMode.ElideRight)


def _draw_whole(painter: QPainter, line: QRect, text: str, elided: Qt.TextElideMode) -> None:
    """A text in a line; where it is too long for it, dots stand for a part."""
    shown = painter.fontMetrics().elidedText(text, elided, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


def _draw_picture(painter: QPainter, rect: QRect, picture: QImage) -> None:
    """A small picture, centred at the left of a rectangle."""
    size = picture.size().scaled(THUMBNAIL_PX, THUMBNAIL_PX, Qt.AspectRatioMode.KeepAspectRatio)
    left = rect.left() + (THUMBNAIL_PX - size.width()) // 2
    top = rect.top() + (rect.height() - size.height()) // 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(QPoint(left, top), size), picture)


def _density(row: ScanRow) -> str:
    if row.cells_per_mm2 is None:
        return WITHHELD
    return QLocale().toString(row.cells_per_mm2, "f", 0)


def _draw_mark(painter: QPainter, line: QRect, state: ScanState, colour: QColor) -> None:
    """The mark of a state at the left of a line."""
    left, top = line.left(), line.top() + (line.height() - MARK_PX) / 2
    corners = [QPointF(left + x * MARK_PX, top + y * MARK_PX) for x, y in _CORNERS[state]]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(corners))
    painter.restore()
