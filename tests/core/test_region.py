from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPoint, Point, Polygon, box

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.region import (
    Outline,
    brush_stroke,
    coverage,
    ellipse,
    freehand,
    intersection,
    polygon,
    quadrants,
    subtracted,
    whole,
)


def on_full_grid(outline: Outline, size: Size, side: float) -> npt.NDArray[np.float64]:
    covered = coverage(outline, size, side)
    full = np.zeros((size.height, size.width))
    window = covered.window
    full[window.y : window.bottom, window.x : window.right] = covered.share
    return full


coordinates = st.tuples(st.floats(-40, 140), st.floats(-40, 120))


@given(st.lists(coordinates, min_size=3, max_size=12), st.sampled_from([1.0, 3.7, 16.0]))
def test_that_coverage_is_the_exact_area_in_every_pixel(
    points: list[tuple[float, float]], side: float
) -> None:
    outline = MultiPoint(points).convex_hull
    if not isinstance(outline, Polygon):
        return
    size = Size(round(100 / side), round(80 / side))
    exact = np.array(
        [
            [
                outline.intersection(box(x * side, y * side, (x + 1) * side, (y + 1) * side)).area
                / side**2
                for x in range(size.width)
            ]
            for y in range(0, size.height, max(size.height // 10, 1))
        ]
    )
    found = on_full_grid(outline, size, side)[:: max(size.height // 10, 1)]
    np.testing.assert_allclose(found, exact, atol=1e-5)


def test_that_holes_are_not_covered() -> None:
    ring = Point(50, 50).buffer(40).difference(Point(50, 50).buffer(20))
    covered = on_full_grid(ring, Size(100, 100), 1.0)
    assert covered[50, 50] == 0
    assert covered.sum() == pytest.approx(ring.area, rel=1e-6)


def test_that_pixels_beside_an_outline_are_not_covered_at_all() -> None:
    disc = Point(0, 100).buffer(90)
    covered = on_full_grid(disc, Size(100, 100), 1.0)
    y, x = np.nonzero(covered)
    far = np.hypot(x, np.maximum(100 - (y + 1), 0))
    assert far.max() < 90


def test_that_the_quadrants_share_every_pixel_of_the_whole() -> None:
    size, grid = Size(1001, 777), Size(251, 195)
    parts = sum(on_full_grid(part.outline, grid, 4.0) for part in quadrants(size))
    np.testing.assert_allclose(parts, on_full_grid(whole(size), grid, 4.0), atol=1e-6)


def test_that_the_quadrants_are_named_by_where_they_are() -> None:
    lower_left = {part.name: part for part in quadrants(Size(100, 60))}["lower left"]
    assert lower_left.outline.bounds == (0, 30, 50, 60)


def test_that_an_empty_outline_covers_nothing() -> None:
    assert coverage(Polygon(), Size(5, 5), 1.0).share.size == 0


def test_that_a_crossing_line_still_has_an_area() -> None:
    assert polygon([(0, 0), (10, 10), (10, 0), (0, 10)]).area == pytest.approx(50)


@pytest.mark.parametrize("points", [[(0, 0), (5, 5)], [(0, 0), (5, 5), (10, 10)]])
def test_that_a_line_without_area_is_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(GeometryError):
        polygon(points)


def test_that_outlines_that_only_touch_have_nothing_in_common() -> None:
    assert intersection(box(0, 0, 1, 1), box(1, 0, 2, 1)).is_empty


def test_that_an_ellipse_has_the_area_of_an_ellipse() -> None:
    drawn = ellipse((10, 20), (110, 60))
    assert drawn.area == pytest.approx(np.pi * 50 * 20, rel=1e-6)
    assert drawn.centroid.coords[0] == pytest.approx((60, 40))


def test_that_a_brush_stroke_covers_what_the_brush_touches() -> None:
    stroke = brush_stroke([(0, 0), (100, 0), (100, 100)], 20)
    assert stroke.bounds == pytest.approx((-10, -10, 110, 110))
    assert stroke.covers(Point(100, 50))
    assert not stroke.covers(Point(50, 50))


def test_that_a_line_by_hand_loses_its_tremor_only() -> None:
    angles = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    line = [(1000 * np.cos(a), 1000 * np.sin(a)) for a in angles]
    drawn = freehand(line, 2.0)
    assert drawn.area == pytest.approx(np.pi * 1000**2, rel=0.005)
    assert isinstance(drawn, Polygon)
    assert len(drawn.exterior.coords) < 100


def test_that_what_is_subtracted_may_leave_two_parts_but_not_none() -> None:
    parts = subtracted(box(0, 0, 30, 10), box(10, -1, 20, 11))
    assert parts.area == pytest.approx(200)
    with pytest.raises(GeometryError, match="Nothing would be left"):
        subtracted(box(0, 0, 30, 10), box(-1, -1, 31, 11))
