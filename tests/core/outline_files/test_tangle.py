"""Outlines that nobody can untangle are refused before anybody tries."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.mask import load_mask
from melcount_app.core.outline_files import read_outlines, tangle
from melcount_app.core.outline_files.rings import MANY_HOLES, enclosed, even_odd
from melcount_app.core.outline_files.tangle import TangledError, check_tangle

Points = npt.NDArray[np.float64]
SIZE = Size(4000, 4000)


def circle(corners: int, turns: int = 1, middle: float = 2000.0) -> Points:
    """Corners on a circle; with several turns every line goes to a point far off."""
    angles = 2 * math.pi * turns * np.arange(corners) / corners
    return middle + 1500 * np.stack([np.cos(angles), np.sin(angles)], axis=1)


STAR = circle(601, turns=300)
SCRIBBLE = np.random.default_rng(1).integers(0, 4000, (600, 2)).astype(float)
TO_AND_FRO = np.stack([np.random.default_rng(1).permutation(400), np.zeros(400)], axis=1)


def written(path: Path, *rings: Points) -> Path:
    """A GeoJSON of polygons."""
    polygons = [{"type": "Polygon", "coordinates": [ring.tolist()]} for ring in rings]
    path.write_text(json.dumps({"type": "GeometryCollection", "geometries": polygons}))
    return path


@pytest.mark.parametrize("points", [STAR, SCRIBBLE, TO_AND_FRO])
def test_that_lines_which_nearly_all_cross_are_refused(points: Points) -> None:
    with pytest.raises(TangledError):
        check_tangle([points])


@pytest.mark.parametrize(
    "points", [circle(20_000), circle(601, turns=2), np.tile(circle(500), (2, 1)), STAR[:3]]
)
def test_that_lines_which_cross_a_little_are_not(points: Points) -> None:
    check_tangle([points])


def test_that_lines_of_several_rings_are_taken_together() -> None:
    combs = [
        np.stack([np.linspace(0, 4000, 400), np.tile([0.0, 4000.0], 200)], axis=1),
        np.stack([np.tile([0.0, 4000.0], 200), np.linspace(0, 4000, 400)], axis=1),
    ]
    for comb in combs:
        check_tangle([comb])
    with pytest.raises(TangledError):
        check_tangle(combs)
    with pytest.raises(TangledError):
        even_odd([*combs, circle(100)])


@pytest.mark.parametrize("points", [STAR, SCRIBBLE])
def test_that_a_tangle_in_a_file_is_told(tmp_path: Path, points: Points) -> None:
    path = written(tmp_path / "a.geojson", points)
    with pytest.raises(
        GeometryError, match=r"a\.geojson holds outlines whose lines or holes cross"
    ):
        read_outlines(path)


def test_that_regions_which_cross_too_often_are_no_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tangle, "MOST_CROSSINGS", 100)
    angles = 2 * math.pi * np.arange(600) / 600
    radii = 1500 + 400 * np.sin(120 * angles)
    spikes = 2000 + radii[:, np.newaxis] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    path = written(tmp_path / "a.geojson", spikes, spikes + 3)
    assert len(read_outlines(path).regions) == 2
    with pytest.raises(GeometryError, match="cross too often"):
        load_mask(path, SIZE)


def test_that_regions_beside_each_other_are_a_sample(tmp_path: Path) -> None:
    places = [(x * 40.0, y * 40.0) for x in range(30) for y in range(30)]
    corners = np.array([(0, 0), (30, 0), (30, 30), (0, 30), (0, 0)])
    path = written(tmp_path / "a.geojson", *(corners + place for place in places))
    assert load_mask(path, SIZE, all_are_meant=True).outline.area == pytest.approx(900 * 900)


def test_that_many_holes_take_away_what_they_enclose() -> None:
    outer = [(0, 0), (4000, 0), (4000, 4000), (0, 4000)]
    places = [(x, y) for x in range(10, 3000, 50) for y in range(10, 3000, 50)]
    holes = [[(x, y), (x + 9, y), (x + 9, y + 9), (x, y + 9)] for x, y in places]
    assert len(holes) > MANY_HOLES
    assert enclosed([outer, *holes]).area == pytest.approx(4000**2 - 81 * len(holes))
    with pytest.raises(TangledError):
        enclosed([outer, *holes, *holes])


def test_that_a_file_of_more_json_than_memory_is_for_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("[" + "{}," * 2_500_000 + "{}]")
    with pytest.raises(GeometryError, match="too large to be read"):
        read_outlines(path)
