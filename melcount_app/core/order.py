"""One count from the file to the result: what is asked, in one record, and how it is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.count import (
    CHANGED,
    CountRequest,
    ScanCounted,
    TileCounted,
    count_open,
    request_count,
)
from melcount_app.core.edits import Edits
from melcount_app.core.errors import ScanError
from melcount_app.core.fluorescence import NoFluorescenceError, check_fluorescence
from melcount_app.core.mask import load_mask
from melcount_app.core.model import Model
from melcount_app.core.outline_files import load_regions
from melcount_app.core.paths import models_folder
from melcount_app.core.prepare import PreparedScan, ScanRead, prepare_open, with_coarse_levels
from melcount_app.core.profile import Phase, Stopwatch
from melcount_app.core.protocol import Protocol
from melcount_app.core.scan import fingerprint
from melcount_app.core.scan.base import Scan
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.terms import Terms, pick_of, terms_of
from melcount_app.core.work import retold

READING_SHARE = 0.3
"""Of the work on a scan whose coarse levels have to be made first."""

REPLACED = (
    "“{name}” is not the file that was planned: its content has changed since. Put the planned "
    "file back, or accept the changed one."
)


OTHER_IMAGE_OPENED = (
    "Another image of “{name}” is counted than the one that was opened. Open it again."
)
OTHER_IMAGE_OUTLINED = (
    "“{name}” was outlined on another image of the file than the one that is counted. Open it "
    "again and check the outline."
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of a scan that is not opened yet.

    Attributes:
        channel: name of the one to count; empty for the usual one.
        um_per_px: pixel size of level 0; None for that of the file.
        mask: file of outlines of the sample; None for the automatic outline.
        regions: file of outlines of what is counted besides; None for none.
        pick: which image and plane of the file.
        all_outlines: whether detections, and any number of outlines, are meant, too.
        without_damaged: whether it is counted although parts of it cannot be read.
    """

    channel: str = ""
    um_per_px: float | None = None
    mask: Path | None = None
    regions: Path | None = None
    pick: Pick = NO_PICK
    all_outlines: bool = False
    without_damaged: bool = False

    def edits(self, prepared: PreparedScan) -> Edits:
        """The same of a scan that is prepared.

        Raises:
            GeometryError: a file cannot be used.
            ScanError: there is no such channel.
        """
        size, are_meant = prepared.size, self.all_outlines
        edits = Edits(
            channel=terms_of(prepared.file_terms, self, None).channel.value,
            mask=load_mask(self.mask, size, all_are_meant=are_meant)
            if self.mask
            else prepared.mask,
            um_per_px=self.um_per_px,
            pick=prepared.pick,
            without_damaged=self.without_damaged,
        )
        if self.regions is None:
            return edits
        return edits.with_regions_of(load_regions(self.regions, size, all_are_meant=are_meant))


@dataclass(frozen=True, slots=True)
class CountOrder:
    """All that is asked of one count.

    Attributes:
        scan: the file.
        model: folder of the model; the protocol's is looked for there first, then among those
            that ship with the program.
        user: what the user says; None for the automatic outline on the usual channel.
        protocol: of the study; it goes before the user. None where there is none.
        fingerprint: of the content that was planned; empty where any will do.
        prepared: what is known of the file, where somebody opened it earlier.
        earlier: a count whose tiles are taken over where they fit.
        accepts_damage: whether parts that cannot be read are left out where there are some,
            although the user has not said so of this scan.
        insists: whether it is counted although it does not look like fluorescence; that the
            user's edits may say, too.
    """

    scan: Path
    model: Path
    user: Edits | Options | None = None
    protocol: Protocol | None = None
    fingerprint: str = ""
    prepared: PreparedScan | None = None
    earlier: ScanCounted | None = None
    accepts_damage: bool = False
    insists: bool = False

    @property
    def without_damaged(self) -> bool:
        """Whether the scan is counted although parts of it cannot be read."""
        return self.accepts_damage or _says_so(self.user)

    @property
    def pick(self) -> Pick:
        """Which image and plane of the file are counted, as far as somebody says."""
        return pick_of(self.user, self.protocol)


@dataclass(frozen=True, slots=True)
class CountProgress:
    """How much of the work is done.

    Attributes:
        fraction: from 0 to 1.
        tile: the one that was counted just now; None while the file is read.
    """

    fraction: float
    tile: TileCounted | None = None


@dataclass(frozen=True, slots=True)
class CountDone:
    """The last event: the scan was counted.

    Attributes:
        prepared: what is known of the file.
        edits: the user's, or the automatic ones; the protocol is not in them.
        counted: the count, described by edits and protocol.
        is_new: whether anything was counted; else it is the earlier count, which stands.
    """

    prepared: PreparedScan
    edits: Edits
    counted: ScanCounted
    is_new: bool


CountOneEvent: TypeAlias = CountProgress | CountDone


