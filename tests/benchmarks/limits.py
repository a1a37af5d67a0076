"""What odd files cost before a sentence is said: time and memory, kind by kind.

    python tests/benchmarks/limits.py [--only NAME ...] [--checkout FOLDER]

makes each file in a temporary folder, lets the program read it in a process of its own as the
window, the plan or the command line does, and prints a table: processor seconds and the peak of
memory over those of the same for a small sound file, and what was said. A reading is ended after
half a minute and at 4 GB. With `--checkout`, the program of another one is measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parents[2]
sys.path.append(str(HERE))

MOST_S, MOST_BYTES, POLL_S = 30.0, 4 * 10**9, 0.02
PATIENCE = 12
MB = 10**6


@dataclass(frozen=True)
class Cost:
    """What reading a file took, and what was said at the end."""

    seconds: float
    peak_bytes: int
    said: str


def main() -> None:
    """Measure all kinds, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--checkout", type=Path, default=HERE)
    parser.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        from limit_readings import READINGS

        said = READINGS[arguments.read[0]](Path(arguments.read[1]))
        print(f"\n{said}", flush=True)
        os._exit(0)
    table(arguments.checkout.resolve(), arguments.only)


def table(checkout: Path, only: Sequence[str]) -> None:
    """Print a row for each kind and reading."""
    from limit_readings import KINDS, SOUND

    print("| file | read by | s | MB over the program | said |\n|---|---|---|---|---|")
    readings = KINDS.keys() & set(only) or KINDS.keys()
    kinds = set(only) - KINDS.keys()
    for reading in (each for each in KINDS if each in readings):
        chosen = [each for each in KINDS[reading] if not kinds or each.__name__ in kinds]
        base = cost_of(SOUND[reading], checkout, reading) if chosen else Cost(0, 0, "")
        for make in chosen:
            found = cost_of(make, checkout, reading)
            over = max(found.peak_bytes - base.peak_bytes, 0) // MB
            seconds = max(found.seconds - base.seconds, 0.0)
            told = found.said.replace("|", "/")[:160]
            print(f"| {make.__name__} | {reading} | {seconds:.1f} | {over} | {told} |", flush=True)


def cost_of(make: Callable[[Path], Path], checkout: Path, reading: str) -> Cost:
    """Make a file and read it."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "kind"  # whose folder is of no interest to anybody
        own.mkdir()
        return cost(checkout, reading, make(own))


def cost(checkout: Path, reading: str, path: Path) -> Cost:
    """Read a file in a process of its own."""
    started, used = time.perf_counter(), 0.0
    child = psutil.Popen(
        [sys.executable, __file__, "--read", reading, str(path)],
        env={**os.environ, "PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"},
        cwd=checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak, why = 0, ""
    while child.poll() is None:
        try:
            family = [child, *child.children(recursive=True)]
            peak = max(peak, sum(process.memory_info().rss for process in family))
            spent = [process.cpu_times() for process in family]
            used = max(used, sum(each.user + each.system for each in spent))
        except psutil.NoSuchProcess:
            continue
        if used > MOST_S or time.perf_counter() - started > PATIENCE * MOST_S:
            why = f"ENDED after {MOST_S:.0f} s"
        elif peak > MOST_BYTES:
            why = "ENDED at 4 GB"
        if why:
            for process in reversed(family):
                process.kill()
            break
        time.sleep(POLL_S)
    said, _ = child.communicate()
    lines = [line for line in said.splitlines() if line.strip()]
    return Cost(used, peak, why or (lines[-1] if lines else f"exit {child.returncode}"))


if __name__ == "__main__":
    main()
