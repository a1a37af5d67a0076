"""Counting again what a report says, from nothing but what it says of itself and the scans."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import melcount_app
from melcount_app.core.apart import Looker, look_first
from melcount_app.core.count import ScanCounted, count_scan
from melcount_app.core.density import DensityMap
from melcount_app.core.errors import MelcountError, ModelError, ScanError
from melcount_app.core.foreign import foreign
from melcount_app.core.interval import IntervalModel
from melcount_app.core.measure import COLUMNS, Measurement, RegionCount, measure
from melcount_app.core.model import find_model, model_folders
from melcount_app.core.paths import models_folder
from melcount_app.core.quality import hole_flags
from melcount_app.core.report.data_sheet import (
    DATA_SHEET,
    ReplayData,
    ReplayRecord,
    ShownNumber,
    StatisticsRecord,
    read_data_sheet,
)
from melcount_app.core.report.seal import compared
from melcount_app.core.report.study.remaking import Remaking
from melcount_app.core.report.study.statistic_numbers import KEYS, statistics_by
from melcount_app.core.scan import fingerprint
from melcount_app.core.scan.file_set import is_of_set
from melcount_app.core.scan.fingerprint import file_fingerprint
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.statistics import VERSION
from melcount_app.core.work import result_of
from melcount_app.core.workbook import (
    BookContent,
    Difference,
    Rule,
    SeenBook,
    differences,
    place_of_address,
    read_book,
    read_content,
)

TOLERANCE = 1e-6
"""Numbers that differ by a smaller share are the same: networks sum in another order elsewhere."""

NOTHING = 1e-12
"""Smaller differences are none, even beside 0."""

QUADRANTS = 4
OTHER_METHODS = (
    "The report was written by an earlier version of melcount, which compared means, after a test "
    "whether spreads differ; its statistics were made again as it did. Written anew, the report "
    "compares on the logarithmic scale, with other ratios, intervals and p."
)
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
        notes: what it was counted on now that an earlier version would not have chosen, as
            sentences: why numbers may differ.
    """

    scan: Path
    numbers: tuple[NumberReplayed, ...]
    cells_per_mm2: float | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A scan could not be counted again; the sentence says why."""

    scan: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class StatisticsReplayed:
    """All scans were counted again, and the statistics made of them, by the report's methods.

    Attributes:
        numbers: that the report shows.
        notes: that these methods are no longer used, as sentences.
    """

    numbers: tuple[NumberReplayed, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookCompared:
    """The workbook was compared with what it said when it was written.

    Attributes:
        is_sealed: whether it tells that; workbooks of early versions, and very large ones, do not.
        is_saved_again: whether another program has written the file since.
        differences: places that were changed since.
    """

    is_sealed: bool
    is_saved_again: bool = False
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookRemade:
    """The workbook was written anew by what was counted now.

    Attributes:
        differences: between what it said when it was written, and what it says now.
        written_by: the version of melcount that wrote it.
    """

    differences: tuple[Difference, ...]
    written_by: str

    @property
    def is_same_version(self) -> bool:
        """Whether this version wrote it: another one may use other words and places."""
        return self.written_by == melcount_app.__version__


ReplayEvent: TypeAlias = (
    WorkbookCompared | ScanReplayed | ScanRefused | StatisticsReplayed | WorkbookRemade
)


def replay(workbook: Path, *, model: Path | None = None) -> Iterator[ReplayEvent]:
    """Count all scans of a report again and compare all that it says.

    Each scan is looked for where it was, then beside the workbook; its content must be the same.
    The model is looked for where it was, then among the shipped ones, by its hash.

    Args:
        workbook: of a scan, a condition or a study.
        model: folder of the model, where it lies elsewhere.

    Yields:
        First how the workbook compares with what it said when it was written. Then what came of
        each scan, in the order of the report. Where all scans were counted, then the statistics,
        if the report has some, and how the workbook compares with one that is written now, if it
        carries what that takes.

    Raises:
        MelcountError: the file is no such workbook.
    """
    book, data, as_written, said = _opened(workbook)
    remaking = Remaking.of(data, workbook.name)
    yield as_written
    found: list[Measurement] = []
    density: DensityMap | None = None
    for place, record in enumerate(data.scans):
        try:
            counted = _counted(workbook, record, model)
        except MelcountError as error:
            yield ScanRefused(record.request.scan, str(error))
            continue
        density, intervals = counted.density, remaking.intervals(place) if remaking else None
        measured = _measured(counted, record, intervals)
        found.append(dataclasses.replace(measured, local=None))
        yield _replayed(book, record, counted, measured)
    if len(found) < len(data.scans):
        return
    if data.statistics is not None:
        yield _statistics(book, data.statistics, [each.sample.cells_per_mm2 for each in found])
    if remaking is not None and said is not None:
        yield _remade(said, remaking, remaking.content(found, density))


def _opened(
    workbook: Path,
) -> tuple[SeenBook, ReplayData, WorkbookCompared, BookContent | None]:
    """What a workbook shows, what it carries, how both go together, and what it said at first.

    Without a seal that is what it says now; None where it cannot be written anew to compare.
    """
    sentence = (
        f"“{workbook.name}” cannot be read as a workbook. Choose a report that melcount wrote."
    )
    with foreign(lambda _: MelcountError(sentence)):
        content = workbook.read_bytes()
        book = read_book(content)
        data = read_data_sheet(book, workbook.name)
        _check_shown(data, workbook.name)
        if data.seal is None:
            said = read_content(content, (DATA_SHEET,)) if data.carried else None
            return book, data, WorkbookCompared(is_sealed=False), said
        found = compared(content, data.seal)
    as_written = WorkbookCompared(
        is_sealed=True, is_saved_again=found.is_saved_again, differences=found.differences
    )
    return book, data, as_written, data.seal.content


def _remade(said: BookContent, remaking: Remaking, now: BookContent) -> WorkbookRemade:
    found = differences(said.without_pictures(), now, Rule(TOLERANCE))
    return WorkbookRemade(tuple(found), remaking.written_by)


def _check_shown(data: ReplayData, name: str) -> None:
    """Refuse a report whose numbers are of what there is not: columns, regions, scans, methods.

    Raises:
        MelcountError: there is one.
    """
    if not all(_is_known(record) for record in data.scans) or not _are_known(data):
        raise MelcountError(
            f"“{name}” shows numbers that this version of melcount does not know. Use the "
            "version that has written it, or a newer one."
        )


def _is_known(record: ReplayRecord) -> bool:
    """Whether all columns and regions of a scan are."""
    most = 1 + QUADRANTS + len(record.regions)
    return all(s.column in COLUMN_OF and 0 <= s.region < most for s in record.shown)


def _are_known(data: ReplayData) -> bool:
    """Whether all conditions, scans and statistics of a study are."""
    if data.statistics is None:
        return True
    if data.statistics.version > VERSION:
        return False
    names, scans = data.statistics.conditions, range(len(data.scans))
    return all(
        sample.condition in names and all(place in scans for place in sample.scans)
        for sample in data.statistics.samples
    ) and all(shown.condition in names and shown.key in KEYS for shown in data.statistics.shown)


def _counted(workbook: Path, record: ReplayRecord, model: Path | None) -> ScanCounted:
    scan = _scan_of(record, workbook)
    request = dataclasses.replace(record.request, scan=scan, model=_model_of(record, model))
    with Looker() as looker:
        look_first(looker, scan, request.pick, without_damaged=request.without_damaged)
    return result_of(count_scan(request))


def _measured(
    counted: ScanCounted, record: ReplayRecord, intervals: IntervalModel | None
) -> Measurement:
    mask, pixel_size = counted.request.mask, record.request.pixel_size
    return measure(counted.density, mask, record.regions, pixel_size, intervals)


def _replayed(
    book: SeenBook, record: ReplayRecord, counted: ScanCounted, found: Measurement
) -> ScanReplayed:
    request, pixel_size = counted.request, record.request.pixel_size
    regions = (found.sample, *found.quadrants, *found.regions)
    numbers = tuple(_compared(book, shown, regions[shown.region]) for shown in record.shown)
    is_forgiven = request.without_damaged
    with open_believed(request.scan, request.pick, without_damaged=is_forgiven) as file:
        notes = (*file.notes, *counted.notes)
    if request.mask.sample != record.request.mask.sample:
        notes += tuple(flag.sentence for flag in hole_flags(request.mask, pixel_size))
    return ScanReplayed(request.scan, numbers, found.sample.cells_per_mm2, notes)


def _scan_of(record: ReplayRecord, workbook: Path) -> Path:
    """Where the scan lies, with the content that was counted."""
    known = record.request.scan
    places = [p for p in (known, workbook.parent / known.name) if p.is_file()]
    if not places:
        raise ScanError(
            f"“{known.name}” is no longer in {known.parent}. Put it back there, or beside the "
            "report."
        )
    found = {place: fingerprint(place) for place in places}
    for place, identity in found.items():
        if identity == record.request.fingerprint:
            return place
    if any(map(is_of_set, found.values())) and any(
        file_fingerprint(place) == record.request.fingerprint for place in places
    ):
        raise ScanError(
            f"“{known.name}” was counted by itself, and is now read together with the files "
            "that make one scan with it. Count the scan anew, or put the file alone beside the "
            "report."
        )
    raise ScanError(
        f"“{known.name}” is not the file that was counted: its content differs. Put the "
        "counted one back, or beside the report."
    )


def _model_of(record: ReplayRecord, model: Path | None) -> Path:
    """A folder with the network that counted."""
    card = record.request.card
    usual = (record.request.model, models_folder())
    found = find_model(card.sha256, usual if model is None else model_folders(model))
    if found is None:
        raise ModelError(
            f"“{record.request.scan.name}” was counted with the model {card.name} "
            f"({card.sha256[:8]}), which is not here. Name its folder with --model."
        )
    return found.folder


def _compared(book: SeenBook, shown: ShownNumber, region: RegionCount) -> NumberReplayed:
    column = COLUMN_OF[shown.column]
    what, cell = f"{region.name}, {column.name}", f"{shown.sheet}!{shown.cell}"
    old = _shown(book, shown.sheet, shown.cell)
    return NumberReplayed(what, cell, old, column.value(region))


def _statistics(
    book: SeenBook, record: StatisticsRecord, densities: Sequence[float | None]
) -> StatisticsReplayed:
    """The statistics of the densities that were found now, beside those of the report.

    Where it does not tell by which methods they were made, those that agree most are taken.
    """
    versions = (record.version,) if record.version else range(VERSION, 0, -1)
    made = {
        version: tuple(_statistics_by(version, book, record, densities)) for version in versions
    }
    version = max(made, key=lambda each: sum(number.is_same for number in made[each]))
    return StatisticsReplayed(made[version], (OTHER_METHODS,) if version < VERSION else ())


def _statistics_by(
    version: int, book: SeenBook, record: StatisticsRecord, densities: Sequence[float | None]
) -> Iterator[NumberReplayed]:
    for shown, new in zip(record.shown, statistics_by(version, record, densities), strict=True):
        old = _shown(book, shown.sheet, shown.cell)
        what, cell = f"{shown.condition}, {shown.key}", f"{shown.sheet}!{shown.cell}"
        yield NumberReplayed(what, cell, old, new)


def _shown(book: SeenBook, name: str, cell: str) -> float | None:
    """The number in a cell; None where there is none."""
    sheet, place = book.sheet(name), place_of_address(cell)
    found = sheet.cell(*place) if sheet is not None and place is not None else None
    return found.number if found is not None else None
