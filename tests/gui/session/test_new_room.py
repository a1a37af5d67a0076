"""A room can be added to the hall without touching another: one that counts clicks, say."""

from __future__ import annotations

import threading
from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot
from pytestqt.qtbot import QtBot

from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan
from tests.gui.session.conftest import House, ScanMaker, heard, open_file, until_kept


class HandCounts(QObject):
    """Cells that the user clicks on, by scan; their mean place is found on a pool thread."""

    changed = Signal()

    def __init__(self, ground: Ground, shown: ShownScan) -> None:
        super().__init__(ground.hall)
        self.centre: tuple[float, float] | None = None
        self.is_over = threading.Event()
        self._ground, self._shown = ground, shown
        self._clicks: dict[int, list[tuple[float, float]]] = {}
        self._runner = ground.pools.runner(Pool.MEASURING)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(ground.tell_error)
        shown.changed.connect(self.changed)

    @property
    def present(self) -> int:
        """How many of the scan that is shown."""
        key = self._shown.key
        return len(self._clicks.get(key, ())) if key is not None else 0

    def click(self, x: float, y: float) -> None:
        """Count one more."""
        key = self._shown.key
        if key is not None:
            clicks = self._clicks.setdefault(key, [])
            clicks.append((x, y))
            self._runner.follow("centre", self._finding(tuple(clicks)))
            number = len(clicks)
            self._ground.keeping.keep(
                lambda study: study.scans.set_failure(key, f"{number} cells"),
                replaces=("clicks", key),
            )
            self.changed.emit()

    def watch(self) -> None:
        """Work until the session ends."""
        self._runner.run("watch", self._watching())

    def _finding(
        self, clicks: tuple[tuple[float, float], ...]
    ) -> Generator[tuple[float, float], None, None]:
        columns, rows = zip(*clicks, strict=True)
        yield sum(columns) / len(columns), sum(rows) / len(rows)

    def _watching(self) -> Generator[None, None, None]:
        try:
            while True:
                yield
        finally:
            self.is_over.set()

    @Slot(object)
    def _take(self, centre: tuple[float, float] | None) -> None:
        self.centre = centre
        self.changed.emit()


def test_that_a_room_of_its_own_stands_on_the_same_ground(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    room = HandCounts(house.ground, house.shown)
    changed = heard(room.changed)
    room.click(1, 1)
    assert (room.present, changed) == (0, [])
    first = open_file(qtbot, house, small_scan("a.tif"))
    for place in ((0.0, 0.0), (2.0, 4.0), (4.0, 8.0)):
        room.click(*place)
    assert room.present == 3
    qtbot.waitUntil(lambda: room.centre == (2.0, 4.0))
    open_file(qtbot, house, small_scan("b.tif"))
    assert room.present == 0
    house.shown.choose(first.key)
    assert room.present == 3
    until_kept(qtbot, house)
    assert house.study.scans.of(first.key).failure == "3 cells"
    assert house.told == []


def test_that_the_job_of_such_a_room_ends_with_all_others(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    room = HandCounts(house.ground, house.shown)
    room.watch()
    house.ground.pools.close()
    assert not room._runner.is_idle or room.is_over.is_set()
    qtbot.waitUntil(lambda: room._runner.is_idle)
    room.watch()
    assert room._runner.is_idle
