"""Asking whether conditions are to be called as their folders are called now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.core.study import RenamedCondition
from melcount_app.gui.session import Session


class RenamedDialog(QMessageBox):
    """Names the conditions whose folders were renamed; until somebody says, nothing changes."""

    def __init__(
        self, window: QWidget, renamed: Sequence[RenamedCondition], session: Session
    ) -> None:
        super().__init__(window)
        self.setObjectName("renamed")
        self._renamed, self._session = tuple(renamed), session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("Renamed folders"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        line = self.tr("The folder of the condition “{name}” is called “{folder}” now.")
        told = [line.format(name=each.name, folder=each.folder) for each in self._renamed]
        self.setText("\n".join(told))
        self.setInformativeText(self.tr("Are the conditions to be called so, too?"))
        role = QMessageBox.ButtonRole
        follow = self.addButton(self.tr("Call them so"), role.AcceptRole)
        follow.setObjectName("follow_folders")
        follow.clicked.connect(self._follow)
        keep = self.addButton(self.tr("Leave the names"), role.RejectRole)
        keep.setObjectName("keep_names")
        keep.clicked.connect(self._keep)
        self.setDefaultButton(keep)
        self.setEscapeButton(keep)

    @Slot()
    def _follow(self) -> None:
        self._session.plan.follow_folders(self._renamed)

    @Slot()
    def _keep(self) -> None:
        self._session.plan.keep_names(self._renamed)
