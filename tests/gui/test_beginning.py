"""Whatever is wrong at the start there is a window, and it is told; nothing is lost."""

from __future__ import annotations

import signal
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from melcount_app.core.settings import Language
from melcount_app.core.study import Study
from melcount_app.core.study.schema import SCHEMA
from melcount_app.gui import app, crash
from melcount_app.gui.app import Windows
from melcount_app.gui.beginning import Beginning, Notice, begin_with, for_now, untitled
from melcount_app.gui.dialogs.repaired import RepairedDialog
from melcount_app.gui.interrupt import Interrupt
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message
from melcount_app.gui.preferences import Preferences
from tests.gui.conftest import choose, next_window, open_windows, until_read


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of the user's data, with a study without a name in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    with Study.open(folder / "Untitled.melcount") as study:
        study.scans.add_all(folder / f"{n}.tif" for n in range(3))
    return folder


@pytest.fixture
def begun() -> Iterator[Callable[[Beginning], Study]]:
    """Takes the study of a beginning, to be closed in the end."""
    studies: list[Study] = []

    def take(what: Beginning) -> Study:
        assert what.study is not None
        studies.append(what.study)
        return what.study

    yield take
    for study in studies:
        study.close()


Begun = Callable[[Beginning], Study]


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage " * 1000)


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def one_record(path: Path) -> None:
    sql(path, "INSERT INTO protocol (id, record) VALUES (1, '{')")


def its_owner(path: Path) -> None:
    sql(path, "INSERT INTO owner VALUES (1, 'a', 'b', 1, 'c', 'd', 'nonsense')")


DAMAGES = [garbage, half, one_record, its_owner]


@pytest.mark.parametrize("harm", DAMAGES)
def test_that_a_damaged_study_without_a_name_is_set_aside_whole_and_told(
    harm: Callable[[Path], None], folder: Path, begun: Begun
) -> None:
    path = folder / "Untitled.melcount"
    harm(path)
    before = path.read_bytes()
    begin = begin_with(None, "", folder)
    study = begun(begin)
    assert (study.path, study.is_read_only, study.scans.all()) == (path, False, ())
    (notice,) = begin.notices
    assert notice.damaged is not None
    assert notice.damaged.name in notice.sentence
    assert notice.folder == folder
    if harm is not one_record:  # it was opened, and has its owner no more
        assert notice.damaged.read_bytes() == before
    assert sorted(folder.iterdir()) == sorted([path, notice.damaged])


def test_that_none_that_was_set_aside_is_written_over(folder: Path) -> None:
    for number in range(3):
        (folder / "Untitled.melcount").write_bytes(b"garbage %d" % number * 100)
        study = untitled(folder).study
        assert study is not None
        study.close()
    kept = [path.read_bytes()[:9] for path in folder.iterdir() if "damaged" in path.name]
    assert sorted(kept) == [b"garbage 0", b"garbage 1", b"garbage 2"]


def newer(path: Path) -> None:
    sql(path, f"PRAGMA user_version = {SCHEMA.version + 1}")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "why"), [(newer, "was written by a newer melcount"), (a_folder, "is a folder")]
)
def test_that_a_study_of_another_kind_stays_and_the_next_one_is_taken(
    harm: Callable[[Path], None], why: str, folder: Path, begun: Begun
) -> None:
    harm(folder / "Untitled.melcount")
    begin = untitled(folder)
    assert begun(begin).path.name == "Untitled 2.melcount"
    (notice,) = begin.notices
    assert why in notice.sentence
    assert len(list(folder.iterdir())) == 2


def test_that_a_second_window_begins_with_a_study_of_its_own(folder: Path, begun: Begun) -> None:
    first, beginning = begun(untitled(folder)), untitled(folder)
    second = begun(beginning)
    assert [
        "“Untitled.melcount” is open in another window" in n.sentence for n in beginning.notices
    ]
    assert (first.path.name, second.path.name) == ("Untitled.melcount", "Untitled 2.melcount")
    first.close()
    assert begun(untitled(folder)).path == first.path


@pytest.mark.parametrize("harm", [garbage, one_record])
def test_that_a_damaged_last_study_stays_where_it_is_and_can_be_repaired(
    harm: Callable[[Path], None], tmp_path: Path, folder: Path, begun: Begun
) -> None:
    last = tmp_path / "mine.melcount"
    Study.open(last).close()
    harm(last)
    begin = begin_with(None, str(last), folder)
    assert begun(begin).path == folder / "Untitled.melcount"
    (notice,) = begin.notices
    assert "“mine.melcount” is damaged" in notice.sentence
    assert notice.damaged == last
    assert last.exists()


