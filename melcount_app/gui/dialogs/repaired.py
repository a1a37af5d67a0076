"""What came of the repair of a study, to be read, and the way to the new one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.core.study import StudyRepaired
from melcount_app.gui.language import told

MOST_TOLD = 10
"""Losses that stand in the dialog itself; all of them are in its details."""


class RepairedDialog(QMessageBox):
    """Says what was saved and what is lost, by name; accepted where the new study is wanted."""

    def __init__(self, window: QWidget, repaired: StudyRepaired) -> None:
        super().__init__(window)
        self.setObjectName("repaired_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lost = [told(sentence) for sentence in repaired.lost]
        self.setIcon(QMessageBox.Icon.Warning if lost else QMessageBox.Icon.Information)
        self.setWindowTitle(self.tr("Repair a study"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(
            self.tr(
                "Saved in {path}: scans {scans}, outlines {outlines}, regions {regions}, counts "
                "{counts}. Their numbers are measured anew. The damaged study stays as it is."
            ).format(
                path=repaired.path,
                scans=repaired.scans,
                outlines=repaired.outlines,
                regions=repaired.regions,
                counts=repaired.counts,
            )
        )
        if not lost:
            self.setInformativeText(self.tr("Nothing is lost."))
        elif len(lost) <= MOST_TOLD:
            self.setInformativeText("\n".join(lost))
        else:
            more = self.tr("… and {n} more, in the details.").format(n=len(lost) - MOST_TOLD)
            self.setInformativeText("\n".join((*lost[:MOST_TOLD], more)))
            self.setDetailedText("\n".join(lost))
        self.addButton(self.tr("Open the new study"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Close))
