"""Everything that is said about a study, whatever it is written into."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from melcount_app.core.colour_scale import end_of_scale
from melcount_app.core.plan import LeftOutFile, Role
from melcount_app.core.plan.found import natural_order
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.pictures import Painting, sample_picture
from melcount_app.core.report.report import versions
from melcount_app.core.report.study.paintings import Paintings
from melcount_app.core.report.study.samples import (
    LeftOut,
    MeasuredScan,
    Sample,
    blocks_of,
    content_of,
    excluded,
    measured,
    samples_of,
    scan_report,
    why_left_out,
)
from melcount_app.core.report.study.trail import Trail, trail_of
from melcount_app.core.statistics import (
    Comparison,
    ConditionLevel,
    ConditionSummary,
    Planned,
    Statistics,
    compare,
    in_order,
    planned_by,
    summarise,
)
from melcount_app.core.study import ScanEntry, Study, StudyScan

JPEG_QUALITY = 88

MEASURING_SHARE = 0.8
"""Of the work; the rest is drawing."""


@dataclass(frozen=True, slots=True)
class ConditionReport:
    """One condition.

    Attributes:
        name: empty for scans of which nobody said what was done.
        role: what it is there for; None while nobody said.
        scans: with numbers, in the order of donors and replicates.
        left_out: scans without, and why.
        samples: what n counts; only scans with a density are in them.
        summary: of the densities of `samples`.
        comparison: with its control; None for the control itself, and where nothing can be
            compared.
        level: how dense it is; None without a sample, and without a name.
    """

    name: str
    role: Role | None
    scans: tuple[MeasuredScan, ...]
    left_out: tuple[LeftOut, ...]
    samples: tuple[Sample, ...]
    summary: ConditionSummary
    comparison: Comparison | None = None
    level: ConditionLevel | None = None


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The result of a study.

    The sample is the unit of replication. Where the study names several donors (or batches), all
    scans of one donor in a condition are technical replicates: their mean is one sample, and n
    counts donors. Where it names one or none, each scan is a sample of its own.

    Attributes:
        name: of the study.
        conditions: controls first, then in the order in which the study first names their
            substances, doses rising.
        donors: all that it names, in their order.
        statistics: of the conditions that have a name.
        protocol: what all scans were counted with; None where none was fixed.
        scales: where the scale of the pictures ends, by unit of density.
        created: when, with its time zone.
        versions: of the program, Python and the libraries that took part, by name.
        not_scans: what lies beside the scans and was taken for none, and why.
        plan_notes: what was chosen or passed over in reading the plan, as sentences.
        damage: what the study no longer tells, as a sentence; empty where it tells all.
        trail: what the journal tells; None where the report does not tell it.
    """

    name: str
    conditions: tuple[ConditionReport, ...]
    donors: tuple[str, ...]
    statistics: Statistics
    protocol: Protocol | None
    scales: Mapping[str, float]
    created: datetime
    versions: Mapping[str, str]
    not_scans: tuple[LeftOutFile, ...] = ()
    plan_notes: tuple[str, ...] = ()
    damage: str = ""
    trail: Trail | None = None

    @property
    def is_by_donor(self) -> bool:
        """Whether n counts donors."""
        return counts_donors(self.donors)

    @property
    def planned(self) -> Planned:
        """What is compared with what, by the roles of the conditions."""
        return planned_by({each.name: each.role for each in self.conditions if each.name})

    def blocks(self, condition: ConditionReport) -> tuple[str, ...]:
        """What the samples of a condition belong together with others by; empty for nothing."""
        is_by_donor = self.is_by_donor
        return blocks_of(condition.samples) if is_by_donor else ("",) * len(condition.samples)

    @property
    def scans(self) -> Iterator[tuple[ConditionReport, MeasuredScan]]:
        """All scans with numbers, with their condition."""
        return ((condition, scan) for condition in self.conditions for scan in condition.scans)

    @property
    def left_out(self) -> Iterator[tuple[ConditionReport, LeftOut]]:
        """All scans without numbers, with their condition."""
        return ((condition, scan) for condition in self.conditions for scan in condition.left_out)

    @property
    def excluded(self) -> tuple[LeftOut, ...]:
        """Scans that the user leaves out, each with who, when, why, and its density."""
        return tuple(scan for _, scan in self.left_out if scan.exclusion is not None)

    @property
    def control(self) -> ConditionReport | None:
        """What most others are compared with."""
        name = self.statistics.control
        if name:
            return next(each for each in self.conditions if each.name == name)
        controls = (Role.CONTROL, Role.VEHICLE)
        return next((each for each in self.conditions if each.role in controls), None)

    @property
    def controls(self) -> frozenset[str]:
        """Names of all conditions that others are compared with."""
        return frozenset(found.control for found in self.statistics.comparisons.values())


