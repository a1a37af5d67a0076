"""The way out of a session: it always ends, and nothing is lost on it without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from melcount_app.core.errors import MelcountError
from melcount_app.gui.dialogs.study import StudyCommands
from melcount_app.gui.dialogs.unsaved import UnsavedDialog
from melcount_app.gui.session import Session

Act: TypeAlias = Callable[[], object]


class Leaving(QObject):
    """Ends the session of a window.

    Attributes:
        is_over: whether it has ended.
    """

    def __init__(self, window: QWidget, session: Session, study: StudyCommands) -> None:
        super().__init__(window)
        self._window, self._session, self._study = window, session, study
        self._problem = ""
        self.is_over = False

    def leave(self, then: Act, otherwise: Act = lambda: None) -> None:
        """End the session; where something cannot be saved, the user says what becomes of it.

        Args:
            then: called when the session is over.
            otherwise: called where the user goes on with it instead.
        """
        if self.has_ended():
            then()
        else:
            self.ask(then, otherwise)

    def has_ended(self) -> bool:
        """End the session, unless something cannot be saved; whether it is over."""
        self._study.leave()
        if self.is_over:
            return True
        try:
            self._session.close()
        except MelcountError as error:
            self._problem = str(error)
            return False
        self.is_over = True
        return True

    def ask(self, then: Act, otherwise: Act = lambda: None) -> None:
        """Ask what becomes of what cannot be saved; see `leave`.

        One question at a time: what is wanted while one is open does not come about.
        """
        open_one = self._window.findChild(UnsavedDialog)
        if open_one is not None:
            open_one.activateWindow()
            otherwise()
            return

        def again() -> None:
            self.leave(then, otherwise)

        dialog = UnsavedDialog(self._window, self._problem, self._session.keeping.unsaved)
        dialog.abandoned.connect(lambda: self._abandon(then))
        dialog.copy_wanted.connect(lambda: self._study.ask_copy(again, otherwise))
        dialog.rejected.connect(otherwise)
        dialog.open()

    def _abandon(self, then: Act) -> None:
        self._session.abandon()
        self.is_over = True
        then()
