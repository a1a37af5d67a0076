"""Localisation: are the local maxima of a density map where the annotators saw cells?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

MATCH_UM = 10.0
"""Largest distance in µm between a maximum and its cell."""

_APART = 1e6


def count_matches(
    peaks_xy: npt.NDArray[np.float64], cells_xy: npt.NDArray[np.float64], within_px: float
) -> int:
    """How many pairs of a maximum and a cell can be made, each used once.

    The pairs are as many as possible and then as close as possible (Hungarian method).
    """
    distances = cdist(peaks_xy, cells_xy)
    near = distances <= within_px
    rows, columns = linear_sum_assignment(np.where(near, distances, _APART))
    return int(near[rows, columns].sum())