def damage_in(report: StudyReport) -> Iterator[str]:
    """What a report leaves out since the study is damaged, a sentence each."""
    for _, left in report.left_out:
        if left.is_damaged:
            yield left.reason
    if report.damage:
        yield report.damage


def counts_donors(donors: tuple[str, ...]) -> bool:
    """Whether n counts donors: a single donor cannot be replicated, so its scans are."""
    return len(donors) > 1


def build_study_report(study: Study, *, created: datetime | None = None) -> StudyReport:
    """Measure all scans of a study and compare its conditions.

    Args:
        study: open.
        created: the date to write; now, unless given.

    Raises:
        StudyError: the study cannot be read.
    """
    building = building_study_report(study, created=created)
    while True:
        try:
            next(building)
        except StopIteration as finished:
            report: StudyReport = finished.value
            return report


def building_study_report(
    study: Study, *, created: datetime | None = None
) -> Generator[float, None, StudyReport]:
    """The same in steps: density maps are read one after the other, each once; numbers are held.

    Pictures wait until the last scan has settled the scale that they share.

    Yields:
        How much of the work is done, from 0 to 1.
    """
    entries, created = study.entries(), created or datetime.now().astimezone()
    listed = tuple(entry.scan for entry in entries)
    donors = tuple(dict.fromkeys(scan.donor for scan in listed if scan.donor))
    found = dict[int, MeasuredScan | LeftOut]()
    with Paintings() as paintings:
        for done, scan in enumerate(_measured(study, entries, created, paintings), 1):
            found[scan.scan.key] = scan
            yield MEASURING_SHARE * done / len(listed)
        scales = _scales(found)
        for done, (key, scan) in enumerate(found.items(), 1):
            if isinstance(scan, MeasuredScan):
                found[key] = _drawn(scan, paintings.take(key), scales)
            yield MEASURING_SHARE + (1 - MEASURING_SHARE) * done / len(listed)
    conditions = _conditions(study, listed, found, is_by_donor=counts_donors(donors))
    return _report(study, conditions, donors, scales, created)


def _report(
    study: Study,
    conditions: list[ConditionReport],
    donors: tuple[str, ...],
    scales: Mapping[str, float],
    created: datetime,
) -> StudyReport:
    statistics = _statistics(conditions, is_by_donor=counts_donors(donors))
    return StudyReport(
        name=study.path.stem,
        conditions=_compared(conditions, statistics),
        donors=donors,
        statistics=statistics,
        protocol=study.terms.protocol(),
        scales=scales,
        created=created,
        versions=versions(),
        not_scans=study.plan.left_out(),
        plan_notes=study.plan.notes(),
        damage=study.plan.damage(),
        trail=trail_of(study),
    )


def _measured(
    study: Study, entries: tuple[ScanEntry, ...], created: datetime, paintings: Paintings
) -> Iterator[MeasuredScan | LeftOut]:
    """Numbers of all scans. Without a protocol all must have the model of the first."""
    protocol, first = study.terms.protocol(), dict[str, StudyScan]()
    for entry in entries:
        report = scan_report(study, entry, protocol, created)
        if isinstance(report, LeftOut):
            yield excluded(entry.scan, entry.exclusion) if entry.exclusion else report
            continue
        if left := why_left_out(entry, report, first):
            yield left
            continue
        first[content_of(report)] = entry.scan
        painting = Painting.of(report)
        paintings.put(entry.scan.key, painting)
        yield measured(study, entry.scan, report, painting.smooth)
        card = report.request.card
        protocol = protocol or Protocol(card.name, card.name, card.sha256)


