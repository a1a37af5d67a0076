"""Squares of noise with spots stand for a channel: 0 to 255 in 8 bit, spots of 255."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from melcount_app.core.brightness import (
    BACKGROUND,
    brightness_of,
    picture_of,
)
from melcount_app.core.model import BRIGHTEST, to_network_range

Plane: TypeAlias = npt.NDArray[np.uint16]
GAIN, PEDESTAL = 8, 100
WHITE, BLACK = 255 * GAIN + PEDESTAL, PEDESTAL


def plane() -> npt.NDArray[np.uint8]:
    random = np.random.default_rng(1)
    light = random.integers(0, 40, (512, 640)).astype(float)
    y, x = np.mgrid[-8:9, -8:9]
    spot = 600 * np.exp(-(x * x + y * y) / 12)
    for top, left in random.integers(0, 490, (300, 2)):
        light[top : top + 17, left : left + 17] += spot
    pixels: npt.NDArray[np.uint8] = np.minimum(light, 255).astype(np.uint8)
    return pixels


def wide() -> Plane:
    return (plane() * np.uint16(GAIN) + np.uint16(PEDESTAL)).astype(np.uint16)


def test_that_eight_bit_has_the_white_of_its_format() -> None:
    (found,) = brightness_of(plane()[..., np.newaxis] // 2)
    assert (found.white, found.black) == (255, None)


def test_that_white_and_black_are_those_of_the_picture() -> None:
    (found,) = brightness_of(wide()[..., np.newaxis])
    assert found.white == WHITE
    assert found.black == pytest.approx(BLACK - BACKGROUND * (WHITE - BLACK), abs=GAIN)


def test_that_every_channel_has_its_own() -> None:
    both = np.stack([wide() * np.uint16(20), wide()], axis=-1)
    bright, dim = brightness_of(both)
    assert (bright.white, dim.white) == (20 * WHITE, WHITE)


def _write(pixels: Plane, y: int, value: int) -> None:
    """Text with soft edges."""
    ink = np.zeros(pixels.shape, np.uint8)
    cv2.putText(ink, "donor 12, control", (8, y), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 255, 4)
    share = ink / 255
    pixels[:] = (pixels * (1 - share) + value * share).astype(np.uint16)


def _dimmer_text_under_a_column(pixels: Plane) -> None:
    _write(pixels, 90, 40000)
    pixels[:, 200] = 65535


def _in_squares(pixels: Plane) -> None:
    for y, x in np.ndindex(16, 20):
        pixels[32 * y + 9 : 32 * y + 11, 32 * x + 7 : 32 * x + 9] = 65535


def _frame(pixels: Plane) -> None:
    pixels[:40] = pixels[-40:] = 65535
    pixels[:, :40] = pixels[:, -40:] = 65535


SPOILERS: dict[str, Callable[[Plane], object]] = {
    "hot pixels": lambda pixels: pixels[::40, ::40].fill(65535),
    "a hot cluster": lambda pixels: pixels[100:102, 100:102].fill(65535),
    "clusters everywhere": _in_squares,
    "dust": lambda pixels: pixels[96:128, 96:128].fill(60000),
    "padding": lambda pixels: pixels[:, :100].fill(65535),
    "empty padding": lambda pixels: pixels[:, :100].fill(0),
    "a frame": _frame,
    "a stuck column": lambda pixels: pixels[:, 200].fill(65535),
    "text": lambda pixels: _write(pixels, 90, 65535),
    "dimmer text under a column": _dimmer_text_under_a_column,
}


def spoilt(name: str, pixels: Plane) -> Plane:
    SPOILERS[name](pixels)
    return pixels


@pytest.mark.parametrize("name", SPOILERS)
def test_that_neither_hot_pixels_nor_dust_nor_padding_are_white(name: str) -> None:
    (found,) = brightness_of(spoilt(name, wide())[..., np.newaxis])
    (clean,) = brightness_of(wide()[..., np.newaxis])
    assert found.white == clean.white
    assert found.black == pytest.approx(clean.black, abs=GAIN)


@pytest.mark.parametrize("change", [lambda p: p + np.uint16(32768), lambda p: p])
def test_that_an_offset_does_not_change_what_the_network_sees(
    change: Callable[[Plane], Plane],
) -> None:
    pixels = change(wide())
    (found,) = brightness_of(pixels[..., np.newaxis])
    seen = to_network_range(pixels, found.white, found.black)
    assert np.abs(seen - plane() / 255).max() < 1.5 * BACKGROUND


def test_that_pixels_far_beyond_white_are_cut_and_those_below_black_are_black() -> None:
    seen = to_network_range(np.array([0, 100, 1100, 65535], np.uint16), 1100, 100)
    assert seen.tolist() == [0, 0, 1, BRIGHTEST]


def test_that_values_whose_white_the_format_says_are_only_divided() -> None:
    assert to_network_range(np.array([0, 510], np.uint16), 255).tolist() == [0, 2]


def test_that_a_picture_that_is_all_padding_has_a_white() -> None:
    (found,) = brightness_of(np.full((64, 64, 1), 65535, np.uint16))
    assert found.black is not None
    assert found.white > found.black


def test_that_the_sample_is_looked_for_without_pedestal_and_padding() -> None:
    picture = picture_of(spoilt("padding", wide()))
    assert picture[:, :100].max() == 0
    rest = wide()[:, 110:].astype(int) - PEDESTAL
    assert np.abs(picture[:, 110:].astype(int) - rest).max() <= GAIN
    assert (picture_of(plane()) == plane()).all()


def test_that_noise_without_cells_keeps_the_white_that_it_has() -> None:
    noise = np.random.default_rng(3).normal(1500, 300, (500, 500)).astype(np.uint16)
    (found,) = brightness_of(noise[..., np.newaxis])
    assert found.white > np.quantile(noise, 0.99)


def test_that_a_channel_that_is_white_everywhere_has_no_signal() -> None:
    pixels = np.dstack([np.full((64, 64), 255, np.uint8), plane()[:64, :64]])
    white, other = brightness_of(pixels)
    assert white.signal == 0 < other.signal


def test_that_a_white_frame_is_no_signal_of_eight_bit() -> None:
    pixels = np.zeros((256, 256), np.uint8)
    pixels[100:140, 100:140] = 20
    framed = pixels.copy()
    framed[:8] = framed[-8:] = framed[:, :8] = framed[:, -8:] = 255
    (clean,), (found,) = (brightness_of(each[..., np.newaxis]) for each in (pixels, framed))
    assert found.signal == clean.signal == 20
