"""CZI files of Zeiss's scanners and microscopes: grey channels and RGB, one plane of one scene.

OpenSlide reads RGB without further axes only, so fluorescence would be refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import imagecodecs
import numpy as np
from typing_extensions import override

from melcount_app.core.budget import SEGMENT_BYTES
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import (
    LARGEST_UNSTORED_BYTES,
    Level,
    Pixels,
    PixelType,
    RefusedFileError,
    Scan,
    check_size,
    check_stored,
    paint,
)
from melcount_app.core.scan.cache import SegmentCache
from melcount_app.core.scan.czi_file import MAGIC, Block, CziFile, block_data, box_of, read_czi
from melcount_app.core.scan.czi_scenes import ChosenScene, choose_scene, scenes_of
from melcount_app.core.scan.damage import damaged_part, gaps_between, overlap
from melcount_app.core.scan.jpeg import check_jpeg, decode_jpeg, frame_of
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.scan.sectors import check_sectors
from melcount_app.core.scan.segment_header import stated_size
from melcount_app.core.scan.strict import check_jpeg_xr, check_zstd

_CACHE_BYTES = 256 * 2**20
_RGB = ("red", "green", "blue")
# Zeiss's numbers of pixel types: what they are stored as, and how many samples
_PIXELS: dict[int, tuple[PixelType, int]] = {
    0: (np.dtype(np.uint8), 1),
    1: (np.dtype(np.uint16), 1),
    3: (np.dtype(np.uint8), 3),
    4: (np.dtype(np.uint16), 3),
}
_PLAIN, _JPEG, _JPEG_XR, _ZSTD_0, _ZSTD_1 = 0, 1, 4, 5, 6
_HIGH_AND_LOW_APART = 1
_SPARSEST = 256  # a scan may have that many pixels for each that its tiles hold


@dataclass(frozen=True, slots=True)
class _Tile:
    """Where a block lies in its level."""

    place: Rect
    block: Block


@dataclass(frozen=True, slots=True)
class _Level:
    """A level and its tiles, of each channel those that lie on top last."""

    level: Level
    tiles: tuple[tuple[_Tile, ...], ...]


def is_czi(path: Path) -> bool:
    """Whether a file begins as CZI."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def open_czi(path: Path, pick: Pick = NO_PICK) -> Scan:
    """Open a CZI file: one plane of one of its scenes, see `pick`.

    Raises:
        RefusedFileError: it does not hold what was picked, or pixels of a type that is not read.
        ValueError, struct.error: it is damaged.
    """
    found = read_czi(path)
    dtype, samples = _pixel_kind(found.blocks)
    seen = scenes_of(found)
    chosen = choose_scene(seen, pick)
    numbers = sorted({block.channel for block in chosen.blocks})
    if samples == 3 and len(numbers) > 1:
        raise RefusedFileError(
            f"holds {len(numbers)} channels in colour; export one of them from ZEN as OME-TIFF"
        )
    levels = _levels(chosen.blocks, numbers)
    check_size(levels[0].level.size)
    _check_covered(path, levels[0], samples * dtype.itemsize)
    channels = _RGB if samples == 3 else _names(found, numbers)
    return CziScan(path, chosen, levels, channels, dtype)


def _check_covered(path: Path, level: _Level, pixel_bytes: int) -> None:
    """Refuse a level 0 with hardly any tiles in it, before all that lies between is read.

    Raises:
        RefusedFileError: it has more than 1 GiB of pixels, of which too few are stored.
    """
    size, places = level.level.size, [tile.place for tiles in level.tiles for tile in tiles]
    claimed = size.width * size.height * len(level.tiles)
    check_stored(size, claimed * pixel_bytes, path.stat().st_size)
    covered = sum(place.width * place.height for place in places)
    if claimed * pixel_bytes > LARGEST_UNSTORED_BYTES and claimed > _SPARSEST * covered:
        raise RefusedFileError(
            f"claims {size.width} × {size.height} pixels, of which its tiles cover"
            f" {100 * covered / claimed:.2f} %: some lie far off the others; copy it again from the"
            " scanner, or export the scan from ZEN as OME-TIFF"
        )


def _pixel_kind(blocks: Sequence[Block]) -> tuple[PixelType, int]:
    kinds = {block.pixel_type for block in blocks}
    if len(kinds) > 1 or not kinds <= _PIXELS.keys():
        raise RefusedFileError(
            "holds pixels that are neither grey nor RGB with 8 or 16 bits; export the scan from"
            " ZEN as OME-TIFF with 8 or 16 bits"
        )
    known = {_PLAIN, _JPEG, _JPEG_XR, _ZSTD_0, _ZSTD_1}
    unknown = {block.compression for block in blocks} - known
    if unknown:
        raise RefusedFileError(
            f"is compressed in a way (CZI code {min(unknown)}) that melcount does not read; save it"
            " again from ZEN without compression"
        )
    return _PIXELS[kinds.pop()]


