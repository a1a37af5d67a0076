"""NDPI beyond 4 GB, whose offsets have their high words apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.geometry import PixelSizeSource, Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.tiff import TiffScan
from melcount_app.core.scan.vendor import open_vendor
from tests.core.scan.conftest import scene
from tests.core.scan.ndpi import write_ndpi

WHOLE = scene(512, 768, 3, np.uint8)
LEVELS = [WHOLE, WHOLE[::2, ::2].copy(), WHOLE[::4, ::4].copy()]


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param(16, id="small"),
        pytest.param(2**32 - 90_000, id="across 4 GB"),
        pytest.param(9 * 2**30, id="beyond 8 GB"),
    ],
)
def test_that_an_ndpi_of_any_size_is_read_as_openslide_reads_it(tmp_path: Path, begin: int) -> None:
    path = tmp_path / "large.ndpi"
    write_ndpi(path, LEVELS, 0.45, begin)
    with open_scan(path) as scan, open_vendor(path) as other:
        assert isinstance(scan, TiffScan)
        assert [level.downsample for level in scan.levels] == [1, 2, 4]
        assert scan.pixel_size is not None
        assert scan.pixel_size.source is PixelSizeSource.NDPI
        assert scan.pixel_size.um_per_px == pytest.approx(0.45, abs=1e-4)
        for level, written in enumerate(LEVELS):
            rect = Rect(0, 0, written.shape[1], written.shape[0])
            found = scan.read(level, rect).astype(int)
            assert np.abs(found - written).mean() < 8
            assert np.abs(found - other.read(level, rect)).max() <= 2
