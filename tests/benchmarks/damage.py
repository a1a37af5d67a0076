"""Which damage inside coded pixels is seen: a sector of zeros, or a tail that is missing.

Small scans are made from a seed, one in every coding. In each copy a sector of 512 bytes of the
coded pixels is zeroed, as bad discs leave them, or all from a place on is cut off and the bytes
that end the coding are put on, as a program does that repairs files (uncompressed: just cut). Then
the copy is opened and read whole, as for a count:

    refused     it is not counted, with a sentence
    a hair      it is read, and fewer than 16 pixels differ by more than 8 of 255 grey levels
    SILENT      it is read, and more differ

    python -m tests.benchmarks.damage [--tries N] [--seed N] [SCAN ...]

A SCAN of a scanner is damaged in the same ways, in its finest pixels.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.czi_file import block_data, read_czi
from melcount_app.core.scan.jpeg import frame_of
from melcount_app.core.scan.trust import believed
from melcount_app.self_test import czi
from tests.core.scan.ndpi import write_ndpi

SECTOR = 512
SIDE = 384
HAIR_LEVELS, HAIR_PIXELS = 8, 16
END = b"\xff\xd9"

Pixels: TypeAlias = npt.NDArray[Any]
Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Coding:
    """How a scan is stored.

    Attributes:
        name: of the row of the table.
        suffix: of the file.
        write: a picture (side, side) of grey values into a file.
        end: what ends the coded pixels; None of uncompressed ones, which end with the file.
    """

    name: str
    suffix: str
    write: Callable[[Path, Pixels], None]
    end: bytes | None = b""


def skin(seed: int, side: int = SIDE) -> Pixels:
    """Grey values like a fluorescence scan's: dim, noisy ground with bright cells."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side].astype(np.float32)
    values = rng.gamma(9, 3, (side, side)).astype(np.float32)
    for cx, cy, size in zip(*rng.random((2, 30)) * side, rng.uniform(4, 9, 30), strict=True):
        values += 150 * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / size**2)
    return values.clip(0, 255).astype(np.uint8)


