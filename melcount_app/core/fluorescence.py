"""Whether a scan is one of fluorescence at all: there, what is not labelled is dark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from melcount_app.core.brightness import ENOUGH_PX, Brightness
from melcount_app.core.errors import ScanError
from melcount_app.core.scan.base import Pixels

BRIGHT_SHARE = 0.5
"""Half of the pixels of fluorescence are darker than this share of white."""

LEAST_CONTRAST = 0.3
"""In 16 bit black and white are those of the picture. One whose black is brighter than the rest of
white is an offset with little on it, such as an empty sample, and tells nothing."""

SENTENCE = (
    "“{name}” does not look like fluorescence: it is bright in all channels where fluorescence is "
    "dark, as bright field and pages of text are, on which the model finds cells that are none. "
    "Check the file, or insist on counting it."
)


class NoFluorescenceError(ScanError):
    """A scan is bright where fluorescence is dark; nobody has insisted on counting it."""


def check_fluorescence(name: str, overview: Pixels, brightness: Sequence[Brightness]) -> None:
    """Refuse a scan whose background is bright in every channel.

    Args:
        name: of the file.
        overview: (height, width, channels) of a coarse level.
        brightness: of all channels; none where nobody knows: then white is that of 8 bit, and a
            scan of 16 bit is let pass.

    Raises:
        NoFluorescenceError: it is bright field, or no scan at all.
    """
    if overview.dtype != np.uint8 and not brightness:
        return
    facts = brightness or [Brightness(0.0)] * overview.shape[-1]
    step = -(-max(overview.shape) // ENOUGH_PX)
    planes = np.moveaxis(overview[::step, ::step], -1, 0)
    if all(_is_bright(plane, of) for plane, of in zip(planes, facts, strict=True)):
        raise NoFluorescenceError(SENTENCE.format(name=name))


def _is_bright(plane: Pixels, of: Brightness) -> bool:
    """Whether half of a channel is bright; of 16 bit, its padding does not count."""
    black = of.black or 0.0
    if of.black is not None:
        plane = plane[(plane > 0) & (plane < np.iinfo(plane.dtype).max)]
        if not plane.size or of.white - black < LEAST_CONTRAST * of.white:
            return False
    return float(np.median(plane)) > black + BRIGHT_SHARE * (of.white - black)
