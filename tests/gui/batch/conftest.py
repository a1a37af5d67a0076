"""Three scans in two conditions, and a session that has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.region import polygon
from melcount_app.core.study import Study
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from melcount_app.gui.session.rows import ScanState
from tests.conftest import ScanWriter
from tests.gui.conftest import LONG_MS, SessionMaker, WindowMaker, by_name, quarter_disc

StudyWindow = Callable[[str], MainWindow]

NAMES = ("a.tif", "b.tif", "c.tif")
PART = polygon([(50, 700), (350, 700), (350, 1000), (50, 1000)])


@pytest.fixture
def folder(tmp_path: Path, write_scan: ScanWriter) -> Path:
    """Three scans, in folders named after conditions."""
    made = tmp_path / "scans"
    for place in ("none/a.tif", "dose/b.tif", "dose/c.tif"):
        path = made / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write_scan(quarter_disc()[::2, ::2], name=path.name).rename(path)
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def session(qtbot: QtBot, start: SessionMaker, folder: Path) -> Session:
    """With the scans of the folder, the first of them shown."""
    made = start()
    fill(qtbot, made, folder)
    return made


@pytest.fixture
def open_window(make_main_window: WindowMaker, linear_model: Path, tmp_path: Path) -> StudyWindow:
    """Opens a window on the study of this name, a new one where there is none."""
    return lambda name: make_main_window(linear_model, Study.open(tmp_path / f"{name}.melcount"))


def fill(qtbot: QtBot, session: Session, folder: Path) -> None:
    session.arrivals.add([folder])
    qtbot.waitUntil(
        lambda: (
            len(session.scans.rows) == len(NAMES)
            and all(s.thumbnail is not None for s in session.scans.rows)
            and session.shown.edits is not None
            and not session.course.job
        ),
        timeout=LONG_MS,
    )


def states(session: Session) -> dict[str, ScanState]:
    return {name: summary.state for name, summary in by_name(session).items()}


def until_ended(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.batch.state is None, timeout=2 * LONG_MS)


def until_one_ended(qtbot: QtBot, session: Session) -> None:
    """Until the first scan of a batch is counted."""
    qtbot.waitUntil(
        lambda: session.batch.state is not None and session.batch.state.ended == 1,
        timeout=2 * LONG_MS,
    )


def pause_in_hand(qtbot: QtBot, session: Session, name: str) -> int:
    """Let the batch rest while it counts a scan; its key."""
    key = by_name(session)[name].key
    qtbot.waitUntil(
        lambda: session.batch.state is not None and session.batch.state.in_hand == key,
        timeout=2 * LONG_MS,
    )
    session.batch.pause(is_paused=True)
    return key
