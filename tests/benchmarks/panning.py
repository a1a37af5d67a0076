"""How smoothly a scan pans and zooms: frame times at every level, with tiles on their way.

A frame is one step of the view (as a drag of the mouse makes it), the events that follow from
it, and the painting of the whole view into a picture; offscreen, so without a graphics card.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from melcount_app.core.paths import default_model
from melcount_app.gui.session import Session
from melcount_app.gui.viewer import ScanView

WIDTH_PX, HEIGHT_PX = 1600, 900
STEPS = 60
STEP_PX = 12


def main() -> None:
    """Print median and 95th percentile of the frame times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scan", type=Path)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    arguments = parser.parse_args()
    application = QApplication([])
    session = Session(default_model())
    view = ScanView(session)
    view.resize(WIDTH_PX, HEIGHT_PX)
    view.show()
    session.open(arguments.scan)
    while session.edits is None or not session.is_measured:
        application.processEvents()
    print("level0 px per screen px: frames fresh (median, 95 %) and with tiles there, in ms")
    for scale in (1.0, 2.0, 4.0, 8.0, 16.0):
        times = []
        for _ in ("tiles on their way", "tiles there"):
            view.canvas.fit()
            view.canvas.zoom_to(scale)
            times.append(_pan(application, view))
            _settle(application, view)
        told = "; ".join(f"{np.median(t):5.1f}, {np.percentile(t, 95):5.1f}" for t in times)
        print(f"{scale:5.1f}: {told}")
    view.close_reader()
    session.close()


def _pan(application: QApplication, view: ScanView) -> list[float]:
    times = []
    for _ in range(STEPS):
        started = time.perf_counter()
        scale = view.canvas.level0_per_screen_px
        view.canvas.translateBy(x=STEP_PX * scale, y=STEP_PX * scale / 2)
        application.processEvents()
        view.grab()
        times.append(1000 * (time.perf_counter() - started))
    return times


def _settle(application: QApplication, view: ScanView) -> None:
    while view.tiles.missing:
        application.processEvents()


if __name__ == "__main__":
    main()