def test_that_a_last_study_that_is_gone_is_told(tmp_path: Path, folder: Path, begun: Begun) -> None:
    begin = begin_with(None, str(tmp_path / "gone.melcount"), folder)
    assert begun(begin).path == folder / "Untitled.melcount"
    assert [each.damaged for each in begin.notices] == [None]
    assert "is not at" in begin.notices[0].sentence


def test_that_a_study_of_which_nothing_is_left_is_told(
    tmp_path: Path, folder: Path, begun: Begun
) -> None:
    (last := tmp_path / "last.melcount").touch()
    begin = begin_with(None, str(last), folder)
    assert begun(begin).path == last
    assert [each.folder for each in begin.notices] == [tmp_path]
    assert "“last.melcount” was empty" in begin.notices[0].sentence


def test_that_a_new_study_is_told_of_by_nothing(tmp_path: Path, folder: Path, begun: Begun) -> None:
    begin = begin_with(tmp_path / "new.melcount", "", folder)
    assert begun(begin).path == tmp_path / "new.melcount"
    assert begin.notices == ()


def test_that_a_study_that_is_named_and_damaged_is_told_in_the_window(
    tmp_path: Path, folder: Path, begun: Begun
) -> None:
    garbage(named := tmp_path / "named.melcount")
    begin = begin_with(named, "", folder)
    assert begun(begin).path == folder / "Untitled.melcount"
    assert begin.notices[0].damaged == named


def test_that_the_last_study_is_looked_at_while_another_window_writes_it(
    tmp_path: Path, folder: Path, begun: Begun
) -> None:
    with Study.open(tmp_path / "mine.melcount") as writer:
        begin = begin_with(None, str(writer.path), folder)
        study = begun(begin)
        assert (study.path, study.is_read_only, begin.notices) == (writer.path, True, ())


@pytest.mark.parametrize("where", ["data", "data/melcount"])
def test_that_where_no_study_can_be_kept_one_is_kept_for_now(
    where: str, tmp_path: Path, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "data").write_text("a file where a folder belongs", encoding="ascii")
    begin = untitled(tmp_path / where)
    study = begun(begin)
    assert not study.is_read_only
    (notice,) = begin.notices
    assert notice.folder == study.path.parent
    assert notice.sentence.startswith(f"No study can be kept in {tmp_path / where}")
    assert f"is kept in {study.path.parent} only" in notice.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files, as POSIX has them")
def test_that_a_write_protected_study_without_a_name_makes_room_for_the_next(
    folder: Path, begun: Begun
) -> None:
    (folder / "Untitled.melcount").chmod(stat.S_IREAD)
    assert begun(untitled(folder)).path.name == "Untitled 2.melcount"


def test_that_without_any_place_there_is_a_window_and_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    begin = for_now("The disc is full.")
    assert begin.study is None
    assert "The disc is full. What you do now is lost" in begin.notices[0].sentence


