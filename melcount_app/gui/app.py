"""The program with a window, from start to end."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

import melcount_app
from melcount_app.core.errors import StudyError
from melcount_app.core.paths import data_folder, default_model, settings_file
from melcount_app.core.study import SUFFIX, Study
from melcount_app.gui.crash import CrashReporter, log_to_file
from melcount_app.gui.dialogs.failure import show_failure
from melcount_app.gui.first import FirstStart
from melcount_app.gui.language import install_language
from melcount_app.gui.look import look_of, remember_layout, restore_layout, take_look
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.session import Session
from melcount_app.gui.theme import apply_theme

SWITCH_INTERVAL_S = 0.001
"""So long the window waits at most, each time it needs Python while a pool thread computes."""


def make_window(
    model: Path, study: Study | None = None, preferences: Preferences | None = None
) -> MainWindow:
    """A main window that counts with a model and keeps all in a study, if there is one.

    Closing it ends all its threads and closes the study.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    return MainWindow(Session(model, study), preferences)


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


def is_untitled(study: Path) -> bool:
    """Whether a study is one that the user gave no name."""
    return study.stem.startswith("Untitled")


def open_last_study(preferences: Preferences) -> tuple[Study, str]:
    """The study that was open last, and an empty text, or the untitled one and why, as a sentence.

    One that another window writes is opened to be looked at.

    Raises:
        StudyError: no study can be opened at all.
    """
    last = preferences.settings.last_study
    if not last:
        return open_untitled_study(data_folder()), ""
    if not Path(last).is_file():
        gone = QCoreApplication.translate(
            "Windows",
            "The study that was open last is not at {path}. Check its drive, or open it from where "
            "it lies now.",
        )
        return open_untitled_study(data_folder()), gone.format(path=last)
    try:
        return Study.open(Path(last)), ""
    except StudyError as error:
        return open_untitled_study(data_folder()), str(error)


class Windows(QObject):
    """The window that is open, and the next one where another study or language is chosen.

    Args:
        model: folder of the model.
        preferences: the user's settings; None for the usual ones.
        parent: Qt owner.
    """

    def __init__(
        self,
        model: Path,
        preferences: Preferences | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._preferences = preferences or Preferences(parent=self)
        self._window: MainWindow | None = None
        self._preferences.changed.connect(self._follow)
        self._dress()

    def show(self, study: Study) -> MainWindow:
        """Show a window with a study in place of the one that is open."""
        if self._window is not None:
            remember_layout(self._window, self._preferences)
        window = make_window(self._model, study, self._preferences)
        self._preferences.remember_study(study.path, is_named=not is_untitled(study.path))
        if restore_layout(window, self._preferences):
            window.show()
        else:
            window.showMaximized()
        self._replace(window)
        return window

    @Slot(str)
    def come_up(self, text: str) -> None:
        """Bring the window to the front, and open a file in it, as a later start asks.

        Args:
            text: path of a scan or a study, or empty.
        """
        if text and Path(text).suffix == SUFFIX:
            self._open(Path(text))
        elif text and self._window is not None:
            self._window.session.open(Path(text))
        if self._window is not None:
            state = self._window.windowState()
            self._window.setWindowState(state & ~Qt.WindowState.WindowMinimized)
            self._window.raise_()
            self._window.activateWindow()

    def close(self) -> None:
        """Remember how the window looks."""
        if self._window is not None:
            remember_layout(self._window, self._preferences)

    def _replace(self, window: MainWindow) -> None:
        """Let a window take the place of the one that is open."""
        before, self._window = self._window, window
        window.study_chosen.connect(self._open)
        window.study_taken.connect(self._take_over)
        if before is not None:
            before.close()
            before.deleteLater()

    def _shows(self, path: Path) -> bool:
        """Whether a study is the one that is open."""
        study = self._window.session.study if self._window is not None else None
        return study is not None and study.path.resolve() == path.resolve()

    def _dress(self) -> None:
        """Let all windows that are made from now on be in the user's language and colours."""
        install_language(self._preferences.settings.language)
        apply_theme(self._preferences.settings.theme)

    @Slot(str)
    def _follow(self, field: str) -> None:
        """Make the window anew, around the same session, where that is needed to show a change."""
        if field in ("language", "theme") and self._window is not None:
            look = look_of(self._window)
            remember_layout(self._window, self._preferences)
            self._dress()
            window = MainWindow(self._window.give_up_session(), self._preferences)
            restore_layout(window, self._preferences)
            window.show()
            take_look(window, look)
            self._replace(window)

    @Slot(Path)
    def _open(self, path: Path) -> None:
        """Open a study, or begin one; the window stays as it is where that fails."""
        if not self._shows(path):
            self._show_opened(path, takes_over=False)

    @Slot(Path)
    def _take_over(self, path: Path) -> None:
        """Open the study that is shown anew, to be written here."""
        self._show_opened(path, takes_over=True)

    def _show_opened(self, path: Path, *, takes_over: bool) -> None:
        try:
            self.show(Study.open(path, takes_over=takes_over))
        except StudyError as error:
            if self._window is not None:
                show_failure(self._window, str(error))


def tell(sentence: str) -> None:
    """Say in a dialog why there is no window, and wait until it is read."""
    application = QCoreApplication.instance() or QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("melcount")
    install_language(Preferences(settings_file()).settings.language)
    box = show_failure(None, sentence)
    application.exec()  # until the last window is closed, which is this one
    del box


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run(path: Path | None, model: Path | None = None) -> int:
    """Show the window until it is closed; where one is open already, show that one instead.

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
    first = FirstStart(_made(data_folder()), application)
    if not first.is_first and first.hand_over(path):
        return 0
    log_to_file()
    reporter = CrashReporter(application)
    reporter.install()
    preferences = Preferences(settings_file(), application)
    is_study = path is not None and path.suffix == SUFFIX
    windows = Windows(model or default_model(), preferences, application)
    study, problem = (
        (Study.open(path), "") if path is not None and is_study else open_last_study(preferences)
    )
    window = windows.show(study)
    for sentence in filter(None, (preferences.problem, problem)):
        window.session.told.emit(Message(sentence))
    if path is not None and not is_study:
        window.session.open(path)
    first.called.connect(windows.come_up)
    code = application.exec()
    first.close()
    windows.close()
    reporter.remove()
    return code
