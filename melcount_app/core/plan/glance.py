"""What is known of scans before the plan is carried out, without reading them whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from melcount_app.core.brightness import Brightness, brightness_of, thinned
from melcount_app.core.channel import ChannelChoice, is_told_by_names, usual_channel
from melcount_app.core.errors import ScanError
from melcount_app.core.fluorescence import NoFluorescenceError, check_fluorescence
from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.scan import fingerprint, open_scan, preview
from melcount_app.core.scan.base import Scan
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.stains import TRP1, Stains


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What a file tells of itself.

    Attributes:
        path: of the file.
        fingerprint: of its content; empty where it cannot be read.
        size: of level 0; None where it cannot be opened.
        pixel_size: what the file tells, or None.
        channels: names of its channels.
        failure: why it cannot be opened, as a sentence; else empty.
        channel: the one that would be counted if the scan were alone, or that the user chose for
            it; None where that is not known.
        brightness: of all channels; none where it is not known.
        is_by_hand: whether the user chose the channel, for this scan alone.
        notes: what its reader has to say of it, as sentences.
        doubt: why it is counted only where somebody insists, as a sentence; else empty.
    """

    path: Path
    fingerprint: str = ""
    size: Size | None = None
    pixel_size: PixelSize | None = None
    channels: tuple[str, ...] = ()
    failure: str = ""
    channel: ChannelChoice | None = None
    brightness: tuple[Brightness, ...] = ()
    is_by_hand: bool = False
    notes: tuple[str, ...] = ()
    doubt: str = ""


def glance_at(
    paths: Iterable[Path], stains: Stains = TRP1, pick: Pick = NO_PICK
) -> Iterator[ScanFacts]:
    """Open scan after scan; what fails is told in its facts.

    It reads at most 64 MiB of a scan for its fingerprint, and a coarse level, or what stands for
    one.

    Args:
        paths: of the scans.
        stains: what label and other stains are called.
        pick: which image and plane of them the study counts.
    """
    return (_facts(path, stains, pick) for path in paths)


def _facts(path: Path, stains: Stains, pick: Pick) -> ScanFacts:
    try:
        with open_scan(path, pick) as scan:
            seen = _looked_at(scan, stains)
            return ScanFacts(
                path=path,
                fingerprint=fingerprint(path),
                size=scan.size,
                pixel_size=scan.pixel_size,
                channels=scan.channels,
                channel=seen.channel,
                brightness=seen.brightness,
                notes=scan.notes,
                doubt=seen.doubt,
            )
    except ScanError as error:
        return ScanFacts(path, failure=str(error))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the pixels of a scan tell; see `ScanFacts`."""

    channel: ChannelChoice | None
    brightness: tuple[Brightness, ...]
    doubt: str = ""


def _looked_at(scan: Scan, stains: Stains) -> _Seen:
    """The channel that would be counted, how bright all are, and whether that is fluorescence.

    Where pixels cannot be read only names tell; whoever counts the scan says why.
    """
    is_told = scan.dtype == np.uint8 and is_told_by_names(scan.channels, stains)
    try:
        pixels = preview(scan).pixels
    except ScanError:
        if not is_told:
            return _Seen(None, ())
        unknown = tuple(Brightness(0.0) for _ in scan.channels)
        return _Seen(_usual(scan, unknown, stains), unknown)
    brightness = brightness_of(thinned(pixels))
    channel = _usual(scan, brightness, stains)
    try:
        check_fluorescence(scan.path.name, pixels, brightness, channel)
    except NoFluorescenceError as error:
        return _Seen(channel, brightness, str(error))
    return _Seen(channel, brightness)


def _usual(scan: Scan, brightness: tuple[Brightness, ...], stains: Stains) -> ChannelChoice:
    signals = [each.signal for each in brightness]
    return usual_channel(scan.channels, signals, stains, scan.emissions_nm)
