"""The undoable step from one state of the edits to the next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from melcount_app.core.edits import Edits


class ChangeEdits(QUndoCommand):
    """Replaces the edits as a whole; undoing puts the former ones back.

    Args:
        text: names the change in the menu, as in "draw region 1".
        before: the edits to go back to.
        after: the edits to show.
        show: takes the edits over; must outlive the command.
    """

    def __init__(
        self, text: str, before: Edits, after: Edits, show: Callable[[Edits], None]
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._show = before, after, show

    @override
    def redo(self) -> None:
        self._show(self._after)

    @override
    def undo(self) -> None:
        self._show(self._before)


class Step(QUndoCommand):
    """A change of the list of scans or of several scans.

    Args:
        text: names the change in the menu.
        do: makes it.
        take_back: unmakes it.
    """

    def __init__(self, text: str, do: Callable[[], None], take_back: Callable[[], None]) -> None:
        super().__init__(text)
        self._do, self._take_back = do, take_back

    @override
    def redo(self) -> None:
        self._do()

    @override
    def undo(self) -> None:
        self._take_back()
