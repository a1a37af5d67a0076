"""The state behind the window: opening, counting, editing, with real threads."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from melcount_app.core.edits import Edits
from melcount_app.core.geometry import PixelSizeSource
from melcount_app.core.mask import MaskSource
from melcount_app.core.measure import Measurement, measure
from melcount_app.core.order import CountOrder, count_one
from melcount_app.core.region import Region
from melcount_app.core.work import result_of
from melcount_app.gui.messages import Tone
from melcount_app.gui.session import Session, Stage
from tests.gui.conftest import CORNER, HEIGHT_PX, SMALL, count, open_scan, wait_for


def sample_cells(session: Session) -> float | None:
    assert session.numbers.present is not None
    return session.numbers.present.measurement.sample.cells


def counted_directly(path: Path, model: Path, regions: tuple[Region, ...] = ()) -> Measurement:
    """What the core says, without any window."""
    counted = result_of(count_one(CountOrder(path, model))).counted
    return measure(counted.density, counted.request.mask, regions, counted.request.pixel_size)


def test_that_areas_are_told_before_anything_is_counted(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert session.numbers.present is not None
    sample = session.numbers.present.measurement.sample
    assert sample.cells is None
    quadrants = session.numbers.present.measurement.quadrants
    assert sample.area_mm2 == pytest.approx(sum(q.area_mm2 or 0 for q in quadrants))


def test_that_the_window_counts_the_same_digits_as_the_core(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    count(qtbot, session)
    assert session.shown.edits is not None
    assert session.numbers.present is not None
    direct = counted_directly(scan_path, session.ground.model, session.shown.edits.regions)
    assert session.numbers.present.measurement == direct
    assert direct.sample.cells is not None


def test_that_a_redrawn_mask_is_measured_without_the_network(
    qtbot: QtBot, session: Session, scan_path: Path, network_runs: list[int]
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    tiles, whole = len(network_runs), sample_cells(session)
    assert tiles > 1
    with qtbot.waitSignal(session.numbers.changed):
        session.sample.draw(SMALL)
    part = sample_cells(session)
    assert part is not None
    assert whole is not None
    assert 0 < part < whole / 2
    assert len(network_runs) == tiles


def test_that_a_drawn_region_is_measured_without_the_network(
    qtbot: QtBot, session: Session, scan_path: Path, network_runs: list[int]
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    tiles = len(network_runs)
    with qtbot.waitSignal(session.numbers.changed):
        session.regions.draw(SMALL)
    assert session.numbers.present is not None
    (region,) = session.numbers.present.measurement.regions
    assert region.name == "region 1"
    assert region.cells
    assert len(network_runs) == tiles


def test_that_a_mask_that_grew_is_withheld_until_what_is_missing_is_counted(
    qtbot: QtBot, session: Session, scan_path: Path, network_runs: list[int]
) -> None:
    open_scan(qtbot, session, scan_path)
    session.sample.draw(CORNER)
    count(qtbot, session)
    first_tiles = len(network_runs)
    session.sample.find()
    wait_for(qtbot, session, Stage.GROWN)
    assert sample_cells(session) is None
    count(qtbot, session)
    assert 0 < first_tiles < len(network_runs)
    assert session.shown.prepared is not None
    assert session.shown.edits == Edits(session.shown.prepared.channel, session.shown.prepared.mask)
    direct = counted_directly(scan_path, session.ground.model)
    assert session.numbers.present is not None
    assert session.numbers.present.measurement == direct


def test_that_a_pixel_size_from_the_user_makes_densities(
    qtbot: QtBot, session: Session, uncalibrated_scan_path: Path
) -> None:
    open_scan(qtbot, session, uncalibrated_scan_path, Stage.UNCALIBRATED)
    session.sample.set_um_per_px(1.8092)
    wait_for(qtbot, session, Stage.OUTLINED)
    count(qtbot, session)
    assert session.numbers.present is not None
    assert session.numbers.present.measurement.sample.cells_per_mm2 is not None
    assert session.shown.pixel_size is not None
    assert session.shown.pixel_size.source is PixelSizeSource.USER
    assert [flag.name for flag in session.numbers.present.flags if "pixel_size" in flag.name] == [
        "pixel_size_from_user"
    ]


def test_that_without_pixel_size_cells_are_told_and_densities_withheld(
    qtbot: QtBot, session: Session, uncalibrated_scan_path: Path
) -> None:
    open_scan(qtbot, session, uncalibrated_scan_path, Stage.UNCALIBRATED)
    count(qtbot, session)
    assert session.numbers.present is not None
    sample = session.numbers.present.measurement.sample
    assert sample.cells
    assert (sample.area_mm2, sample.cells_per_mm2) == (None, None)


def test_that_another_pixel_size_drops_the_density_until_it_is_undone(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    cells = sample_cells(session)
    session.sample.set_um_per_px(1.5)
    wait_for(qtbot, session, Stage.STALE)
    assert session.counting.picture is None
    assert sample_cells(session) is None
    session.desk.undo_stack.undo()
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.counting.picture is not None
    assert sample_cells(session) == cells


def test_that_cancelling_a_count_leaves_what_was_there(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed):
        pass
    assert session.counting.picture is not None
    session.cancel()
    wait_for(qtbot, session, Stage.OUTLINED)
    assert session.counting.picture is None
    assert sample_cells(session) is None


def test_that_a_missing_model_is_told_in_one_sentence(
    qtbot: QtBot, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.ground.model = tmp_path
    with qtbot.waitSignal(session.told) as told:
        session.counting.count()
    assert told.args[0].tone is Tone.FAILURE
    assert str(tmp_path) in told.args[0].sentence
    assert session.course.job == ""


def test_that_an_outline_without_area_is_told_and_changes_nothing(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    before = session.shown.edits
    with qtbot.waitSignal(session.told) as told:
        session.sample.draw([(0, 0), (10, 10), (20, 20)])
    assert told.args[0].tone is Tone.FAILURE
    assert session.shown.edits is before
    assert not session.desk.undo_stack.canUndo()


def test_that_every_edit_can_be_undone_by_name(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    states = [session.shown.edits]
    session.regions.draw(SMALL)
    states.append(session.shown.edits)
    session.sample.draw(CORNER)
    states.append(session.shown.edits)
    session.regions.delete([0])
    assert session.desk.undo_stack.undoText() == "delete region"
    for state in reversed(states):
        session.desk.undo_stack.undo()
        assert session.shown.edits == state
    assert not session.desk.undo_stack.canUndo()


def test_that_a_region_drawn_by_hand_is_called_by_its_own_name_in_the_history(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.desk.sketch(lambda: session.regions.draw(SMALL))
    session.regions.draw(SMALL)
    assert session.desk.undo_stack.undoText() == "draw region 1"
    assert session.regions.present[0].name == "region 1"


def test_that_region_names_are_not_used_twice(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    for _ in range(3):
        session.regions.draw(SMALL)
    session.regions.delete([1])
    session.regions.draw(CORNER)
    assert session.shown.edits is not None
    assert [r.name for r in session.shown.edits.regions] == ["region 1", "region 3", "region 2"]


def test_that_another_channel_is_counted_when_the_user_says_so(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    green = sample_cells(session)
    session.sample.choose_channel("red")
    wait_for(qtbot, session, Stage.STALE)
    count(qtbot, session)
    red = sample_cells(session)
    assert session.shown.counted is not None
    assert session.shown.counted.request.channel.name == "red"
    assert green is not None
    assert red == pytest.approx(green / 12, rel=0.1)


def test_that_a_drawn_outline_stays_on_another_channel(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.sample.draw(CORNER)
    drawn = session.shown.edits
    assert drawn is not None
    with qtbot.waitSignal(session.desk.changed):
        session.sample.choose_channel("red")
    assert session.shown.edits is not None
    assert session.shown.edits.channel.name == "red"
    assert session.shown.edits == dataclasses.replace(drawn, channel=session.shown.edits.channel)


def test_that_the_automatic_outline_is_found_anew_on_another_channel(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert session.shown.prepared is not None
    with qtbot.waitSignal(session.desk.changed):
        session.sample.choose_channel("red")
    assert session.shown.edits is not None
    assert session.shown.edits.mask.source is MaskSource.AUTOMATIC
    assert session.shown.edits.mask is not session.shown.prepared.mask


def test_that_signals_of_the_session_arrive_on_the_gui_thread(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    threads = []
    application_thread = session.thread()
    session.shown.read.connect(
        lambda: threads.append(session.thread().currentThread()),
        Qt.ConnectionType.DirectConnection,
    )
    open_scan(qtbot, session, scan_path)
    assert threads == [application_thread]


def test_that_the_height_of_the_test_scan_is_what_the_outlines_assume() -> None:
    assert max(y for _, y in SMALL + CORNER) <= HEIGHT_PX
