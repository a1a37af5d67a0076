"""ROIs of ImageJ, written here by what its RoiDecoder says of the format."""

from __future__ import annotations

import dataclasses
import math
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shapely

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.outline_files import load_regions, read_outlines
from melcount_app.core.region import Outline

POLYGON, RECT, OVAL, LINE, FREELINE, POLYLINE, NONE, FREEHAND, TRACED, ANGLE, POINT = range(11)
TEXT, SUB_PIXEL, SPLINE = 1, 128, 1
Points = Sequence[tuple[float, float]]
L_SHAPE = [(10, 20), (110, 20), (110, 70), (60, 70), (60, 120), (10, 120)]
L_AREA = 100 * 50 + 50 * 50


@dataclass(frozen=True)
class Header:
    """What besides type, bounds and points stands in the head of a ROI."""

    name: str = ""
    points: int = 0
    floats: tuple[float, float, float, float] = (0, 0, 0, 0)
    path: int = 0
    colour: int = 0
    subtype: int = 0
    options: int = 0
    arc: int = 0


PLAIN = Header()
BOUNDS = (10, 20, 110, 120)


def roi(
    kind: int,
    bounds: tuple[int, int, int, int] = BOUNDS,
    body: bytes = b"",
    header: Header = PLAIN,
) -> bytes:
    """A ROI by its type and (left, top, right, bottom)."""
    left, top, right, bottom = bounds
    second = 64 + len(body)
    head = struct.pack(
        ">4shBx4HH4fhiIihhBBhii",
        *(b"Iout", 228, kind),
        *(value & 0xFFFF for value in (top, left, bottom, right)),
        *(header.points, *header.floats),
        *(0, header.path, header.colour, 0, header.subtype, header.options),
        *(0, 0, header.arc, 0, second),
    )
    tail = struct.pack(">16x2i", second + 64, len(header.name)) + bytes(40)
    return head + body + tail + header.name.encode("utf-16-be")


def drawn(kind: int, points: Points, header: Header = PLAIN) -> bytes:
    """A ROI of points in whole numbers from its corner."""
    whole = np.array(points, int)
    (left, top), (right, bottom) = whole.min(axis=0).tolist(), whole.max(axis=0).tolist()
    body = struct.pack(f">{2 * len(points)}h", *(whole - (left, top)).T.ravel())
    header = dataclasses.replace(header, points=len(points))
    return roi(kind, (left, top, right, bottom), body, header)


def drawn_far(points: Points) -> bytes:
    """A ROI of points in broken numbers."""
    body = bytes(4 * len(points)) + struct.pack(f">{2 * len(points)}f", *np.ravel(points, "F"))
    return roi(POLYGON, body=body, header=Header(points=len(points), options=SUB_PIXEL))


def composite(*rings: Points, steps: Sequence[float] = ()) -> bytes:
    numbers = list(steps)
    for first, *rest in rings:
        numbers += [0, *first]
        for point in rest:
            numbers += [1, *point]
        numbers.append(4)
    body = struct.pack(f">{len(numbers)}f", *numbers)
    return roi(RECT, body=body, header=Header(path=len(numbers)))


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def outline(path: Path, data: bytes) -> Outline:
    path.write_bytes(data)
    (region,) = read_outlines(path).regions
    return region.outline


def pixels_of_oval(width: int, height: int) -> int:
    """How many pixels ImageJ counts: `getMask` of its OvalRoi."""
    x, y = np.arange(width) - (width / 2 - 0.5), np.arange(height)[:, None] - (height / 2 - 0.5)
    return int(np.count_nonzero(x**2 / (width / 2) ** 2 + y**2 / (height / 2) ** 2 <= 1))


def pixels_in(shape: Outline) -> int:
    """How many pixels have their centres inside, as ImageJ counts the area of what is drawn."""
    left, top, right, bottom = (round(value) for value in shape.bounds)
    x, y = np.meshgrid(np.arange(left - 1, right + 1) + 0.5, np.arange(top - 1, bottom + 1) + 0.5)
    return int(np.count_nonzero(shapely.contains_xy(shape, x.ravel(), y.ravel())))


