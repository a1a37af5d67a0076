"""What a view asks of a table, and what it is told."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QModelRoleData,
    QModelRoleDataSpan,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot
from shapely import box
from typing_extensions import override

from melcount_app.core.measure import Measurement, RegionCount
from melcount_app.core.region import Region
from melcount_app.gui.models import RegionTable
from melcount_app.gui.table import Table

SAMPLE = RegionCount("sample", 300.0, 2.0)
LEFT, RIGHT = RegionCount("left", 100.0, 1.0), RegionCount("right", 50.0, 0.5)
REGIONS = (Region("left", box(0, 0, 9, 9)), Region("right", box(9, 0, 18, 9)))


def measured(right: RegionCount) -> Measurement:
    return Measurement(SAMPLE, (), (LEFT, right), None, None)


class Letters(Table):
    """Sixteen letters, and how often Python was called for them."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    @override
    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 4

    @override
    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 4

    @override
    def multiData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        roleDataSpan: QModelRoleDataSpan | QModelRoleData,
    ) -> None:
        self.calls += 1
        super().multiData(index, roleDataSpan)

    @override
    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return chr(ord("a") + index.row() * 4 + index.column())
        return QColor("red") if role == Qt.ItemDataRole.BackgroundRole else None


def test_that_a_view_asks_once_for_a_cell_and_draws_what_it_is_told(qtbot: QtBot) -> None:
    letters = Letters()
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(letters)
    view.resize(600, 300)
    view.show()
    calls = letters.calls
    view.viewport().grab()
    assert 16 <= letters.calls - calls <= 4 * 16  # by itself a view asks for eight roles of a cell
    cell = view.visualRect(letters.index(1, 2))
    drawn = view.viewport().grab(cell).toImage()
    assert drawn.pixelColor(3, 3) == QColor("red")


def test_that_only_rows_whose_numbers_changed_are_told(qtbot: QtBot) -> None:
    table = RegionTable((QColor("red"), QColor("blue")))
    table.show_measurement(measured(RIGHT), REGIONS)
    told: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last, _: told.append((first.row(), last.row())))
    table.show_measurement(measured(RIGHT), REGIONS)
    assert told == []
    other = RegionCount("right", 51.0, 0.5)
    table.show_measurement(measured(other), REGIONS)
    assert told == [(2, 2)]
    hidden = (Region("left", REGIONS[0].outline, is_visible=False), REGIONS[1])
    table.show_measurement(measured(other), hidden)
    assert told == [(2, 2), (1, 1)]
