"""What a study holds of its scans: which counts apply, and what they come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from melcount_app.core.count import CountRequest, described_by
from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.measure import Measurement
from melcount_app.core.protocol import Protocol
from melcount_app.core.quality import Flag
from melcount_app.core.region import Region
from melcount_app.core.report.density_picture import SmoothDensity
from melcount_app.core.report.report import Report, build_report
from melcount_app.core.sentence import Sentence
from melcount_app.core.standing import (
    GROWN,
    NOT_COUNTED,
    CountHead,
    EditsHead,
    FileHead,
    Standing,
    State,
)
from melcount_app.core.statistics import mean_of, summarise
from melcount_app.core.study import (
    APPLYING,
    DamagedPartError,
    Exclusion,
    JournalEntry,
    ScanEntry,
    Study,
    StudyScan,
    standing_of,
)
from melcount_app.core.terms import terms_of

NO_STEPS = (
    "“{study}” is damaged where it keeps who changed “{scan}” and when, so that this is not told. "
    "Its numbers do not depend on it."
)


SAME_FILE = (
    "Its file holds the same as “{other}” of the condition “{condition}”, which is counted: one "
    "content is counted once."
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A scan that no number comes from.

    Attributes:
        scan: of the study.
        reason: why, as a sentence.
        is_failed: whether the file could not be used; else its count does not apply.
        is_damaged: whether what the study keeps of it is damaged.
        exclusion: that the user leaves it out; else None.
        cells_per_mm2: its density, where the user leaves it out and it has one.
    """

    scan: StudyScan
    reason: str
    is_failed: bool = False
    is_damaged: bool = False
    exclusion: Exclusion | None = None
    cells_per_mm2: float | None = None


@dataclass(frozen=True, slots=True)
class MeasuredScan:
    """The numbers of one scan, without its pixels.

    Attributes:
        scan: of the study.
        request: how it was counted.
        measurement: all numbers, without the local density at every place.
        regions: the user's, whose numbers are in `measurement`.
        flags: reasons for care.
        withheld: what is withheld and why, a sentence each.
        last_edit: who changed the edits last, and when; None where nobody did.
        unit: of the density in its picture.
        highest: density there.
        picture: the density map over the scan as JPEG; empty until it is drawn.
    """

    scan: StudyScan
    request: CountRequest
    measurement: Measurement
    regions: tuple[Region, ...]
    flags: tuple[Flag, ...]
    withheld: tuple[str, ...]
    last_edit: JournalEntry | None
    unit: str
    highest: float
    picture: bytes = b""

    @property
    def cells_per_mm2(self) -> float | None:
        """Density of the sample; None where it is withheld."""
        return self.measurement.sample.cells_per_mm2

    @property
    def name(self) -> str:
        """Of the file."""
        return self.scan.path.name


@dataclass(frozen=True, slots=True)
class Sample:
    """What counts as one in n: a scan, or all scans of one donor in a condition.

    Attributes:
        name: of the donor, else of the scan.
        scans: technical replicates where there are several, each with a density.
    """

    name: str
    scans: tuple[MeasuredScan, ...]

    @property
    def cells_per_mm2(self) -> float:
        """Mean of its scans."""
        found = [scan.cells_per_mm2 for scan in self.scans]
        return mean_of([density for density in found if density is not None])

    @property
    def is_spread_wide(self) -> bool:
        """Whether its scans differ so much that somebody should look at them."""
        found = [scan.cells_per_mm2 for scan in self.scans]
        return summarise([density for density in found if density is not None]).is_spread_wide


def scan_report(
    study: Study, entry: ScanEntry, protocol: Protocol | None, created: datetime | None = None
) -> Report | LeftOut:
    """All that is said of one scan by its count, or why none applies; its map is read once.

    Args:
        study: that holds the count.
        entry: of the scan.
        protocol: what scans are counted with; None accepts whatever was used.
        created: the date to write; now, unless given.
    """
    found = _measured(study, entry, protocol, created)
    if isinstance(found, Report) and found.measurement.sample.cells is None:
        return LeftOut(entry.scan, GROWN)
    return found


def measured_anew(study: Study, entry: ScanEntry, protocol: Protocol | None) -> Standing:
    """What a scan has come to, after its count was measured inside the present outline.

    Args:
        study: that holds the count, and keeps what it came to.
        entry: of a scan whose count is to be measured.
        protocol: what scans are counted with; None accepts whatever was used.
    """
    key, found = entry.scan.key, _measured(study, entry, protocol)
    if isinstance(found, Report):
        study.save_head(key, CountHead.of(found.request, found.measurement, found.flags))
    return standing_of(study.entry(key), protocol)


