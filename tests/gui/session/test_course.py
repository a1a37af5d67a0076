"""How far the work on a scan has come, and that it is told once however much came together."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from melcount_app.gui.session import Stage
from melcount_app.gui.session.counting import COUNTING, CountDesk
from melcount_app.gui.session.course import Course
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.sample import SampleDesk
from melcount_app.gui.session.shown import OPENING
from tests.conftest import ScanWriter
from tests.gui.conftest import quarter_disc
from tests.gui.session.conftest import PART, House, ScanMaker, heard, open_file


@pytest.fixture
def numbers(house: House) -> NumberDesk:
    return NumberDesk(house.ground, house.shown, house.desk)


@pytest.fixture
def course(house: House, numbers: NumberDesk) -> Course:
    return Course(house.ground, house.shown, numbers)


class Job(QObject):
    """One that runs or does not."""

    changed = Signal()
    runs = False


def stage(course: Course) -> Stage:
    """As it is now."""
    return course.stage


def test_that_what_came_together_is_told_once_a_turn(
    qtbot: QtBot, house: House, course: Course, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    open_file(qtbot, house, small_scan())
    qtbot.waitUntil(lambda: numbers.is_measured and not course._timer.isActive())
    told = heard(course.changed)
    for number in range(20):
        house.work.know(condition=str(number))
        house.ground.scans.refresh(house.work)
        course.request()
    house.ground.scans.listed.emit()
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    with qtbot.assertNotEmitted(course.changed, wait=50):
        pass
    assert len(told) == 1


def test_that_jobs_are_told_by_name_while_they_run(
    qtbot: QtBot, house: House, course: Course, small_scan: ScanMaker
) -> None:
    job = Job()
    course.watch("a job", lambda: job.runs, job.changed)
    assert course.job == ""
    house.shown.open(small_scan())
    assert (course.job, course.stage) == (OPENING, Stage.OPENING)
    qtbot.waitUntil(lambda: course.job == "")
    job.runs = True
    with qtbot.waitSignal(course.changed):
        job.changed.emit()
    assert course.job == "a job"


def test_that_the_stage_follows_the_work_from_nothing_to_a_count_that_is_stale(
    qtbot: QtBot, house: House, course: Course, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    counting = CountDesk(house.ground, house.shown)
    counting.changed.connect(numbers.follow)
    course.watch(COUNTING, lambda: counting.is_counting, counting.job_changed)
    sample = SampleDesk(house.ground, house.shown, house.desk)
    assert stage(course) is Stage.EMPTY
    work = open_file(qtbot, house, small_scan())
    whole = house.desk.held
    assert (course.stage, course.why_stale) == (Stage.OUTLINED, "")
    sample.draw(PART)
    counting.count()
    assert (course.stage, course.job) == (Stage.COUNTING, COUNTING)
    qtbot.waitUntil(lambda: numbers.is_whole and not counting.is_counting)
    assert stage(course) is Stage.COUNTED
    assert work.count.finished is not None
    assert work.edits is not None
    work.exported = (work.count.finished, work.edits)
    assert stage(course) is Stage.EXPORTED
    assert whole is not None
    house.desk.change("whole", whole)
    qtbot.waitUntil(lambda: course.stage is Stage.GROWN)
    sample.set_um_per_px(2.5)
    assert stage(course) is Stage.STALE
    assert course.why_stale != ""


def test_that_a_scan_without_a_pixel_size_asks_for_it(
    qtbot: QtBot, house: House, course: Course, write_scan: ScanWriter
) -> None:
    open_file(qtbot, house, write_scan(quarter_disc()[::2, ::2], None, "uncalibrated.tif"))
    assert course.stage is Stage.UNCALIBRATED
