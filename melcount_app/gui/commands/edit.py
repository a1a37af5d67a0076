"""The menu Edit: one step back, one step forth."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from melcount_app.gui.commands.command import Command, Menu
from melcount_app.gui.language import QT_TRANSLATE_NOOP

EDIT = Menu(
    QT_TRANSLATE_NOOP("actions", "&Edit"),
    (
        Command(
            name="undo",
            text=QT_TRANSLATE_NOOP("actions", "&Undo"),
            tip=QT_TRANSLATE_NOOP("actions", "Take the last edit back."),
            runs=lambda c: c.session.desk.undo_stack.undo(),
            is_allowed=lambda now: now.session.desk.undo_stack.canUndo(),
            keys=QKeySequence.StandardKey.Undo,
            about=lambda now: now.session.desk.undo_stack.undoText(),
        ),
        Command(
            name="redo",
            text=QT_TRANSLATE_NOOP("actions", "&Redo"),
            tip=QT_TRANSLATE_NOOP("actions", "Make the edit again that was taken back."),
            runs=lambda c: c.session.desk.undo_stack.redo(),
            is_allowed=lambda now: now.session.desk.undo_stack.canRedo(),
            keys=QKeySequence.StandardKey.Redo,
            about=lambda now: now.session.desk.undo_stack.redoText(),
        ),
    ),
)