def _scales(found: Mapping[int, MeasuredScan | LeftOut]) -> dict[str, float]:
    highest: dict[str, float] = {}
    for scan in found.values():
        if isinstance(scan, MeasuredScan):
            highest[scan.unit] = max(highest.get(scan.unit, 0.0), scan.highest)
    return {unit: end_of_scale(density) for unit, density in highest.items()}


def _drawn(scan: MeasuredScan, painting: Painting, scales: Mapping[str, float]) -> MeasuredScan:
    """With its picture, on the scale of the study."""
    content = io.BytesIO()
    sample_picture(painting, scales[scan.unit]).save(content, "JPEG", quality=JPEG_QUALITY)
    return dataclasses.replace(scan, picture=content.getvalue())


def _conditions(
    study: Study,
    listed: tuple[StudyScan, ...],
    found: Mapping[int, MeasuredScan | LeftOut],
    *,
    is_by_donor: bool,
) -> list[ConditionReport]:
    roles = study.plan.roles()
    conditions = []
    named = {scan.condition: roles.get(scan.condition) for scan in listed}
    placed = sorted(listed, key=_place)
    for name in in_order(named):
        of_it = [found[scan.key] for scan in placed if scan.condition == name]
        scans = tuple(scan for scan in of_it if isinstance(scan, MeasuredScan))
        left_out = tuple(scan for scan in of_it if isinstance(scan, LeftOut))
        samples = samples_of(scans, is_by_donor=is_by_donor)
        summary = summarise([sample.cells_per_mm2 for sample in samples])
        conditions.append(ConditionReport(name, roles.get(name), scans, left_out, samples, summary))
    return conditions


def _place(scan: StudyScan) -> tuple[object, ...]:
    """Where a scan stands in its condition: by donor, then replicate, then name."""
    told = map(natural_order, (scan.donor, scan.replicate, scan.path.name))
    return (not scan.donor, *told, scan.key)


def _compared(
    conditions: Sequence[ConditionReport], statistics: Statistics
) -> tuple[ConditionReport, ...]:
    found, levels = statistics.comparisons, statistics.levels
    return tuple(
        dataclasses.replace(c, comparison=found.get(c.name), level=levels.get(c.name))
        for c in conditions
    )


def _statistics(conditions: Sequence[ConditionReport], *, is_by_donor: bool) -> Statistics:
    """Scans of which nobody said what was done are compared with nothing."""
    named = {each.name: each for each in conditions if each.name}
    return compare(
        {name: each.summary.values for name, each in named.items()},
        planned_by({name: each.role for name, each in named.items()}),
        {name: blocks_of(each.samples) for name, each in named.items()} if is_by_donor else None,
    )


def with_scans(report: StudyReport, scans: Mapping[int, MeasuredScan]) -> StudyReport:
    """A report whose scans were measured anew, with samples and statistics made of them.

    Args:
        report: as it was.
        scans: by their key; others stay as they are.
    """
    found = [[scans.get(scan.scan.key, scan) for scan in each.scans] for each in report.conditions]
    return _of_scans(report, found)


def without_flagged(report: StudyReport) -> StudyReport | None:
    """The report as it would be without flagged scans; None where none or all are flagged."""
    found = [[scan for scan in each.scans if not scan.flags] for each in report.conditions]
    kept, total = sum(map(len, found)), sum(1 for _ in report.scans)
    return _of_scans(report, found) if 0 < kept < total else None


def _of_scans(report: StudyReport, scans: Sequence[Sequence[MeasuredScan]]) -> StudyReport:
    """A report with other scans in its conditions, with samples and statistics made of them."""
    conditions = []
    for each, found in zip(report.conditions, scans, strict=True):
        samples = samples_of(found, is_by_donor=report.is_by_donor)
        summary = summarise([sample.cells_per_mm2 for sample in samples])
        conditions.append(
            dataclasses.replace(each, scans=tuple(found), samples=samples, summary=summary)
        )
    statistics = _statistics(conditions, is_by_donor=report.is_by_donor)
    compared = _compared(conditions, statistics)
    return dataclasses.replace(report, conditions=compared, statistics=statistics)
