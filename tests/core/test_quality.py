from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from shapely.geometry import box

from melcount_app.core.appearance import STATISTICS
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.likeness import Deviation, Likeness, Range, Side
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.quality import (
    Evidence,
    Flag,
    flags_of,
    guaranteed,
    likeness_flags,
    why_no_intervals,
)
from tests.conftest import INTERVALS

SIZE = Size(1000, 800)
FROM_FILE = PixelSize(0.4523, PixelSizeSource.TIFF)
DARK = np.full((80, 100, 3), 10, np.uint8)
INSIDE = Mask(box(100, 100, 500, 500), SIZE, MaskSource.DRAWN)


def names(
    overview: npt.NDArray[np.uint8] | npt.NDArray[np.uint16] = DARK,
    white: float = 255,
    pixel_size: PixelSize | None = FROM_FILE,
    mask: Mask = INSIDE,
) -> list[str]:
    return [flag.name for flag in flags_of(Evidence(overview, white, pixel_size, 0.4523, mask))]


def test_that_an_ordinary_scan_has_no_flag() -> None:
    assert names() == []


def test_that_a_missing_pixel_size_is_said() -> None:
    assert names(pixel_size=None) == ["pixel_size_missing"]


def test_that_the_users_pixel_size_is_said() -> None:
    own = PixelSize(0.5, PixelSizeSource.USER)
    assert names(pixel_size=own) == ["pixel_size_from_user"]


def test_that_bright_field_is_said() -> None:
    assert names(overview=np.full((80, 100, 3), 240, np.uint8)) == ["bright_field"]


@pytest.mark.parametrize(
    ("corners", "flags"),
    [
        ((100, 100, 500, 500), []),
        ((0, 300, 500, 800), []),
        ((0, 100, 1000, 500), ["mask_touches_border"]),
        ((100, 0, 500, 800), ["mask_touches_border"]),
    ],
)
def test_that_a_sample_cut_by_opposite_borders_is_said(
    corners: tuple[float, float, float, float], flags: list[str]
) -> None:
    assert names(mask=Mask(box(*corners), SIZE, MaskSource.AUTOMATIC)) == flags


def test_that_a_note_on_the_mask_is_passed_on() -> None:
    mask = Mask(box(0, 0, 1000, 800), SIZE, MaskSource.WHOLE_SCAN, "No surroundings.")
    assert names(mask=mask) == ["mask_note"]


def test_that_sixteen_bit_is_said() -> None:
    assert names(overview=DARK.astype(np.uint16), white=4095) == ["sixteen_bit"]


def test_that_an_assumed_pixel_size_and_bright_field_void_the_intervals() -> None:
    bright = np.full((80, 100, 3), 240, np.uint8)
    noted = Mask(box(0, 0, 1000, 800), SIZE, MaskSource.WHOLE_SCAN, "No surroundings.")
    own = PixelSize(0.5, PixelSizeSource.USER)
    found = (
        *flags_of(Evidence(bright, 255, None, 0.4523, INSIDE)),
        *flags_of(Evidence(DARK.astype(np.uint16), 4095, own, 0.4523, noted)),
    )
    assert {flag.name: flag.voids_intervals for flag in found} == {
        "pixel_size_missing": True,
        "bright_field": True,
        "pixel_size_from_user": False,
        "sixteen_bit": False,
        "mask_note": False,
    }


def test_that_intervals_are_withheld_with_a_reason_where_a_flag_voids_them() -> None:
    note, doubt = Flag("note", "Look."), Flag("unlike", "It is unlike.", voids_intervals=True)
    assert guaranteed(INTERVALS, (note,)) == INTERVALS
    assert why_no_intervals(INTERVALS, (note,)) == ""
    assert guaranteed(INTERVALS, (note, doubt)) is None
    assert why_no_intervals(INTERVALS, (note, doubt)).startswith("The 90 % intervals are withheld")


def test_that_nothing_is_withheld_from_a_model_without_intervals() -> None:
    doubt = Flag("unlike", "It is unlike.", voids_intervals=True)
    assert guaranteed(None, ()) is None
    assert why_no_intervals(None, (doubt,)) == ""


def deviating(shares: dict[tuple[str, Side], float], cells: float = 1000) -> Likeness:
    """A scan of ten windows, some share of whose cells deviates in some statistics."""
    by_name = {statistic.name: statistic for statistic in STATISTICS}
    deviations = (
        Deviation(by_name[name], side, share, share, 0.5, Range(0.1, 0.2))
        for (name, side), share in shares.items()
    )
    return Likeness(10, cells, tuple(deviations))


@pytest.mark.parametrize(
    ("shares", "flags"),
    [
        ({}, []),
        ({("sharpness", Side.BELOW): 0.1}, []),
        ({("sharpness", Side.BELOW): 0.5}, ["out_of_focus"]),
        ({("sharpness", Side.ABOVE): 0.5}, ["unlike_training"]),
        ({("saturation", Side.ABOVE): 0.5}, ["saturated"]),
        ({("saturation", Side.BELOW): 0.5}, ["unlike_training"]),
        (
            {("saturation", Side.ABOVE): 0.3, ("sharpness", Side.BELOW): 0.4},
            ["out_of_focus", "saturated"],
        ),
        (
            {("background", Side.ABOVE): 0.6, ("sharpness", Side.BELOW): 0.4},
            ["out_of_focus", "unlike_training"],
        ),
    ],
)
def test_that_blur_and_saturation_are_told_by_their_names(
    shares: dict[tuple[str, Side], float], flags: list[str]
) -> None:
    found = likeness_flags(deviating(shares))
    assert [flag.name for flag in found] == flags
    assert all(flag.voids_intervals for flag in found)


def test_that_an_empty_sample_is_not_called_out_of_focus() -> None:
    found = likeness_flags(deviating({("sharpness", Side.BELOW): 0.9}, cells=1))
    assert [flag.name for flag in found] == ["unlike_training"]


def test_that_a_blurred_scan_is_told_how_much_of_it_and_what_to_do() -> None:
    (flag,) = likeness_flags(deviating({("sharpness", Side.BELOW): 0.42}))
    assert flag.sentence == (
        "42 % of the counted cells lie in places less sharp than the training images "
        "(fine-to-coarse ratio: 0.50; trained on 0.10 to 0.20); the scan seems to be out of "
        "focus. Look at it at 1:1 and scan the sample again."
    )
