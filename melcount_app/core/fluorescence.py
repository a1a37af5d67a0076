"""Whether a scan is one of fluorescence at all: it has signal, and what is not labelled is dark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from melcount_app.core.brightness import ENOUGH_PX, Brightness
from melcount_app.core.channel import ChannelChoice
from melcount_app.core.errors import ScanError
from melcount_app.core.scan.base import Pixels

BRIGHT_SHARE = 0.5
"""Half of the pixels of fluorescence are darker than this share of white."""

LEAST_CONTRAST = 0.3
"""In 16 bit black and white are those of the picture. One whose black is brighter than the rest of
white is an offset with little on it, such as an empty sample, and tells nothing."""

WHITE_SHARE = 0.5
"""A picture is white where more of its pixels are, and the rest is black: it was not scanned."""

RIM_SHARE = 0.005
"""Of the pixels of a coarse level may be means of both."""

SENTENCE = (
    "“{name}” does not look like fluorescence: it is bright in all channels where fluorescence is "
    "dark, as bright field and pages of text are, on which the model finds cells that are none. "
    "Check the file, or insist on counting it."
)
SATURATED = (
    "“{name}” is saturated: every pixel of its channel “{channel}” has the highest value that the "
    "file can hold, so that no cell can be told from another. Scan it again with a shorter "
    "exposure, choose another channel, or insist on counting it."
)
NO_SIGNAL = (
    "“{name}” is without signal: every pixel of its channel “{channel}” has the same value, "
    "{value}. Check the file and its export, choose another channel, or insist on counting it."
)


class NoFluorescenceError(ScanError):
    """A scan is not what fluorescence looks like; nobody has insisted on counting it."""


def check_fluorescence(
    name: str, overview: Pixels, brightness: Sequence[Brightness], channel: ChannelChoice
) -> None:
    """Refuse a scan whose counted channel shows nothing, or whose background is bright in all.

    A channel that is black everywhere is let pass: there may be no cells.

    Args:
        name: of the file.
        overview: (height, width, channels) of a coarse level.
        brightness: of all channels; none where nobody knows: then white is that of 8 bit, and a
            scan of 16 bit is let pass.
        channel: that is counted.

    Raises:
        NoFluorescenceError: it is saturated, without signal, bright field, or no scan at all.
    """
    _check_signal(name, overview[..., channel.index], channel.name)
    if overview.dtype != np.uint8 and not brightness:
        return
    facts = brightness or [Brightness(0.0)] * overview.shape[-1]
    step = -(-max(overview.shape) // ENOUGH_PX)
    planes = np.moveaxis(overview[::step, ::step], -1, 0)
    if all(_is_bright(plane, of) for plane, of in zip(planes, facts, strict=True)):
        raise NoFluorescenceError(SENTENCE.format(name=name))


def _check_signal(name: str, plane: Pixels, channel: str) -> None:
    """Refuse a plane that is white, or of 16 bit and of one value other than black.

    In 8 bit an empty sample may well come to one value.
    """
    at_top = float((plane == np.iinfo(plane.dtype).max).mean())
    if at_top > WHITE_SHARE and at_top + float((plane == 0).mean()) > 1 - RIM_SHARE:
        raise NoFluorescenceError(SATURATED.format(name=name, channel=channel))
    value = int(plane.max())
    if plane.dtype != np.uint8 and value == int(plane.min()) > 0:
        raise NoFluorescenceError(NO_SIGNAL.format(name=name, channel=channel, value=value))


def _is_bright(plane: Pixels, of: Brightness) -> bool:
    """Whether half of a channel is bright; of 16 bit, its padding does not count."""
    black = of.black or 0.0
    if of.black is not None:
        plane = plane[(plane > 0) & (plane < np.iinfo(plane.dtype).max)]
        if not plane.size or of.white - black < LEAST_CONTRAST * of.white:
            return False
    return float(np.median(plane)) > black + BRIGHT_SHARE * (of.white - black)
