"""What a user may change about a scan, and the undoable step from one such state to the next."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.mask import Mask
from melcount_app.core.region import Region


@dataclass(frozen=True, slots=True)
class Edits:
    """All that the user may change about a scan.

    Attributes:
        channel: the one that is counted and shown.
        mask: the outline of the sample.
        regions: in the order of the table.
        um_per_px: pixel size given by the user; None to use that of the file.
    """

    channel: ChannelChoice
    mask: Mask
    regions: tuple[Region, ...] = ()
    um_per_px: float | None = None

    def free_region_name(self) -> str:
        """The first of "region 1", "region 2", ... that no region has."""
        taken = {region.name for region in self.regions}
        return next(name for n in itertools.count(1) if (name := f"region {n}") not in taken)


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
