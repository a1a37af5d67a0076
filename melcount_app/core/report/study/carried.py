"""What workbooks of a study carry to be written anew, besides the requests of their scans."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import MultiPolygon

from melcount_app.core.holes import NO_HOLES
from melcount_app.core.measure import Measurement
from melcount_app.core.report.data_sheet import ReplayRecord
from melcount_app.core.report.study.report import ConditionReport, StudyReport, with_scans
from melcount_app.core.report.study.samples import MeasuredScan
from melcount_app.core.statistics import VERSION, Statistics
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.wording import Wording

NO_STATISTICS = Statistics({}, {}, "", {}, None, None, 0.0, None)
"""Carried in their place: they follow from the scans."""


@dataclass(frozen=True, slots=True)
class CarriedStudy:
    """A report without what the rows of its scans hold, and without pictures.

    Attributes:
        language: of the workbook.
        condition: place of the one that the workbook is of; None for that of the study.
        report: on all conditions, since each is compared with others.
    """

    language: str
    condition: int | None
    report: StudyReport

    @property
    def scans(self) -> tuple[MeasuredScan, ...]:
        """Those that the workbook holds the rows of, in their order."""
        conditions = self.report.conditions
        of_it = conditions if self.condition is None else (conditions[self.condition],)
        return tuple(scan for condition in of_it for scan in condition.scans)

    def with_measured(
        self, records: Sequence[ReplayRecord], found: Sequence[Measurement]
    ) -> StudyReport:
        """The report with scans that were counted again.

        Args:
            records: of `scans`, in their order.
            found: of them, now.
        """
        measured = {
            scan.scan.key: dataclasses.replace(
                scan, request=record.request, regions=record.regions, measurement=measurement
            )
            for scan, record, measurement in zip(self.scans, records, found, strict=True)
        }
        return with_scans(self.report, measured)


def carried_from(text: str, version: int) -> CarriedStudy:
    """What a workbook carries; statistics by earlier methods are left out, and made anew.

    Args:
        text: that `carried` gave.
        version: of the statistics of the workbook.

    Raises:
        ValueError, TypeError, KeyError, ForbiddenExtraKeysError: it is no such text.
    """
    if version >= VERSION:
        return from_text(CarriedStudy, text)
    facts = json.loads(text)
    facts["report"]["statistics"] = json.loads(to_text(NO_STATISTICS))
    for condition in facts["report"]["conditions"]:
        condition["comparison"] = None
    return from_text(CarriedStudy, json.dumps(facts))


def carried(report: StudyReport, condition: ConditionReport | None, say: Wording) -> str:
    """What a workbook carries, as the text of a `CarriedStudy`; without a condition the study's."""
    names = [each.name for each in report.conditions]
    place = None if condition is None else names.index(condition.name)
    conditions = tuple(
        dataclasses.replace(
            each, scans=tuple(map(_bare, each.scans)), samples=(), comparison=None, level=None
        )
        for each in report.conditions
    )
    trail = report.trail if condition is None else None  # only the book of the study tells it
    bare = dataclasses.replace(report, conditions=conditions, statistics=NO_STATISTICS, trail=trail)
    return to_text(CarriedStudy(say.language, place, bare))


def _bare(scan: MeasuredScan) -> MeasuredScan:
    """A scan of which others are told little: its channel, its model, its numbers."""
    request = scan.request
    mask = dataclasses.replace(request.mask, outline=MultiPolygon(), holes=NO_HOLES, note="")
    card = dataclasses.replace(request.card, training={}, errors={}, training_ranges=None)
    edit = scan.last_edit
    return dataclasses.replace(
        scan,
        request=dataclasses.replace(request, mask=mask, card=card),
        regions=(),
        last_edit=edit and dataclasses.replace(edit, before=None, after=None),
        picture=b"",
    )
