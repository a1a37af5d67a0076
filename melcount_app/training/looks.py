"""Crops grouped by look, so that whole looks can be held out.

Random folds hold crops beside their neighbours of the same batch, stain and focus, and so they
promise what only such crops keep. Which crops come from one batch is not published; crops that
look alike stand in for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.vq import kmeans2
from scipy.stats import rankdata

from melcount_app.core.appearance import window_statistics
from melcount_app.training.augment import plain_example
from melcount_app.training.dataset import Crop

LOOK = ("background", "highlights", "sharpness", "size")
"""The statistics of a crop that make up its look, beside its density of cells."""

STARTS = 20
"""How many times the grouping is begun anew; the tightest is kept."""


def look_of(crop: Crop) -> tuple[float, ...]:
    """Background, brightness, sharpness and coarseness of a crop, and its cells per pixel."""
    statistics = window_statistics(plain_example(crop).pixels)
    return (*(getattr(statistics, name) for name in LOOK), crop.cells / crop.pixels.size)


def groups_by_look(crops: Sequence[Crop], groups: int, seed: int = 0) -> tuple[int, ...]:
    """The group of every crop, from 0, the largest group first.

    Every part of the look is replaced by its rank among the crops, so that none outweighs the
    others, and k-means (Lloyd 1982, begun as by Arthur and Vassilvitskii 2007) joins what lies
    close together.

    Args:
        crops: at least as many as groups.
        groups: how many.
        seed: start of every random number.
    """
    ranks = _ranked(crops)
    found = (_grouped(ranks, groups, (seed, start)) for start in range(STARTS))
    labels, _ = min(found, key=lambda pair: pair[1])
    by_size = np.argsort(-np.bincount(labels, minlength=groups), kind="stable")
    return tuple(int(np.flatnonzero(by_size == label)[0]) for label in labels)


def alike(crops: Sequence[Crop], number: int) -> tuple[tuple[int, ...], ...]:
    """For every crop so many that look most like it, itself included, as positions.

    What a scan shows looks alike more than crops of several scans do. Fewer where there are not
    as many crops.
    """
    ranks = _ranked(crops)
    apart = ((ranks[:, np.newaxis] - ranks[np.newaxis]) ** 2).sum(axis=2)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :number]
    return tuple(tuple(row.tolist()) for row in nearest)


def _ranked(crops: Sequence[Crop]) -> npt.NDArray[np.float64]:
    """(crops, parts of the look) ranks among the crops, from above 0 to 1."""
    looks = np.array([look_of(crop) for crop in crops], np.float64)
    return np.asarray(rankdata(looks, axis=0), np.float64) / len(crops)


def _grouped(
    ranks: npt.NDArray[np.float64], groups: int, seed: tuple[int, int]
) -> tuple[npt.NDArray[np.intp], float]:
    """The group of every row, and the sum of the squared distances to the groups' centres."""
    random = np.random.default_rng(seed)
    centres, labels = kmeans2(ranks, groups, minit="++", rng=random, missing="raise")
    spread = float(((ranks - centres[labels]) ** 2).sum())
    return np.asarray(labels, np.intp), spread
