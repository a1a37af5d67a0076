"""The column of panels, rows of buttons, and what lies along the lower edge of the view."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from melcount_app.core.settings import Language
from melcount_app.gui.language import install_language
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.panels.side import FlowLayout, WholeLabel
from melcount_app.gui.session import Progress, Session, Stage
from tests.gui.conftest import HEIGHT_PX, SMALL, WIDTH_PX, choose, count, on_screen, open_scan

SMALL_SCREEN = (1280, 690)
"""1920 x 1080 at 150 %, less the bars of Windows."""


def test_that_buttons_without_room_go_to_the_next_row(qtbot: QtBot) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    row = FlowLayout()
    panel.setLayout(row)
    buttons = [QPushButton(f"button {number}") for number in range(4)]
    for button in buttons:
        row.addWidget(button)
    widest = max(button.sizeHint().width() for button in buttons)
    panel.resize(5 * widest, 200)
    panel.show()
    assert len({button.y() for button in buttons}) == 1
    panel.resize(round(2.5 * widest) + 20, 200)
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) == 2)
    assert all(panel.rect().contains(button.geometry()) for button in buttons)
    assert not any(
        a.geometry().intersects(b.geometry()) for a, b in itertools.combinations(buttons, 2)
    )


def test_that_a_label_is_as_high_as_its_text_after_a_longer_one(qtbot: QtBot) -> None:
    label = WholeLabel()
    qtbot.addWidget(label)
    label.resize(200, 20)
    heights = []
    for text in ("short", "much longer than one line " * 10, "short"):
        label.setText(text)
        heights.append(label.minimumHeight())
    assert heights[0] == heights[2] < heights[1] / 4


def test_that_the_panels_come_with_the_first_scan(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    assert not window.side.isVisible()
    assert window.welcome.isVisible()
    open_scan(qtbot, session, scan_path)
    assert window.side.isVisible()
    session.arrivals.remove([session.scans.rows[0].key])
    assert not window.side.isVisible()


def test_that_the_field_for_the_pixel_size_is_in_sight_where_it_is_missing(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    scan_path: Path,
    uncalibrated_scan_path: Path,
) -> None:
    open_scan(qtbot, session, scan_path)
    assert not window.scan_panel.um_per_px.isVisible()
    open_scan(qtbot, session, uncalibrated_scan_path, Stage.UNCALIBRATED)
    assert window.scan_panel.um_per_px.isVisible()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.FRENCH])
def test_that_a_small_screen_holds_the_window_whatever_the_status_bar_says(
    qtbot: QtBot,
    make_main_window: Callable[[Path], MainWindow],
    linear_model: Path,
    scan_path: Path,
    language: Language,
) -> None:
    install_language(language)
    window = make_main_window(linear_model)
    session = window.session
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    window.status_panel._job_row.show()
    window.status_panel.show_progress(Progress("count", 0.5, 4000.0))
    window.status_panel.show_place(2000.0, 2000.0, 255, 1234.0)
    install_language(Language.ENGLISH)
    needed = window.minimumSizeHint()
    assert needed.width() <= SMALL_SCREEN[0]
    assert needed.height() <= SMALL_SCREEN[1]


def test_that_the_table_of_regions_shows_own_regions_and_quadrants_on_a_small_screen(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    window.resize(1366, 720)
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    count(qtbot, session)
    shown = window.findChild(QTableView, "region_table")
    assert shown is not None
    last = shown.model().index(shown.model().rowCount() - 1, 0)
    qtbot.waitUntil(lambda: shown.viewport().rect().contains(shown.visualRect(last)))
    side = window.side.verticalScrollBar()
    assert side.maximum() == 0


def test_that_tab_goes_from_the_list_to_the_scan_to_the_numbers_to_the_tabs(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    wanted = ["scan_filter", "scan_list", "scan_view", "region_table", "side_tabs"]
    wanted += ["mask_threshold", "mask_smoothing"]
    widget: QWidget = window.scans_panel.filter
    seen: list[str] = []
    while not seen or widget is not window.scans_panel.filter:
        seen.append(widget.objectName())
        following = widget.nextInFocusChain()
        assert following is not None
        widget = following
    assert [name for name in seen if name in wanted] == wanted


def test_that_tab_leaves_the_table_of_regions(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    shown = window.findChild(QTableView, "region_table")
    assert shown is not None
    shown.setFocus()
    QTest.keyClick(shown, Qt.Key.Key_Tab)
    assert not shown.hasFocus()


def overlays(window: MainWindow) -> list[QRect]:
    view = window.view
    return [view.navigator.geometry(), view.density.legend.geometry(), view.scale_bar.geometry()]


@pytest.mark.parametrize("width", [1280, 1900])
def test_that_navigator_legend_and_scale_bar_do_not_cover_each_other(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, width: int
) -> None:
    window.resize(width, 720)
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    choose(qtbot, window, "show_contours")
    window.density_look.top.setValue(400)
    window.density_look.threshold.setValue(50)
    window.view.canvas.zoom_by(4)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    assert window.view.navigator.isVisible()
    assert not any(a.intersects(b) for a, b in itertools.combinations(overlays(window), 2))
    assert all(window.view.rect().contains(rect) for rect in overlays(window))


def test_that_the_whole_scan_stays_whole_and_free_until_the_user_zooms(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    for size in ((1500, 720), (1300, 900), (1280, 700)):
        window.resize(*size)
        qtbot.waitUntil(lambda: window.view.width() > 300)
        corners = QRect(on_screen(window, 0, 0), on_screen(window, WIDTH_PX, HEIGHT_PX))
        assert window.view.rect().contains(corners)
        assert not corners.intersects(window.view.density.legend.geometry())
    window.view.canvas.zoom_by(3)
    before = window.view.canvas.level0_per_screen_px
    window.resize(1500, 900)
    assert window.view.canvas.level0_per_screen_px == pytest.approx(before, rel=0.3)
