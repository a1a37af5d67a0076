"""The outlines of regions over the scan: all in one item, made ready before they are painted."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene
from pytestqt.qtbot import QtBot
from shapely.geometry import Point, box

from melcount_app.core.region import Region
from melcount_app.gui.viewer.outlines import REGION_COLOURS
from melcount_app.gui.viewer.region_lines import PLAIN_PX, RegionLines

RED = Region("a", box(10, 10, 90, 40), colour="#ff0000")
BLUE = Region("b", box(10, 60, 90, 90), colour="#0000ff")


@pytest.fixture
def lines(qtbot: QtBot) -> RegionLines:
    item = RegionLines()
    item.set_zoom(1.0)
    return item


def painted(item: RegionLines) -> QImage:
    scene = QGraphicsScene()
    scene.addItem(item)
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), QRectF(0, 0, 100, 100))
    painter.end()
    scene.removeItem(item)
    return image


def number_of(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(100) for y in range(100))


def test_that_each_region_has_a_line_in_its_colour(lines: RegionLines) -> None:
    lines.show_regions([RED, BLUE])
    image = painted(lines)
    assert number_of(image, "#ff0000") > 150
    assert number_of(image, "#0000ff") > 150
    assert lines.boundingRect().contains(QRectF(10, 10, 80, 80))


def test_that_a_region_without_a_colour_has_that_of_its_place(lines: RegionLines) -> None:
    lines.show_regions([RED, dataclasses.replace(BLUE, colour="")])
    assert lines.colour_of(1) == REGION_COLOURS[1]
    assert number_of(painted(lines), REGION_COLOURS[1].name()) > 150


def test_that_a_hidden_region_has_no_line(lines: RegionLines) -> None:
    lines.show_regions([RED, dataclasses.replace(BLUE, is_visible=False)])
    image = painted(lines)
    assert number_of(image, "#0000ff") == 0
    assert number_of(image, "#ff0000") > 150


def test_that_a_selected_region_has_a_stronger_line(lines: RegionLines) -> None:
    lines.show_regions([RED, BLUE])
    before = painted(lines)
    lines.select([1])
    after = painted(lines)
    assert number_of(after, "#0000ff") > number_of(before, "#0000ff")
    assert number_of(after, "#ff0000") == number_of(before, "#ff0000")


def test_that_a_region_of_few_pixels_has_no_halo(lines: RegionLines) -> None:
    small = dataclasses.replace(RED, outline=box(50, 50, 49 + PLAIN_PX, 49 + PLAIN_PX))
    lines.show_regions([small])
    image = painted(lines)
    seen = {image.pixelColor(x, y).name() for x in range(100) for y in range(100)}
    assert seen == {"#ffffff", "#ff0000"}
    lines.select([0])
    assert len({image.pixelColor(x, y).name() for x in range(100) for y in range(100)}) == 2
    chosen = painted(lines)
    assert len({chosen.pixelColor(x, y).name() for x in range(100) for y in range(100)}) > 2


def test_that_lines_of_regions_that_stay_are_kept(lines: RegionLines) -> None:
    lines.show_regions([RED, BLUE])
    red, blue = lines.lines
    lines.show_regions([BLUE, dataclasses.replace(RED, name="other")])
    assert lines.lines == (blue, red)


def test_that_what_cannot_be_drawn_fails_before_it_is_painted(
    lines: RegionLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines.show_regions([RED])
    before = painted(lines)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("melcount_app.gui.viewer.outlines.painter_path", fail)
    with pytest.raises(ZeroDivisionError):
        lines.show_regions([BLUE])
    with pytest.raises(ZeroDivisionError):
        lines.set_zoom(1 / 64)
    assert painted(lines) == before


def test_that_a_zoom_leaves_out_what_it_cannot_show(lines: RegionLines) -> None:
    lines.show_regions([dataclasses.replace(RED, outline=Point(50, 50).buffer(40, quad_segs=64))])
    (line,) = lines.lines
    corners = [line.path(octave).elementCount() for octave in (-4, 3, 6)]
    assert corners == sorted(corners, reverse=True)
    assert corners[0] > 100
    assert corners[-1] == 5
