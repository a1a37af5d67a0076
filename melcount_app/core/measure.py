"""What is measured on a density map: cells, mm² and cells/mm², in report order."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import PixelSize
from melcount_app.core.interval import Interval, IntervalModel
from melcount_app.core.mask import Mask
from melcount_app.core.region import Outline, Region, intersection, quadrants

LOCAL_WINDOW_MM2 = 1.0
"""Area of the square window over which a local density is taken."""

LOCAL_SHARE = 0.5
"""A local density needs at least this share of its window inside the mask."""


@dataclass(frozen=True, slots=True)
class RegionCount:
    """Count of one region, always of mask ∩ region.

    Attributes:
        name: of the region.
        cells: number of cells; None while part of the region was not counted.
        area_mm2: area of mask ∩ region; None without a pixel size.
        interval: of `cells`; None where these are unknown, the region holds no sample, or
            the count has no intervals.
    """

    name: str
    cells: float | None
    area_mm2: float | None
    interval: Interval | None = None

    @property
    def cells_per_mm2(self) -> float | None:
        """Density; None where cells or area are unknown, or the region holds no sample."""
        if self.cells is None or not self.area_mm2:
            return None
        return self.cells / self.area_mm2

    @property
    def interval_per_mm2(self) -> Interval | None:
        """Interval of the density; None where either is unknown."""
        if self.interval is None or not self.area_mm2:
            return None
        return self.interval.per(self.area_mm2)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of every table of regions.

    Attributes:
        key: its name in JSON and code.
        heading: what people read, without the unit.
        unit: of the number; empty for none.
        decimals: digits after the point.
        value: takes the number from a `RegionCount`; None where it is withheld.
        interval: takes the interval of the number; None for numbers that have none.
    """

    key: str
    heading: str
    unit: str
    decimals: int
    value: Callable[[RegionCount], float | None]
    interval: Callable[[RegionCount], Interval | None] | None = None

    def interval_of(self, region: RegionCount) -> Interval | None:
        """The interval of the number of a region; None where it has none."""
        return self.interval(region) if self.interval else None


COLUMNS: tuple[Column, ...] = (
    Column(
        "cells_per_mm2",
        "Density",
        "cells/mm²",
        1,
        lambda region: region.cells_per_mm2,
        lambda region: region.interval_per_mm2,
    ),
    Column("cells", "Cells", "", 0, lambda region: region.cells, lambda region: region.interval),
    Column("area_mm2", "Area", "mm²", 3, lambda region: region.area_mm2),
)


def columns_with_intervals(intervals: IntervalModel | None) -> tuple[Column, ...]:
    """`COLUMNS`, each interval as two more of them, for tables that hold a number per cell.

    Args:
        intervals: of the model that counted; None gives `COLUMNS` as they are.
    """
    if intervals is None:
        return COLUMNS
    return tuple(part for column in COLUMNS for part in (column, *_ends(column, intervals)))


def _ends(column: Column, intervals: IntervalModel) -> tuple[Column, ...]:
    """The columns of both ends of a column's interval; none where it has no interval."""

    def end(name: str, of: Callable[[Interval], float]) -> Column:
        def value(region: RegionCount) -> float | None:
            interval = column.interval_of(region)
            return of(interval) if interval else None

        heading = f"{column.heading}, {intervals.percent} {name}"
        return Column(f"{column.key}_{name}", heading, column.unit, column.decimals, value)

    if column.interval is None:
        return ()
    return end("from", lambda interval: interval.low), end("to", lambda interval: interval.high)


@dataclass(frozen=True, slots=True)
class LocalDensity:
    """Density over a window of 1 mm² centred at (x, y) in level-0 pixels."""

    x: float
    y: float
    cells_per_mm2: float


