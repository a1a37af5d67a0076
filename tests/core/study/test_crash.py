"""A child process saves and is killed; whatever it reported as saved must be there."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import numpy as np

from melcount_app.core.study import StepKind, Study

ROUNDS = 12
LEAST_SAVED = 5
STEP_S = 0.0017
"""Kills come so much later in each round, to meet all phases of saving."""

CHILD = """
import dataclasses, itertools, sys
from pathlib import Path
import numpy as np
from shapely.geometry import box
from melcount_app.core.channel import ChannelChoice
from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import Size
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.model import ModelCard
from melcount_app.core.study import Study
from melcount_app.core.tiling import AnalysisGrid, TileGrid

size = Size(1200, 900)
channel = ChannelChoice(1, "green", "")
mask = Mask(box(0, 0, 9, 9), size, MaskSource.DRAWN)
card = ModelCard("m", "0", 1.8, 0.5, 8, 4, 8, 6.0, 100.0, "MIT", {}, {})
density = DensityMap(AnalysisGrid(0, 1.0, 1.0, size), TileGrid(size, 64, 8, 8), 4)
rng = np.random.default_rng(0)
study = Study.open(Path(sys.argv[1]))
assert not study.is_read_only, study.held_by
scan = study.scans.add(Path(sys.argv[1]).with_name("a.tif"))
request = CountRequest(scan.path, "", None, channel, 255.0, mask, Path("m"), card)
for number in itertools.count(int(sys.argv[2])):
    study.save_edits(scan.key, Edits(channel, mask, (), float(number)), str(number))
    density.values[:] = rng.random(density.values.shape, np.float32)
    density.values[0, 0] = density.values[-1, -1] = number
    study.save_count(scan.key, ScanCounted(request, density, (), number, 1.0))
    print(number, flush=True)
"""


def saved_before_the_kill(path: Path, first: int, lines: int, seconds: float) -> int:
    """The last number a child reported before it was killed: so long after so many lines."""
    command = [sys.executable, "-c", CHILD, str(path), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        with contextlib.closing(child.stdout):
            for _ in range(lines):
                child.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(seconds)
            child.kill()
            rest = child.stdout.read().split()
        child.wait()
    return int(rest[-1]) if rest else first + lines - 1


def test_that_a_killed_program_loses_nothing_that_it_had_saved(path: Path) -> None:
    first = 0
    for kill in range(ROUNDS):
        last = saved_before_the_kill(path, first, LEAST_SAVED, kill * STEP_S)
        with Study.open(path) as study:
            assert not study.is_read_only
            (scan,) = study.scans.all()
            edits, counted = study.edits.of(scan.key), study.counts.of(scan.key)
            steps = [e for e in study.journal.of(scan.key) if e.kind is StepKind.EDITS]
        assert edits is not None
        assert counted is not None
        assert edits.um_per_px in (last, last + 1)
        assert counted.tiles in (last, last + 1)
        assert counted.density.values[0, 0] == counted.density.values[-1, -1] == counted.tiles
        assert np.isfinite(counted.density.values).all()
        assert [entry.text for entry in steps] == [str(n) for n in range(int(edits.um_per_px) + 1)]
        first = int(edits.um_per_px) + 1