def test_that_a_rectangle_is_read_to_the_pixel(tmp_path: Path) -> None:
    assert outline(tmp_path / "a.roi", roi(RECT)).equals(shapely.box(10, 20, 110, 120))


def test_that_a_rectangle_may_lie_between_pixels(tmp_path: Path) -> None:
    data = roi(RECT, header=Header(options=SUB_PIXEL, floats=(10.25, 20.5, 99.5, 100.25)))
    assert outline(tmp_path / "a.roi", data).bounds == (10.25, 20.5, 109.75, 120.75)


@pytest.mark.parametrize("arc", [20, 60, 100, 400])
def test_that_round_corners_are_left_out(tmp_path: Path, arc: int) -> None:
    side = min(arc, 100)
    area = outline(tmp_path / "a.roi", roi(RECT, header=Header(arc=arc))).area
    assert area == pytest.approx(100 * 100 - (1 - math.pi / 4) * side**2, rel=1e-3)


@pytest.mark.parametrize(("width", "height"), [(100, 100), (101, 57), (7, 4), (1, 1), (1500, 90)])
def test_that_an_oval_has_the_area_that_imagej_counts(
    tmp_path: Path, width: int, height: int
) -> None:
    oval = outline(tmp_path / "a.roi", roi(OVAL, (10, 20, 10 + width, 20 + height)))
    assert oval.area == pytest.approx(pixels_of_oval(width, height), rel=1e-9)
    assert oval.centroid.coords[0] == pytest.approx((10 + width / 2, 20 + height / 2))


@pytest.mark.parametrize("kind", [POLYGON, FREEHAND, TRACED])
def test_that_what_is_drawn_or_traced_is_read_to_the_pixel(tmp_path: Path, kind: int) -> None:
    shape = outline(tmp_path / "a.roi", drawn(kind, L_SHAPE))
    assert shape.area == pixels_in(shape) == L_AREA
    assert shape.bounds == (10, 20, 110, 120)


def test_that_a_line_by_hand_differs_from_the_pixels_of_imagej_by_little(tmp_path: Path) -> None:
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    radii = 300 + 60 * np.sin(3 * angles) + np.random.default_rng(0).uniform(-3, 3, 400)
    points = [
        (round(500 + r * np.cos(a)), round(500 + r * np.sin(a)))
        for r, a in zip(radii, angles, strict=True)
    ]
    shape = outline(tmp_path / "a.roi", drawn(FREEHAND, points))
    assert shape.area == pytest.approx(pixels_in(shape), rel=5e-4)


def test_that_broken_coordinates_are_read(tmp_path: Path) -> None:
    points = [(10.5, 20.25), (70010.5, 20.25), (70010.5, 50.25)]
    shape = outline(tmp_path / "a.roi", drawn_far(points))
    assert shape.area == pytest.approx(70000 * 30 / 2)


def test_that_what_crosses_itself_is_inside_an_odd_number_of_times(tmp_path: Path) -> None:
    loop = [(0, 0), (100, 0), (100, 100), (50, 100), (50, 40), (80, 40), (80, 60), (0, 60)]
    shape = outline(tmp_path / "a.roi", drawn(FREEHAND, loop))
    assert shape.area == pytest.approx(pixels_in(shape), abs=1)
    assert not shape.contains(shapely.Point(65, 50))


SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


@pytest.mark.parametrize(
    ("hole", "area"),
    [
        ([(20, 20), (60, 20), (60, 60), (20, 60)], 100**2 - 40**2),
        ([(0, 0), (40, 0), (40, 40), (0, 40)], 100**2 - 40**2),
        ([(200, 0), (240, 0), (240, 40), (200, 40)], 100**2 + 40**2),
        ([(80, 0), (120, 0), (120, 40), (80, 40)], 100**2 - 20 * 40 + 20 * 40),
    ],
)
def test_that_parts_of_a_composite_are_inside_an_odd_number_of_times(
    tmp_path: Path, hole: Points, area: float
) -> None:
    assert outline(tmp_path / "a.roi", composite(SQUARE, hole)).area == pytest.approx(area)


