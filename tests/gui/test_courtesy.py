"""Settings, recent files, layout, key sheet, manual, names for screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTextBrowser,
    QToolBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from melcount_app.core.paths import resources_folder
from melcount_app.core.settings import Language, Theme
from melcount_app.core.study import Study
from melcount_app.gui.app import Windows
from melcount_app.gui.commands import MENUS
from melcount_app.gui.dialogs.help import help_page
from melcount_app.gui.language import install_language
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.panels.recent import RecentMenu
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.theme import apply_theme
from tests.gui.conftest import open_scan

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "settings.json")


def test_that_a_change_is_on_disk_at_once(preferences: Preferences, tmp_path: Path) -> None:
    preferences.change(theme=Theme.DARK)
    assert Preferences(tmp_path / "settings.json").settings.theme is Theme.DARK


def test_that_only_what_changed_is_told(qtbot: QtBot, preferences: Preferences) -> None:
    told: list[str] = []
    preferences.changed.connect(told.append)
    preferences.change(theme=Theme.DARK, language=Language.SYSTEM)
    preferences.change(theme=Theme.DARK)
    assert told == ["theme"]


def test_that_settings_that_cannot_be_written_are_said_and_hold(
    qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    preferences = Preferences(tmp_path / "file" / "settings.json")
    with qtbot.waitSignal(preferences.failed) as told:
        preferences.change(theme=Theme.DARK)
    assert str(tmp_path / "file") in told.args[0]
    assert preferences.settings.theme is Theme.DARK


def test_that_opened_scans_are_in_the_recent_menu(
    qtbot: QtBot, window: MainWindow, scan_path: Path
) -> None:
    open_scan(qtbot, window.session, scan_path)
    window.recent.fill()
    (action,) = (a for a in window.recent.actions() if a.text() == scan_path.name)
    assert action.toolTip() == str(scan_path)
    with qtbot.waitSignal(window.recent.scan_chosen) as chosen:
        action.trigger()
    assert chosen.args == [scan_path]


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where studies lie that have no name yet."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr("melcount_app.gui.panels.recent.data_folder", lambda: folder)
    return folder


def test_that_a_study_without_a_name_is_found_again_after_a_new_one(
    qtbot: QtBot, preferences: Preferences, own_folder: Path, tmp_path: Path
) -> None:
    for name in ("Untitled 10", "Untitled", "Untitled 2", "other"):
        (own_folder / f"{name}.melcount").touch()
    preferences.remember_study(tmp_path / "mine.melcount", is_named=True)
    menu = RecentMenu(preferences)
    qtbot.addWidget(menu)
    studies = [action.text() for action in menu.actions() if not action.isSeparator()]
    names = ["mine", "Untitled", "Untitled 2", "Untitled 10"]
    assert studies == [f"{name}.melcount" for name in names]
    with qtbot.waitSignal(menu.study_chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == [own_folder / "Untitled.melcount"]


def test_that_an_empty_recent_menu_says_so(
    qtbot: QtBot, preferences: Preferences, own_folder: Path
) -> None:
    menu = RecentMenu(preferences)
    qtbot.addWidget(menu)
    (only,) = (action for action in menu.actions() if not action.isSeparator())
    assert not only.isEnabled()


@pytest.fixture
def windows(qtbot: QtBot, linear_model: Path, preferences: Preferences) -> Iterator[Windows]:
    made = Windows(linear_model, preferences)
    yield made
    assert made._window is not None
    made._window.close()


def test_that_the_next_start_has_the_study_and_the_layout_of_the_last(
    qtbot: QtBot, windows: Windows, preferences: Preferences, tmp_path: Path
) -> None:
    window = windows.show(Study.open(tmp_path / "mine.melcount"))
    window.showNormal()
    window.resize(window.minimumSizeHint().width(), 690)  # the offscreen screen is small
    window.columns.setSizes([333, 500, 400])
    window.density_look.colours.setCurrentText("magma")
    widths = window.columns.sizes()
    windows.close()
    window.close()
    last = Preferences(tmp_path / "settings.json").settings.last_study
    assert last == str(tmp_path / "mine.melcount")
    again = windows.show(Study.open(Path(last)))
    assert again.height() == 690
    assert again.columns.sizes() == widths
    assert again.density_look.colours.currentText() == "magma"


@pytest.mark.parametrize("action", ["settings", "keys", "help", "about"])
def test_that_every_dialog_opens_and_closes(window: MainWindow, action: str) -> None:
    window.actions_by_name[action].trigger()
    dialog = window.findChild(QWidget, action)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()


def test_that_the_key_sheet_has_every_key(window: MainWindow) -> None:
    window.actions_by_name["keys"].trigger()
    sheet = window.findChild(QTextBrowser, "key_sheet")
    assert sheet is not None
    text = sheet.toPlainText()
    for menu in MENUS:
        for command in menu.commands:
            if command.shortcuts:
                assert command.text.replace("&", "").rstrip("…") in text
    assert "Ctrl+E" in text


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.FRENCH])
def test_that_the_manual_has_its_pictures(qtbot: QtBot, language: Language) -> None:
    install_language(language)
    page = help_page()
    install_language(Language.ENGLISH)
    assert page.name == f"{language}.html"
    pictures = re.findall(r'src="([^"]+)"', page.read_text(encoding="utf-8"))
    assert len(pictures) == 3
    for name in pictures:
        assert not QImage(str(page.with_name(name))).isNull()


def test_that_the_pictures_of_the_manual_are_small() -> None:
    files = list((resources_folder() / "help").glob("*.png"))
    assert sum(path.stat().st_size for path in files) < 1_500_000


def test_that_every_control_has_a_name_for_screen_readers(
    qtbot: QtBot, window: MainWindow, scan_path: Path
) -> None:
    open_scan(qtbot, window.session, scan_path)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE) and is_own(widget) and not name_of(widget)
    ]
    assert not nameless


def test_that_every_control_is_reached_by_the_keyboard(
    qtbot: QtBot, window: MainWindow, scan_path: Path
) -> None:
    open_scan(qtbot, window.session, scan_path)
    unreached = [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, (QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit))
        and is_own(widget)
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert not unreached


def is_own(widget: QWidget) -> bool:
    """Whether a widget is ours, not a part of one of Qt's."""
    parents: list[QWidget] = []
    parent = widget.parentWidget()
    while parent is not None:
        parents.append(parent)
        parent = parent.parentWidget()
    parts = (QComboBox, QAbstractSpinBox, QAbstractItemView, QMenu, QLineEdit)
    return not isinstance(widget, QScrollBar) and not any(isinstance(p, parts) for p in parents)


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def test_that_the_dark_theme_is_dark_and_goes_away_again(qtbot: QtBot) -> None:
    usual = QApplication.palette().color(QPalette.ColorRole.Window).lightness()
    apply_theme(Theme.DARK)
    dark = QApplication.palette()
    apply_theme(Theme.LIGHT)
    light = QApplication.palette()
    apply_theme(Theme.SYSTEM)
    background, text = QPalette.ColorRole.Window, QPalette.ColorRole.WindowText
    assert dark.color(background).lightness() < 80 < dark.color(text).lightness()
    assert light.color(background).lightness() > 150 > light.color(text).lightness()
    assert QApplication.palette().color(background).lightness() == usual


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.FRENCH])
def test_that_the_window_fits_a_small_screen(
    qtbot: QtBot,
    make_main_window: Callable[[Path], MainWindow],
    linear_model: Path,
    scan_path: Path,
    language: Language,
) -> None:
    install_language(language)
    window = make_main_window(linear_model)
    open_scan(qtbot, window.session, scan_path)
    install_language(Language.ENGLISH)
    bar = window.findChild(QToolBar, "tool_bar")
    assert bar is not None
    for width in (1024, 1500):
        window.resize(width, 640)
        qtbot.waitUntil(
            lambda: all(bar.widgetForAction(action).isVisible() for action in bar.actions())
        )
        assert (window.width(), window.height()) == (width, 640)
    assert bar.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon
