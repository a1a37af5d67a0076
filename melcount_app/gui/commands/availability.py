"""Which commands are allowed: found out anew in one place, however many signals came."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from melcount_app.gui.commands.actions import CommandAction
from melcount_app.gui.commands.command import Context


class Availability(QObject):
    """Lets the actions of a window follow how things stand, once per turn of the event loop.

    Args:
        context: of the commands; its session is followed, and lives as long as its window.
        actions: to be kept as they should be.
    """

    _asked = Signal()

    def __init__(self, context: Context, actions: Iterable[CommandAction]) -> None:
        super().__init__(context.window)
        self._context, self._actions = context, tuple(actions)
        self._is_asked = False
        self._asked.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        session = context.session
        for changed in (
            session.course.changed,
            session.desk.undo_stack.indexChanged,
            session.dropped.changed,
            session.left_out.changed,
        ):
            changed.connect(self.ask)
        self.refresh()

    @Slot()
    def ask(self) -> None:
        """Something changed; refresh soon, before the next key or click is looked at."""
        if not self._is_asked:
            self._is_asked = True
            self._asked.emit()

    @Slot()
    def refresh(self) -> None:
        """Let all actions be as things stand."""
        self._is_asked = False
        now = self._context.now()
        for action in self._actions:
            action.follow(now)
