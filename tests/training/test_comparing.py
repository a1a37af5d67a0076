from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from melcount_app.core.errors import MelcountError
from melcount_app.training.accuracy import CropCount, count_errors
from melcount_app.training.comparing import (
    choice_judged,
    comparison_facts,
    difference,
    error_intervals,
)
from melcount_app.training.crossvalidation import CrossValidation


def counts_with(relative_sd: float, *, seed: int, crops: int = 60) -> tuple[CropCount, ...]:
    """Counts on the same crops, with errors of a recipe's own."""
    cells = np.random.default_rng(0).integers(20, 140, crops)
    errors = relative_sd * np.random.default_rng(seed).standard_normal(crops)
    return tuple(
        CropCount(f"crop {i}", int(n), float(n * (1 + e)), float(n), float(n * (1 + e)), 0, 0)
        for i, (n, e) in enumerate(zip(cells, errors, strict=True))
    )


def test_that_the_interval_of_an_error_holds_that_of_all_such_crops_as_often_as_it_says() -> None:
    true_t_err = 0.1 * np.sqrt(2.0 / np.pi)  # of errors of 10 %, normal

    found = [error_intervals(counts_with(0.1, seed=seed)).T_err for seed in range(60)]

    held = sum(interval.low <= true_t_err <= interval.high for interval in found)
    assert 52 <= held <= 60


def test_that_the_crops_without_cells_have_a_bias_and_no_relative_error() -> None:
    empty = CropCount("empty", 0, 5.0, 0.0, 5.0, 0, 0)
    exact = CropCount("exact", 10, 10.0, 10.0, 10.0, 0, 0)

    found = error_intervals((empty, *([exact] * 9)))

    assert (found.A_err.low, found.A_err.high) == (0.0, 0.0)
    assert found.bias.high > 0.05


def test_that_a_recipe_with_half_the_errors_is_told_apart_and_one_like_the_other_is_not() -> None:
    first = counts_with(0.12, seed=1)
    better, alike = counts_with(0.04, seed=2), counts_with(0.12, seed=3)

    gain = difference(better, tuple(reversed(first)))

    expected = count_errors(better).T_err - count_errors(first).T_err
    assert gain.T_err == pytest.approx(expected)
    assert gain.is_outside_noise
    assert not difference(alike, first).is_outside_noise


def test_that_recipes_judged_on_other_crops_are_not_compared() -> None:
    first = counts_with(0.1, seed=1)
    other = (dataclasses.replace(first[0], name="another"), *first[1:])

    with pytest.raises(MelcountError, match="different crops"):
        difference(other, first)


def test_that_no_crop_takes_part_in_choosing_the_recipe_that_counts_it() -> None:
    right = CropCount("a", 10, 10.0, 10.0, 10.0, 0, 0)
    wrong = dataclasses.replace(right, count=16.0)
    very_wrong = dataclasses.replace(right, count=30.0)
    lucky = CrossValidation(((right,), (very_wrong,)))
    steady = CrossValidation(((wrong,), (wrong,)))

    counted = choice_judged({"lucky": lucky, "steady": steady})

    assert [count.count for count in counted] == [16.0, 30.0]


def test_that_a_comparison_tells_how_many_recipes_took_part() -> None:
    recipes = {
        name: CrossValidation((counts[:30], counts[30:]))
        for name, counts in (("a", counts_with(0.1, seed=1)), ("b", counts_with(0.03, seed=2)))
    }

    facts = comparison_facts(recipes)

    assert facts["compared"] == 2
    assert [row["against_first"] is None for row in facts["recipes"]] == [True, False]
    assert facts["recipes"][1]["against_first"]["is_outside_noise"]
    assert facts["choice"]["T_err"] == pytest.approx(facts["recipes"][1]["T_err"])
