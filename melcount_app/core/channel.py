"""Which channel of a scan holds the melanocytes: by name, and where names do not tell by signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from melcount_app.core.errors import ScanError
from melcount_app.core.stains import TRP1, Called, Stains

LABEL_COLOUR = "green"
"""TRP1 is labelled with a green dye in the scans the method was made for."""

COLOURS = frozenset(("red", LABEL_COLOUR, "blue"))
"""Channels of cameras that see colours. They are named after what they see, not after a stain."""

ABSENT_SHARE = 0.2
"""Green is given up when its signal is below this share of the strongest channel's."""

LEAST_SIGNAL = 3.0
"""Grey levels below which a channel holds no signal."""


STRONGEST = "the strongest signal, since no name tells which channel is the label"
"""Why a channel is counted that was found by its signal alone."""

UNNAMED = "grey"
"""The only channel of files that name none."""


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """The channel that is counted, and why.

    Attributes:
        index: place among the scan's channels.
        name: of the channel.
        reason: half a sentence for the user.
    """

    index: int
    name: str
    reason: str


def place_of(channels: Sequence[str], wanted: str) -> int | None:
    """Place of the channel of a name, in whatever case; None where there is none."""
    names = [name.casefold() for name in channels]
    return names.index(wanted.casefold()) if wanted.casefold() in names else None


def named_channel(channels: Sequence[str], wanted: str) -> ChannelChoice:
    """The channel that the user names.

    Raises:
        ScanError: there is none of that name.
    """
    index = place_of(channels, wanted)
    if index is None:
        raise ScanError(f"There is no channel “{wanted}”; choose one of: {', '.join(channels)}.")
    return ChannelChoice(index, channels[index], "chosen by the user")


def usual_channel(
    channels: Sequence[str],
    signals: Sequence[float],
    stains: Stains = TRP1,
    emissions_nm: Sequence[float | None] = (),
) -> ChannelChoice:
    """The channel that is called as the label is, or has its light; else the strongest that may be.

    Of colours it is green, unless the signal is in another one.

    Args:
        channels: their names.
        signals: of each, in grey levels.
        stains: what label and other stains are called.
        emissions_nm: wavelengths of their light, None where not told; empty where none is.
    """
    if len(channels) == 1:
        return ChannelChoice(0, channels[0], "the only channel of the scan")
    if are_colours(channels):
        return _colour(channels, signals)
    places, called = stains.likeliest(channels)
    of_its_light = stains.emitting_like_label(places, emissions_nm) if len(places) > 1 else ()
    index = max(of_its_light or places, key=lambda place: signals[place])
    name = channels[index]
    if len(of_its_light) == 1:
        wavelength = f"{emissions_nm[index]:g}"
        reason = f"its light has {wavelength} nm, as the label's; names do not tell"
    elif len(places) > 1:
        reason = STRONGEST
    elif called in (Called.LABEL, Called.DYE):
        reason = called_as_label(name)
    elif called is Called.NOTHING:
        reason = "the only one that has no name of another stain"
    else:
        reason = "the only one that is not called as nuclei or bright field are"
    return ChannelChoice(index, name, reason)


def called_as_label(name: str) -> str:
    """Why the channel of a name is counted, where the name tells it."""
    return f"called {name}, a name of the label"


def is_told_by_names(channels: Sequence[str], stains: Stains = TRP1) -> bool:
    """Whether names alone tell the channel, so that nobody needs to look at the signals."""
    is_one = len(channels) == 1
    return is_one or (not are_colours(channels) and len(stains.likeliest(channels)[0]) == 1)


def are_colours(channels: Sequence[str]) -> bool:
    """Whether channels are the colours of a camera, not stains."""
    return {name.casefold() for name in channels} == COLOURS


def _colour(channels: Sequence[str], signals: Sequence[float]) -> ChannelChoice:
    strongest = max(range(len(channels)), key=lambda place: signals[place])
    green = place_of(channels, LABEL_COLOUR)
    assert green is not None  # noqa: S101 - it is one of the colours
    if signals[green] < ABSENT_SHARE * signals[strongest]:
        reason = (
            f"the signal is there: green has {signals[green]:.0f} grey levels of it, "
            f"{channels[strongest]} {signals[strongest]:.0f}"
        )
        return ChannelChoice(strongest, channels[strongest], reason)
    has_signal = signals[green] >= LEAST_SIGNAL
    reason = (
        "the usual channel of the label, and it has signal"
        if has_signal
        else "the usual channel of the label, but it is without signal"
    )
    return ChannelChoice(green, channels[green], reason)
