"""The manual, which needs no network."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from melcount_app.core.paths import resources_folder


def help_page() -> Path:
    """The manual in the language of the window, else in English."""
    folder = resources_folder() / "help"
    own = folder / f"{QLocale().name()[:2]}.html"
    return own if own.is_file() else folder / "en.html"


class HelpPage(QDialog):
    """A window of its own, to be read beside the work."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help"))
        page = QTextBrowser()
        page.setObjectName("help_page")
        page.setAccessibleName(self.tr("Help"))
        page.setSource(QUrl.fromLocalFile(str(help_page())))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(page)
        column.addWidget(buttons)
        self.resize(990, 680)
