"""How a window of a picture looks: a few numbers that tell pictures of different kinds apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

GREY_LEVEL = 1 / 255
"""Differences below one grey level of 8 bit are nothing."""

SATURATED = 250
"""Grey level of 8 bit from which a pixel is saturated; averaging lowers it a little."""

COARSE = 4
"""How many times coarser the structure of cells is than the finest there is."""

_CURVATURE = np.array([1, -2, 1], np.float32)
_CURVATURE_OF_NOISE = 6 * 0.6745
"""Median of its absolute answer, along both axes, to white noise of standard deviation 1."""

_NARROW = np.array([1, 2, 1], np.float32) / 4
_WIDE = np.array([1, 4, 6, 4, 1], np.float32) / 16


@dataclass(frozen=True, slots=True)
class WindowStatistics:
    """What is known of one window of analysis pixels.

    Attributes:
        background: tenth percentile of brightness, as a share of white.
        highlights: 99th percentile of brightness, as a share of white.
        saturation: share of the pixels that are saturated.
        sharpness: strength of the finest structure over that of structure `COARSE` times coarser.
        size: strength of structure twice as coarse as that over its own: large where cells are.
        grain: standard deviation from pixel to pixel in the darker half, as a share of white.
    """

    background: float
    highlights: float
    saturation: float
    sharpness: float
    size: float
    grain: float


@dataclass(frozen=True, slots=True)
class Statistic:
    """How people are told of one of the `WindowStatistics`.

    Attributes:
        name: of the attribute.
        number: what its number is called.
        below: how places with too low a number are, as compared with training.
        above: the same for too high a number.
        unit: of the number; empty for a ratio, which has no upper end.
    """

    name: str
    number: str
    below: str
    above: str
    unit: str = ""

    @property
    def most(self) -> float:
        """The largest number there is."""
        return 1.0 if self.unit else math.inf

    def figure(self, number: float) -> str:
        """A number as people read it, without its unit."""
        if not self.unit:
            return f"{number:.2f}"
        return f"{100 * number:.1f}" if number < 0.1 else f"{100 * number:.0f}"


_OF_WHITE = " % of white"

STATISTICS = (
    Statistic(
        "background",
        "background",
        "with a darker background",
        "with a brighter background",
        _OF_WHITE,
    ),
    Statistic("highlights", "brightest hundredth", "dimmer", "brighter", _OF_WHITE),
    Statistic("saturation", "saturated pixels", "less saturated", "more saturated", " %"),
    Statistic("sharpness", "fine-to-coarse ratio", "less sharp", "sharper"),
    Statistic("size", "coarse-to-medium ratio", "with smaller cells", "with larger cells"),
    Statistic("grain", "pixel noise", "with less noise", "with more noise", _OF_WHITE),
)
"""In the order of the attributes of `WindowStatistics`."""


def window_statistics(pixels: npt.NDArray[np.float32]) -> WindowStatistics:
    """The statistics of one window.

    Sharpness and size compare the window with itself reduced, so that neither gain nor offset
    changes them. Grain is a robust form of Immerkær, "Fast noise variance estimation", 1996.

    Args:
        pixels: (height, width), from 0 to 1 for white, at the network's pixel size.
    """
    grey = _grey(pixels)
    up_to = _cumulated(grey)
    median = _quantile(up_to, 0.5)
    curvature = cv2.sepFilter2D(pixels, -1, _CURVATURE, _CURVATURE)
    bright = (grey > median).astype(np.uint8) * 255
    noise = _cumulated(np.maximum(_grey(curvature), bright))  # the darker half comes first
    reduced = _reduced(pixels, COARSE)
    medium = _strength(reduced)
    return WindowStatistics(
        background=_quantile(up_to, 0.1) * GREY_LEVEL,
        highlights=_quantile(up_to, 0.99) * GREY_LEVEL,
        saturation=float(1 - up_to[SATURATED - 1] / up_to[-1]),
        sharpness=_strength(pixels) / medium,
        size=_strength(_reduced(reduced, 2)) / medium,
        grain=_quantile(noise, 0.5 * up_to[median] / up_to[-1]) * GREY_LEVEL / _CURVATURE_OF_NOISE,
    )


def _grey(pixels: cv2.typing.MatLike) -> npt.NDArray[np.uint8]:
    """Absolute values in grey levels of 8 bit."""
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=255), np.uint8)


def _reduced(pixels: npt.NDArray[np.float32], by: int) -> npt.NDArray[np.float32]:
    height, width = pixels.shape
    small = cv2.resize(pixels, (width // by, height // by), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _strength(pixels: npt.NDArray[np.float32]) -> float:
    """Root mean square of the finest structure that is not noise, never 0.

    It is a difference of Gaussians of about 0.7 and 1.2 px.
    """
    fine = cv2.sepFilter2D(pixels, -1, _NARROW, _NARROW)
    band = cv2.subtract(fine, cv2.sepFilter2D(fine, -1, _WIDE, _WIDE))
    return float(cv2.norm(band)) / math.sqrt(band.size) + 1e-4


def _cumulated(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """(256,) how many pixels are as dark as a value or darker."""
    histogram = cv2.calcHist([grey], [0], None, [256], [0, 256])
    return np.asarray(np.cumsum(histogram.ravel(), dtype=np.float64))


def _quantile(up_to: npt.NDArray[np.float64], share: float) -> int:
    """The least value that at least this share of the pixels does not exceed."""
    return int(np.searchsorted(up_to, share * up_to[-1]))
