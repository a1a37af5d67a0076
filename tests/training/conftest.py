from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from melcount_app.training.augment import Augmentation
from melcount_app.training.commands import app
from melcount_app.training.config import PROTOCOLS, TrainConfig
from melcount_app.training.dataset import Crop
from melcount_app.training.run_folder import CHECKPOINT_FILE
from melcount_app.training.unet import UNetConfig

SIDE_PX = 64


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


TINY = TrainConfig(
    network=UNetConfig(channels=(4, 8, 8), decoder_steps=1),
    augmentation=Augmentation(zoom=(0.9, 1.1), shift_px=4.0),
    epochs=4,
    batch=4,
    windows_px=(16,),
)


@dataclass(frozen=True, slots=True)
class FromCropsToModel:
    """What the commands made, one after the other, by a protocol for a small network.

    Attributes:
        said: the output of `train`, `crossvalidate`, `export` and `evaluate`.
        runs: folder of the runs.
        model: the model folder, in place of an older one.
        errors: what `evaluate` wrote.
    """

    said: tuple[str, ...]
    runs: Path
    model: Path
    errors: Path


@pytest.fixture(scope="session")
def commanded(tmp_path_factory: pytest.TempPathFactory) -> FromCropsToModel:
    folder = tmp_path_factory.mktemp("commanded")
    write_data(folder / "data", _crops_with_blobs())
    model, runs, errors = folder / "models" / "tiny", folder / "runs", folder / "errors.json"
    model.mkdir(parents=True)
    (model / "leftover.txt").write_text("old", encoding="utf-8")
    data = ("--data", str(folder / "data"))
    trained = (*data, "--runs", str(runs))
    judged = ("--model", str(model), "--json", str(errors), "--pictures", str(folder / "pictures"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PROTOCOLS, "compact", TINY)
        first = run_command("train", *trained, "--device", "cpu")
        _raise_map(runs / "final" / CHECKPOINT_FILE)
        said = (
            first,
            run_command("crossvalidate", *trained, "--device", "cpu", "--folds", "2"),
            run_command("export", *trained, "--folds", "2", "--model", str(model)),
            run_command("evaluate", *data, *judged),
        )
    return FromCropsToModel(said, runs, model, errors)


@pytest.fixture
def crops() -> tuple[Crop, ...]:
    """Six crops with bright blobs where their points are."""
    return _crops_with_blobs()


@pytest.fixture
def tiny_config() -> TrainConfig:
    return TINY


@pytest.fixture
def paper_like(tiny_config: TrainConfig) -> TrainConfig:
    """The paper's rules for a small network and few crops."""
    return dataclasses.replace(
        PROTOCOLS["paper"], network=tiny_config.network, batch=4, held_back=2, patience=3
    )


@pytest.fixture
def data_folder(tmp_path: Path, crops: tuple[Crop, ...]) -> Path:
    """The crops on disk, with a table of points."""
    write_data(tmp_path / "data", crops)
    return tmp_path / "data"


def write_data(folder: Path, crops: Sequence[Crop]) -> None:
    (folder / "images").mkdir(parents=True)
    lines = ["image,x_px,y_px"]
    for crop in crops:
        cv2.imwrite(str(folder / "images" / crop.name), crop.pixels)
        lines += [f"{crop.name},{int(x)},{int(y)}" for x, y in crop.points_xy]
    (folder / "points.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_command(*line: str) -> str:
    """What a command says; it must not fail."""
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.output
    return result.stdout


def _raise_map(checkpoint_file: Path) -> None:
    """Keep the final ReLU open, so that not all answers are 0 after so few steps."""
    checkpoint = torch.load(checkpoint_file, weights_only=True)
    checkpoint["averaged"]["head.bias"].fill_(2.0)
    torch.save(checkpoint, checkpoint_file)


def _crops_with_blobs() -> tuple[Crop, ...]:
    return tuple(_crop_with_blobs(number) for number in range(6))


def _crop_with_blobs(number: int) -> Crop:
    random = np.random.default_rng(number)
    points_xy = random.integers(10, SIDE_PX - 10, (3 + number, 2)).astype(np.float64)
    light = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for x, y in points_xy.astype(int):
        light[y, x] = 1.0
    blobs = cv2.GaussianBlur(light, (0, 0), 2.0) * 4000.0
    return Crop(f"image_{number}.png", np.clip(blobs + 10.0, 0, 255).astype(np.uint8), points_xy)
