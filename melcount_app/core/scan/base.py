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
from melcount_app.core.scan.pick import NO_PICK, ImageFacts, Pick

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


MOST_PACKED = 4096
"""How many times as large as their bytes in the file pixels may be; black ones by JPEG are 300, by
Deflate at most 1032."""

LARGEST_UNSTORED_BYTES = 2**30
"""Of pixels: fewer are read in no time, stored or not."""


def check_stored(size: Size, pixel_bytes: int, stored_bytes: int) -> None:
    """Refuse a level 0 of which next to nothing is in the file, which takes as long as any to read.

    Args:
        size: that it claims.
        pixel_bytes: of its pixels, decoded.
        stored_bytes: of these in the file.

    Raises:
        RefusedFileError: there are more than 1 GiB of pixels, and less than 1/4096 of that stored.
    """
    if pixel_bytes > max(LARGEST_UNSTORED_BYTES, MOST_PACKED * stored_bytes):
        raise RefusedFileError(
            f"claims {size.width} × {size.height} pixels, but holds next to nothing of them"
            f" ({stored_bytes // 1000} kB); it was not written to its end or is damaged; copy it"
            " again from the scanner"
        )


BAND_BYTES = 128 * 2**20
"""Of pixels that are read together, unless a single row has more."""


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

    One thread reads it at a time: who hands it to another one does not read it meanwhile. Threads
    that read at the same time open their own.

    Attributes:
        path: the file.
        levels: finest first, `levels[0].downsample == 1.0`, strictly coarser from one to the next.
        channels: names in the order of the last axis of `read`: ("red", "green", "blue"),
            ("grey",), or the names that the file gives.
        emissions_nm: wavelength of the light of each channel, None where not told; may be empty.
        dtype: uint8 or uint16.
        pixel_size: calibration of level 0, or None when the file tells nothing believable.
        notes: what the user must know of the file, as sentences: what it says of itself that is
            not believed, and what else it holds that is not this scan.
        images: of the file, where it holds several of which one is the scan; else none.
        planes: of that image, in focus and time.
        pick: which image and plane are read; all open where the file holds but one.
        has_seams: whether tiles lie where the scanner put them, so that thin gaps between them are
            seams; false where each pixel has its place in a grid, so that a thin gap is a lost one.
    """

    path: Path
    levels: tuple[Level, ...]
    channels: tuple[str, ...]
    dtype: PixelType
    pixel_size: PixelSize | None
    emissions_nm: tuple[float | None, ...] = ()
    notes: tuple[str, ...] = ()
    images: tuple[ImageFacts, ...] = ()
    planes: int = 1
    pick: Pick = NO_PICK
    has_seams: bool = False

    @property
    def size(self) -> Size:
        """Size of level 0."""
        return self.levels[0].size

    @property
    def levels_in_file(self) -> int:
        """How many of the levels, from the finest on, are the file's; others are means of these."""
        return len(self.levels)

    def _take_facts(self, scan: Scan) -> None:
        """Be described as another scan is, whose pixels this one shows; levels are its own."""
        self.path = scan.path
        self.channels = scan.channels
        self.emissions_nm = scan.emissions_nm
        self.dtype = scan.dtype
        self.pixel_size = scan.pixel_size
        self.notes = scan.notes
        self.images = scan.images
        self.planes = scan.planes
        self.pick = scan.pick
        self.has_seams = scan.has_seams

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
        size = self.levels[level].size
        row_bytes = size.width * len(self.channels) * self.dtype.itemsize
        return max(1, min(256, BAND_BYTES // row_bytes, size.height))

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

    def not_scanned(self, level: int) -> tuple[Rect, ...]:  # noqa: ARG002 - readers tell
        """Where the file holds no pixels of a level, by its tables alone; they are read as 0."""
        return ()

    def damaged(self, level: int) -> tuple[Rect, ...]:  # noqa: ARG002 - readers tell
        """Where pixels of a level could not be read so far, of a scan that goes on without them."""
        return ()

    def blocks(self, level: int, rect: Rect) -> tuple[Rect, ...]:  # noqa: ARG002 - readers tell
        """What the file stores by itself of a rectangle of a level: one may be damaged alone.

        Returns:
            Rectangles that cover what the file holds of `rect`, which they may reach beyond; none
            where the file cannot be read in part.
        """
        return ()

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
        self._take_facts(scan)
        self._scan = scan
        self._in_file = len(scan.levels)
        self._coarse = coarse
        self.levels = scan.levels + tuple(
            Level(Size(layer.pixels.shape[1], layer.pixels.shape[0]), layer.downsample)
            for layer in coarse
        )

    @property
    @override
    def levels_in_file(self) -> int:
        return self._in_file

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

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        return self._scan.not_scanned(level) if level < self._in_file else ()

    @override
    def damaged(self, level: int) -> tuple[Rect, ...]:
        return self._scan.damaged(level) if level < self._in_file else ()


def cut(pixels: Pixels, rect: Rect, channel: int | None) -> Pixels:
    """A copy of `rect` out of (height, width, channels) pixels; 0 outside them."""
    inside = rect.clipped_to(Size(pixels.shape[1], pixels.shape[0]))
    part = pixels[inside.slices]
    chosen = part if channel is None else part[..., channel]
    answer = np.zeros((rect.height, rect.width, *chosen.shape[2:]), pixels.dtype)
    y, x = inside.y - rect.y, inside.x - rect.x
    answer[y : y + inside.height, x : x + inside.width] = chosen
    return answer


def paint(into: Pixels, rect: Rect, pixels: Pixels, place: Rect, inside: Rect) -> None:
    """Copy what pixels at `place` share with `inside`, a part of `rect`, into those of `rect`."""
    left, top = max(inside.x, place.x), max(inside.y, place.y)
    right, bottom = min(inside.right, place.right), min(inside.bottom, place.bottom)
    into[top - rect.y : bottom - rect.y, left - rect.x : right - rect.x] = pixels[
        top - place.y : bottom - place.y, left - place.x : right - place.x
    ]
