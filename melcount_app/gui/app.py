"""The program with a window, from start to end."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

import melcount_app
from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.paths import data_folder, default_model, settings_file
from melcount_app.core.study import SUFFIX, Study
from melcount_app.gui.beginning import (
    Beginning,
    Notice,
    begin_with,
    for_now,
    go_on_with,
    is_untitled,
)
from melcount_app.gui.crash import CrashReporter, Log
from melcount_app.gui.dialogs.failure import show_failure
from melcount_app.gui.first import FirstStart
from melcount_app.gui.interrupt import EXIT_CANCELLED, Interrupt
from melcount_app.gui.language import install_language
from melcount_app.gui.look import look_of, remember_layout, restore_layout, take_look
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.session import Session
from melcount_app.gui.splash import Splash
from melcount_app.gui.theme import apply_theme
from melcount_app.gui.worker import Runner, one_thread_pool
from melcount_app.terminal import hush_libraries

OPENING = "open study"
SWITCH_INTERVAL_S = 0.0002
"""So long the window waits at most, each time it needs Python while a pool thread computes."""


def make_window(
    model: Path, study: Study | None = None, preferences: Preferences | None = None
) -> MainWindow:
    """A main window that counts with a model and keeps all in a study, if there is one.

    Closing it ends all its threads and closes the study.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    return MainWindow(Session(model, study), preferences)


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
        self._opener = Runner(one_thread_pool(self), self)
        self._opener.happened.connect(self._take_study)
        self._opener.failed.connect(self._on_not_opened)
        self._to_take_in: tuple[Path, ...] = ()
        self._notices: tuple[Notice, ...] = ()
        self._wanted: Path | None = None
        self._splash = Splash()
        self._beginner = Runner(one_thread_pool(self), self)
        self._beginner.happened.connect(self._take_first)
        self._beginner.failed.connect(self._on_not_begun)
        self._dress()

    def begin(self, paths: Sequence[Path], notices: Iterable[Notice] = ()) -> None:
        """Open the first window; what takes a while until it is there is told.

        Args:
            paths: files and folders to open in it.
            notices: what went wrong before.
        """
        study, self._to_take_in = _study_among(paths)
        problem = self._preferences.problem
        self._notices = (*notices, *((Notice(problem, settings_file().parent),) if problem else ()))
        self._splash.wait_for(study)
        self._beginner.run(OPENING, _beginning(study, self._preferences.settings.last_study))

    @Slot(object)
    def _take_first(self, first: Beginning) -> None:
        window = self._show_begun(first, self._notices)
        self._splash.finish()
        self._take_in(window)

    @Slot(str, object)
    def _on_not_begun(self, _: str, __: Exception) -> None:
        """A bug, which is told, keeps no one from a window."""
        failed = self.tr(
            "Something went wrong inside melcount while the study was opened. It stays as it is, "
            "and another one is shown."
        )
        self._take_first(for_now(failed))

    def show(self, study: Study | None) -> MainWindow:
        """Show a window with a study in place of the one that is open."""
        if self._window is not None:
            remember_layout(self._window, self._preferences)
        window = make_window(self._model, study, self._preferences)
        if study is not None:
            self._preferences.remember_study(study.path, is_named=not is_untitled(study.path))
        if restore_layout(window, self._preferences):
            window.show()
        else:
            window.showMaximized()
        self._replace(window)
        return window

    @Slot(object)
    def come_up(self, paths: tuple[Path, ...]) -> None:
        """Bring the window to the front, and open files in it, as a later start asks.

        Args:
            paths: of files and folders; may be none.
        """
        study, files = _study_among(paths)
        if study is not None:
            self._open_with(study, files)
        else:
            self._to_take_in = (*self._to_take_in, *files)  # where there is no window yet, by it
        if study is None and self._window is not None:
            self._take_in(self._window)
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
        window.study_dropped.connect(self._open_with)
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
            look, telling = look_of(self._window), self._window.telling
            remember_layout(self._window, self._preferences)
            self._dress()
            window = MainWindow(self._window.give_up_session(), self._preferences)
            restore_layout(window, self._preferences)
            window.show()
            take_look(window, look)
            window.tell_again(telling)
            self._replace(window)

    @Slot(Path)
    def _open(self, path: Path) -> None:
        """Open a study, or begin one; the window stays as it is where that fails."""
        self._open_with(path, ())

    @Slot(Path, object)
    def _open_with(self, path: Path, files: tuple[Path, ...]) -> None:
        """Open a study, and take files into it that were dropped with it."""
        if not self._shows(path):
            self._show_opened(path, files, takes_over=False)
        elif self._window is not None:
            self._to_take_in = files
            self._take_in(self._window)

    def _take_in(self, window: MainWindow) -> None:
        """Take into a window what was waiting for it."""
        files, self._to_take_in = self._to_take_in, ()
        if len(files) == 1:
            window.session.arrivals.open(files[0])
        elif files:
            window.session.arrivals.add(files)

    @Slot(Path)
    def _take_over(self, path: Path) -> None:
        """Open the study that is shown anew, to be written here."""
        self._show_opened(path, (), takes_over=True)

    def _show_opened(self, path: Path, files: tuple[Path, ...], *, takes_over: bool) -> None:
        """Open a study in the background; then the window that is open is left for it."""
        self._to_take_in, self._wanted = files, path
        if self._window is not None:
            opening = self.tr("Opening “{name}” …").format(name=path.name)
            self._window.messages.show_message(Message(opening))
        self._opener.run(OPENING, _opening(path, takes_over=takes_over))

    @Slot(object)
    def _take_study(self, found: Beginning) -> None:
        if self._window is None:
            self._show_begun(found)
            return

        def enter() -> None:
            self._take_in(self._show_begun(found))

        def stay() -> None:
            if found.study is not None:
                found.study.close()

        self._window.messages.clear()
        self._window.leaving.leave(enter, stay)

    def _show_begun(self, found: Beginning, before: Iterable[Notice] = ()) -> MainWindow:
        """Show a window with a study, and what is to be told of it."""
        window = self.show(found.study)
        window.show_notices((*before, *found.notices))
        return window

    @Slot(str, object)
    def _on_not_opened(self, _: str, error: Exception) -> None:
        if self._window is not None and isinstance(error, StudyError):
            self._window.messages.clear()
            if isinstance(error, StudyDamagedError):
                self._window.study_commands.damaged = self._wanted
            show_failure(self._window, str(error))


