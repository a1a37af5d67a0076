"""What a count comes to: described by the present edits, and what a list remembers of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.interval import Interval
from melcount_app.core.measure import Measurement
from melcount_app.core.quality import Flag


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is remembered of the count of a scan without its density map.

    Attributes:
        cells_per_mm2: of the sample; None where it is withheld.
        cells: of the sample; None likewise.
        low: lower end of the interval of the density; None where there is none.
        high: its upper end.
        flags: their sentences.
        model_sha256: of the network that counted.
    """

    cells_per_mm2: float | None
    cells: float | None
    low: float | None
    high: float | None
    flags: tuple[str, ...]
    model_sha256: str

    @classmethod
    def of(cls, measurement: Measurement, flags: Sequence[Flag], model_sha256: str) -> Outcome:
        """What to remember of a count that was measured."""
        sample = measurement.sample
        interval = sample.interval_per_mm2
        return cls(
            sample.cells_per_mm2,
            sample.cells,
            interval.low if interval else None,
            interval.high if interval else None,
            tuple(str(flag.sentence) for flag in flags),
            model_sha256,
        )

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Outcome:
        """From what `to_json` gave."""
        return cls(**{**facts, "flags": tuple(facts["flags"])})

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dataclasses.asdict(self)

    @property
    def interval(self) -> Interval | None:
        """Of the density."""
        if self.low is None or self.high is None:
            return None
        return Interval(self.low, self.high)


def pixel_size_under(edits: Edits | None, of_file: PixelSize | None) -> PixelSize | None:
    """Pixel size of level 0: the user's, else the file's."""
    if edits is not None and edits.um_per_px is not None:
        return PixelSize(edits.um_per_px, PixelSizeSource.USER)
    return of_file


def described_by(
    counted: ScanCounted, edits: Edits, of_file: PixelSize | None
) -> ScanCounted | None:
    """A finished count, described with other edits; None where it does not apply to them.

    Args:
        counted: the count.
        edits: those that hold now; their mask may differ, their channel may not.
        of_file: the pixel size that the file tells, or None.
    """
    request = dataclasses.replace(
        counted.request,
        mask=edits.mask,
        channel=edits.channel,
        pixel_size=pixel_size_under(edits, of_file),
    )
    if not request.gives_same_density_as(counted.request):
        return None
    return dataclasses.replace(counted, request=request)
