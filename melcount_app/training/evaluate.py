"""Evaluation: counts against annotators, and cross-validation over whole crops.

A crop is counted as the program counts a scan of its size: mirrored beyond its border, and
without the network's zero padding, which the halo keeps away. A scan has little border for its
area, so the bias is also given for the inner part of the crops.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import empty_field, plain_example
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import Crop, render_target
from melcount_app.training.train import (
    EpochTrained,
    epochs_trained,
    load_network,
    names_of_training_crops,
    train,
)
from melcount_app.training.unet import UNet

RIM_PX = 16
"""Width in input pixels of the rim that the inner part of a crop leaves out."""


@dataclass(frozen=True, slots=True)
class CropCount:
    """What the network counted on a crop, and what the annotators did.

    Attributes:
        name: the crop's.
        cells: annotated cells.
        count: the integral of the network's map.
        inner_cells: the integral of the target over the inner part of the crop.
        inner_count: the integral of the network's map over the inner part.
    """

    name: str
    cells: int
    count: float
    inner_cells: float
    inner_count: float


@dataclass(frozen=True, slots=True)
class CountErrors:
    """Counting errors over some crops; fractions, not percent.

    Attributes:
        n: crops.
        cells: annotated cells in all of them.
        T_err: sum of |count - cells| over the sum of cells (Lazard et al. 2022, eq. 3).
        A_err: mean of |count - cells| / cells over the crops with cells (eq. 2).
        bias: sum of (count - cells) over the sum of cells.
        mae: mean of |count - cells|, in cells.
        inner_bias: as `bias`, over the inner parts of the crops.
    """

    n: int
    cells: int
    T_err: float
    A_err: float
    bias: float
    mae: float
    inner_bias: float


@dataclass(frozen=True, slots=True)
class Fold:
    """Crops to train on and crops kept apart, as positions in the data set."""

    training: tuple[int, ...]
    validation: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """What networks count on crops that they have not seen.

    Attributes:
        counts: those of every fold's validation crops.
    """

    counts: tuple[tuple[CropCount, ...], ...]

    @property
    def per_fold(self) -> tuple[CountErrors, ...]:
        """The errors of every fold."""
        return tuple(count_errors(counts) for counts in self.counts)

    @property
    def overall(self) -> CountErrors:
        """The errors over all crops, each counted by the network that had not seen it."""
        return count_errors([count for counts in self.counts for count in counts])

    @property
    def T_err_sd(self) -> float:  # noqa: N802 - the name in the literature
        """Sample standard deviation of T_err between the folds."""
        return float(np.std([errors.T_err for errors in self.per_fold], ddof=1))


def count_crops(network: UNet, crops: Sequence[Crop], config: TrainConfig) -> tuple[CropCount, ...]:
    """Count every crop with a network in evaluation mode."""
    return tuple(_count_crop(network, crop, config) for crop in crops)


def count_errors(counts: Sequence[CropCount]) -> CountErrors:
    """The errors of some counts; crops without cells have no relative error to average.

    Raises:
        ValueError: there are no cells in any crop, so no error is relative to anything.
    """
    cells = np.array([count.cells for count in counts], np.float64)
    signed = np.array([count.count for count in counts], np.float64) - cells
    has_cells = cells > 0
    if not has_cells.any():
        raise ValueError("no cells in any crop")
    return CountErrors(
        n=len(counts),
        cells=int(cells.sum()),
        T_err=float(np.abs(signed).sum() / cells.sum()),
        A_err=float(np.mean(np.abs(signed[has_cells]) / cells[has_cells])),
        bias=float(signed.sum() / cells.sum()),
        mae=float(np.abs(signed).mean()),
        inner_bias=sum(count.inner_count for count in counts)
        / sum(count.inner_cells for count in counts)
        - 1.0,
    )


def split_folds(crops: int, folds: int, seed: int = 0) -> tuple[Fold, ...]:
    """Shuffle the crops and cut them into folds; every crop is kept apart once."""
    order = np.random.default_rng(seed).permutation(crops)
    parts = [frozenset(part.tolist()) for part in np.array_split(order, folds)]
    return tuple(
        Fold(tuple(i for i in range(crops) if i not in part), tuple(sorted(part))) for part in parts
    )


def train_fold(
    crops: Sequence[Crop], fold: Fold, config: TrainConfig, folder: Path
) -> Generator[EpochTrained, None, None]:
    """Train on the training crops of a fold, or go on with it."""
    yield from train([crops[i] for i in fold.training], config, folder)


def fold_folder(runs: Path, number: int) -> Path:
    """Where the run of a fold lies among some runs."""
    return runs / f"fold_{number}"


def cross_validate(crops: Sequence[Crop], runs: Path, folds: int) -> CrossValidation:
    """Count every crop with the network of `runs` that has not seen it.

    Raises:
        MelcountError: a fold is not trained to its end, or was trained on crops that it
            should count.
    """
    splits = split_folds(len(crops), folds)
    return CrossValidation(
        tuple(
            count_fold(crops, fold, fold_folder(runs, number)) for number, fold in enumerate(splits)
        )
    )


def count_fold(crops: Sequence[Crop], fold: Fold, run: Path) -> tuple[CropCount, ...]:
    """Count the validation crops of a fold with its finished run.

    Raises:
        MelcountError: the run is not finished, or it has seen a validation crop.
    """
    config = TrainConfig.load(run)
    validation = [crops[i] for i in fold.validation]
    if epochs_trained(run) < config.epochs:
        raise MelcountError(f"The run {run} is not finished. Start `crossvalidate` again.")
    if names_of_training_crops(run) & {crop.name for crop in validation}:
        raise MelcountError(
            f"The run {run} was trained on crops that it should be judged by. "
            "Cross-validate into an empty folder."
        )
    return count_crops(load_network(run), validation, config)


def count_empty_fields(
    network: UNet, config: TrainConfig, *, fields: int = 50, seed: int = 0
) -> tuple[float, ...]:
    """Counts on simulated dark fields of 256 x 256 px, where 0 is right."""
    random = np.random.default_rng(seed)
    return tuple(
        _integral(_density(network, empty_field((256, 256), random), config)) for _ in range(fields)
    )


def _count_crop(network: UNet, crop: Crop, config: TrainConfig) -> CropCount:
    stride = config.network.output_stride
    height, width = crop.pixels.shape
    density = _density(network, plain_example(crop).pixels, config)
    target = render_target(
        crop.points_xy, (height, width), sigma_px=config.sigma_px, output_stride=stride
    )
    inner = (slice(RIM_PX // stride, -RIM_PX // stride),) * 2
    return CropCount(
        name=crop.name,
        cells=crop.cells,
        count=_integral(density),
        inner_cells=_integral(target[inner]),
        inner_count=_integral(density[inner]),
    )


@torch.no_grad()
def _density(
    network: UNet, pixels: npt.NDArray[np.float32], config: TrainConfig
) -> npt.NDArray[np.float32]:
    """Cells per output pixel of a picture that is mirrored beyond its border."""
    halo = config.network.halo_px
    mirrored = np.pad(pixels, halo, mode="reflect")
    answer: npt.NDArray[np.float32] = network(torch.from_numpy(mirrored)[None, None])[0, 0].numpy()
    rim = halo // config.network.output_stride
    return answer[rim:-rim, rim:-rim] / np.float32(config.target_scale)


def _integral(density: npt.NDArray[np.float32]) -> float:
    return float(density.sum(dtype=np.float64))
