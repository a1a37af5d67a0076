from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from melcount_app.core.errors import MelcountError
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import Crop
from melcount_app.training.evaluate import (
    CropCount,
    CrossValidation,
    count_crops,
    count_empty_fields,
    count_errors,
    count_fold,
    cross_validate,
    fold_folder,
    split_folds,
    train_fold,
)
from melcount_app.training.train import names_of_training_crops
from melcount_app.training.unet import UNet, UNetConfig

CONFIG = TrainConfig(network=UNetConfig((4, 8, 8), 1))
BY_HAND = (
    CropCount("a", cells=10, count=12.0, inner_cells=8.0, inner_count=9.0),
    CropCount("b", cells=100, count=90.0, inner_cells=72.0, inner_count=70.0),
    CropCount("c", cells=0, count=1.0, inner_cells=0.0, inner_count=0.2),
)


def test_that_errors_are_those_worked_out_by_hand() -> None:
    errors = count_errors(BY_HAND)

    assert (errors.n, errors.cells) == (3, 110)
    assert errors.T_err == pytest.approx((2 + 10 + 1) / 110)
    assert errors.A_err == pytest.approx((2 / 10 + 10 / 100) / 2)
    assert errors.bias == pytest.approx((2 - 10 + 1) / 110)
    assert errors.mae == pytest.approx(13 / 3)
    assert errors.inner_bias == pytest.approx((1 - 2 + 0.2) / 80)


def test_that_crops_without_any_cell_have_no_relative_errors() -> None:
    with pytest.raises(ValueError, match="no cells"):
        count_errors(BY_HAND[2:])


def test_that_cross_validation_pools_the_crops_of_all_folds() -> None:
    validation = CrossValidation((BY_HAND[:1], BY_HAND[1:]))

    assert validation.overall == count_errors(BY_HAND)
    assert [errors.n for errors in validation.per_fold] == [1, 2]
    first, second = 2 / 10, 11 / 100
    assert validation.T_err_sd == pytest.approx(abs(first - second) / 2**0.5)


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
    config = dataclasses.replace(tiny_config, epochs=1)
    splits = split_folds(len(crops), 3)
    for number, fold in enumerate(splits):
        list(train_fold(crops, fold, config, fold_folder(tmp_path, number)))

    validation = cross_validate(crops, tmp_path, 3)

    for number, counts in enumerate(validation.counts):
        seen = names_of_training_crops(fold_folder(tmp_path, number))
        counted = {count.name for count in counts}
        assert seen | counted == {crop.name for crop in crops}
        assert not seen & counted


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


def test_that_a_count_is_the_integral_of_the_map_over_its_scale(crops: Sequence[Crop]) -> None:
    network = _network_that_answers(2.5)

    counts = count_crops(network, crops[:2], CONFIG)

    for count in counts:
        assert count.count == pytest.approx(2.5 * 32 * 32 / 100.0)
    assert [count.cells for count in counts] == [3, 4]


def test_that_the_inner_part_of_a_crop_leaves_its_rim_out() -> None:
    points_xy = np.array([[32.0, 32.0], [1.0, 32.0]])
    crop = Crop("two.png", np.zeros((64, 64), np.uint8), points_xy)

    (count,) = count_crops(_network_that_answers(2.5), [crop], CONFIG)

    assert count.inner_count == pytest.approx(2.5 * 16 * 16 / 100.0)
    assert count.inner_cells == pytest.approx(0.992**2, abs=0.03)


def test_that_empty_fields_are_counted_like_crops() -> None:
    counts = count_empty_fields(_network_that_answers(1.0), CONFIG, fields=2)

    assert counts == pytest.approx([128 * 128 / 100.0] * 2)


def _network_that_answers(level: float) -> UNet:
    network = UNet(CONFIG.network).eval()
    with torch.no_grad():
        nn.init.zeros_(network.head.weight)
        assert network.head.bias is not None
        nn.init.constant_(network.head.bias, level)
    return network
