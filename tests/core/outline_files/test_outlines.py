"""What a file of outlines comes to as regions and as sample."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from shapely.geometry import box, mapping

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.edits import Edits
from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.mask import Mask, MaskSource, load_mask
from melcount_app.core.outline_files import (
    MANY,
    TooManyOutlinesError,
    load_regions,
    read_outlines,
)

SIZE = Size(1000, 800)
CHANNEL = ChannelChoice(0, "grey", "it is the only one")
Box = tuple[float, float, float, float]


def feature(place: Box, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": mapping(box(*place)), "properties": properties}


def written(path: Path, *features: dict[str, object]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


LEFT: Box = (0, 0, 500, 800)
BUBBLE: Box = (100, 100, 200, 200)
IGNORED = {"names": ["Ignore*"]}


@pytest.fixture
def with_a_bubble(tmp_path: Path) -> Path:
    left, bubble = feature(LEFT, name="left"), feature(BUBBLE, classification=IGNORED)
    return written(tmp_path / "a.geojson", bubble, left)


def test_that_a_class_to_be_ignored_is_not_sample_and_told(with_a_bubble: Path) -> None:
    mask = load_mask(with_a_bubble, SIZE)
    assert mask.outline.area == 500 * 800 - 100 * 100
    assert "taken out of the sample (1: “Ignore*”)" in mask.note


def test_that_a_class_to_be_ignored_is_no_region_and_told(with_a_bubble: Path) -> None:
    found = load_regions(with_a_bubble, SIZE)
    assert [region.name for region in found.regions] == ["left"]
    assert found.regions[0].outline.area == 500 * 800 - 100 * 100
    (note,) = found.notes
    assert note.startswith("a.geojson: outlines of a class to be ignored were taken out of the ")
    assert note.endswith("sample and of the regions (1: “Ignore*”).")


def test_that_what_is_to_be_ignored_is_taken_out_of_every_region_and_of_the_sample(
    tmp_path: Path,
) -> None:
    across = feature((400, 100, 600, 200), classification=IGNORED)
    right = feature((500, 0, 1000, 800), name="right")
    aside = feature((0, 700, 50, 800), name="aside")
    path = written(tmp_path / "a.geojson", feature(LEFT, name="left"), across, right, aside)
    automatic = Mask(box(0, 0, 1000, 500), SIZE, MaskSource.AUTOMATIC, "a note")
    edits = Edits(CHANNEL, automatic).with_regions_of(load_regions(path, SIZE))
    assert [region.outline.area for region in edits.regions] == [390_000, 390_000, 5_000]
    assert edits.mask.outline.area == 500_000 - 20_000
    assert (edits.mask.source, edits.mask.note) == (MaskSource.DRAWN, "a note")
    assert edits.region_notes == load_regions(path, SIZE).notes
    assert dataclasses.replace(edits, regions=()).region_notes == ()


def test_that_a_sample_outside_what_is_to_be_ignored_stays_as_it_is(with_a_bubble: Path) -> None:
    mask = Mask(box(600, 0, 1000, 800), SIZE, MaskSource.AUTOMATIC)
    assert Edits(CHANNEL, mask).with_regions_of(load_regions(with_a_bubble, SIZE)).mask is mask


def test_that_a_sample_of_which_nothing_would_be_left_is_refused(with_a_bubble: Path) -> None:
    edits = Edits(CHANNEL, Mask(box(110, 110, 190, 190), SIZE, MaskSource.AUTOMATIC))
    with pytest.raises(GeometryError, match=r"a\.geojson leaves no sample"):
        edits.with_regions_of(load_regions(with_a_bubble, SIZE))


def test_that_a_region_that_is_to_be_ignored_wholly_is_left_out_and_told(tmp_path: Path) -> None:
    bubble, dust = feature(BUBBLE, name="bubble"), feature((50, 50, 250, 250), name="Artefact*")
    dust["properties"] = {"classification": "Artefact*"}
    path = written(tmp_path / "a.geojson", bubble, dust, feature(LEFT, name="left"))
    found = load_regions(path, SIZE)
    assert [region.name for region in found.regions] == ["left"]
    assert (
        "wholly in outlines of a class to be ignored were left out (1: “bubble”)" in found.notes[1]
    )
    with pytest.raises(GeometryError, match=r"b\.geojson leaves no region"):
        load_regions(written(tmp_path / "b.geojson", bubble, dust), SIZE)


@pytest.mark.parametrize(
    "classification",
    [{"name": "Ignore*"}, {"name": "ignore*"}, {"names": ["Ignore*", "dust"]}, "Artefact*"],
)
def test_that_classes_with_an_asterisk_are_ignored(tmp_path: Path, classification: object) -> None:
    odd = feature(BUBBLE, name="odd", classification=classification)
    found = read_outlines(written(tmp_path / "a.geojson", odd, feature(LEFT)))
    assert [region.name for region in found.ignored] == ["odd"]
    assert [region.name for region in found.regions] == ["region 1"]


@pytest.mark.parametrize("classification", [{"name": "Region*"}, {"name": "Necrosis"}, None])
def test_that_regions_of_interest_and_all_other_classes_are_not(
    tmp_path: Path, classification: object
) -> None:
    odd = feature(BUBBLE, name="odd", classification=classification)
    found = read_outlines(written(tmp_path / "a.geojson", odd, feature(LEFT)))
    assert [region.name for region in found.regions] == ["odd", "region 2"]


@pytest.mark.parametrize("load", [load_mask, load_regions])
def test_that_a_file_of_nothing_else_is_refused(tmp_path: Path, load: object) -> None:
    path = written(tmp_path / "a.geojson", feature(LEFT, classification=IGNORED))
    assert callable(load)
    with pytest.raises(GeometryError, match=r"a\.geojson holds only outlines of a class"):
        load(path, SIZE)


def test_that_a_core_that_is_missing_is_no_region(tmp_path: Path) -> None:
    there = feature(LEFT, objectType="tmaCore", name="A-1", isMissing=False)
    missing = feature(BUBBLE, objectType="tmaCore", name="A-2", isMissing=True)
    path = written(tmp_path / "a.geojson", there, missing)
    assert [region.name for region in load_regions(path, SIZE).regions] == ["A-1"]


@pytest.mark.parametrize("kind", ["detection", "cell", "tile"])
def test_that_detections_are_left_out_and_told_where_regions_were_drawn(
    tmp_path: Path, kind: str
) -> None:
    cells = [feature((600 + i, 0, 601 + i, 1), objectType=kind) for i in range(2 * MANY)]
    path = written(tmp_path / "a.geojson", *cells, feature(LEFT, objectType="annotation"))
    found = load_regions(path, SIZE)
    assert len(found.regions) == 1
    assert found.notes == (
        f"a.geojson: detections were left out ({2 * MANY}), since regions were drawn besides.",
    )
    mask = load_mask(path, SIZE)
    assert mask.outline.area == 500 * 800
    assert "detections were left out" in mask.note
    assert len(load_regions(path, SIZE, all_are_meant=True).regions) == 2 * MANY + 1
    assert load_mask(path, SIZE, all_are_meant=True).outline.area == 500 * 800 + 400


@pytest.mark.parametrize(
    ("kind", "detections"),
    [({"objectType": "detection"}, MANY + 1), ({}, 0), ({"objectType": "annotation"}, 0)],
)
def test_that_very_many_outlines_are_asked_about(
    tmp_path: Path, kind: dict[str, object], detections: int
) -> None:
    cells = [feature((i, 0, i + 1, 1), **kind) for i in range(MANY + 1)]
    path = written(tmp_path / "a.geojson", *cells)
    for load in (load_mask, load_regions):
        with pytest.raises(TooManyOutlinesError, match=r"a\.geojson holds 201 outlines") as told:
            load(path, SIZE)
        assert (told.value.outlines, told.value.detections) == (MANY + 1, detections)
    assert len(load_regions(path, SIZE, all_are_meant=True).regions) == MANY + 1
    assert load_mask(path, SIZE, all_are_meant=True).outline.area == MANY + 1


def test_that_few_detections_alone_are_regions(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature(LEFT, objectType="detection", name="left"))
    assert [region.name for region in load_regions(path, SIZE).regions] == ["left"]


def test_that_types_of_old_versions_are_known(tmp_path: Path) -> None:
    cell = {**feature(BUBBLE), "id": "PathDetectionObject"}
    drawn = {**feature(LEFT, name="left"), "id": "PathAnnotationObject"}
    alias = feature(BUBBLE, type="cell")
    found = load_regions(written(tmp_path / "a.geojson", cell, drawn, alias), SIZE)
    assert [region.name for region in found.regions] == ["left"]
    assert "(2)" in found.notes[0]


def test_that_regions_outside_the_scan_are_refused_and_those_across_are_not(
    tmp_path: Path,
) -> None:
    far = written(tmp_path / "far.geojson", feature((5000, 0, 5100, 100), name="far"))
    with pytest.raises(GeometryError, match=r"“far” in .*far\.geojson lies outside"):
        load_regions(far, SIZE)
    across = written(tmp_path / "across.geojson", feature((-50, 0, 50, 100)))
    assert len(load_regions(across, SIZE).regions) == 1
    assert load_mask(across, SIZE).outline.area == 50 * 100


def test_that_sample_is_all_that_lies_in_any_region(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature((0, 0, 100, 100)), feature((50, 0, 150, 100)))
    assert load_mask(path, SIZE).outline.area == 150 * 100


def test_that_a_sample_of_which_nothing_is_left_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature(BUBBLE), feature(LEFT, classification=IGNORED))
    with pytest.raises(GeometryError, match=r"a\.geojson leaves no sample"):
        load_mask(path, SIZE)


def test_that_what_has_no_area_does_not_hide_detections(tmp_path: Path) -> None:
    root: dict[str, object] = {
        "type": "Feature",
        "geometry": None,
        "properties": {"objectType": "root"},
    }
    point: dict[str, object] = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    cells = [feature((i, 0, i + 1, 1), objectType="cell") for i in range(MANY + 1)]
    with pytest.raises(TooManyOutlinesError):
        load_regions(written(tmp_path / "a.geojson", root, point, *cells), SIZE)
    few = load_regions(written(tmp_path / "b.geojson", root, point, *cells[:3]), SIZE)
    assert len(few.regions) == 3


def test_that_some_dozens_of_cells_alone_are_asked_about(tmp_path: Path) -> None:
    cells = [feature((i, 0, i + 1, 1), objectType="cell") for i in range(50)]
    path = written(tmp_path / "a.geojson", *cells)
    with pytest.raises(TooManyOutlinesError, match="50 outlines that a program found"):
        load_mask(path, SIZE)
    assert load_mask(path, SIZE, all_are_meant=True).outline.area == 50
