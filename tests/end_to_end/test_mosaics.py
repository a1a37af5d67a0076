"""Whole quarter scans of real pixels with known truth, from the file to the results."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from measured import Run, measured

PEAK_BYTES = 1_000_000_000
CELL_ERROR = 0.10
AREA_ERROR = 0.03


def make_mosaic(shared: Path, path: Path, *options: str) -> dict[str, Any]:
    tool = shared / "tools/make_mosaic_scan.py"
    subprocess.run(
        [sys.executable, str(tool), str(path), *options], check=True, capture_output=True
    )
    truth: dict[str, Any] = json.loads(path.with_suffix(".truth.json").read_text())
    return truth


def counted(path: Path, out: Path, *options: str) -> tuple[dict[str, Any], Run]:
    command = [sys.executable, "-m", "melcount_app", "count", str(path), "--out", str(out)]
    run = measured([*command, *options])
    result: dict[str, Any] = json.loads((out / f"{path.stem}.json").read_text(encoding="utf-8"))
    return result, run


def assert_agrees(found: dict[str, Any], truth: dict[str, Any]) -> None:
    assert found["area_mm2"] == pytest.approx(truth["area_mm2"], rel=AREA_ERROR)
    assert found["cells"] == pytest.approx(truth["cells"], rel=CELL_ERROR)
    density = truth["cells"] / truth["area_mm2"]
    assert found["cells_per_mm2"] == pytest.approx(density, rel=CELL_ERROR + AREA_ERROR)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("layout", ["pyramid", "flat", "strips"])
def test_that_a_whole_quarter_scan_is_counted_in_bounded_memory(
    shared_data: Path, tmp_path: Path, layout: str
) -> None:
    path = tmp_path / "quarter.tif"
    truth = make_mosaic(shared_data, path, "--layout", layout)
    found, run = counted(path, tmp_path / "out")
    path.unlink()  # 2.4 GB
    assert_agrees(found, truth)
    assert run.peak_bytes < PEAK_BYTES


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_that_sample_and_quadrants_agree_with_the_truth(
    shared_data: Path, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "mosaic.tif"
    size = ("--width", "7680", "--height", "6656")
    truth = make_mosaic(shared_data, path, *size, "--seed", str(seed))
    found, _ = counted(path, tmp_path / "out")
    assert_agrees(found, truth)
    for region in found["regions"]:
        part = truth["quadrants"][region["name"]]
        assert region["area_mm2"] == pytest.approx(part["area_mm2"], rel=AREA_ERROR)
        assert abs(region["cells"] - part["cells"]) < 0.15 * part["cells"] + 10


def test_that_the_real_nanozoomer_scan_is_counted_in_its_red_channel(
    shared_data: Path, tmp_path: Path
) -> None:
    found, _ = counted(shared_data / "data/scans/test3-TRITC_2__560_.ndpi", tmp_path)
    assert found["channel"] == "red"
    assert found["um_per_px"] == pytest.approx(0.2282, abs=1e-4)
    assert found["um_per_px_source"] == "NDPI tags"
    assert found["cells"] >= 0


def test_that_bright_field_is_flagged(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "data/scans/CMU-1-Small-Region.svs"
    found, _ = counted(path, tmp_path, "--insist")
    assert "bright_field" in [flag["name"] for flag in found["flags"]]
