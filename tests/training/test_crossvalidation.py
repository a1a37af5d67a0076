from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from torch import nn

from melcount_app.core.errors import MelcountError
from melcount_app.training.accuracy import CropCount, count_errors
from melcount_app.training.config import TrainConfig
from melcount_app.training.counting import count_crops
from melcount_app.training.crossvalidation import (
    CrossValidation,
    count_fold,
    counter_of_network,
    cross_validate,
    finished_seeds,
    fold_folder,
    train_fold,
    validation_facts,
)
from melcount_app.training.dataset import Crop
from melcount_app.training.folds import split_folds
from melcount_app.training.run_folder import load_network, names_of_training_crops
from melcount_app.training.unet import UNet, UNetConfig

BY_HAND = (
    CropCount("a", 10, 12.0, inner_cells=8.0, inner_count=9.0, peaks=8, matched=7),
    CropCount("b", 100, 90.0, inner_cells=72.0, inner_count=70.0, peaks=70, matched=60),
    CropCount("c", 0, 1.0, inner_cells=0.0, inner_count=0.2, peaks=1, matched=0),
)


def train_folds(
    crops: Sequence[Crop], config: TrainConfig, runs: Path, folds: int, epochs: int = 1
) -> None:
    config = dataclasses.replace(config, epochs=epochs)
    for number, fold in enumerate(split_folds(len(crops), folds)):
        list(train_fold(crops, fold, config, fold_folder(runs, number, config.seed)))


def test_that_cross_validation_pools_the_crops_of_all_folds() -> None:
    validation = CrossValidation((BY_HAND[:1], BY_HAND[1:]))

    assert validation.overall == count_errors(BY_HAND)
    assert [errors.n for errors in validation.per_fold] == [1, 2]
    first, second = 2 / 10, 11 / 100
    assert validation.T_err_sd == pytest.approx(abs(first - second) / 2**0.5)


def test_that_the_spread_between_seeds_is_that_of_the_errors_over_all_crops() -> None:
    other = dataclasses.replace(count_errors(BY_HAND), T_err=0.5)
    validation = CrossValidation((BY_HAND,), other_seeds=((3, other),))

    facts = validation_facts(validation)

    assert [seed["seed"] for seed in facts["seeds"]] == [0, 3]
    assert facts["T_err_sd_of_seeds"] == pytest.approx((0.5 - 13 / 110) / 2**0.5)
    assert validation_facts(CrossValidation((BY_HAND,)))["T_err_sd_of_seeds"] is None


@pytest.mark.parametrize(("crops", "folds"), [(76, 5), (7, 3), (4, 4)])
def test_that_every_crop_is_kept_apart_once_and_never_trained_on_then(
    crops: int, folds: int
) -> None:
    splits = split_folds(crops, folds)

    kept_apart = itertools.chain.from_iterable(fold.validation for fold in splits)
    assert sorted(kept_apart) == list(range(crops))
    for fold in splits:
        assert not set(fold.training) & set(fold.validation)
        assert sorted(fold.training + fold.validation) == list(range(crops))


def test_that_cross_validation_never_trains_on_a_validation_crop(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    train_folds(crops, tiny_config, tmp_path, 3)

    validation = cross_validate(crops, tmp_path, 3)

    for number, counts in enumerate(validation.counts):
        seen = names_of_training_crops(fold_folder(tmp_path, number))
        counted = {count.name for count in counts}
        assert seen | counted == {crop.name for crop in crops}
        assert not seen & counted


def test_that_watching_the_validation_crops_of_a_fold_does_not_change_its_weights(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(tiny_config, epochs=2)
    seen, unseen = split_folds(len(crops), 2)[0], tmp_path / "unseen"
    blind = dataclasses.replace(seen, validation=())

    watched = list(train_fold(crops, seen, config, tmp_path))
    unwatched = list(train_fold(crops, blind, config, unseen))

    assert all(event.validation_T_err > 0 for event in watched)
    assert [event.loss for event in watched] == [event.loss for event in unwatched]
    first, second = (load_network(run).state_dict() for run in (tmp_path, unseen))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_that_every_finished_seed_is_judged_over_the_same_folds(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    quick = dataclasses.replace(tiny_config, peak_rate=3e-2, averaging=0.0)
    for seed in (0, 2):
        train_folds(crops, dataclasses.replace(quick, seed=seed), tmp_path, 2, epochs=12)
    (fold, _) = split_folds(len(crops), 2)
    begun = dataclasses.replace(quick, seed=7)
    next(train_fold(crops, fold, begun, fold_folder(tmp_path, 0, 7)))

    validation = cross_validate(crops, tmp_path, 2)

    assert finished_seeds(tmp_path, 2) == (0, 2)
    ((seed, errors),) = validation.other_seeds
    assert seed == 2
    assert errors == cross_validate(crops, tmp_path, 2, seed=2).overall
    assert errors != validation.overall


def test_that_folds_of_different_recipes_are_not_pooled(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    first, second = split_folds(len(crops), 2)
    config = dataclasses.replace(tiny_config, epochs=1)
    other = dataclasses.replace(config, peak_rate=1e-4)
    list(train_fold(crops, first, config, fold_folder(tmp_path, 0)))
    list(train_fold(crops, second, other, fold_folder(tmp_path, 1)))

    with pytest.raises(MelcountError, match="different configurations"):
        cross_validate(crops, tmp_path, 2)


def test_that_a_run_is_not_judged_by_crops_it_has_seen(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(tiny_config, epochs=1)
    first, second = split_folds(len(crops), 2)
    list(train_fold(crops, first, config, tmp_path))

    with pytest.raises(MelcountError, match="judged by"):
        count_fold(crops, second, tmp_path)


def test_that_an_unfinished_fold_is_not_counted(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    (fold, _) = split_folds(len(crops), 2)
    next(train_fold(crops, fold, tiny_config, tmp_path))

    with pytest.raises(MelcountError, match="is not finished"):
        count_fold(crops, fold, tmp_path)


def test_that_the_output_of_a_network_is_divided_by_the_target_scale(
    crops: Sequence[Crop],
) -> None:
    config = TrainConfig(network=UNetConfig((4, 8, 8), 1), target_scale=50.0)
    network = UNet(config.network).eval()
    with torch.no_grad():
        nn.init.zeros_(network.head.weight)
        assert network.head.bias is not None
        nn.init.constant_(network.head.bias, 2.5)

    (count,) = count_crops(counter_of_network(network, config), crops[:1])

    assert count.count == pytest.approx(2.5 * 32 * 32 / 50.0)
