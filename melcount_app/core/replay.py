"""Counting again what a report says, from nothing but what it says of itself and the scans."""

from __future__ import annotations

import dataclasses
import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from melcount_app.core.count import ScanCounted, count_scan
from melcount_app.core.errors import MelcountError, ModelError, ScanError
from melcount_app.core.measure import COLUMNS, RegionCount, measure
from melcount_app.core.model import ModelCard, model_folders
from melcount_app.core.paths import models_folder
from melcount_app.core.report.data_sheet import (
    ReplayRecord,
    ShownNumber,
    StatisticsRecord,
    read_data_sheet,
)
from melcount_app.core.scan import fingerprint
from melcount_app.core.statistics import Comparison, Summary, compare, mean_of, summarise

TOLERANCE = 1e-6
"""Numbers that differ by a smaller share are the same: networks sum in another order elsewhere."""

NOTHING = 1e-12
"""Smaller differences are none, even beside 0."""

COMPARISON_KEYS = {field.name for field in dataclasses.fields(Comparison)}
COLUMN_OF = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class NumberReplayed:
    """One number of a report beside that of the new count.

    Attributes:
        what: it is.
        cell: where the report shows it, with the sheet.
        old: what the report shows; None where it shows none.
        new: what was found now; None where it is withheld.
    """

    what: str
    cell: str
    old: float | None
    new: float | None

    @property
    def is_same(self) -> bool:
        """Whether both agree."""
        if self.old is None or self.new is None:
            return self.old is self.new
        return math.isclose(self.old, self.new, rel_tol=TOLERANCE, abs_tol=NOTHING)


@dataclass(frozen=True, slots=True)
class ScanReplayed:
    """A scan was counted again.

    Attributes:
        scan: the file.
        numbers: that the report shows of it.
        cells_per_mm2: of its sample, now; None where it is withheld.
    """

    scan: Path
    numbers: tuple[NumberReplayed, ...]
    cells_per_mm2: float | None


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A scan could not be counted again; the sentence says why."""

    scan: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class StatisticsReplayed:
    """All scans were counted again, and the statistics made of them."""

    numbers: tuple[NumberReplayed, ...]


ReplayEvent: TypeAlias = ScanReplayed | ScanRefused | StatisticsReplayed


def replay(workbook: Path, *, model: Path | None = None) -> Iterator[ReplayEvent]:
    """Count all scans of a report again and compare the numbers that it shows.

    Each scan is looked for where it was, then beside the workbook; its content must be the same.
    The model is looked for where it was, then among the shipped ones, by its hash. Intervals are
    not compared: they follow from the counts.

    Args:
        workbook: of a scan, a condition or a study.
        model: folder of the model, where it lies elsewhere.

    Yields:
        What came of each scan, in the order of the report; then the statistics, where the
        report has some and all scans were counted.

    Raises:
        MelcountError: the file is no such workbook.
    """
    book = _opened(workbook)
    data = read_data_sheet(book, workbook.name)
    densities: list[float | None] = []
    for record in data.scans:
        try:
            event = _replayed(book, workbook, record, model)
        except MelcountError as error:
            yield ScanRefused(record.request.scan, str(error))
        else:
            densities.append(event.cells_per_mm2)
            yield event
    if data.statistics is not None and len(densities) == len(data.scans):
        yield StatisticsReplayed(tuple(_statistics(book, data.statistics, densities)))


def _opened(workbook: Path) -> Workbook:
    try:
        return load_workbook(workbook, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise MelcountError(
            f"“{workbook.name}” cannot be read as a workbook. Choose a report that melcount wrote."
        ) from error


def _replayed(
    book: Workbook, workbook: Path, record: ReplayRecord, model: Path | None
) -> ScanReplayed:
    scan = _scan_of(record, workbook)
    counted = _counted(record, scan, _model_of(record, model))
    pixel_size = record.request.pixel_size
    found = measure(counted.density, record.request.mask, record.regions, pixel_size)
    regions = (found.sample, *found.quadrants, *found.regions)
    numbers = tuple(_compared(book, shown, regions[shown.region]) for shown in record.shown)
    return ScanReplayed(scan, numbers, found.sample.cells_per_mm2)


def _scan_of(record: ReplayRecord, workbook: Path) -> Path:
    """Where the scan lies, with the content that was counted."""
    known = record.request.scan
    found = next((p for p in (known, workbook.parent / known.name) if p.is_file()), None)
    if found is None:
        raise ScanError(
            f"“{known.name}” is no longer in {known.parent}. Put it back there, or beside the "
            "report."
        )
    if fingerprint(found) != record.request.fingerprint:
        raise ScanError(
            f"“{known.name}” is not the file that was counted: its content differs. Put the "
            "counted one back, or beside the report."
        )
    return found


def _model_of(record: ReplayRecord, model: Path | None) -> Path:
    """A folder with the network that counted."""
    card = record.request.card
    if model is not None:
        candidates = model_folders(model)
    else:
        candidates = (record.request.model, *model_folders(models_folder()))
    for folder in candidates:
        if (folder / "card.json").is_file() and ModelCard.load(folder).sha256 == card.sha256:
            return folder
    raise ModelError(
        f"“{record.request.scan.name}” was counted with the model {card.name} "
        f"({card.sha256[:8]}), which is not here. Name its folder with --model."
    )


def _counted(record: ReplayRecord, scan: Path, model: Path) -> ScanCounted:
    request = dataclasses.replace(record.request, scan=scan, model=model)
    for event in count_scan(request):
        if isinstance(event, ScanCounted):
            return event
    raise AssertionError("a count ends with ScanCounted or an error")


def _compared(book: Workbook, shown: ShownNumber, region: RegionCount) -> NumberReplayed:
    column = COLUMN_OF[shown.column]
    what, cell = f"{region.name}, {column.heading.lower()}", f"{shown.sheet}!{shown.cell}"
    old = _shown(book, shown.sheet, shown.cell)
    return NumberReplayed(what, cell, old, column.value(region))


def _statistics(
    book: Workbook, record: StatisticsRecord, densities: Sequence[float | None]
) -> Iterator[NumberReplayed]:
    """The statistics of the densities that were found now, beside those of the report."""
    values: dict[str, list[float]] = {name: [] for name in record.conditions}
    for sample in record.samples:
        found = [density for place in sample.scans if (density := densities[place]) is not None]
        if found:
            values[sample.condition].append(mean_of(found))
    named = {name: numbers for name, numbers in values.items() if name}
    comparisons = compare(named, record.control).comparisons
    for shown in record.shown:
        of: Summary | Comparison | None = summarise(values[shown.condition])
        if shown.key in COMPARISON_KEYS:
            of = comparisons.get(shown.condition)
        old = _shown(book, shown.sheet, shown.cell)
        new: float | None = getattr(of, shown.key) if of is not None else None
        what, cell = f"{shown.condition}, {shown.key}", f"{shown.sheet}!{shown.cell}"
        yield NumberReplayed(what, cell, old, new)


def _shown(book: Workbook, sheet: str, cell: str) -> float | None:
    """The number in a cell; None where there is none."""
    value = book[sheet][cell].value if sheet in book.sheetnames else None
    return float(value) if isinstance(value, int | float) else None
