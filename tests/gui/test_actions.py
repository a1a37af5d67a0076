"""The table of commands."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton

from melcount_app.gui.action_table import ACTIONS, MENUS
from melcount_app.gui.main_window import MainWindow


def test_that_no_two_commands_share_a_key() -> None:
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert [key for key, uses in keys.items() if uses > 1] == []


def test_that_every_command_has_a_menu_and_a_sentence() -> None:
    assert [spec.name for spec in ACTIONS if spec.menu not in MENUS] == []
    assert [spec.name for spec in ACTIONS if not spec.tip.endswith(".")] == []


def test_that_every_command_does_something(window: MainWindow) -> None:
    idle = [
        name
        for name, action in window.actions_by_name.items()
        if not (action.receivers("2triggered(bool)") + action.receivers("2toggled(bool)") > 0)
    ]
    assert idle == []


def test_that_every_command_is_in_the_menu_bar(window: MainWindow) -> None:
    listed = {
        action.objectName()
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]
    }
    assert {spec.name for spec in ACTIONS} <= listed


def test_that_every_button_has_a_name_for_screen_readers(window: MainWindow) -> None:
    nameless = [
        button.objectName()
        for button in window.findChildren(QAbstractButton)
        if button.isVisibleTo(window) and not (button.text() or button.accessibleName())
    ]
    assert nameless == []
