"""How many windows a wanted precision takes, before and after they are counted."""

from __future__ import annotations

import math

import numpy as np
import scipy  # `special` is slow to import, and loaded where it is first used

from melcount_app.core.sampling.design import Floats
from melcount_app.core.sampling.estimate import LEVEL, CellEstimate

WANTED = 0.05
"""Half the 95 % interval over the cells, unless somebody asks for another."""

ASSUMED_ERROR = 0.15
"""Standard deviation of the model's count of a window, in parts of its cells, before anybody
counted: twice what the shipped model has on crops that it did not learn from."""

MOST_WINDOWS = 100_000
"""More are never counted."""


def needed_windows(sd: float, wanted: float = WANTED) -> int | None:
    """How many windows it takes until half the 95 % interval is small enough.

    Args:
        sd: standard deviation of the answer that one window gives, over the cells.
        wanted: half the interval, over the cells.

    Returns:
        None where no number is enough.
    """
    if not math.isfinite(sd) or sd >= wanted * math.sqrt(MOST_WINDOWS) / 2:
        return None
    n = 3 + int((1.9 * sd / wanted) ** 2)
    while float(scipy.special.stdtrit(n - 2, (1 + LEVEL) / 2)) * sd / math.sqrt(n) > wanted:
        n += 1
    return n


def sd_of_one(found: CellEstimate, n: int) -> float:
    """Standard deviation of the answer that one window gives over the cells; infinite without any.

    Args:
        found: of n windows.
        n: how many were counted.
    """
    if found.se is None or found.cells <= 0:
        return math.inf
    return found.se * math.sqrt(n) / found.cells


def sd_by_hand(sizes: Floats, predicted: Floats) -> float:
    """The same before anybody counted, by hand alone, where the predicted cells are the cells."""
    total = predicted.sum()
    if total <= 0:
        return math.inf
    share = sizes / sizes.sum()
    return float(np.sqrt(np.sum(share * (predicted / share / total - 1) ** 2)))


def sd_with_model(sizes: Floats, predicted: Floats, error: float = ASSUMED_ERROR) -> float:
    """The same with the model, which is taken to be off by so much in each window by itself."""
    total = predicted.sum()
    if total <= 0:
        return math.inf
    share = sizes / sizes.sum()
    return float(error * np.sqrt(np.sum(predicted**2 / share)) / total)
