"""The four files that `melcount count` leaves for every scan."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.mask import mask_geojson
from melcount_app.core.report.density_tiff import write_density_tiff
from melcount_app.core.report.excel import write_excel
from melcount_app.core.report.files import (
    DENSITY_ENDING,
    JSON_ENDING,
    MASK_ENDING,
    WORKBOOK_ENDING,
    result_path,
    write_bytes,
    write_text,
)
from melcount_app.core.report.report import Report
from melcount_app.core.report.summary import write_json


@dataclass(frozen=True, slots=True)
class Written:
    """Where the results of one scan really are.

    Attributes:
        workbook: the Excel report.
        density: the density map, an OME-TIFF.
        json: the numbers for programs.
        mask: the sample that was counted, GeoJSON in level-0 pixels.
        renamed: those of the four that did not get the name they should have, since a file of
            that name could not be replaced.
    """

    workbook: Path
    density: Path
    json: Path
    mask: Path
    renamed: tuple[Path, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All four, in the order of the fields."""
        return (self.workbook, self.density, self.json, self.mask)


def result_name(scan: Path) -> str:
    """What the results of a scan are called: its file name without the last extension."""
    return scan.stem


def write_results(report: Report, folder: Path, *, name: str | None = None) -> Written:
    """Write workbook, density map, JSON and mask into a folder, which is made where missing.

    Args:
        report: of one scan.
        folder: where to.
        name: what the files are called; `result_name` of the scan unless given.

    Raises:
        OutputError: a file cannot be written; each of the others is whole or missing.
    """
    wanted = _wanted(folder, name or result_name(report.scan))
    with ThreadPoolExecutor(1, "density written") as writer:
        density = writer.submit(save_density, report, wanted[1])
        workbook = write_excel(report, wanted[0])
        json = write_json(report, wanted[2])
        mask = write_text(wanted[3], mask_geojson(report.request.mask))
        return _written((workbook, density.result(), json, mask), wanted)


def place_results(contents: Sequence[bytes], folder: Path, name: str) -> Written:
    """Write files that were made elsewhere; see `write_results`.

    Args:
        contents: of workbook, density map, JSON and mask.
        folder: where to.
        name: what the files are called.

    Raises:
        OutputError: a file cannot be written; each of the others is whole or missing.
    """
    wanted = _wanted(folder, name)
    return _written([*map(write_bytes, wanted, contents)], wanted)


def _wanted(folder: Path, name: str) -> list[Path]:
    """Where workbook, density map, JSON and mask belong."""
    return [
        result_path(folder, name, ending)
        for ending in (WORKBOOK_ENDING, DENSITY_ENDING, JSON_ENDING, MASK_ENDING)
    ]


def _written(paths: Sequence[Path], wanted: Sequence[Path]) -> Written:
    workbook, density, json, mask = paths
    renamed = tuple(path for path, want in zip(paths, wanted, strict=True) if path != want)
    return Written(workbook, density, json, mask, renamed)


def save_density(report: Report, path: Path) -> Path:
    """Write the density map of a report as an OME-TIFF; returns the path really written.

    Raises:
        OutputError: the file cannot be written.
    """
    return write_density_tiff(report.density, report.request.mask, report.request.pixel_size, path)
