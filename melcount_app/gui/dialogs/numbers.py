"""Asking for one number without holding up the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QWidget


def ask_grid_mm(window: QWidget, take: Callable[[float], None]) -> None:
    """Ask how long the sides of the squares of a grid are."""
    dialog = _dialog(
        window,
        QCoreApplication.translate("numbers", "Add grid"),
        QCoreApplication.translate("numbers", "Side of the squares in mm:"),
    )
    dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
    dialog.setDoubleDecimals(2)
    dialog.setDoubleRange(0.1, 100.0)
    dialog.setDoubleValue(2.0)
    dialog.doubleValueSelected.connect(take)
    dialog.open()


def ask_rings(window: QWidget, take: Callable[[int], None]) -> None:
    """Ask how many rings the sample is cut into."""
    dialog = _dialog(
        window,
        QCoreApplication.translate("numbers", "Add rings"),
        QCoreApplication.translate("numbers", "Number of rings from the centre to the edge:"),
    )
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(2, 20)
    dialog.setIntValue(3)
    dialog.intValueSelected.connect(take)
    dialog.open()


def _dialog(window: QWidget, title: str, label: str) -> QInputDialog:
    dialog = QInputDialog(window)
    dialog.setObjectName("ask_number")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    return dialog
