from __future__ import annotations

import json
import math

import pytest

from melcount_app.training.accuracy import (
    CropCount,
    calibration,
    count_errors,
    empty_crops,
    evaluation_facts,
    limits_of_agreement,
    localisation,
    spread_of,
)

BY_HAND = (
    CropCount("a", 10, 12.0, inner_cells=8.0, inner_count=9.0, peaks=8, matched=7),
    CropCount("b", 100, 90.0, inner_cells=72.0, inner_count=70.0, peaks=70, matched=60),
    CropCount("c", 0, 1.0, inner_cells=0.0, inner_count=0.2, peaks=1, matched=0),
    CropCount("d", 0, 0.2, inner_cells=0.0, inner_count=0.1, peaks=0, matched=0),
)


def crop_count(cells: int, count: float) -> CropCount:
    return CropCount("x", cells, count, float(cells), count, peaks=0, matched=0)


def test_that_errors_are_those_worked_out_by_hand() -> None:
    errors = count_errors(BY_HAND)

    assert (errors.n, errors.cells) == (4, 110)
    assert errors.T_err == pytest.approx((2 + 10 + 1 + 0.2) / 110)
    assert errors.A_err == pytest.approx((2 / 10 + 10 / 100) / 2)
    assert errors.bias == pytest.approx((2 - 10 + 1 + 0.2) / 110)
    assert errors.mae == pytest.approx(13.2 / 4)
    assert errors.inner_bias == pytest.approx((1 - 2 + 0.2 + 0.1) / 80)


def test_that_crops_without_cells_are_reported_apart() -> None:
    empty = empty_crops(BY_HAND)

    assert empty.n == 2
    assert empty.mean_count == pytest.approx(0.6)
    assert empty.most == 1.0


def test_that_a_proportional_error_is_a_slope_and_a_constant_one_an_intercept() -> None:
    proportional = calibration([crop_count(n, 0.9 * n) for n in (0, 10, 50, 100)])
    shifted = calibration([crop_count(n, n + 5.0) for n in (0, 10, 50, 100)])

    assert proportional.slope_through_origin == pytest.approx(0.9)
    assert proportional.slope_with_intercept == pytest.approx(0.9)
    assert proportional.intercept == pytest.approx(0.0, abs=1e-9)
    assert shifted.slope_with_intercept == pytest.approx(1.0)
    assert shifted.intercept == pytest.approx(5.0)
    assert shifted.slope_through_origin == pytest.approx(1 + 5 * 160 / 12600)


def test_that_the_limits_of_agreement_lie_1_96_deviations_from_the_mean_difference() -> None:
    limits = limits_of_agreement([crop_count(10, 11.0), crop_count(20, 23.0)])

    assert limits.mean == pytest.approx(2.0)
    assert limits.high - limits.mean == pytest.approx(1.96 * math.sqrt(2.0))
    assert limits.mean - limits.low == pytest.approx(1.96 * math.sqrt(2.0))


def test_that_localisation_weighs_every_cell_and_every_maximum_alike() -> None:
    found = localisation(BY_HAND)

    assert found.precision == pytest.approx(67 / 79)
    assert found.recall == pytest.approx(67 / 110)
    assert pytest.approx(2 / (79 / 67 + 110 / 67)) == found.F1


def test_that_the_facts_start_with_the_agreed_keys_in_fractions() -> None:
    facts = evaluation_facts(BY_HAND)

    agreed = ["n", "cells", "T_err", "A_err", "bias", "mae", "per_crop"]
    assert list(facts)[:7] == agreed
    assert facts["T_err"] == pytest.approx(13.2 / 110)
    assert facts["per_crop"][1] == {"name": "b", "cells": 100, "count": 90.0}
    assert facts["crops_with_cells"]["n"] == 2
    assert facts["empty_crops"] == {"n": 2, "mean_count": pytest.approx(0.6), "most": 1.0}


@pytest.mark.parametrize("counts", [BY_HAND[2:], BY_HAND[:1]], ids=["no cells", "one crop"])
def test_that_a_figure_that_is_not_defined_is_null(counts: tuple[CropCount, ...]) -> None:
    facts = evaluation_facts(counts)

    json.dumps(facts, allow_nan=False)
    assert facts["calibration"]["slope_with_intercept"] is None
    assert facts["mae"] > 0


def test_that_one_value_has_no_spread() -> None:
    assert math.isnan(spread_of([0.1]))
    assert spread_of([1.0, 3.0]) == pytest.approx(math.sqrt(2.0))
