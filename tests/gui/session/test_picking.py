"""Which image and plane of the files is counted: shown in pictures, chosen for all scans."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from pytestqt.qtbot import QtBot

from melcount_app.core.scan.pick import Pick
from melcount_app.gui.session.picking import ImagesRead, PickDesk
from tests.gui.conftest import quarter_disc
from tests.gui.session.conftest import House, ScanMaker, heard, open_file


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    """A file of two images, the second one half as wide."""
    path = tmp_path / "scenes.ome.tif"
    size = {"PhysicalSizeX": 1.8092, "PhysicalSizeY": 1.8092}
    with tifffile.TiffWriter(path, ome=True) as writer:
        for name, width in (("left", 600), ("right", 300)):
            pixels = np.ascontiguousarray(quarter_disc()[:, :width])
            writer.write(pixels, photometric="minisblack", metadata={"Name": name, **size})
    return path


@pytest.fixture
def picking(kept_house: House) -> PickDesk:
    return PickDesk(kept_house.ground, kept_house.shown, kept_house.desk)


def test_that_the_images_of_a_file_are_shown(
    qtbot: QtBot, kept_house: House, picking: PickDesk, scenes: Path
) -> None:
    open_file(qtbot, kept_house, scenes)
    assert picking.has_choice
    with qtbot.waitSignal(picking.read) as read:
        picking.look()
    found = read.args[0]
    assert isinstance(found, ImagesRead)
    assert [image.name for image, _ in found.images] == ["left", "right"]
    assert [picture.width() > picture.height() for _, picture in found.images] == [False, False]
    assert found.pick == Pick("1")


def test_that_a_choice_is_made_for_the_study_and_the_scan_is_read_anew(
    qtbot: QtBot, kept_house: House, picking: PickDesk, scenes: Path
) -> None:
    work = open_file(qtbot, kept_house, scenes)
    assert work.edits is not None
    with qtbot.waitSignal(kept_house.shown.read):
        picking.pick(Pick("2"))
    protocol = kept_house.study.terms.protocol()
    assert protocol is not None
    assert protocol.pick == Pick("2")
    work = kept_house.work
    assert work.prepared is not None
    assert work.edits is not None
    assert (work.prepared.size.width, work.prepared.pick) == (300, Pick("2"))
    assert (work.edits.mask.scan_size, work.edits.pick) == (work.prepared.size, Pick("2"))


def test_that_files_with_one_image_leave_no_choice(
    qtbot: QtBot, kept_house: House, picking: PickDesk, small_scan: ScanMaker
) -> None:
    told = heard(picking.read)
    picking.look()
    assert not picking.has_choice
    open_file(qtbot, kept_house, small_scan())
    assert not picking.has_choice
    assert told == []
