"""The end of a session, and what goes on where it cannot end yet."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study
from tests.gui.conftest import SessionMaker
from tests.gui.session.conftest import ScanMaker, heard


def test_that_a_session_that_cannot_be_closed_goes_on(
    qtbot: QtBot, start: SessionMaker, small_scan: ScanMaker
) -> None:
    session, is_gone = start(), [True]

    def save(_: Study) -> None:
        if is_gone:
            raise StudyError("The drive is gone.")

    session.keeping.keep(save)
    with pytest.raises(StudyError, match="The drive is gone"):
        session.close()
    session.shown.open(small_scan())
    qtbot.waitUntil(lambda: session.shown.edits is not None)
    is_gone.clear()
    session.keeping.try_again()
    qtbot.waitUntil(lambda: session.keeping.is_idle and not session.keeping.problem)


def test_that_nothing_begins_when_a_scan_was_being_read_as_the_session_ended(
    qtbot: QtBot, start: SessionMaker, small_scan: ScanMaker
) -> None:
    session = start()
    previews = heard(session.shown.previewed)
    session.shown.previewed.connect(lambda _: session.close())
    session.shown.open(small_scan())
    qtbot.waitUntil(lambda: bool(previews) and session.shown.work is None)
    assert not session.shown.is_opening
    assert session.numbers._runner.is_idle
