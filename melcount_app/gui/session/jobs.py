"""The session's long work as generators of events; they run on pool threads and touch no widget."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.count import CountEvent, ScanCounted, count_scan, request_count
from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.geometry import PixelSize
from melcount_app.core.mask import Mask, MaskSettings, load_mask, make_mask
from melcount_app.core.measure import measure
from melcount_app.core.model import ModelCard
from melcount_app.core.outcome import Outcome
from melcount_app.core.plan import FoundScan, Plan, find_scans, plan_by_folders, propose_plan
from melcount_app.core.prepare import PreparedScan, PrepareEvent, ScanPrepared, prepare_scan
from melcount_app.core.quality import Flag, flags_of, guaranteed, why_no_intervals
from melcount_app.core.region import Region, load_regions
from melcount_app.core.report import Written, build_report, write_results, write_text
from melcount_app.core.study import Study, StudyScan
from melcount_app.gui.session.files import thumbnail_of
from melcount_app.gui.session.state import Numbers


@dataclass(frozen=True, slots=True)
class ScanOpened:
    """A scan can be worked on.

    Attributes:
        key: in the study.
        prepared: what is known of the file.
        edits: those of an earlier time that fit the file, else the automatic ones.
        counted: an earlier count of it, or None.
        is_new: whether the edits are the automatic ones.
    """

    key: int
    prepared: PreparedScan
    edits: Edits
    counted: ScanCounted | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class ScanPlaced:
    """A scan that was not in the study has its place there."""

    key: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What follows from the edits and the count of a scan."""

    key: int
    numbers: Numbers
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class MaskFound:
    """A mask to show, and the channel that it was found on."""

    mask: Mask
    channel: ChannelChoice
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class RegionsRead:
    """Regions of a file."""

    path: Path
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class TextSaved:
    """A GeoJSON file was written."""

    path: Path


@dataclass(frozen=True, slots=True)
class Exported:
    """All results were written."""

    key: int
    written: Written


