"""A ground for rooms to stand on: no window, no session, and only the rooms that a test makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, SignalInstance
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.keeping import Keeping
from melcount_app.gui.session.looking import Looking
from melcount_app.gui.session.pools import Pools
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.work import ScanWork
from tests.conftest import ScanWriter
from tests.gui.conftest import quarter_disc

PART = [(100.0, 700.0), (340.0, 700.0), (340.0, 1000.0), (100.0, 1000.0)]
"""Corners of a region inside the sample of a small scan."""

OTHER = [(40.0, 600.0), (240.0, 600.0), (240.0, 840.0), (40.0, 840.0)]
"""The same of another one."""


@dataclass(eq=False)
class House:
    """A ground, what was told on it, and the two rooms on which most others stand."""

    ground: Ground
    told: list[Message]
    shown: ShownScan
    desk: EditDesk

    @property
    def failures(self) -> list[str]:
        """What was told as a failure."""
        return [message.sentence for message in self.told if message.tone is Tone.FAILURE]

    @property
    def study(self) -> Study:
        """What keeps all."""
        assert self.ground.keeping.study is not None
        return self.ground.keeping.study

    @property
    def work(self) -> ScanWork:
        """The scan that is shown."""
        assert self.shown.work is not None
        return self.shown.work


HouseMaker = Callable[..., House]
ScanMaker = Callable[..., Path]


def heard(signal: SignalInstance) -> list[tuple[object, ...]]:
    """Grows with every signal, by what it tells."""
    found: list[tuple[object, ...]] = []
    signal.connect(lambda *told: found.append(told))
    return found


def open_file(qtbot: QtBot, house: House, path: Path) -> ScanWork:
    """Show a file, and wait until it can be worked on."""
    house.shown.open(path)
    qtbot.waitUntil(
        lambda: (
            house.shown.path == path
            and house.shown.edits is not None
            and not house.shown.is_opening
        )
    )
    return house.work


def until_kept(qtbot: QtBot, house: House) -> None:
    """Until all is on disk."""
    qtbot.waitUntil(lambda: house.ground.keeping.is_idle)


@pytest.fixture
def make_house(qtbot: QtBot, linear_model: Path) -> Iterator[HouseMaker]:
    """Makes grounds, each with a study or without; afterwards no thread of them runs."""
    houses: list[House] = []

    def make(study: Study | None = None) -> House:
        hall, told = QObject(), list[Message]()
        pools = Pools(hall)
        keeping = Keeping(study, pools, hall)
        scans, looking = ScanList(hall), Looking(pools, hall)
        ground = Ground(hall, linear_model, pools, keeping, scans, looking, told.append)
        shown = ShownScan(ground)
        houses.append(House(ground, told, shown, EditDesk(ground, shown)))
        return houses[-1]

    yield make
    for house in houses:
        house.ground.pools.close()
        house.ground.keeping.give_up()
        if house.ground.keeping.study is not None:
            house.ground.keeping.study.close()
        house.ground.hall.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def house(make_house: HouseMaker) -> House:
    """A ground that keeps nothing."""
    return make_house()


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A new one."""
    return Study.open(tmp_path / "s.melcount")


@pytest.fixture
def kept_house(make_house: HouseMaker, study: Study) -> House:
    """A ground that keeps all in a study."""
    return make_house(study)


@pytest.fixture
def small_scan(write_scan: ScanWriter) -> ScanMaker:
    """Writes a small scan of this name; no two are alike."""
    written: list[Path] = []

    def write(name: str = "a.tif") -> Path:
        written.append(write_scan(quarter_disc()[len(written) :: 2, ::2], name=name))
        return written[-1]

    return write
