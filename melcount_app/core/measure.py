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


CELLS_AND_AREA = frozenset({"cells", "area_mm2"})
"""What there is to make a number of: fields of `RegionCount`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One measured number: a column of every table of regions, in every report.

    All that window and reports have to know of it stands here; its French, like that of every
    text, among the translations.

    Attributes:
        key: its name in JSON, CSV and code.
        heading: what people read, without the unit.
        unit: of the number; empty for none.
        decimals: digits after the point.
        value: takes the number from a `RegionCount`; None where it is withheld.
        interval: takes the interval of the number; None for numbers that have none.
        made_of: what it is withheld without, of `CELLS_AND_AREA`.
    """

    key: str
    heading: str
    unit: str
    decimals: int
    value: Callable[[RegionCount], float | None]
    interval: Callable[[RegionCount], Interval | None] | None = None
    made_of: frozenset[str] = CELLS_AND_AREA

    @property
    def title(self) -> str:
        """The heading with the unit."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading

    @property
    def name(self) -> str:
        """What it is called inside a sentence."""
        return self.heading.lower()

    @property
    def ends(self) -> tuple[Column, ...]:
        """A column for the lower and one for the upper end of the interval; none without one.

        Their headings have `{level}` for the share of cases that intervals hold the truth in.
        """
        if self.interval is None:
            return ()
        return (
            self._end("low", "from", lambda interval: interval.low),
            self._end("high", "to", lambda interval: interval.high),
        )

    def _end(self, key: str, word: str, end: Callable[[Interval], float]) -> Column:
        def value(region: RegionCount) -> float | None:
            interval = self.interval_of(region)
            return end(interval) if interval else None

        heading = f"{self.heading}, {{level}} {word}"
        return Column(f"{self.key}_{key}", heading, self.unit, self.decimals, value)

    def interval_of(self, region: RegionCount) -> Interval | None:
        """The interval of the number of a region; None where it has none."""
        return self.interval(region) if self.interval else None


DENSITY = Column(
    "cells_per_mm2",
    "Density",
    "cells/mm²",
    1,
    lambda region: region.cells_per_mm2,
    lambda region: region.interval_per_mm2,
)
CELLS = Column(
    "cells",
    "Cells",
    "",
    0,
    lambda region: region.cells,
    lambda region: region.interval,
    made_of=frozenset({"cells"}),
)
AREA = Column(
    "area_mm2", "Area", "mm²", 3, lambda region: region.area_mm2, made_of=frozenset({"area_mm2"})
)

COLUMNS: tuple[Column, ...] = (DENSITY, CELLS, AREA)
"""All that is measured, in report order; the first is what a count is about."""


def columns_with_intervals(intervals: IntervalModel | None) -> tuple[Column, ...]:
    """`COLUMNS`, each interval as two more of them, for tables that hold a number per cell.

    Args:
        intervals: of the model that counted; None gives `COLUMNS` as they are.
    """
    if intervals is None:
        return COLUMNS
    level = intervals.percent
    return tuple(
        part
        for column in COLUMNS
        for part in (
            column,
            *(dataclasses.replace(e, heading=e.heading.format(level=level)) for e in column.ends),
        )
    )


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
    """
    ruler = _Ruler(density, mask, pixel_size, intervals)
    local = local_densities(density, mask, pixel_size) if density and pixel_size else None
    return Measurement(
        sample=ruler.count("sample", mask.sample),
        quadrants=ruler.counts(quadrants(mask.scan_size)),
        regions=ruler.counts(regions),
        lowest=local.lowest() if local else None,
        highest=local.highest() if local else None,
        local=local,
        intervals=intervals,
    )


def measure_regions(
    known: Measurement,
    density: DensityMap | None,
    mask: Mask,
    regions: Sequence[Region],
    pixel_size: PixelSize | None,
) -> Measurement:
    """A measurement with other regions, fast enough to follow a hand that drags them.

    Args:
        known: of the same map, mask, pixel size and intervals; all but the regions is taken
            from it.
        density: see `measure`.
        mask: the sample.
        regions: the user's.
        pixel_size: of level 0; None where it is not known.
    """
    ruler = _Ruler(density, mask, pixel_size, known.intervals)
    return dataclasses.replace(known, regions=ruler.counts(regions))


@dataclass(frozen=True, slots=True)
class _Ruler:
    """What regions are measured with; the fields are the arguments of `measure`."""

    density: DensityMap | None
    mask: Mask
    pixel_size: PixelSize | None
    intervals: IntervalModel | None

    def count(self, name: str, outline: Outline) -> RegionCount:
        """Of an outline inside the mask."""
        density, size, intervals = self.density, self.pixel_size, self.intervals
        cells = density.cells(density.coverage(outline)) if density else None
        area_mm2 = size.area_mm2(outline.area) if size else None
        interval = None
        if intervals and cells is not None and outline.area:
            interval = intervals.of(cells, area_mm2)
        return RegionCount(name, cells, area_mm2, interval)

    def counts(self, regions: Sequence[Region]) -> tuple[RegionCount, ...]:
        """Of mask ∩ each region."""
        outline = self.mask.sample
        return tuple(self.count(r.name, intersection(outline, r.outline)) for r in regions)


def local_densities(
    density: DensityMap, mask: Mask, pixel_size: PixelSize
) -> LocalDensities | None:
    """Cells inside mask ∩ window over mm² of mask ∩ window, for a window at every map pixel.

    Returns:
        None while a tile inside the mask was not counted.
    """
    covered = density.coverage(mask.sample)
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
