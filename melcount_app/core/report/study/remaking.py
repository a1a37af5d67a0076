"""Workbooks of any kind written anew from what they carry and what was counted again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from melcount_app.core.density import DensityMap
from melcount_app.core.foreign import foreign
from melcount_app.core.interval import IntervalModel
from melcount_app.core.measure import Measurement
from melcount_app.core.quality import guaranteed
from melcount_app.core.report.cells import clean
from melcount_app.core.report.data_sheet import DATA_SHEET, ReplayData, damaged
from melcount_app.core.report.excel import CarriedReport, scan_book, title_of
from melcount_app.core.report.study.carried import CarriedStudy, carried_from
from melcount_app.core.report.study.condition_book import condition_book
from melcount_app.core.report.study.report import StudyReport
from melcount_app.core.report.study.summary_book import summary_book
from melcount_app.core.study.records import from_text
from melcount_app.core.wording import Wording
from melcount_app.core.workbook import BookContent, read_content

PROGRAM = "melcount"
"""Its name among the versions."""


@dataclass(frozen=True, slots=True)
class Remaking:
    """A workbook that is to be written anew.

    Attributes:
        data: that it carries.
        carried: the same, as what it is.
    """

    data: ReplayData
    carried: CarriedReport | CarriedStudy

    @classmethod
    def of(cls, data: ReplayData, name: str) -> Remaking | None:
        """What there is to write anew; None for a workbook that carries too little.

        Args:
            data: that the workbook holds.
            name: of its file, for the sentence.

        Raises:
            MelcountError: what it carries is damaged, or goes with another workbook.
        """
        if not data.carried:
            return None
        with foreign(lambda _: damaged(name)):
            if data.statistics is None:
                found = cls(data, from_text(CarriedReport, data.carried))
            else:
                found = cls(data, carried_from(data.carried, data.statistics.version))
            found.check()
        return found

    def check(self) -> None:
        """Refuse what no workbook carries.

        Raises:
            ValueError: it is of other scans, in no language, or lacks what is told of all.
        """
        if PROGRAM not in self.versions:
            raise ValueError(f"versions of {[*self.versions]}")
        carried, expected = self.carried, len(self.data.scans)
        found = len(carried.scans) if isinstance(carried, CarriedStudy) else 1
        if found != expected:
            raise ValueError(f"{found} scans, {expected} records")
        if isinstance(carried, CarriedStudy):
            units = {scan.unit for scan in carried.scans}
            if not units <= {*carried.report.scales}:
                raise ValueError(f"{units} without a scale")
        Wording(carried.language)

    @property
    def versions(self) -> Mapping[str, str]:
        """Of what has written the workbook, by name."""
        found = self.carried
        return found.versions if isinstance(found, CarriedReport) else found.report.versions

    @property
    def written_by(self) -> str:
        """The version of melcount that has."""
        return self.versions[PROGRAM]

    def intervals(self, place: int) -> IntervalModel | None:
        """What the intervals of a scan follow from, by its place; None where it has none."""
        found = self.carried
        flags = found.flags if isinstance(found, CarriedReport) else found.scans[place].flags
        return guaranteed(self.data.scans[place].request.card.interval, flags)

    def content(self, found: Sequence[Measurement], density: DensityMap | None) -> BookContent:
        """What the workbook says if it is written now, without pictures.

        Args:
            found: of all its scans, in their order.
            density: of the last of them; None where there are none.
        """
        file = io.BytesIO()
        self._book(found, density).save(file)
        return read_content(file.getvalue(), (DATA_SHEET,)).without_pictures()

    def _book(self, found: Sequence[Measurement], density: DensityMap | None) -> Workbook:
        data, carried = self.data, self.carried
        if isinstance(carried, CarriedReport):
            if density is None:
                raise ValueError("the report of a scan is written by its density map")
            report = carried.report(data.scans[0], density, found[0])
            say = Wording(carried.language)
            book, title = scan_book(report, say, with_picture=False), title_of(report, say)
        else:
            study = carried.with_measured(data.scans, found)
            book, title = _book_of(study, carried.condition, Wording(carried.language)), study.name
        book.properties.title = clean(title)
        return book


def _book_of(study: StudyReport, place: int | None, say: Wording) -> Workbook:
    if place is None:
        return summary_book(study, say)
    return condition_book(study, study.conditions[place], say)
