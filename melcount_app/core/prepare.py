"""From a file to all that is known of a scan before it is counted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from melcount_app.core.brightness import Brightness, brightness_of, picture_of
from melcount_app.core.burnt_in import Light, burnt_in
from melcount_app.core.channel import ChannelChoice, usual_channel
from melcount_app.core.geometry import PixelSize, Rect, Size
from melcount_app.core.holes import NO_HOLES, Holes, damaged_of, filled, holes_of
from melcount_app.core.mask import Mask, make_mask
from melcount_app.core.profile import Phase, Stopwatch
from melcount_app.core.protocol import Protocol
from melcount_app.core.scan import fingerprint
from melcount_app.core.scan.base import CoarseLevel, LayeredScan, Pixels, Scan
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.scan.pick import NO_PICK, ImageFacts, Pick
from melcount_app.core.scan.pyramid import build_coarse_levels, needs_coarse_levels, preview
from melcount_app.core.stains import TRP1, Stains
from melcount_app.core.terms import FileTerms, Terms, UserTerms, pick_of, terms_of
from melcount_app.core.work import retold

BURNT_SHARE = 0.01
"""Of a picture; more that is burnt in is told."""

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
        white: value of a saturated pixel of the channel that melcount would count.
        coarse: levels held in memory where the file has none; shared, never written to.
        overview: one coarse level with all channels, (height, width, channels).
        channel: the one that melcount would count.
        mask: found on the overview, on the channel that is counted by the terms of the scan.
        brightness: of all channels; none where a study kept the scan before it was known.
        notes: what the user must know of the file, as sentences.
        pick: which of its images and planes this is; all open where it holds but one.
        images: that it holds, where these are several.
        planes: of this image, in focus and time.
        holes: what cannot be counted of it, as far as it was looked at.
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
    brightness: tuple[Brightness, ...] = ()
    notes: tuple[str, ...] = ()
    pick: Pick = NO_PICK
    images: tuple[ImageFacts, ...] = ()
    planes: int = 1
    holes: Holes = NO_HOLES

    @property
    def file_terms(self) -> FileTerms:
        """What the file says of the terms of its count."""
        return FileTerms(
            channels=self.channels,
            channel=self.channel,
            white=self.white,
            pixel_size=self.pixel_size,
            brightness=self.brightness,
            pick=self.pick,
        )

    def picture(self, channel: int) -> Pixels:
        """One channel of the overview, on which the sample is found: (height, width)."""
        return _picture(self.overview, channel, self.holes)


@dataclass(frozen=True, slots=True)
class ScanPreviewed:
    """The file opened: something to look at while the rest is read."""

    preview: CoarseLevel
    size: Size
    channels: tuple[str, ...]
    pixel_size: PixelSize | None
    pick: Pick = NO_PICK


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
    user: UserTerms | None = None,
    protocol: Protocol | None = None,
    is_watched: bool = True,
    stains: Stains = TRP1,
) -> Generator[PrepareEvent, None, PreparedScan]:
    """Open a scan, look at it whole, and find the sample on the channel that is counted.

    Args:
        path: the file.
        user: what the user says of the terms.
        protocol: of the study.
        is_watched: whether somebody wants to see a preview.
        stains: what label and other stains are called.

    Yields:
        `ScanPreviewed` where it is wanted, `ScanRead` where coarse levels must be made, then
        `ScanPrepared`.

    Returns:
        What `ScanPrepared` tells.

    Raises:
        ScanError: the file cannot be read as a scan, or does not have the channel asked for.
    """
    identity = fingerprint(path)
    pick, is_forgiven = pick_of(user, protocol), user is not None and user.without_damaged
    with open_believed(path, pick, without_damaged=is_forgiven) as file:
        if is_watched:
            yield ScanPreviewed(preview(file), file.size, file.channels, file.pixel_size, file.pick)
        prepared = yield from prepare_open(
            file, identity, partial(terms_of, user=user, protocol=protocol), Stopwatch(), stains
        )
    yield ScanPrepared(prepared)
    return prepared


def prepare_open(
    file: Scan,
    identity: str,
    decide: Callable[[FileTerms], Terms],
    stopwatch: Stopwatch,
    stains: Stains = TRP1,
) -> Generator[ScanRead, None, PreparedScan]:
    """Prepare a scan that is open, and stays so.

    Args:
        file: without coarse levels that are not in it.
        identity: its fingerprint.
        decide: by which terms it is counted.
        stopwatch: told what takes time.
        stains: what label and other stains are called.
    """
    coarse = yield from _read_coarse_levels(file, stopwatch)
    with stopwatch.time(Phase.OVERVIEW):
        overview, holes = _looked_at(layered(file, coarse))
        told = _told_by(file, overview, stains)
        mask, notes = _sample(overview, decide(told), holes, file.size)
        return PreparedScan(
            path=file.path,
            fingerprint=identity,
            size=file.size,
            channels=file.channels,
            pixel_size=file.pixel_size,
            white=told.white,
            coarse=coarse,
            overview=overview,
            channel=told.channel,
            mask=mask,
            brightness=told.brightness,
            notes=(*file.notes, *notes),
            pick=file.pick,
            images=file.images,
            planes=file.planes,
            holes=holes,
        )


def _sample(
    overview: CoarseLevel, terms: Terms, holes: Holes, size: Size
) -> tuple[Mask, tuple[str, ...]]:
    """The sample on the counted channel, and what is to be told of that."""
    picture = _picture(overview, terms.channel.value.index, holes)
    return make_mask(picture, overview.downsample, size), tuple(_about_burnt_in(overview, terms))


def _picture(overview: CoarseLevel, channel: int, holes: Holes) -> Pixels:
    """One channel of an overview: a sample goes on where the file is damaged."""
    picture = picture_of(overview.pixels[..., channel])
    return filled(picture, overview.downsample, holes.damaged)


def _looked_at(scan: Scan) -> tuple[CoarseLevel, Holes]:
    """The overview, with what level 0 lacks by the tables of the file, and what was not read."""
    overview = overview_of(scan)
    damaged = damaged_of(scan, overview_level(scan))
    return overview, dataclasses.replace(holes_of(scan, 0), damaged=damaged)


def _about_burnt_in(overview: CoarseLevel, terms: Terms) -> Iterator[str]:
    """That much of a picture is burnt in, where it is."""
    plane = np.ascontiguousarray(overview.pixels[..., terms.channel.value.index])
    burnt = burnt_in(plane, Light(terms.white.value, terms.black or 0.0))
    share = 0.0 if burnt is None else float(burnt.mean())
    if share >= BURNT_SHARE:
        yield (
            f"{100 * share:.0f} % of the picture is padding, a frame or text at the brightness of "
            "white. No cells are counted there; leave it out of the sample, since its area counts."
        )


def _told_by(file: Scan, overview: CoarseLevel, stains: Stains) -> FileTerms:
    """What a file says of the terms, by its overview."""
    brightness = brightness_of(overview.pixels)
    signals = [each.signal for each in brightness]
    channel = usual_channel(file.channels, signals, stains, file.emissions_nm)
    white = brightness[channel.index].white
    return FileTerms(file.channels, channel, white, file.pixel_size, brightness, file.pick)


def with_coarse_levels(
    file: Scan, coarse: tuple[CoarseLevel, ...]
) -> Generator[ScanRead, None, Scan]:
    """A scan that is open with its coarse levels; made anew where they are missing and needed."""
    if not coarse:
        coarse = yield from _read_coarse_levels(file, Stopwatch())
    return layered(file, coarse)


def _read_coarse_levels(
    scan: Scan, stopwatch: Stopwatch
) -> Generator[ScanRead, None, tuple[CoarseLevel, ...]]:
    """Make the coarse levels that a file needs and lacks, reporting progress."""
    if not needs_coarse_levels(scan):
        return ()
    with stopwatch.time(Phase.COARSE):
        made = yield from retold(build_coarse_levels(scan), ScanRead)
    return made


def overview_of(scan: Scan, side_px: int = OVERVIEW_SIDE_PX) -> CoarseLevel:
    """The finest level whose longer side is at most `side_px`, read whole; else the coarsest."""
    index = overview_level(scan, side_px)
    level = scan.levels[index]
    pixels = scan.read(index, Rect(0, 0, level.size.width, level.size.height))
    return CoarseLevel(pixels, level.downsample)


def overview_level(scan: Scan, side_px: int = OVERVIEW_SIDE_PX) -> int:
    """The finest level whose longer side is at most `side_px`; else the coarsest."""
    small = [
        index
        for index, level in enumerate(scan.levels)
        if max(level.size.width, level.size.height) <= side_px
    ]
    return small[0] if small else len(scan.levels) - 1
