"""What a scan costs beside the network, and what reports cost, beside an earlier checkout.

    python tests/benchmarks/overhead.py --earlier CHECKOUT [--scans 24] [--side 2500] [--rounds 1]

cuts small scans from the one that ships with the program, counts them by `melcount batch` and
writes their reports by `melcount report`, by both checkouts in turn, and prints the processor
seconds of each, what of them is not the network, and the ratios. Processor seconds hardly depend
on what else the machine does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import tifffile
from batch import CONDITIONS, bare_network, tiles_of
from measured import measured

from melcount_app.core.paths import resources_folder

HERE = Path(__file__).resolve().parents[2]
UM_PER_PX = 0.4523


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of a batch and of its reports."""

    batch: float
    reports: float


def make_scans(folder: Path, scans: int, side: int) -> None:
    """Different parts of the sample scan, in a sub-folder for each condition."""
    whole = tifffile.imread(resources_folder() / "sample_scan.tif")
    room = max(whole.shape[0] - side, 1), max(whole.shape[1] - side, 1)
    for number in range(scans):
        name = f"sample {number // len(CONDITIONS) + 1}.tif"
        path = folder / CONDITIONS[number % len(CONDITIONS)] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        top, left = (37 * number + room[0] // 2) % room[0], 53 * number % room[1]
        part = whole[top : top + side, left : left + side]
        dots = 1e4 / UM_PER_PX
        tifffile.imwrite(
            path, part, tile=(256, 256), compression="zlib", resolution=(dots, dots),
            resolutionunit="CENTIMETER",
        )  # fmt: skip


def cost_of(checkout: Path, scans: Path, out: Path) -> Cost:
    """Of counting all scans by a checkout, and of their reports."""
    program = [sys.executable, "-m", "melcount_app"]
    batch = [*program, "batch", str(scans), "--out", str(out), "--no-reports"]
    report = [*program, "report", str(study_of(scans, out)), "--out", str(out)]
    return Cost(*(measured(each, checkout).processor_seconds for each in (batch, report)))


def study_of(scans: Path, out: Path) -> Path:
    """The study that a batch makes."""
    return out / f"{scans.name}.melcount"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--earlier", type=Path, required=True, help="a checkout to compare with")
    parser.add_argument("--scans", type=int, default=24)
    parser.add_argument("--side", type=int, default=2500, help="of a scan, in pixels")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scans, found = Path(scratch) / "scans", list[tuple[Cost, Cost]]()
        make_scans(scans, asked.scans, asked.side)
        for number in range(asked.rounds):
            first, second = Path(scratch) / f"before {number}", Path(scratch) / f"now {number}"
            before = cost_of(asked.earlier.resolve(), scans, first)
            found.append((before, cost_of(HERE, scans, second)))
        _, network = bare_network(tiles_of(scans, study_of(scans, Path(scratch) / "now 0")))
    print(f"{asked.scans} scans of {asked.side} px; processor seconds; network {network:.1f}")
    print(f"{'':24}{'before':>10}{'now':>10}{'ratio':>8}")
    for before, now in found:
        say("beside the network", before.batch - network, now.batch - network)
        say("reports", before.reports, now.reports)


def say(what: str, before: float, now: float) -> None:
    """One line of the table."""
    print(f"{what:24}{before:10.1f}{now:10.1f}{now / before:8.2f}")


if __name__ == "__main__":
    main()
