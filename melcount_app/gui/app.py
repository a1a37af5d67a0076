"""The program with a window, from start to end."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import platformdirs
from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QApplication

import melcount_app
from melcount_app.core.errors import StudyError
from melcount_app.core.paths import default_model
from melcount_app.core.study import SUFFIX, Study
from melcount_app.gui.crash import CrashReporter, log_to_file
from melcount_app.gui.dialogs.failure import show_failure
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session

SWITCH_INTERVAL_S = 0.001
"""So long the window waits at most, each time it needs Python while a pool thread computes."""


def make_window(model: Path, study: Study | None = None) -> MainWindow:
    """A main window that counts with a model and keeps all in a study, if there is one.

    Closing it ends all its threads and closes the study.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    return MainWindow(Session(model, study))


def open_untitled_study(folder: Path) -> Study:
    """The study in which a window begins, with all that was in it when it was closed.

    Another window that is open at the same time has one of its own.

    Args:
        folder: of the user's data.

    Raises:
        StudyError: no study can be opened there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        name = "Untitled" if number == 1 else f"Untitled {number}"
        study = Study.open(folder / f"{name}.melcount")
        if not study.is_read_only:
            return study
        study.close()
    raise AssertionError("numbers do not end")


class Windows(QObject):
    """The window that is open, and the next one where another study is chosen.

    Args:
        model: folder of the model.
        parent: Qt owner.
    """

    def __init__(self, model: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._window: MainWindow | None = None

    def show(self, study: Study) -> MainWindow:
        """Show a window with a study in place of the one that is open."""
        before, self._window = self._window, make_window(self._model, study)
        self._window.study_chosen.connect(self._open)
        self._window.showMaximized()
        if before is not None:
            before.close()
            before.deleteLater()
        return self._window

    @Slot(Path)
    def _open(self, path: Path) -> None:
        """Open a study, or begin one; the window stays as it is where that fails."""
        try:
            self.show(Study.open(path))
        except StudyError as error:
            if self._window is not None:
                show_failure(self._window, str(error))


def run(path: Path | None, model: Path | None = None) -> int:
    """Show the window until it is closed.

    Args:
        path: a scan or a study to open, or None.
        model: folder of the model; None for the one that ships with the program.

    Returns:
        The exit code.

    Raises:
        StudyError: the study cannot be opened.
    """
    application = QCoreApplication.instance() or QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("melcount")
    QCoreApplication.setApplicationVersion(melcount_app.__version__)
    log_to_file()
    reporter = CrashReporter(application)
    reporter.install()
    is_study = path is not None and path.suffix == SUFFIX
    if path is not None and is_study:
        study = Study.open(path)
    else:
        study = open_untitled_study(platformdirs.user_data_path("melcount", appauthor=False))
    windows = Windows(model or default_model(), application)
    window = windows.show(study)
    if path is not None and not is_study:
        window.session.open(path)
    code = application.exec()
    reporter.remove()
    return code
