"""Reading one scan, and what the study keeps of it, as a generator of events."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.apart import Looker, look_first
from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.model import stains_of
from melcount_app.core.order import Options
from melcount_app.core.prepare import (
    PreparedScan,
    PrepareEvent,
    ScanPrepared,
    ScanPreviewed,
    prepare_scan,
)
from melcount_app.core.scan.pick import Pick
from melcount_app.core.study import DamagedPartError, ScanEntry, Study
from melcount_app.core.terms import pick_of
from melcount_app.core.thumbnail import drawn_small


@dataclass(frozen=True, slots=True)
class ScanPlaced:
    """A scan that was not in the list has its place in the study."""

    entry: ScanEntry


@dataclass(frozen=True, slots=True)
class ScanOpened:
    """A scan can be worked on.

    Attributes:
        prepared: what is known of the file.
        edits: those of an earlier time that fit the file, else the automatic ones.
        counted: an earlier count of it, or None.
        is_new: whether the edits are the automatic ones.
    """

    prepared: PreparedScan
    edits: Edits
    counted: ScanCounted | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class ScanPictured:
    """The small picture of a scan for the list, as PNG and as it is shown."""

    png: bytes
    picture: QImage


@dataclass(frozen=True, slots=True)
class OpenedBy:
    """How a scan is read.

    Attributes:
        model: folder of the network that counts where no protocol says otherwise.
        looker: looks first at files of which nobody knows what they take.
        without_damaged: whether it is read although parts of it cannot be.
        wants_picture: whether the list lacks its small picture.
    """

    model: Path
    looker: Looker
    without_damaged: bool = False
    wants_picture: bool = False


def opening(
    path: Path,
    key: int,
    study: Study | None,
    flush: Callable[[], None],
    by: OpenedBy,
) -> Generator[PrepareEvent | ScanPlaced | ScanPictured | ScanOpened, None, None]:
    """Read a scan, and what the study keeps of it.

    Args:
        path: of the file.
        key: of the scan in the study; -1 for one that is not in the list.
        study: that keeps it, or None.
        flush: puts on disk what is not there yet.
        by: how it is read.
    """
    protocol = study.terms.protocol() if study is not None else None
    user = Options(without_damaged=by.without_damaged)
    look_first(by.looker, path, pick_of(None, protocol), without_damaged=by.without_damaged)
    for event in prepare_scan(path, user=user, protocol=protocol, stains=stains_of(by.model)):
        if key < 0 and study is not None and not study.is_read_only:
            with suppress(MelcountError):  # which is told where it is kept
                flush()  # a scan that was taken off just now must be gone there, too
            study.scans.take_moved([path])
            key = study.scans.add(path).key
            yield ScanPlaced(study.entry(key))
        if not isinstance(event, ScanPrepared):
            yield event
            if isinstance(event, ScanPreviewed) and by.wants_picture:
                png = drawn_small(event.preview.pixels)
                yield ScanPictured(png, QImage.fromData(png))
            continue
        with suppress(MelcountError):  # which is told where it is kept
            flush()
        opened = _opened(event.scan, key, study, pick_of(None, protocol))
        if opened.is_new:
            edits = dataclasses.replace(opened.edits, without_damaged=by.without_damaged)
            opened = dataclasses.replace(opened, edits=edits)
        yield opened


def _opened(prepared: PreparedScan, key: int, study: Study | None, asked: Pick) -> ScanOpened:
    try:
        edits = study.edits.of(key) if study is not None and key >= 0 else None
    except DamagedPartError as error:  # from now on the file's own outline, which is to be told
        prepared, edits = dataclasses.replace(prepared, notes=(*prepared.notes, str(error))), None
    if edits is None or not edits.are_of(prepared.size, prepared.pick, asked):
        found = Edits(prepared.channel, prepared.mask, pick=prepared.pick)
        return ScanOpened(prepared, found, None, is_new=True)
    try:
        return ScanOpened(prepared, edits, study.counts.of(key) if study else None, is_new=False)
    except DamagedPartError as error:
        prepared = dataclasses.replace(prepared, notes=(*prepared.notes, str(error)))
        return ScanOpened(prepared, edits, None, is_new=False)
