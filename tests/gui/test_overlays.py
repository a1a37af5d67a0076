"""What lies over the scan, painted: contour lines and the marks of peaks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from melcount_app.gui.viewer.density import PEAK_RADIUS_PX, ContourItem, OverlayItem, PeakItem
from melcount_app.gui.viewer.tiles import Area

ZOOM = 10.0
"""Level-0 pixels per pixel of the screen."""


def painted(item: OverlayItem, ratio: float = 1.0) -> npt.NDArray[np.uint8]:
    """Opacity (100, 100) of an item on a screen of `ratio` device pixels per pixel."""
    side = round(100 * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.scale(1 / ZOOM, 1 / ZOOM)
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(side, side, 4)[..., 3].copy()


@pytest.fixture
def lines(qtbot: QtBot) -> ContourItem:
    """Densities that rise by 1 per pixel of 50 level-0 pixels, lines at 5, 10 and 15."""
    item = ContourItem()
    item.show_density(np.tile(np.arange(20, dtype=np.float32), (20, 1)), 50.0, 5.0)
    return item


def test_that_contour_lines_are_thin_and_where_the_density_is(lines: ContourItem) -> None:
    row = painted(lines)[50]
    drawn = np.flatnonzero(row)
    assert {round(float(x), -1) for x in drawn} == {30.0, 50.0, 80.0}
    assert len(drawn) <= 3 * 4


def test_that_no_contour_is_painted_left_of_the_divider(lines: ContourItem) -> None:
    lines.set_left(400.0)
    assert np.flatnonzero(painted(lines)[50]).min() >= 40


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_that_a_peak_is_a_ring_around_its_place_on_every_screen(qtbot: QtBot, ratio: float) -> None:
    item = PeakItem()
    item.show_places(np.array([[300.0, 600.0]]), QRectF(0, 0, 1000, 1000))
    item.look_at(Area(0, 0, 1000, 1000), ZOOM)
    rows, columns = np.nonzero(painted(item, ratio))
    centre = (columns.mean() + 0.5) / ratio, (rows.mean() + 0.5) / ratio
    assert centre == pytest.approx((30, 60), abs=0.6)
    assert np.ptp(columns) / ratio == pytest.approx(2 * PEAK_RADIUS_PX, abs=3)
    assert painted(item, ratio)[round(60 * ratio), round(30 * ratio)] == 0
