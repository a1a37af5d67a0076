from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from melcount_app.training.augment import Augmentation
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import Crop
from melcount_app.training.unet import UNetConfig

SIDE_PX = 64


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def crops() -> tuple[Crop, ...]:
    """Six crops with bright blobs where their points are."""
    return tuple(_crop_with_blobs(number) for number in range(6))


@pytest.fixture
def tiny_config() -> TrainConfig:
    return TrainConfig(
        network=UNetConfig(channels=(4, 8, 8), decoder_steps=1),
        augmentation=Augmentation(zoom=(0.9, 1.1), shift_px=4.0),
        epochs=4,
        batch=4,
        windows_px=(16,),
    )


@pytest.fixture
def data_folder(tmp_path: Path, crops: tuple[Crop, ...]) -> Path:
    """The crops on disk, with a table of points."""
    folder = tmp_path / "data"
    (folder / "images").mkdir(parents=True)
    lines = ["image,x_px,y_px"]
    for crop in crops:
        cv2.imwrite(str(folder / "images" / crop.name), crop.pixels)
        lines += [f"{crop.name},{int(x)},{int(y)}" for x, y in crop.points_xy]
    (folder / "points.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _crop_with_blobs(number: int) -> Crop:
    random = np.random.default_rng(number)
    points_xy = random.integers(10, SIDE_PX - 10, (3 + number, 2)).astype(np.float64)
    light = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for x, y in points_xy.astype(int):
        light[y, x] = 1.0
    blobs = cv2.GaussianBlur(light, (0, 0), 2.0) * 4000.0
    return Crop(f"image_{number}.png", np.clip(blobs + 10.0, 0, 255).astype(np.uint8), points_xy)
