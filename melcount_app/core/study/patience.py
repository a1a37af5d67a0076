"""A study that another program is writing is waited for, as long as somebody wants to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeAlias

from typing_extensions import override

from melcount_app.core.study.texts import TextConnection

PATIENCE_S = 5.0
"""How long another program's transaction is waited for without a word."""

Wait: TypeAlias = Callable[[], bool]
"""Called each time that SQLite has waited so long in vain: says so, and whether to wait on."""


def not_longer() -> bool:
    """Wait no longer than SQLite does."""
    return False


class PatientConnection(TextConnection):
    """A connection that tries a statement again while the file is busy.

    All transactions here begin by taking the file for writing, so that none that waits keeps
    another from ending.

    Attributes:
        wait: asked whether to try again.
    """

    wait: Wait = staticmethod(not_longer)

    @override
    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        while True:
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or not self.wait():
                    raise
