"""The shipped model on the shipped scan: the same digits on every machine, to 0.1 %."""

from __future__ import annotations

import json

import pytest

from melcount_app.core.measure import RegionCount, measure
from melcount_app.core.order import CountOrder, count_one
from melcount_app.core.paths import default_model, resources_folder, sample_scan
from melcount_app.core.work import result_of

GOLDEN = json.loads((resources_folder() / "sample_scan_counts.json").read_text())


def counted_regions() -> list[RegionCount]:
    found = result_of(count_one(CountOrder(sample_scan(), default_model()))).counted
    measured = measure(found.density, found.request.mask, (), found.request.pixel_size)
    return [measured.sample, *measured.quadrants]


def test_that_the_sample_scan_gives_the_stored_digits() -> None:
    found = {
        region.name: {"cells": region.cells, "area_mm2": region.area_mm2}
        for region in counted_regions()
    }
    assert found.keys() == GOLDEN.keys()
    for name, numbers in GOLDEN.items():
        assert found[name] == pytest.approx(numbers, rel=1e-3)


def test_that_the_sample_scan_agrees_with_its_simulation() -> None:
    truth = json.loads((resources_folder() / "sample_scan.json").read_text())
    sample = counted_regions()[0]
    assert sample.area_mm2 == pytest.approx(truth["area_mm2"], rel=0.03)
    assert sample.cells == pytest.approx(truth["cells"], rel=0.15)
