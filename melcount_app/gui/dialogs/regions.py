"""What is done to the regions that are selected in the table, some of it after a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from melcount_app.gui.dialogs.numbers import ask_grid_mm, ask_rings
from melcount_app.gui.panels.regions import RegionsPanel
from melcount_app.gui.session import Session
from melcount_app.gui.session.summary import ScanState, ScanSummary

NEVER_OPENED = (ScanState.NEW, ScanState.FAILED)
"""Scans without edits, to which no region can be added yet."""


class RegionCommands(QObject):
    """The commands of the window that are about regions."""

    def __init__(self, window: QWidget, session: Session, panel: RegionsPanel) -> None:
        super().__init__(window)
        self._window, self._session, self._panel = window, session, panel

    @Slot()
    def delete(self) -> None:
        """Delete the selected regions."""
        self._session.delete_regions(self._panel.selected)

    @Slot()
    def duplicate(self) -> None:
        """Add copies of the selected regions."""
        self._session.duplicate_regions(self._panel.selected)

    @Slot()
    def rename(self) -> None:
        """Edit the name of the selected region in the table."""
        self._panel.edit_name()

    @Slot()
    def raise_region(self) -> None:
        """Give the selected region the place before its own."""
        self._move(-1)

    @Slot()
    def lower_region(self) -> None:
        """Give the selected region the place after its own."""
        self._move(1)

    def _move(self, step: int) -> None:
        edits = self._session.edits
        if edits is not None and len(self._panel.selected) == 1:
            place = self._panel.selected[0]
            if 0 <= place + step < len(edits.regions):
                self._session.move_region(place, place + step)
                self._panel.select([place + step])

    @Slot()
    def ask_colour(self) -> None:
        """Ask for the colour of the selected regions."""
        if not self._panel.selected:
            return
        dialog = QColorDialog(self._panel.colour_of(self._panel.selected[0]), self._window)
        dialog.setObjectName("ask_colour")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Colour of the region"))
        dialog.colorSelected.connect(self._recolour)
        dialog.open()

    @Slot(QColor)
    def _recolour(self, colour: QColor) -> None:
        self._session.recolour_regions(self._panel.selected, colour.name())

    @Slot()
    def ask_grid(self) -> None:
        """Ask for the side of squares and add them."""
        ask_grid_mm(self._window, self._session.add_grid)

    @Slot()
    def ask_rings(self) -> None:
        """Ask for a number of rings and add them."""
        ask_rings(self._window, self._session.add_rings)

    @Slot()
    def ask_scans(self) -> None:
        """Ask to which other scans the selected regions are copied."""
        others = [s for s in self._session.summaries if s.key != self._session.current_key]
        places = self._panel.selected
        dialog = CopyRegions(
            self._window, others, lambda keys: self._session.copy_regions_to(places, keys)
        )
        dialog.open()


class CopyRegions(QDialog):
    """A list of scans to choose from, all that can take regions chosen at first."""

    def __init__(
        self, window: QWidget, scans: Sequence[ScanSummary], take: Callable[[list[int]], None]
    ) -> None:
        super().__init__(window)
        self.setObjectName("copy_regions")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Copy regions"))
        self._take = take
        self._list = QListWidget()
        self._list.setObjectName("copy_targets")
        self._list.setAccessibleName(self.tr("Scans to copy to"))
        for scan in scans:
            self._list.addItem(self._item(scan))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Copy"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self._copy)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Copy the selected regions to these scans:")))
        column.addWidget(self._list)
        column.addWidget(buttons)
        self.resize(420, 420)

    def _item(self, scan: ScanSummary) -> QListWidgetItem:
        item = QListWidgetItem(scan.path.name)
        item.setToolTip(str(scan.path))
        item.setData(Qt.ItemDataRole.UserRole, scan.key)
        if scan.state in NEVER_OPENED:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setToolTip(self.tr("Open or count the scan first."))
        item.setCheckState(
            Qt.CheckState.Unchecked if scan.state in NEVER_OPENED else Qt.CheckState.Checked
        )
        return item

    @Slot()
    def _copy(self) -> None:
        items = [self._list.item(row) for row in range(self._list.count())]
        self._take(
            [
                item.data(Qt.ItemDataRole.UserRole)
                for item in items
                if item.checkState() is Qt.CheckState.Checked
            ]
        )
