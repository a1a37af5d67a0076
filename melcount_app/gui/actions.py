"""The commands of the window as Qt has them: menus, tool bar, icons, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenuBar, QToolBar

from melcount_app.gui.action_table import ACTIONS, MENUS, ActionSpec


def make_actions(
    parent: QObject, palette: QPalette, specs: Iterable[ActionSpec] = ACTIONS
) -> dict[str, QAction]:
    """One `QAction` per record, by name."""
    groups: dict[str, QActionGroup] = {}
    actions = {}
    for spec in specs:
        action = QAction(_tr(spec.text), parent)
        action.setObjectName(spec.name)
        action.setIconText(_tr(spec.short or spec.label or spec.text).replace("&", ""))
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setStatusTip(_tr(spec.tip))
        action.setToolTip(_with_key(_tr(spec.tip), action.shortcut()))
        action.setCheckable(spec.checkable)
        if spec.icon:
            action.setIcon(line_icon(spec.icon, palette))
        if spec.group:
            groups.setdefault(spec.group, QActionGroup(parent)).addAction(action)
        actions[spec.name] = action
    return actions


def fill_menus(
    bar: QMenuBar,
    actions: Mapping[str, QAction],
    extra: Mapping[str, Iterable[QAction]] = {},
    specs: Iterable[ActionSpec] = ACTIONS,
) -> None:
    """Put the actions into their menus; `extra` come first in the menu of that heading."""
    specs = tuple(specs)
    for heading in MENUS:
        menu = bar.addMenu(_tr(heading))
        menu.addActions(list(extra.get(heading, ())))
        for spec in specs:
            if spec.menu == heading:
                if spec.separated:
                    menu.addSeparator()
                menu.addAction(actions[spec.name])


def fill_tool_bar(
    bar: QToolBar, actions: Mapping[str, QAction], specs: Iterable[ActionSpec] = ACTIONS
) -> None:
    """Put the actions that have a label into the tool bar, one block per menu."""
    menu = None
    for spec in specs:
        if not spec.label:
            continue
        if menu not in (None, spec.menu):
            bar.addSeparator()
        menu = spec.menu
        bar.addAction(actions[spec.name])


def emphasise(bar: QToolBar, action: QAction) -> None:
    """Let the button of an action stand out while it can be pressed: what the work leads to."""
    button = bar.widgetForAction(action)
    button.setStyleSheet(
        "QToolButton:enabled { background: palette(highlight); color: palette(highlighted-text);"
        " border-radius: 4px; }"
    )
    spec = next(spec for spec in ACTIONS if spec.name == action.objectName())
    palette = bar.palette()
    palette.setColor(
        QPalette.ColorGroup.Active,
        QPalette.ColorRole.ButtonText,
        palette.color(QPalette.ColorRole.HighlightedText),
    )
    action.setIcon(line_icon(spec.icon, palette))


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


def _tr(text: str) -> str:
    return QCoreApplication.translate("actions", text)
