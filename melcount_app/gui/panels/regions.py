"""The table of sample, regions and quadrants."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QHeaderView, QTableView

from melcount_app.gui.models import RegionTable
from melcount_app.gui.panels.side import Section, button_row
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.regions import Regions
from melcount_app.gui.viewer.outlines import REGION_COLOURS

LEAST_TABLE_PX = 100
"""Heading and three rows; where the window is lower than that, the panels scroll."""

SWATCH_PX = 12
"""Side of the square in the colour of a region."""

LEAST_COLUMN_PX = 52
"""Names stay readable beside wide numbers; the table scrolls instead."""

BUTTONS = ("add_quadrants", "add_grid", "add_rings", "delete_region")
OF_TABLE = (
    "zoom_to_regions",
    "rename_region",
    "region_colour",
    "raise_region",
    "lower_region",
    "duplicate_region",
    "copy_regions",
    "delete_region",
)
"""What a right click on the table offers."""


class RegionsPanel(Section):
    """Numbers by region; the selected regions stand out over the scan.

    Attributes:
        regions_selected: places of the user's regions that are selected.
    """

    regions_selected = Signal(list)

    def __init__(
        self, regions: Regions, numbers: NumberDesk, actions: Mapping[str, QAction]
    ) -> None:
        """A table over a row of buttons.

        Args:
            regions: what is shown.
            numbers: of them.
            actions: of the window, by name.
        """
        super().__init__("regions_panel", self.tr("Regions"))
        self._regions, self._numbers = regions, numbers
        self.model = RegionTable(REGION_COLOURS)
        self.model.renamed.connect(regions.rename)
        self.model.shown.connect(regions.show)
        self.table = self._make_table()
        self.table.addActions([actions[name] for name in OF_TABLE])
        self.column.addWidget(self.table, 1)
        self.column.addLayout(button_row(actions[name] for name in BUTTONS))
        numbers.changed.connect(self.show_numbers)
        regions.changed.connect(self.show_numbers)
        self.model.modelReset.connect(self._on_selection_changed)
        self.show_numbers()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("region_table")
        table.setAccessibleName(self.tr("Numbers by region"))
        table.setModel(self.model)
        table.setMinimumHeight(LEAST_TABLE_PX)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(22)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QTableView.EditTrigger.DoubleClicked | QTableView.EditTrigger.EditKeyPressed
        )
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setIconSize(QSize(SWATCH_PX, SWATCH_PX))
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)  # else the keyboard never leaves the table
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(LEAST_COLUMN_PX)
        header.setResizeContentsPrecision(0)  # to measure hundreds of rows would take too long
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

    @Slot(list)
    def select(self, places: list[int]) -> None:
        """Select these of the user's regions, and nothing else."""
        chosen = QItemSelection()
        for place in places:
            index = self.model.index(self.model.row_of(place), 0)
            chosen.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)

    @Slot(int)
    def select_one(self, place: int) -> None:
        """Select one of the user's regions; -1 for none."""
        self.select([place] if place >= 0 else [])

    def colour_of(self, place: int) -> QColor:
        """The colour of one of the user's regions."""
        return self.model.colour_of(place)

    def edit_name(self) -> None:
        """Let the name of the first selected region be edited."""
        if self.selected:
            self.table.edit(self.model.index(self.model.row_of(self.selected[0]), 0))

    @Slot()
    def show_numbers(self) -> None:
        """Show what the session has."""
        numbers = self._numbers.present
        self.model.show_measurement(numbers.measurement if numbers else None, self._regions.present)

    @Slot()
    def _on_selection_changed(self) -> None:
        self.regions_selected.emit(self.selected)
