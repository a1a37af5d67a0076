"""Files of outlines in the window: what is asked, what is told, what is taken."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shapely.geometry import box, mapping

from melcount_app.core.mask import MaskSource
from melcount_app.core.outline_files import MANY
from melcount_app.gui.dialogs.outlines import ManyOutlinesDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session
from tests.gui.conftest import choose, open_scan
from tests.gui.test_dropped import drop, until_told

Box = tuple[float, float, float, float]
PART: Box = (100, 1400, 700, 2000)
HALF: Box = (100, 1400, 700, 1700)
INSIDE_HALF: Box = (101, 1401, 699, 1699)


def feature(place: Box | None, **properties: object) -> dict[str, object]:
    geometry = mapping(box(*place)) if place else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def written(path: Path, *features: dict[str, object]) -> Path:
    text = json.dumps({"type": "FeatureCollection", "features": features})
    packed = path.suffix == ".gz"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path


def cells(path: Path) -> Path:
    found = ((100 + i, 1400, 101 + i, 1401) for i in range(MANY + 1))
    return written(path, *(feature(place, objectType="cell") for place in found))


def areas(session: Session) -> list[float]:
    assert session.shown.edits is not None
    return [region.outline.area for region in session.shown.edits.regions]


def notes_of(session: Session) -> list[str]:
    numbers = session.numbers.present
    return [flag.sentence for flag in numbers.flags] if numbers is not None else []


@pytest.mark.parametrize("command", ["load_regions", "load_mask"])
def test_that_all_outlines_that_can_be_read_are_offered(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, command: str
) -> None:
    open_scan(qtbot, session, scan_path)
    choose(qtbot, window, command)
    dialog = window.findChild(QFileDialog, "ask_geojson")
    assert dialog is not None
    offered = dialog.nameFilters()[0]
    assert all(f"*{end}" in offered for end in (".geojson", ".geojson.gz", ".roi", ".zip"))
    dialog.close()


def test_that_what_is_left_out_of_regions_is_told_in_the_window(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    ignored = feature(HALF, classification={"name": "Ignore*"})
    path = written(tmp_path / "a.geojson.gz", feature(None), ignored, feature(PART, name="edge"))
    with qtbot.waitSignal(session.told) as told:
        session.files.load_regions(path)
    message: Message = told.args[0]
    assert message.tone is Tone.NOTE
    assert "a.geojson.gz: outlines without an area were left out (1)." in message.sentence
    assert "taken out of the sample and of the regions (1: “Ignore*”)." in message.sentence
    assert areas(session) == [600 * 300]
    assert message.sentence == window.messages.sentence
    assert session.shown.edits is not None
    assert not session.shown.edits.mask.outline.intersects(box(*INSIDE_HALF))
    note = message.sentence.splitlines()[0]
    qtbot.waitUntil(lambda: note in notes_of(session))
    session.desk.undo_stack.undo()
    assert areas(session) == []
    assert session.shown.edits.mask.outline.intersects(box(*INSIDE_HALF))


def test_that_regions_that_would_leave_no_sample_change_nothing(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    ignored = feature((-9, -9, 9999, 9998), classification={"name": "Ignore*"})
    path = written(tmp_path / "a.geojson", ignored, feature((-9, -9, 9999, 9999), name="edge"))
    with qtbot.waitSignal(session.told) as told:
        session.files.load_regions(path)
    assert told.args[0].tone is Tone.FAILURE
    assert "leaves no sample" in told.args[0].sentence
    assert areas(session) == []


def test_that_what_is_taken_out_of_the_sample_is_told_in_the_window(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    ignored = feature((0, 0, 100, 100), classification={"names": ["Ignore*"]})
    path = written(tmp_path / "a.geojson", ignored, feature((0, 0, 500, 400)))
    with qtbot.waitSignal(session.told) as told:
        session.sample.load(path)
    assert "taken out of the sample" in told.args[0].sentence
    assert session.shown.edits is not None
    assert session.shown.edits.mask.outline.area == 500 * 400 - 100 * 100


def question(qtbot: QtBot, window: MainWindow) -> ManyOutlinesDialog:
    qtbot.waitUntil(lambda: window.findChild(ManyOutlinesDialog) is not None)
    dialog = window.findChild(ManyOutlinesDialog)
    assert dialog is not None
    return dialog


def press(dialog: ManyOutlinesDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_that_very_many_regions_are_asked_about_and_taken_where_they_are_meant(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.files.load_regions(cells(tmp_path / "cells.geojson"))
    dialog = question(qtbot, window)
    assert dialog.text() == "cells.geojson holds 201 outlines (201 detections)."
    assert areas(session) == []
    press(dialog, "take_all_outlines")
    qtbot.waitUntil(lambda: len(areas(session)) == MANY + 1)
    assert session.desk.undo_stack.count() == 1


def test_that_very_many_regions_are_not_taken_where_they_are_not_meant(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.files.load_regions(cells(tmp_path / "cells.geojson"))
    press(question(qtbot, window), "take_no_outlines")
    qtbot.waitUntil(lambda: window.findChild(ManyOutlinesDialog) is None)
    assert areas(session) == []


def test_that_cells_as_sample_are_asked_about(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert session.shown.edits is not None
    session.sample.load(cells(tmp_path / "cells.geojson"))
    dialog = question(qtbot, window)
    assert session.shown.edits.mask.source is MaskSource.AUTOMATIC
    with qtbot.waitSignal(session.desk.changed):
        press(dialog, "take_all_outlines")
    assert session.shown.edits.mask.outline.area == MANY + 1


def test_that_outlines_dropped_with_a_scan_that_cannot_be_read_are_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "empty.tif").write_bytes(b"")
    drop(window, tmp_path / "empty.tif", written(tmp_path / "parts.geojson", feature(PART)))
    until_told(qtbot, window, "“parts.geojson”: outlines. Open the scan")
    for told in window.findChildren(QMessageBox):
        told.close()
