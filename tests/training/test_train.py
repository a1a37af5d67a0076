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
from melcount_app.training.counting import count_crops
from melcount_app.training.crossvalidation import counter_of_network
from melcount_app.training.dataset import Crop
from melcount_app.training.run_folder import (
    HISTORY_FILE,
    epochs_trained,
    is_finished,
    load_network,
    names_of_training_crops,
    read_checkpoint,
)
from melcount_app.training.train import choose_device, split_held_back, train
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


def test_that_a_run_by_the_papers_rules_goes_on_as_if_it_had_not_stopped(
    crops: Sequence[Crop], paper_like: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(paper_like, epochs=5)
    straight, interrupted = tmp_path / "straight", tmp_path / "interrupted"
    list(train(crops, config, straight))
    list(itertools.islice(train(crops, config, interrupted), 3))

    list(train(crops, config, interrupted))

    assert torch.equal(all_weights(interrupted), all_weights(straight))
    first, second = (read_checkpoint(run)["best"] for run in (straight, interrupted))
    assert (first["epoch"], first["loss"]) == (second["epoch"], second["loss"])


def test_that_training_ends_when_the_loss_on_held_back_crops_has_stopped_falling(
    crops: Sequence[Crop], paper_like: TrainConfig, tmp_path: Path
) -> None:
    # a rate of 0 leaves the first epoch's loss the lowest but for the drift of the statistics
    config = dataclasses.replace(paper_like, epochs=100, peak_rate=0.3, patience=2)

    events = list(train(crops, config, tmp_path))

    losses = [event.validation_loss for event in events]
    lowest = losses.index(min(losses))
    assert len(events) == lowest + 1 + 2 < 100
    assert is_finished(tmp_path)
    assert list(train(crops, config, tmp_path)) == []


def test_that_the_weights_of_the_epoch_with_the_lowest_loss_are_kept(
    crops: Sequence[Crop], paper_like: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(paper_like, epochs=6, peak_rate=0.3, patience=6)
    losses = [event.validation_loss for event in train(crops, config, tmp_path)]
    lowest = losses.index(min(losses)) + 1
    assert lowest < 6

    shorter = tmp_path / "shorter"
    list(train(crops, dataclasses.replace(config, epochs=lowest), shorter))

    assert torch.equal(all_weights(tmp_path), all_weights(shorter))


def test_that_crops_that_are_held_back_are_not_trained_on(
    crops: Sequence[Crop], paper_like: TrainConfig, tmp_path: Path
) -> None:
    trained, held_back = split_held_back(crops, paper_like)
    names = {crop.name for crop in held_back}
    blank = [
        Crop(crop.name, crop.pixels * 0, crop.points_xy[:1]) if crop.name in names else crop
        for crop in crops
    ]
    config = dataclasses.replace(paper_like, epochs=1)

    (event,) = train(crops, config, tmp_path / "plain")
    (other,) = train(blank, config, tmp_path / "blank")

    assert (len(trained), len(held_back)) == (4, 2)
    assert (event.loss, event.T_err) == (other.loss, other.T_err)
    assert event.validation_loss != other.validation_loss


def test_that_without_averaging_the_weights_are_those_of_the_last_step(
    crops: Sequence[Crop], tiny_config: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(tiny_config, epochs=2, averaging=0.0)
    list(train(crops, config, tmp_path))

    checkpoint = read_checkpoint(tmp_path)

    for name, value in checkpoint["network"].items():
        assert torch.equal(checkpoint["averaged"][name], value)


def test_that_the_history_tells_the_errors_of_every_epoch(
    crops: Sequence[Crop], paper_like: TrainConfig, tmp_path: Path
) -> None:
    events = list(train(crops, dataclasses.replace(paper_like, epochs=2), tmp_path))

    first, *rows = (tmp_path / HISTORY_FILE).read_text(encoding="utf-8").splitlines()
    assert first == "epoch,loss,seconds,T_err,validation_loss,validation_T_err"
    assert len(rows) == 2
    assert rows[1].split(",")[4] == str(events[1].validation_loss)


def test_that_too_few_crops_are_refused(
    crops: Sequence[Crop], paper_like: TrainConfig, tmp_path: Path
) -> None:
    with pytest.raises(MelcountError, match="2 of them are held back"):
        next(train(crops[:2], paper_like, tmp_path))


def test_that_auto_finds_a_device() -> None:
    assert choose_device("auto").type in {"cpu", "cuda"}
    assert choose_device("cpu").type == "cpu"


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
    counts = count_crops(counter_of_network(load_network(tmp_path), config), crops)
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
        "curves.png",
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
