"""GeoJSON as QuPath, melcount and other programs write it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import Point, box

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.outline_files import load_regions, read_outlines
from melcount_app.core.region import Region, coverage, geojson


def test_that_geojson_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "regions.geojson"
    drawn = (
        Region("café “1”", Point(50, 50).buffer(40).difference(Point(50, 50).buffer(20))),
        Region("two parts", box(0, 0, 1, 1).union(box(5, 5, 6, 6))),
    )
    path.write_text(geojson(drawn), encoding="utf-8")
    read = read_outlines(path).regions
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
    assert [region.name for region in read_outlines(path).regions] == ["edge", "Tumor", "region 3"]


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
    (region,) = read_outlines(path).regions
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
        read_outlines(path)


def test_that_a_missing_geojson_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(GeometryError, match=r"gone\.geojson"):
        read_outlines(tmp_path / "gone.geojson")


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
    assert read_outlines(path).regions[0].colour == "#e69f00"


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
    assert read_outlines(path).regions[0].colour == colour


def feature(geometry: object = json.loads(SQUARE), **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def written(path: Path, *features: dict[str, object]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(
    ("classification", "name"),
    [
        ({"name": "Tumor", "colorRGB": -3670016}, "Tumor"),
        ({"name": "Epidermis: left"}, "Epidermis: left"),
        ({"names": ["Epidermis", "left"], "color": [200, 0, 0]}, "Epidermis: left"),
        ({"names": ["Epidermis"]}, "Epidermis"),
        ({"name": "left", "parentClass": {"name": "Epidermis"}}, "Epidermis: left"),
        (["Epidermis", "left"], "Epidermis: left"),
        ("Epidermis", "Epidermis"),
        ({"names": []}, "region 1"),
        ({"name": None}, "region 1"),
        (None, "region 1"),
    ],
)
def test_that_a_class_of_any_qupath_names_a_region(
    tmp_path: Path, classification: object, name: str
) -> None:
    path = written(tmp_path / "a.geojson", feature(classification=classification))
    assert [region.name for region in read_outlines(path).regions] == [name]


def test_that_a_name_goes_before_the_class_and_is_one_line(tmp_path: Path) -> None:
    odd = "left\n  edge\u0007 \ud83d"
    path = written(tmp_path / "a.geojson", feature(name=odd, classification={"name": "Tumor"}))
    (region,) = read_outlines(path).regions
    assert region.name.startswith("left edge")
    assert region.name.isprintable()
    region.name.encode("utf-8")


def test_that_measurements_that_are_no_numbers_do_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature(measurements={"x": float("nan")}))
    assert "NaN" in path.read_text()
    assert len(read_outlines(path).regions) == 1


@pytest.mark.parametrize("beyond", ["NaN", "Infinity", "1e999"])
def test_that_coordinates_that_are_no_numbers_are_refused(tmp_path: Path, beyond: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(SQUARE.replace("[9,9]", f"[9,{beyond}]"))
    with pytest.raises(GeometryError, match=r"broken\.geojson is not a GeoJSON"):
        read_outlines(path)


EMPTY: tuple[object, ...] = (
    None,
    {},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": None},
    {"type": "Polygon"},
    {"type": "Polygon", "coordinates": [[[0, 0], [9, 9], [0, 0]]]},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "MultiPolygon", "coordinates": [[]]},
    {"type": "GeometryCollection", "geometries": []},
    {"type": "GeometryCollection", "geometries": [None]},
    {"type": "Point", "coordinates": [1, 2]},
    {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
)


@pytest.mark.parametrize("geometry", EMPTY)
def test_that_what_has_no_area_is_passed_over_and_told(tmp_path: Path, geometry: object) -> None:
    path = written(tmp_path / "a.geojson", feature(geometry, name="nothing"), feature(name="left"))
    found = read_outlines(path)
    assert [region.name for region in found.regions] == ["left"]
    assert found.notes == ("a.geojson: outlines without an area were left out (1: “nothing”).",)


@pytest.mark.parametrize("geometry", EMPTY)
def test_that_a_file_of_nothing_with_an_area_is_refused(tmp_path: Path, geometry: object) -> None:
    path = written(tmp_path / "a.geojson", feature(geometry, name="nothing"))
    with pytest.raises(GeometryError, match=r"a\.geojson"):
        read_outlines(path)


def test_that_a_feature_without_a_geometry_or_properties_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", {"type": "Feature"}, feature(name="left"))
    assert read_outlines(path).notes == ("a.geojson: outlines without an area were left out (1).",)


def test_that_only_the_first_names_of_what_is_left_out_are_told(tmp_path: Path) -> None:
    empty = [feature(None, name=f"n{i}") for i in range(5)]
    (note,) = read_outlines(written(tmp_path / "a.geojson", *empty, feature())).notes
    assert note.endswith("(5: “n0”, “n1”, “n2”, …).")


SHAPES = [
    json.loads(SQUARE),
    [json.loads(SQUARE)],
    [None, json.loads(SQUARE)],
    feature(),
    [feature()],
    {"type": "FeatureCollection", "features": [feature()]},
    [{"type": "FeatureCollection", "features": [feature()]}],
    {"type": "GeometryCollection", "geometries": [json.loads(SQUARE)]},
    feature({"type": "GeometryCollection", "geometries": [json.loads(SQUARE)]}),
    feature({"type": "MultiPolygon", "coordinates": 2 * [json.loads(SQUARE)["coordinates"]]}),
    feature(None, objectType="root", childObjects=[feature()]),
]


@pytest.mark.parametrize("document", SHAPES)
def test_that_geojson_of_every_shape_is_read(tmp_path: Path, document: object) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document))
    assert [region.outline.area for region in read_outlines(path).regions] == [81]


def test_that_what_lies_inside_an_annotation_is_read_too(tmp_path: Path) -> None:
    inner = feature(name="inner", childObjects=[feature(name="innermost")])
    path = written(tmp_path / "a.geojson", feature(name="outer", childObjects=[inner]))
    names = [region.name for region in read_outlines(path).regions]
    assert names == ["outer", "inner", "innermost"]


def test_that_an_ellipse_of_qupath_has_the_area_of_an_ellipse(tmp_path: Path) -> None:
    corners = [list(point) for point in Point(50, 50).buffer(40, quad_segs=4).exterior.coords]
    ellipse = {"type": "Polygon", "coordinates": [corners], "isEllipse": True}
    (region,) = read_outlines(written(tmp_path / "a.geojson", feature(ellipse))).regions
    assert region.outline.area == pytest.approx(
        Point(0, 0).buffer(40, quad_segs=999).area, rel=1e-4
    )


@pytest.mark.parametrize("nested", ["[" * 100_000, "[" * 400 + "]" * 400, '{"features": ' * 5000])
def test_that_what_is_nested_without_end_is_refused(tmp_path: Path, nested: str) -> None:
    path = tmp_path / "deep.geojson"
    path.write_text(nested)
    with pytest.raises(GeometryError, match=r"deep\.geojson"):
        read_outlines(path)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_that_every_encoding_of_powershell_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(feature(name="témoin"), ensure_ascii=False), encoding=encoding)
    assert [region.name for region in read_outlines(path).regions] == ["témoin"]
