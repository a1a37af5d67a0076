"""Whether each reader and decoder of scans works: files of all kinds are written and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

from melcount_app.core.geometry import Rect
from melcount_app.core.scan import READERS, Reader, open_scan

SIDE_PX = 512
MOST_LOSS = 6.0
"""Grey values by which a lossy compression may be off on average."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to write and read.

    Attributes:
        family: of its reader.
        name: of the file.
        write: writes the pixels.
        is_lossy: whether the pixels read may differ a little.
    """

    family: str
    name: str
    write: Callable[[Path, Pixels], object]
    is_lossy: bool = False


def _tiff(compression: str | None) -> Callable[[Path, Pixels], object]:
    def write(path: Path, pixels: Pixels) -> None:
        tifffile.imwrite(path, pixels, photometric="rgb", tile=(256, 256), compression=compression)

    return write


def _picture(path: Path, pixels: Pixels) -> None:
    Image.fromarray(pixels).save(path)


SAMPLES = (
    Sample("TIFF", "plain.tif", _tiff(None)),
    Sample("TIFF", "lzw.tif", _tiff("lzw")),
    Sample("TIFF", "deflate.tif", _tiff("zlib")),
    Sample("TIFF", "packbits.tif", _tiff("packbits")),
    Sample("TIFF", "zstd.tif", _tiff("zstd")),
    Sample("TIFF", "lzma.tif", _tiff("lzma")),
    Sample("TIFF", "jpeg.tif", _tiff("jpeg"), is_lossy=True),
    Sample("TIFF", "jpeg2000.tif", _tiff("jpeg2000"), is_lossy=True),
    Sample("scanner format", "tiles.tif", _tiff("jpeg"), is_lossy=True),
    Sample("picture", "picture.png", _picture),
    Sample("picture", "picture.bmp", _picture),
    Sample("picture", "picture.jpg", _picture, is_lossy=True),
    Sample("picture", "picture.webp", _picture, is_lossy=True),
)


def check_readers(folder: Path, out: Path) -> dict[str, Any]:  # noqa: ARG001 - see `Check.run`
    """Write and read all samples, in a folder whose name has an accent and a space.

    Raises:
        AssertionError: pixels differ, or a reader has no sample.
        ScanError: a file cannot be read.
    """
    readers = {reader.family: reader for reader in READERS}
    untried = readers.keys() - {sample.family for sample in SAMPLES}
    if untried:
        raise AssertionError(f"no sample for {', '.join(sorted(untried))}")
    for sample in SAMPLES:
        _check(sample, readers[sample.family], folder / f"essai n° 1 {sample.name}")
    return {"read": [sample.name for sample in SAMPLES]}


def _check(sample: Sample, reader: Reader, path: Path) -> None:
    pixels = _pixels()
    sample.write(path, pixels)
    if not reader.knows(path):
        raise AssertionError(f"the reader of {reader.family} does not know {sample.name}")
    open_scan(path).close()
    with reader.open(path) as scan:
        found = scan.read(0, Rect(0, 0, SIDE_PX, SIDE_PX))[..., :3]
    loss = float(np.abs(found.astype(np.float32) - pixels).mean())
    if loss > (MOST_LOSS if sample.is_lossy else 0.0):
        raise AssertionError(f"{sample.name} is read with other pixels ({loss:.1f} off)")


def _pixels() -> Pixels:
    """Smooth hills of three colours, which every compression keeps well."""
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX] / SIDE_PX
    hills = [np.sin(3 * x + shift) * np.cos(2 * y - shift) for shift in (0.0, 1.0, 2.0)]
    return (127 + 120 * np.stack(hills, axis=-1)).astype(np.uint8)
