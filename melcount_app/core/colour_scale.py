"""The scale of colours of densities, one for the screen and for reports."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

SMOOTHING_UM = 100.0
"""Standard deviation of the Gaussian that turns single cells into a density to look at."""

PERCENT_BELOW = 99.5
"""Of the densities of a picture, how many its scale has room for; a few may be brighter."""

STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
ROUND_STEPS = ("1.000000", "2.000000", "2.500000", "5.000000")


def highest_shown(densities: npt.NDArray[np.floating]) -> float:
    """What nearly all densities of a picture stay below; 0 where there is none.

    Args:
        densities: of the sample alone, in any shape; what is no number is not shown.
    """
    shown = densities[np.isfinite(densities)]
    return float(np.percentile(shown, PERCENT_BELOW)) if shown.size else 0.0


def end_of_scale(highest: float) -> float:
    """The next round number: where the scale of a density of at most `highest` ends."""
    if not (math.isfinite(highest) and highest > 0):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(highest))
    return next((step * decade for step in STEPS if highest <= step * decade), 10 * decade)


def ticks(end: float) -> tuple[float, ...]:
    """Numbers from 0 to the end of a scale, four to six, round where it ends on a round one."""
    steps = next((n for n in (5, 4, 3) if f"{end / n:.6e}"[:8] in ROUND_STEPS), 4)
    return tuple(end * step / steps for step in range(steps + 1))
