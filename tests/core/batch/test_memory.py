"""Many scans in a row take no more memory than a few, and other programs go first."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import psutil
import pytest

from melcount_app.core.batch import BatchRequest, Limits, ScanDone, run_batch
from melcount_app.core.study import Study
from tests.core.batch.conftest import child

WriteScan = Callable[..., Path]

SCANS = 50
WARM = 15
"""Scans after which all is loaded and allocators have settled."""

SIDES = (1000, 1300)
"""Of the scans; held back, the pixels of one of them in three channels are 3.7 MiB."""

MOST_GROWTH = 16 * 2**20
"""Bytes; a scan held back of each would be 130 MiB."""


def test_that_fifty_scans_in_a_row_take_no_more_memory_than_a_few(
    study: Study,
    request_: BatchRequest,
    folder: Path,
    write_scan: WriteScan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "1")  # of glibc; how many threads it had does not tell
    first = write_scan(np.random.default_rng(0).integers(30, 60, SIDES).astype(np.uint8))
    for number in range(SCANS):
        (folder / f"{number}.tif").hardlink_to(first)
    study.scans.add_all(sorted(folder.iterdir()))
    here, there = list[int](), list[int]()
    request = dataclasses.replace(request_, limits=Limits(scans=SCANS))  # one process for all
    for event in run_batch(study, request):
        if isinstance(event, ScanDone):
            here.append(psutil.Process().memory_info().rss)
            there.append(child().memory_info().rss)
    assert len(here) == SCANS
    for held in (here, there):
        assert growth(held) < MOST_GROWTH


def growth(held: Sequence[int]) -> float:
    """What a process has gained in bytes since it was warm.

    What a scan has in use comes and goes with the moment that is looked at, 16 MB at a time; what
    is never given back raises both the straight line through all and the highest.
    """
    warm = np.array(held[WARM:], np.float64)
    line = float(np.polyfit(np.arange(len(warm)), warm, 1)[0]) * len(warm)
    return min(line, float(warm.max()) - max(held[:WARM]))


@pytest.mark.skipif(sys.platform == "win32", reason="priorities are named there")
def test_that_the_process_that_counts_lets_others_go_first(
    study: Study, request_: BatchRequest, folder: Path, write_scan: WriteScan
) -> None:
    scan = write_scan(np.full((240, 320), 40, np.uint8))
    study.scans.add_all([scan.rename(folder / "1.tif")])
    (nice,) = (
        child().nice() for event in run_batch(study, request_) if isinstance(event, ScanDone)
    )
    assert nice > psutil.Process().nice()
