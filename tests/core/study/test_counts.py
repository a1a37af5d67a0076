from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.count import ScanCounted, count_scan
from melcount_app.core.order import CountOrder, count_one
from melcount_app.core.study import Study
from melcount_app.core.work import result_of


@pytest.fixture
def key(study: Study, counted: ScanCounted) -> int:
    """Of the scan that was counted."""
    return study.scans.add(counted.request.scan).key


def kept(study: Study, key: int, counted: ScanCounted) -> ScanCounted:
    study.save_count(key, counted)
    study.close()
    with Study.open(study.path) as again:
        found = again.counts.of(key)
    assert found is not None
    return found


def test_that_no_field_of_a_count_is_lost(study: Study, key: int, counted: ScanCounted) -> None:
    found = kept(study, key, counted)
    for field in dataclasses.fields(ScanCounted):
        if field.name != "density":
            assert getattr(found, field.name) == getattr(counted, field.name), field.name


def test_that_nothing_of_a_density_map_is_lost(
    study: Study, key: int, counted: ScanCounted
) -> None:
    found = kept(study, key, counted)
    assert vars(found.density).keys() == vars(counted.density).keys()
    for name, value in vars(counted.density).items():
        assert np.array_equal(getattr(found.density, name), value), name


def test_that_densities_keep_every_bit(study: Study, key: int, counted: ScanCounted) -> None:
    values = counted.density.values
    values.flat[:4] = (-0.0, np.float32(1e-45), np.nan, np.inf)
    found = kept(study, key, counted).density.values
    assert found.dtype == np.float32
    assert found.tobytes() == values.tobytes()


def test_that_a_later_count_takes_the_place_of_an_earlier_one(
    study: Study, key: int, counted: ScanCounted
) -> None:
    assert study.counts.of(key) is None
    study.save_count(key, counted)
    assert kept(study, key, dataclasses.replace(counted, tiles=99)).tiles == 99


def test_that_the_request_of_a_count_names_the_file_where_it_lies_today(
    study: Study, key: int, counted: ScanCounted, tmp_path: Path
) -> None:
    study.save_count(key, counted)
    study.scans.set_path(key, tmp_path / "moved.tif")
    found = study.counts.of(key)
    assert found is not None
    assert found.request == dataclasses.replace(counted.request, scan=tmp_path / "moved.tif")


def test_that_a_count_can_be_gone_on_with_although_its_model_is_gone(
    study: Study,
    write_scan: Callable[..., Path],
    model_with_intervals: Path,
    tmp_path: Path,
) -> None:
    path = write_scan(np.random.default_rng(1).integers(0, 255, (300, 320), np.uint8))
    model = Path(shutil.copytree(model_with_intervals, tmp_path / "model"))
    counted = result_of(count_one(CountOrder(path, model))).counted
    shutil.rmtree(model)
    found = kept(study, study.scans.add(path).key, counted)
    assert found.request == counted.request
    assert result_of(count_scan(found.request, earlier=found)) == found
