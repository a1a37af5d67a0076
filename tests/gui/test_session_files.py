"""The state behind the window: what it reads from files and writes to them."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot
from shapely.geometry import box

from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.region import Region, geojson
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session, Stage
from tests.gui.conftest import SMALL, count, open_scan


def test_that_regions_survive_saving_and_loading(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    assert session.shown.edits is not None
    saved, path = session.shown.edits.regions, tmp_path / "regions.geojson"
    with qtbot.waitSignal(session.told):
        session.files.save_regions(path)
    session.regions.delete([0])
    with qtbot.waitSignal(session.desk.changed):
        session.files.load_regions(path)
    loaded = session.shown.edits.regions
    assert [r.name for r in loaded] == [r.name for r in saved]
    assert loaded[0].outline.equals(saved[0].outline)


def test_that_a_mask_is_taken_from_a_file(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    path = tmp_path / "mask.geojson"
    path.write_text(geojson([Region("sample", box(0, 0, 500, 400))]), encoding="utf-8")
    with qtbot.waitSignal(session.desk.changed):
        session.sample.load(path)
    assert session.shown.edits is not None
    mask: Mask = session.shown.edits.mask
    assert (mask.source, mask.outline.area) == (MaskSource.FILE, 200_000)


def test_that_a_mask_outside_the_scan_is_told_and_not_taken(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    path = tmp_path / "far.geojson"
    path.write_text(geojson([Region("sample", box(9e4, 9e4, 9.5e4, 9.4e4))]), encoding="utf-8")
    with qtbot.waitSignal(session.told) as told:
        session.sample.load(path)
    assert "far.geojson" in told.args[0].sentence
    assert session.shown.edits is not None
    assert session.shown.edits.mask.source is MaskSource.AUTOMATIC


def test_that_a_loaded_outline_stays_on_another_channel(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    path = tmp_path / "mask.geojson"
    path.write_text(geojson([Region("sample", box(0, 0, 500, 400))]), encoding="utf-8")
    with qtbot.waitSignal(session.desk.changed):
        session.sample.load(path)
    assert session.shown.edits is not None
    loaded = session.shown.edits.mask
    with qtbot.waitSignal(session.desk.changed):
        session.sample.choose_channel("red")
    assert session.shown.edits.mask is loaded
    assert session.shown.edits.channel.name == "red"


def test_that_results_under_another_name_are_told(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    folder = tmp_path / "out"
    folder.mkdir()
    old = folder / "quarter.xlsx"
    old.write_text("kept", encoding="utf-8")
    old.chmod(0o444)
    with qtbot.waitSignal(session.told, timeout=30_000) as told:
        session.files.export(folder)
    message: Message = told.args[0]
    assert message.tone is Tone.NOTE
    assert message.folder == folder
    assert "The old quarter.xlsx could not be replaced" in message.sentence
    assert "written as quarter (2).xlsx" in message.sentence
    assert (folder / "quarter (2).xlsx").is_file()


def test_that_regions_outside_the_scan_are_told_and_not_taken(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    path = tmp_path / "far.geojson"
    path.write_text(geojson([Region("edge", box(9e4, 9e4, 9.5e4, 9.4e4))]), encoding="utf-8")
    with qtbot.waitSignal(session.told) as told:
        session.files.load_regions(path)
    assert told.args[0].tone is Tone.FAILURE
    assert "“edge” in " in told.args[0].sentence
    assert session.shown.edits is not None
    assert session.shown.edits.regions == ()


def test_that_export_writes_all_files_and_tells_where(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    folder = tmp_path / "out"
    with qtbot.waitSignal(session.told, timeout=30_000) as told:
        session.files.export(folder)
    assert told.args[0].tone is Tone.DONE
    assert told.args[0].folder == folder
    assert {path.name for path in folder.iterdir()} == {
        "quarter.xlsx", "quarter.json", "quarter.density.ome.tif", "quarter.mask.geojson",
    }  # fmt: skip
    qtbot.waitUntil(lambda: session.course.stage is Stage.EXPORTED)


def test_that_an_unwritable_folder_is_told(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    blocked = tmp_path / "a_file"
    blocked.write_text("not a folder", encoding="utf-8")
    with qtbot.waitSignal(session.told) as told:
        session.files.export(blocked)
    assert told.args[0].tone is Tone.FAILURE
    assert blocked.read_text(encoding="utf-8") == "not a folder"