def _study_among(paths: Sequence[Path]) -> tuple[Path | None, tuple[Path, ...]]:
    """The first study among some files, and all the others."""
    study = next((path for path in paths if path.suffix == SUFFIX), None)
    return study, tuple(path for path in paths if path != study)


def _beginning(study: Path | None, last: str) -> Generator[Beginning, None, None]:
    """The study to begin with, and what is to be said of it."""
    yield begin_with(study, last, data_folder())


def _opening(path: Path, *, takes_over: bool) -> Generator[Beginning, None, None]:
    yield go_on_with(path, takes_over=takes_over)


def tell(sentence: str) -> None:
    """Say in a dialog why there is no window, and wait until it is read."""
    application = QCoreApplication.instance() or QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("melcount")
    install_language(Preferences(settings_file()).settings.language)
    box = show_failure(None, sentence)
    application.exec()  # until the last window is closed, which is this one
    del box


def run(paths: Sequence[Path] = (), model: Path | None = None) -> int:
    """Show the window until it is closed; where one is open already, show that one instead.

    Args:
        paths: scans, folders of them, or a study to open.
        model: folder of the model; None for the one that ships with the program.

    Returns:
        The exit code.
    """
    application = QCoreApplication.instance() or QApplication(sys.argv[:1])
    hush_libraries()
    QCoreApplication.setApplicationName("melcount")
    QCoreApplication.setApplicationVersion(melcount_app.__version__)
    with suppress(OSError):  # which is told where the study is opened
        data_folder().mkdir(parents=True, exist_ok=True)
    first = FirstStart(data_folder(), application)
    if not first.is_first and first.hand_over(paths):
        return 0
    log = Log()
    reporter = CrashReporter(log, application)
    reporter.install()
    preferences = Preferences(settings_file(), application)
    windows = Windows(model or default_model(), preferences, application)
    problem = log.begin()
    windows.begin(paths, [Notice(problem, log.path.parent)] if problem else ())
    first.called.connect(windows.come_up)
    interrupt = Interrupt(application)
    interrupt.listen()
    code = application.exec()
    interrupt.stop()
    first.close()
    windows.close()
    reporter.remove()
    log.end()
    return EXIT_CANCELLED if interrupt.is_heard else code