def count_one(
    order: CountOrder, stopwatch: Stopwatch | None = None
) -> Generator[CountOneEvent, None, CountDone]:
    """Count one scan; the only way to a count for whoever does not have its `CountRequest`.

    The file is opened once. It is looked at whether it is the one that was planned or prepared.

    Args:
        order: what is asked.
        stopwatch: told what takes time.

    Yields:
        `CountProgress` as the work goes on, then one `CountDone`.

    Returns:
        The `CountDone`.

    Raises:
        ScanError: the file cannot be read, or is another than it was; or the terms do not fit it.
        GeometryError: an outline of the user's cannot be used.
        ModelError: the model cannot be used, or the protocol's is not there.
    """
    stopwatch = stopwatch or Stopwatch()
    model = _model(order)
    with ExitStack() as stack:
        with stopwatch.time(Phase.PREPARING):
            with stopwatch.time(Phase.OPENING):
                identity = _identity(order)
                file = stack.enter_context(_opened(order))
                _check_image(order, file)
            prepared = yield from _prepared(order, file, identity, model, stopwatch)
            edits, terms = _edits(order, prepared)
            request = request_count(prepared, terms, edits.mask, model)
        with stopwatch.time(Phase.COUNTING):
            counted = yield from _counted(order, request, prepared, file, stopwatch)
    is_new = order.earlier is None or counted.density is not order.earlier.density
    done = CountDone(prepared, _kept(edits, order, counted), counted, is_new)
    yield done
    return done


def _kept(edits: Edits, order: CountOrder, counted: ScanCounted) -> Edits:
    """The edits, that accept damage where there is some, or where the user said so."""
    is_accepted = counted.request.lacks_damaged or _says_so(order.user)
    return dataclasses.replace(edits, without_damaged=is_accepted)


def _says_so(user: Edits | Options | None) -> bool:
    """Whether the user said of this scan that it is counted without what cannot be read."""
    return user is not None and user.without_damaged


def _opened(order: CountOrder) -> Scan:
    return open_believed(order.scan, order.pick, without_damaged=order.without_damaged)


def _model(order: CountOrder) -> Model:
    if order.protocol is None:
        return Model.load(order.model)
    return order.protocol.find_model(order.model, models_folder())


def _identity(order: CountOrder) -> str:
    """The fingerprint of the file as it is now, which is what was expected."""
    identity = fingerprint(order.scan)
    if order.fingerprint not in ("", identity):
        raise ScanError(REPLACED.format(name=order.scan.name))
    if order.prepared is not None and order.prepared.fingerprint != identity:
        raise ScanError(CHANGED.format(name=order.scan.name))
    return identity


def _check_image(order: CountOrder, file: Scan) -> None:
    """Refuse what was made of another image of the file than is counted."""
    if order.prepared is not None and order.prepared.pick != file.pick:
        raise ScanError(OTHER_IMAGE_OPENED.format(name=order.scan.name))
    if isinstance(order.user, Edits) and not order.user.are_of(file.size, file.pick, order.pick):
        raise ScanError(OTHER_IMAGE_OUTLINED.format(name=order.scan.name))


def _prepared(
    order: CountOrder, file: Scan, identity: str, model: Model, stopwatch: Stopwatch
) -> Generator[CountProgress, None, PreparedScan]:
    """What is known of the file, from earlier or now."""
    if order.prepared is not None:
        return order.prepared
    decide = partial(terms_of, user=order.user, protocol=order.protocol)
    events = prepare_open(file, identity, decide, stopwatch, model.card.stains)
    prepared = yield from retold(events, _told_of_reading)
    return prepared


def _edits(order: CountOrder, prepared: PreparedScan) -> tuple[Edits, Terms]:
    """The user's edits, or the automatic ones, and the terms that follow from them."""
    user = order.user
    if isinstance(user, Options):
        user = user.edits(prepared)
    edits = user or Edits(prepared.channel, prepared.mask, pick=prepared.pick)
    edits = dataclasses.replace(edits, without_damaged=order.without_damaged)
    terms = terms_of(prepared.file_terms, edits, order.protocol)
    return _insisting(order, prepared, edits, terms), terms


def _insisting(order: CountOrder, prepared: PreparedScan, edits: Edits, terms: Terms) -> Edits:
    """The edits, that insist on the count where the order has to.

    Raises:
        NoFluorescenceError: the scan does not look like fluorescence, and nobody insists.
    """
    if edits.insists:
        return edits
    overview, brightness = prepared.overview.pixels, prepared.brightness
    try:
        check_fluorescence(order.scan.name, overview, brightness, terms.channel.value)
    except NoFluorescenceError:
        if not order.insists:
            raise
        return dataclasses.replace(edits, insists=True)
    return edits


def _counted(
    order: CountOrder,
    request: CountRequest,
    prepared: PreparedScan,
    file: Scan,
    stopwatch: Stopwatch,
) -> Generator[CountProgress, None, ScanCounted]:
    reading = with_coarse_levels(file, prepared.coarse)
    scan = yield from retold(reading, _told_of_reading)
    has_read = scan is not file and (order.prepared is None or not prepared.coarse)
    read = READING_SHARE if has_read else 0.0

    def told(tile: TileCounted) -> CountProgress:
        return CountProgress(read + (1 - read) * tile.done / tile.total, tile)

    counted = yield from retold(count_open(request, scan, order.earlier, stopwatch), told)
    return counted


def _told_of_reading(event: ScanRead) -> CountProgress:
    return CountProgress(READING_SHARE * event.fraction)
