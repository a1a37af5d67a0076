"""Bugs: what nobody caught is logged, then shown with its trace, on whatever thread it rose."""

from __future__ import annotations

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox

from melcount_app.core.paths import log_folder

_log = logging.getLogger("melcount")


def log_file() -> Path:
    """Where bugs are written down."""
    return log_folder() / "melcount.log"


class CrashReporter(QObject):
    """Takes the place of `sys.excepthook`: logs at once, shows a dialog from the GUI thread.

    Attributes:
        crashed: the trace as text; emitted on the thread where the exception rose.
    """

    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._previous = sys.excepthook
        self.crashed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook."""
        sys.excepthook = self._hook

    def remove(self) -> None:
        """Put the former hook back."""
        sys.excepthook = self._previous

    def _hook(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error(text)
        self.crashed.emit(text)

    @Slot(str)
    def _show(self, text: str) -> None:
        box = QMessageBox(QApplication.activeWindow())
        box.setObjectName("crash_dialog")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(QCoreApplication.applicationName())
        box.setText(self.tr("Something went wrong inside melcount. The scan file is unharmed."))
        box.setInformativeText(
            self.tr("You can go on working. Please send the details, also kept in {path}.").format(
                path=log_file()
            )
        )
        box.setDetailedText(text)
        box.open()


def log_to_file() -> None:
    """Write what is logged into `log_file()`; without that file the program still works."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError as error:
        _log.warning("no log file: %s", error)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)
