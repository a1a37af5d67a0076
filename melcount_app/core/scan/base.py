"""What a scan is, whatever file it comes from."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt
from typing_extensions import override

from melcount_app.core.geometry import PixelSize, Rect, Size

Pixels: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
PixelType: TypeAlias = np.dtype[np.uint8 | np.uint16]


class UnsupportedFileError(Exception):
    """A reader cannot read this file, another may; the text completes "FILE …"."""


class RefusedFileError(Exception):
    """No reader should read this file; the text completes "FILE …" and says what to do."""


SMALLEST_SIDE_PX = 16
LARGEST_SIDE_PX = 2**20
LARGEST_AREA_PX = 10**11


def check_size(size: Size) -> None:
    """Refuse a level 0 that cannot be a scan of skin, before anything is allocated for it.

    Raises:
        RefusedFileError: a side is under 16 px or over 2^20 px, or the area is over 10^11 px.
    """
    shape = f"{size.width} × {size.height} pixels"
    if min(size.width, size.height) < SMALLEST_SIDE_PX:
        raise RefusedFileError(f"has only {shape}; open the scan itself")
    if max(size.width, size.height) > LARGEST_SIDE_PX or size.width * size.height > LARGEST_AREA_PX:
        raise RefusedFileError(
            f"claims {shape}, more than any scan has, and is probably damaged; copy it again"
        )


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution of a scan.

    Attributes:
        size: in pixels of this level.
        downsample: level-0 pixels per pixel of this level, on each axis; 1.0 for level 0.
    """

    size: Size
    downsample: float


class Scan(abc.ABC):
    """One image file of skin, open for reading; a context manager.

    A scan belongs to the thread that opened it; another thread opens its own.

    Attributes:
        path: the file.
        levels: finest first, `levels[0].downsample == 1.0`, strictly coarser from one to the next.
        channels: names in the order of the last axis of `read`: ("red", "green", "blue"),
            ("grey",), or the names that the file gives.
        dtype: uint8 or uint16.
        pixel_size: calibration of level 0, or None when the file tells nothing believable.
    """

    path: Path
    levels: tuple[Level, ...]
    channels: tuple[str, ...]
    dtype: PixelType
    pixel_size: PixelSize | None

    @property
    def size(self) -> Size:
        """Size of level 0."""
        return self.levels[0].size

    @abc.abstractmethod
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        """Pixels of one level; what lies outside the level is 0.

        Args:
            level: index into `levels`.
            rect: in pixels of that level; may reach beyond it.
            channel: index into `channels`, or None for all.

        Returns:
            (rect.height, rect.width) for one channel, (rect.height, rect.width, channels) for all.

        Raises:
            ScanError: the file is damaged here or is gone.
        """

    @abc.abstractmethod
    def close(self) -> None:
        """Release the file; may be called more than once."""

    def band_rows(self, level: int) -> int:
        """Rows of one level that the file stores together, so that reading them together pays."""
        return min(256, self.levels[level].size.height)

    def glimpse(self, level: int, step: int) -> Pixels:
        """Something to show of one level at about `step` times fewer pixels on each axis.

        Readers that can skip data do so: what is between the pixels they decode is filled from
        its neighbours, so the answer is for the eye, not for measuring.

        Returns:
            (ceil(height / step), ceil(width / step), channels)

        Raises:
            ScanError: the file is damaged or is gone.
        """
        size = self.levels[level].size
        rows = max(1, self.band_rows(level) // step) * step
        bands = [
            self.read(level, Rect(0, y, size.width, min(rows, size.height - y)))[::step, ::step]
            for y in range(0, size.height, rows)
        ]
        return np.concatenate(bands)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class CoarseLevel:
    """A coarse level held in memory: pixels (height, width, channels) and their downsample."""

    pixels: Pixels
    downsample: float


class LayeredScan(Scan):
    """A scan whose file lacks coarse levels, with such levels held in memory.

    The coarse levels are never written to; scans of several threads share them.
    """

    def __init__(self, scan: Scan, coarse: tuple[CoarseLevel, ...]) -> None:
        self.path = scan.path
        self.channels = scan.channels
        self.dtype = scan.dtype
        self.pixel_size = scan.pixel_size
        self._scan = scan
        self._in_file = len(scan.levels)
        self._coarse = coarse
        self.levels = scan.levels + tuple(
            Level(Size(layer.pixels.shape[1], layer.pixels.shape[0]), layer.downsample)
            for layer in coarse
        )

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        if level < self._in_file:
            return self._scan.read(level, rect, channel)
        return cut(self._coarse[level - self._in_file].pixels, rect, channel)

    @override
    def close(self) -> None:
        self._scan.close()

    @override
    def band_rows(self, level: int) -> int:
        if level < self._in_file:
            return self._scan.band_rows(level)
        return super().band_rows(level)

    @override
    def glimpse(self, level: int, step: int) -> Pixels:
        if level < self._in_file:
            return self._scan.glimpse(level, step)
        return self._coarse[level - self._in_file].pixels[::step, ::step].copy()


def cut(pixels: Pixels, rect: Rect, channel: int | None) -> Pixels:
    """A copy of `rect` out of (height, width, channels) pixels; 0 outside them."""
    inside = rect.clipped_to(Size(pixels.shape[1], pixels.shape[0]))
    part = pixels[inside.slices]
    chosen = part if channel is None else part[..., channel]
    answer = np.zeros((rect.height, rect.width, *chosen.shape[2:]), pixels.dtype)
    y, x = inside.y - rect.y, inside.x - rect.x
    answer[y : y + inside.height, x : x + inside.width] = chosen
    return answer
