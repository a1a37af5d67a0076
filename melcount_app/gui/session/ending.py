"""The end of a session: with all on disk, or without what could not be saved."""

from __future__ import annotations

import logging

from melcount_app.core.errors import MelcountError, StudyError
from melcount_app.gui.session.course import Course
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.ground import Ground


class Ending:
    """Ends all work of a session."""

    def __init__(self, ground: Ground, desk: EditDesk, course: Course) -> None:
        self._ground, self._desk, self._course = ground, desk, course

    def close(self) -> None:
        """End all work and put all on disk; the session is over then.

        Raises:
            MelcountError: something cannot be saved. The session goes on; it is to be tried
                again, or abandoned.
        """
        self._desk.withdraw()
        self._ground.keeping.check()
        self._ground.pools.close()
        try:
            self._ground.keeping.finish()
        except MelcountError:
            self._ground.pools.reopen()
            raise
        self._leave()

    def abandon(self) -> None:
        """End all work; what could not be saved is given up. The session is over then."""
        self._desk.withdraw()
        self._ground.pools.close()
        self._ground.keeping.give_up()
        self._leave()

    def _leave(self) -> None:
        self._course.end()
        study = self._ground.keeping.study
        if study is None:
            return
        try:
            study.close()
        except StudyError:  # all is saved or given up; who has the study will be seen to be gone
            logging.getLogger(__name__).exception("the study could not be released")
