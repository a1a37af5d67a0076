from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from melcount_app.core.interval import Interval, IntervalModel

MODEL = IntervalModel(level=0.9, quantile=1.7, variance_per_cell=0.4, relative_sd=0.04)

CELLS = st.floats(0, 1e6)
MODELS = st.builds(
    IntervalModel,
    level=st.floats(0.5, 0.99),
    quantile=st.floats(0.01, 10),
    variance_per_cell=st.floats(1e-3, 100),
    relative_sd=st.floats(0, 1),
)


def relative_width(model: IntervalModel, cells: float) -> float:
    """Upper half of the interval over the count; the lower half may be clipped."""
    return (model.of(cells).high - cells) / cells


def test_that_an_interval_is_that_of_the_formula() -> None:
    reach = 1.7 * math.sqrt(0.4 * 101 + (0.04 * 100) ** 2)
    interval = MODEL.of(100)
    assert (interval.low, interval.high) == pytest.approx((100 - reach, 100 + reach))


def test_that_no_interval_reaches_below_no_cell() -> None:
    assert MODEL.of(0).low == 0
    assert MODEL.of(0).high == pytest.approx(1.7 * math.sqrt(0.4))


@given(MODELS, CELLS)
def test_that_the_count_lies_in_its_interval(model: IntervalModel, cells: float) -> None:
    interval = model.of(cells)
    assert 0 <= interval.low <= cells <= interval.high


@given(MODELS, st.floats(1, 1e5), st.floats(1.1, 10))
def test_that_more_cells_make_the_interval_wider_but_less_so_than_their_number(
    model: IntervalModel, cells: float, times: float
) -> None:
    few, many = model.of(cells), model.of(times * cells)
    assert many.high - times * cells > few.high - cells
    assert relative_width(model, times * cells) < relative_width(model, cells)


@given(MODELS)
def test_that_on_a_whole_scan_only_the_bias_of_the_network_is_left(model: IntervalModel) -> None:
    assert relative_width(model, 1e12) == pytest.approx(
        model.quantile * model.relative_sd, abs=1e-3
    )


def test_that_an_interval_of_cells_gives_that_of_their_density() -> None:
    assert Interval(10.0, 30.0).per(0.5) == Interval(20.0, 60.0)


def test_that_what_places_share_averages_out_and_what_a_scan_shares_does_not() -> None:
    model = IntervalModel(0.9, 1.7, 0.4, relative_sd=0.12, shared_sd=0.03, place_mm2=0.2)

    def reach(area_mm2: float | None) -> float:
        return (model.of(1e9, area_mm2).high - 1e9) / 1e9

    assert reach(None) == reach(0.1) == reach(0.2)
    assert reach(0.2) == pytest.approx(1.7 * math.hypot(0.12, 0.03), rel=1e-3)
    assert reach(3.2) == pytest.approx(1.7 * math.hypot(0.03, 0.03), rel=1e-3)
    assert reach(1e6) == pytest.approx(1.7 * 0.03, rel=1e-3)


def test_that_a_model_that_tells_what_a_scan_shares_tells_of_which_places() -> None:
    with pytest.raises(ValueError, match="interval"):
        IntervalModel(0.9, 1.7, 0.4, 0.04, shared_sd=0.03)


@pytest.mark.parametrize(("level", "percent"), [(0.9, "90 %"), (0.95, "95 %"), (0.975, "97.5 %")])
def test_that_the_level_is_told_in_percent(level: float, percent: str) -> None:
    assert IntervalModel(level, 1.7, 0.4, 0.04).percent == percent


@pytest.mark.parametrize(
    "numbers",
    [
        (0.0, 1.7, 0.4, 0.04),
        (1.0, 1.7, 0.4, 0.04),
        (90.0, 1.7, 0.4, 0.04),
        (0.9, 0.0, 0.4, 0.04),
        (0.9, 1.7, 0.0, 0.04),
        (0.9, 1.7, 0.4, -0.01),
        (math.nan, 1.7, 0.4, 0.04),
        (0.9, math.inf, 0.4, 0.04),
        (0.9, 1.7, math.nan, 0.04),
        (0.9, 1.7, 0.4, math.inf),
    ],
)
def test_that_impossible_numbers_are_refused(numbers: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="interval"):
        IntervalModel(*numbers)
