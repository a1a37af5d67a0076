"""Counting a scan although parts of its file cannot be read: what the user says once, per scan."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QCoreApplication

from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.shown import ShownScan


def may_go_without(shown: ShownScan) -> bool:
    """Whether there is a scan that could be counted without what of it cannot be read."""
    edits = shown.edits
    return shown.damaged is not None or (edits is not None and not edits.without_damaged)


def go_without(shown: ShownScan, desk: EditDesk, counting: CountDesk) -> None:
    """Open, or count, a scan without what of it cannot be read, as a step that can be undone."""
    if shown.damaged is not None:
        shown.open_damaged()
        return
    text = QCoreApplication.translate("session", "count without the damaged area")
    desk.attempt(text, lambda edits: dataclasses.replace(edits, without_damaged=True))
    counting.count()
