"""The menu Help."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QKeySequence

from melcount_app.gui.commands.command import Command, Menu, translated
from melcount_app.gui.commands.conditions import always
from melcount_app.gui.dialogs.about import show_about
from melcount_app.gui.dialogs.help import HelpPage
from melcount_app.gui.dialogs.keys import KeySheet
from melcount_app.gui.language import QT_TRANSLATE_NOOP


def keys_by_menu(menus: Iterable[Menu]) -> dict[str, list[tuple[str, str]]]:
    """Keys and what they do, in the language of the window, by heading of the menu."""
    return {
        _plain(menu.heading): [
            (_native(command.shortcuts), _plain(command.text))
            for command in menu.commands
            if command.shortcuts
        ]
        for menu in menus
    }


def _native(shortcuts: Iterable[QKeySequence]) -> str:
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in shortcuts)


def _plain(text: str) -> str:
    return translated(text).replace("&", "").rstrip("…")


HELP = Menu(
    QT_TRANSLATE_NOOP("actions", "&Help"),
    (
        Command(
            name="help",
            text=QT_TRANSLATE_NOOP("actions", "&Manual"),
            tip=QT_TRANSLATE_NOOP("actions", "How to count, step by step; needs no network."),
            runs=lambda c: HelpPage(c.window).show(),
            is_allowed=always,
            keys=("F1",),
        ),
        Command(
            name="keys",
            text=QT_TRANSLATE_NOOP("actions", "&Keys"),
            tip=QT_TRANSLATE_NOOP("actions", "All keys on one sheet."),
            runs=lambda c: KeySheet(c.window, keys_by_menu(c.menus)).show(),
            is_allowed=always,
            keys=("?", "Shift+F1"),
        ),
        Command(
            name="about",
            text=QT_TRANSLATE_NOOP("actions", "&About melcount"),
            tip=QT_TRANSLATE_NOOP("actions", "Version of the program and of its model."),
            runs=lambda c: show_about(c.window, c.session.ground.model),
            is_allowed=always,
        ),
    ),
)
