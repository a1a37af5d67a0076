"""A scan is read without holding it: the limits of memory."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import tifffile

from melcount_app.core.geometry import Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.cache import SegmentCache

MIB = 2**20


def peak_of_reading(path: Path, tile: int, channel: int | None) -> int:
    """The most bytes held while a scan is read tile by tile."""
    with open_scan(path) as scan:
        tracemalloc.start()
        try:
            for y in range(0, scan.size.height, tile):
                for x in range(0, scan.size.width, tile):
                    scan.read(0, Rect(x, y, tile, tile), channel)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """48 MiB of uncompressed pixels."""
    path = tmp_path_factory.mktemp("flat") / "flat.tif"
    tifffile.imwrite(path, np.ones((4096, 4096, 3), np.uint8), photometric="rgb")
    return path


@pytest.mark.parametrize("channel", [None, 1])
def test_that_a_flat_scan_is_read_through_small_windows(flat: Path, channel: int | None) -> None:
    assert peak_of_reading(flat, 512, channel) < 8 * MIB


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_that_reading_a_flat_scan_adds_little_to_the_process(flat: Path) -> None:
    script = """
import sys
from pathlib import Path
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import open_scan

def peak_kib():
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if "VmHWM" in line).split()[1])

scan = open_scan(Path(sys.argv[1]))
before = peak_kib()
for y in range(0, 4096, 64):
    scan.read(0, Rect(0, y, 4096, 64))
    for x in range(0, 4096, 512):
        scan.read(0, Rect(x, y, 512, 512), 1)
print(peak_kib() - before)
"""
    answer = subprocess.run(
        [sys.executable, "-c", script, str(flat)], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) < 16 * 1024


def test_that_packed_segments_are_held_within_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melcount_app.core.scan.tiff.CACHE_BYTES", 2 * MIB)
    path = tmp_path / "strips.tif"
    pixels = np.ones((4096, 2048, 3), np.uint8)
    tifffile.imwrite(path, pixels, photometric="rgb", compression="lzw", rowsperstrip=64)
    assert peak_of_reading(path, 256, 1) < 12 * MIB


def test_that_the_cache_drops_the_least_recently_used() -> None:
    cache = SegmentCache(250)
    one = np.zeros((10, 10, 1), np.uint8)
    cache.put((0, 0, 0, None), one)
    cache.put((0, 0, 1, None), one)
    assert cache.get((0, 0, 0, None)) is one
    cache.put((0, 0, 2, None), one)
    assert cache.get((0, 0, 1, None)) is None
    assert cache.get((0, 0, 0, None)) is one
    assert cache.get((0, 0, 2, None)) is one


def test_that_the_cache_keeps_the_latest_even_when_it_is_too_large() -> None:
    cache = SegmentCache(50)
    large = np.zeros((10, 10, 1), np.uint8)
    cache.put((0, 0, 0, None), large)
    assert cache.get((0, 0, 0, None)) is large
    cache.put((0, 0, 1, None), large)
    assert cache.get((0, 0, 0, None)) is None
