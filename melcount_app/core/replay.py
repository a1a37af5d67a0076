"""Counting again what a report says, from nothing but what it says of itself and the scans."""

from __future__ import annotations

import dataclasses
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from melcount_app.core.count import ScanCounted, count_scan
from melcount_app.core.errors import MelcountError, ModelError, ScanError
from melcount_app.core.measure import COLUMNS, Column, Measurement, RegionCount, measure
from melcount_app.core.model import ModelCard, model_folders
from melcount_app.core.paths import models_folder
from melcount_app.core.report.data_sheet import ReplayRecord, ShownNumber, read_data_sheet
from melcount_app.core.scan import fingerprint

TOLERANCE = 1e-6
"""Numbers that differ by a smaller share are the same: networks sum in another order elsewhere."""

COLUMN_OF = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class NumberReplayed:
    """One number of a report beside that of the new count.

    Attributes:
        region: its name.
        column: what was measured.
        cell: where the report shows it, with the sheet.
        old: what the report shows; None where it shows none.
        new: what was found now; None where it is withheld.
    """

    region: str
    column: Column
    cell: str
    old: float | None
    new: float | None

    @property
    def is_same(self) -> bool:
        """Whether both agree."""
        if self.old is None or self.new is None:
            return self.old is self.new
        return math.isclose(self.old, self.new, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@dataclass(frozen=True, slots=True)
class ScanReplayed:
    """A scan was counted again."""

    scan: Path
    numbers: tuple[NumberReplayed, ...]


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A scan could not be counted again; the sentence says why."""

    scan: Path
    sentence: str


ReplayEvent: TypeAlias = ScanReplayed | ScanRefused


def replay(workbook: Path, *, model: Path | None = None) -> Iterator[ReplayEvent]:
    """Count all scans of a report again and compare the numbers that it shows.

    Each scan is looked for where it was, then beside the workbook; its content must be the same.
    The model is looked for where it was, then among the shipped ones, by its hash. Intervals are
    not compared: they follow from the counts.

    Args:
        workbook: of a scan, a condition or a study.
        model: folder of the model, where it lies elsewhere.

    Yields:
        What came of each scan, in the order of the report.

    Raises:
        MelcountError: the file is no such workbook.
    """
    book = _opened(workbook)
    for record in read_data_sheet(book, workbook.name):
        try:
            yield _replayed(book, workbook, record, model)
        except MelcountError as error:
            yield ScanRefused(record.request.scan, str(error))


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
    regions = _regions(found)
    return ScanReplayed(
        scan, tuple(_compared(book, shown, regions[shown.region]) for shown in record.shown)
    )


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


def _regions(found: Measurement) -> tuple[RegionCount, ...]:
    """In the order of `ShownNumber.region`."""
    return (found.sample, *found.quadrants, *found.regions)


def _compared(book: Workbook, shown: ShownNumber, region: RegionCount) -> NumberReplayed:
    column = COLUMN_OF[shown.column]
    sheet = book[shown.sheet] if shown.sheet in book.sheetnames else None
    old = sheet[shown.cell].value if sheet is not None else None
    return NumberReplayed(
        region.name,
        column,
        f"{shown.sheet}!{shown.cell}",
        float(old) if isinstance(old, int | float) else None,
        column.value(region),
    )