@dataclass(frozen=True, slots=True)
class LocalDensities:
    """Local density at every map pixel.

    Attributes:
        cells_per_mm2: (height, width) float32 of the density map's size; NaN where less than
            half of the window is sample.
        level0_per_px: side of a map pixel in level-0 pixels.
    """

    cells_per_mm2: npt.NDArray[np.float32]
    level0_per_px: float

    def at(self, x: float, y: float) -> float | None:
        """Local density at a level-0 position; None outside the sample."""
        column, row = int(x // self.level0_per_px), int(y // self.level0_per_px)
        height, width = self.cells_per_mm2.shape
        if not (0 <= row < height and 0 <= column < width):
            return None
        value = float(self.cells_per_mm2[row, column])
        return value if math.isfinite(value) else None

    def lowest(self) -> LocalDensity | None:
        """Where the density is lowest."""
        return self._at_index(np.argmin(np.nan_to_num(self.cells_per_mm2, nan=np.inf)))

    def highest(self) -> LocalDensity | None:
        """Where the density is highest."""
        return self._at_index(np.argmax(np.nan_to_num(self.cells_per_mm2, nan=-np.inf)))

    def _at_index(self, index: np.intp) -> LocalDensity | None:
        row, column = divmod(int(index), self.cells_per_mm2.shape[1])
        value = float(self.cells_per_mm2[row, column])
        if not math.isfinite(value):
            return None
        side = self.level0_per_px
        return LocalDensity((column + 0.5) * side, (row + 0.5) * side, value)


@dataclass(frozen=True, slots=True)
class Measurement:
    """All numbers of one scan.

    Attributes:
        sample: the whole mask.
        quadrants: the four quarters of the scan.
        regions: the user's regions, in their order.
        lowest: lowest local density; None while it cannot be told.
        highest: highest local density; None while it cannot be told.
        local: local density everywhere, which the two follow from.
        intervals: what the intervals follow from; None where there are none.
    """

    sample: RegionCount
    quadrants: tuple[RegionCount, ...]
    regions: tuple[RegionCount, ...]
    lowest: LocalDensity | None
    highest: LocalDensity | None
    local: LocalDensities | None = field(default=None, compare=False)
    intervals: IntervalModel | None = None


def measure(
    density: DensityMap | None,
    mask: Mask,
    regions: Sequence[Region],
    pixel_size: PixelSize | None,
    intervals: IntervalModel | None = None,
    known: Measurement | None = None,
) -> Measurement:
    """Integrate a density map over the sample, the quadrants and the user's regions.

    Nothing is counted anew: this takes milliseconds, whatever the size of the scan. Before
    anything was counted (`density` None) areas are told, but no cells.

    Args:
        density: cells per map pixel; None before a count.
        mask: the sample.
        regions: the user's.
        pixel_size: of level 0; None where it is not known.
        intervals: of the network that counted; None where it has none or a flag voids them.
        known: an earlier measurement in which nothing but the regions was different; only they
            are integrated anew, fast enough to follow a hand that drags them.
    """

    def of(name: str, outline: Outline) -> RegionCount:
        cells = density.cells(density.coverage(outline)) if density else None
        area_mm2 = pixel_size.area_mm2(outline.area) if pixel_size else None
        interval = intervals.of(cells) if intervals and cells is not None and outline.area else None
        return RegionCount(name, cells, area_mm2, interval)

    def of_all(regions: Sequence[Region]) -> tuple[RegionCount, ...]:
        return tuple(of(r.name, intersection(mask.outline, r.outline)) for r in regions)

    if known is not None:
        return dataclasses.replace(known, regions=of_all(regions))
    local = local_densities(density, mask, pixel_size) if density and pixel_size else None
    return Measurement(
        sample=of("sample", mask.outline),
        quadrants=of_all(quadrants(mask.scan_size)),
        regions=of_all(regions),
        lowest=local.lowest() if local else None,
        highest=local.highest() if local else None,
        local=local,
        intervals=intervals,
    )


def local_densities(
    density: DensityMap, mask: Mask, pixel_size: PixelSize
) -> LocalDensities | None:
    """Cells inside mask ∩ window over mm² of mask ∩ window, for a window at every map pixel.

    Returns:
        None while a tile inside the mask was not counted.
    """
    covered = density.coverage(mask.outline)
    if density.missing(covered):
        return None
    share = np.zeros(density.values.shape, np.float32)
    window = covered.window
    share[window.slices] = covered.share
    pixel_mm2 = pixel_size.area_mm2(density.level0_per_px**2)
    side = max(round(math.sqrt(LOCAL_WINDOW_MM2 / pixel_mm2)), 1)
    sample_px = _box_sums(share, side)
    cells = _box_sums(density.values * share, side)
    enough = (sample_px >= LOCAL_SHARE * side**2) & (share > 0)
    local = np.full(share.shape, np.nan, np.float32)
    local[enough] = cells[enough] / (sample_px[enough] * pixel_mm2)
    return LocalDensities(local, density.level0_per_px)


def _box_sums(values: npt.NDArray[np.float32], side: int) -> npt.NDArray[np.float64]:
    """Sum over the square of `side` pixels around every pixel; 0 lies outside."""
    sums = cv2.boxFilter(
        values, cv2.CV_64F, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(sums, np.float64)
