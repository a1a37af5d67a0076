"""Cross-validation over whole crops: every crop is counted by networks that have not seen it.

The folds are the same for every seed, so that the spread between seeds is that of training.
Runs lie in `RUNS/fold_N`, those of other seeds than 0 in `RUNS/seed_S/fold_N`, and those that
hold out looks in the folder `looks` of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from melcount_app.core.errors import MelcountError
from melcount_app.training.accuracy import (
    CountErrors,
    CropCount,
    count_errors,
    evaluation_facts,
    for_json,
    spread_of,
)
from melcount_app.training.config import TrainConfig
from melcount_app.training.correction import (
    coverage,
    fit_intervals,
    unbiased,
    unbiasing_factor,
)
from melcount_app.training.counting import Counter, count_crops
from melcount_app.training.dataset import Crop
from melcount_app.training.folds import Fold, HeldOut
from melcount_app.training.run_folder import (
    EpochTrained,
    has_checkpoint,
    is_finished,
    load_network,
    names_of_training_crops,
)
from melcount_app.training.train import CPU, split_held_back, train
from melcount_app.training.unet import StemUNet, UNet


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """What networks count on crops that they have not seen.

    Attributes:
        counts: those of every fold's validation crops, each times the factor that the other
            folds give if the recipe says so.
        factor: what the final network's density is multiplied by, from all folds.
        other_seeds: errors over all crops of the runs with other seeds, by seed.
        held_out: what the folds were made of.
        is_held_back: whether there are no folds: the only counts are the final network's, of the
            crops that were held back from it and chose its weights.
    """

    counts: tuple[tuple[CropCount, ...], ...]
    factor: float = 1.0
    other_seeds: tuple[tuple[int, CountErrors], ...] = ()
    held_out: HeldOut = HeldOut.CROPS
    is_held_back: bool = False

    @property
    def kind(self) -> str:
        """How the counts came about."""
        if self.is_held_back:
            return f"{len(self.pooled)} held back crops, which also chose the weights"
        if self.held_out is HeldOut.LOOKS:
            return f"{len(self.counts)} looks, each held out whole"
        return f"{len(self.counts)}-fold cross-validation over whole crops"

    @property
    def pooled(self) -> tuple[CropCount, ...]:
        """The counts of all crops."""
        return tuple(count for counts in self.counts for count in counts)

    @property
    def per_fold(self) -> tuple[CountErrors, ...]:
        """The errors of every fold."""
        return tuple(count_errors(counts) for counts in self.counts)

    @property
    def overall(self) -> CountErrors:
        """The errors over all crops, each counted by the network that had not seen it."""
        return count_errors(self.pooled)

    @property
    def T_err_sd(self) -> float:  # noqa: N802 - the name in the literature
        """Sample standard deviation of T_err between the folds."""
        return spread_of([errors.T_err for errors in self.per_fold])

    @property
    def T_err_sd_of_seeds(self) -> float:  # noqa: N802 - the name in the literature
        """Sample standard deviation of T_err over all crops between seeds; NaN of one seed."""
        others = [errors.T_err for _, errors in self.other_seeds]
        return spread_of([self.overall.T_err, *others])


def train_fold(
    crops: Sequence[Crop],
    fold: Fold,
    config: TrainConfig,
    folder: Path,
    *,
    device: torch.device = CPU,
) -> Generator[EpochTrained, None, None]:
    """Train on the training crops of a fold, or go on with it; the others are only watched."""
    yield from train(
        [crops[i] for i in fold.training],
        config,
        folder,
        watched=[crops[i] for i in fold.validation],
        device=device,
    )


def seed_folder(runs: Path, seed: int) -> Path:
    """Where the runs with a seed lie among some runs."""
    return runs / f"seed_{seed}" if seed else runs


def fold_folder(runs: Path, number: int, seed: int = 0) -> Path:
    """Where the run of a fold lies among some runs."""
    return seed_folder(runs, seed) / f"fold_{number}"


def finished_seeds(runs: Path, folds: int) -> tuple[int, ...]:
    """The seeds whose folds are all trained to their end."""
    named = (folder.name.removeprefix("seed_") for folder in runs.glob("seed_*"))
    seeds = {0, *(int(name) for name in named if name.isdecimal())}
    return tuple(
        seed
        for seed in sorted(seeds)
        if all(is_finished(fold_folder(runs, number, seed)) for number in range(folds))
    )


def cross_validate(
    crops: Sequence[Crop],
    runs: Path,
    folds: int,
    seed: int = 0,
    held_out: HeldOut = HeldOut.CROPS,
) -> CrossValidation:
    """Count every crop with the network of `runs` that has not seen it, for every seed.

    Args:
        crops: those that the runs were made from.
        runs: folder of all runs of the recipe.
        folds: how many.
        seed: of the runs whose counts are told.
        held_out: what the folds are made of.

    Raises:
        MelcountError: a fold with this seed is not trained to its end, or was trained on
            crops that it should count, or the folds differ in their recipe.
    """
    runs, parts = held_out.folder(runs), held_out.folds_of(crops, folds)
    others = [other for other in finished_seeds(runs, folds) if other != seed]
    _check_one_recipe(
        [fold_folder(runs, k, each) for each in (seed, *others) for k in range(folds)]
    )
    recipe = TrainConfig.load(fold_folder(runs, 0, seed))

    def of_seed(each: int) -> CrossValidation:
        counts = tuple(
            count_fold(crops, fold, fold_folder(runs, number, each))
            for number, fold in enumerate(parts)
        )
        return of_counts(counts) if recipe.unbiased else CrossValidation(counts)

    errors = tuple((other, of_seed(other).overall) for other in others)
    return dataclasses.replace(of_seed(seed), other_seeds=errors, held_out=held_out)


def judged_by_looks(
    crops: Sequence[Crop], runs: Path, folds: int, seed: int = 0
) -> CrossValidation | None:
    """The cross-validation over looks; None where its folds are not all trained to their end."""
    if seed not in finished_seeds(HeldOut.LOOKS.folder(runs), folds):
        return None
    return cross_validate(crops, runs, folds, seed, HeldOut.LOOKS)


def of_counts(counts: tuple[tuple[CropCount, ...], ...]) -> CrossValidation:
    """A cross-validation whose counts are freed of bias."""
    return CrossValidation(unbiased(counts), unbiasing_factor(tuple(chain(*counts))))


def count_fold(crops: Sequence[Crop], fold: Fold, run: Path) -> tuple[CropCount, ...]:
    """Count the validation crops of a fold with its finished run.

    Raises:
        MelcountError: the run is not finished, or it has seen a validation crop.
    """
    validation = [crops[i] for i in fold.validation]
    if not is_finished(run):
        raise MelcountError(f"The run {run} is not finished. Start `crossvalidate` again.")
    if names_of_training_crops(run) & {crop.name for crop in validation}:
        raise MelcountError(
            f"The run {run} was trained on crops that it should be judged by. "
            "Cross-validate into an empty folder."
        )
    return count_crops(counter_of_network(load_network(run), TrainConfig.load(run)), validation)


def is_judged_by_held_back(runs: Path, final: Path) -> bool:
    """Whether a final run has no folds beside it, but held crops back."""
    return TrainConfig.load(final).held_back > 0 and not has_checkpoint(fold_folder(runs, 0))


def held_back_split(crops: Sequence[Crop], run: Path) -> Fold:
    """The crops that a run was trained on and those that it held back.

    Raises:
        MelcountError: the run was made from other crops.
    """
    if names_of_training_crops(run) != {crop.name for crop in crops}:
        raise MelcountError(f"The run {run} was made from other crops. Choose its data folder.")
    _, apart = split_held_back(crops, TrainConfig.load(run))
    names = {crop.name for crop in apart}
    held_back = tuple(i for i, crop in enumerate(crops) if crop.name in names)
    return Fold(tuple(i for i in range(len(crops)) if i not in held_back), held_back)


def count_held_back(crops: Sequence[Crop], run: Path) -> CrossValidation:
    """Count the crops that a run held back with its network.

    Raises:
        MelcountError: the run has no checkpoint, or was made from other crops.
    """
    held_back = [crops[i] for i in held_back_split(crops, run).validation]
    counter = counter_of_network(load_network(run), TrainConfig.load(run))
    return CrossValidation((count_crops(counter, held_back),), is_held_back=True)


def counter_of_network(network: UNet | StemUNet, config: TrainConfig) -> Counter:
    """A trained network in evaluation mode, run by torch."""

    @torch.no_grad()
    def answer(pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        output = network(torch.from_numpy(pixels)[None, None])[0, 0]
        density: npt.NDArray[np.float32] = output.numpy() / np.float32(config.target_scale)
        return density

    shape = config.network
    return Counter(answer, shape.stride_px, shape.output_stride, shape.halo_px, config.sigma_px)


def validation_facts(validation: CrossValidation, seed: int = 0) -> dict[str, Any]:
    """All figures of a cross-validation for JSON; errors are fractions, not percent."""
    interval = fit_intervals(validation.pooled)
    errors_of_seeds = [(seed, validation.overall), *validation.other_seeds]
    return {
        **evaluation_facts(validation.pooled),
        **for_json(
            {
                "folds": [dataclasses.asdict(errors) for errors in validation.per_fold],
                "T_err_sd_of_folds": validation.T_err_sd,
                "seeds": [
                    {"seed": each, **dataclasses.asdict(errors)} for each, errors in errors_of_seeds
                ],
                "T_err_sd_of_seeds": validation.T_err_sd_of_seeds,
                "factor": validation.factor,
                "interval": interval and dataclasses.asdict(interval),
                "coverage": dataclasses.asdict(coverage(validation.counts)),
            }
        ),
    }


def _check_one_recipe(run_folders: Sequence[Path]) -> None:
    """Refuse folds of which some were trained otherwise than others; seeds may differ."""
    first, *others = (dataclasses.replace(TrainConfig.load(run), seed=0) for run in run_folders)
    for run, config in zip(run_folders[1:], others, strict=True):
        if config != first:
            raise MelcountError(
                f"The runs {run_folders[0]} and {run} were trained with different "
                "configurations. Cross-validate into an empty folder."
            )
