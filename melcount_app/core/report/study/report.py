"""Everything that is said about a study, whatever it is written into."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from melcount_app.core.plan import Role
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.density_picture import end_of_scale
from melcount_app.core.report.pictures import sample_picture
from melcount_app.core.report.report import versions
from melcount_app.core.report.study.samples import (
    KeptCount,
    LeftOut,
    MeasuredScan,
    Sample,
    kept_count,
    measured,
    samples_of,
)
from melcount_app.core.statistics import Comparison, Statistics, Summary, compare, summarise
from melcount_app.core.study import Study, StudyScan

CONTROLS = (Role.CONTROL, Role.VEHICLE)
"""What conditions are compared with: the first of the first role that is there."""

JPEG_QUALITY = 88


@dataclass(frozen=True, slots=True)
class ConditionReport:
    """One condition.

    Attributes:
        name: empty for scans of which nobody said what was done.
        role: what it is there for; None while nobody said.
        scans: with numbers, in the order of the study.
        left_out: scans without, and why.
        samples: what n counts; only scans with a density are in them.
        summary: of the densities of `samples`.
        comparison: with the control; None for the control itself, and where nothing can be
            compared.
    """

    name: str
    role: Role | None
    scans: tuple[MeasuredScan, ...]
    left_out: tuple[LeftOut, ...]
    samples: tuple[Sample, ...]
    summary: Summary
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The result of a study.

    The sample is the unit of replication. Where the study names several donors (or batches), all
    scans of one donor in a condition are technical replicates: their mean is one sample, and n
    counts donors. Where it names one or none, each scan is a sample of its own.

    Attributes:
        name: of the study.
        conditions: in the order in which the study first names them.
        donors: all that it names, in their order.
        statistics: of the conditions that have a name.
        protocol: what all scans were counted with; None where none was fixed.
        scales: where the scale of the pictures ends, by unit of density.
        created: when, with its time zone.
        versions: of the program, Python and the libraries that took part, by name.
    """

    name: str
    conditions: tuple[ConditionReport, ...]
    donors: tuple[str, ...]
    statistics: Statistics
    protocol: Protocol | None
    scales: Mapping[str, float]
    created: datetime
    versions: Mapping[str, str]

    @property
    def is_by_donor(self) -> bool:
        """Whether n counts donors."""
        return counts_donors(self.donors)

    @property
    def scans(self) -> Iterator[tuple[ConditionReport, MeasuredScan]]:
        """All scans with numbers, with their condition."""
        return ((condition, scan) for condition in self.conditions for scan in condition.scans)

    @property
    def left_out(self) -> Iterator[tuple[ConditionReport, LeftOut]]:
        """All scans without numbers, with their condition."""
        return ((condition, scan) for condition in self.conditions for scan in condition.left_out)

    @property
    def control(self) -> ConditionReport | None:
        """What the others are compared with."""
        name = self.statistics.control
        return next((each for each in self.conditions if name and each.name == name), None)


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
    """The same in steps: density maps are read one after the other, only numbers are held.

    Each is read twice, since the pictures share a scale that only the last one settles.

    Yields:
        How much of the work is done, from 0 to 1.
    """
    created = created or datetime.now().astimezone()
    listed = study.scans()
    donors = tuple(dict.fromkeys(scan.donor for scan in listed if scan.donor))
    found = dict[int, MeasuredScan | LeftOut]()
    for done, scan in enumerate(_measured(study, listed, created), 1):
        found[scan.scan.key] = scan
        yield done / len(listed) / 2
    scales = _scales(found)
    for done, (key, scan) in enumerate(found.items(), 1):
        if isinstance(scan, MeasuredScan):
            found[key] = _drawn(study, scan, scales, created)
        yield 0.5 + done / len(listed) / 2
    conditions = _conditions(study, listed, found, is_by_donor=counts_donors(donors))
    statistics = _statistics(conditions)
    return StudyReport(
        name=study.path.stem,
        conditions=tuple(
            dataclasses.replace(each, comparison=statistics.comparisons.get(each.name))
            for each in conditions
        ),
        donors=donors,
        statistics=statistics,
        protocol=study.protocol(),
        scales=scales,
        created=created,
        versions=versions(),
    )


def _measured(
    study: Study, listed: tuple[StudyScan, ...], created: datetime
) -> Iterator[MeasuredScan | LeftOut]:
    """Numbers of all scans. Without a protocol all must have the model of the first."""
    protocol = study.protocol()
    for scan in listed:
        kept = kept_count(study, scan, protocol)
        if isinstance(kept, LeftOut):
            yield kept
            continue
        yield measured(study, scan, kept, created)
        card = kept.counted.request.card
        protocol = protocol or Protocol(card.name, card.name, card.sha256)


def _scales(found: Mapping[int, MeasuredScan | LeftOut]) -> dict[str, float]:
    highest: dict[str, float] = {}
    for scan in found.values():
        if isinstance(scan, MeasuredScan):
            highest[scan.unit] = max(highest.get(scan.unit, 0.0), scan.highest)
    return {unit: end_of_scale(density) for unit, density in highest.items()}


def _drawn(
    study: Study, scan: MeasuredScan, scales: Mapping[str, float], created: datetime
) -> MeasuredScan:
    """With its picture, on the scale of the study."""
    kept = kept_count(study, scan.scan, None)
    if not isinstance(kept, KeptCount):
        return scan
    content = io.BytesIO()
    picture = sample_picture(kept.report(created), scales[scan.unit])
    picture.save(content, "JPEG", quality=JPEG_QUALITY)
    return dataclasses.replace(scan, picture=content.getvalue())


def _conditions(
    study: Study,
    listed: tuple[StudyScan, ...],
    found: Mapping[int, MeasuredScan | LeftOut],
    *,
    is_by_donor: bool,
) -> list[ConditionReport]:
    roles = study.roles()
    conditions = []
    for name in dict.fromkeys(scan.condition for scan in listed):
        of_it = [found[scan.key] for scan in listed if scan.condition == name]
        scans = tuple(scan for scan in of_it if isinstance(scan, MeasuredScan))
        left_out = tuple(scan for scan in of_it if isinstance(scan, LeftOut))
        samples = samples_of(scans, is_by_donor=is_by_donor)
        summary = summarise([sample.cells_per_mm2 for sample in samples])
        conditions.append(ConditionReport(name, roles.get(name), scans, left_out, samples, summary))
    return conditions


def _statistics(conditions: list[ConditionReport]) -> Statistics:
    """Scans of which nobody said what was done are compared with nothing."""
    named = {each.name: each for each in conditions if each.name}
    control = next(
        (name for role in CONTROLS for name, each in named.items() if each.role is role), ""
    )
    return compare({name: each.summary.values for name, each in named.items()}, control)
