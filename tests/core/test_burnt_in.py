"""Soft spots stand for cells, what ends from one pixel to the next for what was burnt in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from melcount_app.core.burnt_in import Light, burnt_in, without_burnt_in
from melcount_app.core.model import CountingModel, to_network_range
from melcount_app.core.paths import models_folder

Plane: TypeAlias = npt.NDArray[np.uint8]
WHITE = Light(255.0)


def cells(seed: int = 1, gain: float = 1.0, sigma_px: float = 2.0) -> Plane:
    """Round spots on tissue with noise; some saturate."""
    random = np.random.default_rng(seed)
    light = np.full((256, 320), 30.0)
    y, x = np.mgrid[-10:11, -10:11]
    spot = np.exp(-(x * x + y * y) / (2 * sigma_px**2))
    for top, left in random.integers(0, (236, 300), (90, 2)):
        light[top : top + 21, left : left + 21] += random.uniform(120, 400) * spot
    light += random.normal(0, 3, light.shape)
    return np.clip(light * gain, 0, 255).astype(np.uint8)


def frame(pixels: Plane) -> None:
    pixels[:12] = pixels[-12:] = pixels[:, :12] = pixels[:, -12:] = 255


def padding(pixels: Plane) -> None:
    pixels[:, :70] = 255


def scale_bar(pixels: Plane) -> None:
    pixels[-30:-22, -120:-20] = 255


def text(pixels: Plane) -> None:
    ink = np.zeros_like(pixels)
    cv2.putText(ink, "donor 12", (20, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 255, 3)
    pixels[ink > 127] = 255


def column(pixels: Plane) -> None:
    pixels[:, 100] = 255


def rows(pixels: Plane) -> None:
    pixels[100:103] = 255


def missing_tile(pixels: Plane) -> None:
    pixels[64:128, 128:192] = 255


def dust(pixels: Plane) -> None:
    for y, x, radius in ((40, 50, 3), (100, 200, 6), (200, 250, 5)):
        cv2.circle(pixels, (x, y), radius, 255, -1)


BURNT = (frame, padding, scale_bar, text, column, rows, missing_tile, dust)


@pytest.mark.parametrize("burn", BURNT)
def test_that_what_is_burnt_in_is_found_among_cells(burn: Callable[[Plane], None]) -> None:
    pixels, marked = cells(), np.zeros((256, 320), np.uint8)
    burn(pixels)
    burn(marked)
    found = burnt_in(pixels, WHITE)
    assert found is not None
    assert found[marked == 255].mean() > 0.95
    assert not found[cv2.dilate(marked, np.ones((41, 41))) == 0].any()


@pytest.mark.parametrize("gain", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("sigma_px", [1.5, 3.0])
def test_that_cells_are_not_burnt_in_however_saturated(gain: float, sigma_px: float) -> None:
    pixels = cells(gain=gain, sigma_px=sigma_px)
    assert (pixels == 255).any()
    assert burnt_in(pixels, WHITE) is None
    assert without_burnt_in(pixels, WHITE) is pixels


def test_that_a_saturated_tissue_is_not_burnt_in() -> None:
    pixels = np.full((256, 256), 20, np.uint8)
    pixels[60:200, 60:200] = 255
    soft = cv2.GaussianBlur(pixels, (0, 0), 4)
    soft = np.clip(soft.astype(int) * 2, 0, 255).astype(np.uint8)
    assert (soft == 255).sum() > 10_000
    assert burnt_in(soft, WHITE) is None


def test_that_padding_that_was_made_smaller_with_the_scan_is_found_with_its_rim() -> None:
    large = cv2.resize(cells(), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    large[:, :282] = 255
    pixels = np.asarray(cv2.resize(large, (320, 256), interpolation=cv2.INTER_AREA), np.uint8)
    found = burnt_in(pixels, WHITE)
    assert found is not None
    assert found[:, :71].all()


@pytest.mark.parametrize("value", [4095, 65535])
def test_that_it_is_found_in_sixteen_bit_whatever_its_value(value: int) -> None:
    pixels = (cells() * np.uint16(12) + np.uint16(100)).astype(np.uint16)
    pixels[:, 100] = pixels[50:90, 200:260] = value
    found = burnt_in(pixels, Light(3160.0, 100.0))
    assert found is not None
    assert found[:, 100].all()
    assert found[50:90, 200:260].all()


def test_that_thin_lines_are_filled_from_beside_them_and_blocks_are_dark() -> None:
    pixels = np.full((128, 128), 40, np.uint8)
    pixels[:, 30] = 255
    pixels[60:100, 60:100] = 255
    seen = without_burnt_in(pixels, WHITE)
    assert (seen[:, 30] == 40).all()
    assert seen[60:100, 60:100].max() == 0
    assert seen[110:, 40:].min() == seen[110:, 40:].max() == 40


def test_that_a_plane_of_padding_alone_is_dark() -> None:
    seen = without_burnt_in(np.full((64, 64), 255, np.uint8), WHITE)
    assert seen.max() == 0


@pytest.fixture(scope="module")
def network() -> CountingModel:
    return CountingModel.load(models_folder() / "trp1")


@pytest.mark.parametrize("burn", [frame, padding, column, text])
def test_that_cells_beside_it_are_counted_as_without_it(
    burn: Callable[[Plane], None], network: CountingModel, shared_data: Path
) -> None:
    crop = shared_data / "data/trp1/set1/images/image_12.png"
    clean = np.asarray(cv2.imread(str(crop), cv2.IMREAD_GRAYSCALE))
    spoilt, marked = clean.copy(), np.zeros_like(clean)
    burn(spoilt)
    burn(marked)
    far = cv2.dilate(marked, np.ones((9, 9)))[2::4, 2::4] == 0

    def counted(pixels: Plane) -> float:
        seen = to_network_range(without_burnt_in(pixels, WHITE), 255)
        padded = np.pad(seen, 56)
        return float(network.density(padded)[14:-14, 14:-14][far].sum())

    assert counted(spoilt) == pytest.approx(counted(clean), rel=0.03)
