"""The program with a window, from start to end."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

import melcount_app
from melcount_app.core.paths import default_model
from melcount_app.gui.crash import CrashReporter, log_to_file
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session

SWITCH_INTERVAL_S = 0.001
"""So long the window waits at most, each time it needs Python while a pool thread computes."""


def make_window(model: Path) -> MainWindow:
    """A main window that counts with a model; closing it ends all its threads."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    return MainWindow(Session(model))


def run(path: Path | None, model: Path | None = None) -> int:
    """Show the window until it is closed.

    Args:
        path: a scan to open, or None.
        model: folder of the model; None for the one that ships with the program.

    Returns:
        The exit code.
    """
    application = QCoreApplication.instance() or QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("melcount")
    QCoreApplication.setApplicationVersion(melcount_app.__version__)
    log_to_file()
    reporter = CrashReporter(application)
    reporter.install()
    window = make_window(model or default_model())
    window.showMaximized()
    if path is not None:
        window.session.open(path)
    code = application.exec()
    reporter.remove()
    return code
