"""The picture shows density where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ImageColor

from melcount_app.core.colour_scale import end_of_scale, ticks
from melcount_app.core.geometry import Size
from melcount_app.core.region import REGION_COLOURS, Region, polygon
from melcount_app.core.report.colours import CIVIDIS, coloured
from melcount_app.core.report.density_picture import smooth_density
from melcount_app.core.report.pictures import (
    MARGIN_PX,
    SIDE_PX,
    Frame,
    density_picture,
    scale_bar,
)
from melcount_app.core.wording import Wording

if TYPE_CHECKING:
    from tests.core.report.conftest import MakeReport

FIRST_COLOUR = ImageColor.getrgb(REGION_COLOURS[0])
SIZE = Size(4000, 3000)  # of the scan of every report here


def colour_at(pixels: npt.NDArray[np.uint8], x: float, y: float) -> npt.NDArray[np.float64]:
    """Mean colour of 100 x 100 level-0 pixels around a level-0 position."""
    column, row = (round(MARGIN_PX + place * SIDE_PX / SIZE.width) for place in (x, y))
    part = pixels[row - 17 : row + 18, column - 17 : column + 18].reshape(-1, 3)
    return np.asarray(part.mean(0), np.float64)


def test_that_dense_is_yellow_sparse_is_blue_and_outside_is_grey(make_report: MakeReport) -> None:
    pixels = np.asarray(density_picture(make_report(), Wording()))
    dense, sparse = colour_at(pixels, 400, 2500), colour_at(pixels, 2000, 900)
    outside = colour_at(pixels, 3500, 1500)
    assert dense[0] - dense[2] > 60
    assert sparse[2] - sparse[0] > 25
    assert np.ptp(outside) < 1


def test_that_a_shared_scale_makes_the_same_density_darker(make_report: MakeReport) -> None:
    own, shared = (
        colour_at(np.asarray(density_picture(make_report(), Wording(), highest=highest)), 400, 2500)
        for highest in (500, 5000)
    )
    assert own[0] > shared[0] + 50


def test_that_regions_are_outlined(make_report: MakeReport) -> None:
    square = Region("square", polygon([(1500, 1000), (2500, 1000), (2500, 2000), (1500, 2000)]))
    without, with_region = (
        np.asarray(density_picture(make_report(regions=regions), Wording()))
        for regions in ((), (square,))
    )
    y, x = (round(MARGIN_PX + place * SIDE_PX / SIZE.width) for place in (1500, 2500))
    assert np.abs(with_region[y, x].astype(int) - FIRST_COLOUR).max() < 40
    assert not np.array_equal(without, with_region)


@pytest.mark.parametrize("pixel_size_known", [True, False])
def test_that_the_smoothed_density_is_that_of_the_map(
    make_report: MakeReport, *, pixel_size_known: bool
) -> None:
    report = make_report() if pixel_size_known else make_report(pixel_size=None)
    smooth = smooth_density(report)
    row, column = (round(place / smooth.level0_per_px) for place in (2600, 400))
    assert smooth.values[row, column] == pytest.approx(500, rel=0.02)
    assert smooth.unit == ("cells/mm²" if pixel_size_known else "cells per million px")


def test_that_the_edge_of_the_sample_is_not_darkened(make_report: MakeReport) -> None:
    smooth = smooth_density(make_report())
    row, column = (int(place / smooth.level0_per_px) for place in (520, 1500))
    assert smooth.values[row, column] == pytest.approx(50, rel=0.02)


def test_that_the_smoothed_density_lies_where_the_map_has_it(make_report: MakeReport) -> None:
    smooth = smooth_density(make_report())
    frame = Frame.of(SIZE)
    over = smooth.over(frame.size, frame.level0_per_px)
    halfway = np.flatnonzero(over[round(2600 / frame.level0_per_px)] < 275)[0]
    assert (halfway + 0.5) * frame.level0_per_px == pytest.approx(1000, abs=10)


def test_that_a_sample_without_cells_still_has_a_picture(make_report: MakeReport) -> None:
    report = make_report(uncounted=[(row, column) for row in range(3) for column in range(4)])
    assert density_picture(report, Wording()).width > SIDE_PX


def test_that_colours_run_from_the_first_to_the_last() -> None:
    colours = coloured(np.array([-1, 0, 250, 500, 900], np.float32), 500)
    expected = CIVIDIS[[0, 0, 128, 255, 255]]
    assert np.array_equal(colours, expected)


def test_that_the_colour_map_is_cividis_and_gets_ever_brighter() -> None:
    brightness = CIVIDIS.astype(float) @ (0.299, 0.587, 0.114)
    assert CIVIDIS.shape == (256, 3)
    assert (CIVIDIS[0].tolist(), CIVIDIS[-1].tolist()) == ([0, 32, 77], [255, 234, 70])
    assert (np.diff(brightness) > -1).all()


@pytest.mark.parametrize(
    ("highest", "end"),
    [(441, 500), (500, 500), (501, 600), (999, 1000), (0.013, 0.015), (0, 1), (float("nan"), 1)],
)
def test_that_a_scale_ends_on_a_round_number(highest: float, end: float) -> None:
    assert end_of_scale(highest) == pytest.approx(end)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (500, [0, 100, 200, 300, 400, 500]),
        (800, [0, 200, 400, 600, 800]),
        (1.5, [0, 0.5, 1, 1.5]),
        (730, [0, 182.5, 365, 547.5, 730]),
    ],
)
def test_that_ticks_are_round_where_the_end_is(end: float, expected: list[float]) -> None:
    assert ticks(end) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0.87, 0.5),
        (2.0, 2.0),
        (9.9, 5.0),
        (10, 10),
        (400 * 0.001 / 4 * (1 - 1e-16), 0.1),
        (3.9999999999999996, 2.0),
        (0.09999999999999999, 0.1),
    ],
)
def test_that_a_scale_bar_has_a_round_length(length: float, expected: float) -> None:
    assert scale_bar(length) == pytest.approx(expected)


def test_that_a_narrow_scan_fits_the_frame() -> None:
    assert Frame.of(Size(10, 100_000)).size == Size(1, SIDE_PX)
