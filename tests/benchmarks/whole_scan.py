"""How much faster than the paper's way a whole scan is counted, and in how much memory.

Runs the paper's way and `melcount count` on the same scan, one process after the other, and
prints time, peak memory and the ratio. The machine should do nothing else meanwhile.

    python tests/benchmarks/whole_scan.py SCAN [--model FOLDER] [--repeat N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from measured import measured

from melcount_app.core.paths import default_model


def warm(scan: Path) -> None:
    """Bring the file into the disc cache, so that neither way pays for a cold disc."""
    with scan.open("rb") as file:
        while file.read(2**24):
            pass


def main() -> None:
    """Measure both ways and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scan", type=Path)
    parser.add_argument("--model", type=Path, default=default_model())
    parser.add_argument("--repeat", type=int, default=1, help="runs of melcount, for the spread")
    arguments = parser.parse_args()
    warm(arguments.scan)
    paper_script = Path(__file__).with_name("paper_way.py")
    with tempfile.TemporaryDirectory() as out:
        paper = measured([sys.executable, str(paper_script), str(arguments.scan), out])
        count = [sys.executable, "-m", "melcount_app", "count", str(arguments.scan)]
        options = ["--out", out, "--model", str(arguments.model)]
        ours = [measured([*count, *options]) for _ in range(arguments.repeat)]
    seconds = statistics.median(run.seconds for run in ours)
    peak = max(run.peak_bytes for run in ours)
    times = ", ".join(f"{run.seconds:.1f}" for run in ours)
    print(f"scan            {arguments.scan.name}")
    print(f"the paper's way {paper.seconds:8.1f} s  {paper.peak_bytes / 2**30:6.2f} GiB peak")
    print(f"melcount count  {seconds:8.1f} s  {peak / 2**30:6.2f} GiB peak  (runs: {times})")
    print(f"ratio           {paper.seconds / seconds:8.1f} times faster")


if __name__ == "__main__":
    main()
