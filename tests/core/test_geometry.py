from __future__ import annotations

import pytest

from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect, Size


def test_that_a_rectangle_is_cut_at_the_borders() -> None:
    assert Rect(-5, 90, 20, 20).clipped_to(Size(50, 100)) == Rect(0, 90, 15, 10)


def test_that_a_rectangle_outside_has_no_area() -> None:
    clipped = Rect(60, 10, 20, 20).clipped_to(Size(50, 100))
    assert clipped.width * clipped.height == 0


def test_that_areas_follow_the_pixel_size() -> None:
    size = PixelSize(0.5, PixelSizeSource.USER)
    assert size.area_mm2(4_000_000) == pytest.approx(1.0)
    assert size.area_px(1.0) == pytest.approx(4_000_000)


@pytest.mark.parametrize("impossible", [0.0, -0.5, float("nan"), float("inf")])
def test_that_impossible_pixel_sizes_are_refused(impossible: float) -> None:
    with pytest.raises(ValueError, match="not possible"):
        PixelSize(impossible, PixelSizeSource.USER)
