"""The commands of the window as Qt has them, with their icons."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from melcount_app.gui.commands.command import Command, Context, Now, Switch, translated


class CommandAction(QAction):
    """A command in a window, to be put into menus and behind buttons.

    Does nothing until it has a context: the parts of the window are made with their actions.

    Attributes:
        command: the record.
    """

    def __init__(self, command: Command, palette: QPalette, parent: QObject) -> None:
        super().__init__(translated(command.text), parent)
        self.command = command
        self._context: Context | None = None
        self.setObjectName(command.name)
        self.setShortcuts(command.shortcuts)
        if command.are_keys_local:
            self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.setStatusTip(translated(command.tip))
        self.setToolTip(_with_key(translated(command.tip), self.shortcut()))
        if command.icon:
            self.setIcon(line_icon(command.icon, palette))
        if isinstance(command.runs, Switch):
            self.setCheckable(True)
            self.setChecked(command.runs.starts_on)
        self._say_short()

    def serve(self, context: Context) -> None:
        """Run on the parts of a window from now on."""
        self._context = context
        if self.isCheckable():
            self.toggled.connect(self._turn)
        else:
            self.triggered.connect(self._run)

    def follow(self, now: Now) -> None:
        """Be as things stand: allowed or not, on or off, and called what it is about."""
        command = self.command
        is_allowed = command.is_allowed(now)
        if is_allowed != self.isEnabled():
            self.setEnabled(is_allowed)
        if isinstance(command.runs, Switch) and command.runs.is_on is not None:
            self.setChecked(command.runs.is_on(now))
        if command.about is not None:
            self.setText(f"{translated(command.text)} {command.about(now)}".rstrip())

    @Slot()
    def _run(self) -> None:
        runs = self.command.runs
        if self._context is not None and not isinstance(runs, Switch):
            runs(self._context)

    @Slot()
    def _turn(self) -> None:
        self._say_short()
        runs = self.command.runs
        if self._context is not None and isinstance(runs, Switch):
            runs.turn(self._context, self.isChecked())

    def _say_short(self) -> None:
        command = self.command
        usual = command.short or command.label or command.text
        on = command.runs.short_on if isinstance(command.runs, Switch) else ""
        text = on if on and self.isChecked() else usual
        self.setIconText(translated(text).replace("&", ""))


def make_actions(
    parent: QObject, palette: QPalette, commands: Iterable[Command]
) -> dict[str, CommandAction]:
    """One action per command, by name."""
    groups: dict[str, QActionGroup] = {}
    actions = {}
    for command in commands:
        action = CommandAction(command, palette, parent)
        if isinstance(command.runs, Switch) and command.runs.group:
            groups.setdefault(command.runs.group, QActionGroup(parent)).addAction(action)
        actions[command.name] = action
    return actions


def line_icon(elements: str, palette: QPalette) -> QIcon:
    """An icon from SVG elements, drawn as lines in the text colours of the palette."""
    icon = QIcon()
    group = QPalette.ColorGroup
    for mode, colours in (
        (QIcon.Mode.Normal, group.Active),
        (QIcon.Mode.Disabled, group.Disabled),
    ):
        colour = palette.color(colours, QPalette.ColorRole.ButtonText).name()
        svg = (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' "
            f"stroke='{colour}' stroke-width='1.6' stroke-linecap='round' "
            f"stroke-linejoin='round'>{elements}</svg>"
        )
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        for side in (24, 48):
            icon.addPixmap(_rendered(renderer, side), mode)
    return icon


def _rendered(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap


def _with_key(sentence: str, key: QKeySequence) -> str:
    if key.isEmpty():
        return sentence
    return f"{sentence} ({key.toString(QKeySequence.SequenceFormat.NativeText)})"
