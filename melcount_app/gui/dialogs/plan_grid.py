"""The grid of the plan: typed into, pasted into from a spreadsheet, filled down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableView,
)

from melcount_app.gui.dialogs.plan_rows import FIELDS, PlanColumn, PlanRows, RoleDelegate
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.plan_cells import PlanCell, names_columns, pasted_cells
from melcount_app.gui.session.proposing import PlanSource
from melcount_app.gui.session.scans import ScanList

ROW_PX = 34
WIDTHS_PX = {
    PlanColumn.CONDITION: 220,
    PlanColumn.ROLE: 170,
    PlanColumn.REPLICATE: 90,
    PlanColumn.DONOR: 120,
}


class PlanGrid(QTableView):
    """Scans by row; condition, role, replicate and donor by column."""

    def __init__(self, plan: PlanDesk, scans: ScanList) -> None:
        super().__init__()
        self.setObjectName("plan_grid")
        self.setAccessibleName(self.tr("Plan"))
        self._plan = plan
        self.rows = PlanRows(plan, scans)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setItemDelegateForColumn(PlanColumn.ROLE, RoleDelegate(self))
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)  # else the keyboard never leaves the grid
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(
            PlanColumn.SCAN, QHeaderView.ResizeMode.Stretch
        )
        for column, width in WIDTHS_PX.items():
            self.setColumnWidth(column, width)
        self._add_actions()

    def _add_actions(self) -> None:
        keys = QKeySequence.StandardKey
        actions: tuple[tuple[str, str, QKeySequence, Callable[[], None]], ...] = (
            ("plan_copy", self.tr("Copy"), QKeySequence(keys.Copy), self.copy),
            ("plan_paste", self.tr("Paste"), QKeySequence(keys.Paste), self.paste),
            ("plan_fill", self.tr("Fill down"), QKeySequence("Ctrl+D"), self.fill_down),
            ("plan_empty", self.tr("Empty the cells"), QKeySequence(keys.Delete), self.empty),
        )
        for name, text, key, slot in actions:
            action = QAction(text, self)
            action.setObjectName(name)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def select_scans(self, paths: Sequence[Path]) -> None:
        """Select the rows of some scans, and show the first of them."""
        rows, selection = self.rows.rows_of(paths), self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        selection.clearSelection()
        if not rows:
            return
        first = self.rows.index(rows[0], PlanColumn.CONDITION)
        selection.setCurrentIndex(first, flags.NoUpdate)
        for row in rows:
            selection.select(self.rows.index(row, 0), flags.Select | flags.Rows)
        self.scrollTo(first)
        self.setFocus()

    def finish_typing(self) -> None:
        """Take over what is being typed in a cell."""
        for editor in self.viewport().findChildren(QLineEdit):
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    @Slot()
    def copy(self) -> None:
        """Put the selected cells on the clipboard, as spreadsheets do."""
        cells = self._selected()
        rows = sorted({row for row, _ in cells})
        columns = sorted({column for _, column in cells})
        lines = (
            "\t".join(
                str(self.rows.index(row, column).data()) if (row, column) in cells else ""
                for column in columns
            )
            for row in rows
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    @Slot()
    def paste(self) -> None:
        """Fill in what was copied from a spreadsheet, from the current cell on.

        One value goes into all selected cells. A table that names its columns is matched by the
        names of the files, wherever it is pasted.
        """
        text = QGuiApplication.clipboard().text()
        pasted = pasted_cells(text)
        if names_columns(pasted):
            self._plan.propose(PlanSource.PASTED, text)
        elif [len(row) for row in pasted] == [1]:
            self._set(self.tr("paste"), dict.fromkeys(self._selected(), pasted[0][0]))
        elif pasted:
            self._set(self.tr("paste"), self._from_current(pasted))

    def _from_current(self, pasted: list[list[str]]) -> dict[tuple[int, int], str]:
        top, left = self.currentIndex().row(), self.currentIndex().column()
        return {
            (top + down, left + right): text
            for down, row in enumerate(pasted)
            for right, text in enumerate(row)
            if 0 <= top + down < self.rows.rowCount() and left + right < len(PlanColumn)
        }

    @Slot()
    def fill_down(self) -> None:
        """Give the selected cells of each column the text of the topmost of them."""
        cells = self._selected()
        tops = {column: min(row for row, c in cells if c == column) for _, column in cells}
        filled = {
            (row, column): self.rows.index(tops[column], column).data() for row, column in cells
        }
        self._set(self.tr("fill down"), filled)

    @Slot()
    def empty(self) -> None:
        """Take the text out of the selected cells; roles stay."""
        self._set(
            self.tr("empty cells"),
            {place: "" for place in self._selected() if place[1] != PlanColumn.ROLE},
        )

    def _selected(self) -> set[tuple[int, int]]:
        return {(index.row(), index.column()) for index in self.selectedIndexes()}

    def _set(self, text: str, filled: dict[tuple[int, int], str]) -> None:
        """Fill in cells by row and column, in one step."""
        if self.rows.is_proposal:
            return
        cells = [
            PlanCell(self.rows.key(row), FIELDS[PlanColumn(column)], value)
            for (row, column), value in sorted(filled.items())
            if column in FIELDS
        ]
        self._plan.set_cells(text, cells)
