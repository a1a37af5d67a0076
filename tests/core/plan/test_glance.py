"""A glance at scans tells what a plan needs, and never fails as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.geometry import Size
from melcount_app.core.plan import glance_at
from melcount_app.core.scan import fingerprint

WriteScan = Callable[..., Path]


def test_that_a_glance_tells_size_channels_and_content(write_scan: WriteScan) -> None:
    path = write_scan(np.zeros((40, 50), np.uint8), um_per_px=0.5)
    (facts,) = glance_at([path])
    assert facts.size == Size(50, 40)
    assert facts.channels == ("red", "green", "blue")
    assert facts.pixel_size is not None
    assert facts.pixel_size.um_per_px == pytest.approx(0.5)
    assert facts.fingerprint == fingerprint(path)
    assert facts.failure == ""


def test_that_a_file_that_cannot_be_opened_tells_why_and_costs_no_other(
    write_scan: WriteScan, tmp_path: Path
) -> None:
    good = write_scan(np.zeros((40, 50), np.uint8))
    bad, missing = tmp_path / "bad.tif", tmp_path / "missing.tif"
    bad.write_bytes(b"no scan")
    told = list(glance_at([bad, missing, good]))
    assert "“bad.tif”" in told[0].failure
    assert "“missing.tif” does not exist" in told[1].failure
    assert told[2].failure == ""


def test_that_scans_are_looked_at_one_by_one(tmp_path: Path) -> None:
    looking = glance_at(tmp_path / f"{n}.tif" for n in range(3))
    assert next(looking).path == tmp_path / "0.tif"
