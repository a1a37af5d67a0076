from __future__ import annotations

import cv2
import numpy as np

from melcount_app.training.dataset import Crop
from melcount_app.training.folds import HeldOut
from melcount_app.training.looks import groups_by_look

SIDE_PX = 64


def crop(number: int, level: float, sigma: float, cells: int) -> Crop:
    random = np.random.default_rng(number)
    points_xy = random.integers(5, SIDE_PX - 5, (cells, 2)).astype(np.float64)
    light = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for x, y in points_xy.astype(int):
        light[y, x] = 1.0
    blobs = cv2.GaussianBlur(light, (0, 0), sigma)
    pixels = level + 180.0 * blobs / blobs.max() + random.normal(0.0, 1.0, blobs.shape)
    return Crop(f"image_{number}.png", np.clip(pixels, 0, 255).astype(np.uint8), points_xy)


DARK_AND_SPARSE = [crop(number, 5.0 + number, 1.5, 3) for number in range(5)]
BRIGHT_AND_DENSE = [crop(10 + number, 60.0 + number, 3.0, 40) for number in range(4)]


def test_that_crops_are_grouped_by_what_they_look_like_whatever_their_order() -> None:
    crops = [*BRIGHT_AND_DENSE[:2], *DARK_AND_SPARSE, *BRIGHT_AND_DENSE[2:]]

    groups = groups_by_look(crops, 2)

    assert groups == (1, 1, 0, 0, 0, 0, 0, 1, 1)
    assert groups == groups_by_look(crops, 2)


def test_that_a_fold_over_looks_keeps_a_whole_look_apart() -> None:
    crops = [*DARK_AND_SPARSE, *BRIGHT_AND_DENSE]

    folds = HeldOut.LOOKS.folds_of(crops, 2)

    assert [fold.validation for fold in folds] == [(0, 1, 2, 3, 4), (5, 6, 7, 8)]
    assert all(sorted(fold.training + fold.validation) == list(range(9)) for fold in folds)
