"""The list of scans is filled by a process of its own, which one file may crash."""

from __future__ import annotations

import psutil
import pytest
from pytestqt.qtbot import QtBot

from melcount_app.gui.session import Session, listing, looking
from tests.core.apart.odd_looks import thumbnail_or_crash
from tests.gui.session.conftest import ScanMaker


def children() -> list[psutil.Process]:
    """The processes that look at files."""
    every = psutil.Process().children()
    return [one for one in every if any("spawn_main" in word for word in one.cmdline())]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends as soon as it is idle."""
    monkeypatch.setattr(looking, "IDLE_MS", 0)


def test_that_a_file_that_is_shown_brings_its_picture_without_a_process(
    qtbot: QtBot, session: Session, small_scan: ScanMaker
) -> None:
    session.arrivals.add([small_scan("a.tif")])
    qtbot.waitUntil(lambda: session.shown.edits is not None and not session.shown.is_opening)
    (work,) = session.scans
    assert work.thumbnail is not None
    assert children() == []


@pytest.mark.usefixtures("short")
def test_that_a_file_that_crashes_costs_itself_alone_and_no_process_stays(
    qtbot: QtBot,
    session: Session,
    small_scan: ScanMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "thumbnail_of", thumbnail_or_crash)
    session.arrivals.add([small_scan(f"{name}.tif") for name in ("a", "crash", "z")])
    qtbot.waitUntil(lambda: len(list(session.scans)) == 3)
    known = {work.path.stem: work for work in session.scans}
    qtbot.waitUntil(lambda: bool(known["crash"].entry.scan.failure), timeout=30_000)
    qtbot.waitUntil(lambda: known["z"].thumbnail is not None, timeout=30_000)
    assert "the program failed while it looked at it" in known["crash"].entry.scan.failure
    assert known["a"].thumbnail is not None
    qtbot.waitUntil(lambda: children() == [], timeout=30_000)


def test_that_a_session_that_closes_while_it_looks_leaves_no_process(
    qtbot: QtBot, session: Session, small_scan: ScanMaker
) -> None:
    session.arrivals.add([small_scan(f"{n}.tif") for n in range(3)])
    qtbot.waitUntil(lambda: children() != [], timeout=30_000)
    session.close()
    assert children() == []
