"""Labels of regions: inside them, never on top of another, left out where there is no room."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot
from shapely.geometry import MultiPolygon, Point, box

from melcount_app.core.region import Outline
from melcount_app.gui.viewer.labels import (
    LEAST_REGION_PX,
    MOST_PLACED,
    Label,
    LabelItem,
    Labelled,
    PlacedLabel,
    Spots,
    beside_edges,
    label_font,
    place,
)

LINES = ("ring 1", "212 /mm²", "(180–245)")


@pytest.fixture
def metrics(qtbot: QtBot) -> QFontMetricsF:
    return QFontMetricsF(label_font())


def label(outline: Outline, *, is_selected: bool = False) -> Label:
    x0, y0, x1, y1 = outline.bounds
    return Label(LINES, QColor("red"), Spots(outline), QSizeF(x1 - x0, y1 - y0), is_selected)


def rectangle(placed: PlacedLabel, metrics: QFontMetricsF, zoom: float) -> QRectF:
    """What a label covers, in pixels of the screen."""
    width = max(metrics.horizontalAdvance(line) for line in placed.lines)
    height = metrics.height() * len(placed.lines)
    return QRectF(
        placed.at.x() / zoom - width / 2, placed.at.y() / zoom - height / 2, width, height
    )


RINGS = tuple(
    Point(0, 4000).buffer(outer).difference(Point(0, 4000).buffer(inner)) & box(0, 0, 4000, 4000)
    for inner, outer in ((1, 1300), (1300, 2600), (2600, 3900))
)


@pytest.mark.parametrize("outline", [*RINGS, MultiPolygon([box(0, 0, 10, 10), box(50, 0, 90, 10)])])
def test_that_every_place_for_a_label_is_inside_its_region(outline: Outline) -> None:
    spots = Spots(outline).all
    assert len(spots) >= 5
    near = outline.buffer(outline.length / 200)
    assert all(near.covers(Point(spot.x(), spot.y())) for spot in spots)


@pytest.mark.parametrize("zoom", [2.0, 8.0, 12.0, 30.0])
def test_that_labels_of_rings_never_overlap(metrics: QFontMetricsF, zoom: float) -> None:
    placed = place([label(ring) for ring in RINGS], metrics, zoom)
    rectangles = [rectangle(each, metrics, zoom) for each in placed]
    assert not any(a.intersects(b) for a, b in itertools.combinations(rectangles, 2))
    assert len(placed) == 3 or zoom > 12


def test_that_a_small_region_has_a_label_only_while_it_is_selected(
    metrics: QFontMetricsF,
) -> None:
    small = box(0, 0, LEAST_REGION_PX - 1, 400)
    assert place([label(small)], metrics, 1.0) == []
    (placed,) = place([label(small, is_selected=True)], metrics, 1.0)
    assert placed.lines == LINES


def test_that_a_low_region_says_only_what_has_room(metrics: QFontMetricsF) -> None:
    (placed,) = place([label(box(0, 0, 300, 2.5 * metrics.height()))], metrics, 1.0)
    assert placed.lines == LINES[:2]


def test_that_a_label_without_room_for_all_says_its_name(metrics: QFontMetricsF) -> None:
    ring = box(0, 0, 400, 7 * metrics.height())
    others = [label(box(0, y, 300, y + 30)) for y in (0, 45, 75)]
    placed = {each.label.extent.width(): each for each in place([label(ring), *others], metrics, 1)}
    assert placed[400].lines == LINES[:1]


@pytest.mark.parametrize(
    ("middle", "corner"),
    [((5, 50), (0, 40)), ((98, 97), (60, 80)), ((50, 50), (30, 40)), ((50, 2), (30, 0))],
)
def test_that_nothing_of_a_label_is_cut_at_the_edges(
    middle: tuple[float, float], corner: tuple[float, float]
) -> None:
    at = beside_edges(QPointF(*middle), QSizeF(40, 20), QRectF(0, 0, 100, 100))
    assert at == QPointF(*corner)


def test_that_the_selected_region_takes_its_place_first(metrics: QFontMetricsF) -> None:
    twice = [label(box(0, 0, 90, 60)), label(box(0, 0, 95, 60), is_selected=True)]
    first = place(twice, metrics, 1.0)[0]
    assert first.label.is_selected
    assert first.at == QPointF(47.5, 30)


def many(side: int, *, wide: float = 60.0) -> list[Outline]:
    """Squares in rows, each with room for a label."""
    return [
        box(100 * column, 100 * row, 100 * column + wide, 100 * row + wide)
        for row in range(side)
        for column in range(side)
    ]


def labelled(outlines: list[Outline], made: list[int]) -> Labelled:
    def of(place: int) -> Label:
        made.append(place)
        return label(outlines[place])

    return Labelled(shapely.bounds(outlines), np.zeros(len(outlines), np.bool_), of)


def test_that_of_very_many_labels_only_those_in_sight_are_made(qtbot: QtBot) -> None:
    item, made = LabelItem(), list[int]()
    item.look_at(QRectF(0, 0, 400, 400), 1.0)
    item.show_labels(labelled(many(100), made))
    assert 16 <= len(made) <= 81 < MOST_PLACED < 100 * 100
    places = [each.at for each in item.placed]
    assert QPointF(30, 30) in places
    assert QPointF(330, 330) in places
    made.clear()
    item.look_at(QRectF(200, 200, 400, 400), 1.0)
    assert made == []
    item.look_at(QRectF(5000, 5000, 400, 400), 1.0)
    assert QPointF(5130, 5130) in [each.at for each in item.placed]


def test_that_of_few_labels_all_are_placed_at_once(qtbot: QtBot) -> None:
    item, made = LabelItem(), list[int]()
    item.look_at(QRectF(0, 0, 400, 400), 1.0)
    item.show_labels(labelled(many(10), made))
    item.look_at(QRectF(700, 700, 100, 100), 1.0)
    assert made == list(range(100))


def test_that_labels_of_regions_too_small_for_one_are_never_made(qtbot: QtBot) -> None:
    item, made = LabelItem(), list[int]()
    item.look_at(QRectF(0, 0, 400, 400), 1.0)
    item.show_labels(labelled(many(10, wide=LEAST_REGION_PX - 1), made))
    assert made == []
