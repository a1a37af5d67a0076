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
from melcount_app.self_test.czi import metadata, tiles, write_czi

SIDE_PX = 512
MOST_LOSS = 6.0
"""Grey values by which a lossy compression may be off on average."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ScanFile:
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


def _ndpi_set(path: Path, pixels: Pixels) -> None:
    """A file for each colour, which holds it alone, and the list of them."""
    names = [f"{path.stem}-{number}.ndpi" for number in range(3)]
    for colour, name in enumerate(names):
        alone = np.zeros_like(pixels)
        alone[..., colour] = pixels[..., colour]
        tifffile.imwrite(path.with_name(name), alone, photometric="rgb")
    listed = [f"Image{number}={name}" for number, name in enumerate(names)]
    lines = ["[NanoZoomer Digital Pathology Image Set]", f"NoImages={len(names)}", *listed]
    path.write_text("\r\n".join(lines), encoding="utf-8")


def _ome_set(path: Path, pixels: Pixels) -> None:
    """A file for each colour, each of which tells where the others are."""
    names = [path.name, *(f"{path.stem} {number}.tif" for number in (1, 2))]
    planes = "".join(
        f'<TiffData FirstC="{colour}"><UUID FileName="{name}">urn:uuid:{colour}</UUID></TiffData>'
        for colour, name in enumerate(names)
    )
    channels = "".join(f'<Channel ID="Channel:0:{colour}"/>' for colour in range(3))
    for colour, name in enumerate(names):
        text = (
            f'<OME UUID="urn:uuid:{colour}"><Image ID="Image:0"><Pixels SizeC="3">{channels}'
            f"{planes}</Pixels></Image></OME>"
        )
        plane = np.ascontiguousarray(pixels[..., colour])
        tifffile.imwrite(path.with_name(name), plane, description=text.encode(), metadata=None)


def _ome_companion(path: Path, pixels: Pixels) -> None:
    """Such a set, and the text that tells of it in a file of its own."""
    first = path.with_name("described.tif")
    _ome_set(first, pixels)
    with tifffile.TiffFile(first) as tiff:
        path.write_text(tiff.pages.first.description, encoding="utf-8")


def _czi(path: Path, pixels: Pixels) -> None:
    write_czi(path, tiles(pixels, 256), metadata((), 0.45))


SCAN_FILES = (
    ScanFile("TIFF", "plain.tif", _tiff(None)),
    ScanFile("TIFF", "lzw.tif", _tiff("lzw")),
    ScanFile("TIFF", "deflate.tif", _tiff("zlib")),
    ScanFile("TIFF", "packbits.tif", _tiff("packbits")),
    ScanFile("TIFF", "zstd.tif", _tiff("zstd")),
    ScanFile("TIFF", "lzma.tif", _tiff("lzma")),
    ScanFile("TIFF", "webp.tif", _tiff("webp"), is_lossy=True),
    ScanFile("TIFF", "png.tif", _tiff("png")),
    ScanFile("TIFF", "jpegxr.tif", _tiff("jpegxr"), is_lossy=True),
    ScanFile("TIFF", "lerc.tif", _tiff("lerc")),
    ScanFile("CZI", "plain.czi", _czi),
    ScanFile("TIFF", "jpeg.tif", _tiff("jpeg"), is_lossy=True),
    ScanFile("TIFF", "jpeg2000.tif", _tiff("jpeg2000"), is_lossy=True),
    ScanFile("scanner format", "tiles.tif", _tiff("jpeg"), is_lossy=True),
    ScanFile("picture", "picture.png", _picture),
    ScanFile("picture", "picture.bmp", _picture),
    ScanFile("picture", "picture.jpg", _picture, is_lossy=True),
    ScanFile("picture", "picture.webp", _picture, is_lossy=True),
    ScanFile("NDPI set", "set.ndpis", _ndpi_set),
    ScanFile("OME set", "set.tif", _ome_set),
    ScanFile("OME companion", "set.companion.ome", _ome_companion),
)


def check_readers(folder: Path, out: Path) -> dict[str, Any]:  # noqa: ARG001 - see `Check.run`
    """Write and read all files, in a folder whose name has an accent and a space.

    Raises:
        AssertionError: pixels differ, or a reader has no file.
        ScanError: a file cannot be read.
    """
    readers = {reader.family: reader for reader in READERS}
    untried = readers.keys() - {file.family for file in SCAN_FILES}
    if untried:
        raise AssertionError(f"no file for {', '.join(sorted(untried))}")
    for file in SCAN_FILES:
        _check(file, readers[file.family], folder / f"essai n° 1 {file.name}")
    return {"read": [file.name for file in SCAN_FILES]}


def _check(file: ScanFile, reader: Reader, path: Path) -> None:
    pixels = _pixels()
    file.write(path, pixels)
    if not reader.knows(path):
        raise AssertionError(f"the reader of {reader.family} does not know {file.name}")
    open_scan(path).close()
    with reader.open(path) as scan:
        found = scan.read(0, Rect(0, 0, SIDE_PX, SIDE_PX))[..., :3]
    loss = float(np.abs(found.astype(np.float32) - pixels).mean())
    if loss > (MOST_LOSS if file.is_lossy else 0.0):
        raise AssertionError(f"{file.name} is read with other pixels ({loss:.1f} off)")


def _pixels() -> Pixels:
    """Smooth hills of three colours, which every compression keeps well."""
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX] / SIDE_PX
    hills = [np.sin(3 * x + shift) * np.cos(2 * y - shift) for shift in (0.0, 1.0, 2.0)]
    return (127 + 120 * np.stack(hills, axis=-1)).astype(np.uint8)
