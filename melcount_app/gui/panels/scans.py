"""The list of scans beside the view."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from melcount_app.gui.panels.scan_rows import (
    KEY_ROLE,
    FilteredRows,
    ListColumn,
    ScanDelegate,
    ScanRows,
)
from melcount_app.gui.panels.side import button_row
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.session.shown import ShownScan

BUTTONS = ("open", "add_folder", "plan", "count_all")
OF_LIST = ("set_condition", "exclude_scans", "take_in_scans", "remove_scans")
"""What a right click on the list offers."""


class ScansPanel(QWidget):
    """All scans with their states; the selected one is shown.

    Attributes:
        condition_entered: keys of scans, and what was done to their samples.
        left_out, taken_in: keys of scans, and why.
    """

    condition_entered = Signal(list, str)
    left_out = Signal(list, str)
    taken_in = Signal(list, str)

    def __init__(self, scans: ScanList, shown: ShownScan, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("scans_panel")
        self._scans, self._shown = scans, shown
        self._before_hiding: QPersistentModelIndex | None = None
        self.rows = ScanRows(scans)
        self.filtered = FilteredRows(self.rows)
        self.filtered.setParent(self)  # Qt deletes them in this order, Python in any
        self.rows.setParent(self.filtered)
        self.filter = QLineEdit(placeholderText=self.tr("Filter"), clearButtonEnabled=True)
        self.filter.setObjectName("scan_filter")
        self.filter.setAccessibleName(self.tr("Show only scans that hold this text"))
        self.filter.textChanged.connect(self.filtered.show_only)
        self.list = self._make_list()
        self.list.addActions([actions[name] for name in OF_LIST])
        self.hint = QLabel(
            self.tr("Drop scans or folders here."), alignment=Qt.AlignmentFlag.AlignCenter
        )
        self.hint.setObjectName("scans_hint")
        self.hint.setWordWrap(True)
        self.order = self._make_order()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 0, 8)
        top = QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.order)
        column.addLayout(top)
        column.addWidget(self.hint, 1)
        column.addWidget(self.list, 1)
        column.addLayout(button_row([actions[name] for name in BUTTONS], wraps=True))
        self._scans.listed.connect(self.show_list)
        self._shown.changed.connect(self.show_current)
        self._shown.job_changed.connect(self._on_job_changed)
        self.show_list()

    def _make_order(self) -> QComboBox:
        order = QComboBox()
        order.setObjectName("scan_order")
        order.setAccessibleName(self.tr("Order of the scans"))
        order.setToolTip(self.tr("Order of the scans"))
        for text, column in (
            (self.tr("by name"), ListColumn.SCAN),
            (self.tr("by condition"), ListColumn.CONDITION),
            (self.tr("by state"), ListColumn.STATE),
            (self.tr("by density"), ListColumn.DENSITY),
        ):
            order.addItem(text, int(column))
        order.currentIndexChanged.connect(self._sort)
        return order

    def _make_list(self) -> QTreeView:
        view = QTreeView()
        view.setObjectName("scan_list")
        view.setAccessibleName(self.tr("Scans"))
        self.filtered.rowsAboutToBeRemoved.connect(self._on_hiding)  # before the selection hears
        view.setModel(self.filtered)
        self.filtered.rowsRemoved.connect(self._on_hidden)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setItemDelegateForColumn(ListColumn.SCAN, ScanDelegate(self.rows, view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSortingEnabled(True)
        view.sortByColumn(ListColumn.SCAN, Qt.SortOrder.AscendingOrder)
        for drawn_with_the_scan in (ListColumn.CONDITION, ListColumn.STATE, ListColumn.DENSITY):
            view.hideColumn(drawn_with_the_scan)
        view.setHeaderHidden(True)
        view.header().setStretchLastSection(False)
        view.header().setSectionResizeMode(ListColumn.SCAN, QHeaderView.ResizeMode.Stretch)
        view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return view

    @property
    def selected(self) -> list[int]:
        """Keys of the selected scans."""
        return [int(index.data(KEY_ROLE)) for index in self.list.selectionModel().selectedRows()]

    @Slot()
    def show_list(self) -> None:
        """Show which scans there are."""
        has_scans = len(self._scans) > 0
        for shown in (self.list, self.filter, self.order):
            shown.setVisible(has_scans)
        self.hint.setHidden(has_scans)
        if not self.list.currentIndex().isValid():
            self.show_current()

    @Slot()
    def show_current(self) -> None:
        """Let the row of the scan that is shown be the current one, and alone be selected.

        Rows that the user has selected beside it stay so.
        """
        index = self._shown_index()
        selection = self.list.selectionModel()
        if not index.isValid():
            selection.clearCurrentIndex()  # a click on any row shows its scan
        elif index.row() != selection.currentIndex().row() or not selection.hasSelection():
            self._select_only(index)

    def _shown_index(self) -> QModelIndex:
        """Of the scan that is shown; not valid where it is not listed, or filtered away."""
        row = self.rows.row_of(self._shown.key)
        if row is None:
            return QModelIndex()
        return self.filtered.mapFromSource(self.rows.index(row, 0))

    def choose_neighbour(self, step: int) -> None:
        """Turn to the next scan as they are listed (1), or to the one before (-1).

        It goes from the current row, as the arrow keys do: also on from a scan that cannot be read.
        """
        rows, current = self.filtered.rowCount(), self.list.currentIndex()
        place = current.row() + step if current.isValid() else (0 if step > 0 else rows - 1)
        if 0 <= place < rows:
            self._select_only(self.filtered.index(place, 0))

    def _select_only(self, index: QModelIndex) -> None:
        """Let a row be the current one, whatever keys are held, by which Qt's own flags go."""
        flags = QItemSelectionModel.SelectionFlag
        selection = self.list.selectionModel()
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        """Show the scan that the user turns to."""
        if not current.isValid() or self._before_hiding is not None:
            return
        key = int(current.data(KEY_ROLE))
        if key != self._shown.key:
            self._shown.choose(key)

    @Slot()
    def _on_job_changed(self) -> None:
        """Where the reading of another scan was cancelled, go back to the one that is shown."""
        current = self.list.currentIndex()
        if not current.isValid() or self._shown.is_opening:
            return
        if self._scans.row(int(current.data(KEY_ROLE))).state is not ScanState.FAILED:
            self.show_current()

    @Slot()
    def _on_hiding(self) -> None:
        """Qt makes another row current in place of one that goes: nobody has turned to it."""
        self._before_hiding = QPersistentModelIndex(self.list.currentIndex())

    @Slot()
    def _on_hidden(self) -> None:
        before, self._before_hiding = self._before_hiding, None
        if before is not None and not before.isValid():  # it was the current row that went
            self.show_current()

    def ask_condition(self) -> None:
        """Ask what was done to the samples of the selected scans."""
        if not self.selected:
            return
        dialog = QInputDialog(self)
        dialog.setObjectName("ask_condition")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Condition"))
        dialog.setLabelText(self.tr("What was done to the samples, as in “dose 1 µM”:"))
        dialog.setTextValue(self._scans.row(self.selected[0]).condition)
        dialog.textValueSelected.connect(self._tell_condition)
        dialog.open()

    @Slot(str)
    def _tell_condition(self, condition: str) -> None:
        self.condition_entered.emit(self.selected, condition)

    def ask_reason(self, *, takes_in: bool) -> None:
        """Ask why the selected scans are left out of the numbers, or taken in again."""
        keys = [key for key in self.selected if self._scans.row(key).is_excluded == takes_in]
        if not keys:
            return
        dialog = QInputDialog(self)
        dialog.setObjectName("ask_reason")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        left_out, taken_in = self.tr("Leave out"), self.tr("Take in again")
        dialog.setWindowTitle(taken_in if takes_in else left_out)
        dialog.setLabelText(self.tr("Why? The reports tell the reason and who gave it."))
        told = self.taken_in if takes_in else self.left_out
        dialog.textValueSelected.connect(lambda reason: told.emit(keys, reason))
        dialog.open()

    @Slot(int)
    def _sort(self, place: int) -> None:
        column = ListColumn(self.order.itemData(place))
        highest_first = column is ListColumn.DENSITY
        self.list.sortByColumn(
            column,
            Qt.SortOrder.DescendingOrder if highest_first else Qt.SortOrder.AscendingOrder,
        )
