"""Outlines over the scan: made ready before they are painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene
from pytestqt.qtbot import QtBot
from shapely.geometry import Point, box

from melcount_app.gui.viewer import outlines
from melcount_app.gui.viewer.outlines import WHITE, OutlineItem


def painted(item: OutlineItem) -> QImage:
    scene = QGraphicsScene()
    scene.addItem(item)
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), QRectF(0, 0, 100, 100))
    painter.end()
    scene.removeItem(item)
    return image


def lit(image: QImage) -> int:
    return sum(image.pixelColor(x, y).lightness() > 200 for x in range(100) for y in range(100))


def test_that_an_outline_that_cannot_be_drawn_fails_before_it_is_painted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = OutlineItem(WHITE, 1.8)
    item.show_outline(box(10, 10, 90, 90))
    before = painted(item)
    assert lit(before) > 300

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(outlines, "painter_path", fail)
    with pytest.raises(ZeroDivisionError):
        item.show_outline(box(30, 30, 60, 60))
    with pytest.raises(ZeroDivisionError):
        item.set_zoom(16)
    assert painted(item) == before


def test_that_a_zoom_leaves_out_what_it_cannot_show(qtbot: QtBot) -> None:
    item = OutlineItem(WHITE, 1.8)
    item.set_zoom(1 / 16)
    item.show_outline(Point(50, 50).buffer(40, quad_segs=64))
    fine = painted(item)
    item.set_zoom(16)
    assert lit(painted(item)) < lit(fine)
    item.set_zoom(1 / 16)
    assert painted(item) == fine
