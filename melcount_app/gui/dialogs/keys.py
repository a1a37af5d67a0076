"""All keys on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from melcount_app.gui.language import QT_TRANSLATE_NOOP

MOUSE = (
    (QT_TRANSLATE_NOOP("keys", "wheel, or two fingers"), QT_TRANSLATE_NOOP("keys", "Zoom")),
    (
        QT_TRANSLATE_NOOP("keys", "middle button, or space bar and drag"),
        QT_TRANSLATE_NOOP("keys", "Pan"),
    ),
    (
        QT_TRANSLATE_NOOP("keys", "Shift while drawing"),
        QT_TRANSLATE_NOOP("keys", "Add to the selected region"),
    ),
    (
        QT_TRANSLATE_NOOP("keys", "Alt while drawing"),
        QT_TRANSLATE_NOOP("keys", "Take from the selected region"),
    ),
    (
        QT_TRANSLATE_NOOP("keys", "double-click or Enter, Backspace, Esc"),
        QT_TRANSLATE_NOOP("keys", "Close the polygon, forget its last corner, give it up"),
    ),
    (
        QT_TRANSLATE_NOOP("keys", "drag a corner, or the inside of the selected region"),
        QT_TRANSLATE_NOOP("keys", "Move the corner, or the region"),
    ),
    (
        QT_TRANSLATE_NOOP("keys", "double-click an edge, right-click a corner"),
        QT_TRANSLATE_NOOP("keys", "Add a corner, remove a corner"),
    ),
    (QT_TRANSLATE_NOOP("keys", "[ and ]"), QT_TRANSLATE_NOOP("keys", "Smaller and larger brush")),
    (QT_TRANSLATE_NOOP("keys", "F2 in the list"), QT_TRANSLATE_NOOP("keys", "Set the condition")),
)
"""What no command of the menus stands for: keys and buttons, and what they do."""


class KeySheet(QDialog):
    """Keys by menu; text to be read, searched and copied.

    Args:
        window: that has the keys.
        keys: keys and what they do, by heading of the menu, all as they are to be read.
    """

    def __init__(self, window: QWidget, keys: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(window)
        self.setObjectName("keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        sheet = QTextBrowser()
        sheet.setObjectName("key_sheet")
        sheet.setAccessibleName(self.tr("Keys"))
        sheet.setHtml(key_sheet(keys))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(sheet)
        column.addWidget(buttons)
        self.resize(560, 640)


def key_sheet(keys: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """The sheet as HTML."""
    mouse = [(_told(held), _told(does)) for held, does in MOUSE]
    parts = [_table(heading, rows) for heading, rows in keys.items() if rows]
    return "".join((*parts, _table(_told("Mouse and more"), mouse)))


def _told(text: str) -> str:
    return QCoreApplication.translate("keys", text)


def _table(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td width='45%'><b>{escape(keys)}</b></td><td>{escape(does)}</td></tr>"
        for keys, does in rows
    )
    return f"<h3>{escape(heading)}</h3><table width='100%' cellpadding='3'>{lines}</table>"