def _names(found: CziFile, numbers: Sequence[int]) -> tuple[str, ...]:
    names = found.channels
    if len(names) == len(numbers) == len(set(names)) and all(names):
        return names
    if len(numbers) == 1:
        return ("grey",)
    return tuple(f"channel {index + 1}" for index, _ in enumerate(numbers))


def _levels(blocks: Sequence[Block], numbers: Sequence[int]) -> tuple[_Level, ...]:
    """Level 0, and the coarser ones that show all that it shows.

    Raises:
        RefusedFileError: there is no level 0 of every channel.
    """
    by_step: dict[int, list[Block]] = {}
    for block in blocks:
        by_step.setdefault(block.downsample, []).append(block)
    finest = by_step.pop(1, [])
    if {block.channel for block in finest} != set(numbers):
        raise RefusedFileError(
            "lacks its finest pixels; copy the whole file again, or export the scan as OME-TIFF"
        )
    box = box_of(finest)
    (left, top), size = (box.x, box.y), Size(box.width, box.height)
    levels = [_level(finest, 1, (left, top), size, numbers)]
    for step, coarser in sorted(by_step.items()):
        by_channel = _by_channel(coarser)
        if all(_shows_all(by_channel[number], (left, top), size, step) for number in numbers):
            levels.append(_level(coarser, step, (left, top), size, numbers))
    return tuple(levels)


def _by_channel(blocks: Iterable[Block]) -> dict[int, list[Block]]:
    """The blocks of each channel, in their order; none of those that have none."""
    found: dict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        found[block.channel].append(block)
    return found


def _shows_all(own: Sequence[Block], corner: tuple[int, int], size: Size, step: int) -> bool:
    """Whether the blocks of one channel of a level reach as far as level 0, to within a pixel."""
    if not own:
        return False
    reach = (
        min(block.x for block in own) - corner[0],
        min(block.y for block in own) - corner[1],
        corner[0] + size.width - max(block.x + block.width for block in own),
        corner[1] + size.height - max(block.y + block.height for block in own),
    )
    return max(reach) <= step