def rotated(point: tuple[float, float], quarters: int) -> tuple[float, float]:
    x, y = point
    for _ in range(quarters):
        x, y = -y, x
    return x, y


def test_that_curves_of_a_composite_are_followed(tmp_path: Path) -> None:
    pull = 55.22847498  # of the control points of a quarter of a circle of 100 px
    steps: list[float] = [0, 100, 0]
    for quarter in range(4):
        controls = [(100, pull), (pull, 100), (0, 100)]
        steps += [3, *(number for each in controls for number in rotated(each, quarter))]
    circle = outline(tmp_path / "a.roi", composite(steps=[*steps, 4]))
    assert circle.area == pytest.approx(math.pi * 100**2, rel=2e-3)
    parabola = outline(tmp_path / "b.roi", composite(steps=[0, 0, 0, 2, 50, 100, 100, 0, 4]))
    assert parabola.area == pytest.approx(2 / 3 * 50 * 100, rel=2e-3)


@pytest.mark.parametrize(
    "data",
    [
        roi(LINE),
        roi(NONE),
        roi(RECT, (10, 20, 10, 20)),
        *(drawn(kind, L_SHAPE) for kind in (FREELINE, POLYLINE, ANGLE, POINT)),
        roi(RECT, body=struct.pack(">4i", 12, 0, 0, 0), header=Header(subtype=TEXT)),
        roi(POLYGON),
        roi(77),
    ],
)
def test_that_what_has_no_area_is_passed_over(
    tmp_path: Path, data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = archive(tmp_path / "RoiSet.zip", {"line.roi": data, "left.roi": roi(RECT)})
    found = read_outlines(path)
    assert [region.name for region in found.regions] == ["left"]
    assert found.notes == ("RoiSet.zip: outlines without an area were left out (1: “line”).",)
    assert capfd.readouterr() == ("", "")


def test_that_a_fitted_spline_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.roi"
    path.write_bytes(drawn(POLYGON, L_SHAPE, Header(name="curve", options=SPLINE)))
    with pytest.raises(GeometryError, match="“curve” is a fitted spline"):
        read_outlines(path)


@pytest.mark.parametrize(
    "data", [roi(RECT), drawn(POLYGON, L_SHAPE), composite(SQUARE), drawn_far(L_SHAPE)]
)
def test_that_a_roi_that_is_cut_short_is_refused_or_read_whole(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "short.roi"
    whole = outline(path, data)
    for length in range(4, len(data), 3):
        path.write_bytes(data[:length])
        try:
            found = read_outlines(path).regions
        except GeometryError:
            continue
        assert [region.outline.equals(whole) for region in found] == [True]


def test_that_a_path_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.roi"
    for steps in ([0, 1, 2, 9, 3, 4], [0, 1], [0, math.nan, 1, 1, 2, 3, 1, 5, 9, 4]):
        path.write_bytes(composite(steps=steps))
        with pytest.raises(GeometryError, match=r"odd\.roi"):
            read_outlines(path)


def test_that_a_name_and_a_colour_come_from_the_roi_else_the_name_from_the_file(
    tmp_path: Path,
) -> None:
    named = roi(RECT, header=Header(name="épiderme gauche", colour=0xFFE69F00))
    path = archive(tmp_path / "RoiSet.zip", {"0070-0060.roi": named, "right.roi": roi(OVAL)})
    left, right = read_outlines(path).regions
    assert (left.name, left.colour) == ("épiderme gauche", "#e69f00")
    assert (right.name, right.colour) == ("right", "")


@pytest.mark.parametrize(("side", "notes_told"), [(60_535, 0), (60_536, 1)])
def test_that_places_that_a_roi_cannot_tell_are_told(
    tmp_path: Path, side: int, notes_told: int
) -> None:
    path = tmp_path / "a.roi"
    path.write_bytes(roi(RECT))
    notes = load_regions(path, Size(side, 1000)).notes
    assert ["cannot store places beyond 60535 px" in note for note in notes] == [True] * notes_told
    path.write_bytes(drawn_far(L_SHAPE))
    assert load_regions(path, Size(side, 1000)).notes == ()
