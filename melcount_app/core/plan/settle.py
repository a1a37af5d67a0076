"""What a study decides once for all its scans: the channel that is counted, and white of 16 bit.

Scans that are compared are counted on one channel and by one white. Left to each scan alone, a
product that dims the label would move the treated scans to another channel, or make them as bright
as the control.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from melcount_app.core.brightness import Brightness
from melcount_app.core.channel import (
    LABEL_COLOUR,
    STRONGEST,
    UNNAMED,
    ChannelChoice,
    called_as_label,
    place_of,
)
from melcount_app.core.plan.glance import ScanFacts
from melcount_app.core.stains import TRP1, Stains

SUPPORT = 2.0
"""The white of a study is one that another scan has, too, within this factor: one scan that shines
does not darken all others."""

TOO_FAR = 4.0
"""Scans whose whites differ by more were hardly exposed alike: a white four times too high moves
the count by 8 %."""

PEDESTAL = 0.1
"""Blacks that differ by more than this part of white are not those of one camera."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is decided for all scans of a study.

    Attributes:
        channel: the one that is counted, by name; empty where each scan has its own.
        reason: why, as half a sentence.
        white: value of a saturated pixel; None where no scan needs one, or each has its own.
        black: value of no light that goes with it.
        is_guess: whether the channel was found by its signal, as no name tells it.
    """

    channel: str = ""
    reason: str = ""
    white: float | None = None
    black: float | None = None
    is_guess: bool = False

    def under(self, white: float | None, black: float | None) -> Settled:
        """The same by the white and black of a protocol, where it says them."""
        return self if white is None else dataclasses.replace(self, white=white, black=black)


def settle(facts: Iterable[ScanFacts], channel: str = "", stains: Stains = TRP1) -> Settled:
    """Decide channel and white for all scans of a study.

    Args:
        facts: of its scans; those that cannot be opened have no say.
        channel: that somebody named; empty to find one.
        stains: what label and other stains are called.
    """
    scans = [each for each in facts if each.channel is not None]
    found = (channel, "") if channel else _channel(scans, stains)
    is_guess = not channel and bool(found[0]) and any(_is_guess(each) for each in scans)
    return Settled(*found, *_white(scans, found[0]), is_guess)


def _is_guess(facts: ScanFacts) -> bool:
    return facts.channel is not None and facts.channel.reason == STRONGEST


def chosen_names(facts: Iterable[ScanFacts]) -> Counter[str]:
    """How many scans would be counted on a channel of which name, each by itself.

    Names that differ by case only are one; scans whose only channel has no name are passed over.
    """
    found = [each.channel.name for each in facts if each.channel is not None and is_named(each)]
    shown = {name.casefold(): name for name in reversed(found)}
    return Counter(shown[name.casefold()] for name in found)


def is_named(facts: ScanFacts) -> bool:
    """Whether a file names its channels, or has the colours of a camera."""
    return facts.channels != (UNNAMED,)


def _channel(scans: Sequence[ScanFacts], stains: Stains) -> tuple[str, str]:
    """The name of the channel, and why; empty where scans go on by themselves."""
    names = chosen_names(scans)
    if not names or (len(names) == 1 and not all(map(is_named, scans))):
        return "", ""
    if len(names) == 1:
        (name,) = names
        reasons = Counter(each.channel.reason for each in scans if each.channel is not None)
        return name, reasons.most_common(1)[0][0]
    if any(each.is_by_hand for each in scans):
        return "", ""
    named = [name for name in names if stains.names_label(name) and name != LABEL_COLOUR]
    if len(named) > 1:
        return "", ""
    if named:
        return named[0], called_as_label(named[0])
    best = max(names, key=lambda name: (names[name], name == LABEL_COLOUR, _signal(scans, name)))
    return best, "the channel that most scans show, since they differ"


def _signal(scans: Sequence[ScanFacts], name: str) -> float:
    """How strong a channel is in all scans, each compared with its strongest one."""
    shares = []
    for each in scans:
        place = place_of(each.channels, name)
        strongest = max((of.signal for of in each.brightness), default=0.0)
        if place is not None and strongest > 0:
            shares.append(each.brightness[place].signal / strongest)
    return sum(shares)


def counted_brightness(facts: Iterable[ScanFacts], channel: str) -> list[Brightness]:
    """How bright the counted channel is in the scans of 16 bit that have it."""
    found = []
    for each in facts:
        place = _place(each.channels, each.channel, channel)
        if place is not None and each.brightness and each.brightness[place].black is not None:
            found.append(each.brightness[place])
    return found


def _place(channels: Sequence[str], own: ChannelChoice | None, channel: str) -> int | None:
    if channel and channels != (UNNAMED,):
        return place_of(channels, channel)
    return own.index if own is not None else None


def _white(scans: Sequence[ScanFacts], channel: str) -> tuple[float | None, float | None]:
    """One white and black for all scans; none where there are several cameras."""
    found = counted_brightness(scans, channel)
    if not found or are_of_several_cameras(found):
        return None, None
    whites = sorted((each.white for each in found), reverse=True)
    supported = (high for high, next_ in pairwise(whites) if high <= SUPPORT * next_)
    return next(supported, whites[0]), min(each.black or 0.0 for each in found)


def are_of_several_cameras(found: Sequence[Brightness]) -> bool:
    """Whether black differs so much that no single one will do."""
    blacks = [each.black or 0.0 for each in found]
    span = max((each.white - (each.black or 0.0) for each in found), default=0.0)
    return bool(blacks) and max(blacks) - min(blacks) > PEDESTAL * span


def are_exposed_differently(found: Sequence[Brightness]) -> bool:
    """Whether whites differ so much that one for all makes some scans too dark."""
    spans = [each.white - (each.black or 0.0) for each in found]
    return bool(spans) and max(spans) > TOO_FAR * min(spans)
