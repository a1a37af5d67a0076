"""Colour tables: those that only colour a grey picture for the eye, and those that are the colours.

ImageJ and other programs save a grey picture with the table by which it was shown. Then the stored
values are the picture. A table of a picture that was cut down to few colours is the picture itself.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_LUMINANCE = np.array([0.299, 0.587, 0.114])
_FEWEST_ENTRIES = 256
_DROP = 0.03
_RISE = 0.05


def is_lookup_table(table: npt.NDArray[np.generic]) -> bool:
    """Whether a table (entries, 3) rises from dark to bright, as tables for the eye do.

    Its luminance (ITU-R BT.601) never falls by more than 3 % of its range below what it was, and
    rises by at least 5 % of what the type holds ("blue" rises least, by 11 %).
    """
    if len(table) < _FEWEST_ENTRIES:
        return False
    highest = float(np.iinfo(np.uint16).max if table.dtype != np.uint8 else 255)
    luminance = table.astype(float) @ _LUMINANCE / highest
    rise = float(luminance[-1] - luminance[0])
    if rise < _RISE:
        return False
    fallen = np.maximum.accumulate(luminance) - luminance
    return bool(fallen.max() <= _DROP * rise)
