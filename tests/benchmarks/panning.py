"""How smoothly a scan pans and zooms: frame times at every level, with tiles on their way.

A frame is one step of the view (as a drag of the mouse makes it), the events that follow from
it, and the painting of the whole view into a picture; offscreen, so without a graphics card.
Beside the time that passes stands what the thread of the window itself computes: the rest it
waits for the threads that read tiles, and on a busy machine for other programs.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from melcount_app.core.paths import default_model
from melcount_app.gui.app import SWITCH_INTERVAL_S
from melcount_app.gui.session import Session
from melcount_app.gui.viewer import ScanView

WIDTH_PX, HEIGHT_PX = 1600, 900
STEPS = 60
STEP_PX = 12


def main() -> None:
    """Print median and 95th percentile of the frame times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scan", type=Path)
    parser.add_argument("--counted", action="store_true", help="with the density map over it")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    arguments = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication([])
    session = Session(default_model())
    view = ScanView(session)
    view.resize(WIDTH_PX, HEIGHT_PX)
    view.show()
    session.shown.open(arguments.scan)
    while session.shown.edits is None or not session.numbers.is_measured:
        application.processEvents()
    if arguments.counted:
        session.counting.count()
        while not session.numbers.is_whole or view.density.colours.is_empty:
            application.processEvents()
    print("level0 px per screen px: median and 95 % of frames in ms, of it computed by the window")
    for scale in (1.0, 2.0, 4.0, 8.0, 16.0):
        for tiles in ("on their way", "there"):
            view.canvas.fit()
            view.canvas.zoom_to(scale)
            passed, computed = _pan(application, view)
            print(f"{scale:5.1f}, tiles {tiles:12}: {_told(passed)}; {_told(computed)}")
            _settle(application, view)
    view.close_reader()
    session.close()


def _pan(application: QApplication, view: ScanView) -> tuple[list[float], list[float]]:
    """Times of frames in ms: what passed, and what the thread of the window computed."""
    passed, computed = [], []
    for _ in range(STEPS):
        started = time.perf_counter(), time.thread_time()
        scale = view.canvas.level0_per_screen_px
        view.canvas.translateBy(x=STEP_PX * scale, y=STEP_PX * scale / 2)
        application.processEvents()
        view.grab()
        passed.append(1000 * (time.perf_counter() - started[0]))
        computed.append(1000 * (time.thread_time() - started[1]))
    return passed, computed


def _told(times: list[float]) -> str:
    return f"{np.median(times):5.1f}, {np.percentile(times, 95):5.1f}"


def _settle(application: QApplication, view: ScanView) -> None:
    while view.tiles.missing:
        application.processEvents()


if __name__ == "__main__":
    main()
