"""The way into the file that all parts of an open study share: who may write, and when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from melcount_app.core.errors import StudyError
from melcount_app.core.study.database import sentences
from melcount_app.core.study.opening import (
    OpenedFile,
    owner_of,
    release,
    reopened,
    write_copy,
    write_owner,
)
from melcount_app.core.study.patience import Wait

TAKEN_OVER = (
    "“{name}” was taken over by {owner}. What you change here is no longer saved; close the "
    "study, and open it again when the other window is closed."
)

Row: TypeAlias = tuple[Any, ...]


class Access:
    """Reads and writes an open file, for one thread at a time.

    Attributes:
        path: of the file, absolute.
        held_by: why nothing can be written, as a sentence; empty where it can.
    """

    def __init__(self, path: Path, file: OpenedFile) -> None:
        self.path = path
        self.held_by = file.held_by
        self._database = file.database
        self._owner = file.owner

    @property
    def folder(self) -> Path:
        """Of the file."""
        return self.path.parent

    @property
    def is_open(self) -> bool:
        """Until `close`."""
        return self._database.is_open

    def close(self) -> None:
        """Let go of the file, as it is."""
        self._owner.give_up()
        self._database.close()

    def waiting(self, wait: Wait) -> AbstractContextManager[None]:
        """Inside, another program that keeps the file busy is waited for; see `Study.waiting`."""
        return self._database.waiting(wait)

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """The connection, for this thread alone.

        Raises:
            StudyError: the file cannot be read.
        """
        return self._database.reading()

    @contextmanager
    def writing(self, *keys: int) -> Iterator[sqlite3.Connection]:
        """The connection in one transaction, or in the outer one if nested.

        Args:
            keys: of scans that are written about.

        Raises:
            StudyError: the file cannot be written, or is not ours to write; nothing has changed.
            KeyError: a scan is not in the study.
        """
        if self.held_by:
            raise StudyError(self.held_by)
        with self._database.writing() as connection:
            self._check_owner(connection)
            for key in keys:
                row = connection.execute("SELECT 1 FROM scan WHERE key = ?", (key,)).fetchone()
                if row is None:
                    raise KeyError(key)
            yield connection

    @contextmanager
    def leaving(self) -> Iterator[sqlite3.Connection | None]:
        """The last transaction: others may write the study after it.

        It has no connection where another window took the study over.
        """
        with self._database.writing() as connection:
            is_ours = owner_of(connection) == self._owner
            yield connection if is_ours else None
            if is_ours:
                release(connection, self._owner)

    def reconnect(self) -> None:
        """Open the file anew: a connection is lost with its drive, and does not come back with it.

        Raises:
            StudyError: the file is not there, or another window has taken it.
        """
        with sentences(self.path):
            connection = reopened(self.path)
            try:
                self._check_owner(connection)
            except BaseException:
                connection.close()
                raise
            self._database.renew(connection)

    def ensure_connected(self) -> None:
        """Open the file anew where the connection was lost; that is seen by writing something.

        A study that another window has, or takes, is left as it is.

        Raises:
            StudyError: the file is not there.
        """
        if self.held_by:
            return
        try:
            with self.writing() as connection:
                release(connection, self._owner)  # what stays the same would not be written
                write_owner(connection, self._owner)
        except StudyError:
            if not self.held_by:
                self.reconnect()

    def copy_to(self, path: Path) -> None:
        """Write all that is saved into another file, which nobody has open then."""
        if path == self.path:
            raise StudyError(
                f"“{path.name}” is the study itself. Choose another name or folder for the copy."
            )
        with self.reading() as connection:
            write_copy(connection, path, self._owner)

    def row(self, query: str, *values: object) -> Row | None:
        """The first row that a query gives; None without any."""
        with self.reading() as connection:
            row: Row | None = connection.execute(query, values).fetchone()
            return row

    def rows(self, query: str, *values: object) -> list[Row]:
        """All rows that a query gives."""
        with self.reading() as connection:
            return connection.execute(query, values).fetchall()

    def _check_owner(self, connection: sqlite3.Connection) -> None:
        """Refuse to write beside a window that took the study over."""
        owner = owner_of(connection)
        if owner != self._owner:
            who = owner or "another window"
            self.held_by = TAKEN_OVER.format(name=self.path.name, owner=who)
            raise StudyError(self.held_by)
