"""The edit desk: how edits of the scan that is shown come about, one step after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.region import Outline, polygon
from melcount_app.core.study import EditStep
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.work import ScanWork
from melcount_app.gui.undo import ChangeEdits, Step

Drawn: TypeAlias = Outline | Sequence[tuple[float, float]]
"""An outline, or the corners of one, in level-0 pixels."""


def area_of(drawn: Drawn) -> Outline:
    """The outline of what was drawn."""
    return polygon(list(drawn)) if isinstance(drawn, Sequence) else drawn


class EditDesk(QObject):
    """Edits are proposed while a shape is in hand, then settled as one step that can be undone.

    Attributes:
        changed: the edits that are shown are others, settled or not.
        settled: the edits that are shown are finished, and were not before.
        undo_stack: all steps, whatever scan they belong to.
    """

    changed = Signal()
    settled = Signal()

    def __init__(self, ground: Ground, shown: ShownScan) -> None:
        super().__init__(ground.hall)
        self.undo_stack = QUndoStack(self)
        self._ground, self._shown = ground, shown
        self._before: Edits | None = None
        self._is_sketch = False
        shown.leaving.connect(self.withdraw)

    @property
    def is_in_hand(self) -> bool:
        """Whether what is shown is not finished."""
        return self._before is not None

    @property
    def held(self) -> Edits | None:
        """The edits that hold, without what is in hand; None until the file was read."""
        return self._before if self._before is not None else self._shown.edits

    def propose(self, after: Edits) -> None:
        """Show edits while a shape is in hand; they are not finished and not kept."""
        work = self._shown.work
        if work is None or work.edits is None:
            return
        if self._before is None:
            self._before = work.edits
        work.edits = after
        self.changed.emit()

    def settle(self, text: str) -> None:
        """Finish what was proposed as one step that can be undone.

        Args:
            text: names the step in the menu, as in "move vertex".
        """
        work, before = self._shown.work, self._before
        self._before = None
        if work is not None and before is not None and work.edits is not None:
            self._push(text, work, before, work.edits)

    @Slot()
    def withdraw(self) -> None:
        """Go back to the edits before what was proposed."""
        work, before = self._shown.work, self._before
        self._before = None
        if work is not None and before is not None:
            work.edits = before
            self.changed.emit()

    def sketch(self, change: Callable[[], None]) -> None:
        """Show what a change would do while its shape is in hand; it is not finished.

        Args:
            change: one that changes the edits; what cannot be used is not told yet.
        """
        work = self._shown.work
        if work is not None and self._before is not None:
            work.edits = self._before
        self._is_sketch = True
        try:
            change()
        finally:
            self._is_sketch = False

    def change(self, text: str, after: Edits) -> None:
        """Change the edits in one step that can be undone."""
        work = self._shown.work
        before, self._before = self.held, None
        if work is None or before is None:
            return
        if after != before:
            self._push(text, work, before, after)
        elif work.edits is not before:
            work.edits = before
            self.changed.emit()

    def attempt(self, text: str, make: Callable[[Edits], Edits]) -> None:
        """Change the edits; what cannot be used is told, not done.

        Args:
            text: names the step in the menu.
            make: the edits after it; may raise a `MelcountError`.
        """
        held = self.held
        if held is None or self._shown.edits is None:
            return
        try:
            after = make(held)
        except MelcountError as error:
            self._refuse(error)
            return
        if self._is_sketch:
            self.propose(after)
        else:
            self.change(text, after)

    def _refuse(self, error: MelcountError) -> None:
        if self._is_sketch:
            self.changed.emit()
        else:
            self.withdraw()
            self._ground.tell(Message(str(error), Tone.FAILURE))

    def change_many(self, text: str, changes: dict[int, Callable[[Edits], Edits]]) -> None:
        """Change the edits of several scans, whose edits are in memory, in one step."""
        works = self._ground.scans.those(changes)
        holding = ((work.key, self._held_of(work)) for work in works)
        before = {key: edits for key, edits in holding if edits is not None}
        after = {key: changes[key](edits) for key, edits in before.items()}

        def put(old: dict[int, Edits], new: dict[int, Edits], told: str) -> None:
            for work in works:
                if work.key in new:
                    self._put(work, EditStep(told, old[work.key], new[work.key]))

        self.undo_stack.push(
            Step(
                text,
                lambda: put(before, after, text),
                lambda: put(after, before, self._undone(text)),
            )
        )

    def _push(self, text: str, work: ScanWork, before: Edits, after: Edits) -> None:
        def show(edits: Edits) -> None:
            is_done = edits is after
            told = text if is_done else self._undone(text)
            self._show(work, EditStep(told, before if is_done else after, edits))

        self.undo_stack.push(ChangeEdits(text, before, after, show))

    def _undone(self, text: str) -> str:
        """What the journal says where a step is taken back."""
        return self.tr("undo: {step}").format(step=text)

    def _held_of(self, work: ScanWork) -> Edits | None:
        """The edits of a scan that hold, without what is in hand; None while not in memory."""
        is_in_hand = work is self._shown.work and self._before is not None
        return self._before if is_in_hand else work.edits

    def _show(self, work: ScanWork, step: EditStep) -> None:
        """Let edits be those of a scan, which comes to be the one that is shown."""
        self._put(work, step)
        if work is not self._shown.work or work.prepared is None:
            self._shown.choose(work.key)

    def _put(self, work: ScanWork, step: EditStep) -> None:
        """Let edits be those of a scan; where it is shown, what is seen follows."""
        is_seen = work.edits == step.after
        self._hold(work, step)
        if work is not self._shown.work or work.prepared is None:
            return
        self._before = None
        if not is_seen:
            self.changed.emit()
        self.settled.emit()

    def _hold(self, work: ScanWork, step: EditStep) -> None:
        """Let edits hold, in the list and on disk, where every step stays in the journal."""
        key = work.key
        work.take_edits(step.after)
        self._ground.scans.refresh(work)
        self._ground.keeping.keep(lambda study: study.save_steps(key, [step]))
