"""What a study of many scans costs the window: to open it, and to draw a region in one of them.

    python tests/benchmarks/many_scans.py [--scans 501] [--earlier CHECKOUT]

prints for one scan and for many how long the GUI thread is held at once while a study is opened,
and how long a region that is drawn holds it: until the mouse is free again, and in all until its
numbers are there. With `--earlier`, a checkout of commit ef535df is measured beside it, in turn.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

REGIONS = 7
ROUNDS = 3
LONG_S = 120.0
IDLE_MS = 0.2
"""A turn of the event loop that is no longer had nothing to do but to be asked."""


def main() -> None:
    """Measure this checkout, and another one beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=501)
    parser.add_argument("--earlier", type=Path)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        measured(arguments.one)
    here = Path(__file__).resolve().parents[2]
    checkouts = {"now": here, **({"earlier": arguments.earlier} if arguments.earlier else {})}
    for scans in (1, arguments.scans):
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in checkouts}
        for _ in range(ROUNDS):
            for name, checkout in checkouts.items():
                rounds[name].append(of_checkout(checkout, scans))
        for name, found in rounds.items():
            told = ", ".join(f"{what} {median(found, what):.1f} ms" for what in found[0])
            print(f"{scans:4d} scans, {name:7s}: {told}")


def median(found: list[dict[str, float]], what: str) -> float:
    """Of one figure over the rounds."""
    return statistics.median(each[what] for each in found)


def of_checkout(checkout: Path, scans: int) -> dict[str, float]:
    """The figures of a checkout, in a process of its own."""
    answer = subprocess.run(
        [sys.executable, __file__, "--one", str(scans)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


class Now:
    """How this code is asked."""

    def fill(self, file: Path, scans: int, folder: Path) -> None:
        """A study of scans with outlines, small pictures and counts that apply."""
        from melcount_app.core.edits import Edits
        from melcount_app.core.paths import sample_scan
        from melcount_app.core.prepare import ScanPrepared, prepare_scan
        from melcount_app.core.study import Study
        from melcount_app.core.thumbnail import thumbnail_of

        *_, prepared = prepare_scan(sample_scan())
        assert isinstance(prepared, ScanPrepared)
        png, scan = thumbnail_of(sample_scan()), prepared.scan
        with Study.open(file) as study, study.together():
            for path in files(folder, scans - 1):
                key = study.scans.add(path).key
                study.save_edits(key, Edits(scan.channel, scan.mask))
                study.thumbnails.put(key, png)

    def is_read(self, session: Any, scans: int) -> bool:
        """Whether the list is filled, with all its pictures."""
        rows = session.scans.rows
        return len(rows) == scans - 1 and all(row.thumbnail is not None for row in rows)

    def open(self, session: Any, path: Path) -> None:
        """Show a scan."""
        session.shown.open(path)

    def is_ready(self, session: Any) -> bool:
        """Whether it is shown, with its numbers, and all is on disk."""
        return bool(session.numbers.is_measured and session.keeping.is_idle)


class Earlier:
    """How the code of commit ef535df is asked."""

    def fill(self, file: Path, scans: int, folder: Path) -> None:
        """The same study."""
        from melcount_app.core.edits import Edits
        from melcount_app.core.paths import sample_scan
        from melcount_app.core.prepare import ScanPrepared, prepare_scan

        study_module: Any = importlib.import_module("melcount_app.core.study")
        thumbnail_of: Any = importlib.import_module("melcount_app.gui.session.files").thumbnail_of
        *_, prepared = prepare_scan(sample_scan())
        assert isinstance(prepared, ScanPrepared)
        png, scan, study = thumbnail_of(sample_scan()), prepared.scan, study_module.Study.open(file)
        with study.together():
            for path in files(folder, scans - 1):
                key = study.add_scan(path).key
                study.save_edits(key, Edits(scan.channel, scan.mask))
                study.save_thumbnail(key, png)
        study.close()

    def is_read(self, session: Any, scans: int) -> bool:
        """Whether the list is filled; it is, before the window is there."""
        return len(session.summaries) == scans - 1

    def open(self, session: Any, path: Path) -> None:
        """Show a scan."""
        session.open(path)

    def is_ready(self, session: Any) -> bool:
        """Whether it is shown, with its numbers, and all is on disk."""
        return bool(session.is_measured and session.is_kept)


def files(folder: Path, number: int) -> list[Path]:
    """Empty files in the place of scans, since nothing looks into them here."""
    made = [folder / f"{place:04}.tif" for place in range(number)]
    for path in made:
        path.touch()
    return made


class Turns:
    """Turns of the event loop, and how long each held the GUI thread, in ms of its own time."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def take(self) -> float:
        """One turn."""
        start = time.thread_time()
        self._application.processEvents()
        return 1000 * (time.thread_time() - start)

    def until(self, is_so: Callable[[], bool]) -> list[float]:
        """Turns until something is so, and one more."""
        turns, end = [self.take()], time.monotonic() + LONG_S
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError("nothing comes of it")
            turns.append(self.take())
        return [*turns, self.take()]

    def rest(self, seconds: float = 0.5) -> None:
        """Turns for a while, so that what was begun comes to its end."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)


def measured(scans: int) -> None:
    """Print the figures of the code that is imported here, in ms, and end the process."""
    from PySide6.QtWidgets import QApplication

    from melcount_app.core.paths import default_model, sample_scan
    from melcount_app.core.study import Study
    from melcount_app.gui.app import make_window

    turns = Turns(QApplication([]))
    code: Any = Earlier() if hasattr(Study, "save_result") else Now()
    folder = Path(tempfile.mkdtemp())
    code.fill(folder / "many.melcount", scans, folder)
    first = make_window(default_model(), None)  # what is loaded once is not of the study
    first.show()
    turns.rest()
    study, start = Study.open(folder / "many.melcount"), time.thread_time()
    window = make_window(default_model(), study)
    window.resize(1200, 800)
    window.show()
    made = 1000 * (time.thread_time() - start)
    filled = turns.until(lambda: code.is_read(window.session, scans))
    code.open(window.session, sample_scan())
    turns.until(lambda: code.is_ready(window.session))
    turns.rest()
    free, whole = regions(code, window, turns)
    figures = {
        "window made": made,
        "longest turn while it is filled": max(filled),
        "a region, until the mouse is free": free,
        "in all": whole,
    }
    print(json.dumps(figures), flush=True)
    os._exit(0)  # threads and windows go with the process


def regions(code: Any, window: Any, turns: Turns) -> tuple[float, float]:
    """How long a region that is drawn holds the GUI thread, until the mouse is free, and in all."""
    from PySide6.QtCore import Qt
    from shapely.geometry import box

    free, whole = [], []
    for place in range(REGIONS):
        window.view.in_hand.draw("draw_rectangle")
        turns.rest()
        outline, start = box(500, 3000, 2500, 5000 + place), time.thread_time()
        window.view.canvas.outline_drawn.emit(outline, Qt.KeyboardModifier.NoModifier)
        free.append(1000 * (time.thread_time() - start))
        after = turns.until(lambda: code.is_ready(window.session))
        whole.append(free[-1] + sum(each for each in after if each > IDLE_MS))
    return statistics.median(free), statistics.median(whole)


if __name__ == "__main__":
    main()
