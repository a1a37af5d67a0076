"""Partitions of a sample: nothing is left out, nothing is counted twice."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from shapely.affinity import rotate, scale
from shapely.geometry import Point, Polygon, box

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.mask import Mask, drawn_mask
from melcount_app.core.partition import corner_of, grid_regions, quadrant_regions, ring_regions
from melcount_app.core.region import Outline, Region

SIZE = Size(12000, 10000)
CORNER, RADIUS = (2000.0, 9000.0), 6000.0
HALF_UM = PixelSize(0.5, PixelSizeSource.USER)


def quarter(*, flip_x: int = 1, flip_y: int = 1, turned: float = 0.0) -> Outline:
    """A quarter disc whose corner is at the middle of the scan, opening up and to the right."""
    centre = Point(6000, 5000)
    corner = box(6000, 5000 - RADIUS, 6000 + RADIUS, 5000)
    disc = centre.buffer(4500, quad_segs=90).intersection(corner)
    flipped = scale(disc, flip_x, flip_y, origin=centre)
    turned_disc: Outline = rotate(flipped, turned, origin=centre)
    return turned_disc


def ragged(outline: Outline) -> Outline:
    """The outline with an uneven edge, as skin has."""
    points = shapely.get_coordinates(outline.segmentize(150))
    random = np.random.default_rng(3)
    rough = Polygon(points + random.normal(0, 40, points.shape)).buffer(0)
    largest: Outline = max(getattr(rough, "geoms", [rough]), key=lambda part: part.area)
    return largest


def mask_of(outline: Outline) -> Mask:
    return drawn_mask(outline, SIZE)


def assert_parts(regions: tuple[Region, ...], mask: Mask, lost: float = 0.0) -> None:
    """The parts lie in the mask, side by side, and fill it."""
    total = sum(region.outline.area for region in regions)
    assert total == pytest.approx(mask.outline.area, rel=max(lost, 1e-6))
    assert shapely.union_all([r.outline for r in regions]).area == pytest.approx(total)
    for one, other in itertools.combinations(regions, 2):
        assert one.outline.intersection(other.outline).area == pytest.approx(0, abs=1e-3)
    assert len({region.name for region in regions}) == len(regions)


def test_that_quadrants_fill_the_sample() -> None:
    mask = mask_of(box(1000, 1000, 11000, 8000))
    regions = quadrant_regions(mask)
    assert [r.name for r in regions] == ["upper left", "upper right", "lower left", "lower right"]
    assert_parts(regions, mask)


def test_that_a_quadrant_without_sample_is_left_out() -> None:
    assert [r.name for r in quadrant_regions(mask_of(box(10, 10, 500, 500)))] == ["upper left"]


def test_that_a_grid_has_squares_of_the_given_side_and_names_as_in_a_spreadsheet() -> None:
    regions = grid_regions(mask_of(box(0, 0, 8000, 4000)), HALF_UM, 1.0)
    assert {r.name for r in regions} == {f"{c}{n}" for c in "ABCD" for n in (1, 2)}
    assert {round(HALF_UM.area_mm2(r.outline.area), 9) for r in regions} == {1.0}
    assert regions[1].outline.equals(box(2000, 0, 4000, 2000))


def test_that_a_grid_fills_a_quarter_but_for_slivers() -> None:
    mask = mask_of(quarter())
    assert_parts(grid_regions(mask, HALF_UM, 0.5), mask, lost=0.01)


def test_that_a_grid_too_fine_to_read_is_refused() -> None:
    with pytest.raises(GeometryError, match="Choose a longer side"):
        grid_regions(mask_of(box(0, 0, 12000, 10000)), HALF_UM, 0.1)


@pytest.mark.parametrize("flip_x", [1, -1])
@pytest.mark.parametrize("flip_y", [1, -1])
@pytest.mark.parametrize("turned", [0.0, 20.0])
def test_that_the_corner_of_a_quarter_is_found(flip_x: int, flip_y: int, turned: float) -> None:
    for outline in (made := quarter(flip_x=flip_x, flip_y=flip_y, turned=turned), ragged(made)):
        assert math.dist(corner_of(outline), (6000, 5000)) < 250


def test_that_rings_fill_the_sample_from_the_centre_to_the_edge() -> None:
    mask = mask_of(quarter())
    regions = ring_regions(mask, HALF_UM, 3)
    assert_parts(regions, mask)
    assert [region.name for region in regions] == [
        "ring 1 (0.0–0.8 mm)",
        "ring 2 (0.8–1.5 mm)",
        "ring 3 (1.5–2.3 mm)",
    ]
    areas = [region.outline.area for region in regions]
    assert areas[1] / areas[0] == pytest.approx(3, rel=0.02)
    assert areas[2] / areas[0] == pytest.approx(5, rel=0.02)


def test_that_rings_go_around_the_corner_that_is_asked_for() -> None:
    mask = mask_of(box(0, 0, 4000, 4000))
    inner, outer = ring_regions(mask, HALF_UM, 2, corner=(4000.0, 4000.0))
    assert inner.outline.covers(Point(3900, 3900))
    assert outer.outline.covers(Point(100, 100))