def _level(
    blocks: Sequence[Block],
    step: int,
    corner: tuple[int, int],
    size: Size,
    numbers: Sequence[int],
) -> _Level:
    def tile(block: Block) -> _Tile:
        x, y = round((block.x - corner[0]) / step), round((block.y - corner[1]) / step)
        return _Tile(Rect(x, y, block.stored_width, block.stored_height), block)

    lying = _by_channel(sorted(blocks, key=lambda block: block.order))
    tiles = tuple(tuple(map(tile, lying[number])) for number in numbers)
    own = Size(-(-size.width // step), -(-size.height // step))
    return _Level(Level(own, float(step)), tiles)


class CziScan(Scan):
    """A scan in a CZI file."""

    has_seams = True

    def __init__(
        self,
        path: Path,
        chosen: ChosenScene,
        levels: Sequence[_Level],
        channels: tuple[str, ...],
        dtype: PixelType,
    ) -> None:
        self.path = path
        self.levels = tuple(level.level for level in levels)
        self.channels = channels
        self.dtype = dtype
        self.pixel_size = chosen.pixel_size
        self.notes, self.images = chosen.notes, chosen.images
        self.planes, self.pick = chosen.planes, chosen.pick
        self._own = tuple(levels)
        self._samples = len(channels) // len(levels[0].tiles)
        self._file = path.open("rb")
        self._cache = SegmentCache(_CACHE_BYTES)

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        answer: Pixels = np.zeros((rect.height, rect.width, len(self.channels)), self.dtype)
        inside = rect.clipped_to(self.levels[level].size)
        for number, tiles in enumerate(self._own[level].tiles):
            first = number * self._samples
            if channel is None or first <= channel < first + self._samples:
                into = answer[..., first : first + self._samples]
                for place, pixels in self._touched(tiles, inside):
                    paint(into, rect, pixels, place, inside)
        return answer if channel is None else np.ascontiguousarray(answer[..., channel])

    @override
    def glimpse(self, level: int, step: int) -> Pixels:
        size = self.levels[level].size
        shape = (-(-size.height // step), -(-size.width // step), len(self.channels))
        answer: Pixels = np.zeros(shape, self.dtype)
        for number, tiles in enumerate(self._own[level].tiles):
            into = answer[..., number * self._samples : (number + 1) * self._samples]
            for tile in tiles:
                inside = tile.place.clipped_to(size)
                rows, columns = (
                    _nth(inside.y, inside.bottom, step),
                    _nth(inside.x, inside.right, step),
                )
                if rows and columns:
                    y, x = rows[0] - tile.place.y, columns[0] - tile.place.x
                    pixels = self._pixels(tile.block)[y::step, x::step]
                    top, left = rows[0] // step, columns[0] // step
                    into[top : top + len(rows), left : left + len(columns)] = pixels[
                        : len(rows), : len(columns)
                    ]
        return answer

    @override
    def close(self) -> None:
        self._cache.clear()
        self._file.close()

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        size = self.levels[level].size
        return tuple(
            gap
            for tiles in self._own[level].tiles
            for gap in gaps_between([tile.place for tile in tiles], size)
        )

    @override
    def blocks(self, level: int, rect: Rect) -> tuple[Rect, ...]:
        places = (tile.place for tiles in self._own[level].tiles for tile in tiles)
        return tuple(dict.fromkeys(place for place in places if overlap(place, rect)))

    def _touched(self, tiles: Sequence[_Tile], rect: Rect) -> Iterator[tuple[Rect, Pixels]]:
        for tile in tiles:
            place = tile.place
            if (
                place.x < rect.right
                and place.right > rect.x
                and place.y < rect.bottom
                and place.bottom > rect.y
            ):
                yield place, self._pixels(tile.block)

    def _pixels(self, block: Block) -> Pixels:
        key = (0, 0, block.position, None)
        held = self._cache.get(key)
        if held is None:
            try:
                data = block_data(self._file, block)
                if block.compression == _PLAIN:
                    pixel_bytes = self._samples * self.dtype.itemsize
                    row_bytes = block.stored_width * pixel_bytes
                    check_sectors(data, self._file.tell() - len(data), row_bytes, pixel_bytes)
                held = _decoded(data, block, self.dtype, self._samples)
            except Exception as error:
                raise damaged_part(self.path) from error
            self._cache.put(key, held)
        return held


def _nth(first: int, end: int, step: int) -> range:
    """The multiples of `step` from `first` to before `end`."""
    return range(-(-first // step) * step, end, step)


def _decoded(data: bytes, block: Block, dtype: PixelType, samples: int) -> Pixels:
    """Pixels (height, width, samples) of a block."""
    shape = (block.stored_height, block.stored_width, samples)
    size = shape[0] * shape[1] * shape[2] * dtype.itemsize
    if size > SEGMENT_BYTES:
        raise ValueError(f"block {shape}")
    if block.compression in {_JPEG, _JPEG_XR}:
        inner = stated_size(data)
        if (inner.height, inner.width) != shape[:2]:
            raise ValueError(f"size {inner}")
        pixels = _jpeg_xr(data) if block.compression == _JPEG_XR else _jpeg(data)
        decoded: Pixels = pixels.reshape(shape)
        if decoded.dtype != dtype:
            raise ValueError(f"block {decoded.dtype}")
        return decoded
    plain = _unpacked(data, block.compression, size)
    stored: Pixels = np.frombuffer(plain, dtype.newbyteorder("<"), size // dtype.itemsize)
    stored = stored.astype(dtype, copy=False).reshape(shape)
    return np.ascontiguousarray(stored[..., ::-1])  # blue, green, red


def _jpeg_xr(data: bytes) -> Pixels:
    pixels: Pixels = imagecodecs.jpegxr_decode(data)
    check_jpeg_xr(data, imagecodecs.jpegxr_decode, pixels)
    return pixels


def _jpeg(data: bytes) -> Pixels:
    frame = frame_of(data)
    if frame.is_decoded:
        return decode_jpeg(data, frame)
    check_jpeg(data, frame)
    pixels: Pixels = imagecodecs.jpeg8_decode(data)
    return pixels


def _unpacked(data: bytes, compression: int, size: int) -> bytes:
    """The bytes of plain or zstd pixels; those of zstd 1 begin with a header of their own."""
    if compression == _PLAIN:
        return data
    start, is_apart = (0, False) if compression == _ZSTD_0 else _zstd_header(data)
    check_zstd(data[start:], size)
    unpacked = bytes(imagecodecs.zstd_decode(data[start:], out=size))
    if len(unpacked) != size:
        raise ValueError("block size")
    if not is_apart:
        return unpacked
    low, high = np.frombuffer(unpacked, np.uint8).reshape(2, -1)
    return np.stack([low, high], axis=-1).tobytes()


def _zstd_header(data: bytes) -> tuple[int, bool]:
    """Where zstd begins, and whether the low bytes of all values come before the high ones."""
    length = data[0]
    is_apart = length >= 3 and data[1] == 1 and bool(data[2] & _HIGH_AND_LOW_APART)
    return length, is_apart
