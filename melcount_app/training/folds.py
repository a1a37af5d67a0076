"""Which crops are kept apart from which runs: crops at random, or all crops of one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from melcount_app.training.dataset import Crop


class HeldOut(StrEnum):
    """What the folds of a cross-validation are made of."""

    CROPS = "crops"
    LOOKS = "looks"

    def folder(self, runs: Path) -> Path:
        """Where the runs of such folds lie among some runs."""
        return runs / self.value if self is HeldOut.LOOKS else runs

    def folds_of(self, crops: Sequence[Crop], folds: int) -> tuple[Fold, ...]:
        """The folds of some crops; the same for every seed of training."""
        if self is HeldOut.CROPS:
            return split_folds(len(crops), folds)
        from melcount_app.training.looks import groups_by_look  # slow, and commands name this

        groups = groups_by_look(crops, folds)
        return tuple(
            _apart([i for i, group in enumerate(groups) if group == number], len(crops))
            for number in range(folds)
        )


@dataclass(frozen=True, slots=True)
class Fold:
    """Crops to train on and crops kept apart, as positions in the data set."""

    training: tuple[int, ...]
    validation: tuple[int, ...]


def split_folds(crops: int, folds: int, seed: int = 0) -> tuple[Fold, ...]:
    """Shuffle the crops and cut them into folds; every crop is kept apart once."""
    order = np.random.default_rng(seed).permutation(crops)
    return tuple(_apart(part.tolist(), crops) for part in np.array_split(order, folds))


def _apart(kept: Sequence[int], crops: int) -> Fold:
    """The fold that keeps these of so many crops apart."""
    apart = frozenset(kept)
    return Fold(tuple(i for i in range(crops) if i not in apart), tuple(sorted(apart)))
