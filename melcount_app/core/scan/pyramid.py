"""Coarse levels for scans whose file has none, and something to show until they are built."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor

import cv2
import numpy as np

from melcount_app.core.budget import PICTURE_BYTES
from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import CoarseLevel, Pixels, RefusedFileError, Scan

FACTOR = 4
NEEDED_ABOVE_PX = 4096
COARSEST_PX = 2048
_LARGEST_LEVEL_BYTES = 400 * 2**20
# below 32 MiB the allocator hands the same memory out again, band after band
_BAND_BYTES = 24 * 2**20
_BANDS_AT_ONCE = 2  # averaged while the next one is read


def needs_coarse_levels(scan: Scan) -> bool:
    """Whether the coarsest level of the file is over 4096 px long, too much to show at once."""
    size = scan.levels[-1].size
    return max(size.width, size.height) > NEEDED_ABOVE_PX


def build_coarse_levels(scan: Scan) -> Generator[float, None, tuple[CoarseLevel, ...]]:
    """Average the coarsest level of the file by 4 again and again, until 2048 px or less remain.

    One pass over the file, band by band, the next one read while others are averaged. Levels
    that would take more than 400 MiB of memory are passed over.

    Yields:
        The part that is done, 0 to 1.

    Returns:
        The levels, finest first; () when the coarsest level of the file is small enough.

    Raises:
        ScanError: the file is damaged or is gone.
    """
    source = len(scan.levels) - 1
    levels = yield from _first_level(scan, source)
    while levels and max(levels[-1].pixels.shape[:2]) > COARSEST_PX:
        last = levels[-1]
        levels.append(CoarseLevel(shrink(last.pixels, FACTOR), last.downsample * FACTOR))
    return tuple(levels)


def _first_level(scan: Scan, source: int) -> Generator[float, None, list[CoarseLevel]]:
    """The finest level that memory allows, read band by band."""
    size, downsample = scan.levels[source].size, scan.levels[source].downsample
    if max(size.width, size.height) <= COARSEST_PX:
        return []
    steps = _steps(scan, source)
    factor = FACTOR**steps
    shape = (-(-size.height // factor), -(-size.width // factor), len(scan.channels))
    pixels: Pixels = np.empty(shape, scan.dtype)
    rows = _band_rows(scan, source, factor)

    def put(y: int, band: Pixels) -> None:
        for _ in range(steps):
            band = shrink(band, FACTOR)
        pixels[y // factor : y // factor + len(band)] = band

    with ThreadPoolExecutor(_BANDS_AT_ONCE, "shrink") as shrinkers:
        shrinking: deque[Future[None]] = deque()
        for y in range(0, size.height, rows):
            band = scan.read(source, Rect(0, y, size.width, min(rows, size.height - y)))
            shrinking.append(shrinkers.submit(put, y, band))
            if len(shrinking) >= _BANDS_AT_ONCE:
                shrinking.popleft().result()
            yield min(1.0, (y + rows) / size.height)
        for last in shrinking:
            last.result()
    return [CoarseLevel(pixels, downsample * factor)]


def _steps(scan: Scan, source: int) -> int:
    """How often to divide by 4 before the level is small enough to keep."""
    size = scan.levels[source].size
    level_bytes = size.width * size.height * len(scan.channels) * scan.dtype.itemsize
    steps = 1
    while level_bytes / FACTOR ** (2 * steps) > _LARGEST_LEVEL_BYTES:
        steps += 1
    return steps


def _band_rows(scan: Scan, source: int, factor: int) -> int:
    """Rows of a band: whole strips or tiles of the file where that fits, and whole blocks."""
    stored = scan.band_rows(source)
    row_bytes = scan.levels[source].size.width * len(scan.channels) * scan.dtype.itemsize
    together = max(1, _BAND_BYTES // (row_bytes * stored)) * stored
    return max(1, together // factor) * factor


def shrink(pixels: Pixels, factor: int) -> Pixels:
    """The mean of every `factor` x `factor` block, rounded to the nearest.

    Halves are rounded to even; those of 2 x 2 blocks of one, three or four channels up, for which
    OpenCV has code of its own. Blocks cut by the right or lower edge are means of the pixels
    they have.

    Args:
        pixels: (height, width, channels).
        factor: side of a block.

    Returns:
        (ceil(height / factor), ceil(width / factor), channels)
    """
    height, width, channels = pixels.shape
    rows, columns = -(-height // factor), -(-width // factor)
    answer: Pixels = np.empty((rows, columns, channels), pixels.dtype)
    for top, bottom, y0, y1 in _whole_and_rest(height, factor):
        for left, right, x0, x1 in _whole_and_rest(width, factor):
            answer[y0:y1, x0:x1] = cv2.resize(
                pixels[top:bottom, left:right], (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA
            ).reshape(y1 - y0, x1 - x0, channels)
    return answer


def _whole_and_rest(length: int, factor: int) -> list[tuple[int, int, int, int]]:
    """(start, end) of the whole blocks and of the rest, in pixels and in blocks."""
    whole = length // factor
    parts = [(0, whole * factor, 0, whole), (whole * factor, length, whole, whole + 1)]
    return [part for part in parts if part[1] > part[0]]


def preview(scan: Scan) -> CoarseLevel:
    """Something to show within three seconds, whatever the layout of the file.

    The finest level of the file of at most 2048 px, or its coarsest where that is small enough,
    else a glimpse of at most 2048 px, good for the eye only.

    Raises:
        ScanError: the file is damaged or is gone.
    """
    shown = _shown_level(scan)
    size, downsample = scan.levels[shown].size, scan.levels[shown].downsample
    side = max(size.width, size.height)
    if side <= NEEDED_ABOVE_PX:
        return CoarseLevel(scan.read(shown, Rect(0, 0, size.width, size.height)), downsample)
    step = -(-side // COARSEST_PX)
    return CoarseLevel(scan.glimpse(shown, step), downsample * step)


def _shown_level(scan: Scan) -> int:
    sides = [max(level.size.width, level.size.height) for level in scan.levels]
    return next((i for i, side in enumerate(sides) if side <= COARSEST_PX), len(sides) - 1)


def check_channels(scan: Scan) -> None:
    """Refuse a scan with so many channels that not even a coarse level of all of them can be held.

    Raises:
        RefusedFileError: it has.
    """
    size = scan.levels[_shown_level(scan)].size
    width, height = min(size.width, NEEDED_ABOVE_PX), min(size.height, NEEDED_ABOVE_PX)
    if width * height * len(scan.channels) * scan.dtype.itemsize > PICTURE_BYTES:
        raise RefusedFileError(
            f"has {len(scan.channels)} channels, more than can be looked at together; export those"
            " that are counted as a TIFF of their own"
        )
