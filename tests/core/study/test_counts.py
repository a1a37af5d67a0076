from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.count import ScanCounted, count_scan, request_count
from melcount_app.core.prepare import ScanPrepared, prepare_scan
from melcount_app.core.study import Study


@pytest.fixture
def key(study: Study, counted: ScanCounted) -> int:
    """Of the scan that was counted."""
    return study.add_scan(counted.request.scan).key


def kept(study: Study, key: int, counted: ScanCounted) -> ScanCounted:
    study.save_count(key, counted)
    study.close()
    with Study.open(study.path) as again:
        found = again.count(key)
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
    assert study.count(key) is None
    study.save_count(key, counted)
    assert kept(study, key, dataclasses.replace(counted, tiles=99)).tiles == 99


def test_that_the_request_of_a_count_names_the_file_where_it_lies_today(
    study: Study, key: int, counted: ScanCounted, tmp_path: Path
) -> None:
    study.save_count(key, counted)
    study.set_path(key, tmp_path / "moved.tif")
    found = study.count(key)
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
    *_, prepared = prepare_scan(path)
    assert isinstance(prepared, ScanPrepared)
    *_, counted = count_scan(request_count(prepared.scan, model=model))
    assert isinstance(counted, ScanCounted)
    shutil.rmtree(model)
    found = kept(study, study.add_scan(path).key, counted)
    assert found.interval == counted.interval
    assert found.request == counted.request
    again = dataclasses.replace(found.request, model=model_with_intervals)
    *_, last = count_scan(again, earlier=found)
    assert isinstance(last, ScanCounted)
    assert last.tiles == 0
