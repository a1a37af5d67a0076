"""A small counted scan that no file lies behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.interval import IntervalModel
from melcount_app.core.mask import drawn_mask
from melcount_app.core.model import ModelCard
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.region import Region, polygon
from melcount_app.core.report import Report, build_report
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.tiling import AnalysisGrid, TileGrid

SIZE = Size(4000, 3000)
LEVEL0_PER_PX = 4.0
CORE_PX = 250
ONE_UM = PixelSize(1.0, PixelSizeSource.TIFF)
SAMPLE = [(0.0, 500.0), (3000.0, 500.0), (3000.0, 3000.0), (0.0, 3000.0)]

CARD = ModelCard(
    name="stub",
    sha256="0123456789abcdef" * 4,
    um_per_px=4.0,
    scan_um_per_px=1.0,
    stride_px=8,
    output_stride=1,
    halo_px=16,
    sigma_px=3.0,
    target_scale=100.0,
    licence="MIT",
    training={"crops": 76, "config": {"epochs": 3}},
    errors={"T_err": 0.125, "kind": "six folds"},
)


class MakeReport(Protocol):
    """Makes a report; what is not given is usual."""

    def __call__(
        self,
        scan: Path = ...,
        *,
        pixel_size: PixelSize | None = ...,
        regions: Sequence[Region] = ...,
        uncounted: Sequence[tuple[int, int]] = ...,
        sample: Sequence[tuple[float, float]] = ...,
        intervals: IntervalModel | None = ...,
    ) -> Report: ...


@pytest.fixture(scope="session")
def make_report() -> MakeReport:
    """A report of a scan of 4 x 3 mm, sample on its lower left, dense in the lower left corner."""

    def make(
        scan: Path = Path("folder") / "scan 1.tif",
        *,
        pixel_size: PixelSize | None = ONE_UM,
        regions: Sequence[Region] = (),
        uncounted: Sequence[tuple[int, int]] = (),
        sample: Sequence[tuple[float, float]] = SAMPLE,
        intervals: IntervalModel | None = None,
    ) -> Report:
        prepared = prepared_scan(scan, pixel_size, sample)
        request = CountRequest(
            scan=scan,
            fingerprint=prepared.fingerprint,
            pixel_size=pixel_size,
            channel=prepared.channel,
            white=prepared.white,
            mask=prepared.mask,
            model=Path("models") / "stub",
            card=dataclasses.replace(CARD, interval=intervals),
        )
        counted = ScanCounted(request, density_map(uncounted), windows=(), tiles=12, seconds=3.25)
        created = datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC)
        return build_report(prepared, counted, regions, created=created)

    return make


def prepared_scan(
    scan: Path,
    pixel_size: PixelSize | None = ONE_UM,
    sample: Sequence[tuple[float, float]] = SAMPLE,
) -> PreparedScan:
    """A scan that no file lies behind."""
    pixels = np.random.default_rng(1).integers(0, 200, (300, 400, 3)).astype(np.uint8)
    return PreparedScan(
        path=scan,
        fingerprint="sha256:feed",
        size=SIZE,
        channels=("red", "green", "blue"),
        pixel_size=pixel_size,
        white=255.0,
        coarse=(),
        overview=CoarseLevel(pixels, 10.0),
        channel=ChannelChoice(1, "green", "the usual channel"),
        mask=drawn_mask(polygon(list(sample)), SIZE),
    )


def density_map(uncounted: Sequence[tuple[int, int]] = (), factor: float = 1.0) -> DensityMap:
    """1000 x 750 px of 4 x 4 µm: 500 cells/mm² in the lower left tile, 50 everywhere else.

    Args:
        uncounted: rows and columns of tiles that hold nothing.
        factor: on all densities.
    """
    size = Size(int(SIZE.width / LEVEL0_PER_PX), int(SIZE.height / LEVEL0_PER_PX))
    grid = AnalysisGrid(level=1, factor=1.0, level0_per_px=LEVEL0_PER_PX, size=size)
    tiles = TileGrid(size, CORE_PX, CARD.halo_px, unit_px=10)
    density = DensityMap(grid, tiles, output_stride=1)
    for core in tiles.cores():
        place = core.y // CORE_PX, core.x // CORE_PX
        if place not in uncounted:
            per_mm2 = 500 if place == (2, 0) else 50
            density.put(core, np.full((CORE_PX, CORE_PX), factor * per_mm2 * 16e-6, np.float32))
    return density
