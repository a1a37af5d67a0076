"""How many scans an hour a batch counts, what it costs beside the network, and its memory.

Makes scans of real pixels by the tool in ../shared, runs `melcount batch` and `melcount report`
on them, then only the network on what it saw. The machine should do nothing else meanwhile.

    python tests/benchmarks/batch.py [--scans 12] [--width 15000] [--height 13312] [--keep DIR]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from measured import Run, measured

from melcount_app.core.count import count_scan, request_count
from melcount_app.core.paths import default_model
from melcount_app.core.prepare import ScanPrepared, prepare_scan
from melcount_app.core.profile import Stage, Stopwatch

MAKER = Path(__file__).resolve().parents[3] / "shared" / "tools" / "make_mosaic_scan.py"
CONDITIONS = ("untreated", "vehicle", "test 1 µM", "test 10 µM")
HOUR_S = 3600


def make_scans(folder: Path, scans: int, size: list[str]) -> list[Path]:
    """Scans with different seeds, in a sub-folder for each condition; those there are kept."""
    paths = [
        folder
        / CONDITIONS[number % len(CONDITIONS)]
        / f"sample {number // len(CONDITIONS) + 1}.tif"
        for number in range(scans)
    ]
    for seed, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            command = [sys.executable, str(MAKER), str(path), *size, "--seed", str(seed)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return paths


def network_seconds(scan: Path) -> float:
    """What only the network takes for a scan."""
    stopwatch = Stopwatch()
    (prepared,) = (
        event.scan
        for event in prepare_scan(scan, is_watched=False)
        if isinstance(event, ScanPrepared)
    )
    request = request_count(prepared, model=default_model())
    for _ in count_scan(request, coarse=prepared.coarse, stopwatch=stopwatch):
        pass
    return stopwatch.seconds(Stage.NETWORK)


def say(what: str, run: Run) -> None:
    """One line about a command."""
    processor = f"{run.processor_seconds:6.1f} s of processor"
    print(f"{what:16}{run.seconds:8.1f} s  {processor}  {run.peak_bytes / 2**30:6.2f} GiB peak")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", type=int, default=12)
    parser.add_argument("--width", default="15000")
    parser.add_argument("--height", default="13312")
    parser.add_argument("--keep", type=Path, help="where the scans are made, or were made before")
    arguments = parser.parse_args()
    size = ["--width", arguments.width, "--height", arguments.height]
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch) / "scans"
        scans = make_scans(folder, arguments.scans, size)
        program, out = [sys.executable, "-m", "melcount_app"], str(Path(scratch) / "out")
        print(f"{len(scans)} scans of {arguments.width} x {arguments.height} px")
        print(f"load before     {psutil.getloadavg()[0]:8.1f}")
        batch = measured([*program, "batch", str(folder), "--out", out, "--no-reports"])
        study = str(Path(out) / f"{folder.name}.melcount")
        report = measured([*program, "report", study, "--out", out])
        network = sum(map(network_seconds, scans)) / len(scans)
    per_scan = batch.seconds / len(scans)
    say("melcount batch", batch)
    say("melcount report", report)
    print(f"scans per hour  {HOUR_S / per_scan:8.0f}")
    print(f"per scan        {per_scan:8.2f} s, of which the network {network:.2f} s")
    print(f"load after      {psutil.getloadavg()[0]:8.1f}")


if __name__ == "__main__":
    main()
