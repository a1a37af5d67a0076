"""What thousands of regions cost the window: to take them over, and to change one of them.

    python tests/benchmarks/many_regions.py [--regions 5000] [--earlier CHECKOUT]

prints how long the GUI thread is held in all, and at most at once, while the regions of a file
come to the sample scan, and while one of them is renamed and reshaped, beside a hundred regions.
With `--earlier`, another checkout is measured beside it, in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FEW = 100
ROUNDS = 3
SIDE_PX = 60
STEP_PX = 90
COLUMNS = 80


def main() -> None:
    """Measure this checkout, and another one beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=5000)
    parser.add_argument("--earlier", type=Path)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        measured(arguments.one)
    here = Path(__file__).resolve().parents[2]
    checkouts = {"now": here, **({"earlier": arguments.earlier} if arguments.earlier else {})}
    for regions in (FEW, arguments.regions):
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in checkouts}
        for _ in range(ROUNDS):
            for name, checkout in checkouts.items():
                rounds[name].append(of_checkout(checkout, regions))
        for name, found in rounds.items():
            told = ", ".join(
                f"{what} {statistics.median(each[what] for each in found):.1f} ms"
                for what in found[0]
            )
            print(f"{regions:5d} regions, {name:7s}: {told}")


def of_checkout(checkout: Path, regions: int) -> dict[str, float]:
    """The figures of a checkout, in a process of its own."""
    answer = subprocess.run(
        [sys.executable, __file__, "--one", str(regions)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def measured(number: int) -> None:
    """Print the figures of the code that is imported here, in ms, and end the process."""
    from many_scans import Turns
    from PySide6.QtWidgets import QApplication
    from shapely.geometry import Point, box

    from melcount_app.core.outline_files import Outlines
    from melcount_app.core.paths import default_model, sample_scan
    from melcount_app.core.region import Region
    from melcount_app.gui.app import make_window

    turns = Turns(QApplication([]))
    window = make_window(default_model(), None)
    window.resize(1200, 800)
    window.show()
    window.session.shown.open(sample_scan())
    turns.until(lambda: window.session.numbers.is_measured)
    turns.rest()
    regions = tuple(
        Region(
            f"cell {place}",
            Point(STEP_PX * (place % COLUMNS), STEP_PX * (place // COLUMNS)).buffer(SIDE_PX / 2),
        )
        for place in range(number)
    )
    desk = window.session.regions
    changes = {
        "taken over": lambda: desk.read_from(Outlines(Path("cells.geojson"), regions)),
        "renamed": lambda: desk.rename(number // 2, "other"),
        "reshaped": lambda: desk.extend(number // 2, box(3000, 3000, 3100, 3100)),
        "selected": lambda: window.regions_panel.select([number // 3]),
    }
    figures: dict[str, float] = {}
    for what, change in changes.items():
        figures |= held(window, turns, what, change)
    print(json.dumps(figures), flush=True)
    os._exit(0)  # threads and windows go with the process


def held(window: Any, turns: Any, what: str, change: Any) -> dict[str, float]:
    """How long a change holds the GUI thread in all, and at most at once."""
    start = time.thread_time()
    change()
    first = 1000 * (time.thread_time() - start)
    rest = turns.until(lambda: window.session.numbers.is_measured)
    end = time.monotonic() + 1.0
    rest += turns.until(lambda: time.monotonic() > end)
    busy = [first, *(each for each in rest if each > 0.2)]
    return {f"{what}, in all": sum(busy), f"{what}, at once": max(busy)}


if __name__ == "__main__":
    main()
