"""Reading the list of scans, finding scans and looking at them, as generators of events."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.apart import Looker
from melcount_app.core.errors import MelcountError, ScanError
from melcount_app.core.plan import (
    FoundScan,
    FoundScans,
    LeftOutFile,
    Plan,
    find_scans,
    plan_by_folders,
    propose_plan,
)
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.study import (
    DamagedPartError,
    Joined,
    RenamedCondition,
    ScanEntry,
    Study,
    join_parts,
    renamed_conditions,
    wanted_by,
)
from melcount_app.core.thumbnail import thumbnail_of

AT_ONCE = 25
"""Scans of which the list is told at once, so that it stays responsive."""


@dataclass(frozen=True, slots=True)
class EntriesRead:
    """Some scans of a study, for the list.

    Attributes:
        entries: the scans.
        done: how many of the study were read by now.
        total: how many it has.
    """

    entries: tuple[ScanEntry, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PicturesRead:
    """The small pictures of some scans, by key."""

    pictures: dict[int, QImage]


@dataclass(frozen=True, slots=True)
class ScansFound:
    """Scans among dropped files and folders.

    Attributes:
        found: the scans.
        entries: of each in the study; none where it cannot be written.
        plan: what their folders tell of them.
        looked: all that was found, with what was taken for no scan.
        joined: scans of the study that are parts of others.
        renamed: conditions of the study whose folders got other names.
    """

    found: tuple[FoundScan, ...]
    entries: tuple[ScanEntry, ...]
    plan: Plan
    looked: FoundScans
    joined: Joined
    renamed: tuple[RenamedCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Glanced:
    """A first look at a scan of the list.

    Attributes:
        key: of the scan.
        png: a small picture; empty where there is none.
        picture: the same.
        failure: why the file cannot be read, as a sentence, or empty.
    """

    key: int
    png: bytes
    picture: QImage | None
    failure: str


def reading_study(study: Study) -> Generator[EntriesRead | PicturesRead, None, None]:
    """The scans of a study, then their small pictures; no outline and no density map."""
    entries = study.entries()
    for first in range(0, len(entries), AT_ONCE):
        part = entries[first : first + AT_ONCE]
        yield EntriesRead(part, first + len(part), len(entries))
    if not entries:
        yield EntriesRead((), 0, 0)
    for first in range(0, len(entries), AT_ONCE):
        keys = [entry.scan.key for entry in entries[first : first + AT_ONCE]]
        pictures = {key: _kept_picture(study, key) for key in keys}
        yield PicturesRead({key: picture for key, picture in pictures.items() if picture})


def _kept_picture(study: Study, key: int) -> QImage | None:
    """The small picture of a scan; None without any, or where it is damaged: it is made anew."""
    with suppress(DamagedPartError):
        png = study.thumbnails.of(key)
        picture = _picture(png) if png else None
        return None if picture is None or picture.isNull() else picture
    return None


def looking_for_scans(
    paths: Iterable[Path], study: Study | None, flush: Callable[[], None]
) -> Generator[ScansFound, None, None]:
    """Find the scans among files and in folders, and put them into the study.

    Those that were moved there are scans that the study has.

    Args:
        paths: of files and folders.
        study: that keeps them, or None.
        flush: puts on disk what is not there yet.
    """
    places = tuple(paths)
    looked = find_scans(places, wanted_by(study))
    holds_folder = any(place.is_dir() for place in places)
    plan = propose_plan(looked.scans)[0] if holds_folder else plan_by_folders(looked.scans)
    yield _taken(looked, plan, study, flush)


def putting_back(
    files: Iterable[LeftOutFile], study: Study | None, flush: Callable[[], None]
) -> Generator[ScansFound, None, None]:
    """Put into the study what was left out of it, with the plan of the folder it was found in.

    Args:
        files: that are to be scans.
        study: that keeps them, or None.
        flush: puts on disk what is not there yet.
    """
    chosen: dict[Path, set[Path]] = defaultdict(set)
    for file in files:
        chosen[file.path.parents[len(file.folders)]].add(file.path)
    for root, of_root in chosen.items():
        wanted = dataclasses.replace(wanted_by(study), chosen=of_root)
        looked = find_scans([root], wanted)
        back = {file.path for file in looked.put_back} - set(wanted.paths)
        scans = tuple(scan for scan in looked.scans if scan.path in back)
        plan = propose_plan(looked.scans)[0]
        yield _taken(dataclasses.replace(looked, scans=scans), plan, study, flush)


def _taken(
    looked: FoundScans, plan: Plan, study: Study | None, flush: Callable[[], None]
) -> ScansFound:
    """Put what was found into a study that can be written."""
    entries: tuple[ScanEntry, ...] = ()
    joined, renamed = Joined(), tuple[RenamedCondition, ...]()
    if study is not None and not study.is_read_only:
        with suppress(MelcountError):  # which is told where it is kept
            flush()  # a scan that was taken off just now must be gone there, too
        study.scans.take_moved(scan.path for scan in looked.scans)
        added = study.scans.add_all(scan.path for scan in looked.scans)
        entries = tuple(study.entry(scan.key) for scan in added)
        study.plan.set_left_out(looked.left_out_with(study.plan.left_out()))
        joined = join_parts(study, looked.joined)
        proposed = {scan.path.resolve(): scan.assignment.condition for scan in plan.scans}
        renamed = renamed_conditions(study, proposed)
    return ScansFound(looked.scans, entries, plan, looked, joined, renamed)


def glancing(
    scans: Iterable[tuple[int, Path, bool]], looker: Looker, pick: Pick = NO_PICK
) -> Generator[Glanced, None, None]:
    """Look at scans for the list, one after the other; keys and files go in.

    Args:
        scans: their keys and files, and whether they are looked at without what cannot be read.
        looker: looks at them, in a process of its own.
        pick: which image and plane of them the study counts.

    Raises:
        MelcountError: the process does not start.
    """
    for key, path, without_damaged in scans:
        try:
            png = looker.look(path, thumbnail_of, path, pick, without_damaged=without_damaged)
            yield Glanced(key, png, _picture(png), "")
        except ScanError as error:
            yield Glanced(key, b"", None, str(error))


def _picture(png: bytes) -> QImage:
    return QImage.fromData(png)