def colour(grey: Pixels) -> Pixels:
    return np.stack([grey // 9, grey, grey // 3], axis=-1)


def _tiff(path: Path, grey: Pixels, **options: Any) -> None:
    usual = {"photometric": "minisblack", "metadata": None, "tile": (128, 128)}
    tifffile.imwrite(path, grey, **usual | options)


def _colour_tiff(path: Path, grey: Pixels, **options: Any) -> None:
    _tiff(path, colour(grey), **{"photometric": "rgb"} | options)


def _deep_tiff(path: Path, grey: Pixels, factor: int, **options: Any) -> None:
    _tiff(path, grey.astype(np.uint16) * factor, **options)


def _ndpi(path: Path, grey: Pixels) -> None:
    write_ndpi(path, [colour(grey)], 0.45)


def _picture(path: Path, grey: Pixels, is_colour: bool = True, **options: Any) -> None:  # noqa: FBT001, FBT002 - by name
    Image.fromarray(colour(grey) if is_colour else grey).save(path, **options)


def _czi(path: Path, grey: Pixels, compression: int, factor: int) -> None:
    deep = (grey.astype(np.uint16) * factor)[..., np.newaxis]
    blocks = [
        czi.BlockOf(block.pixels, block.axes, block.step, compression)
        for block in czi.tiles(deep, 192)
    ]
    czi.write_czi(path, blocks, czi.metadata(("TRP1",), 0.5))


_lossy = {"level": 85, "lossless": False}
CODINGS = (
    Coding(
        "TIFF, JPEG grey",
        ".tif",
        partial(_tiff, compression="jpeg", compressionargs={"level": 85}),
        END,
    ),
    Coding(
        "TIFF, JPEG YCbCr 4:2:0",
        ".tif",
        partial(_colour_tiff, compression="jpeg", photometric="ycbcr", subsampling=(2, 2)),
        END,
    ),
    Coding("TIFF, JPEG RGB (as SVS)", ".tif", partial(_colour_tiff, compression="jpeg"), END),
    Coding(
        "TIFF, JPEG strips",
        ".tif",
        partial(_tiff, compression="jpeg", tile=None, rowsperstrip=64),
        END,
    ),
    Coding(
        "TIFF, JPEG 12 bit",
        ".tif",
        partial(_deep_tiff, factor=16, compression="jpeg", compressionargs={"bitspersample": 12}),
        END,
    ),
    Coding("NDPI", ".ndpi", _ndpi, END),
    Coding("JPEG", ".jpg", partial(_picture, quality=85), END),
    Coding("JPEG grey, own tables", ".jpg", partial(_picture, is_colour=False, optimize=True), END),
    Coding("JPEG progressive", ".jpg", partial(_picture, quality=85, progressive=True), END),
    Coding("TIFF, JPEG 2000", ".tif", partial(_tiff, compression="jpeg2000"), END),
    Coding(
        "TIFF, JPEG 2000 lossy",
        ".tif",
        partial(_colour_tiff, compression="jpeg2000", compressionargs={"level": 38}),
        END,
    ),
    Coding("TIFF, WebP", ".tif", partial(_colour_tiff, compression="webp", compressionargs=_lossy)),
    Coding("TIFF, WebP lossless", ".tif", partial(_colour_tiff, compression="webp")),
    Coding("WebP", ".webp", partial(_picture, quality=85)),
    Coding("TIFF, JPEG XR", ".tif", partial(_tiff, compression="jpegxr")),
    Coding(
        "TIFF, JPEG XR lossy",
        ".tif",
        partial(_tiff, compression="jpegxr", compressionargs={"level": 0.9}),
    ),
    Coding("CZI, JPEG XR", ".czi", partial(_czi, compression=czi.JPEG_XR, factor=50)),
    Coding("CZI, zstd", ".czi", partial(_czi, compression=czi.ZSTD_1, factor=50)),
    Coding("TIFF, zstd", ".tif", partial(_tiff, compression="zstd")),
    Coding("TIFF, LERC", ".tif", partial(_tiff, compression="lerc")),
    Coding("TIFF, LZMA", ".tif", partial(_tiff, compression="lzma")),
    Coding("TIFF, Deflate", ".tif", partial(_tiff, compression="zlib", predictor=True)),
    Coding("TIFF, LZW", ".tif", partial(_tiff, compression="lzw")),
    Coding("TIFF, PackBits", ".tif", partial(_tiff, compression="packbits")),
    Coding("TIFF, PNG", ".tif", partial(_tiff, compression="png")),
    Coding("PNG", ".png", _picture),
    Coding("TIFF, uncompressed tiles", ".tif", _tiff, end=None),
    Coding("TIFF, uncompressed rows", ".tif", partial(_tiff, tile=None), end=None),
    Coding("TIFF, uncompressed colour", ".tif", partial(_colour_tiff, tile=None), end=None),
    Coding(
        "TIFF, uncompressed 16 bit", ".tif", partial(_deep_tiff, factor=40, tile=None), end=None
    ),
    Coding("CZI, uncompressed", ".czi", partial(_czi, compression=czi.PLAIN, factor=50), end=None),
)


def spans_of(path: Path) -> list[Span]:
    """Where the coded pixels of the finest level lie in a file, begin and end of each part."""
    data = path.read_bytes()
    if data[:2] == b"\xff\xd8":
        return [(frame_of(data).data, len(data))]
    if data[:10] == b"ZISRAWFILE":
        with path.open("rb") as file:
            parts = [block_data(file, block) for block in read_czi(path).blocks]
        return [(data.index(part), data.index(part) + len(part)) for part in parts]
    if data[:4] in {b"II*\0", b"MM\0*", b"II+\0"}:
        with tifffile.TiffFile(path, is_ome=False) as tiff:
            page = tiff.pages.first
            starts, counts = page.dataoffsets, page.databytecounts
        return [(start, start + count) for start, count in zip(starts, counts, strict=True)]
    return [(64, len(data))]


def zeroed(data: bytes, spans: Sequence[Span], rng: np.random.Generator) -> bytes:
    """A sector of zeros somewhere in the coded pixels, inside of them where there is room."""
    start, end = spans[int(rng.integers(len(spans)))]
    first, last = -(-start // SECTOR), end // SECTOR - 1
    at = SECTOR * int(rng.integers(first, last + 1) if first <= last else start // SECTOR)
    return data[:at] + bytes(SECTOR) + data[at + SECTOR :]


def ended(data: bytes, spans: Sequence[Span], rng: np.random.Generator, end: bytes | None) -> bytes:
    """Coded pixels that end early, with their end mark; what follows them stays where it is."""
    start, stop = spans[int(rng.integers(len(spans)))]
    at = int(rng.integers(start + (stop - start) // 10, stop - len(end or b"")))
    if end is None:
        return data[:at]
    if stop == len(data):
        return data[:at] + end
    return data[:at] + end + bytes(stop - at - len(end)) + data[stop:]


def read_level(path: Path, level: int) -> Pixels:
    """The pixels of a level, with the checks that a count makes."""
    with believed(open_scan(path)) as scan:
        size = scan.levels[level].size
        return scan.read(level, Rect(0, 0, size.width, size.height))


def read_whole(path: Path) -> Pixels:
    """The finest pixels."""
    return read_level(path, 0)


def outcome(path: Path, sound: Pixels) -> str:
    """What becomes of a damaged file."""
    try:
        pixels = read_whole(path)
    except ScanError:
        return "refused"
    if pixels.shape != sound.shape:
        return "SILENT"
    scale = 255 / max(int(sound.max()), 1)
    changed = np.abs(pixels.astype(np.float32) - sound) * scale > HAIR_LEVELS
    return "SILENT" if np.count_nonzero(changed) >= HAIR_PIXELS else "a hair"


def tried(path: Path, end: bytes | None, tries: int, seed: int, folder: Path) -> Counter[str]:
    """What becomes of damaged copies of a sound file: of half of them zeroed, of half ended."""
    rng = np.random.default_rng(seed)
    data, spans, sound = path.read_bytes(), spans_of(path), read_whole(path)
    copy = folder / f"copy{path.suffix}"
    found: Counter[str] = Counter()
    for number in range(tries):
        copy.write_bytes(ended(data, spans, rng, end) if number % 2 else zeroed(data, spans, rng))
        found[outcome(copy, sound)] += 1
    return found


def main() -> None:
    """Print a line for each coding and each scan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scan", type=Path, nargs="*")
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{'':28}{'tries':>8}{'refused':>9}{'a hair':>8}{'SILENT':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for coding in CODINGS:
            path = folder / f"sound{coding.suffix}"
            coding.write(path, skin(given.seed))
            _print(coding.name, tried(path, coding.end, given.tries, given.seed, folder))
        for path in given.scan:
            _print(path.name, tried(path, END, given.tries, given.seed, folder))


def _print(name: str, found: Counter[str]) -> None:
    numbers = (sum(found.values()), found["refused"], found["a hair"], found["SILENT"])
    print(f"{name:28}{numbers[0]:8}{numbers[1]:9}{numbers[2]:8}{numbers[3]:8}", flush=True)


if __name__ == "__main__":
    main()
