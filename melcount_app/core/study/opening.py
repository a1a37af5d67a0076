"""From a path to an open study file: made, checked, claimed and brought up to date."""

from __future__ import annotations

import dataclasses
import sqlite3
import stat
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.study.database import (
    DAMAGED,
    Database,
    connect,
    decoding,
    primary_code,
    sentences,
    transaction,
)
from melcount_app.core.study.owner import Owner
from melcount_app.core.study.patience import Wait
from melcount_app.core.study.schema import (
    APPLICATION_ID,
    SCHEMA,
    SUFFIX,
    Schema,
    version_of,
)
from melcount_app.core.study.shape import check_shape

HELD = (
    "“{name}” is open in another window, of {owner}. What you change here is not saved; "
    "close the other window, then open the study again."
)
PROTECTED = (
    "“{name}” is write-protected, or {folder} is. What you change here is not saved; copy the "
    "study to a folder that you may write in, and open the copy."
)
HURT = (
    "“{name}” is damaged. What can be read of it is shown and reported, and nothing is saved in "
    "it; repair it, or open a copy of it from a backup."
)
NEWER = (
    "“{name}” was written by a newer melcount (version {version} of its tables; this program "
    "knows version {known}). Open it with the newer melcount."
)

REFUSALS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
"""Primary error codes of a file, or folder, that may be read and not written."""


LARGEST_CHECKED = 1 << 26
"""Bytes of a file whose pages are all looked at when it is opened, in a few tenths of a second."""

LONGEST_CHECK_S = 3.0
"""After so long a drive is too slow for that."""

STEPS = 10_000
"""Of SQLite between two looks at the clock."""

COPYING, UPGRADING = ".{name}.copying", ".{name}.upgrading"
SALVAGED, REPAIRING = ".{name}.damaged", ".{name}.repairing"
"""What files beside a study are called while it is copied, upgraded or repaired there."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A study file that is open.

    Attributes:
        database: the file; for reading where `held_by` is not empty.
        owner: this opening.
        held_by: why it cannot be written, as a sentence, or empty.
    """

    database: Database
    owner: Owner
    held_by: str


def open_file(path: Path, schema: Schema, *, takes_over: bool, wait: Wait) -> OpenedFile:
    """Open a study file; one that is missing or empty is made.

    A file of an earlier version is brought up to date on a copy, which replaces it. One that
    cannot be written stays as it is: the copy lives in memory.

    Args:
        path: of the file, absolute.
        schema: what the program reads and writes.
        takes_over: write it although another window may be doing so.
        wait: asked where another program keeps it busy, until it is open.

    Raises:
        StudyError: it is no study, damaged, from a newer program, or cannot be made.
    """
    owner = Owner.new()
    with sentences(path):
        _check_file(path)
        was_there = path.exists()
        connection = connect(path, wait)
        try:
            held_by = ""
            if not _is_empty(connection, path):
                _check_version(connection, path, schema)
                held_by = _hurt(connection, path)
            held_by = held_by or _claimed(connection, path, schema, owner, takes_over=takes_over)
            if version_of(connection) < schema.version:
                connection = _upgraded(connection, path, schema, owner, held_by)
            connection.execute(f"PRAGMA query_only = {bool(held_by):d}")
            if was_there and not held_by:
                _remove_leftovers(path)
        except BaseException:
            connection.close()
            raise
    return OpenedFile(Database(path, connection), owner, held_by)


def told_of_empty(path: Path) -> str:
    """That nothing is in a file where a study may have been, as a sentence; empty where that is so.

    A full disc, or a drive that was pulled out, leaves such a file; so does a window that was ended
    before it had written anything.
    """
    try:
        is_empty = path.stat().st_size == 0
    except OSError:
        return ""
    if not is_empty:
        return ""
    return (
        f"“{path.name}” was empty, and a new study is begun in it. If there was a study in it, "
        "open a copy of it from a backup."
    )


def owner_of(connection: sqlite3.Connection) -> Owner | None:
    """Who writes the study; None where nobody does."""
    row = connection.execute("SELECT token, process, pid, host, user, since FROM owner").fetchone()
    return Owner(*row) if row else None


