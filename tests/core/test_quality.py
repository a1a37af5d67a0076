from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from shapely.geometry import box

from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.quality import flags_of

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
    return [flag.name for flag in flags_of(overview, white, pixel_size, 0.4523, mask)]


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
