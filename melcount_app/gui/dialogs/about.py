"""Which program this is, and on what it stands."""

from __future__ import annotations

import platform
from html import escape
from importlib.metadata import version
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

import melcount_app
from melcount_app.core.errors import ModelError
from melcount_app.core.model import ModelCard

STANDS_ON = ("onnxruntime", "numpy", "opencv-python-headless", "tifffile", "shapely", "openpyxl")
"""Libraries that the numbers depend on."""


def show_about(parent: QWidget, model: Path) -> None:
    """Open a dialog with the versions of program, model and libraries, to be copied."""
    box = QMessageBox(parent)
    box.setObjectName("about")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_tr("About melcount"))
    box.setText(f"<b>melcount {melcount_app.__version__}</b>")
    box.setInformativeText(_text(model))
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.open()


def _text(model: Path) -> str:
    rows = {
        _tr("Model"): _model_text(model),
        "Python": platform.python_version(),
        "Qt": PySide6.__version__,
        **{name: version(name) for name in STANDS_ON},
    }
    lines = "".join(
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
        for name, text in rows.items()
    )
    what = _tr("Counts melanocytes on fluorescence scans of skin.")
    method = _tr("Method: Lazard et al., Image Analysis & Stereology 41(3), 2022.")
    return f"<p>{escape(what)}</p><p>{escape(method)}</p><table>{lines}</table>"


def _model_text(model: Path) -> str:
    try:
        card = ModelCard.load(model)
    except ModelError as error:
        return str(error)
    return f"{card.name} (SHA-256 {card.sha256[:12]}…, {card.licence})"


def _tr(text: str) -> str:
    return QCoreApplication.translate("about", text)
