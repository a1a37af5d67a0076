"""There is always a way out: a study that cannot be saved is told, tried again, and can be left."""

from __future__ import annotations

import math
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.app import Windows
from melcount_app.gui.dialogs.unsaved import UnsavedDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session import keeping as keeping_module
from melcount_app.gui.session.rows import ScanState
from tests.gui.conftest import (
    LONG_MS,
    SMALL,
    choose,
    count,
    next_window,
    open_scan,
    open_windows,
    until_read,
    wait_for,
)

RETRY_MS = 50


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be saved is tried again soon."""
    monkeypatch.setattr(keeping_module, "RETRY_MS", RETRY_MS)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """The folder of the study, which may go away."""
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def windows(qtbot: QtBot, linear_model: Path) -> Iterator[Windows]:
    made = Windows(linear_model)
    yield made
    for window in open_windows():
        if not window.leaving.is_over:
            window.session.abandon()
            window.leaving.is_over = True
        window.close()
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, windows: Windows, drive: Path, scan_path: Path) -> MainWindow:
    """A window over a study on the drive, with a scan in it, all of it saved."""
    made = windows.show(Study.open(drive / "s.melcount"))
    until_read(qtbot, made.session)
    open_scan(qtbot, made.session, scan_path)
    until_saved(qtbot, made.session)
    return made


def until_saved(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(
        lambda: session.keeping.is_idle and not session.keeping.problem, timeout=LONG_MS
    )


def pull(drive: Path) -> Path:
    """Take the drive away; where it is now."""
    return drive.rename(drive.with_name("pulled"))


def draw_unsaved(
    qtbot: QtBot, window: MainWindow, drawn: Sequence[tuple[float, float]] = SMALL
) -> None:
    """Draw a region that cannot be saved, and wait until that is told."""
    window.session.regions.draw(drawn)
    qtbot.waitUntil(lambda: bool(window.session.keeping.problem), timeout=LONG_MS)


def regions_in(study: Path) -> list[str]:
    """Names of the regions that a study file holds of its only scan."""
    with Study.open(study) as kept:
        (scan,) = kept.scans.all()
        edits = kept.edits.of(scan.key)
    assert edits is not None
    return [region.name for region in edits.regions]


def ask(qtbot: QtBot, window: MainWindow) -> UnsavedDialog:
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is not None, timeout=LONG_MS)
    dialog = window.findChild(UnsavedDialog)
    assert dialog is not None
    return dialog


def press(dialog: UnsavedDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_that_one_banner_tells_what_is_not_saved_and_that_it_is_again_when_the_drive_is_back(
    qtbot: QtBot, window: MainWindow, drive: Path
) -> None:
    pulled = pull(drive)
    draw_unsaved(qtbot, window)
    assert "s.melcount" in window.messages.sentence
    assert "not saved: 1" in window.messages.sentence
    window.session.regions.draw(SMALL)
    assert "not saved: 2" in window.messages.sentence
    assert window.findChild(UnsavedDialog) is None
    pulled.rename(drive)
    until_saved(qtbot, window.session)
    assert "saved again" in window.messages.sentence
    window.close()
    assert regions_in(drive / "s.melcount") == ["region 1", "region 2"]


def test_that_a_window_that_cannot_save_asks_once_and_closes_without_saving(
    qtbot: QtBot, window: MainWindow, drive: Path
) -> None:
    pulled = pull(drive)
    draw_unsaved(qtbot, window)
    window.close()
    window.close()
    assert window.isVisible()
    assert len(window.findChildren(UnsavedDialog)) == 1
    press(ask(qtbot, window), "close_without_saving")
    assert not window.isVisible()
    pulled.rename(drive)
    assert regions_in(drive / "s.melcount") == []


def test_that_who_goes_on_instead_keeps_the_change_and_the_way_out(
    qtbot: QtBot, window: MainWindow, drive: Path
) -> None:
    pulled = pull(drive)
    draw_unsaved(qtbot, window)
    window.close()
    press(ask(qtbot, window), "go_on")
    assert window.isVisible()
    qtbot.waitUntil(lambda: window.findChild(UnsavedDialog) is None)
    assert window.session.keeping.unsaved == 1
    pulled.rename(drive)
    until_saved(qtbot, window.session)
    window.close()
    assert not window.isVisible()
    assert regions_in(drive / "s.melcount") == ["region 1"]


def test_that_another_study_is_opened_after_this_one_is_left_without_saving(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path
) -> None:
    pull(drive)
    draw_unsaved(qtbot, window)
    other = tmp_path / "other.melcount"
    window.study_chosen.emit(other)
    press(ask(qtbot, window), "close_without_saving")
    second = next_window(qtbot, window)
    assert second.session.study is not None
    assert second.session.study.path == other


def test_that_who_goes_on_with_a_study_leaves_the_chosen_one_to_others(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path
) -> None:
    pull(drive)
    draw_unsaved(qtbot, window)
    other = tmp_path / "other.melcount"
    window.study_chosen.emit(other)
    press(ask(qtbot, window), "go_on")
    assert open_windows() == [window]
    with Study.open(other) as study:
        assert not study.is_read_only


def save_copy(qtbot: QtBot, window: MainWindow, copy: Path) -> None:
    """Answer the question where the copy is to lie."""
    qtbot.waitUntil(lambda: window.findChild(QFileDialog, "ask_study_copy") is not None)
    dialog = window.findChild(QFileDialog, "ask_study_copy")
    assert dialog is not None
    dialog.fileSelected.emit(str(copy))
    dialog.close()


def test_that_a_copy_elsewhere_holds_what_could_not_be_saved_and_the_window_goes_on_with_it(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path
) -> None:
    pull(drive)
    draw_unsaved(qtbot, window)
    choose(qtbot, window, "save_copy")
    copy = tmp_path / "copy.melcount"
    save_copy(qtbot, window, copy)
    qtbot.waitUntil(
        lambda: open_windows() != [window] and len(open_windows()) == 1, timeout=LONG_MS
    )
    (second,) = open_windows()
    assert second.session.study is not None
    assert second.session.study.path == copy
    assert second.session.keeping.is_writable
    second.close()
    assert regions_in(copy) == ["region 1"]


def test_that_closing_can_end_with_a_copy_elsewhere(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path
) -> None:
    pull(drive)
    draw_unsaved(qtbot, window)
    window.close()
    press(ask(qtbot, window), "save_copy_elsewhere")
    copy = tmp_path / "copy.melcount"
    save_copy(qtbot, window, copy)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG_MS)
    assert regions_in(copy) == ["region 1"]
    assert window.preferences.settings.last_study == str(copy)  # the next start begins with it


def test_that_a_study_that_was_taken_over_is_told_and_can_be_left(
    qtbot: QtBot, window: MainWindow, drive: Path
) -> None:
    with Study.open(drive / "s.melcount", takes_over=True) as other:
        draw_unsaved(qtbot, window)
        assert "was taken over" in window.messages.sentence
        window.close()
        press(ask(qtbot, window), "close_without_saving")
        assert not window.isVisible()
        assert not other.is_read_only
    assert regions_in(drive / "s.melcount") == []


def test_that_a_full_disc_is_told_and_saved_when_there_is_room_again(
    qtbot: QtBot, window: MainWindow, drive: Path
) -> None:
    study = window.session.study
    assert study is not None
    pages = limit_pages(study, 1)
    draw_unsaved(qtbot, window, round_of(5000))
    assert "is full" in window.messages.sentence
    limit_pages(study, pages)
    until_saved(qtbot, window.session)
    window.close()
    assert regions_in(drive / "s.melcount") == ["region 1"]


def round_of(corners: int) -> list[tuple[float, float]]:
    """The corners of a region that takes many pages of a file."""
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return [(600 + 300 * math.cos(angle), 1700 + 300 * math.sin(angle)) for angle in angles]


def limit_pages(study: Study, most: int) -> int:
    """Let the file not grow beyond so many pages; how many it might have had."""
    with study._access.reading() as connection:
        (before,) = connection.execute("PRAGMA max_page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {most}")
    assert isinstance(connection, sqlite3.Connection)
    return int(before)


def test_that_a_copy_of_a_study_that_is_saved_is_told_and_this_one_goes_on(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path
) -> None:
    window.session.regions.draw(SMALL)
    choose(qtbot, window, "save_copy")
    copy = tmp_path / "copy.melcount"
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS) as told:
        save_copy(qtbot, window, copy)
    assert "copy.melcount was saved" in told.args[0].sentence
    assert open_windows() == [window]
    window.close()
    assert regions_in(copy) == regions_in(drive / "s.melcount") == ["region 1"]


def choose_no_place(qtbot: QtBot, window: MainWindow) -> None:
    """Close the question where the copy is to lie."""
    qtbot.waitUntil(lambda: window.findChild(QFileDialog, "ask_study_copy") is not None)
    dialog = window.findChild(QFileDialog, "ask_study_copy")
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog, "ask_study_copy") is None)


def test_that_a_copy_that_was_not_made_on_the_way_out_closes_no_window_later(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path
) -> None:
    pulled = pull(drive)
    draw_unsaved(qtbot, window)
    window.close()
    press(ask(qtbot, window), "save_copy_elsewhere")
    choose_no_place(qtbot, window)
    pulled.rename(drive)
    until_saved(qtbot, window.session)
    window.actions_by_name["save_copy"].trigger()
    with qtbot.waitSignal(window.session.copies.made, timeout=LONG_MS):
        save_copy(qtbot, window, tmp_path / "copy.melcount")
    assert window.isVisible()
    assert not window.leaving.is_over


@pytest.mark.parametrize("place", ["", "missing/copy.melcount"])
def test_that_a_study_that_was_chosen_is_left_to_others_where_no_copy_is_made(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path, place: str
) -> None:
    pull(drive)
    draw_unsaved(qtbot, window)
    other = tmp_path / "other.melcount"
    window.study_chosen.emit(other)
    press(ask(qtbot, window), "save_copy_elsewhere")
    if place:
        with qtbot.waitSignal(window.session.copies.failed, timeout=LONG_MS):
            save_copy(qtbot, window, tmp_path / place)
    else:
        choose_no_place(qtbot, window)
    with Study.open(other) as study:
        assert not study.is_read_only
    assert window.session.keeping.unsaved == 1


def test_that_a_study_that_is_chosen_while_the_way_out_is_asked_is_left_to_others(
    qtbot: QtBot, window: MainWindow, windows: Windows, drive: Path, tmp_path: Path
) -> None:
    pull(drive)
    draw_unsaved(qtbot, window)
    window.close()
    dialog = ask(qtbot, window)
    other = tmp_path / "other.melcount"
    window.study_chosen.emit(other)
    with qtbot.waitSignal(windows._opener.finished, timeout=LONG_MS):
        pass
    with Study.open(other) as study:
        assert not study.is_read_only
    press(dialog, "close_without_saving")
    assert not window.isVisible()


def test_that_a_picture_that_cannot_be_saved_is_no_change_and_holds_nobody_up(
    qtbot: QtBot, window: MainWindow, drive: Path
) -> None:
    pull(drive)
    keeping, key = window.session.keeping, window.session.shown.key
    assert key is not None
    keeping.keep(lambda study: study.thumbnails.put(key, b"png"), replaces=("thumbnail", key))
    qtbot.waitUntil(lambda: bool(keeping.problem), timeout=LONG_MS)
    assert not keeping.is_idle
    assert keeping.unsaved == 0
    window.close()
    assert not window.isVisible()


def test_that_what_cannot_be_measured_without_the_drive_is_no_failure_and_follows(
    qtbot: QtBot, window: MainWindow, drive: Path, tmp_path: Path, scan_path: Path
) -> None:
    session = window.session
    count(qtbot, session)
    first = session.shown.key
    other = tmp_path / "other.tif"
    shutil.copy(scan_path, other)
    open_scan(qtbot, session, other)
    second = session.shown.key
    assert first is not None
    assert second is not None
    session.shown.choose(first)
    wait_for(qtbot, session, Stage.COUNTED)
    until_saved(qtbot, session)
    told: list[Message] = []
    session.told.connect(told.append)
    pulled = pull(drive)
    assert session.shown.prepared is not None
    right, bottom = session.shown.prepared.size.width, session.shown.prepared.size.height
    session.sample.draw([(0, 0), (right, 0), (right, bottom), (0, bottom)])
    session.shown.choose(second)  # before it is measured
    qtbot.waitUntil(lambda: bool(session.keeping.problem), timeout=LONG_MS)
    session.shown.choose(first)
    session.shown.choose(second)
    wait_for(qtbot, session, Stage.OUTLINED)
    assert [message for message in told if message.tone is Tone.FAILURE] == []
    pulled.rename(drive)
    until_saved(qtbot, session)
    qtbot.waitUntil(lambda: session.scans.row(first).state is ScanState.STALE, timeout=LONG_MS)
