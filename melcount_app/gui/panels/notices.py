"""What went wrong when a study was opened, above all else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from melcount_app.gui.beginning import Notice
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message, MessageBar


@dataclass(frozen=True, slots=True)
class Telling:
    """What a window tells its user that has not been closed.

    Attributes:
        notices: what went wrong when the study was opened.
        messages: above the scan.
    """

    notices: tuple[Notice, ...]
    messages: tuple[Message, ...]


class NoticeBar(MessageBar):
    """Stays until the user closes it."""

    _notices: tuple[Notice, ...] = ()

    def show_notices(self, notices: Sequence[Notice]) -> Path | None:
        """Show at least one notice; the damaged study that one of them is about."""
        self._notices = tuple(notices)
        sentences = "\n".join(told(notice.sentence) for notice in notices)
        folder = next((notice.folder for notice in notices if notice.folder), None)
        damaged = next((notice.damaged for notice in notices if notice.damaged), None)
        offers = ("repair",) if damaged else ()
        self.show_message(Message(sentences, folder=folder, offers=offers))
        return damaged

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Those that are shown."""
        return self._notices if self.message is not None else ()
