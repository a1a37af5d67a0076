"""A count in the window goes by the study's protocol, and one with nothing to do is no count."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.geometry import PixelSizeSource
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.study import build_study_report
from melcount_app.core.study import Study
from melcount_app.gui.session import Session
from tests.gui.conftest import LONG_MS, SessionMaker, count, open_scan


@pytest.fixture
def locked(study_path: Path, linear_model: Path) -> None:
    """A protocol that names the pixel size."""
    with Study.open(study_path) as study:
        study.terms.set_protocol(Protocol.of(linear_model, um_per_px=1.5))


def until_kept(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.keeping.is_idle and not session.course.job, timeout=LONG_MS)


def test_that_a_count_goes_by_the_protocol_and_is_in_the_report(
    qtbot: QtBot, locked: None, start: SessionMaker, scan_path: Path
) -> None:
    session = start()
    open_scan(qtbot, session, scan_path)
    assert session.shown.edits is not None
    assert session.shown.edits.um_per_px is None
    count(qtbot, session)
    until_kept(qtbot, session)
    assert session.shown.counted is not None
    assert session.shown.counted.request.pixel_size is not None
    assert session.shown.counted.request.pixel_size.um_per_px == 1.5
    assert session.shown.counted.request.pixel_size.source is PixelSizeSource.PROTOCOL
    assert session.study is not None
    (condition,) = build_study_report(session.study).conditions
    assert len(condition.scans) == 1
    assert not condition.left_out


def test_that_a_count_with_nothing_to_do_leaves_the_one_that_is_kept(
    qtbot: QtBot, start: SessionMaker, scan_path: Path
) -> None:
    session = start()
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    until_kept(qtbot, session)
    assert session.study is not None
    assert session.shown.key is not None
    first = session.study.counts.of(session.shown.key)
    assert first is not None
    session.counting.count()
    until_kept(qtbot, session)
    again = session.study.counts.of(session.shown.key)
    assert again is not None
    assert again.tiles == first.tiles > 0
    assert again.seconds == first.seconds
    assert session.shown.counted is not None
    assert session.counting.picture is not None
