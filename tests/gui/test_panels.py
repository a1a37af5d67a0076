"""The panels around the scan: numbers, next step, colours, pixel size."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from melcount_app.core.measure import CELLS, COLUMNS, DENSITY
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.models import bracket_of, number
from melcount_app.gui.panels.regions import LEAST_TABLE_PX
from melcount_app.gui.session import Session, Stage
from tests.gui.conftest import SMALL, count, open_scan, table, text, wait_for


def test_that_the_table_shows_what_was_measured(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw([(100, 1400), (700, 1400), (700, 2000)])
    count(qtbot, session)
    assert session.numbers.present is not None
    measured = session.numbers.present.measurement
    rows = (measured.sample, *measured.regions, *measured.quadrants)
    assert [row[0] for row in table(window)] == [
        "sample", "region 1", "upper left", "upper right", "lower left", "lower right",
    ]  # fmt: skip
    assert [row[1:] for row in table(window)] == [
        [number(column, row) for column in COLUMNS] for row in rows
    ]
    assert text(window, "density") == number(COLUMNS[0], measured.sample)
    assert "–" not in text(window, "cells")


def test_that_every_count_is_shown_with_its_interval(
    qtbot: QtBot,
    make_main_window: Callable[[Path], MainWindow],
    model_with_intervals: Path,
    scan_path: Path,
) -> None:
    window = make_main_window(model_with_intervals)
    open_scan(qtbot, window.session, scan_path)
    assert text(window, "density_interval") == ""
    window.session.regions.draw(SMALL)
    count(qtbot, window.session)
    assert window.session.numbers.present is not None
    measured = window.session.numbers.present.measurement
    for row, region in ((0, measured.sample), (1, measured.regions[0])):
        for place, column in enumerate((DENSITY, CELLS), 1):
            assert column.interval_of(region) is not None
            shown = table(window)[row][place]
            assert shown.startswith(f"{number(column, region)} (")
            assert shown.endswith(bracket_of(column, region))
    assert text(window, "density_interval") == bracket_of(DENSITY, measured.sample)
    assert text(window, "cells_interval") == bracket_of(CELLS, measured.sample)
    assert "in 90 % of cases" in text(window, "meaning")
    model = window.regions_panel.model
    tip = model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole)
    assert tip == text(window, "meaning")
    assert model.data(model.index(0, 3), Qt.ItemDataRole.ToolTipRole) == ""


def test_that_without_a_pixel_size_intervals_are_withheld_and_the_reason_is_told_once(
    qtbot: QtBot,
    make_main_window: Callable[[Path], MainWindow],
    model_with_intervals: Path,
    uncalibrated_scan_path: Path,
) -> None:
    window = make_main_window(model_with_intervals)
    open_scan(qtbot, window.session, uncalibrated_scan_path, Stage.UNCALIBRATED)
    count(qtbot, window.session)
    assert text(window, "cells") != "–"
    assert text(window, "cells_interval") == ""
    assert "(" not in table(window)[0][2]
    assert text(window, "flags").count("90 % intervals are withheld") == 1
    window.session.sample.set_um_per_px(1.8092)
    qtbot.waitUntil(lambda: "withheld" not in text(window, "flags"))


def test_that_a_model_without_intervals_shows_none_and_gives_no_reason(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    assert text(window, "density_interval") == text(window, "meaning") == ""
    assert "interval" not in text(window, "flags")


def test_that_counting_shows_progress_then_the_density_map(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    QTest.keyClick(window, Qt.Key.Key_C)
    qtbot.waitUntil(window.status_panel.bar.isVisible)
    with qtbot.waitSignal(session.course.progressed):
        pass
    assert "Counting" in text(window, "progress_text")
    qtbot.waitUntil(lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    assert not window.status_panel.bar.isVisible()
    assert window.view.density.legend.top is not None
    assert not window.view.density.colours.is_empty


def test_that_the_density_map_can_be_hidden_by_its_key(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    QTest.keyClick(window, Qt.Key.Key_D)
    assert not window.view.density.colours.isVisible()
    assert not window.view.density.legend.isVisible()


def test_that_the_legend_has_no_numbers_without_a_pixel_size(
    qtbot: QtBot, window: MainWindow, session: Session, uncalibrated_scan_path: Path
) -> None:
    open_scan(qtbot, session, uncalibrated_scan_path, Stage.UNCALIBRATED)
    count(qtbot, session)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    assert window.view.density.legend.top is None
    assert "pixel size" in window.view.density.legend.accessibleName()
    assert "pixel size" in text(window, "flags")
    assert "pixel size" in text(window, "next_step")
    assert text(window, "density") == "–"
    assert window.view.scale_bar.text.endswith(" px")


def test_that_a_pixel_size_is_entered_in_the_panel(
    qtbot: QtBot, window: MainWindow, session: Session, uncalibrated_scan_path: Path
) -> None:
    open_scan(qtbot, session, uncalibrated_scan_path, Stage.UNCALIBRATED)
    field = window.scan_panel.um_per_px
    field.selectAll()
    QTest.keyClicks(field, "1.8092")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.course.stage is Stage.OUTLINED and session.numbers.is_measured)
    assert text(window, "pixel_size_source") == "from user"
    assert text(window, "area") != "–"
    assert window.view.scale_bar.text.endswith("m")


@pytest.mark.parametrize("kind", ["draw_mask", "draw_polygon", "draw_rectangle"])
def test_that_the_next_step_says_how_to_finish_a_drawing(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, kind: str
) -> None:
    open_scan(qtbot, session, scan_path)
    before = text(window, "next_step")
    window.actions_by_name[kind].trigger()
    drawing = text(window, "next_step")
    session.course.changed.emit()
    assert text(window, "next_step") == drawing
    assert "Esc to give up" in drawing
    assert ("press Enter to close" in drawing) == (kind != "draw_rectangle")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert text(window, "next_step") == before


def test_that_the_result_tells_why_a_count_does_not_apply_any_more(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    session.sample.set_um_per_px(1.5)
    wait_for(qtbot, session, Stage.STALE)
    assert "pixel size has changed since the count" in text(window, "reason")
    assert "count again" in text(window, "next_step")


def test_that_the_colour_map_is_chosen_and_shown_at_once(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    choice = window.findChild(QComboBox, "colour_map")
    assert choice is not None
    assert choice.accessibleName() != ""
    names = [choice.itemText(place) for place in range(choice.count())]
    assert names == ["cividis", "viridis", "inferno", "magma", "grey"]
    assert choice.currentText() == "cividis"
    legends, scans = [], []
    for name in names:
        choice.setCurrentText(name)
        legends.append(window.view.density.legend.grab().toImage())
        scans.append(window.view.grab().toImage())
    for shown in (legends, scans):
        assert all(shown[a] != shown[b] for a, b in itertools.combinations(range(5), 2))


def test_that_long_warnings_are_readable_in_the_smallest_window(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    label = window.result_panel.findChild(QLabel, "flags")
    assert label is not None
    label.setText("⚑ This part of the scan is brighter than the camera can tell. " * 6)
    label.show()
    window.resize(window.minimumSizeHint())
    qtbot.waitUntil(lambda: window.regions_panel.table.height() == LEAST_TABLE_PX)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    qtbot.waitUntil(lambda: window.result_panel.rect().contains(label.geometry()))
    side = window.findChild(QScrollArea, "side_column")
    assert side is not None
    assert side.verticalScrollBar().maximum() > 0
    assert side.horizontalScrollBar().maximum() == 0


def test_that_the_view_does_not_move_when_a_job_begins_or_ends(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    heights: set[int] = set()
    window.view.canvas.moved.connect(lambda: heights.add(window.view.height()))
    open_scan(qtbot, session, scan_path)
    assert not window.status_panel._job_row.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert len(heights) == 1
