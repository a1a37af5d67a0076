"""The window asks what conditions of renamed folders are called, and who works."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.core.study import RenamedCondition
from melcount_app.core.study.owner import login, operator
from melcount_app.gui.dialogs.renamed import RenamedDialog
from melcount_app.gui.dialogs.settings import SettingsDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.preferences import Preferences


def test_that_the_window_asks_about_renamed_folders_and_does_as_it_is_told(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    plan = window.session.plan
    monkeypatch.setattr(plan, "follow_folders", lambda _: done.append("follow"))
    for name in ("keep_names", "follow_folders"):
        plan.folders_renamed.emit([RenamedCondition("dose", "dose 1 µM", (1, 2))])
        (dialog,) = window.findChildren(RenamedDialog)
        assert "“dose” is called “dose 1 µM” now" in dialog.text()
        button = dialog.findChild(QPushButton, name)
        assert button is not None
        with qtbot.waitSignal(dialog.destroyed):
            button.click()
    assert done == ["follow"]


def test_that_the_operator_of_the_settings_works_from_the_next_step_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    preferences = Preferences()
    dialog = SettingsDialog(window, preferences)
    line = dialog.findChild(QLineEdit, "setting_operator")
    assert line is not None
    line.setText("Anaïs  L. ")
    assert (preferences.settings.operator, operator()) == ("Anaïs L.", "Anaïs L.")
    line.clear()
    assert operator() == login()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
