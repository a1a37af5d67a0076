"""Menu bar and tool bar of the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPalette, QResizeEvent
from PySide6.QtWidgets import QMenuBar, QToolBar, QToolButton, QWidget
from typing_extensions import override

from melcount_app.gui.commands.actions import line_icon
from melcount_app.gui.commands.command import Menu, translated

ICON_PX = 22
LABELLED = Qt.ToolButtonStyle.ToolButtonTextUnderIcon


def fill_menus(
    bar: QMenuBar,
    menus: Iterable[Menu],
    actions: Mapping[str, QAction],
    extra: Mapping[str, Iterable[QAction]] = {},
) -> None:
    """Put the actions into their menus; `extra` come first in the menu of that heading."""
    for menu in menus:
        shown = bar.addMenu(translated(menu.heading))
        shown.addActions(list(extra.get(menu.heading, ())))
        for command in menu.commands:
            if command.is_separated:
                shown.addSeparator()
            shown.addAction(actions[command.name])


class ToolBar(QToolBar):
    """The actions that have a label, one block per menu, and a slider beside its switch.

    Labels go where there is no room for all of them, so that no action does.
    """

    def __init__(
        self,
        menus: Iterable[Menu],
        actions: Mapping[str, QAction],
        beside: Mapping[str, QWidget],
    ) -> None:
        """A bar that stays where it is.

        Args:
            menus: of the window.
            actions: of the window, by name.
            beside: what stands right of an action, by its name.
        """
        super().__init__()
        self.setWindowTitle(self.tr("Tools"))
        self.setMovable(False)
        self.setObjectName("tool_bar")
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setToolButtonStyle(LABELLED)
        self._labelled_px = 0
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for menu in menus:
            self._add(menu, actions, beside)
        self.name_extension(self, "qt_toolbar_ext_button")

    def _add(
        self, menu: Menu, actions: Mapping[str, QAction], beside: Mapping[str, QWidget]
    ) -> None:
        labelled = [command for command in menu.commands if command.label]
        if labelled and self.actions():
            self.addSeparator()
        for command in labelled:
            self.addAction(actions[command.name])
            if command.name in beside:
                self.addWidget(beside[command.name])
            if command.stands_out:
                _emphasise(self, actions[command.name], command.icon)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.toolButtonStyle() is LABELLED:
            self._labelled_px = self.sizeHint().width()
        fits = self.width() >= self._labelled_px
        self.setToolButtonStyle(LABELLED if fits else Qt.ToolButtonStyle.ToolButtonIconOnly)

    def name_extension(self, bar: QWidget, button: str) -> None:
        """Say what the button shows that Qt puts at the end of a bar that is too short."""
        more = bar.findChild(QToolButton, button)
        if isinstance(more, QToolButton):
            more.setAccessibleName(self.tr("More tools"))


def _emphasise(bar: QToolBar, action: QAction, icon: str) -> None:
    """Let the button of an action catch the eye while it can be pressed."""
    button = bar.widgetForAction(action)
    button.setStyleSheet(
        "QToolButton:enabled { background: palette(highlight); color: palette(highlighted-text);"
        " border-radius: 4px; }"
    )
    palette = bar.palette()
    palette.setColor(
        QPalette.ColorGroup.Active,
        QPalette.ColorRole.ButtonText,
        palette.color(QPalette.ColorRole.HighlightedText),
    )
    action.setIcon(line_icon(icon, palette))
