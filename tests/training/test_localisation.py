from __future__ import annotations

import numpy as np
import pytest

from melcount_app.core.peaks import find_peaks
from melcount_app.training.dataset import render_target
from melcount_app.training.localisation import count_matches

SIGMA_PX = 6.0
CELLS_XY = np.array([[30.3, 40.0], [70.0, 41.6], [64.2, 90.7], [3.0, 100.0]])


@pytest.mark.parametrize("output_stride", [1, 2, 4])
def test_that_the_maxima_of_a_map_lie_where_its_cells_are(output_stride: int) -> None:
    density = render_target(CELLS_XY, (128, 128), sigma_px=SIGMA_PX, output_stride=output_stride)

    peaks_xy = find_peaks(density, sigma_px=SIGMA_PX, output_stride=output_stride)

    assert len(peaks_xy) == 4
    nearest = np.linalg.norm(peaks_xy[:, None] - CELLS_XY[None], axis=2).min(axis=0)
    assert nearest.max() < 2.0


def test_that_ripples_far_lower_than_a_cell_are_no_maxima() -> None:
    density = 0.3 * render_target(CELLS_XY[:3], (128, 128), sigma_px=SIGMA_PX, output_stride=1)

    assert len(find_peaks(density, sigma_px=SIGMA_PX, output_stride=1)) == 0


def test_that_a_plateau_is_one_maximum_in_its_middle() -> None:
    density = np.zeros((32, 32), np.float32)
    density[10:13, 20:23] = 1.0

    (peak,) = find_peaks(density, sigma_px=SIGMA_PX, output_stride=4)

    assert peak == pytest.approx((21 * 4 + 1.5, 11 * 4 + 1.5))


def test_that_two_maxima_at_one_cell_match_once() -> None:
    peaks_xy = np.array([[10.0, 10.0], [11.0, 10.0]])

    assert count_matches(peaks_xy, np.array([[10.5, 10.0]]), within_px=5.0) == 1


def test_that_a_pair_is_given_up_where_that_makes_two() -> None:
    peaks_xy = np.array([[0.0, 0.0], [4.0, 0.0]])
    cells_xy = np.array([[3.5, 0.0], [8.0, 0.0]])

    assert count_matches(peaks_xy, cells_xy, within_px=4.0) == 2


def test_that_what_lies_farther_apart_never_matches() -> None:
    peaks_xy, cells_xy = np.array([[0.0, 0.0]]), np.array([[4.0, 3.1]])

    assert count_matches(peaks_xy, cells_xy, within_px=5.0) == 0
    assert count_matches(np.empty((0, 2)), cells_xy, within_px=5.0) == 0
