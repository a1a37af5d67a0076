"""How often the interval of a corrected count holds the truth, over simulated studies.

    python tests/benchmarks/hand_checks.py [STUDIES] [SEED]

Studies of two conditions with three quarter scans each, laid out of the points of real crops
(`../shared/data/trp1/set1`) as `make_mosaic_scan.py` lays out their pixels, so that the truth is
known; no network is run. The model is

- honest: off by 8 % from crop to crop;
- worse: besides, off by a factor of 0.7 to 1.3 of its own on every scan;
- hazy: the same, and blind in three hazy places of every scan.

Windows are drawn and the interval is made by what `melcount check` uses. It prints how often the
95 % interval holds the true total, how wide it is, and that of the hand counts alone.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from melcount_app.core.sampling.design import (
    Floats,
    allocated,
    draw,
    grid_edges,
    mixture,
    strata_for,
)
from melcount_app.core.sampling.estimate import Corrected, Counted, corrected

POINTS = Path(__file__).resolve().parents[3] / "shared/data/trp1/set1/points.csv"
CROP_PX = 256
WIDTH_PX, HEIGHT_PX, RADIUS_PX = 1920, 1664, 1382.0
"""Of a scan, and of the quarter disc in it, in pixels of the model."""

SCANS, CONDITIONS = 6, 2
AREA_STEP_PX = 16
MODELS = ("honest", "worse", "hazy")
WINDOWS = (12, 24, 48)


@dataclass(frozen=True, slots=True)
class Windows:
    """All windows of a scan: true cells, cells by the model, area of sample."""

    cells: Floats
    model: Floats
    areas: Floats


def crops() -> list[Floats]:
    """The points of each crop, (n, 2) as y and x; the fewest first."""
    found: dict[str, list[tuple[float, float]]] = {}
    with POINTS.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["image"], []).append((float(row["y_px"]), float(row["x_px"])))
    return sorted((np.array(points) for points in found.values()), key=len)


def mosaic(sorted_crops: Sequence[Floats], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Points of a scan, and how many cells the honest model finds for each of them."""
    rows, columns = -(-HEIGHT_PX // CROP_PX), -(-WIDTH_PX // CROP_PX)
    points, found = [], []
    for row in range(rows):
        for column in range(columns):
            rank = (row + 1) / rows * 0.5 + (1 - column / columns) * 0.5
            pick = int(np.clip(rng.normal(rank, 0.25), 0, 0.999) * len(sorted_crops))
            crop = sorted_crops[pick]
            points.append(crop + np.array([row, column]) * CROP_PX)
            found.append(np.full(len(crop), np.exp(rng.normal(0, 0.08))))
    return np.concatenate(points), np.concatenate(found)


def inside(y: Floats, x: Floats) -> npt.NDArray[np.bool_]:
    """Whether points lie in the sample."""
    is_inside: npt.NDArray[np.bool_] = x**2 + (HEIGHT_PX - y) ** 2 < RADIUS_PX**2
    return is_inside & (y < HEIGHT_PX) & (x < WIDTH_PX)


def scan(sorted_crops: Sequence[Floats], kind: str, rng: np.random.Generator) -> Windows:
    """The windows of a scan, on a grid with a random offset."""
    points, found = mosaic(sorted_crops, rng)
    if kind != "honest":
        found = found * rng.uniform(0.7, 1.3)
    for _ in range(3 if kind == "hazy" else 0):
        centre = rng.uniform((0, 0), (HEIGHT_PX, WIDTH_PX))
        is_hazy = np.hypot(*(points - centre).T) < rng.uniform(150, 350)
        found = np.where(is_hazy, 0.0, found)
    is_sample = inside(points[:, 0], points[:, 1])
    points, found = points[is_sample], found[is_sample]
    sides = [grid_edges(px, CROP_PX, rng.random() * CROP_PX) for px in (HEIGHT_PX, WIDTH_PX)]
    grid = np.mgrid[0:HEIGHT_PX:AREA_STEP_PX, 0:WIDTH_PX:AREA_STEP_PX].reshape(2, -1) + 8.0
    grid = grid[:, inside(grid[0], grid[1])]
    cells, _, _ = np.histogram2d(points[:, 0], points[:, 1], sides)
    model, _, _ = np.histogram2d(points[:, 0], points[:, 1], sides, weights=found)
    areas, _, _ = np.histogram2d(grid[0], grid[1], sides)
    is_used = (areas > 0) | (cells > 0)
    return Windows(cells[is_used], model[is_used], np.maximum(areas[is_used], 0.5))


def checked(scans: Sequence[Windows], n: int, rng: np.random.Generator) -> Corrected:
    """What n windows of a study come to."""
    cells, model, areas = (
        np.concatenate([getattr(each, name) for each in scans])
        for name in ("cells", "model", "areas")
    )
    per_condition = SCANS // CONDITIONS
    level = strata_for(n, scans=SCANS, conditions=CONDITIONS)
    stratum_of = {"scan": 1, "condition": per_condition, "study": SCANS}[level]
    label = np.concatenate([np.full(len(s.cells), i // stratum_of) for i, s in enumerate(scans)])
    sizes = mixture(areas, model)
    parts = [np.flatnonzero(label == stratum) for stratum in range(label.max() + 1)]
    drawn = allocated(n, [sizes[part].sum() for part in parts], [len(part) for part in parts])
    assert drawn is not None
    by = model / areas
    draws = [
        draw(sizes[part], by[part], count, rng) for part, count in zip(parts, drawn, strict=True)
    ]
    places = np.concatenate([part[d.places] for part, d in zip(parts, draws, strict=True)])
    return corrected(
        Counted(
            stratum=label[places],
            probability=np.concatenate([d.probabilities[d.places] for d in draws]),
            hand=cells[places],
            model=model[places],
            inside=np.ones(len(places), np.bool_),
            drawn=np.array(drawn),
            totals=np.array([model[part].sum() for part in parts]),
        )
    )


def main(studies: int, seed: int) -> None:
    sorted_crops = crops()
    print("model   windows  held by interval  by hand   half width  by hand   ratio  bias    L")
    for kind in MODELS:
        rng = np.random.default_rng(seed)
        made = [[scan(sorted_crops, kind, rng) for _ in range(SCANS)] for _ in range(studies)]
        truth = np.array([sum(each.cells.sum() for each in scans) for scans in made])
        for n in WINDOWS:
            found = [checked(scans, n, rng) for scans in made]
            print(line(kind, n, found, truth), flush=True)


def line(kind: str, n: int, found: Sequence[Corrected], truth: Floats) -> str:
    """One line of the table."""
    ends = np.array([[each.ppi.low, each.ppi.high] for each in found])
    alone = np.array([[each.hand.low, each.hand.high] for each in found])
    held, held_alone = (
        float(np.mean((both[:, 0] <= truth) & (truth <= both[:, 1]))) for both in (ends, alone)
    )
    half, half_alone = (np.diff(both, axis=1)[:, 0] / truth / 2 for both in (ends, alone))
    bias = float(np.mean([each.ppi.cells for each in found] / truth - 1))
    weight = float(np.mean([each.weight for each in found]))
    return (
        f"{kind:8}{n:7}{100 * held:15.1f} %{100 * held_alone:11.1f} %"
        f"{100 * np.median(half):10.1f} %{100 * np.median(half_alone):9.1f} %"
        f"{np.median(half / half_alone):8.2f}{100 * bias:6.1f} %{weight:6.2f}"
    )


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("500", "0")[len(sys.argv) - 1 :])))
