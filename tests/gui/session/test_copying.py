"""A copy of the study elsewhere, with what could not be saved in the study itself."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study
from melcount_app.gui.session.copying import StudyCopies
from tests.gui.session.conftest import House, heard, until_kept


def test_that_a_copy_holds_what_could_not_be_saved_and_that_waits_no_more(
    qtbot: QtBot, kept_house: House, tmp_path: Path
) -> None:
    keeping, study, wanted = kept_house.ground.keeping, kept_house.study, tmp_path / "new.tif"

    def save(into: Study) -> None:
        if into is study:
            raise StudyError("The drive is gone.")
        into.scans.add(wanted)

    copies = StudyCopies(kept_house.ground)
    made, failed = heard(copies.made), heard(copies.failed)
    keeping.keep(save)
    qtbot.waitUntil(lambda: bool(keeping.problem))
    copies.make(tmp_path / "copy.melcount")
    qtbot.waitUntil(lambda: bool(made))
    assert (made, failed) == ([(tmp_path / "copy.melcount",)], [])
    assert keeping.unsaved == 0
    with Study.open(tmp_path / "copy.melcount") as copy:
        assert [scan.path for scan in copy.scans.all()] == [wanted]
    assert study.scans.all() == ()
    until_kept(qtbot, kept_house)


def test_that_a_copy_of_a_study_that_is_well_is_a_copy(
    qtbot: QtBot, kept_house: House, tmp_path: Path
) -> None:
    kept_house.study.scans.add(tmp_path / "a.tif")
    copies = StudyCopies(kept_house.ground)
    with qtbot.waitSignal(copies.made):
        copies.make(tmp_path / "copy.melcount")
    with Study.open(tmp_path / "copy.melcount") as copy:
        assert [scan.path.name for scan in copy.scans.all()] == ["a.tif"]


def test_that_a_copy_that_cannot_be_written_is_told_once_and_all_goes_on_waiting(
    qtbot: QtBot, kept_house: House, tmp_path: Path
) -> None:
    keeping = kept_house.ground.keeping

    def save(_: Study) -> None:
        raise StudyError("The drive is gone.")

    copies = StudyCopies(kept_house.ground)
    keeping.keep(save)
    qtbot.waitUntil(lambda: bool(keeping.problem))
    with qtbot.waitSignal(copies.failed):
        copies.make(tmp_path / "nowhere" / "copy.melcount")
    assert (len(kept_house.told), len(kept_house.failures)) == (1, 1)
    assert keeping.unsaved == 1


def test_that_there_is_no_copy_of_no_study(house: House, tmp_path: Path) -> None:
    copies = StudyCopies(house.ground)
    copies.make(tmp_path / "copy.melcount")
    assert not (tmp_path / "copy.melcount").exists()
