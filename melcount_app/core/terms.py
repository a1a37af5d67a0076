"""The terms of a count: by which channel, white, pixel size and model a scan is counted.

Decided here and nowhere else: the protocol goes before the user's edits, these before what the
file says. Command line, batch, cluster, window and reports all ask `terms_of`. What was decided
for a count is kept in its `CountRequest`, from which it is replayed.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Generic, TypeVar
from typing import Protocol as Structure

from melcount_app.core.brightness import Brightness
from melcount_app.core.channel import UNNAMED, ChannelChoice, named_channel, place_of
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.protocol import Protocol
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.wording import phrase

T = TypeVar("T")


class TermSource(enum.Enum):
    """Who decided a term; the value is what people read."""

    PROTOCOL = phrase("the protocol of the study")
    USER = phrase("the user")
    FILE = phrase("the file")
    NOBODY = phrase("nobody")


@dataclass(frozen=True, slots=True)
class Term(Generic[T]):
    """One thing that a count depends on, and who decided it."""

    value: T
    source: TermSource

    @property
    def is_locked(self) -> bool:
        """Whether the user cannot change it for one scan alone."""
        return self.source is TermSource.PROTOCOL


@dataclass(frozen=True, slots=True)
class FileTerms:
    """What a file says of the terms.

    Attributes:
        channels: names of its channels.
        channel: the one that melcount would count.
        white: value of a saturated pixel of that channel.
        pixel_size: of level 0; None where the file does not tell.
        brightness: of all channels; none where a study kept the scan before it was known.
        pick: which of its images and planes all this is about.
    """

    channels: tuple[str, ...]
    channel: ChannelChoice
    white: float
    pixel_size: PixelSize | None
    brightness: tuple[Brightness, ...] = ()
    pick: Pick = NO_PICK

    def brightness_of(self, channel: int) -> Brightness:
        """How bright a channel is."""
        return self.brightness[channel] if self.brightness else Brightness(0.0, self.white)


class UserTerms(Structure):
    """What the user says of the terms: `Edits`, what a list remembers of them, or options."""

    @property
    def channel(self) -> ChannelChoice | str:
        """The one to count; of a scan that is not opened yet its name, empty for the file's."""

    @property
    def um_per_px(self) -> float | None:
        """Pixel size of level 0; None for that of the file."""

    @property
    def pick(self) -> Pick:
        """Which image and plane of the file."""

    @property
    def without_damaged(self) -> bool:
        """Whether it is counted although parts of it cannot be read."""


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a scan is counted.

    Attributes:
        channel: the one that is counted.
        white: value of a saturated pixel of that channel.
        pixel_size: of level 0; None where nobody told it.
        model_sha256: of the network; empty where any is accepted, as long as no study fixed one.
        black: value of no light, decided with white; None where the format says both.
        pick: which image and plane of the file.
        without_damaged: whether it is counted although parts of it cannot be read.
    """

    channel: Term[ChannelChoice]
    white: Term[float]
    pixel_size: Term[PixelSize | None]
    model_sha256: Term[str]
    pick: Term[Pick]
    black: float | None = None
    without_damaged: bool = False


def terms_of(file: FileTerms, user: UserTerms | None, protocol: Protocol | None) -> Terms:
    """The terms of a scan: protocol over the user's edits over what the file says.

    Args:
        file: what the file says.
        user: what the user says; None where nobody opened the scan yet.
        protocol: of the study; None where it has none.

    Raises:
        ScanError: the scan has no channel of the name that protocol or user give, or their
            pixel size is not a positive number.
    """
    channel = _channel(file, user, protocol)
    white, black = _white(file.brightness_of(channel.value.index), protocol)
    return Terms(
        channel=channel,
        white=white,
        black=black,
        pixel_size=_pixel_size(file, user, protocol),
        model_sha256=Term(protocol.model_sha256, TermSource.PROTOCOL)
        if protocol is not None
        else Term("", TermSource.NOBODY),
        pick=_pick(file, protocol),
        without_damaged=user is not None and user.without_damaged,
    )


def pick_of(user: UserTerms | None, protocol: Protocol | None) -> Pick:
    """Which image and plane of a file are asked for: the protocol goes before the user."""
    asked = user.pick if user is not None else NO_PICK
    return protocol.pick.over(asked) if protocol is not None else asked


def _pick(file: FileTerms, protocol: Protocol | None) -> Term[Pick]:
    """What was opened, which `pick_of` decided."""
    is_fixed = protocol is not None and protocol.pick != NO_PICK
    return Term(file.pick, TermSource.PROTOCOL if is_fixed else TermSource.FILE)


def _channel(
    file: FileTerms, user: UserTerms | None, protocol: Protocol | None
) -> Term[ChannelChoice]:
    if protocol is not None and protocol.channel:
        return Term(_of_protocol(file.channels, protocol.channel), TermSource.PROTOCOL)
    chosen = user.channel if user is not None else ""
    if isinstance(chosen, str):
        chosen = named_channel(file.channels, chosen) if chosen else file.channel
    return Term(chosen, TermSource.FILE if chosen == file.channel else TermSource.USER)


def _white(of: Brightness, protocol: Protocol | None) -> tuple[Term[float], float | None]:
    """White and black; a protocol's are for scans of which the format does not say them."""
    if of.black is None or protocol is None or protocol.white is None:
        return Term(of.white, TermSource.FILE), of.black
    return Term(protocol.white, TermSource.PROTOCOL), protocol.black or 0.0


def _of_protocol(channels: tuple[str, ...], wanted: str) -> ChannelChoice:
    index = place_of(channels, wanted)
    if index is None and channels == (UNNAMED,):
        return ChannelChoice(0, UNNAMED, phrase("the only channel of the scan, which has no name"))
    if index is None:
        raise ScanError(
            f"There is no channel “{wanted}”, which the protocol of the study names; the scan has: "
            f"{', '.join(channels)}."
        )
    return ChannelChoice(index, channels[index], phrase("named by the protocol of the study"))


def _pixel_size(
    file: FileTerms, user: UserTerms | None, protocol: Protocol | None
) -> Term[PixelSize | None]:
    if protocol is not None and protocol.um_per_px is not None:
        size = _told(protocol.um_per_px, PixelSizeSource.PROTOCOL)
        return Term(size, TermSource.PROTOCOL)
    if user is not None and user.um_per_px is not None:
        return Term(_told(user.um_per_px, PixelSizeSource.USER), TermSource.USER)
    source = TermSource.NOBODY if file.pixel_size is None else TermSource.FILE
    return Term(file.pixel_size, source)


def _told(um_per_px: float, source: PixelSizeSource) -> PixelSize:
    try:
        return PixelSize(um_per_px, source)
    except ValueError as error:
        raise ScanError(f"{error} Give µm per pixel, for example 0.4523.") from error
