"""Which program this is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

import melcount_app


def show_about(parent: QWidget, model: Path) -> None:
    """Open a dialog with the versions of program and model."""
    box = QMessageBox(parent)
    box.setObjectName("about")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(parent.tr("About melcount"))
    box.setText(f"<b>melcount {melcount_app.__version__}</b>")
    box.setInformativeText(
        parent.tr("Counts melanocytes on fluorescence scans of skin.\nModel: {model}").format(
            model=model.name
        )
    )
    box.open()
