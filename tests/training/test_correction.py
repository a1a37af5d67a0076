from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest

from melcount_app.training.accuracy import CropCount, count_errors
from melcount_app.training.correction import (
    coverage,
    fit_intervals,
    scaled,
    unbiased,
    unbiasing_factor,
)


def crop_count(cells: float, count: float, quarters: tuple[tuple[float, float], ...]) -> CropCount:
    return CropCount("crop", round(cells), count, cells, count, 0, 0, quarters)


def simulated(
    crops: int, a: float, b: float, *, bias: float = 0.0, seed: int = 0
) -> list[CropCount]:
    """Counts whose errors have a part of their own in every quarter, and one of the crop."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(crops):
        counted = random.uniform(2.0, 40.0, 4)
        shared = 1.0 - bias + b * random.standard_normal()
        cells = counted * shared + np.sqrt(a * (counted + 1)) * random.standard_normal(4)
        quarters = tuple(zip(cells.tolist(), counted.tolist(), strict=True))
        found.append(crop_count(cells.sum(), float(counted.sum()), quarters))
    return found


def test_that_the_factor_takes_out_the_bias() -> None:
    counts = simulated(200, 0.3, 0.05, bias=0.2)

    factor = unbiasing_factor(counts)

    assert factor == pytest.approx(0.8, rel=0.02)
    assert count_errors([scaled(count, factor) for count in counts]).bias == pytest.approx(
        0.0, abs=1e-3
    )


def test_that_the_factor_shares_what_the_border_of_crops_adds() -> None:
    counts = [CropCount("crop", 110, 100.0, 100.0, 100.0, 0, 0)]

    errors = count_errors([scaled(count, unbiasing_factor(counts)) for count in counts])

    assert errors.inner_bias > 0
    assert 1.0 + errors.bias == pytest.approx(1.0 / (1.0 + errors.inner_bias))


def test_that_a_scaled_count_is_scaled_everywhere_and_its_cells_nowhere() -> None:
    count = crop_count(10.0, 8.0, ((6.0, 5.0), (4.0, 3.0)))

    double = scaled(count, 2.0)

    assert (double.cells, double.count, double.inner_count) == (10, 16.0, 16.0)
    assert double.quarters == ((6.0, 10.0), (4.0, 6.0))


def test_that_a_fold_is_corrected_by_what_the_others_say() -> None:
    low = (crop_count(10.0, 5.0, ()),)
    high = (crop_count(10.0, 20.0, ()),)

    first, second = unbiased([low, high])

    assert first[0].count == pytest.approx(5.0 * 0.5)
    assert second[0].count == pytest.approx(20.0 * 2.0)


def test_that_nothing_counted_is_left_as_it_is() -> None:
    assert unbiasing_factor([crop_count(10.0, 0.0, ())]) == 1.0


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.1), (0.2, 0.15), (1.0, 0.0)])
def test_that_the_two_parts_of_the_variance_are_told_apart(a: float, b: float) -> None:
    model = fit_intervals(simulated(3000, a, b))

    assert model is not None
    assert model.variance_per_cell == pytest.approx(a, rel=0.2)
    assert model.relative_sd == pytest.approx(b, abs=0.025)
    assert model.quantile == pytest.approx(1.645, rel=0.05)


def test_that_intervals_hold_the_true_number_as_often_as_they_say() -> None:
    folds = [simulated(300, 0.4, 0.08, seed=seed) for seed in range(5)]

    found = coverage(folds)

    assert found.crops == pytest.approx(0.9, abs=0.025)
    assert found.quarters == pytest.approx(0.9, abs=0.03)
    assert 0.1 < found.mean_reach < 0.3


@pytest.mark.parametrize(("crops", "level"), [(8, 0.9), (18, 0.95)])
def test_that_too_few_crops_give_no_interval_and_one_more_does(crops: int, level: float) -> None:
    assert fit_intervals(simulated(crops, 0.5, 0.1), level) is None
    assert fit_intervals(simulated(crops + 1, 0.5, 0.1), level) is not None


def test_that_a_network_without_errors_still_has_an_interval() -> None:
    counts = [crop_count(cells, cells, ()) for cells in (5.0, 50.0, 100.0) for _ in range(3)]

    model = fit_intervals(counts)

    assert model is not None
    assert model.quantile > 0
    assert math.isfinite(model.of(50.0).high)


def scans_of(counts: Sequence[CropCount]) -> list[Sequence[CropCount]]:
    """Crops in their order, 8 a scan."""
    return [counts[start : start + 8] for start in range(0, len(counts), 8)]


def with_scans(scans: int, b: float, s: float, seed: int) -> list[CropCount]:
    """Counts of scans of 8 crops, that share a part of their error."""
    random = np.random.default_rng(seed)
    found = []
    for scan in range(scans):
        share = 1.0 + s * random.standard_normal()
        for count in simulated(8, 0.05, b, seed=1000 * seed + scan):
            quarters = tuple((share * cells, counted) for cells, counted in count.quarters)
            cells = sum(cells for cells, _ in quarters)
            found.append(crop_count(cells, count.count, quarters))
    return [dataclasses.replace(count, name=f"{seed} {i}") for i, count in enumerate(found)]


@pytest.mark.parametrize(("b", "s"), [(0.1, 0.03), (0.05, 0.08), (0.1, 0.0)])
def test_that_what_a_scan_shares_is_told_from_what_averages_out(b: float, s: float) -> None:
    counts = with_scans(300, b, s, seed=1)

    model = fit_intervals(counts, scans=scans_of(counts))

    assert model is not None
    assert model.relative_sd == pytest.approx(b, abs=0.02)
    assert model.shared_sd == pytest.approx(s, abs=0.02)


def test_that_the_intervals_of_scans_are_narrow_and_hold() -> None:
    folds = [with_scans(40, 0.1, 0.03, seed=seed) for seed in range(5)]

    found, worst = coverage(folds, scans=scans_of), coverage(folds)

    assert found.scans == pytest.approx(0.9, abs=0.05)
    assert found.scan_reach < 0.6 * worst.mean_reach
    assert math.isnan(worst.scans)
