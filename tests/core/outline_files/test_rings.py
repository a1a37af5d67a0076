"""What rings enclose."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from melcount_app.core.outline_files.rings import Ring, enclosed, even_odd

WHOLE = [(0, 0), (768, 0), (768, 512), (0, 512), (0, 0)]


def square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


@pytest.mark.parametrize(
    ("holes", "lost"),
    [
        ([], 0),
        ([square(100, 100, 200)], 200**2),
        ([square(0, 0, 200)], 200**2),
        ([square(0, 100, 200)], 200**2),
        ([square(668, 100, 200)], 100 * 200),
        ([square(100, 100, 200), square(200, 200, 200)], 2 * 200**2 - 100**2),
        ([square(100, 100, 200), square(300, 100, 200)], 2 * 200**2),
        ([square(100, 100, 200), square(300, 300, 200)], 2 * 200**2),
        ([square(100, 100, 200), square(100, 100, 200)], 200**2),
        ([square(100, 100, 300), square(200, 200, 100)], 300**2),
        ([square(900, 900, 100)], 0),
        ([square(768, 0, 100)], 0),
        ([[(0, 0), (100, 100), (100, 0), (0, 100)]], 50 * 100),
        ([[(5, 5)], []], 0),
        ([WHOLE], 768 * 512),
        ([square(-1, -1, 999)], 768 * 512),
    ],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_that_holes_take_away_what_they_enclose(holes: list[Ring], lost: float, turn: int) -> None:
    rings = [WHOLE, *(hole[::turn] for hole in holes)]
    assert enclosed(rings).area == pytest.approx(768 * 512 - lost, abs=1e-6)


def test_that_a_ring_that_crosses_itself_encloses_what_it_goes_round() -> None:
    angles = np.arange(5) * 4 * np.pi / 5
    star = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    core = Polygon(star).buffer(0).convex_hull
    assert enclosed([star]).area > even_odd([star]).area
    assert enclosed([star]).contains(core.centroid)
    assert not even_odd([star]).contains(core.centroid)
    assert enclosed([[(0, 0), (10, 10), (10, 0), (0, 10)]]).area == pytest.approx(50)


def test_that_a_ring_that_is_gone_round_twice_is_one() -> None:
    assert enclosed([square(0, 0, 10) * 2]).area == pytest.approx(100)


rings = st.lists(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=9),
    min_size=1,
    max_size=4,
)
Counts = npt.NDArray[np.int64]
PLACES = np.random.default_rng(0).uniform(-1, 13, (60, 2))


def passes(ring: list[tuple[int, int]]) -> tuple[Counts, Counts]:
    """How often a ring passes the right side of each place upwards, and downwards."""
    x, y = PLACES.T
    up, down = np.zeros((2, len(x)), np.int64)
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if y0 != y1:
            is_right = x0 + (y - y0) * (x1 - x0) / (y1 - y0) > x
            up += is_right & (y0 <= y) & (y < y1)
            down += is_right & (y1 <= y) & (y < y0)
    return up, down


@given(rings)
def test_that_even_odd_is_what_is_crossed_an_odd_number_of_times(
    some: list[list[tuple[int, int]]],
) -> None:
    odd = np.sum([passes(ring) for ring in some], axis=(0, 1)) % 2 == 1
    np.testing.assert_array_equal(shapely.contains_xy(even_odd(some), *PLACES.T), odd)


@given(rings)
def test_that_what_is_enclosed_lies_in_the_first_ring_and_in_no_hole(
    some: list[list[tuple[int, int]]],
) -> None:
    first, *holes = [up != down for up, down in map(passes, some)]
    inside = first & ~np.any([np.zeros_like(first), *holes], axis=0)
    np.testing.assert_array_equal(shapely.contains_xy(enclosed(some), *PLACES.T), inside)


def test_that_thousands_of_parts_are_joined_in_no_time() -> None:
    many = [square(20 * (i % 60), 20 * (i // 60), 10) for i in range(3000)]
    assert even_odd(many).area == pytest.approx(300_000)
