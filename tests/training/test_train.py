from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import Augmentation
from melcount_app.training.config import CONFIG_FILE, TrainConfig
from melcount_app.training.dataset import Crop
from melcount_app.training.evaluate import count_crops
from melcount_app.training.train import (
    epochs_trained,
    load_network,
    names_of_training_crops,
    train,
)
from melcount_app.training.unet import UNetConfig


def all_weights(folder: Path) -> torch.Tensor:
    state = load_network(folder).state_dict()
    return torch.cat([value.double().flatten() for value in state.values()])


def test_that_an_interrupted_run_ends_with_the_weights_of_an_uninterrupted_one(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    straight, interrupted = tmp_path / "straight", tmp_path / "interrupted"
    list(train(crops, tiny_config, straight))
    list(itertools.islice(train(crops, tiny_config, interrupted), 2))
    assert epochs_trained(interrupted) == 2

    events = list(train(crops, tiny_config, interrupted))

    assert [event.epoch for event in events] == [3, 4]
    assert torch.equal(all_weights(interrupted), all_weights(straight))


def test_that_another_seed_gives_other_weights(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    for seed in (0, 1):
        config = dataclasses.replace(tiny_config, epochs=1, seed=seed)
        list(train(crops, config, tmp_path / str(seed)))

    assert not torch.equal(all_weights(tmp_path / "0"), all_weights(tmp_path / "1"))


def test_that_a_small_network_learns_to_count_crops_by_heart(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(
        tiny_config,
        network=UNetConfig(channels=(8, 8, 16), decoder_steps=1),
        augmentation=Augmentation(zoom=(1.0, 1.0), shift_px=0.0, empty_probability=0.0),
        epochs=60,
        peak_rate=1e-2,
        averaging=0.9,
    )

    losses = [event.loss for event in train(crops, config, tmp_path)]

    assert losses[-1] < 0.4 * losses[0]
    counts = count_crops(load_network(tmp_path), crops, config)
    assert sum(count.count for count in counts) == pytest.approx(33, rel=0.2)


def test_that_a_run_refuses_another_configuration(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    next(train(crops, tiny_config, tmp_path))

    with pytest.raises(MelcountError, match="another configuration or other crops"):
        next(train(crops, dataclasses.replace(tiny_config, seed=5), tmp_path))


def test_that_a_run_refuses_other_crops(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    next(train(crops[:4], tiny_config, tmp_path))

    with pytest.raises(MelcountError, match="another configuration or other crops"):
        next(train(crops[:5], tiny_config, tmp_path))
    assert names_of_training_crops(tmp_path) == {crop.name for crop in crops[:4]}


def test_that_a_run_keeps_its_configuration_beside_its_weights(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    next(train(crops, tiny_config, tmp_path))

    assert TrainConfig.load(tmp_path) == tiny_config
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "checkpoint.pt",
        "config.json",
        "data.json",
        "history.csv",
    ]


@pytest.mark.parametrize("text", ["no json", "[]", '{"epochs": 3}'])
def test_that_a_damaged_configuration_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / CONFIG_FILE).write_text(text, encoding="utf-8")

    with pytest.raises(MelcountError, match=r"config\.json is not the configuration"):
        TrainConfig.load(tmp_path)


def test_that_a_folder_without_a_run_has_no_network(tmp_path: Path) -> None:
    TrainConfig().save(tmp_path)

    assert epochs_trained(tmp_path) == 0
    with pytest.raises(MelcountError, match="holds no checkpoint"):
        load_network(tmp_path)
