"""What is known of scans before the plan is carried out, without reading them whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from melcount_app.core.brightness import Brightness, look_at_brightness
from melcount_app.core.channel import ChannelChoice, is_told_by_names, usual_channel
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.scan import fingerprint, open_scan
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


def glance_at(
    paths: Iterable[Path], stains: Stains = TRP1, pick: Pick = NO_PICK
) -> Iterator[ScanFacts]:
    """Open scan after scan; what fails is told in its facts.

    It reads at most 64 MiB of a scan for its fingerprint, and a coarse level, or what stands for
    one, where the channel or white cannot be told without.

    Args:
        paths: of the scans.
        stains: what label and other stains are called.
        pick: which image and plane of them the study counts.
    """
    return (_facts(path, stains, pick) for path in paths)


def _facts(path: Path, stains: Stains, pick: Pick) -> ScanFacts:
    try:
        with open_scan(path, pick) as scan:
            channel, brightness = _looked_at(scan, stains)
            return ScanFacts(
                path=path,
                fingerprint=fingerprint(path),
                size=scan.size,
                pixel_size=scan.pixel_size,
                channels=scan.channels,
                channel=channel,
                brightness=brightness,
                notes=scan.notes,
            )
    except ScanError as error:
        return ScanFacts(path, failure=str(error))


def _looked_at(scan: Scan, stains: Stains) -> tuple[ChannelChoice | None, tuple[Brightness, ...]]:
    """The channel that would be counted, and how bright all are.

    Where pixels cannot be read nothing is known; whoever counts the scan says why.
    """
    brightness = tuple(Brightness(0.0) for _ in scan.channels)
    if scan.dtype != np.uint8 or not is_told_by_names(scan.channels, stains):
        try:
            brightness = look_at_brightness(scan)
        except ScanError:
            return None, ()
    signals = [each.signal for each in brightness]
    return usual_channel(scan.channels, signals, stains, scan.emissions_nm), brightness
