"""What was left out of the study, and why, with the way back into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from melcount_app.core.plan import LeftOutFile
from melcount_app.gui.language import told
from melcount_app.gui.session.left_out import LeftOutDesk

HEIGHT_PX = 104


class LeftOutList(QWidget):
    """A line for each file or folder; those that are selected, or all, can be put back.

    Nothing is seen of it while nothing is left out.
    """

    def __init__(
        self, left_out: LeftOutDesk, put_back: Callable[[Sequence[LeftOutFile]], object]
    ) -> None:
        super().__init__()
        self._left_out, self._put_back = left_out, put_back
        self.heading = QLabel()
        self.heading.setObjectName("left_out_heading")
        self.files = self._make_list()
        self.heading.setBuddy(self.files)
        self.some = self._make_button("put_back", self.tr("Put &back"))
        self.some.clicked.connect(self._put_selected)
        self.all = self._make_button("put_all_back", self.tr("Put &all back"))
        self.all.clicked.connect(self._put_all)
        buttons = QVBoxLayout()
        buttons.addWidget(self.some)
        buttons.addWidget(self.all)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.files, 1)
        row.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addLayout(row)
        left_out.changed.connect(self.show_files)
        self.show_files()

    def _make_list(self) -> QListWidget:
        files = QListWidget()
        files.setObjectName("left_out_files")
        files.setAccessibleName(self.tr("What was left out, and why"))
        files.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        files.setMaximumHeight(HEIGHT_PX)
        files.itemSelectionChanged.connect(self._allow)
        files.itemActivated.connect(self._put_selected)
        return files

    def _make_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    @Slot()
    def show_files(self) -> None:
        """Show what is left out by now."""
        present = self._left_out.present
        shown = [item.data(Qt.ItemDataRole.UserRole) for item in self._items()]
        if list(present) != shown:
            self.files.clear()
            for file in present:
                item = QListWidgetItem(f"{file.place} – {told(file.reason)}")
                item.setToolTip(str(file.path))
                item.setData(Qt.ItemDataRole.UserRole, file)
                self.files.addItem(item)
        self.heading.setText(self.tr("&Left out: {n}").format(n=len(present)))
        self.setVisible(bool(present))
        self._allow()

    def _items(self) -> list[QListWidgetItem]:
        return [self.files.item(row) for row in range(self.files.count())]

    @Slot()
    def _allow(self) -> None:
        self.some.setEnabled(bool(self.files.selectedItems()))

    @Slot()
    def _put_selected(self) -> None:
        self._put([item for item in self._items() if item.isSelected()])

    @Slot()
    def _put_all(self) -> None:
        self._put(self._items())

    def _put(self, items: Sequence[QListWidgetItem]) -> None:
        files = [item.data(Qt.ItemDataRole.UserRole) for item in items]
        if files:
            self._put_back(files)
