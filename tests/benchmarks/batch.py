"""How many scans an hour a batch counts, what it costs beside the network, and its memory.

Makes scans of real pixels by the tool in ../shared, runs `melcount batch` and `melcount report`
on them, then only the network on what it saw. The machine should do nothing else meanwhile.

    python tests/benchmarks/batch.py [--scans 12] [--width 15000] [--height 13312] [--keep DIR]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
from measured import Run, measured

from melcount_app.core.density import DensityMap
from melcount_app.core.model import CountingModel
from melcount_app.core.network import NETWORKS
from melcount_app.core.paths import default_model
from melcount_app.core.study import Study

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


def tiles_of(folder: Path, file: Path) -> list[tuple[int, int]]:
    """Height and width of all that the network saw in a study, halo included."""
    shapes = []
    with Study.open(file) as study:
        for scan in study.scans.all():
            counted = study.counts.of(scan.key)
            if counted is None:
                raise RuntimeError(f"not counted: {scan.path.relative_to(folder)}")
            density, halo = counted.density, 2 * counted.density.tiles.halo_px
            fresh = DensityMap(density.grid, density.tiles, density.output_stride)
            cores = fresh.missing(fresh.coverage(counted.request.mask.outline))
            shapes += [(core.height + halo, core.width + halo) for core in cores]
    return shapes


def bare_network(shapes: list[tuple[int, int]]) -> tuple[float, float]:
    """Seconds, and processor seconds, of only the network on tiles of these shapes.

    With as many threads as in a count.
    """
    model = CountingModel.load(default_model(), threads=max((os.cpu_count() or 1) // NETWORKS, 1))
    model.density(np.zeros(shapes[0], np.float32))
    began, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(NETWORKS) as networks:
        for _ in networks.map(lambda shape: model.density(np.zeros(shape, np.float32)), shapes):
            pass
    return time.perf_counter() - began, time.process_time() - used


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
        seconds, processor = bare_network(tiles_of(folder, Path(study)))
    n = len(scans)
    say("melcount batch", batch)
    say("melcount report", report)
    print(f"only the network{seconds:8.1f} s  {processor:6.1f} s of processor")
    print(f"scans per hour  {HOUR_S * n / batch.seconds:8.0f}")
    beside = (batch.seconds - seconds) / n, (batch.processor_seconds - processor) / n
    print(f"beside it, a scan{beside[0]:7.2f} s  {beside[1]:6.2f} s of processor")
    print(f"load after      {psutil.getloadavg()[0]:8.1f}")


if __name__ == "__main__":
    main()
