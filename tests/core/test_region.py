from __future__ import annotations

import json
from pathlib import Path

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
    Region,
    brush_stroke,
    coverage,
    ellipse,
    freehand,
    geojson,
    intersection,
    load_regions,
    polygon,
    quadrants,
    read_geojson,
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


def test_that_geojson_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "regions.geojson"
    drawn = (
        Region("café “1”", Point(50, 50).buffer(40).difference(Point(50, 50).buffer(20))),
        Region("two parts", box(0, 0, 1, 1).union(box(5, 5, 6, 6))),
    )
    path.write_text(geojson(drawn), encoding="utf-8")
    read = read_geojson(path)
    assert [region.name for region in read] == ["café “1”", "two parts"]
    for one, other in zip(drawn, read, strict=True):
        assert one.outline.symmetric_difference(other.outline).area < 1e-6


def test_that_qupath_names_come_from_the_name_or_the_class(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]}
    features = [
        {"type": "Feature", "geometry": square, "properties": {"name": "edge"}},
        {
            "type": "Feature",
            "geometry": square,
            "properties": {"classification": {"name": "Tumor", "color": [200, 0, 0]}},
        },
        {"type": "Feature", "geometry": square, "properties": {}},
    ]
    path = tmp_path / "qupath.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert [region.name for region in read_geojson(path)] == ["edge", "Tumor", "region 3"]


SQUARE = '{"type": "Polygon", "coordinates": [[[0,0],[9,0],[9,9],[0,9],[0,0]]]}'


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Polygon", "coordinates": [[[0,0,5],[9,0,5],[9,9,5],[0,9,5],[0,0,5]]]}',
        "\ufeff" + SQUARE,
        '{"type": "Feature", "properties": {"classification": "Tumor"}, "geometry": '
        + SQUARE
        + "}",
        '[{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}, '
        '{"type": "Feature", "geometry": ' + SQUARE + "}]",
    ],
    ids=["with z", "byte order mark", "class by name", "beside a point"],
)
def test_that_geojson_of_other_programs_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.geojson"
    path.write_text(text, encoding="utf-8")
    (region,) = read_geojson(path)
    assert region.outline.area == pytest.approx(81)
    assert coverage(region.outline, Size(10, 10), 1.0).share.sum() == pytest.approx(81)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "3",
        "null",
        "{}",
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1]]]}',
        '{"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [2, 2], ["a", 0]]]}',
        '{"type": "Feature", "geometry": null, "properties": null}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [NaN, 1], [1, 1], [0, 0]]]}',
    ],
)
def test_that_unusable_geojson_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(text)
    with pytest.raises(GeometryError, match=r"broken\.geojson"):
        read_geojson(path)


def test_that_a_missing_geojson_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(GeometryError, match=r"gone\.geojson"):
        read_geojson(tmp_path / "gone.geojson")


def test_that_regions_outside_the_scan_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.geojson"
    path.write_text(geojson([Region("far away", box(500, 500, 600, 600))]))
    with pytest.raises(GeometryError, match="far away"):
        load_regions(path, Size(100, 100))


def test_that_colours_go_to_qupath_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "coloured.geojson"
    path.write_text(geojson([Region("a", box(0, 0, 9, 9), "#e69f00")]), encoding="utf-8")
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["features"][0]["properties"]["color"] == [230, 159, 0]
    assert read_geojson(path)[0].colour == "#e69f00"


@pytest.mark.parametrize(
    ("properties", "colour"),
    [
        ({"color": [1, 2, 255]}, "#0102ff"),
        ({"classification": {"name": "Tumor", "color": [200, 0, 0]}}, "#c80000"),
        ({"classification": {"name": "Tumor", "colorRGB": -3670016}}, "#c80000"),
        ({"colorRGB": -16711936}, "#00ff00"),
        ({"color": [1, 2]}, ""),
        ({"color": [1, 2, 256]}, ""),
        ({"color": "red"}, ""),
        ({}, ""),
    ],
)
def test_that_colours_of_new_and_old_qupath_are_read(
    tmp_path: Path, properties: dict[str, object], colour: str
) -> None:
    path = tmp_path / "from_qupath.geojson"
    geometry = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    path.write_text(json.dumps(feature), encoding="utf-8")
    assert read_geojson(path)[0].colour == colour


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
