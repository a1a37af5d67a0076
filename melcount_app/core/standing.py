"""Whether a count applies: its head, which is known without its density map, beside what holds now.

One rule for the list of scans, for what a batch still has to do, and for what a report uses.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.count import CountRequest
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import PixelSizeSource
from melcount_app.core.interval import Interval
from melcount_app.core.measure import Measurement
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.quality import Flag
from melcount_app.core.region import Outline
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.terms import FileTerms, Terms

NOT_COUNTED = "It was not counted. Count it, then write the reports again."
REPLACED = "The file is not the one that was counted. Count it again."
OTHER_MODEL = "It was counted with another model. Count it again."
OTHER_SETTINGS = "It was counted with other settings than the protocol's. Count it again."
CHANGED = "The channel or the pixel size has changed since the count. Count it again."
OTHER_WHITE = "What is taken for white has changed since the count. Count it again."
DAMAGED = (
    "It was counted without the area that cannot be read, which is not wanted any more. Count it "
    "again."
)
OTHER_IMAGE = "Another image or plane of the file was counted. Count it again."
GROWN = "The outline grew beyond what was counted. Count it again."


@dataclass(frozen=True, slots=True)
class CountHead:
    """What is known of a count without its density map.

    Attributes:
        fingerprint: of the file that was counted.
        model: name of the network that counted.
        model_sha256: of that network.
        channel: place of the channel that was counted.
        white: value of a saturated pixel that the count went by.
        um_per_px: pixel size of level 0 that the count went by.
        assumed_um_per_px: what the network takes where nobody tells it.
        pixel_size: who told the pixel size that the numbers go by; None where nobody did.
        outline: `outline_sha256` of the sample that the numbers are of; empty where nobody
            measured it yet, and there are none.
        is_whole: whether all of that sample was counted.
        cells_per_mm2: of that sample; None where it is withheld.
        cells: of that sample; None likewise.
        low: lower end of the interval of the density; None where there is none.
        high: its upper end.
        flags: their sentences.
        black: value of no light that the count went by; None for 0 as the format says.
        pick: which image and plane of the file were counted.
        lacks_damaged: whether part of the file could not be read and was left out.
    """

    fingerprint: str
    model: str
    model_sha256: str
    channel: int
    white: float
    um_per_px: float
    assumed_um_per_px: float
    pixel_size: PixelSizeSource | None
    outline: str
    is_whole: bool
    cells_per_mm2: float | None
    cells: float | None
    low: float | None
    high: float | None
    flags: tuple[str, ...]
    black: float | None = None
    pick: Pick = NO_PICK
    lacks_damaged: bool = False

    @classmethod
    def of(
        cls, request: CountRequest, measurement: Measurement, flags: Sequence[Flag]
    ) -> CountHead:
        """The head of a count that was measured inside the mask of its request."""
        sample = measurement.sample
        interval = sample.interval_per_mm2
        return dataclasses.replace(
            cls.unmeasured(request),
            outline=outline_sha256(request.mask.outline),
            is_whole=sample.cells is not None,
            cells_per_mm2=sample.cells_per_mm2,
            cells=sample.cells,
            low=interval.low if interval else None,
            high=interval.high if interval else None,
            flags=tuple(str(flag.sentence) for flag in flags),
        )

    @classmethod
    def unmeasured(cls, request: CountRequest) -> CountHead:
        """The head of a count whose numbers nobody knows yet."""
        return cls(
            fingerprint=request.fingerprint,
            model=request.card.name,
            model_sha256=request.card.sha256,
            channel=request.channel.index,
            white=request.white,
            um_per_px=request.um_per_px,
            assumed_um_per_px=request.card.scan_um_per_px,
            pixel_size=request.pixel_size.source if request.pixel_size else None,
            outline="",
            is_whole=False,
            cells_per_mm2=None,
            cells=None,
            low=None,
            high=None,
            flags=(),
            black=request.black,
            pick=request.pick,
            lacks_damaged=request.lacks_damaged,
        )

    def is_of(self, other: CountHead) -> bool:
        """Whether both are of counts that give the same density wherever both count."""

        def facts(head: CountHead) -> tuple[object, ...]:
            how = (head.channel, head.white, head.black, head.um_per_px)
            return (head.fingerprint, head.pick, head.model_sha256, *how)

        return facts(self) == facts(other)

    @property
    def interval(self) -> Interval | None:
        """Of the density."""
        if self.low is None or self.high is None:
            return None
        return Interval(self.low, self.high)


@dataclass(frozen=True, slots=True)
class EditsHead:
    """What is known of the edits of a scan without their outlines.

    Attributes:
        channel: the one to count.
        um_per_px: pixel size given by the user; None to use that of the file.
        outline: `outline_sha256` of the sample.
        pick: which image and plane of the file they were made on.
        without_damaged: whether the scan is counted although parts of it cannot be read.
    """

    channel: ChannelChoice
    um_per_px: float | None
    outline: str
    pick: Pick = NO_PICK
    without_damaged: bool = False

    @classmethod
    def of(cls, edits: Edits) -> EditsHead:
        """The head of edits."""
        outline = outline_sha256(edits.mask.outline)
        return cls(edits.channel, edits.um_per_px, outline, edits.pick, edits.without_damaged)


@dataclass(frozen=True, slots=True)
class FileHead:
    """What is known of the file of a scan that was opened, without its overview.

    Attributes:
        fingerprint: of its content.
        terms: what it says of the terms.
    """

    fingerprint: str
    terms: FileTerms

    @classmethod
    def of(cls, scan: PreparedScan) -> FileHead:
        """The head of a scan that was opened."""
        return cls(scan.fingerprint, scan.file_terms)


class State(enum.Enum):
    """How far the work on a scan has come."""

    NEW = enum.auto()
    OUTLINED = enum.auto()
    COUNTED = enum.auto()
    """Its count applies, and its numbers are known."""
    UNMEASURED = enum.auto()
    """Its count applies, and has to be measured inside the present outline."""
    STALE = enum.auto()
    """Its count does not apply."""
    FAILED = enum.auto()
    """Its file cannot be used."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a scan has come to.

    Attributes:
        state: how far the work has come.
        why: why it failed or is stale, as a sentence; else empty.
        head: of its count, where it is counted and the numbers hold; else None.
    """

    state: State
    why: str = ""
    head: CountHead | None = None


def outline_sha256(outline: Outline) -> str:
    """What tells one outline from another, in hexadecimal digits; every digit of it counts."""
    return hashlib.sha256(shapely.to_wkb(outline)).hexdigest()


def why_not(head: CountHead, fingerprint: str, terms: Terms) -> str:
    """Why a count does not apply to a file and to terms, as a sentence; empty where it does.

    Args:
        head: of the count.
        fingerprint: of the file as it is known now; empty where nobody looked.
        terms: by which the scan would be counted now.
    """
    if fingerprint not in ("", head.fingerprint):
        return REPLACED
    if terms.model_sha256.value not in ("", head.model_sha256):
        return OTHER_MODEL
    if terms.pick.value != head.pick:
        return OTHER_IMAGE
    if terms.channel.value.index != head.channel:
        return OTHER_SETTINGS if terms.channel.is_locked else CHANGED
    size = terms.pixel_size.value
    if (size.um_per_px if size else head.assumed_um_per_px) != head.um_per_px:
        return OTHER_SETTINGS if terms.pixel_size.is_locked else CHANGED
    if (terms.white.value, terms.black) != (head.white, head.black):
        return OTHER_SETTINGS if terms.white.is_locked else OTHER_WHITE
    return DAMAGED if head.lacks_damaged and not terms.without_damaged else ""


def is_measured(head: CountHead, terms: Terms, outline: str) -> bool:
    """Whether the numbers of a count that applies are those of the present edits.

    Where they are not, its density map has to be measured again.

    Args:
        head: of the count.
        terms: by which the scan would be counted now.
        outline: `outline_sha256` of the sample as it is outlined now.
    """
    size = terms.pixel_size.value
    return head.outline == outline and head.pixel_size == (size.source if size else None)
