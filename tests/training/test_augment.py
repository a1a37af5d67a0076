from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from melcount_app.training.augment import (
    SYMMETRIES_AND_BLUR,
    Augmentation,
    augmented_example,
    empty_field,
    move,
    plain_example,
    random_placement,
    turn_or_flip,
)
from melcount_app.training.dataset import Crop

SIDE_PX = 96
PLAIN = Augmentation(
    gamma=(1.0, 1.0),
    gain=(1.0, 1.0),
    offset=(0.0, 0.0),
    blur_probability=0.0,
    noise=0.0,
    empty_probability=0.0,
)


def crop_with_one_blob(x: int, y: int) -> Crop:
    light = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    light[y, x] = 1.0
    blob = cv2.GaussianBlur(light, (0, 0), 2.0)
    pixels = (255 * blob / blob.max()).astype(np.uint8)
    return Crop("blob.png", pixels, np.array([[x, y]], np.float64))


@pytest.mark.parametrize("seed", range(20))
def test_that_a_bright_blob_stays_at_its_point(seed: int) -> None:
    crop = crop_with_one_blob(50, 40)

    example = augmented_example(
        crop, dataclasses.replace(PLAIN, shift_px=10.0), np.random.default_rng(seed)
    )

    (point,) = (point for point in example.points_xy if np.all((point > 0) & (point < SIDE_PX)))
    y, x = np.unravel_index(int(example.pixels.argmax()), example.pixels.shape)
    assert np.hypot(x - point[0], y - point[1]) < 1.5


def test_that_a_crop_far_out_of_focus_is_a_dim_field_without_cells() -> None:
    hazy = dataclasses.replace(PLAIN, haze_probability=1.0, zoom=(1.0, 1.0))
    crop = crop_with_one_blob(48, 48)

    example = augmented_example(crop, hazy, np.random.default_rng(0))

    assert len(example.points_xy) == 0
    assert 0 < example.pixels.max() < 0.5 * plain_example(crop).pixels.max()


def test_that_another_crop_shines_through_and_brings_no_cells() -> None:
    veiled = dataclasses.replace(PLAIN, veil_probability=1.0)
    crop, bright = crop_with_one_blob(48, 48), np.full((SIDE_PX, SIDE_PX), 200, np.uint8)
    beneath = Crop("bright.png", bright, np.array([[9.0, 9.0]]))

    clear, seen = (
        augmented_example(crop, how, np.random.default_rng(1), beneath=beneath)
        for how in (dataclasses.replace(veiled, veil_probability=1e-9), veiled)
    )

    assert np.array_equal(seen.points_xy, clear.points_xy)
    assert 0.05 < np.median(seen.pixels) - np.median(clear.pixels) < 0.5


@pytest.mark.parametrize("seed", range(20))
def test_that_every_blob_mirrored_in_from_beyond_the_crop_has_its_point(seed: int) -> None:
    crop = crop_with_one_blob(8, 80)
    random = np.random.default_rng(seed)
    smaller = dataclasses.replace(PLAIN, zoom=(0.6, 0.7), shift_px=0.0)
    matrix = random_placement((SIDE_PX, SIDE_PX), smaller, random)
    example = plain_example(crop)

    pixels, points_xy = move(example, matrix)

    peaks = (pixels == cv2.dilate(pixels, np.ones((5, 5)))) & (pixels > 0.6)
    rows, columns = np.nonzero(peaks)
    assert len(points_xy) >= 2
    inside = np.all((np.stack((columns, rows)) > 4) & (np.stack((columns, rows)) < 91), axis=0)
    assert inside.sum() >= 1
    for x, y in zip(columns[inside], rows[inside], strict=True):
        assert np.hypot(*(points_xy - (x, y)).T).min() < 1.5
    for x, y in points_xy[np.all((points_xy > 4) & (points_xy < SIDE_PX - 5), axis=1)]:
        assert pixels[round(y), round(x)] > 0.5


@pytest.mark.parametrize("symmetry", range(8))
def test_that_a_blob_stays_at_its_point_under_every_symmetry(symmetry: int) -> None:
    pixels, points_xy = turn_or_flip(plain_example(crop_with_one_blob(50, 20)), symmetry)

    y, x = np.unravel_index(int(pixels.argmax()), pixels.shape)
    np.testing.assert_array_equal(points_xy, [[x, y]])


def test_that_the_eight_symmetries_differ_and_lose_nothing() -> None:
    example = plain_example(crop_with_one_blob(50, 20))

    seen = [turn_or_flip(example, symmetry)[0] for symmetry in range(8)]

    assert len({pixels.tobytes() for pixels in seen}) == 8
    for pixels in seen:
        np.testing.assert_array_equal(
            np.sort(pixels, axis=None), np.sort(example.pixels, axis=None)
        )


def test_that_the_papers_pictures_are_symmetries_of_the_crop_and_sometimes_blurred(
    crops: tuple[Crop, ...],
) -> None:
    example = plain_example(crops[5])
    symmetries = {turn_or_flip(example, symmetry)[0].tobytes() for symmetry in range(8)}

    seen = [
        augmented_example(crops[5], SYMMETRIES_AND_BLUR, np.random.default_rng(seed))
        for seed in range(60)
    ]

    sharp = sum(picture.pixels.tobytes() in symmetries for picture in seen)
    assert 15 < sharp < 45
    assert {len(picture.points_xy) for picture in seen} == {crops[5].cells}
    assert min(float(picture.pixels.max()) for picture in seen) < example.pixels.max()


def test_that_zooming_in_makes_a_blob_wider() -> None:
    crop = crop_with_one_blob(48, 48)
    example = plain_example(crop)
    placements = [
        random_placement(
            (SIDE_PX, SIDE_PX),
            dataclasses.replace(PLAIN, zoom=(zoom, zoom), shift_px=0.0),
            np.random.default_rng(0),
        )
        for zoom in (0.8, 1.25)
    ]

    small, large = (float(move(example, matrix)[0].sum()) for matrix in placements)

    assert large / small == pytest.approx((1.25 / 0.8) ** 2, rel=0.05)


def test_that_the_same_seed_gives_the_same_example(crops: tuple[Crop, ...]) -> None:
    first, second = (
        augmented_example(crops[5], Augmentation(), np.random.default_rng(7)) for _ in range(2)
    )

    np.testing.assert_array_equal(first.pixels, second.pixels)
    np.testing.assert_array_equal(first.points_xy, second.points_xy)


@pytest.mark.parametrize("seed", range(10))
def test_that_pixels_stay_in_the_networks_range(crops: tuple[Crop, ...], seed: int) -> None:
    example = augmented_example(crops[5], Augmentation(), np.random.default_rng(seed))

    assert example.pixels.dtype == np.float32
    assert 0.0 <= example.pixels.min() < example.pixels.max() <= 1.0


def test_that_an_empty_field_is_dark_and_takes_the_crops_place(crops: tuple[Crop, ...]) -> None:
    always = dataclasses.replace(Augmentation(), empty_probability=1.0)

    example = augmented_example(crops[5], always, np.random.default_rng(0))

    assert len(example.points_xy) == 0
    assert empty_field((64, 64), np.random.default_rng(1)).mean() < 0.25
