"""Flags: what the user must know before trusting the numbers of a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString

from melcount_app.core.brightness import picture_of
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.interval import IntervalModel
from melcount_app.core.likeness import Deviation, Likeness, Side
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.region import intersection
from melcount_app.core.scan.base import Pixels
from melcount_app.core.sentence import Sentence

BRIGHT_FIELD_SHARE = 0.5
"""Fluorescence is dark: a median above this share of white is another kind of picture."""

BORDER_SHARE = 0.01
"""A mask touches the border when this share of its outline runs along it."""

UNLIKE_SHARE = 0.15
"""A scan is unlike training when this share of it differs in one way: of the cells of
cross-validated crops it is 3 %, of those of scans whose counts move by 5 %, mostly over 15 %."""

_FAULTS = (
    (
        "sharpness",
        Side.BELOW,
        "out_of_focus",
        (
            "{share} % of the counted cells lie in places {manner} than the training images "
            "({numbers}); the scan seems to be out of focus. Look at it at 1:1 and scan the "
            "sample again."
        ),
    ),
    (
        "saturation",
        Side.ABOVE,
        "saturated",
        (
            "{share} % of the counted cells lie in places {manner} than the training images "
            "({numbers}); the exposure seems to be too long. Scan the sample again with a "
            "shorter one."
        ),
    ),
)
"""Statistic and side of what the person at the scanner can mend, its flag, and the sentence."""

UNLIKE = (
    "{share} % of the counted cells lie in places {manner} than the training images ({numbers}), "
    "so the counts may be off."
)
SPARSE = (
    "{share} % of the sample is {manner} than the training images ({numbers}), and hardly any "
    "cells were counted, maybe too few."
)

_FAULT_SIDES = frozenset((statistic, side) for statistic, side, _, _ in _FAULTS)


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason for care.

    Attributes:
        name: for programs.
        sentence: for people.
        voids_intervals: whether intervals of counts do not hold for such a scan.
    """

    name: str
    sentence: str
    voids_intervals: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the flags of one scan depend on.

    Attributes:
        overview: (height, width, channels) pixels of a coarse level.
        white: value of a saturated pixel.
        pixel_size: the one the count used, or None when it is unknown.
        assumed_um_per_px: what was assumed then.
        mask: the sample.
        likeness: how far it looks like what the model learned from; None while not known.
        channel: place of the one that is counted.
        black: value of no light, where white and it were found; None for 0 as the format says.
        has_own_white: whether white was found in the scan, not given by the protocol.
        notes: what the reader of the file has to say of it.
    """

    overview: Pixels
    white: float
    pixel_size: PixelSize | None
    assumed_um_per_px: float
    mask: Mask
    likeness: Likeness | None = None
    channel: int = 0
    black: float | None = None
    has_own_white: bool = True
    notes: tuple[str, ...] = ()


def flags_of(evidence: Evidence) -> tuple[Flag, ...]:
    """All flags of one scan."""
    mask, likeness = evidence.mask, evidence.likeness
    found = (
        *(Flag("about_the_file", note) for note in evidence.notes),
        *hole_flags(mask, evidence.pixel_size),
        _pixel_size_flag(evidence.pixel_size, evidence.assumed_um_per_px),
        _bit_depth_flag(evidence),
        _bright_field_flag(evidence),
        *(Flag("mask_note", sentence) for sentence in mask.note.splitlines()),
        _border_flag(mask),
        *(likeness_flags(likeness) if likeness else ()),
    )
    return tuple(flag for flag in found if flag is not None)


def hole_flags(mask: Mask, pixel_size: PixelSize | None) -> tuple[Flag, ...]:
    """What is not counted, since nobody scanned it or the file is damaged there.

    Args:
        mask: with the holes of the scan.
        pixel_size: of level 0; without one shares are told, but no areas.
    """
    holes, outline, size = mask.holes, mask.outline, mask.scan_size
    found = []
    if not holes.not_scanned.is_empty:
        inside = intersection(outline, holes.not_scanned).area
        picture = _told_part(holes.not_scanned.area, size.width * size.height, pixel_size)
        sample = _told_part(inside, outline.area, pixel_size)
        sentence = Sentence(
            "{picture} of the picture were not scanned, and so {sample} of the outlined sample; "
            "what was not scanned and a strip around it are neither in the area nor in the count.",
            picture=picture,
            sample=sample,
        )
        found.append(Flag("not_scanned", sentence))
    if not holes.damaged.is_empty:
        lost = intersection(outline, holes.damaged).area
        part = _told_part(lost, lost / holes.damaged_share(outline) if lost else 1.0, pixel_size)
        sentence = Sentence(
            "The file is damaged: {part} of the sample cannot be read; this and a strip around it "
            "are neither in the area nor in the count. Copy the scan again from the scanner.",
            part=part,
        )
        found.append(Flag("damaged", sentence))
    return tuple(found)


def _told_part(part_px: float, of_px: float, pixel_size: PixelSize | None) -> Sentence:
    """A part of an area in level-0 pixels: in mm² where the pixel size is known, and its share."""
    share = Sentence(f"{100 * part_px / of_px:.1f}")
    if pixel_size is None:
        return Sentence("a share of {share} %", share=share)
    area = Sentence(f"{pixel_size.area_mm2(part_px):.3f}")
    return Sentence("{area} mm² ({share} %)", area=area, share=share)


def guaranteed(intervals: IntervalModel | None, flags: Sequence[Flag]) -> IntervalModel | None:
    """The intervals of a model that hold for a scan with these flags; None where none do."""
    return None if any(flag.voids_intervals for flag in flags) else intervals


def why_no_intervals(intervals: IntervalModel | None, flags: Sequence[Flag]) -> str:
    """Why the intervals of a model are withheld, as a sentence; empty where they are not."""
    if intervals is None or guaranteed(intervals, flags):
        return ""
    return Sentence(
        "The {percent} intervals are withheld, since they hold only for scans that "
        "are known to be like those the model learned from.",
        percent=intervals.percent,
    )


def unlike_training_flag(likeness: Likeness) -> Flag | None:
    """Whether a scan is unlike the pictures that its model has learned from, and in what."""
    worst = likeness.worst
    if worst is None or likeness.share(worst) < UNLIKE_SHARE:
        return None
    sentence = _told(SPARSE if likeness.is_sparse else UNLIKE, likeness, worst)
    return Flag("unlike_training", sentence, voids_intervals=True)


def likeness_flags(likeness: Likeness) -> tuple[Flag, ...]:
    """What a scan is unlike its model's training in: focus and exposure by their names.

    Where hardly any cells were counted neither can be told, since empty places are blurred.
    """
    unlike = unlike_training_flag(likeness)
    if unlike is None or likeness.is_sparse:
        return (unlike,) if unlike else ()
    faults = tuple(
        Flag(name, _told(sentence, likeness, deviation), voids_intervals=True)
        for statistic, side, name, sentence in _FAULTS
        for deviation in likeness.deviations
        if (deviation.statistic.name, deviation.side) == (statistic, side)
        and likeness.share(deviation) >= UNLIKE_SHARE
    )
    worst = likeness.worst
    is_fault = worst is not None and (worst.statistic.name, worst.side) in _FAULT_SIDES
    return faults if is_fault else (*faults, unlike)


def _told(sentence: str, likeness: Likeness, deviation: Deviation) -> Sentence:
    """One of the sentences about what deviates from training."""
    return Sentence(
        sentence,
        share=Sentence(f"{100 * likeness.share(deviation):.0f}"),
        manner=Sentence(deviation.manner),
        numbers=_numbers(deviation),
    )


def _numbers(deviation: Deviation) -> Sentence:
    """What was found and what the model was trained on."""
    statistic, trained = deviation.statistic, deviation.trained
    found, low, high = (
        Sentence(statistic.figure(number))
        for number in (deviation.number, trained.low, trained.high)
    )
    unit = f"{{share}}{statistic.unit}"
    return Sentence(
        "{number}: {unit}; trained on {low} to {unit2}",
        number=Sentence(statistic.number),
        unit=Sentence(unit, share=found),
        low=low,
        unit2=Sentence(unit, share=high),
    )


def _pixel_size_flag(pixel_size: PixelSize | None, assumed_um_per_px: float) -> Flag | None:
    if pixel_size is None:
        return Flag(
            "pixel_size_missing",
            Sentence(
                "The file tells no pixel size to rely on, so mm² and cells/mm² are withheld; cells "
                "are counted as if it were {assumed_um_per_px} µm/px. Enter the pixel size.",
                assumed_um_per_px=assumed_um_per_px,
            ),
            voids_intervals=True,
        )
    if pixel_size.source is PixelSizeSource.PROTOCOL:
        return Flag(
            "pixel_size_from_protocol",
            Sentence(
                "The pixel size of {um_per_px} µm/px was given by the protocol of the study, "
                "not by the file.",
                um_per_px=Sentence(f"{pixel_size.um_per_px:g}"),
            ),
        )
    if pixel_size.source is PixelSizeSource.USER:
        return Flag(
            "pixel_size_from_user",
            Sentence(
                "The pixel size of {um_per_px} µm/px was given by the user, not by the file.",
                um_per_px=Sentence(f"{pixel_size.um_per_px:g}"),
            ),
        )
    return None


def _bit_depth_flag(evidence: Evidence) -> Flag | None:
    if evidence.overview.dtype != np.uint16:
        return None
    white, black = evidence.white, evidence.black
    if black is None:
        sentence = Sentence(
            "The scan has 16 bit and does not tell which value is white; its brightest, "
            "{white}, was taken.",
            white=f"{white:.0f}",
        )
    elif evidence.has_own_white:
        sentence = Sentence(
            "The scan has 16 bit and does not tell which value is white: {white} was taken, "
            "since the brightest spots of the channel that is counted have it, and "
            "{black} for black.",
            white=f"{white:.0f}",
            black=f"{black:.0f}",
        )
    else:
        sentence = Sentence(
            "The scan has 16 bit and does not tell which value is white: {white} was taken, "
            "as for all scans of the study, and {black} for black.",
            white=f"{white:.0f}",
            black=f"{black:.0f}",
        )
    return Flag("sixteen_bit", sentence)


def _bright_field_flag(evidence: Evidence) -> Flag | None:
    plane, black = evidence.overview[..., evidence.channel], evidence.black or 0.0
    if evidence.black is not None:  # of the others nobody knows how bright white is
        plane = picture_of(plane)
    if float(np.median(plane)) <= BRIGHT_FIELD_SHARE * (evidence.white - black):
        return None
    return Flag(
        "bright_field",
        Sentence(
            "The scan is bright where fluorescence is dark, so it looks like bright field; "
            "the model has never seen such scans and its count is not to be trusted.",
        ),
        voids_intervals=True,
    )


def _border_flag(mask: Mask) -> Flag | None:
    if mask.source is MaskSource.WHOLE_SCAN or not _reaches_opposite_borders(mask):
        return None
    return Flag(
        "mask_touches_border",
        "The sample reaches opposite borders of the scan, so part of it seems to lie "
        "outside; what lies outside is not counted.",
    )


def _reaches_opposite_borders(mask: Mask) -> bool:
    """Whether the mask runs along two opposite borders; a quarter may fill one corner."""
    x1, y1 = mask.scan_size.width, mask.scan_size.height
    corners = ((0, 0), (x1, 0), (x1, y1), (0, y1), (0, 0))
    least = BORDER_SHARE * mask.outline.length
    top, right, bottom, left = (
        mask.outline.boundary.intersection(LineString(corners[i : i + 2])).length > least
        for i in range(4)
    )
    return bool((top and bottom) or (left and right))
