"""Local maxima of the density map that is shown, found only when they are wanted."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.peaks import Peaks
from melcount_app.gui.session.sample import SampleDesk
from tests.gui.session.conftest import PART, House, ScanMaker, heard, open_file


@pytest.fixture
def peaks(qtbot: QtBot, house: House, small_scan: ScanMaker) -> Peaks:
    """Of a scan that is counted."""
    made, counting = Peaks(house.ground, house.shown), CountDesk(house.ground, house.shown)
    for changed in (house.shown.changed, house.desk.changed, counting.changed):
        changed.connect(made.follow)
    open_file(qtbot, house, small_scan())
    counting.count()
    qtbot.waitUntil(lambda: house.shown.counted is not None and not counting.is_counting)
    return made


def test_that_nothing_is_sought_that_nobody_wants(qtbot: QtBot, peaks: Peaks) -> None:
    assert peaks.places is None
    assert peaks._runner.is_idle


def test_that_places_come_when_they_are_wanted_and_go_when_not(qtbot: QtBot, peaks: Peaks) -> None:
    changed = heard(peaks.changed)
    peaks.want(is_wanted=True)
    qtbot.waitUntil(lambda: peaks.places is not None)
    peaks.want(is_wanted=False)
    assert (peaks.places, len(changed)) == (None, 2)


def test_that_places_follow_the_outline_and_go_with_the_scan(
    qtbot: QtBot, house: House, peaks: Peaks, small_scan: ScanMaker
) -> None:
    peaks.want(is_wanted=True)
    qtbot.waitUntil(lambda: peaks.places is not None)
    whole = peaks.places
    SampleDesk(house.ground, house.shown, house.desk).draw(PART)
    qtbot.waitUntil(lambda: peaks.places is not whole)
    assert whole is not None
    assert peaks.places is not None
    assert len(peaks.places) < len(whole)
    open_file(qtbot, house, small_scan("b.tif"))
    assert peaks.places is None