def write_owner(connection: sqlite3.Connection, owner: Owner) -> None:
    """Say who writes the study; inside a transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO owner (id, token, process, pid, host, user, since) "
        "VALUES (1, :token, :process, :pid, :host, :user, :since)",
        dataclasses.asdict(owner),
    )


def release(connection: sqlite3.Connection, owner: Owner) -> None:
    """Let others write the study; inside a transaction."""
    connection.execute("DELETE FROM owner WHERE token = ?", (owner.token,))


def _check_file(path: Path) -> None:
    """Refuse what SQLite would misunderstand."""
    if path.is_dir():
        raise StudyError(f"“{path.name}” is a folder. Choose the study file inside it.")
    if path.suffix.lower() != SUFFIX and path.exists() and path.stat().st_size == 0:
        raise StudyDamagedError(DAMAGED.format(name=path.name))


def _claimed(
    connection: sqlite3.Connection, path: Path, schema: Schema, owner: Owner, *, takes_over: bool
) -> str:
    """Become the owner; returns why that cannot be, or an empty text.

    Who is first is decided by SQLite: the owner is read and written in one transaction.
    """
    protected = PROTECTED.format(name=path.name, folder=path.parent)
    if _is_write_protected(path) and not _is_empty(connection, path):
        return protected
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        with transaction(connection):
            if _is_empty(connection, path):
                schema.create(connection)
            _check_version(connection, path, schema)
            with decoding(path):
                holder = owner_of(connection)
                if holder is not None and holder.is_alive and not takes_over:
                    return HELD.format(name=path.name, owner=holder)
            write_owner(connection, owner)
    except sqlite3.OperationalError as error:
        if primary_code(error) not in REFUSALS or _is_empty(connection, path):
            raise
        return protected
    return ""


def _is_write_protected(path: Path) -> bool:
    """Whether a file exists and is marked read-only, which administrators' writes ignore."""
    return path.exists() and not path.stat().st_mode & stat.S_IWUSR


def _is_empty(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether nothing was ever committed to a file."""
    connection.execute("PRAGMA schema_version").fetchone()  # rolls back what a crash left
    return path.stat().st_size == 0


def _check_version(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Refuse what is no study, one from a newer program, and what runs statements of its own."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = version_of(connection)
    if application != APPLICATION_ID or version < 1:
        raise StudyDamagedError(DAMAGED.format(name=path.name))
    if version > schema.version:
        raise StudyError(NEWER.format(name=path.name, version=version, known=schema.version))
    check_shape(connection, path, schema.tables)


def _hurt(connection: sqlite3.Connection, path: Path) -> str:
    """Why a file with damaged pages is not written, else an empty text.

    SQLite may write over what is whole where it follows a damaged page.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    if pages * page > LARGEST_CHECKED:
        return ""
    end = time.monotonic() + LONGEST_CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if primary_code(error) == sqlite3.SQLITE_INTERRUPT:
            return ""
        raise
    finally:
        connection.set_progress_handler(None, 0)
    return "" if found == ("ok",) else HURT.format(name=path.name)


def _upgraded(
    connection: sqlite3.Connection, path: Path, schema: Schema, owner: Owner, held_by: str
) -> sqlite3.Connection:
    """A connection to the tables as they are now, in place of the one given."""
    if held_by:
        memory = connect(":memory:")
        connection.backup(memory)
        with decoding(path), transaction(memory):
            schema.upgrade(memory)
        connection.close()
        return memory
    beside = path.with_name(UPGRADING.format(name=path.name))
    try:
        with decoding(path):
            _write_upgraded(connection, beside, schema)
        connection.close()  # Windows replaces no file that is open
        beside.replace(path)
    except BaseException:
        _remove(beside)
        with closing(connect(path)) as old, transaction(old):
            release(old, owner)
        raise
    return connect(path)


def _write_upgraded(connection: sqlite3.Connection, beside: Path, schema: Schema) -> None:
    _remove(beside)  # left over from a crash
    with closing(connect(beside)) as copy:
        connection.backup(copy)
        with transaction(copy):
            schema.upgrade(copy)


def reopened(path: Path) -> sqlite3.Connection:
    """A connection to a study file that is there, and was open before.

    Raises:
        StudyError: it is not there, or no study.
    """
    path.stat()  # SQLite would make a new file
    connection = connect(path)
    try:
        _check_version(connection, path, SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def write_copy(connection: sqlite3.Connection, path: Path, owner: Owner) -> None:
    """Write a copy of an open study beside its place, then put it there; nobody has it open.

    Raises:
        StudyError: it cannot be written.
    """
    beside = path.with_name(COPYING.format(name=path.name))
    with sentences(path):
        try:
            _remove(beside)  # left over from a crash
            with closing(connect(beside)) as copy:
                connection.backup(copy)
                with transaction(copy):
                    release(copy, owner)
            beside.replace(path)
        except BaseException:
            with suppress(OSError):
                _remove(beside)
            raise


def _remove(database: Path) -> None:
    """Remove a file that nobody has open, with its journal."""
    for name in (f"{database.name}-journal", database.name):
        database.with_name(name).unlink(missing_ok=True)


def _remove_leftovers(path: Path) -> None:
    """Remove what programs that were killed left beside a study that is written here.

    Nobody upgrades a study that is ours, nor repairs one into a file that is there; what is being
    copied there is locked.
    """
    for name in (COPYING, UPGRADING, SALVAGED, REPAIRING):
        file = path.with_name(name.format(name=path.name))
        with suppress(OSError):  # it stays and harms nobody
            if not _is_locked(file):
                _remove(file)


def _is_locked(database: Path) -> bool:
    """Whether some program writes a file, which need not hold anything yet."""
    if not database.is_file():
        return False
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            return primary_code(error) == sqlite3.SQLITE_BUSY
    return False
