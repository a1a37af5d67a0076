"""What is finished is put on disk in its order; what cannot be is told, and tried again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study
from melcount_app.gui.session import keeping as keeping_module
from melcount_app.gui.session.keeping import Keeping
from tests.gui.session.conftest import House, HouseMaker, until_kept


class Disc:
    """Takes notes, while it works."""

    def __init__(self) -> None:
        self.notes: list[object] = []
        self.tries = 0
        self.error: Exception | None = None

    def note(self, what: object) -> keeping_module.Save:
        def save(_: Study) -> None:
            self.tries += 1
            if self.error is not None:
                raise self.error
            self.notes.append(what)

        return save


@pytest.fixture
def disc() -> Disc:
    return Disc()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be saved is tried again soon."""
    monkeypatch.setattr(keeping_module, "RETRY_MS", 10)


@pytest.fixture
def keeping(kept_house: House) -> Keeping:
    return kept_house.ground.keeping


def busy(keeping: Keeping) -> threading.Event:
    """Let the thread be busy until the event is set."""
    is_free = threading.Event()
    keeping.keep(lambda _: is_free.wait(30))
    return is_free


def test_that_all_is_saved_in_its_order(qtbot: QtBot, kept_house: House, disc: Disc) -> None:
    for number in range(50):
        kept_house.ground.keeping.keep(disc.note(number))
    until_kept(qtbot, kept_house)
    assert disc.notes == list(range(50))


def test_that_every_step_is_kept_but_only_the_latest_of_what_replaces_another(
    qtbot: QtBot, kept_house: House, keeping: Keeping, disc: Disc
) -> None:
    is_free = busy(keeping)
    for number in range(3):
        keeping.keep(disc.note(("step", number)))
        keeping.keep(disc.note(("a", number)), replaces="a")
        keeping.keep(disc.note(("b", number)), replaces="b")
    is_free.set()
    until_kept(qtbot, kept_house)
    assert disc.notes == [("step", 0), ("step", 1), ("step", 2), ("a", 2), ("b", 2)]


def test_that_a_save_that_fails_is_told_once_and_holds_the_later_ones_until_it_succeeds(
    qtbot: QtBot, kept_house: House, keeping: Keeping, disc: Disc
) -> None:
    told: list[tuple[str, int]] = []
    keeping.changed.connect(lambda: told.append((keeping.problem, keeping.unsaved)))
    disc.error = StudyError("The drive is gone.")
    keeping.keep(disc.note(1))
    qtbot.waitUntil(lambda: bool(keeping.problem))
    assert told == [("The drive is gone.", 1)]
    keeping.keep(disc.note(2))
    qtbot.waitUntil(lambda: disc.tries > 2)
    assert (keeping.unsaved, disc.notes) == (2, [])
    disc.error = None
    until_kept(qtbot, kept_house)
    assert disc.notes == [1, 2]
    assert told[-1] == ("", 0)


def test_that_closing_is_refused_while_it_is_known_that_something_is_not_saved(
    qtbot: QtBot, keeping: Keeping, disc: Disc
) -> None:
    keeping.check()
    disc.error = StudyError("The drive is gone.")
    keeping.keep(disc.note(1))
    qtbot.waitUntil(lambda: bool(keeping.problem))
    with pytest.raises(StudyError, match="The drive is gone"):
        keeping.check()
    keeping.give_up()
    keeping.check()
    keeping.finish()
    assert disc.notes == []


def test_that_a_bug_in_a_save_is_told_once_and_holds_nothing_else_up(
    qtbot: QtBot, kept_house: House, keeping: Keeping, disc: Disc
) -> None:
    def wrong(_: Study) -> None:
        raise KeyError("a bug")

    with capture_exceptions() as bugs:
        is_free = busy(keeping)
        keeping.keep(wrong)
        keeping.keep(disc.note(1))
        is_free.set()
        until_kept(qtbot, kept_house)
    assert (len(bugs), disc.notes, keeping.problem) == (1, [1], "")


def test_that_nothing_is_kept_in_a_study_that_another_window_writes(
    make_house: HouseMaker, study: Study, disc: Disc
) -> None:
    with Study.open(study.path) as read_only:
        assert read_only.is_read_only
        keeping = make_house(read_only).ground.keeping
        keeping.keep(disc.note(1))
        assert (keeping.unsaved, keeping.is_idle) == (0, True)
    study.close()


def test_that_any_thread_may_wait_until_all_is_saved(
    qtbot: QtBot, kept_house: House, keeping: Keeping, disc: Disc
) -> None:
    disc.error = StudyError("The drive is gone.")
    keeping.keep(disc.note(1))
    qtbot.waitUntil(lambda: bool(keeping.problem))
    keeping.keep(disc.note(2))
    disc.error = None
    thread = threading.Thread(target=keeping.flush)
    thread.start()
    thread.join(30)
    assert disc.notes == [1, 2]
    qtbot.waitUntil(lambda: not keeping.problem)
    assert disc.notes == [1, 2]


def test_that_what_waits_is_saved_into_a_copy_and_forgotten_only_when_told(
    qtbot: QtBot, keeping: Keeping, study: Study, tmp_path: Path
) -> None:
    saved_in: list[tuple[int, Study]] = []

    def note(what: int, into: Study) -> None:
        if into is study:
            raise StudyError("The drive is gone.")
        saved_in.append((what, into))

    keeping.keep(lambda into: note(1, into))
    keeping.keep(lambda into: note(2, into))
    qtbot.waitUntil(lambda: bool(keeping.problem))
    with Study.open(tmp_path / "copy.melcount") as copy:
        saved = keeping.save_into(copy)
    assert saved_in == [(1, copy), (2, copy)]
    assert keeping.unsaved == 2
    keeping.keep(lambda into: note(3, into))
    keeping.forget(saved)
    assert keeping.unsaved == 1


def test_that_edits_are_saved_again_by_themselves_after_a_copy_was_made_elsewhere(
    qtbot: QtBot, kept_house: House, keeping: Keeping, disc: Disc, tmp_path: Path
) -> None:
    disc.error = StudyError("The drive is gone.")
    keeping.keep(disc.note(1))
    qtbot.waitUntil(lambda: bool(keeping.problem))
    with Study.open(tmp_path / "copy.melcount") as copy:
        disc.error = None
        keeping.forget(keeping.save_into(copy))
    qtbot.waitUntil(lambda: not keeping.problem)
    keeping.keep(disc.note(2))
    until_kept(qtbot, kept_house)
    assert disc.notes[-1] == 2
