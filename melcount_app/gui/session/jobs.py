"""The session's long work as generators of events; they run on pool threads and touch no Qt."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.count import CountEvent, ScanCounted, count_scan, request_count
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import PixelSize
from melcount_app.core.mask import Mask, load_mask, make_mask
from melcount_app.core.measure import measure
from melcount_app.core.model import ModelCard
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.quality import flags_of, guaranteed, why_no_intervals
from melcount_app.core.region import Region, load_regions
from melcount_app.core.report import Written, build_report, write_results, write_text
from melcount_app.gui.session.state import Numbers


@dataclass(frozen=True, slots=True)
class Measured:
    """What follows from the edits and the count."""

    numbers: Numbers


@dataclass(frozen=True, slots=True)
class MaskFound:
    """A mask to show, and the channel that it was found on."""

    mask: Mask
    channel: ChannelChoice


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

    written: Written


FileEvent: TypeAlias = MaskFound | RegionsRead | TextSaved


def counting(
    prepared: PreparedScan, edits: Edits, model: Path, earlier: ScanCounted | None
) -> Generator[CountEvent, None, None]:
    """Count what the edits say, taking over the tiles of an earlier count."""
    request = request_count(
        dataclasses.replace(prepared, channel=edits.channel),
        model=model,
        um_per_px=edits.um_per_px,
        mask=edits.mask,
    )
    yield from count_scan(request, coarse=prepared.coarse, earlier=earlier)


def measuring(
    prepared: PreparedScan,
    edits: Edits,
    pixel_size: PixelSize | None,
    model: Path,
    counted: ScanCounted | None,
) -> Generator[Measured, None, None]:
    """Integrate the count over mask and regions; without a count, areas and flags are told."""
    card = counted.request.card if counted else ModelCard.load(model)
    flags = flags_of(
        prepared.overview.pixels,
        prepared.white,
        pixel_size,
        card.scan_um_per_px,
        edits.mask,
        counted.likeness(edits.mask) if counted else None,
    )
    density, intervals = counted.density if counted else None, guaranteed(card.interval, flags)
    found = measure(density, edits.mask, edits.regions, pixel_size, intervals)
    yield Measured(Numbers(found, flags, why_no_intervals(card.interval, flags)))


def finding_mask(
    prepared: PreparedScan, channel: ChannelChoice
) -> Generator[MaskFound, None, None]:
    """Find the sample on a channel."""
    if channel.index == prepared.channel.index:
        yield MaskFound(prepared.mask, channel)
        return
    overview = prepared.overview
    pixels = overview.pixels[..., channel.index]
    yield MaskFound(make_mask(pixels, overview.downsample, prepared.size), channel)


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


def exporting(
    prepared: PreparedScan, edits: Edits, counted: ScanCounted, folder: Path
) -> Generator[Exported, None, None]:
    """Write the workbook, the density map, the numbers and the mask into a folder."""
    report = build_report(
        dataclasses.replace(prepared, channel=edits.channel), counted, edits.regions
    )
    yield Exported(write_results(report, folder))
