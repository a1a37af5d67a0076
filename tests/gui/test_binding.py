"""What melcount needs of the Qt binding itself."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot


class Sender(QObject):
    sent = Signal()


def test_that_emitting_a_signal_takes_no_reference_away(qtbot: QtBot) -> None:
    """PySide 6.12.0 loses one reference to True per emit; Python 3.11 then aborts after hours."""
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(100):
        sender.sent.emit()
    assert sys.getrefcount(True) > before - 50
