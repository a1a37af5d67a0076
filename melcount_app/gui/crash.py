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
from typing_extensions import override

from melcount_app.core.paths import log_folder

_log = logging.getLogger("melcount")


def log_file() -> Path:
    """Where bugs are written down."""
    return log_folder() / "melcount.log"


class Log:
    """The file of the log, where it can be written.

    Attributes:
        path: of the file.
        problem: why it cannot be written, as the system says it; empty while it can.
    """

    def __init__(self) -> None:
        self.path = log_file()
        self.problem = ""
        self._handler: _LogHandler | None = None

    def begin(self) -> str:
        """Write what is logged into the file.

        Returns:
            Why that cannot be, as a sentence; then the program works without. Else empty.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not self.path.exists()
            with self.path.open("ab"):
                pass
            if is_new:
                self.path.unlink()  # it comes with the first bug
            self._handler = _LogHandler(self)
        except OSError as error:
            self.problem = error.strerror or str(error)
            return QCoreApplication.translate(
                "Log",
                "The log {path} cannot be written ({reason}). What goes wrong inside melcount is "
                "shown, but kept nowhere.",
            ).format(path=self.path, reason=self.problem)
        _log.addHandler(self._handler)
        return ""

    def end(self) -> None:
        """Let go of the file."""
        if self._handler is not None:
            _log.removeHandler(self._handler)
            self._handler.close()


class _LogHandler(RotatingFileHandler):
    """Writes the log; where that fails, on a full disc, the log knows."""

    def __init__(self, log: Log) -> None:
        super().__init__(
            log.path,
            maxBytes=1_000_000,
            backupCount=2,
            encoding="utf-8",
            delay=True,
            errors="backslashreplace",  # names of files need not be UTF-8
        )
        self._owner = log
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        self._owner.problem = str(sys.exc_info()[1])


class CrashReporter(QObject):
    """Takes the place of `sys.excepthook`: logs at once, shows a dialog from the GUI thread.

    Attributes:
        crashed: the trace as text; emitted on the thread where the exception rose.
    """

    crashed = Signal(str)

    def __init__(self, log: Log, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
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
            self.tr("You can go on working. Please send the details; they are kept nowhere.")
            if self._log.problem
            else self.tr(
                "You can go on working. Please send the details, also kept in {path}."
            ).format(path=self._log.path)
        )
        box.setDetailedText(text)
        box.open()
