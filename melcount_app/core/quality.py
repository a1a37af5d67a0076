"""Flags: what the user must know before trusting the numbers of a scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString

from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.scan.base import Pixels

BRIGHT_FIELD_SHARE = 0.5
"""Fluorescence is dark: a median above this share of white is another kind of picture."""

BORDER_SHARE = 0.01
"""A mask touches the border when this share of its outline runs along it."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason for care.

    Attributes:
        name: for programs.
        sentence: for people.
    """

    name: str
    sentence: str


def flags_of(
    overview: Pixels,
    white: float,
    pixel_size: PixelSize | None,
    assumed_um_per_px: float,
    mask: Mask,
) -> tuple[Flag, ...]:
    """All flags of one scan.

    Args:
        overview: (height, width, channels) pixels of a coarse level.
        white: value of a saturated pixel.
        pixel_size: the one the count used, or None when it is unknown.
        assumed_um_per_px: what was assumed then.
        mask: the sample.
    """
    raised: list[Flag] = []
    if pixel_size is None:
        raised.append(
            Flag(
                "pixel_size_missing",
                "The file tells no pixel size, so mm² and cells/mm² are withheld; the cells were "
                f"counted as if it were {assumed_um_per_px} µm/px. Give the pixel size.",
            )
        )
    elif pixel_size.source is PixelSizeSource.USER:
        raised.append(
            Flag(
                "pixel_size_from_user",
                f"The pixel size of {pixel_size.um_per_px} µm/px was given by the user, "
                "not by the file.",
            )
        )
    if overview.dtype == np.uint16:
        raised.append(Flag("sixteen_bit", f"The scan has 16 bit; {white:.0f} was taken as white."))
    if float(np.median(overview)) > BRIGHT_FIELD_SHARE * white:
        raised.append(
            Flag(
                "bright_field",
                "The scan is bright where fluorescence is dark, so it looks like bright field; "
                "the model has never seen such scans and its count is not to be trusted.",
            )
        )
    if mask.note:
        raised.append(Flag("mask_note", mask.note))
    if mask.source is not MaskSource.WHOLE_SCAN and _reaches_opposite_borders(mask):
        raised.append(
            Flag(
                "mask_touches_border",
                "The sample reaches opposite borders of the scan, so part of it seems to lie "
                "outside; what lies outside is not counted.",
            )
        )
    return tuple(raised)


def _reaches_opposite_borders(mask: Mask) -> bool:
    """Whether the mask runs along two opposite borders; a quarter may fill one corner."""
    x1, y1 = mask.scan_size.width, mask.scan_size.height
    corners = ((0, 0), (x1, 0), (x1, y1), (0, y1), (0, 0))
    least = BORDER_SHARE * mask.outline.length
    top, right, bottom, left = (
        mask.outline.boundary.intersection(LineString(corners[i : i + 2])).length > least
        for i in range(4)
    )
    return bool((top and bottom) or (left and right))
