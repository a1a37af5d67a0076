"""What a study holds of its scans: which counts apply, and what they come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.measure import Measurement
from melcount_app.core.outcome import described_by
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.protocol import Protocol
from melcount_app.core.quality import Flag
from melcount_app.core.region import Region
from melcount_app.core.report.density_picture import smooth_density
from melcount_app.core.report.report import Report, build_report
from melcount_app.core.statistics import mean_of
from melcount_app.core.study import JournalEntry, Study, StudyScan

NOT_COUNTED = "It was not counted. Count it, then write the reports again."
OTHER_MODEL = "It was counted with another model. Count it again."
OTHER_SETTINGS = "It was counted with other settings than the protocol's. Count it again."
REPLACED = "The file is not the one that was counted. Count it again."
CHANGED = "The channel or the pixel size has changed since the count. Count it again."
GROWN = "The outline grew beyond what was counted. Count it again."


@dataclass(frozen=True, slots=True)
class KeptCount:
    """A count of a study that applies to the edits that hold now.

    Attributes:
        prepared: what was kept of the scan.
        edits: those that hold.
        counted: the count, described with them.
    """

    prepared: PreparedScan
    edits: Edits
    counted: ScanCounted

    def report(self, created: datetime) -> Report:
        """All that is said of the scan alone."""
        return build_report(self.prepared, self.counted, self.edits.regions, created=created)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A scan that no number comes from.

    Attributes:
        scan: of the study.
        reason: why, as a sentence.
        is_failed: whether the file could not be used; else its count does not apply.
    """

    scan: StudyScan
    reason: str
    is_failed: bool = False


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


def kept_count(study: Study, scan: StudyScan, protocol: Protocol | None) -> KeptCount | LeftOut:
    """The count of a scan that applies to its edits and a protocol, or why there is none.

    Args:
        study: that holds it.
        scan: of the study.
        protocol: what scans are counted with; None accepts whatever was used.
    """
    if scan.failure:
        return LeftOut(scan, scan.failure, is_failed=True)
    counted, edits = study.count(scan.key), study.edits(scan.key)
    prepared = study.prepared(scan.key)
    if counted is None or edits is None or prepared is None:
        return LeftOut(scan, NOT_COUNTED)
    if scan.fingerprint not in ("", counted.request.fingerprint):
        return LeftOut(scan, REPLACED)
    described = described_by(counted, edits, prepared.pixel_size)
    if described is None:
        return LeftOut(scan, CHANGED)
    reason = _why_not(described, edits, protocol)
    return LeftOut(scan, reason) if reason else KeptCount(prepared, edits, described)


def measured(study: Study, scan: StudyScan, kept: KeptCount, created: datetime) -> MeasuredScan:
    """The numbers of a scan."""
    report = kept.report(created)
    smooth = smooth_density(report)
    journal = study.journal(scan.key)
    return MeasuredScan(
        scan=scan,
        request=report.request,
        measurement=dataclasses.replace(report.measurement, local=None),
        regions=report.regions,
        flags=report.flags,
        withheld=_withheld(report),
        last_edit=journal[-1] if journal else None,
        unit=smooth.unit,
        highest=smooth.highest,
    )


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


def _why_not(described: ScanCounted, edits: Edits, protocol: Protocol | None) -> str:
    """Why a count does not apply to a protocol or an outline; empty where it does."""
    request, density = described.request, described.density
    if protocol is not None:
        if request.card.sha256 != protocol.model_sha256:
            return OTHER_MODEL
        if protocol.channel not in ("", request.channel.name):
            return OTHER_SETTINGS
        if protocol.um_per_px not in (None, request.um_per_px):
            return OTHER_SETTINGS
    is_whole = density.is_counted(density.coverage(edits.mask.outline))
    return "" if is_whole else GROWN


def _withheld(report: Report) -> tuple[str, ...]:
    """Why sample or intervals lack numbers, each reason once."""
    reasons = (report.why_withheld(report.measurement.sample), report.why_no_intervals())
    return tuple(reason for reason in dict.fromkeys(reasons) if reason)