@dataclass(frozen=True, slots=True)
class ScansFound:
    """Scans among dropped files and folders.

    Attributes:
        found: the scans.
        keys: of each in the study; none where it cannot be written.
        plan: what their folders tell of them.
    """

    found: tuple[FoundScan, ...]
    keys: tuple[int, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Glanced:
    """A first look at a scan of the list: a PNG, or why it cannot be read."""

    key: int
    png: bytes
    failure: str


FileEvent: TypeAlias = MaskFound | RegionsRead | TextSaved


def opening(
    path: Path, key: int, study: Study | None
) -> Generator[PrepareEvent | ScanPlaced | ScanOpened, None, None]:
    """Read a scan, and what the study keeps of it; key -1 stands for one that is not in it."""
    for event in prepare_scan(path):
        if key < 0 and study is not None and not study.is_read_only:
            study.take_moved([path])
            key = study.add_scan(path).key
            yield ScanPlaced(key)
        if not isinstance(event, ScanPrepared):
            yield event
            continue
        scan = event.scan
        edits = study.edits(key) if study and key >= 0 else None
        counted = study.count(key) if study and edits else None
        fits = edits is not None and edits.mask.scan_size == scan.size
        yield ScanOpened(
            key,
            scan,
            edits if edits is not None and fits else Edits(scan.channel, scan.mask),
            counted if fits else None,
            not fits,
        )


def counting(
    key: int,
    prepared: PreparedScan,
    edits: Edits,
    model: Path,
    earlier: ScanCounted | None,
) -> Generator[CountEvent | Measured, None, None]:
    """Count a scan, taking over the tiles of an earlier count."""
    request = request_count(
        dataclasses.replace(prepared, channel=edits.channel),
        model=model,
        um_per_px=edits.um_per_px,
        mask=edits.mask,
    )
    for counted in count_scan(request, coarse=prepared.coarse, earlier=earlier):
        yield counted
        if isinstance(counted, ScanCounted):
            pixel_size = counted.request.pixel_size
            yield from measuring(key, prepared, edits, pixel_size, model, counted)


def measuring(
    key: int,
    prepared: PreparedScan,
    edits: Edits,
    pixel_size: PixelSize | None,
    model: Path,
    counted: ScanCounted | None,
    known: Numbers | None = None,
) -> Generator[Measured, None, None]:
    """Integrate the count over mask and regions; without a count, areas and flags are told.

    Args:
        key: of the scan.
        prepared: the scan.
        edits: of the user.
        pixel_size: of level 0.
        model: its folder.
        counted: the count that applies to the edits.
        known: earlier numbers of the same mask, pixel size and count; only regions are new.
    """
    card = counted.request.card if counted else ModelCard.load(model)
    flags = known.flags if known else _flags(prepared, edits, pixel_size, card, counted)
    intervals = guaranteed(card.interval, flags)
    found = measure(
        counted.density if counted else None,
        edits.mask,
        edits.regions,
        pixel_size,
        intervals,
        known.measurement if known else None,
    )
    share = counted.density.counted_share(edits.mask.outline) if counted else 0.0
    numbers = Numbers(found, flags, why_no_intervals(card.interval, flags), share)
    outcome = Outcome.of(found, flags, card.sha256) if counted else None
    yield Measured(key, numbers, outcome)


def finding_mask(
    prepared: PreparedScan,
    channel: ChannelChoice,
    settings: MaskSettings,
    *,
    is_final: bool = True,
) -> Generator[MaskFound, None, None]:
    """Find the sample on a channel."""
    overview = prepared.overview
    pixels = overview.pixels[..., channel.index]
    mask = make_mask(pixels, overview.downsample, prepared.size, settings)
    yield MaskFound(mask, channel, is_final)


def loading_mask(
    path: Path, prepared: PreparedScan, channel: ChannelChoice
) -> Generator[MaskFound, None, None]:
    """Read a mask from a GeoJSON file."""
    yield MaskFound(load_mask(path, prepared.size), channel)


def loading_regions(path: Path, prepared: PreparedScan) -> Generator[RegionsRead, None, None]:
    """Read regions from a GeoJSON file."""
    yield RegionsRead(path, load_regions(path, prepared.size))


def saving_text(path: Path, text: str) -> Generator[TextSaved, None, None]:
    """Write a GeoJSON file."""
    yield TextSaved(write_text(path, text))


def looking_for_scans(
    paths: Iterable[Path], study: Study | None
) -> Generator[ScansFound, None, None]:
    """Find the scans among files and in folders, and put them into the study.

    Those that were moved there are scans that the study has.
    """
    places = tuple(paths)
    found = find_scans(places)
    holds_folder = any(place.is_dir() for place in places)
    plan = propose_plan(found)[0] if holds_folder else plan_by_folders(found)
    is_kept = study is not None and not study.is_read_only
    added: tuple[StudyScan, ...] = ()
    if study and is_kept:
        study.take_moved(scan.path for scan in found)
        added = study.add_scans(scan.path for scan in found)
    yield ScansFound(found, tuple(scan.key for scan in added), plan)


def glancing(scans: Iterable[tuple[int, Path]]) -> Generator[Glanced, None, None]:
    """Look at scans for the list, one after the other; keys and files go in."""
    for key, path in scans:
        try:
            yield Glanced(key, thumbnail_of(path), "")
        except MelcountError as error:
            yield Glanced(key, b"", str(error))


def exporting(
    key: int, prepared: PreparedScan, edits: Edits, counted: ScanCounted, folder: Path
) -> Generator[Exported, None, None]:
    """Write the workbook, the density map, the numbers and the mask into a folder."""
    report = build_report(
        dataclasses.replace(prepared, channel=edits.channel), counted, edits.regions
    )
    yield Exported(key, write_results(report, folder))


def _flags(
    prepared: PreparedScan,
    edits: Edits,
    pixel_size: PixelSize | None,
    card: ModelCard,
    counted: ScanCounted | None,
) -> tuple[Flag, ...]:
    return flags_of(
        prepared.overview.pixels,
        prepared.white,
        pixel_size,
        card.scan_um_per_px,
        edits.mask,
        counted.likeness(edits.mask) if counted else None,
    )
