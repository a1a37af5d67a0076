"""The simulated scan that ships with the program."""

from __future__ import annotations

import json

import numpy as np
import pytest

from melcount_app.core.geometry import PixelSizeSource, Rect, Size
from melcount_app.core.paths import resources_folder, sample_scan
from melcount_app.core.prepare import PreparedScan, ScanPrepared, prepare_scan
from melcount_app.core.scan import open_scan


@pytest.fixture(scope="module")
def prepared() -> PreparedScan:
    *_, last = prepare_scan(sample_scan())
    assert isinstance(last, ScanPrepared)
    return last.scan


def test_that_it_is_a_pyramid_with_a_pixel_size() -> None:
    with open_scan(sample_scan()) as scan:
        assert scan.size == Size(7680, 6656)
        assert [level.downsample for level in scan.levels] == [1, 4, 16]
        assert scan.channels == ("red", "green", "blue")
        assert scan.pixel_size is not None
        assert scan.pixel_size.um_per_px == pytest.approx(0.4523)
        assert scan.pixel_size.source is PixelSizeSource.TIFF


def test_that_it_is_small_enough_to_ship() -> None:
    assert sample_scan().stat().st_size < 4_000_000


def test_that_its_cells_are_green_and_it_is_dark_outside() -> None:
    with open_scan(sample_scan()) as scan:
        inside = scan.read(1, Rect(0, 1364, 300, 300)).reshape(-1, 3)
        outside = scan.read(1, Rect(1500, 100, 300, 300), channel=1)
    assert inside.max(0)[1] > 240
    assert inside.max(0)[[0, 2]].max() < 40
    assert np.median(outside) < 5


def test_that_its_sample_is_found(prepared: PreparedScan) -> None:
    truth = json.loads((resources_folder() / "sample_scan.json").read_text(encoding="utf-8"))
    assert prepared.pixel_size is not None
    found = prepared.pixel_size.area_mm2(prepared.mask.outline.area)
    assert found == pytest.approx(truth["area_mm2"], rel=0.03)
    assert prepared.channel.name == "green"


def test_that_its_true_count_is_that_of_a_sample_of_skin() -> None:
    truth = json.loads((resources_folder() / "sample_scan.json").read_text(encoding="utf-8"))
    assert 150 < truth["cells"] / truth["area_mm2"] < 300
