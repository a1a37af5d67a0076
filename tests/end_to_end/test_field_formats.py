"""Inputs from the field that were stored in an uncommon way: the same cells as without the trap."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

ROWS = (
    "grey_with_mask_as_extra_sample.tif",
    "imagej_green_lut.tif",
    "imagej_grey_lut.tif",
    "webp.tif",
)


def melcount(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, as in a terminal."""
    command = [sys.executable, "-m", "melcount_app", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=100)


@pytest.mark.parametrize("name", ROWS)
def test_that_a_field_file_is_counted_like_the_plain_one(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    found = melcount("count", shared_data / "data/field/scans" / name, "--out", tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    facts = json.loads((tmp_path / f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    assert facts["cells"] == pytest.approx(518.4, abs=3)
    assert facts["area_mm2"] == pytest.approx(1.2871, abs=5e-4)
    assert facts["um_per_px"] == pytest.approx(1.8092, abs=1e-4)
    assert facts["channel"] == ("green" if name == "webp.tif" else "grey")


def test_that_a_dicom_slide_is_counted_from_any_of_its_files(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "data/field/studies/dicom_slides/control/slide_1"
    for file in sorted(folder.glob("*.dcm")):
        found = melcount("count", file, "--out", tmp_path / file.stem)
        assert found.returncode == 0, found.stderr
        assert found.stderr == ""
        (result,) = (tmp_path / file.stem).glob("*.json")
        facts = json.loads(result.read_text(encoding="utf-8"))
        assert facts["area_mm2"] == pytest.approx(0.4290, abs=5e-5)
        assert facts["cells"] == pytest.approx(252, rel=0.1)


def odd_files(folder: Path) -> list[Path]:
    """Files that make libraries talk: codings they lack, cut pixels, wrong tags."""
    pixels = np.random.default_rng(2).integers(0, 255, (200, 160, 3), np.uint8)
    files = []
    for code in (6, 34661, 34676, 50002, 12345):
        path = folder / f"code_{code}.tif"
        tifffile.imwrite(path, pixels, photometric="rgb", tile=(64, 64), compression="zlib")
        with tifffile.TiffFile(path, mode="r+") as tiff:
            tiff.pages.first.tags["Compression"].overwrite(code)
        files.append(path)
    for compression in ("jpeg", "jpeg2000", "webp", "lzw", "png"):
        path = folder / f"scratched_{compression}.tif"
        tifffile.imwrite(
            path, pixels, photometric="rgb", tile=(64, 64), compression=compression, metadata=None
        )
        content = bytearray(path.read_bytes())
        for start in range(len(content) // 3, len(content) - 40, 300):
            content[start : start + 30] = b"\xff" * 30
        path.write_bytes(content)
        files.append(path)
    cmyk = folder / "inks.tif"
    inks = np.dstack([pixels, pixels[..., 0]])
    tifffile.imwrite(cmyk, inks, photometric="separated", compression="lzw")
    cmyk.write_bytes(cmyk.read_bytes()[:-500])
    return [*files, cmyk]


def without_ways_out(text: str) -> list[str]:
    """What was said, without the lines that name an option."""
    return [line for line in text.splitlines() if not line.startswith("  it is counted with")]


def test_that_libraries_say_nothing_on_the_terminal(tmp_path: Path) -> None:
    files = odd_files(tmp_path)
    found = melcount("count", *files, "--out", tmp_path / "out")
    said = without_ways_out(found.stderr)
    assert found.returncode == 2
    assert all(line.startswith("melcount: “") for line in said), found.stderr
    assert len(said) == len({line.split("”")[0] for line in said})
    sound = [line for line in said if "code_" in line]
    assert len(sound) == 5
    assert not any("damaged" in line or "cut short" in line for line in sound)


def test_that_libraries_say_nothing_of_the_hostile_files(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "data/hostile/pillow"
    files = {path.stem: path for path in sorted(folder.iterdir())[::3]}
    found = melcount("count", *files.values(), "--out", tmp_path)
    said = without_ways_out(found.stderr)
    noise = [line for line in said if not line.startswith("melcount: “")]
    assert noise == []
