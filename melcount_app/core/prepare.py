"""From a file to all that is known of a scan before it is counted."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from melcount_app.core.channel import ChannelChoice, choose_channel, white_of
from melcount_app.core.geometry import PixelSize, Rect, Size
from melcount_app.core.mask import Mask, make_mask
from melcount_app.core.profile import Stage, Stopwatch
from melcount_app.core.scan import fingerprint, open_scan
from melcount_app.core.scan.base import CoarseLevel, LayeredScan, Scan
from melcount_app.core.scan.pyramid import build_coarse_levels, needs_coarse_levels, preview

OVERVIEW_SIDE_PX = 2200
"""The overview is the finest level whose longer side is at most this."""


@dataclass(frozen=True, slots=True)
class PreparedScan:
    """What is known of a scan before it is counted.

    Attributes:
        path: the file.
        fingerprint: of its content.
        size: of level 0.
        channels: names of its channels.
        pixel_size: what the file tells, or None.
        white: value of a saturated pixel.
        coarse: levels held in memory where the file has none; shared, never written to.
        overview: one coarse level with all channels, (height, width, channels).
        channel: the one to count.
        mask: found on the overview.
    """

    path: Path
    fingerprint: str
    size: Size
    channels: tuple[str, ...]
    pixel_size: PixelSize | None
    white: float
    coarse: tuple[CoarseLevel, ...]
    overview: CoarseLevel
    channel: ChannelChoice
    mask: Mask

    def open(self) -> Scan:
        """The scan with its coarse levels, for the calling thread."""
        return layered(open_scan(self.path), self.coarse)


@dataclass(frozen=True, slots=True)
class ScanPreviewed:
    """The file opened: something to look at while the rest is read."""

    preview: CoarseLevel
    size: Size
    channels: tuple[str, ...]
    pixel_size: PixelSize | None


@dataclass(frozen=True, slots=True)
class ScanRead:
    """Coarse levels are being made from a file that has none; `fraction` from 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class ScanPrepared:
    """The last event: all that is known."""

    scan: PreparedScan


PrepareEvent: TypeAlias = ScanPreviewed | ScanRead | ScanPrepared


def layered(scan: Scan, coarse: tuple[CoarseLevel, ...]) -> Scan:
    """The scan with coarse levels added, if there are any."""
    return LayeredScan(scan, coarse) if coarse else scan


def prepare_scan(
    path: Path,
    *,
    channel: str | None = None,
    is_watched: bool = True,
    stopwatch: Stopwatch | None = None,
) -> Generator[PrepareEvent, None, None]:
    """Open a scan, look at it whole, choose the channel and find the sample.

    Args:
        path: the file.
        channel: the user's choice by name, or None.
        is_watched: whether somebody wants to see a preview.
        stopwatch: told what takes time.

    Yields:
        `ScanPreviewed` where it is wanted, `ScanRead` where coarse levels must be made, then
        `ScanPrepared`.

    Raises:
        ScanError: the file cannot be read as a scan, or has no such channel.
    """
    stopwatch = stopwatch or Stopwatch()
    with stopwatch.time(Stage.OPENING):
        identity = fingerprint(path)
        scan = open_scan(path)
    with scan as file:
        if is_watched:
            yield ScanPreviewed(preview(file), file.size, file.channels, file.pixel_size)
        coarse: tuple[CoarseLevel, ...] = ()
        if needs_coarse_levels(file):
            with stopwatch.time(Stage.COARSE):
                coarse = yield from read_coarse_levels(file)
        with stopwatch.time(Stage.OVERVIEW):
            overview = _overview(layered(file, coarse))
            choice = choose_channel(overview.pixels, file.channels, channel)
            mask = make_mask(overview.pixels[..., choice.index], overview.downsample, file.size)
        yield ScanPrepared(
            PreparedScan(
                path=path,
                fingerprint=identity,
                size=file.size,
                channels=file.channels,
                pixel_size=file.pixel_size,
                white=white_of(overview.pixels),
                coarse=coarse,
                overview=overview,
                channel=choice,
                mask=mask,
            )
        )


def read_coarse_levels(
    scan: Scan,
) -> Generator[ScanRead, None, tuple[CoarseLevel, ...]]:
    """Make the coarse levels that a file lacks, reporting progress."""
    fractions = build_coarse_levels(scan)
    while True:
        try:
            yield ScanRead(next(fractions))
        except StopIteration as finished:
            coarse: tuple[CoarseLevel, ...] = finished.value
            return coarse


def _overview(scan: Scan) -> CoarseLevel:
    small = [
        index
        for index, level in enumerate(scan.levels)
        if max(level.size.width, level.size.height) <= OVERVIEW_SIDE_PX
    ]
    index = small[0] if small else len(scan.levels) - 1
    level = scan.levels[index]
    pixels = scan.read(index, Rect(0, 0, level.size.width, level.size.height))
    return CoarseLevel(pixels, level.downsample)
