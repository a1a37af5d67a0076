"""Something to show of a large TIFF level without decoding all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.tiff_plane import HeadCodec, Plane

ReadRect: TypeAlias = Callable[[Rect], Pixels]
ReadBytes: TypeAlias = Callable[[int, int], bytes]

# about a second of decoding with the slowest codec
DECODED_BYTES = 128 * 2**20


def glimpse(planes: Sequence[Plane], step: int, read: ReadRect, read_bytes: ReadBytes) -> Pixels:
    """About every `step`-th row and column of one level.

    Flat files give just these. Of strips packed with LZW or Deflate the first row each is
    decoded, of other strips and of tiles as many as a second allows, and the rest is filled
    from the nearest of them.

    Args:
        planes: of the level.
        step: distance of the pixels wanted.
        read: a rectangle of the level to pixels (height, width, channels).
        read_bytes: (offset, count) to bytes of the file.

    Returns:
        (ceil(height / step), ceil(width / step), channels)
    """
    first = planes[0]
    codecs = [plane.head_codec for plane in planes if plane.head_codec is not None]
    if first.flat is not None:
        return _rows(planes, step, _whole_rows(read, first, range(0, first.size.height, step)))
    if not first.is_strips:
        return _tiles(first, step, read)
    if len(codecs) == len(planes) and first.segment.height > 1:
        return _rows(planes, step, _strip_tops(planes, codecs, step, read_bytes))
    return _rows(planes, step, _whole_rows(read, first, _affordable_rows(first, step)))


def _rows(planes: Sequence[Plane], step: int, found: dict[int, Pixels]) -> Pixels:
    """The wanted rows, each the nearest of those `found` by their y."""
    wanted = np.arange(0, planes[0].size.height, step)
    known = np.array(sorted(found))
    after = np.clip(np.searchsorted(known, wanted), 1, max(len(known) - 1, 1))
    before = after - 1
    after = np.minimum(after, len(known) - 1)
    nearest = np.where(wanted - known[before] <= known[after] - wanted, before, after)
    rows = np.stack([found[int(y)][::step] for y in known])
    chosen: Pixels = rows[nearest]
    return chosen


def _whole_rows(read: ReadRect, plane: Plane, wanted: Sequence[int]) -> dict[int, Pixels]:
    return {y: read(Rect(0, y, plane.size.width, 1))[0] for y in wanted}


def _affordable_rows(plane: Plane, step: int) -> list[int]:
    """Wanted rows, as many as lie in the strips that there is time to decode."""
    height = plane.segment.height
    wanted = range(0, plane.size.height, step)
    strips = sorted({y // height for y in wanted})
    every = _stride(len(strips) * plane.segment_bytes)
    chosen = set(strips[::every])
    return [y for y in wanted if y // height in chosen]


def _stride(decoded_bytes: int) -> int:
    return max(1, -(-decoded_bytes // DECODED_BYTES))


def _strip_tops(
    planes: Sequence[Plane], codecs: Sequence[HeadCodec], step: int, read_bytes: ReadBytes
) -> dict[int, Pixels]:
    """The first row (width, channels) of every strip with a wanted row, by its y."""
    height = planes[0].segment.height
    strips = sorted({y // height for y in range(0, planes[0].size.height, step)})
    return {
        strip * height: np.concatenate(
            [
                _strip_top(plane, codec, strip, read_bytes)
                for plane, codec in zip(planes, codecs, strict=True)
            ],
            axis=-1,
        )
        for strip in strips
    }


def _strip_top(plane: Plane, codec: HeadCodec, strip: int, read_bytes: ReadBytes) -> Pixels:
    stored = int(plane.byte_counts[strip])
    width = plane.size.width
    if stored == 0:
        return np.zeros((width, plane.channels), plane.dtype)
    # neither codec makes data longer than half as much again
    enough = 2 * width * plane.samples * plane.dtype.itemsize + 1024
    data = read_bytes(int(plane.offsets[strip]), min(stored, enough))
    row = codec.first_rows(data, 1, width, plane.samples)[0, :, : plane.channels]
    return np.invert(row) if plane.inverted else row


def _tiles(plane: Plane, step: int, read: ReadRect) -> Pixels:
    """Every n-th tile, its neighbours filled with its mean, as time allows."""
    size, tile = plane.size, plane.segment
    apart = 1
    while plane.rows * plane.columns * plane.segment_bytes > DECODED_BYTES * apart**2:
        apart += 1
    channels = read(Rect(0, 0, 1, 1)).shape[-1]
    answer = np.zeros((-(-size.height // step), -(-size.width // step), channels), plane.dtype)
    for y in range(0, size.height, tile.height * apart):
        for x in range(0, size.width, tile.width * apart):
            inside = Rect(x, y, tile.width, tile.height).clipped_to(size)
            pixels = read(inside)[-y % step :: step, -x % step :: step]
            top, left = -(-y // step), -(-x // step)
            bottom, right = (
                -(-(y + tile.height * apart) // step),
                -(-(x + tile.width * apart) // step),
            )
            if apart > 1 and pixels.size:
                answer[top:bottom, left:right] = pixels.mean((0, 1)).astype(plane.dtype)
            answer[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return answer
