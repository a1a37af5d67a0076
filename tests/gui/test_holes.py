"""What is not counted is hatched over the scan, and goes when the outlines are hidden."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot
from shapely.geometry import box

from melcount_app.core.holes import NO_HOLES, Holes
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.holes import DAMAGED, HoleItem
from tests.core.harmed_files import leave_out, noise, write_tiled
from tests.gui.conftest import choose, on_screen, open_scan


def test_that_holes_have_their_bounds_and_go(qtbot: QtBot) -> None:
    item = HoleItem()
    assert item.boundingRect().isEmpty()
    item.show_holes(Holes(not_scanned=box(10, 20, 30, 50), damaged=box(100, 100, 120, 160)))
    assert item.boundingRect() == QRectF(10, 20, 110, 140)
    item.show_holes(NO_HOLES)
    assert item.boundingRect().isEmpty()


def test_that_the_window_hatches_what_was_not_scanned(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    path = leave_out(write_tiled(tmp_path / "sparse.tif", noise()), (3, 3), (3, 4), (4, 3), (4, 4))
    open_scan(qtbot, session, path)
    holes = window.view.shapes.holes
    assert holes.holes.not_scanned.bounds == (192, 192, 320, 320)
    first, last = on_screen(window, 200, 200), on_screen(window, 312, 312)

    def colours() -> set[int]:
        shown = window.view.grab().toImage()
        places = ((x, y) for x in range(first.x(), last.x()) for y in range(first.y(), last.y()))
        return {shown.pixelColor(x, y).rgb() for x, y in places}

    qtbot.waitUntil(lambda: len(colours()) > 1)
    assert max(colour & 0xFF for colour in colours()) > 100  # the scan itself is black there
    holes.show_holes(Holes(damaged=holes.holes.not_scanned))
    assert DAMAGED.rgb() in colours()
    choose(qtbot, window, "show_outlines")
    qtbot.waitUntil(lambda: len(colours()) == 1)
