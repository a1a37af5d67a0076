"""An SQLite file that several threads use one after another, and what is said when it fails."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.foreign import foreign
from melcount_app.core.study.patience import PATIENCE_S, PatientConnection, Wait, not_longer

DAMAGED = (
    "“{name}” is damaged or is not a melcount study. Repair it, or open a copy of it from a backup."
)
REFUSED = (
    "“{name}” cannot be opened or written in {folder}. Check that the folder is there and that "
    "you may write in it."
)
SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "“{name}” was not saved: the disc that holds {folder} is full. Free some space; what "
        "was saved before is kept."
    ),
    sqlite3.SQLITE_IOERR: (
        "“{name}” cannot be read or written in {folder} ({error}). Check the drive; what was "
        "saved before is kept."
    ),
    sqlite3.SQLITE_BUSY: (
        "“{name}” is being written by another program. Try again when that is done."
    ),
    sqlite3.SQLITE_READONLY_DBMOVED: (
        "“{name}” is no longer in {folder}. Put it back, so that what you change can be saved."
    ),
    sqlite3.SQLITE_READONLY: REFUSED,
    sqlite3.SQLITE_CANTOPEN: REFUSED,
    sqlite3.SQLITE_PERM: REFUSED,
}
"""What is said, by SQLite's error code, extended or primary; all other failures are damage."""

MOST_BYTES = 1 << 28
"""Of one value, and of what it is unpacked into: the map of the largest scan has half of it."""

PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "trusted_schema = OFF",  # nothing that the file brings along is run
    "cell_size_check = ON",  # damaged pages are noticed before they are followed
    "mmap_size = 0",  # a drive that goes is an error, not the end of the process
)
"""What holds for every connection."""


def connect(place: Path | str, wait: Wait = not_longer) -> sqlite3.Connection:
    """A connection that threads may hand to each other, in autocommit.

    A rollback journal beside the file and full syncing: a write-ahead log does not work on
    network drives. Texts may hold what is not UTF-8, as names of files do.

    Args:
        place: of the file.
        wait: asked where another program keeps it busy.
    """
    connection = sqlite3.connect(
        place,
        timeout=PATIENCE_S,
        isolation_level=None,
        check_same_thread=False,
        factory=PatientConnection,
    )
    connection.wait = wait
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turns failures of SQLite with a file into sentences for the user.

    Raises:
        StudyError: instead of an error of the file; what is a bug of the program stays.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.DatabaseError as error:
        sentence = SENTENCES.get(_code(error)) or SENTENCES.get(primary_code(error), DAMAGED)
        kind = StudyDamagedError if sentence == DAMAGED else StudyError
        raise kind(sentence.format(name=path.name, folder=path.parent, error=error)) from error
    except UnicodeDecodeError as error:  # in what SQLite says of damage
        raise StudyDamagedError(DAMAGED.format(name=path.name)) from error
    except OSError as error:
        raise StudyError(REFUSED.format(name=path.name, folder=path.parent)) from error


def decoding(path: Path, sentence: str = DAMAGED) -> AbstractContextManager[None]:
    """Turns failures to understand what a file holds into a sentence that names it.

    Raises:
        StudyDamagedError: instead of them.
    """
    return foreign(
        lambda _: StudyDamagedError(sentence.format(name=path.name)),
        *(sqlite3.Error, OSError),  # which `sentences` tells
    )


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary error code; that of damage where Python itself found the error."""
    return _code(error) & 0xFF


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: committed at the end, rolled back when something is raised."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Database:
    """One open SQLite file.

    Attributes:
        path: of the file.
        is_open: until `close`.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._wait: Wait = not_longer
        self._lock = threading.RLock()
        self.is_open = True
        self._set_wait()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone.

        Raises:
            StudyError: the file cannot be read.
        """
        with self._lock, sentences(self.path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection, for this thread alone, in one transaction; in the outer one if nested.

        Raises:
            StudyError: the file cannot be written; nothing has changed.
        """
        with self._lock, sentences(self.path), ExitStack() as stack:
            if not self._connection.in_transaction:
                stack.enter_context(transaction(self._connection))
            yield self._connection

    @contextmanager
    def waiting(self, wait: Wait) -> Iterator[None]:
        """Inside, what all threads ask of the file waits while another program keeps it busy."""
        before, self._wait = self._wait, wait
        self._set_wait()
        try:
            yield
        finally:
            self._wait = before
            self._set_wait()

    def _set_wait(self) -> None:
        if isinstance(self._connection, PatientConnection):
            self._connection.wait = self._wait

    def renew(self, connection: sqlite3.Connection) -> None:
        """Go on with another connection to the file; the one before is let go of."""
        with self._lock:
            before, self._connection = self._connection, connection
            self._set_wait()
            before.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self.is_open = False
            self._connection.close()