@pytest.fixture
def windows(
    linear_model: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Windows:
    """As the program has them; its folders are in a temporary one."""
    monkeypatch.setattr(app, "data_folder", lambda: folder)
    monkeypatch.setattr(app, "settings_file", lambda: tmp_path / "settings.json")
    return Windows(linear_model, Preferences(tmp_path / "settings.json"))


def the_window(qtbot: QtBot) -> MainWindow:
    qtbot.waitUntil(lambda: len(open_windows()) == 1)
    (window,) = open_windows()
    return window


def test_that_all_that_went_wrong_stands_above_the_window_until_it_is_closed(
    qtbot: QtBot, windows: Windows, folder: Path, scan_path: Path, tmp_path: Path
) -> None:
    garbage(folder / "Untitled.melcount")
    windows.begin([scan_path], [Notice("The log cannot be written.", tmp_path)])
    window = the_window(qtbot)
    qtbot.waitUntil(lambda: window.session.shown.path == scan_path)
    until_read(qtbot, window.session)
    assert window.notices.isVisible()
    log, damaged = window.notices.sentence.split("\n")
    assert log == "The log cannot be written."
    assert "“Untitled.melcount” was damaged and is set aside" in damaged
    names = {button.objectName() for button in window.notices.findChildren(QAbstractButton)}
    assert {"open_folder", "offer_repair", "close_message"} <= names
    window.notices.clear()
    assert not window.notices.isVisible()
    window.close()


def test_that_what_is_told_stays_when_the_window_is_made_anew_until_it_is_closed(
    qtbot: QtBot, windows: Windows, tmp_path: Path
) -> None:
    (last := tmp_path / "last.melcount").touch()
    windows.begin([last], [Notice("The log cannot be written.", tmp_path)])
    window = the_window(qtbot)
    window.messages.show_message(Message("Something happened.", folder=tmp_path))
    windows._preferences.change(language=Language.FRENCH)
    window = next_window(qtbot, window)
    log, empty = window.notices.sentence.split("\n")
    assert log == "The log cannot be written."
    assert "était vide" in empty
    assert window.notices.isVisible()
    assert window.messages.sentence == "Something happened."
    window.notices.clear()
    window.messages.clear()
    windows._preferences.change(language=Language.ENGLISH)
    window = next_window(qtbot, window)
    assert (window.notices.sentence, window.messages.sentence) == ("", "")
    window.close()


def test_that_a_study_that_is_chosen_and_empty_is_told_of(
    qtbot: QtBot, windows: Windows, tmp_path: Path
) -> None:
    (lost := tmp_path / "lost.melcount").touch()
    windows.begin([])
    window = the_window(qtbot)
    window.study_commands.choose_study(lost)
    window = next_window(qtbot, window)
    assert "“lost.melcount” was empty" in window.notices.sentence
    window.study_commands.choose_study(tmp_path / "new.melcount")
    window = next_window(qtbot, window)
    assert window.notices.sentence == ""
    window.close()


def test_that_what_a_later_start_names_before_there_is_a_window_is_opened_in_it(
    qtbot: QtBot, windows: Windows, scan_path: Path
) -> None:
    windows.begin([])
    windows.come_up((scan_path,))
    window = the_window(qtbot)
    qtbot.waitUntil(lambda: window.session.shown.path == scan_path)
    window.close()


def test_that_a_bug_while_the_study_is_opened_still_gives_a_window(
    qtbot: QtBot, windows: Windows, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: told.append(what[1]))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail(*_: object) -> Beginning:
        raise RuntimeError("a bug")

    monkeypatch.setattr(app, "begin_with", fail)
    windows.begin([])
    window = the_window(qtbot)
    assert [str(each) for each in told] == ["a bug"]
    assert "Something went wrong inside melcount" in window.notices.sentence
    assert window.session.keeping.is_writable
    window.close()


def test_that_a_study_that_was_set_aside_is_repaired_and_opened(
    qtbot: QtBot, windows: Windows, folder: Path
) -> None:
    one_record(folder / "Untitled.melcount")
    windows.begin([])
    window = the_window(qtbot)
    choose(qtbot, window, "repair")
    asked = window.findChild(QFileDialog, "ask_damaged")
    assert asked is not None
    (damaged,) = (path for path in folder.iterdir() if "damaged" in path.name)
    assert asked.directory().absolutePath() == str(folder)
    asked.fileSelected.emit(str(damaged))
    where = window.findChild(QFileDialog, "ask_repaired")
    assert where is not None
    where.fileSelected.emit(str(folder / "repaired.melcount"))
    qtbot.waitUntil(lambda: window.findChild(RepairedDialog) is not None)
    dialog = window.findChild(RepairedDialog)
    assert dialog is not None
    assert "scans 3" in dialog.text()
    assert "The protocol is lost" in dialog.informativeText()
    dialog.accept()
    after = next_window(qtbot, window)
    qtbot.addWidget(after)
    assert after.session.study is not None
    assert after.session.study.path == folder / "repaired.melcount"
    until_read(qtbot, after.session)
    assert len(after.session.scans) == 3
    after.close()


def test_that_a_log_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    (tmp_path / "melcount.log").mkdir()
    monkeypatch.setattr(crash, "log_file", lambda: tmp_path / "melcount.log")
    log = crash.Log()
    assert "cannot be written" in log.begin()
    assert log.problem
    log.end()


def test_that_ctrl_c_closes_the_window_as_its_user_would(
    qtbot: QtBot, windows: Windows, folder: Path
) -> None:
    windows.begin([])
    window = the_window(qtbot)
    interrupt = Interrupt()
    interrupt.listen()
    signal.raise_signal(signal.SIGINT)
    qtbot.waitUntil(lambda: open_windows() == [])
    interrupt.stop()
    assert interrupt.is_heard
    assert not window.isVisible()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with Study.open(folder / "Untitled.melcount") as study:
        assert not study.is_read_only
