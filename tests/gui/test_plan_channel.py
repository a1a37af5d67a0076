"""The channel of a study, chosen in the dialog of its plan."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.dialogs.plan import PlanDialog
from tests.gui.conftest import LONG_MS, WindowMaker

SCANS = 6


def test_that_the_channel_of_all_scans_is_chosen_in_the_plan(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    small_folder: Path,
    study_path: Path,
) -> None:
    window = make_main_window(linear_model, Study.open(study_path))
    window.session.arrivals.add([small_folder])
    qtbot.waitUntil(lambda: len(window.session.scans.rows) == SCANS, timeout=LONG_MS)
    qtbot.waitUntil(lambda: window.session.shown.edits is not None, timeout=LONG_MS)
    window.actions_by_name["plan"].trigger()
    (dialog,) = window.findChildren(PlanDialog)
    plan, box = window.session.plan, dialog.channel.box
    qtbot.waitUntil(box.isVisible, timeout=LONG_MS)
    names = [box.itemData(place) for place in range(box.count())]
    assert names == ["", *plan.channels]
    assert len(names) > 2
    assert box.currentData() == ""
    other = names[1]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: plan.channel == other, timeout=LONG_MS)
    qtbot.waitUntil(lambda: box.currentData() == other, timeout=LONG_MS)
    protocol = window.session.scans.protocol
    assert protocol is not None
    assert protocol.channel == other
    assert protocol.white is None
    box.activated.emit(0)
    qtbot.waitUntil(lambda: plan.channel == "", timeout=LONG_MS)
    qtbot.waitUntil(lambda: box.currentData() == "", timeout=LONG_MS)
    dialog.reject()