def _measured(
    study: Study, entry: ScanEntry, protocol: Protocol | None, created: datetime | None = None
) -> Report | LeftOut:
    """The numbers of a count that applies, whole or not; what the study holds now is measured."""
    if standing_of(entry, protocol).state not in APPLYING:
        return _left_out(entry, protocol)
    key = entry.scan.key
    try:
        prepared, edits = study.prepared.of(key), study.edits.of(key)
        counted = study.counts.of(key)
    except DamagedPartError as error:
        return LeftOut(entry.scan, str(error), is_failed=True, is_damaged=True)
    if prepared is None or edits is None or counted is None:
        return LeftOut(entry.scan, NOT_COUNTED)
    file, head = FileHead.of(prepared), CountHead.unmeasured(counted.request)
    read = ScanEntry(entry.scan, file, EditsHead.of(edits), head)
    if standing_of(read, protocol).state not in APPLYING:
        return _left_out(read, protocol)
    described = described_by(counted, edits.mask, terms_of(file.terms, edits, protocol))
    if described is None:
        return _left_out(read, protocol)
    return build_report(
        prepared, described, edits.regions, notes=edits.region_notes, created=created
    )


def _left_out(entry: ScanEntry, protocol: Protocol | None) -> LeftOut:
    standing = standing_of(entry, protocol)
    return LeftOut(
        entry.scan,
        standing.why or NOT_COUNTED,
        is_failed=standing.state is State.FAILED,
        is_damaged=bool(entry.damage or entry.scan.damage),
    )


def why_left_out(
    entry: ScanEntry, report: Report, first: Mapping[str, StudyScan]
) -> LeftOut | None:
    """Why a scan that has numbers is not in those of the study; None where it is.

    Args:
        entry: of the scan.
        report: what is said of it.
        first: scans that are in the numbers, by `content_of` their files.
    """
    exclusion, density = entry.exclusion, report.measurement.sample.cells_per_mm2
    if exclusion is not None:
        return excluded(entry.scan, exclusion, density)
    other = first.get(content_of(report))
    if other is None:
        return None
    reason = SAME_FILE.format(other=other.path.name, condition=other.condition)
    return LeftOut(entry.scan, reason)


def excluded(scan: StudyScan, exclusion: Exclusion, density: float | None = None) -> LeftOut:
    """A scan that the user leaves out."""
    return LeftOut(scan, exclusion.sentence, exclusion=exclusion, cells_per_mm2=density)


def content_of(report: Report) -> str:
    """What tells what was counted from what is in other files: content, image and plane."""
    return f"{report.request.fingerprint} {report.request.pick}"


def measured(study: Study, scan: StudyScan, report: Report, smooth: SmoothDensity) -> MeasuredScan:
    """The numbers of a scan, its picture not drawn yet."""
    last_edit, damage = _last_edit(study, scan)
    return MeasuredScan(
        scan=scan,
        request=report.request,
        measurement=dataclasses.replace(report.measurement, local=None),
        regions=report.regions,
        flags=(*report.flags, *damage),
        withheld=_withheld(report),
        last_edit=last_edit,
        unit=smooth.unit,
        highest=smooth.highest,
    )


def _last_edit(study: Study, scan: StudyScan) -> tuple[JournalEntry | None, tuple[Flag, ...]]:
    """Who changed the edits last, or what is to be said where the journal is damaged."""
    try:
        return study.journal.last_edit(scan.key), ()
    except StudyDamagedError:
        sentence = Sentence(NO_STEPS, study=study.path.name, scan=scan.path.name)
        return None, (Flag("damaged_journal", sentence),)


def samples_of(scans: Sequence[MeasuredScan], *, is_by_donor: bool) -> tuple[Sample, ...]:
    """What counts as one in n, of the scans of a condition that have a density.

    Args:
        scans: of one condition.
        is_by_donor: whether scans of one donor are technical replicates of each other; those of
            whose donor nobody said stand for themselves.
    """
    with_density = [scan for scan in scans if scan.cells_per_mm2 is not None]
    together: dict[tuple[str, int], list[MeasuredScan]] = {}
    for scan in with_density:
        donor = scan.scan.donor if is_by_donor else ""
        together.setdefault((donor, 0 if donor else scan.scan.key), []).append(scan)
    return tuple(
        Sample(donor or found[0].name, tuple(found)) for (donor, _), found in together.items()
    )


def blocks_of(samples: Sequence[Sample]) -> tuple[str, ...]:
    """What samples of several conditions are told to belong together by: their donors.

    A scan of whose donor nobody said has a name that no other sample has.
    """
    return tuple(each.scans[0].scan.donor or f"\0{each.scans[0].scan.key}" for each in samples)


def _withheld(report: Report) -> tuple[str, ...]:
    """Why sample or intervals lack numbers, each reason once."""
    reasons = (report.why_withheld(report.measurement.sample), report.why_no_intervals())
    return tuple(reason for reason in dict.fromkeys(reasons) if reason)
