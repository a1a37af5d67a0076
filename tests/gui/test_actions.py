"""The tables of commands, and what becomes of them in a window."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.commands import COMMANDS, DROPPED, MENUS, SCAN_LIST
from melcount_app.gui.commands.actions import CommandAction
from melcount_app.gui.commands.availability import Availability
from melcount_app.gui.commands.command import Command, Now, Switch
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.batch_state import BatchState
from melcount_app.gui.viewer.drawing import DRAWING_KINDS
from tests.gui.conftest import (
    CORNER,
    LONG_MS,
    SMALL,
    WindowMaker,
    choose,
    open_scan,
    wait_for,
)


def test_that_no_two_commands_share_a_name_or_a_key(qapp: QCoreApplication) -> None:
    names = Counter(command.name for command in COMMANDS)
    keys = Counter(
        key.toString()
        for command in COMMANDS
        if not command.are_keys_local
        for key in command.shortcuts
    )
    assert [what for what, uses in (names + keys).items() if uses > 1] == []


def test_that_every_command_has_a_sentence_what_it_runs_and_when_it_is_allowed(
    session: Session,
) -> None:
    now = Now(session)
    for command in COMMANDS:
        assert command.tip.endswith("."), command.name
        assert isinstance(command.runs, Switch) or callable(command.runs), command.name
        assert isinstance(command.is_allowed(now), bool), command.name


def test_that_every_kind_of_drawing_has_its_tool() -> None:
    tools = {c.name for c in COMMANDS if isinstance(c.runs, Switch) and c.runs.group == "tool"}
    assert tools == {"move", *DRAWING_KINDS}


def test_that_every_command_is_in_its_menu_in_the_order_of_the_table(window: MainWindow) -> None:
    listed = [
        [
            action.objectName()
            for action in menu.menu().actions()  # type: ignore[attr-defined]
            if isinstance(action, CommandAction)
        ]
        for menu in window.menuBar().actions()
    ]
    assert listed == [[command.name for command in menu.commands] for menu in MENUS]
    offered = [action.objectName() for action in window.scans_panel.list.actions()]
    assert offered == [command.name for command in SCAN_LIST.commands]


def test_that_every_button_has_a_name_for_screen_readers(window: MainWindow) -> None:
    nameless = [
        button.objectName()
        for button in window.findChildren(QAbstractButton)
        if button.isVisibleTo(window) and not (button.text() or button.accessibleName())
    ]
    assert nameless == []


def allowed(window: MainWindow) -> list[CommandAction]:
    """What can be chosen, what closes the window last."""
    actions = [action for action in window.actions_by_name.values() if action.isEnabled()]
    return sorted(actions, key=lambda action: action.objectName() == "quit")


def others() -> list[QWidget]:
    """The windows and dialogs that are open beside the main window."""
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and not isinstance(widget, MainWindow)
    ]


def close_others() -> None:
    for widget in others():
        widget.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def seen(window: MainWindow) -> tuple[object, ...]:
    """What a user notices of a command."""
    session, table = window.session, window.regions_panel.table
    return (
        window.isVisible(),
        {name for name, action in window.actions_by_name.items() if action.isChecked()},
        len(others()),
        window.view.canvas.viewRect(),
        (
            session.shown.path,
            session.shown.edits,
            session.course.job,
            session.desk.undo_stack.index(),
        ),
        table.findChild(QLineEdit) is not None,
    )


def assert_that_each_does_something(
    qtbot: QtBot,
    window: MainWindow,
    arrange: Callable[[], None],
    unnoticed: tuple[str, ...] = (),
) -> None:
    """Choose every command that is allowed, each in a window that is arranged for it anew."""
    for action in allowed(window):
        arrange()
        qtbot.waitUntil(action.isEnabled, timeout=LONG_MS)
        if action.objectName() == "move":
            choose(qtbot, window, "draw_mask")
        before = seen(window)
        action.trigger()

        def is_noticed(before: tuple[object, ...] = before) -> bool:
            return seen(window) != before

        if action.objectName() in unnoticed:
            continue
        try:
            qtbot.waitUntil(is_noticed)
        except qtbot.TimeoutError as error:
            raise AssertionError(action.objectName()) from error
        if isinstance(action.command.runs, Switch) and not action.command.runs.group:
            action.trigger()


def test_that_what_is_allowed_in_an_empty_window_does_something(
    qtbot: QtBot, make_main_window: WindowMaker, linear_model: Path, study_path: Path
) -> None:
    window = make_main_window(linear_model, Study.open(study_path))
    names = {action.objectName() for action in allowed(window)}
    assert {"open", "new_study", "protocol", "keys", "quit"} <= names
    assert not names & {"undo", "count", "plan", "count_all", "set_condition", "draw_brush"}

    def arrange() -> None:
        close_others()
        window.session.cancel()

    zooms = ("zoom_fit", "zoom_1_to_1", "zoom_in", "zoom_out")  # there is nothing to look at
    assert_that_each_does_something(qtbot, window, arrange, zooms)


def test_that_what_is_allowed_over_a_scan_does_something(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    tmp_path: Path,
    scan_path: Path,
) -> None:
    window = make_main_window(linear_model, Study.open(tmp_path / "s.melcount"))
    session, key = window.session, middle_of_three(qtbot, window, scan_path)
    steps = session.desk.undo_stack.index()

    def arrange() -> None:
        close_others()
        session.cancel()
        qtbot.waitUntil(lambda: not session.course.job, timeout=LONG_MS)
        session.desk.undo_stack.setIndex(steps)
        session.shown.choose(key)
        wait_for(qtbot, session, Stage.OUTLINED)
        window.scans_panel.show_current()
        window.regions_panel.select([1])
        window.actions_by_name["move"].trigger()
        window.view.fit()
        window.view.canvas.zoom_by(2)

    arrange()
    qtbot.waitUntil(window.actions_by_name["raise_region"].isEnabled)
    never = {
        "export",
        "redo",
        "save_again",
        "cancel",
        "pause_batch",
        "cancel_batch",
        "count_failed",
        "images",
    }
    never |= {"write_reports", "take_over", "left_out", "take_in_scans"}
    never |= {command.name for command in DROPPED.commands}  # until something is dropped
    assert {c.name for c in COMMANDS} - {a.objectName() for a in allowed(window)} == never
    assert_that_each_does_something(qtbot, window, arrange)


def middle_of_three(qtbot: QtBot, window: MainWindow, scan_path: Path) -> int:
    """Show the second of three scans, with an outline that was drawn and three regions."""
    session = window.session
    paths = [scan_path.with_name(f"{name}.tif") for name in "abc"]
    for path in paths:
        shutil.copy(scan_path, path)
    session.arrivals.add(paths)
    qtbot.waitUntil(lambda: len(session.scans.rows) == 3, timeout=LONG_MS)
    open_scan(qtbot, session, paths[1])
    session.sample.draw([(100, 900), (1300, 900), (1300, 2000), (100, 2000)])
    for outline in (SMALL, CORNER, SMALL):
        session.regions.draw(outline)
    assert session.shown.key is not None
    return session.shown.key


def test_that_many_signals_ask_once_what_is_allowed(qtbot: QtBot, window: MainWindow) -> None:
    asked: list[Now] = []

    def is_allowed(now: Now) -> bool:
        asked.append(now)
        return len(now.session.scans) > 0

    command = Command(name="any", text="any", tip=".", runs=print, is_allowed=is_allowed)
    action = CommandAction(command, window.palette(), window)
    enabled: list[bool] = []
    action.enabledChanged.connect(enabled.append)
    availability = Availability(window.availability._context, [action])
    assert (len(asked), enabled) == (1, [False])
    for _ in range(9):
        window.session.course.changed.emit()
        window.session.scans.changed.emit([])
        availability.ask()
    assert len(asked) == 1
    QCoreApplication.processEvents()
    assert (len(asked), enabled) == (2, [False])


def test_that_undo_says_what_it_takes_back(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    undo, redo = (window.actions_by_name[name] for name in ("undo", "redo"))
    assert (undo.text(), undo.isEnabled()) == ("&Undo", False)
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    qtbot.waitUntil(undo.isEnabled)
    step = session.desk.undo_stack.undoText()
    assert undo.text() == f"&Undo {step}"
    undo.trigger()
    qtbot.waitUntil(redo.isEnabled)
    assert (undo.isEnabled(), redo.text()) == (False, f"&Redo {step}")
    assert session.shown.edits is not None
    assert session.shown.edits.regions == ()
    QTest.keySequence(window, redo.shortcut())
    assert len(session.shown.edits.regions) == 1


def test_that_pause_follows_the_batch_and_its_button_says_how_to_go_on(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    pause = window.actions_by_name["pause_batch"]
    assert (pause.isEnabled(), pause.isChecked()) == (False, False)
    session.batch.state = BatchState()
    session.batch.changed.emit()
    qtbot.waitUntil(pause.isEnabled)
    assert pause.iconText() == "Pause"
    pause.trigger()
    assert session.batch.state.is_paused
    assert pause.iconText() == "Go on"
    session.batch.state = None
    session.batch.changed.emit()
    qtbot.waitUntil(lambda: not pause.isEnabled())
    assert (pause.isChecked(), pause.iconText()) == (False, "Pause")
