"""Copies of a scan are no samples of their own; replicates that are called like copies are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import tifffile

from melcount_app.core.plan import FoundScans, Wanted, plain_name, scans_in

Pixels = npt.NDArray[np.uint8]


def skin(seed: int) -> Pixels:
    """Half of it bright, as two pieces of skin are; cells lie elsewhere in each."""
    rng = np.random.default_rng(seed)
    cells = cv2.GaussianBlur((rng.random((400, 500)) > 0.997).astype(np.float32), (0, 0), 3) * 4000
    ground = np.where(np.arange(500) < 300, 60.0, 5.0)
    found = cells + ground + rng.normal(0, 3, cells.shape)
    return np.asarray(np.clip(found, 0, 255), np.uint8)


def brighter(pixels: Pixels) -> Pixels:
    return np.asarray(np.clip(pixels * 1.5 - 10, 0, 255), np.uint8)


def names(found: FoundScans) -> list[str]:
    return [scan.path.name for scan in found.scans]


@pytest.mark.parametrize(
    ("ending", "change"),
    [
        ("_crop", lambda pixels: pixels[31:350, 57:401]),
        ("-cropped", lambda pixels: pixels[:, :300]),
        ("_16bit", lambda pixels: pixels.astype(np.uint16) * 20 + 100),
        ("_processed", brighter),
        ("-1", lambda pixels: pixels),
        (" (1)", lambda pixels: pixels),
        ("(2)", lambda pixels: pixels),
        ("_8bit-1", brighter),
        ("_resized", lambda p: cv2.resize(p, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)),
    ],
)
def test_that_a_copy_is_left_out_and_may_be_put_back(
    tmp_path: Path, ending: str, change: Callable[[Pixels], npt.NDArray[np.generic]]
) -> None:
    tifffile.imwrite(tmp_path / "s1.tif", skin(1))
    tifffile.imwrite(tmp_path / f"s1{ending}.tif", change(skin(1)))
    found = scans_in(tmp_path)
    assert names(found) == ["s1.tif"]
    assert [file.reason for file in found.left_out] == [
        "It shows the same as “s1.tif”, and seems to be a copy of it."
    ]
    again = scans_in(tmp_path, Wanted((f"s1{ending}.tif".lower(),)))
    assert len(again.scans) == 2


@pytest.mark.parametrize("ending", ["_crop", "-1", " (1)", "_processed", "_2", " bis"])
def test_that_what_shows_something_else_is_a_scan(tmp_path: Path, ending: str) -> None:
    tifffile.imwrite(tmp_path / "s1.tif", skin(1))
    shown = skin(2)[:300, :350] if ending == "_crop" else skin(2)
    tifffile.imwrite(tmp_path / f"s1{ending}.tif", shown)
    assert len(scans_in(tmp_path).scans) == 2


def test_that_the_copy_that_the_plan_names_goes_first(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "s1.tif", skin(1))
    tifffile.imwrite(tmp_path / "s1_crop.tif", skin(1)[:300])
    named = [plain_name(name) for name in ("s1_crop.tif", "s1.tif")]
    assert names(scans_in(tmp_path, Wanted(names=named[:1]))) == ["s1_crop.tif"]
    assert names(scans_in(tmp_path, Wanted(names=named))) == ["s1.tif", "s1_crop.tif"]


def test_that_what_cannot_be_read_or_shows_nothing_is_no_copy(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "s1.tif", np.zeros((300, 300), np.uint8))
    tifffile.imwrite(tmp_path / "s1-1.tif", np.zeros((300, 300), np.uint8))
    (tmp_path / "s1-2.tif").write_bytes(b"II*\0")
    assert len(scans_in(tmp_path).scans) == 3
