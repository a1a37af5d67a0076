"""Files with several images, as a user of the command line has them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from typer.testing import CliRunner, Result

from melcount_app.cli import app


def test_that_one_image_of_the_files_is_counted_in_the_whole_study(
    tmp_path: Path, linear_model: Path
) -> None:
    rng = np.random.default_rng(0)
    for name in ("a_1", "a_2", "b_1", "b_2"):
        path = tmp_path / "scenes" / f"{name}.ome.tif"
        path.parent.mkdir(exist_ok=True)
        with tifffile.TiffWriter(path, ome=True) as writer:
            for scene in ("left", "right"):
                pixels = rng.integers(30, 60, (60, 80)).astype(np.uint8)
                writer.write(pixels, photometric="minisblack", metadata={"Name": scene})
    out = tmp_path / "out"
    words = ["batch", tmp_path / "scenes", "--out", out, "--model", linear_model]

    def melcount(*options: str) -> Result:
        return CliRunner().invoke(app, [str(word) for word in (*words, *options)])

    dry = melcount("--dry-run")
    assert "About a_1.ome.tif, a_2.ome.tif, b_1.ome.tif, b_2.ome.tif: The file" in " ".join(
        dry.output.split()
    )
    result = melcount("--image", "right")
    assert result.exit_code == 0, result.output
    told = json.loads((out / "a_1.ome.json").read_text(encoding="utf-8"))
    assert told["image"] == "2"
    assert "to count: 0, counted earlier: 4" in melcount("--image", "right").output
    other = melcount("--image", "left")
    assert other.exit_code == 2
    assert "was counted with the protocol" in " ".join(other.output.split())


FIELD = {
    "two_scenes.ome.tif": ("1", 1.2871, 519, "not counted: 2"),
    "overview_has_more_pixels.ome.tif": ("2", 0.0804, None, "not counted: 1"),
    "ome_first_image_has_no_pixels.ome.tif": (None, 1.2871, 519, ""),
    "ome_set_fine.ome.tif": (None, 0.2145, 107, ""),
    "ome_set_coarse.ome.tif": (None, 1.2871, 519, ""),
    "macro_has_more_pixels.ndpi": (None, 1.2871, 519, ""),
    "shrunk_with_old_ome.tif": (None, None, None, "3072 × 2048"),
    "shrunk_with_old_aperio.tif": (None, None, None, "3072 × 2048"),
}
"""Image, mm², cells and a part of what is said, as the README of the field has them."""


def test_that_files_of_the_field_are_counted_for_what_they_are(
    shared_data: Path, tmp_path: Path
) -> None:
    scans = [shared_data / "data/field/scans" / name for name in FIELD]
    words = ["count", *map(str, scans), "--out", str(tmp_path)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    for scan in scans:
        image, area_mm2, cells, said = FIELD[scan.name]
        told = json.loads((tmp_path / f"{scan.stem}.json").read_text(encoding="utf-8"))
        assert told["image"] == image
        assert told["area_mm2"] == (pytest.approx(area_mm2, abs=1e-4) if area_mm2 else None)
        assert cells is None or told["cells"] == pytest.approx(cells, rel=0.01)
        assert said in " ".join(flag["sentence"] for flag in told["flags"])
        assert said in result.output


def test_that_a_count_of_a_picked_image_is_replayed(shared_data: Path, tmp_path: Path) -> None:
    scan = shared_data / "data/field/scans/two_scenes.ome.tif"
    words = ["count", str(scan), "--image", "2", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, words).exit_code == 0
    told = json.loads((tmp_path / "two_scenes.ome.json").read_text(encoding="utf-8"))
    assert told["cells"] == pytest.approx(472, rel=0.01)
    replayed = CliRunner().invoke(app, ["replay", str(tmp_path / "two_scenes.ome.xlsx")])
    assert replayed.exit_code == 0, replayed.output
