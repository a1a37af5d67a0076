"""Files dropped on the window: each is used for what it is, or named in one sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shapely.geometry import Polygon

from melcount_app.core.protocol import Protocol
from melcount_app.core.region import Region, geojson
from melcount_app.core.study import Study
from melcount_app.gui.app import Windows
from melcount_app.gui.dialogs.plan import PlanDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.rows import ScanState
from tests.gui.conftest import (
    CORNER,
    LEFT,
    SMALL,
    WindowMaker,
    by_name,
    choose,
    count,
    next_window,
    open_scan,
    wait_for,
)

SCANS = 6
NO_KEYS = Qt.KeyboardModifier.NoModifier


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files over the window and let go of them, as Qt tells it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    entered = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    dropped = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
    QApplication.sendEvent(window, dropped)
    assert dropped.isAccepted()


def press(qtbot: QtBot, window: MainWindow, offer: str) -> None:
    """Take up an offer of the message."""
    qtbot.waitUntil(lambda: offer in offers(window))
    qtbot.waitUntil(window.actions_by_name[offer].isEnabled)
    button = window.findChild(QPushButton, f"offer_{offer}")
    assert button is not None
    button.click()


def offers(window: MainWindow) -> list[str]:
    found = window.messages.findChildren(QPushButton)
    names = [button.objectName() for button in found if not button.isHidden()]
    return [name.removeprefix("offer_") for name in names if name.startswith("offer_")]


def until_told(qtbot: QtBot, window: MainWindow, *parts: str) -> str:
    qtbot.waitUntil(lambda: all(part in window.messages.sentence for part in parts))
    return window.messages.sentence


def outlines(path: Path, *corners: Sequence[tuple[float, float]]) -> Path:
    """A file with areas of these corners."""
    regions = [Region(f"part {n}", Polygon(each)) for n, each in enumerate(corners, 1)]
    path.write_text(geojson(regions), encoding="utf-8")
    return path


def plan(folder: Path, name: str = "plan.csv") -> Path:
    """A table that gives the six scans two conditions by other names than their folders have."""
    rows = [f"{c}_{n}.tif;{'treated' if c == 'd' else 'none'}" for c in "du" for n in (1, 2, 3)]
    path = folder / name
    path.write_text("\n".join(["file;condition", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def quarter(qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path) -> MainWindow:
    """A window with a scan."""
    open_scan(qtbot, session, scan_path)
    return window


@pytest.fixture
def kept_window(make_main_window: WindowMaker, linear_model: Path, study_path: Path) -> MainWindow:
    """A window with a study and no scan."""
    return make_main_window(linear_model, Study.open(study_path))


@pytest.fixture
def plan_dialogs(kept_window: MainWindow) -> Iterator[None]:
    """Closes the plan afterwards."""
    yield
    for dialog in kept_window.findChildren(PlanDialog):
        dialog.reject()


# Outlines


def test_that_dropped_outlines_become_regions_of_the_scan_when_that_is_wished(
    qtbot: QtBot, quarter: MainWindow, tmp_path: Path
) -> None:
    drop(quarter, outlines(tmp_path / "QuPath.geojson", SMALL, CORNER))
    said = until_told(qtbot, quarter, "QuPath.geojson", "quarter.tif")
    assert "use_as_outline" in offers(quarter)
    assert quarter.session.regions.present == ()
    assert len(quarter.session.scans) == 1
    press(qtbot, quarter, "use_as_regions")
    qtbot.waitUntil(lambda: len(quarter.session.regions.present) == 2)
    assert quarter.messages.sentence != said
    assert not quarter.actions_by_name["use_as_regions"].isEnabled() or not offers(quarter)
    quarter.session.desk.undo_stack.undo()
    assert quarter.session.regions.present == ()


def test_that_a_dropped_outline_becomes_that_of_the_sample_when_that_is_wished(
    qtbot: QtBot, quarter: MainWindow, tmp_path: Path
) -> None:
    drop(quarter, outlines(tmp_path / "QuPath.geojson", SMALL))
    press(qtbot, quarter, "use_as_outline")
    sample = quarter.session.sample
    qtbot.waitUntil(lambda: sample.mask is not None and sample.mask.outline.area == 360_000)
    assert offers(quarter) == []
    assert quarter.session.regions.present == ()


def test_that_outlines_dropped_with_their_scan_are_offered_once_it_is_read(
    qtbot: QtBot, window: MainWindow, scan_path: Path, tmp_path: Path
) -> None:
    drop(window, outlines(tmp_path / "a.json", SMALL), scan_path)
    press(qtbot, window, "use_as_regions")
    qtbot.waitUntil(lambda: len(window.session.regions.present) == 1)
    assert [row.path for row in window.session.scans.rows] == [scan_path]


def test_that_outlines_without_a_scan_wait_for_the_next_one(
    qtbot: QtBot, window: MainWindow, scan_path: Path, tmp_path: Path
) -> None:
    drop(window, outlines(tmp_path / "a.geojson", SMALL))
    until_told(qtbot, window, "a.geojson", "Open the scan")
    assert offers(window) == []
    open_scan(qtbot, window.session, scan_path)
    assert offers(window) == ["use_as_outline", "use_as_regions"]


def test_that_an_offer_for_a_scan_goes_with_it(
    qtbot: QtBot, quarter: MainWindow, scan_path: Path, tmp_path: Path
) -> None:
    drop(quarter, outlines(tmp_path / "a.geojson", SMALL))
    qtbot.waitUntil(lambda: "use_as_outline" in offers(quarter))
    other = Path(shutil.copy(scan_path, tmp_path / "other.tif"))
    open_scan(qtbot, quarter.session, other)
    assert offers(quarter) == []
    assert "a.geojson" not in quarter.messages.sentence
    assert quarter.session.dropped.outlines == ()


def test_that_of_many_outlines_those_named_after_the_scan_are_offered_as_regions(
    qtbot: QtBot, quarter: MainWindow, tmp_path: Path
) -> None:
    names = ("quarter.geojson", "quarter.left.geojson", "quarter2.geojson", "other.geojson")
    drop(quarter, *(outlines(tmp_path / name, SMALL) for name in names))
    said = until_told(qtbot, quarter, "quarter2.geojson")
    fitting, _, others = said.partition("“quarter2.geojson”")
    assert "“quarter.geojson”, “quarter.left.geojson”" in fitting
    assert "“other.geojson”" in others
    assert offers(quarter) == ["use_as_regions"]
    press(qtbot, quarter, "use_as_regions")
    qtbot.waitUntil(lambda: len(quarter.session.regions.present) == 2)


def test_that_outlines_that_cannot_be_read_say_so_and_change_nothing(
    qtbot: QtBot, quarter: MainWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    drop(quarter, broken)
    press(qtbot, quarter, "use_as_regions")
    qtbot.waitUntil(lambda: "broken.geojson" in quarter.messages.failure.sentence)
    assert quarter.findChildren(QMessageBox) == []
    assert quarter.session.regions.present == ()


# Plans


@pytest.mark.usefixtures("plan_dialogs")
@pytest.mark.parametrize("name", ["plan.csv", "plan.txt", "no ending"])
def test_that_a_dropped_plan_is_shown_to_be_used_and_then_is(
    qtbot: QtBot, kept_window: MainWindow, small_folder: Path, tmp_path: Path, name: str
) -> None:
    window = kept_window
    drop(window, plan(tmp_path, name), small_folder)
    qtbot.waitUntil(lambda: len(window.findChildren(PlanDialog)) == 1)
    (dialog,) = window.findChildren(PlanDialog)
    sources = dialog.sources
    qtbot.waitUntil(lambda: sources.proposal is not None)
    assert "6 of 6 scans; conditions: 2" in sources.preview.text()
    assert {row.condition for row in window.session.scans.rows} == {"dose 1", "untreated"}
    sources.use.click()
    assert {row.condition for row in window.session.scans.rows} == {"treated", "none"}
    wait_for(qtbot, window.session, Stage.OUTLINED)


@pytest.mark.usefixtures("plan_dialogs")
def test_that_a_plan_dropped_while_the_plan_is_open_is_shown_there(
    qtbot: QtBot, kept_window: MainWindow, small_folder: Path, tmp_path: Path
) -> None:
    window = kept_window
    drop(window, small_folder)
    qtbot.waitUntil(lambda: len(window.session.scans) == SCANS)
    wait_for(qtbot, window.session, Stage.OUTLINED)
    choose(qtbot, window, "plan")
    (dialog,) = window.findChildren(PlanDialog)
    drop(window, plan(tmp_path))
    qtbot.waitUntil(lambda: dialog.sources.proposal is not None)
    assert window.findChildren(PlanDialog) == [dialog]
    assert [row.path.suffix for row in window.session.scans.rows] == [".tif"] * SCANS


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("plan.csv",), "Add the scans"),
        (("a.csv", "b.csv"), "several plans"),
    ],
)
def test_that_a_plan_that_cannot_be_shown_yet_says_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    drop(window, *(plan(tmp_path, name) for name in names))
    until_told(qtbot, window, said, *names)
    assert window.findChildren(PlanDialog) == []


def test_that_a_table_that_is_no_plan_says_what_a_plan_has(
    qtbot: QtBot, quarter: MainWindow, tmp_path: Path
) -> None:
    table = tmp_path / "plate.csv"
    table.write_text("well;value\nA1;3\n", encoding="utf-8")
    drop(quarter, table)
    until_told(qtbot, quarter, "plate.csv", "“file”")
    assert quarter.findChildren(PlanDialog) == []
    assert len(quarter.session.scans) == 1


# Protocols and studies


def test_that_a_dropped_protocol_is_taken_when_that_is_wished(
    qtbot: QtBot, kept_window: MainWindow, linear_model: Path, tmp_path: Path
) -> None:
    protocol = Protocol.of(linear_model, name="house rules")
    path = tmp_path / "p.json"
    path.write_text(protocol.to_json(), encoding="utf-8")
    drop(kept_window, path)
    until_told(qtbot, kept_window, "p.json", "house rules")
    assert kept_window.session.scans.protocol is None
    press(qtbot, kept_window, "use_protocol")
    qtbot.waitUntil(lambda: kept_window.session.scans.protocol == protocol)
    until_told(qtbot, kept_window, "house rules", "from now on")


def test_that_a_protocol_for_a_study_with_counts_and_a_changed_one_say_so(
    qtbot: QtBot, kept_window: MainWindow, scan_path: Path, linear_model: Path, tmp_path: Path
) -> None:
    changed, sound = tmp_path / "changed.json", tmp_path / "p.json"
    text = Protocol.of(linear_model).to_json()
    sound.write_text(text, encoding="utf-8")
    changed.write_text(text.replace('"channel": ""', '"channel": "red"'), encoding="utf-8")
    open_scan(qtbot, kept_window.session, scan_path)
    count(qtbot, kept_window.session)
    drop(kept_window, sound, changed)
    until_told(qtbot, kept_window, "p.json", "begin a new study", "changed.json was changed")
    assert offers(kept_window) == ["new_study"]
    assert kept_window.session.dropped.protocol is None


def test_that_a_dropped_study_is_opened_with_what_was_dropped_beside_it(
    qtbot: QtBot, small_folder: Path, linear_model: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.melcount"
    Study.open(other).close()
    windows = Windows(linear_model)
    window = windows.show(Study.open(tmp_path / "first.melcount"))
    drop(window, small_folder, other)
    second = next_window(qtbot, window)
    qtbot.addWidget(second)
    assert second.session.study is not None
    assert second.session.study.path == other
    qtbot.waitUntil(lambda: len(second.session.scans) == SCANS)
    wait_for(qtbot, second.session, Stage.OUTLINED)
    drop(second, other, small_folder / "notes.txt")  # it is open already
    until_told(qtbot, second, "notes.txt")
    second.close()
    with Study.open(tmp_path / "first.melcount") as first:
        assert first.scans.all() == ()


def test_that_of_several_studies_none_is_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for name in ("a.melcount", "b.melcount"):
        Study.open(tmp_path / name).close()
    drop(window, tmp_path / "a.melcount", tmp_path / "b.melcount")
    until_told(qtbot, window, "“a.melcount”, “b.melcount”", "several studies")


# All else


def test_that_other_files_are_named_in_one_sentence_and_are_no_scans(
    qtbot: QtBot, window: MainWindow, scan_path: Path, linear_model: Path, tmp_path: Path
) -> None:
    others = [tmp_path / name for name in ("a.docx", "b.pdf", "._c.tif", "d.avi", "e.xml")]
    for path in others:
        path.write_bytes(b"\0\5\x16\7")
    density = tmp_path / "quarter.density.ome.tif"
    shutil.copy(scan_path, density)
    drop(window, *others, scan_path, density, linear_model)
    said = until_told(qtbot, window, "“a.docx”, “b.pdf”, “._c.tif”, 3 more:")
    assert said.count("left it aside") == 1
    assert f"“{linear_model.name}”: a model" in said
    wait_for(qtbot, window.session, Stage.OUTLINED)
    assert [row.path for row in window.session.scans.rows] == [scan_path]
    assert window.session.scans.number_of(ScanState.FAILED) == 0


def test_that_of_a_single_file_the_readers_say_what_to_do_instead(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("Fed on Monday.", encoding="utf-8")
    drop(window, tmp_path / "notes.txt")
    until_told(qtbot, window, "“notes.txt” is not an image that melcount reads; export the scan")
    assert len(window.session.scans) == 0
    assert window.messages.failure.sentence == ""


def test_that_a_folder_without_scans_keeps_nothing_else_from_being_added(
    qtbot: QtBot, window: MainWindow, small_folder: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "notes.txt").write_text("Fed on Monday.", encoding="utf-8")
    drop(window, empty, small_folder, tmp_path / "notes.txt")
    until_told(qtbot, window, "6 scans were added", str(empty), "notes.txt")
    wait_for(qtbot, window.session, Stage.OUTLINED)
    drop(window, empty)
    qtbot.waitUntil(lambda: str(empty) in window.messages.failure.sentence)
    assert window.findChildren(QMessageBox) == []
    assert len(window.session.scans) == SCANS


@pytest.mark.parametrize("suffix", [".geojson", ".txt", ".tif"])
def test_that_what_is_opened_by_its_name_is_taken_for_what_it_is_too(
    qtbot: QtBot, quarter: MainWindow, scan_path: Path, tmp_path: Path, suffix: str
) -> None:
    named = tmp_path / f"named{suffix}"
    if suffix == ".tif":
        shutil.copy(scan_path, named)
    elif suffix == ".txt":
        named.write_text("Fed on Monday.", encoding="utf-8")
    else:
        outlines(named, SMALL)
    quarter.session.arrivals.open(named)
    if suffix == ".tif":
        qtbot.waitUntil(lambda: "named.tif" in by_name(quarter.session))
        wait_for(qtbot, quarter.session, Stage.OUTLINED)
        assert quarter.session.shown.path == named
    else:
        until_told(qtbot, quarter, named.name)
        assert [row.path for row in quarter.session.scans.rows] == [scan_path]


def test_that_a_folder_that_is_opened_by_its_name_is_added(
    qtbot: QtBot, window: MainWindow, small_folder: Path
) -> None:
    window.session.arrivals.open(small_folder)
    qtbot.waitUntil(lambda: len(window.session.scans) == SCANS)
    wait_for(qtbot, window.session, Stage.OUTLINED)
