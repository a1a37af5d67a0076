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
from melcount_app.gui.session.regions import Regions
from melcount_app.gui.session.rows import ScanRow
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.session.shown import ShownScan


class RegionCommands(QObject):
    """The commands of the window that are about regions."""

    def __init__(
        self,
        window: QWidget,
        regions: Regions,
        scans: ScanList,
        shown: ShownScan,
        panel: RegionsPanel,
    ) -> None:
        super().__init__(window)
        self._window, self._panel = window, panel
        self._regions, self._scans, self._shown = regions, scans, shown

    @property
    def selected(self) -> list[int]:
        """Places of the regions that are selected."""
        return self._panel.selected

    def delete(self) -> None:
        """Delete the selected regions."""
        self._regions.delete(self._panel.selected)

    def duplicate(self) -> None:
        """Add copies of the selected regions."""
        self._regions.duplicate(self._panel.selected)

    def rename(self) -> None:
        """Edit the name of the selected region in the table."""
        self._panel.edit_name()

    def raise_region(self) -> None:
        """Give the selected region the place before its own."""
        self._move(-1)

    def lower_region(self) -> None:
        """Give the selected region the place after its own."""
        self._move(1)

    def _move(self, step: int) -> None:
        if len(self._panel.selected) == 1:
            place = self._panel.selected[0]
            if 0 <= place + step < len(self._regions.present):
                self._regions.move(place, place + step)
                self._panel.select([place + step])

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
        self._regions.recolour(self._panel.selected, colour.name())

    def ask_grid(self) -> None:
        """Ask for the side of squares and add them."""
        ask_grid_mm(self._window, self._regions.add_grid)

    def ask_rings(self) -> None:
        """Ask for a number of rings and add them."""
        ask_rings(self._window, self._regions.add_rings)

    def ask_scans(self) -> None:
        """Ask to which other scans the selected regions are copied."""
        others = [row for row in self._scans.rows if row.key != self._shown.key]
        places = self._panel.selected
        dialog = CopyRegions(self._window, others, lambda keys: self._regions.copy_to(places, keys))
        dialog.open()


class CopyRegions(QDialog):
    """A list of scans to choose from, all that can take regions chosen at first."""

    def __init__(
        self, window: QWidget, scans: Sequence[ScanRow], take: Callable[[list[int]], None]
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

    def _item(self, scan: ScanRow) -> QListWidgetItem:
        item = QListWidgetItem(scan.path.name)
        item.setToolTip(str(scan.path))
        item.setData(Qt.ItemDataRole.UserRole, scan.key)
        if not scan.is_opened:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setToolTip(self.tr("Open or count the scan first."))
        item.setCheckState(Qt.CheckState.Checked if scan.is_opened else Qt.CheckState.Unchecked)
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
