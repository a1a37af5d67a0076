from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.errors import MelcountError
from melcount_app.core.model import CountingModel, ModelCard
from melcount_app.training.counting import Counter, count_crops, count_empty_fields
from melcount_app.training.dataset import CROP_UM_PER_PX, Crop

CELLS_PER_WHITE_PIXEL = 0.01


def counter_that_answers(cells_per_pixel: float, *, output_stride: int = 2) -> Counter:
    """A network that sees the same density everywhere."""
    return Counter(
        lambda pixels: np.full(
            (pixels.shape[0] // output_stride, pixels.shape[1] // output_stride),
            cells_per_pixel,
            np.float32,
        ),
        stride_px=4,
        output_stride=output_stride,
        halo_px=8,
        sigma_px=6.0,
    )


def test_that_a_count_is_the_integral_of_the_map_over_the_crop_alone(
    crops: Sequence[Crop],
) -> None:
    counts = count_crops(counter_that_answers(0.025), crops[:2])

    assert [count.count for count in counts] == pytest.approx([0.025 * 32 * 32] * 2)
    assert [count.cells for count in counts] == [3, 4]


def test_that_the_inner_part_of_a_crop_leaves_its_rim_out() -> None:
    points_xy = np.array([[32.0, 32.0], [1.0, 32.0]])
    crop = Crop("two.png", np.zeros((64, 64), np.uint8), points_xy)

    (count,) = count_crops(counter_that_answers(0.025), [crop])

    assert count.inner_count == pytest.approx(0.025 * 16 * 16)
    assert count.inner_cells == pytest.approx(0.992**2, abs=0.03)


@pytest.mark.parametrize("output_stride", [1, 2, 4])
def test_that_maxima_of_the_map_are_matched_with_the_annotators_cells(output_stride: int) -> None:
    points_xy = np.array([[20.0, 20.0], [40.0, 44.0]])
    crop = Crop("two.png", np.zeros((64, 64), np.uint8), points_xy)
    counter = counter_that_answers(0.0, output_stride=output_stride)

    def two_maxima(pixels: np.ndarray) -> np.ndarray:
        density = counter.answer(pixels)
        density[(8 + 20) // output_stride, (8 + 20) // output_stride] = 1.0
        density[(8 + 10) // output_stride, (8 + 50) // output_stride] = 1.0
        return density

    (count,) = count_crops(dataclasses.replace(counter, answer=two_maxima), [crop])

    assert (count.peaks, count.matched) == (2, 1)


def test_that_empty_fields_are_counted_like_crops() -> None:
    counts = count_empty_fields(counter_that_answers(0.01), fields=2)

    assert counts == pytest.approx([128 * 128 * 0.01] * 2)


def test_that_a_model_folder_counts_what_its_network_answers(
    linear_model: Path, crops: Sequence[Crop]
) -> None:
    (count,) = count_crops(Counter.of_model(CountingModel.load(linear_model)), crops[:1])

    white = crops[0].pixels.sum(dtype=float) / 255.0
    assert count.count == pytest.approx(CELLS_PER_WHITE_PIXEL * white, rel=1e-4)


def test_that_sides_that_the_network_cannot_take_are_refused_by_name() -> None:
    crop = Crop("odd.png", np.zeros((64, 62), np.uint8), np.empty((0, 2)))

    with pytest.raises(MelcountError, match=r"odd\.png has 62 x 64 px.*multiples of 4"):
        count_crops(counter_that_answers(0.0), [crop])


def test_that_a_model_for_another_pixel_size_is_refused(linear_model: Path) -> None:
    model = CountingModel.load(linear_model)
    other = dataclasses.replace(ModelCard.load(linear_model), um_per_px=2 * CROP_UM_PER_PX)
    model.card = other

    with pytest.raises(MelcountError, match=r"counts at 3\.6184 µm/px"):
        Counter.of_model(model)
