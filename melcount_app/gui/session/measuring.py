"""What follows from the edits and the count of a scan, as a generator of events."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.holes import margin_px
from melcount_app.core.mask import Mask
from melcount_app.core.measure import Measurement, measure, measure_regions
from melcount_app.core.model import ModelCard
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.quality import Evidence, Flag, flags_of, guaranteed, why_no_intervals
from melcount_app.core.standing import CountHead
from melcount_app.core.terms import Terms


@dataclass(frozen=True, slots=True)
class Numbers:
    """What follows from the edits and the count.

    Attributes:
        measurement: cells are None where nothing was counted.
        flags: reasons for care.
        why_no_intervals: why intervals are lacking that the model has, as a sentence.
        counted_share: how much of the sample was counted, 0 to 1.
    """

    measurement: Measurement
    flags: tuple[Flag, ...]
    why_no_intervals: str
    counted_share: float = 0.0


@dataclass(frozen=True, slots=True)
class ToMeasure:
    """All that numbers follow from.

    Attributes:
        key: of the scan.
        prepared: what is known of its file.
        edits: that hold, or are in hand.
        terms: by which it is counted.
        counted: the count that applies, described with edits and terms; None without one.
        model: folder of the network that would count, whose card tells what flags go by.
    """

    key: int
    prepared: PreparedScan
    edits: Edits
    terms: Terms
    counted: ScanCounted | None
    model: Path

    def differs_by_regions_only(self, other: ToMeasure) -> bool:
        """Whether what was measured of `other` holds here but for the regions."""
        return (
            self.key == other.key
            and self.prepared is other.prepared
            and self.edits.mask == other.edits.mask
            and self.terms == other.terms
            and self._density is other._density
            and self.model == other.model
        )

    def is_same_as(self, other: ToMeasure) -> bool:
        """Whether the numbers are the same."""
        return self.differs_by_regions_only(other) and self.edits.regions == other.edits.regions

    def mask(self, card: ModelCard) -> Mask:
        """The sample with the holes of the scan, by the model that counts or would count."""
        if self.counted is not None:
            return self.counted.request.mask
        size = self.terms.pixel_size.value
        margin = margin_px(size.um_per_px if size else card.scan_um_per_px)
        return self.edits.mask.without(self.prepared.holes.with_margin(margin))

    @property
    def _density(self) -> object:
        return self.counted.density if self.counted is not None else None


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers, and what the list remembers of the count; None without one."""

    of: ToMeasure
    numbers: Numbers
    head: CountHead | None


def measuring(of: ToMeasure, known: Numbers | None = None) -> Generator[Measured, None, None]:
    """Integrate the count over mask and regions; without a count, areas and flags are told.

    Args:
        of: what is measured.
        known: earlier numbers that differ by the regions only.
    """
    counted, edits = of.counted, of.edits
    card = counted.request.card if counted else ModelCard.load(of.model)
    mask = of.mask(card)
    flags = known.flags if known else _flags(of, card)
    density, pixel_size = counted.density if counted else None, of.terms.pixel_size.value
    if known is not None:
        before = known.measurement
        found = measure_regions(before, density, mask, edits.regions, pixel_size)
    else:
        intervals = guaranteed(card.interval, flags)
        found = measure(density, mask, edits.regions, pixel_size, intervals)
    share = counted.density.counted_share(mask.sample) if counted else 0.0
    numbers = Numbers(found, flags, why_no_intervals(card.interval, flags), share)
    head = CountHead.of(counted.request, found, flags) if counted else None
    yield Measured(of, numbers, head)


def _flags(of: ToMeasure, card: ModelCard) -> tuple[Flag, ...]:
    terms = of.terms
    evidence = Evidence(
        of.prepared.overview.pixels,
        terms.white.value,
        terms.pixel_size.value,
        card.scan_um_per_px,
        of.mask(card),
        of.counted.likeness(of.counted.request.mask) if of.counted else None,
        terms.channel.value.index,
        terms.black,
        not terms.white.is_locked,
        (
            *of.prepared.notes,
            *(of.counted.notes if of.counted else ()),
            *of.edits.region_notes,
        ),
    )
    return flags_of(evidence)
