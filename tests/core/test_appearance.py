"""What is measured of the look of a window of a scan."""

from __future__ import annotations

import numpy as np
import pytest

from melcount_app.core.appearance import window_statistics
from tests.core.textures import blurred, enlarged, texture


def test_that_a_flat_window_has_its_brightness_and_no_structure() -> None:
    found = window_statistics(np.full((256, 256), 0.2, np.float32))

    assert found.background == pytest.approx(0.2, abs=0.003)
    assert found.highlights == pytest.approx(0.2, abs=0.003)
    assert (found.saturation, found.sharpness, found.size, found.grain) == (0.0, 1.0, 1.0, 0.0)


def test_that_percentiles_and_saturated_pixels_are_counted() -> None:
    pixels = np.full((200, 200), 0.5, np.float32)
    pixels[:30] = 0.1
    pixels[-4:] = 1.0

    found = window_statistics(pixels)

    assert found.background == pytest.approx(0.1, abs=0.003)
    assert found.highlights == pytest.approx(1.0)
    assert found.saturation == pytest.approx(0.02)


@pytest.mark.parametrize("sigma", [0.005, 0.02])
def test_that_grain_is_the_noise_of_the_darker_half(sigma: float) -> None:
    random = np.random.default_rng(0)
    pixels = np.full((256, 256), 0.1, np.float32)
    pixels[:, :100] = 0.7
    noise = random.normal(0.0, sigma, pixels.shape)
    noise[:, :100] *= 5

    found = window_statistics((pixels + noise).astype(np.float32))

    assert found.grain == pytest.approx(sigma, rel=0.15)


@pytest.mark.parametrize(("gain", "offset"), [(0.5, 0.0), (1.5, 0.0), (1.0, 0.2)])
def test_that_gain_and_offset_change_neither_sharpness_nor_size(gain: float, offset: float) -> None:
    before = window_statistics(texture())

    after = window_statistics((gain * texture() + offset).astype(np.float32))

    assert after.sharpness == pytest.approx(before.sharpness, rel=0.01)
    assert after.size == pytest.approx(before.size, rel=0.01)


def test_that_blur_lowers_sharpness_and_larger_blobs_raise_size() -> None:
    before = window_statistics(texture())

    assert window_statistics(blurred(texture(), 2.0)).sharpness < 0.7 * before.sharpness
    assert window_statistics(enlarged(texture(), 2.0)[:256, :256]).size > 1.3 * before.size
