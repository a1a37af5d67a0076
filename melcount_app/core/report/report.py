"""Everything that is said about one counted scan, whatever it is written into."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import openpyxl
import scipy
import shapely
import tifffile

import melcount_app
from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import Size
from melcount_app.core.measure import Measurement, RegionCount, measure
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.quality import Evidence, Flag, flags_of, guaranteed, why_no_intervals
from melcount_app.core.region import Region, intersection
from melcount_app.core.runtime import onnxruntime
from melcount_app.core.scan.base import CoarseLevel


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one scan and how it was made.

    Attributes:
        size: of level 0.
        channels: names of the scan's channels.
        overview: one coarse level with all channels, for the picture.
        request: what was counted.
        density: the whole density map.
        seconds: that counting took.
        regions: the user's, in level-0 pixels.
        measurement: all numbers.
        flags: reasons for care.
        created: when, with its time zone.
        versions: of the program, Python and the libraries that took part, by name.
    """

    size: Size
    channels: tuple[str, ...]
    overview: CoarseLevel
    request: CountRequest
    density: DensityMap
    seconds: float
    regions: tuple[Region, ...]
    measurement: Measurement
    flags: tuple[Flag, ...]
    created: datetime
    versions: dict[str, str]

    @property
    def scan(self) -> Path:
        """The file."""
        return self.request.scan

    def why_withheld(self, region: RegionCount) -> str:
        """Why a region lacks a number, as a sentence; empty where it lacks none."""
        if region.cells is None:
            return "Part of it was not counted, so its numbers are withheld; count the scan again."
        if self.request.pixel_size is None:
            return "Area and density are withheld, since the pixel size is not known."
        if region.cells_per_mm2 is None:
            return "It holds no sample, so it has no density."
        return ""

    def why_no_extremes(self) -> str:
        """Why lowest and highest local density are lacking; empty where they are not."""
        if self.measurement.lowest is not None:
            return ""
        return self.why_withheld(self.measurement.sample) or (
            "Nowhere does the sample fill half of a window of 1 mm², so lowest and highest "
            "density are withheld."
        )

    def why_no_intervals(self) -> str:
        """Why intervals are lacking that the model has; empty where they are not."""
        return why_no_intervals(self.request.card.interval, self.flags)

    def withheld(self) -> tuple[str, ...]:
        """All numbers that are withheld and why, one line per reason, its places first."""
        found = self.measurement
        places: dict[str, list[str]] = {}
        for region in (found.sample, *found.quadrants, *found.regions):
            places.setdefault(self.why_withheld(region), []).append(region.name)
        places.setdefault(self.why_no_extremes(), []).append("lowest and highest density")
        places.setdefault(self.why_no_intervals(), []).append("intervals")
        return tuple(f"{', '.join(names)}: {why}" for why, names in places.items() if why)


def build_report(
    prepared: PreparedScan,
    counted: ScanCounted,
    regions: Sequence[Region],
    *,
    notes: Sequence[str] = (),
    created: datetime | None = None,
) -> Report:
    """Measure a counted scan and gather how it was made.

    Args:
        prepared: the scan that was counted.
        counted: the count; measured inside the mask of its request.
        regions: what the user wants counted besides sample and quadrants.
        notes: what is to be told of the regions, as sentences.
        created: the date to write; now, unless given.
    """
    request = counted.request
    flags = flags_of(_evidence(prepared, counted, notes))
    intervals = guaranteed(request.card.interval, flags)
    return Report(
        size=prepared.size,
        channels=prepared.channels,
        overview=prepared.overview,
        request=request,
        density=counted.density,
        seconds=counted.seconds,
        regions=tuple(regions),
        measurement=measure(counted.density, request.mask, regions, request.pixel_size, intervals),
        flags=flags,
        created=created or datetime.now().astimezone(),
        versions=versions(),
    )


def _evidence(prepared: PreparedScan, counted: ScanCounted, notes: Sequence[str]) -> Evidence:
    """All that the flags of a count depend on."""
    request = counted.request
    channel = request.channel.index
    return Evidence(
        overview=prepared.overview.pixels,
        white=request.white,
        pixel_size=request.pixel_size,
        assumed_um_per_px=request.card.scan_um_per_px,
        mask=request.mask,
        likeness=counted.likeness(request.mask),
        channel=channel,
        black=request.black,
        has_own_white=request.white == prepared.file_terms.brightness_of(channel).white,
        notes=(*prepared.notes, *counted.notes, *notes),
    )


def not_counted_mm2(request: CountRequest) -> dict[str, float | None]:
    """Areas inside the outline that are neither in the area nor in the count, by their names.

    The last one is all of that, with the strip around; None without a pixel size.
    """
    mask, size = request.mask, request.pixel_size
    areas = {
        "not_scanned_mm2": intersection(mask.outline, mask.holes.not_scanned).area,
        "damaged_mm2": intersection(mask.outline, mask.holes.damaged).area,
        "left_out_mm2": mask.outline.area - mask.sample.area,
    }
    return {name: size.area_mm2(area) if size else None for name, area in areas.items()}


def versions() -> dict[str, str]:
    """Of the program, Python and the libraries that take part, by name."""
    libraries = {
        "numpy": np,
        "onnxruntime": onnxruntime,
        "opencv": cv2,
        "openpyxl": openpyxl,
        "scipy": scipy,
        "shapely": shapely,
        "tifffile": tifffile,
    }
    return {
        "melcount": melcount_app.__version__,
        "Python": platform.python_version(),
        "system": platform.platform(),
        **{name: str(library.__version__) for name, library in libraries.items()},
    }
