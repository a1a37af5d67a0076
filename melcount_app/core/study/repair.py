"""What is whole in a damaged study is saved into a new one; the damaged file stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.study.database import connect, sentences, transaction
from melcount_app.core.study.opening import NEWER, REPAIRING, SALVAGED, owner_of
from melcount_app.core.study.rebuild import DamagedRowError, Rebuild, understood
from melcount_app.core.study.salvage import UNREADABLE_ROW, Salvage, copy_readable, with_head
from melcount_app.core.study.schema import APPLICATION_ID, SCHEMA, version_of

NOTHING = "“{name}” holds nothing that could be saved as a study. Open a copy of it from a backup."


@dataclass(frozen=True, slots=True)
class RepairProgress:
    """So much of the scans of a study has been looked at, between 0 and 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class StudyRepaired:
    """A new study with all that was whole.

    Attributes:
        path: of the new study.
        scans: how many it has.
        outlines: how many of them with their outline.
        regions: how many there are on all of them.
        counts: how many of the scans with their count.
        lost: a sentence for each thing that was not whole; scans by name.
    """

    path: Path
    scans: int
    outlines: int
    regions: int
    counts: int
    lost: tuple[str, ...]


def repair_study(
    source: Path, target: Path
) -> Generator[RepairProgress | StudyRepaired, None, None]:
    """Save what is whole in a study into a new one.

    Every row is read by itself, and every record by what reads it in a study; numbers that follow
    from a count are measured anew from its density map rather than believed.

    Args:
        source: the damaged study; it is only read.
        target: of the new one; nothing may be there.

    Yields:
        `RepairProgress`, then one `StudyRepaired`.

    Raises:
        StudyError: another window writes the study, nothing in it is whole, it is from a newer
            program, or the new one cannot be written.
    """
    source, target = source.resolve(), target.resolve()
    _check_places(source, target)
    copy = target.with_name(SALVAGED.format(name=target.name))
    beside = target.with_name(REPAIRING.format(name=target.name))
    with sentences(target), _gone_afterwards(copy, beside):
        copy_readable(source, copy)
        connection = _opened(copy, beside, source.name)
        with closing(connection), closing(connect(beside)) as new, transaction(new):
            SCHEMA.create(new)
            rebuild = Rebuild(Salvage(connection, copy.stat().st_size), new, source, target)
            for fraction in rebuild.run():
                yield RepairProgress(fraction)
            if not rebuild.paths and not rebuild.steps:
                raise StudyDamagedError(NOTHING.format(name=source.name))
        beside.rename(target)
    yield _result(rebuild, target)


def _check_places(source: Path, target: Path) -> None:
    if not source.is_file():
        raise StudyError(f"There is no study {source}. Check its name and folder.")
    with sentences(source):
        source.open("rb").close()
    if target.exists():
        raise StudyError(
            f"“{target.name}” is there already. Choose another name for the new study."
        )


def _result(rebuild: Rebuild, target: Path) -> StudyRepaired:
    return StudyRepaired(
        path=target,
        scans=len(rebuild.paths),
        outlines=rebuild.outlines,
        regions=rebuild.regions,
        counts=rebuild.counts,
        lost=tuple(rebuild.lost),
    )


@contextmanager
def _gone_afterwards(*files: Path) -> Iterator[None]:
    """Files that are there only for a while, with their journals; those of a crash go first."""

    def remove() -> None:
        for file in files:
            for name in (f"{file.name}-journal", file.name):
                file.with_name(name).unlink(missing_ok=True)

    remove()
    try:
        yield
    finally:
        with suppress(OSError):
            remove()


def _opened(copy: Path, beside: Path, name: str) -> sqlite3.Connection:
    """The copy of a damaged study, its head mended where that is destroyed.

    Raises:
        StudyError: it is no study, from a newer program, or written by another window.
    """
    connection = _readable(copy)
    if connection is None:
        with_head(copy, beside)
        connection = _readable(copy)
    if connection is None:
        raise StudyDamagedError(NOTHING.format(name=name))
    try:
        _check_free(connection, name)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_free(connection: sqlite3.Connection, name: str) -> None:
    """Refuse a study from a newer program, and one that a window is writing."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = version_of(connection)
    if application == APPLICATION_ID and version > SCHEMA.version:
        raise StudyError(NEWER.format(name=name, version=version, known=SCHEMA.version))
    holder = None
    with suppress(DamagedRowError), understood():  # then it tells of none
        holder = owner_of(connection)
        holder = holder if holder is not None and holder.is_alive else None
    if holder is not None:
        raise StudyError(
            f"“{name}” is open in a window, of {holder}. Close that window, then repair the study."
        )


def _readable(copy: Path) -> sqlite3.Connection | None:
    """A connection where the list of tables can be read, and the scans are among them."""
    connection: sqlite3.Connection | None = None
    with suppress(*UNREADABLE_ROW):
        connection = connect(copy)
        if "absolute_path" in Salvage(connection, copy.stat().st_size).columns("scan"):
            return connection
    if connection is not None:
        connection.close()
    return None
