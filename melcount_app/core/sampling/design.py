"""Which windows are counted by hand: a random draw whose every probability is known.

The windows of a scan lie on a grid with a random offset, and each ends where the next begins, so
that every point of the sample lies in exactly one window. The cells of the sample are then exactly
the sum of the cells of its windows, of which each counts those whose centre lies in it and in the
sample; what of a window lies outside the sample is not counted. A window's own upper and left edge
belong to it, the others to its neighbours (Gundersen's unbiased frame, for points).

Whatever the model does: let window i hold y cells and be drawn with probability p > 0. Then the sum
of y / p over the drawn windows has the expectation sum of p * (y / p) = sum of y (Horvitz and
Thompson 1952): unbiased for every offset, hence over all of them. The probabilities depend on what
the model predicts, which changes how far the sum varies, never its expectation.

A fixed number is drawn in each stratum by the pivotal method (Deville and Tillé 1998): every window
has exactly its probability, and none is drawn twice. Windows fight in the order of what the model
finds per area, so that the draw is spread over it, as by the smooth fractionator (Gardi, Nyengaard
and Gundersen 2008): places where the model finds little, since there is little or since it is blind
there, are in every draw by their share. A draw so spread varies less than one in random order, so
that the variance told as of the latter (Hájek 1964) is not too small.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DENSITY_SHARE = 0.5
"""Of the mixture, by what the model predicts; the rest by area. The half by area bounds what a
window weighs where the model is blind."""

LEAST_IN_STRATUM = 2
"""Windows of which a spread can be told."""

USUAL_IN_STRATUM = 4
"""Windows of which a spread is believed, on average over the strata."""

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw comes to.

    Attributes:
        places: of the windows that were drawn, in their stratum's order.
        probabilities: of all windows to be drawn.
    """

    places: npt.NDArray[np.intp]
    probabilities: Floats


def mixture(areas: Floats, predicted: Floats, density_share: float = DENSITY_SHARE) -> Floats:
    """How large windows are for the draw: area and predicted cells mixed, their area at least.

    Args:
        areas: of the sample in each window; above 0, in any unit.
        predicted: cells that the model finds in each window.
        density_share: of the predicted cells in the mixture, 0 to below 1.
    """
    by_area: Floats = areas / areas.sum()
    total = predicted.sum()
    if total <= 0:
        return by_area
    mixed: Floats = (1 - density_share) * by_area + density_share * predicted / total
    found: Floats = np.maximum(mixed, by_area)
    return found


def probabilities_of(sizes: Floats, n: int) -> Floats:
    """Probabilities to be drawn that are proportional to sizes, none above 1, and add up to n.

    Raises:
        ValueError: there are fewer than n windows.
    """
    if n > len(sizes):
        raise ValueError(f"{n} of {len(sizes)} windows cannot be drawn")
    certain = np.zeros(len(sizes), np.bool_)
    while True:
        rest = sizes[~certain].sum()
        found = np.where(certain, 1.0, sizes * ((n - certain.sum()) / rest if rest > 0 else 0.0))
        above = (found >= 1 - ROUNDING) & ~certain
        if not above.any():
            return found
        certain |= above


def pivotal(probabilities: Floats, by: Floats, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Draw windows, each with its probability; as many as these add up to.

    Two windows fight: what both have together goes to one of them as far as it holds, the loser
    keeps the rest, and who is drawn or out is replaced by the next.

    Args:
        probabilities: of the windows.
        by: what windows are put in order by; which comes first of equal ones is chance.
        rng: of the fights.
    """
    drawn: list[int] = np.flatnonzero(probabilities >= 1 - ROUNDING).tolist()
    order = rng.permutation(np.flatnonzero(probabilities < 1 - ROUNDING))
    order = order[np.argsort(by[order], kind="stable")]
    chances = rng.random(len(order))
    holder, held = -1, 0.0
    for place, chance in zip(order, chances, strict=True):
        own = float(probabilities[place])
        both = held + own
        if both < 1 - ROUNDING:  # one of them is out
            if chance * both < own:
                holder = int(place)
            held = both
        else:  # one of them is drawn
            left = max(both - 1, 0.0)
            wins = chance * (2 - both) < 1 - held
            drawn.append(int(place) if wins else holder)
            holder, held = (holder if wins else int(place)), left
    if held > 0.5:  # a whole one, but for rounding
        drawn.append(holder)
    return np.sort(np.array(drawn, np.intp))


def draw(sizes: Floats, by: Floats, n: int, rng: np.random.Generator) -> Drawn:
    """Draw n windows of one stratum with probabilities proportional to their sizes.

    Args:
        sizes: of the windows; see `mixture`.
        by: cells that the model finds in them per area, over which the draw is spread.
        n: how many.
        rng: of the draw.
    """
    found = probabilities_of(sizes, n)
    return Drawn(pivotal(found, by, rng), found)


def strata_for(n: int, *, scans: int, conditions: int) -> str:
    """What n windows are drawn in by itself: each "scan", each "condition", or the whole "study".

    The finest of which each gets `USUAL_IN_STRATUM` on average: scans that the model counts
    differently well are kept apart, but of a few windows each no spread could be believed.
    """
    if n >= USUAL_IN_STRATUM * scans:
        return "scan"
    return "condition" if n >= USUAL_IN_STRATUM * conditions else "study"


def allocated(n: int, sizes: Sequence[float], windows: Sequence[int]) -> list[int] | None:
    """How many of n windows are drawn in each stratum: proportional to size, two at least.

    Args:
        n: windows in all.
        sizes: of the strata.
        windows: that each holds; of fewer than two all are drawn.

    Returns:
        None where n is too few for two in each, or more than there are.
    """
    least = [min(LEAST_IN_STRATUM, most) for most in windows]
    if not sum(least) <= n <= sum(windows):
        return None
    found, total = least, sum(sizes)
    wanted = [n * size / total for size in sizes]
    for _ in range(n - sum(least)):
        open_ = [place for place, most in enumerate(windows) if found[place] < most]
        found[max(open_, key=lambda place: wanted[place] / (found[place] + 0.5))] += 1
    return found


def grid_edges(length: float, side: float, offset: float) -> Floats:
    """Where windows begin and end along one axis of a scan; the outer ones are cut by its border.

    Args:
        length: of the axis, in pixels.
        side: of a window.
        offset: of the first edge inside, 0 to `side`.
    """
    inner = offset + side * np.arange(math.floor((length - offset) / side) + 1)
    return np.unique(np.concatenate(([0.0], inner[(inner > 0) & (inner < length)], [length])))
