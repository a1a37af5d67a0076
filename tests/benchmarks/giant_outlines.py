"""Outlines that nobody draws: of any number of points, crossings, holes and parts.

Each function writes one file into a folder and returns its path.
"""

from __future__ import annotations

import gzip
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from roifile import ImagejRoi

from tests.core.claims import MIB

HOLES_APART = 60

Points = Sequence[tuple[float, float]]


def polygon(points: Points) -> dict[str, object]:
    """A feature."""
    ring = [[round(x, 2), round(y, 2)] for x, y in points]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "geometry": geometry, "properties": {}}


def collection(path: Path, features: Iterable[object]) -> Path:
    """A GeoJSON file."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


def circle(corners: int, radius: float = 9000, turns: int = 1) -> Points:
    """Points round the middle of a scan."""
    angles = np.linspace(0, 2 * math.pi * turns, corners, endpoint=False)
    wave = radius * (1 + 0.1 * np.sin(angles * 97))
    return [
        (10_000 + r * math.cos(a), 10_000 + r * math.sin(a))
        for a, r in zip(angles, wave, strict=True)
    ]


def outline(folder: Path) -> Path:
    """A sound file of outlines."""
    return collection(folder / "sound.geojson", [polygon(circle(50))])


def vertices(folder: Path) -> Path:
    """One region of 10^6 points."""
    return collection(folder / "vertices.geojson", [polygon(circle(10**6))])


def star(folder: Path) -> Path:
    """A star of 3,000 points whose lines all cross."""
    return collection(folder / "star.geojson", [polygon(star_points(3001))])


def star_points(corners: int) -> Points:
    """Every line goes to the point nearly opposite."""
    angles = 2 * math.pi * np.arange(corners) * (corners // 2) / corners
    return [(10_000 + 9000 * math.cos(a), 10_000 + 9000 * math.sin(a)) for a in angles]


def scribble(folder: Path) -> Path:
    """A line of 20,000 random points that crosses itself everywhere."""
    points = np.random.default_rng(1).integers(0, 20_000, (20_000, 2)).astype(float)
    return collection(folder / "scribble.geojson", [polygon([tuple(p) for p in points])])


def regions(folder: Path) -> Path:
    """20,000 regions."""
    places = [(x * 140.0, y * 140.0) for x in range(142) for y in range(142)][:20_000]
    squares = ([(x, y), (x + 99, y), (x + 99, y + 99), (x, y + 99)] for x, y in places)
    return collection(folder / "regions.geojson", map(polygon, squares))


def stacked(folder: Path) -> Path:
    """300 regions that all lie over each other, of 3,000 points each."""
    rings = [[(x + 7 * n, y + 3 * n) for x, y in circle(3000)] for n in range(300)]
    return collection(folder / "stacked.geojson", map(polygon, rings))


def holes(folder: Path) -> Path:
    """One region with 10^5 holes."""
    outer = [[0, 0], [20_000, 0], [20_000, 20_000], [0, 20_000], [0, 0]]
    rings = [
        [[x, y], [x + 9, y], [x + 9, y + 9], [x, y]]
        for x in range(10, 19_000, HOLES_APART)
        for y in range(10, 19_000, HOLES_APART)
    ]
    geometry = {"type": "Polygon", "coordinates": [outer, *rings]}
    return collection(folder / "holes.geojson", [{"type": "Feature", "geometry": geometry}])


def nested(folder: Path) -> Path:
    """Collections 100,000 deep."""
    path = folder / "nested.geojson"
    deep = 100_000
    start = '{"type":"GeometryCollection","geometries":['
    path.write_text(start * deep + "]}" * deep)
    return path


def points(folder: Path) -> Path:
    """240 MB of points, which have no area."""
    one = '{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}'
    path = folder / "points.geojson"
    path.write_text('{"type":"FeatureCollection","features":[' + ",".join([one] * 2_900_000) + "]}")
    return path


def deflated(folder: Path) -> Path:
    """A compressed GeoJSON that unpacks to 2 GB of spaces."""
    path = folder / "spaces.geojson.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(2048):
            file.write(b" " * MIB)
    return path


def rois(folder: Path) -> Path:
    """An archive of 10^5 ROIs."""
    square = np.array([[0, 0], [9, 0], [9, 9], [0, 9]])
    content = ImagejRoi.frompoints(square).tobytes()
    path = folder / "RoiSet.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(100_000):
            archive.writestr(f"{n}.roi", content)
    return path


def roi_zeros(folder: Path) -> Path:
    """An archive of ROIs of 250 MB of zeros each."""
    path = folder / "RoiSet.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(4):
            archive.writestr(f"{n}.roi", b"Iout" + bytes(250 * MIB))
    return path


def roi_points(folder: Path) -> Path:
    """A ROI that claims 60,000 points and crosses itself."""
    places = np.random.default_rng(1).integers(0, 20_000, (60_000, 2))
    path = folder / "a.roi"
    path.write_bytes(ImagejRoi.frompoints(places).tobytes())
    return path


OUTLINES: tuple[Callable[[Path], Path], ...] = (
    *(vertices, star, scribble, regions, stacked, holes, nested, points, deflated),
    *(rois, roi_zeros, roi_points),
)
