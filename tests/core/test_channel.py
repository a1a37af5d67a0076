from __future__ import annotations

import numpy as np
import pytest

from melcount_app.core.channel import choose_channel, white_of
from melcount_app.core.errors import ScanError

RGB = ("red", "green", "blue")


def overview(*strengths: float) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    signal = np.random.default_rng(0).random((50, 60)) ** 6
    return np.stack([signal * strength for strength in strengths], axis=-1).astype(np.uint8)


def test_that_green_is_counted_by_default() -> None:
    assert choose_channel(overview(10, 200, 20), RGB, None).name == "green"


def test_that_green_is_counted_even_when_another_channel_is_brighter() -> None:
    assert choose_channel(overview(250, 120, 20), RGB, None).name == "green"


def test_that_all_signal_in_another_channel_changes_the_choice_and_says_so() -> None:
    choice = choose_channel(overview(200, 5, 5), RGB, None)
    assert choice.name == "red"
    assert "green" in choice.reason


def test_that_a_black_scan_is_not_said_to_have_signal() -> None:
    assert "without signal" in choose_channel(overview(0, 0, 0), RGB, None).reason


def test_that_the_user_decides() -> None:
    choice = choose_channel(overview(10, 200, 20), RGB, "Blue")
    assert (choice.index, choice.name, choice.reason) == (2, "blue", "chosen by the user")


def test_that_a_wrong_name_is_refused_with_the_right_ones() -> None:
    with pytest.raises(ScanError, match="red, green, blue"):
        choose_channel(overview(10, 200, 20), RGB, "fitc")


def test_that_a_grey_scan_has_no_choice() -> None:
    assert choose_channel(overview(50), ("grey",), None).name == "grey"


def test_that_without_a_green_channel_the_strongest_is_counted() -> None:
    assert choose_channel(overview(20, 90), ("DAPI", "TRITC"), None).name == "TRITC"


@pytest.mark.parametrize(
    ("dtype", "brightest", "white"),
    [(np.uint8, 40, 255), (np.uint16, 4095, 4095), (np.uint16, 4318, 4318), (np.uint16, 9, 255)],
)
def test_that_white_is_the_brightest_value_of_sixteen_bit(
    dtype: type[np.uint8] | type[np.uint16], brightest: int, white: float
) -> None:
    pixels = np.zeros((4, 4, 1), dtype)
    pixels[1, 1] = brightest
    assert white_of(pixels) == white
