"""The row of pictures from which the image of the files is chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.core.scan.pick import Pick
from melcount_app.core.study import Study
from melcount_app.gui.dialogs.images import ImagesDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session.picking import MOST_PICTURES, looking
from tests.gui.conftest import LONG_MS, WindowMaker, choose, quarter_disc


def test_that_a_picture_is_chosen_for_the_whole_study(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    study_path: Path,
    tmp_path: Path,
) -> None:
    path = tmp_path / "scenes.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as writer:
        for name, step in (("one", 2), ("stack", 4)):
            pixels = np.ascontiguousarray(quarter_disc()[::step, ::step])
            stack = np.stack([pixels] * (step - 1))
            metadata = {"Name": name, "axes": "ZYX"}
            writer.write(stack, photometric="minisblack", metadata=metadata)
    window = make_main_window(linear_model, Study.open(study_path))
    shown = window.session.shown
    with qtbot.waitSignal(shown.read, timeout=LONG_MS):
        shown.open(path)
    assert shown.prepared is not None
    assert shown.prepared.pick == Pick("1")
    window.session.plan.read_facts()
    qtbot.waitUntil(lambda: "Counted is image 1" in notes(window))
    choose(qtbot, window, "images")
    qtbot.waitUntil(lambda: bool(window.findChildren(ImagesDialog)), timeout=LONG_MS)
    (dialog,) = window.findChildren(ImagesDialog)
    assert [dialog.pictures.item(n).text()[:9] for n in range(2)] == ["1 “one” (", "2 “stack”"]
    dialog.pictures.setCurrentRow(1)
    dialog.plane.setValue(3)
    with qtbot.waitSignal(shown.read, timeout=LONG_MS):
        button = dialog.findChild(QPushButton, "pick_image")
        assert button is not None
        button.click()
    assert shown.prepared.pick == Pick("2", 3)
    assert window.session.scans.protocol is not None
    assert window.session.scans.protocol.pick == Pick("2", 3)
    assert not window.session.plan.facts  # they told of the other image
    window.session.plan.read_facts()
    qtbot.waitUntil(lambda: "Counted is image 2" in notes(window))


def notes(window: MainWindow) -> str:
    """What the files tell of themselves."""
    facts = window.session.plan.facts.values()
    return " ".join(note for each in facts for note in each.notes)


def test_that_of_many_images_each_can_be_chosen_and_the_one_that_is_read_is_marked(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "many.ome.tif"
    number = MOST_PICTURES + 2
    with tifffile.TiffWriter(path, ome=True) as writer:
        for _ in range(number):
            writer.write(quarter_disc()[:64, :64], photometric="minisblack")
    (read,) = looking(path, Pick(str(number)))
    dialog = ImagesDialog(window, read)
    qtbot.addWidget(dialog)
    assert dialog.pictures.count() == number
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.accept()
    assert chosen.args == [Pick(str(number))]
