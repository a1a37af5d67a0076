"""Which channel of a scan holds the melanocytes, and how bright its white is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from melcount_app.core.errors import ScanError
from melcount_app.core.scan.base import Pixels

LABEL_CHANNEL = "green"
"""TRP1 is labelled with a green dye in the scans the method was made for."""

ABSENT_SHARE = 0.2
"""Green is given up when its signal is below this share of the strongest channel's."""

LEAST_WHITE = 255.0
"""White of 8 bit, and the least that is taken for white in 16 bit."""

LEAST_SIGNAL = 3.0
"""Grey levels below which a channel holds no signal."""


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


def choose_channel(overview: Pixels, channels: Sequence[str], wanted: str | None) -> ChannelChoice:
    """Green, unless the user says otherwise or the signal is in another channel.

    Args:
        overview: (height, width, channels) pixels of a coarse level.
        channels: their names.
        wanted: the user's choice by name, or None.

    Raises:
        ScanError: there is no channel of the wanted name.
    """
    names = [name.casefold() for name in channels]
    if wanted is not None:
        if wanted.casefold() not in names:
            raise ScanError(
                f"There is no channel “{wanted}”; choose one of: {', '.join(channels)}."
            )
        index = names.index(wanted.casefold())
        return ChannelChoice(index, channels[index], "chosen by the user")
    if len(channels) == 1:
        return ChannelChoice(0, channels[0], "the only channel of the scan")
    signals = [_signal(overview[..., index]) for index in range(len(channels))]
    strongest = int(np.argmax(signals))
    if LABEL_CHANNEL not in names:
        reason = "the strongest signal, since no channel is called green"
        return ChannelChoice(strongest, channels[strongest], reason)
    green = names.index(LABEL_CHANNEL)
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


def _signal(pixels: Pixels) -> float:
    low, high = np.percentile(pixels, (5, 99.5))
    return float(high - low)


def white_of(overview: Pixels) -> float:
    """The value of a saturated pixel: 255 in 8 bit, the brightest of the overview in 16 bit.

    A 16-bit file does not tell how many of its bits the scanner uses. Between a quarter and
    twice the right brightness the shipped model's counts change by less than 6 %.
    """
    if overview.dtype == np.uint8:
        return LEAST_WHITE
    return max(float(overview.max(initial=0)), LEAST_WHITE)
