"""Brightness, contour lines, peaks and the divider of the view."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.density import (
    CELLS_SEEN_PX,
    MOST_PEAKS,
    PeakItem,
    contour_step,
    contours,
    covering_share,
)
from melcount_app.gui.viewer.tiles import Area, Contrast
from tests.conftest import ScanWriter
from tests.gui.conftest import choose, count, on_screen, open_scan


def slider(window: MainWindow, name: str) -> QSlider:
    found = window.findChild(QSlider, name)
    assert found is not None
    return found


def colour(window: MainWindow, x: float, y: float) -> QColor:
    """Of the view at a level-0 position."""
    at = on_screen(window, x, y)
    image: QImage = window.view.grab().toImage()
    return image.pixelColor(at * window.view.devicePixelRatio())


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path) -> MainWindow:
    """A window with a scan, all tiles of which are there."""
    open_scan(qtbot, session, scan_path)
    qtbot.waitUntil(
        lambda: window.view.tiles.overview is not None and not window.view.tiles.missing
    )
    return window


def test_that_gamma_below_one_shows_dim_values_brighter() -> None:
    pixels = np.array([[0, 25, 100]], np.uint8)
    assert Contrast(0, 100, 0.5).grey(pixels).tolist() == [[0, 127, 255]]
    assert Contrast(0, 100, 2.0).grey(pixels).tolist() == [[0, 15, 255]]


def test_that_the_sliders_change_the_picture_and_read_nothing(
    qtbot: QtBot, opened: MainWindow
) -> None:
    read: list[object] = []
    generation = opened.view.tiles.generation
    opened.view.tiles._reader.tile_read.connect(read.append)
    before = colour(opened, 600, 1600).lightness()
    with qtbot.waitSignal(opened.view.tiles.overview_shown):
        slider(opened, "display_white").setValue(slider(opened, "display_white").maximum())
    assert colour(opened, 600, 1600).lightness() < before
    with qtbot.waitSignal(opened.view.tiles.overview_shown):
        slider(opened, "display_gamma").setValue(-40)
    assert opened.view.display.contrast.gamma == pytest.approx(0.25)
    assert colour(opened, 600, 1600).lightness() > before
    assert (opened.view.tiles.generation, read) == (generation, [])


def test_that_black_stays_below_white(opened: MainWindow) -> None:
    slider(opened, "display_white").setValue(50)
    slider(opened, "display_black").setValue(200)
    assert opened.view.display.contrast.black == 49
    assert slider(opened, "display_black").value() == 49


def test_that_automatic_brightness_comes_back(opened: MainWindow) -> None:
    automatic = opened.view.display.contrast
    button = opened.findChild(QPushButton, "display_automatic")
    assert button is not None
    assert not button.isEnabled()
    slider(opened, "display_black").setValue(30)
    assert opened.view.display.contrast != automatic
    button.click()
    assert opened.view.display.contrast == automatic


@pytest.mark.parametrize("is_kept", [True, False])
def test_that_the_next_scan_has_the_same_brightness_only_if_wanted(
    qtbot: QtBot, opened: MainWindow, session: Session, write_scan: ScanWriter, *, is_kept: bool
) -> None:
    kept = opened.findChild(QCheckBox, "display_kept")
    assert kept is not None
    kept.setChecked(is_kept)
    slider(opened, "display_white").setValue(77)
    other = write_scan(np.full((900, 900), 60, np.uint8), name="other.tif")
    open_scan(qtbot, session, other)
    assert (opened.view.display.contrast.white == 77) == is_kept


def test_that_sixteen_bit_values_are_offered_up_to_the_brightest(
    qtbot: QtBot, window: MainWindow, session: Session, write_scan: ScanWriter
) -> None:
    pixels = np.random.default_rng(5).integers(0, 3000, (800, 800)).astype(np.uint16)
    open_scan(qtbot, session, write_scan(pixels, name="deep.tif"))
    assert slider(window, "display_white").maximum() == pixels.max()


def test_that_contours_follow_the_density() -> None:
    """Densities that rise by 1 per pixel to the right have an upright line at every step."""
    density = np.tile(np.arange(40, dtype=np.float32), (20, 1))
    path = contours(density, 10.0, 15.0)
    bounds = path.boundingRect()
    assert (bounds.left(), bounds.right()) == (155.0, 305.0)
    assert (bounds.top(), bounds.bottom()) == (5.0, 195.0)
    density[:, 25:] = np.nan
    assert contours(density, 10.0, 15.0).boundingRect().right() == 155.0
    assert contours(np.full((5, 5), np.nan, np.float32), 1.0, 1.0).isEmpty()


@pytest.mark.parametrize(("top", "step"), [(500, 100), (300, 50), (80, 20), (1, 0.2)])
def test_that_contours_are_at_round_numbers(top: float, step: float) -> None:
    assert contour_step(top) == pytest.approx(step)


def test_that_the_legend_says_how_far_the_lines_are_apart(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    count(qtbot, session)
    legend = opened.view.density.legend
    assert legend._notes() == []
    choose(qtbot, opened, "show_contours")
    opened.density_look.top.setValue(400)
    assert legend._notes() == ["fixed scale", "lines: 100"]


def test_that_peaks_are_looked_for_only_when_they_are_wanted(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    count(qtbot, session)
    assert session.peaks.places is None
    with qtbot.waitSignal(session.peaks.changed):
        choose(qtbot, opened, "show_peaks")
    assert session.peaks.places is not None
    choose(qtbot, opened, "show_peaks")
    assert session.peaks.places is None


def test_that_peaks_outside_the_outline_are_not_marked(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    count(qtbot, session)
    choose(qtbot, opened, "show_peaks")
    qtbot.waitUntil(lambda: session.peaks.places is not None)
    session.sample.draw([(100, 1400), (700, 1400), (700, 2000), (100, 2000)])
    qtbot.waitUntil(
        lambda: (
            session.peaks.places is not None
            and all(100 <= x <= 700 and 1400 <= y <= 2000 for x, y in session.peaks.places)
        )
    )


def test_that_too_many_peaks_are_not_marked_at_once() -> None:
    item = PeakItem()
    places = np.stack(np.meshgrid(np.arange(100.0), np.arange(100.0)), axis=-1).reshape(-1, 2)
    item.show_places(places, item.boundingRect())
    item.look_at(Area(0, 0, 1000, 1000), 1.0)
    assert len(places) > MOST_PEAKS
    assert len(item.marked) == 0
    item.look_at(Area(10, 20, 30, 4), 1.0)
    assert len(item.marked) == 31 * 5


def test_that_the_scan_is_bare_left_of_the_divider(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    count(qtbot, session)
    opened.view.density.show_picture()
    opened.view.shapes.sample.hide()
    left, right = (300.0, 1500.0), (900.0, 1500.0)
    assert not is_grey(colour(opened, *left))
    choose(qtbot, opened, "split_view")
    divider = opened.view.divider
    divider.move_to(on_screen(opened, 600, 0).x() / opened.view.width())
    assert is_grey(colour(opened, *left))
    assert not is_grey(colour(opened, *right))
    choose(qtbot, opened, "split_view")
    assert not is_grey(colour(opened, *left))


def test_that_from_near_cells_stay_white_and_from_afar_the_map_covers_them() -> None:
    assert covering_share(1.0) == covering_share(CELLS_SEEN_PX) == 0
    assert 0 < covering_share(1.5 * CELLS_SEEN_PX) < 1
    assert covering_share(100.0) == 1


def test_that_the_divider_is_dragged_and_moved_by_keys(qtbot: QtBot, opened: MainWindow) -> None:
    choose(qtbot, opened, "split_view")
    divider, width = opened.view.divider, opened.view.width()
    assert divider.x_px == pytest.approx(width / 2)
    QTest.keyClick(divider, Qt.Key.Key_Right)
    assert divider.x_px == pytest.approx(0.55 * width)
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=QPoint(7, 100))
    divider.move_to(0.2)
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton)
    assert divider.geometry().center().x() == pytest.approx(0.2 * width, abs=1.5)


def is_grey(colour: QColor) -> bool:
    return (
        max(colour.red(), colour.green(), colour.blue())
        - min(colour.red(), colour.green(), colour.blue())
        <= 6
    )
