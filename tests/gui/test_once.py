"""One edit is painted once, and costs no more the more scans there are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pyqtgraph as pg
import pytest
from pytestqt.qtbot import QtBot

import melcount_app
from melcount_app.core.study import Study
from melcount_app.core.thumbnail import thumbnail_of
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.viewer.shapes import ShapeLayer
from tests.gui.conftest import Hand, WindowMaker, drag, open_scan

OURS = str(Path(melcount_app.__file__).parent)
MANY = 301
ROUNDS = 3

RECTANGLE = [(200.0, 1400.0), (400.0, 1550.0), (600.0, 1700.0), (700.0, 1800.0), (700.0, 1800.0)]


@pytest.fixture
def paints(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever outlines are shown anew."""
    found: list[int] = []
    show_edits = ShapeLayer.show_edits

    def counted(layer: ShapeLayer) -> None:
        found.append(1)
        show_edits(layer)

    monkeypatch.setattr(ShapeLayer, "show_edits", counted)
    return found


def is_at_rest(session: Session) -> bool:
    """Whether all that follows from an edit was done."""
    return (
        session.numbers.is_measured
        and session.keeping.is_idle
        and not session.desk.is_in_hand
        and not session.course._timer.isActive()
    )


def until_at_rest(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: is_at_rest(session))


def choose_rectangle(window: MainWindow) -> None:
    window.actions_by_name["draw_rectangle"].trigger()


def test_that_a_rectangle_drawn_by_mouse_is_painted_once_when_it_ends(
    qtbot: QtBot, paints: list[int], fast_window: MainWindow
) -> None:
    session = fast_window.session
    until_at_rest(qtbot, session)
    choose_rectangle(fast_window)
    hand = Hand(fast_window)
    hand.press(*RECTANGLE[0])
    for point in RECTANGLE[1:]:
        before = len(paints)
        hand.move(*point)
        assert len(paints) - before <= 1
    assert session.desk.is_in_hand
    before = len(paints)
    hand.release(*RECTANGLE[-1])
    assert len(session.regions.present) == 1
    until_at_rest(qtbot, session)
    assert len(paints) - before == 1


def test_that_an_edit_without_a_mouse_is_painted_once(
    qtbot: QtBot, paints: list[int], fast_window: MainWindow
) -> None:
    session = fast_window.session
    until_at_rest(qtbot, session)
    changes: tuple[Callable[[], None], ...] = (
        lambda: session.regions.draw([*RECTANGLE[:3:2], (200.0, 1700.0)]),
        lambda: session.regions.rename(0, "left"),
        session.desk.undo_stack.undo,
        lambda: session.sample.set_um_per_px(2.0),
    )
    for change in changes:
        before = len(paints)
        change()
        until_at_rest(qtbot, session)
        assert len(paints) - before == 1


class Calls:
    """How often functions of ours are called on this thread."""

    def __init__(self) -> None:
        self.number = 0

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            self.number += 1

    def during(self, qtbot: QtBot, do: Callable[[], None], is_over: Callable[[], bool]) -> int:
        """Those of a job and of all that follows from it; that it is over is looked at apart."""

        def looked() -> bool:
            sys.setprofile(None)
            found = is_over()
            sys.setprofile(self.note)
            return found

        self.number = 0
        sys.setprofile(self.note)
        try:
            do()
            qtbot.waitUntil(looked)
        finally:
            sys.setprofile(None)
        return self.number


def calls_of_one_rectangle(qtbot: QtBot, window: MainWindow, scan: Path) -> int:
    """The fewest of some rounds: a busy machine lets the window be painted more often."""
    session = window.session
    open_scan(qtbot, session, scan, Stage.OUTLINED)
    until_at_rest(qtbot, session)
    found = []
    for _ in range(ROUNDS):
        choose_rectangle(window)
        found.append(
            Calls().during(qtbot, lambda: drag(window, RECTANGLE), lambda: is_at_rest(session))
        )
        session.desk.undo_stack.undo()
        until_at_rest(qtbot, session)
    return min(found)


def test_that_a_rectangle_costs_as_little_among_many_scans_as_with_one(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    scan_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", 0)
    png = thumbnail_of(scan_path)
    found = {}
    for scans in (1, MANY):
        study = Study.open(scan_path.with_name(f"{scans}.melcount"))
        with study.together():
            for added in study.scans.add_all(
                scan_path.with_name(f"{n}.tif") for n in range(1, scans)
            ):
                study.thumbnails.put(added.key, png)
        window = make_main_window(linear_model, study)
        found[scans] = calls_of_one_rectangle(qtbot, window, scan_path)
        assert len(window.session.scans) == scans
        window.close()
    print(found)  # noqa: T201 - shown with pytest -rP
    assert found[1] > 50
    assert found[MANY] <= 1.3 * found[1]
