"""The table of sample, quadrants and regions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
)

from melcount_app.gui.models import RegionTable
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.outlines import REGION_COLOURS

LEAST_TABLE_PX = 100
"""Heading and three rows; where the window is lower than that, the panels scroll."""

LEAST_COLUMN_PX = 60
"""Names stay readable beside wide numbers; the table scrolls instead."""


class RegionsPanel(QGroupBox):
    """Numbers by region; the selected regions stand out over the scan.

    Attributes:
        regions_selected: places of the user's regions that are selected.
    """

    regions_selected = Signal(list)

    def __init__(self, session: Session, actions: Iterable[QAction]) -> None:
        super().__init__()
        self.setObjectName("regions_panel")
        self.setTitle(self.tr("Regions"))
        self._session = session
        self.model = RegionTable(REGION_COLOURS)
        self.table = self._make_table()
        buttons = QHBoxLayout()
        for action in actions:
            button = QToolButton(toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setDefaultAction(action)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        session.numbers_changed.connect(self.show_numbers)
        self.model.modelReset.connect(self._on_selection_changed)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("region_table")
        table.setAccessibleName(self.tr("Numbers by region"))
        table.setModel(self.model)
        table.setMinimumHeight(LEAST_TABLE_PX)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(22)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(LEAST_COLUMN_PX)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        return table

    @property
    def selected(self) -> list[int]:
        """Places of the user's regions that are selected."""
        rows = self.table.selectionModel().selectedRows()
        places = (self.model.region_at(index.row()) for index in rows)
        return [place for place in places if place is not None]

    @Slot()
    def show_numbers(self) -> None:
        """Show what the session has."""
        numbers = self._session.numbers
        self.model.show_measurement(numbers.measurement if numbers else None)

    @Slot()
    def _on_selection_changed(self) -> None:
        self.regions_selected.emit(self.selected)
