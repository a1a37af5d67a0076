"""Scan files in every layout, written on the fly with pixels that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from PIL import Image

from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import Pixels, Scan
from melcount_app.core.scan.vendor import open_vendor
from melcount_app.self_test import czi

HEIGHT, WIDTH = 301, 277
Write: TypeAlias = Callable[[Path, Sequence[Pixels]], None]


@dataclass(frozen=True)
class Layout:
    """One way to store a scan.

    Attributes:
        name: of the layout, and part of the test's name.
        suffix: of the file.
        dtype: of the pixels.
        channels: 1 or 3 or more.
        write: (path, levels (height, width, channels)) writes the file.
        downsamples: of the levels that it is written with.
        is_exact: the file gives back what was written.
        open: opens the file.
    """

    name: str
    suffix: str
    dtype: type[np.uint8] | type[np.uint16]
    channels: int
    write: Write
    downsamples: tuple[int, ...] = (1,)
    is_exact: bool = True
    open: Callable[[Path], Scan] = open_scan


@dataclass(frozen=True)
class Written:
    """A scan file and the pixels (height, width, channels) of its levels."""

    path: Path
    layout: Layout
    levels: tuple[Pixels, ...]


def scene(height: int, width: int, channels: int, dtype: npt.DTypeLike) -> Pixels:
    """Smooth pixels with noise, of the whole range of the type, each channel another."""
    top = float(np.iinfo(np.dtype(dtype)).max)
    rng = np.random.default_rng(height * width + channels)
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(x / (9 + 4 * c)) * np.cos(y / (13 + 3 * c)) for c in range(channels)]
    noisy = np.stack(waves, -1) * 0.4 + 0.5 + rng.normal(0, 0.02, (height, width, channels))
    pixels: Pixels = (noisy.clip(0, 1) * top).astype(dtype)
    return pixels


def _flat(pixels: Pixels) -> Pixels:
    return pixels[..., 0] if pixels.shape[-1] == 1 else pixels


def _photometric(pixels: Pixels) -> str:
    return "rgb" if pixels.shape[-1] == 3 else "minisblack"


def single(**options: Any) -> Write:
    """A TIFF of one page."""

    def write(path: Path, levels: Sequence[Pixels]) -> None:
        settings = {"photometric": _photometric(levels[0]), "metadata": None} | options
        tifffile.imwrite(path, _flat(levels[0]), **settings)

    return write


def pages(**options: Any) -> Write:
    """A TIFF with one page per level, the coarse ones marked as reduced copies."""

    def write(path: Path, levels: Sequence[Pixels]) -> None:
        with tifffile.TiffWriter(path, bigtiff=True) as writer:
            for index, level in enumerate(levels):
                writer.write(
                    _flat(level),
                    photometric=_photometric(level),
                    subfiletype=int(index > 0),
                    metadata=None,
                    **options,
                )

    return write


def sub_ifds(**options: Any) -> Write:
    """An OME-TIFF whose coarse levels hang below the first page."""

    def write(path: Path, levels: Sequence[Pixels]) -> None:
        with tifffile.TiffWriter(path, ome=True) as writer:
            for index, level in enumerate(levels):
                below: dict[str, Any] = (
                    {"subifds": len(levels) - 1} if index == 0 else {"subfiletype": 1}
                )
                photometric = _photometric(level)
                writer.write(_flat(level), photometric=photometric, **below, **options)

    return write


def separate(**options: Any) -> Write:
    """A TIFF that stores its channels one after the other."""

    def write(path: Path, levels: Sequence[Pixels]) -> None:
        planes = np.moveaxis(levels[0], -1, 0)
        settings = {"photometric": "rgb", "planarconfig": "separate", "metadata": None} | options
        tifffile.imwrite(path, planes, **settings)

    return write


def ome_channels(path: Path, levels: Sequence[Pixels]) -> None:
    """An OME-TIFF with one grey page per channel."""
    planes = np.moveaxis(levels[0], -1, 0)
    metadata = {"axes": "CYX", "Channel": {"Name": ["DAPI", "FITC", "TRITC", "Cy5"]}}
    tifffile.imwrite(
        path,
        planes,
        ome=True,
        photometric="minisblack",
        metadata=metadata,
        tile=(64, 64),
        compression="zlib",
    )


def ome_channel_pyramid(path: Path, levels: Sequence[Pixels]) -> None:
    """An OME-TIFF with one grey page per channel and coarse levels below each."""
    names = {"Channel": {"Name": ["DAPI", "FITC", "TRITC", "Cy5"]}}
    with tifffile.TiffWriter(path, ome=True) as writer:
        for index, level in enumerate(levels):
            below: dict[str, Any] = (
                {"subifds": len(levels) - 1, "metadata": {"axes": "CYX", **names}}
                if index == 0
                else {"subfiletype": 1}
            )
            planes = np.moveaxis(level, -1, 0)
            writer.write(planes, photometric="minisblack", tile=(64, 64), **below)


def with_alpha(path: Path, levels: Sequence[Pixels]) -> None:
    """An RGB TIFF with an alpha channel that means nothing."""
    alpha = np.full((*levels[0].shape[:2], 1), 77, levels[0].dtype)
    four = np.concatenate([levels[0], alpha], -1)
    tifffile.imwrite(path, four, photometric="rgb", extrasamples=["unassalpha"], metadata=None)


def white_is_zero(path: Path, levels: Sequence[Pixels]) -> None:
    """A grey TIFF that stores its pixels inverted."""
    stored = np.invert(_flat(levels[0]))
    tifffile.imwrite(path, stored, photometric="miniswhite", rowsperstrip=7, compression="lzw")


def sparse(path: Path, levels: Sequence[Pixels]) -> None:
    """A tiled TIFF that leaves out its first tile, all of zeros."""
    levels[0][:64, :64] = 0
    single(tile=(64, 64), compression="zlib")(path, levels)
    with tifffile.TiffFile(path, mode="r+") as tiff:
        tags = tiff.pages.first.tags
        offsets, counts = tags["TileOffsets"].value, tags["TileByteCounts"].value
        tags["TileOffsets"].overwrite((0, *offsets[1:]))
        tags["TileByteCounts"].overwrite((0, *counts[1:]))


def picture(**options: Any) -> Write:
    """A file that Pillow writes, in the format of its suffix."""

    def write(path: Path, levels: Sequence[Pixels]) -> None:
        Image.fromarray(_flat(levels[0])).save(path, **options)

    return write


def czi_file(*names: str, side: int = 100, compression: int = czi.PLAIN) -> Write:
    """A CZI of tiles, each level and grey channel apart."""

    def write(path: Path, levels: Sequence[Pixels]) -> None:
        blocks = []
        for index, level in enumerate(levels):
            planes = np.split(level, max(len(names), 1), axis=-1)
            for channel, plane in enumerate(planes):
                step = 2**index
                found = czi.tiles(plane, side, step, X=-5000, Y=70, C=channel)
                blocks += [replace(block, compression=compression) for block in found]
        czi.write_czi(path, blocks, czi.metadata(names, 0.5))

    return write


def deep_png(path: Path, levels: Sequence[Pixels]) -> None:
    """A PNG of 16 bits per channel."""
    path.write_bytes(imagecodecs.png_encode(levels[0]))


_TIFF_OPTIONS: dict[str, dict[str, Any]] = {
    "flat": {},
    "flat big-endian": {"byteorder": ">"},
    "flat in strips": {"rowsperstrip": 11},
    "BigTIFF": {"bigtiff": True},
    "LZW strips": {"compression": "lzw", "rowsperstrip": 16},
    "LZW strips with differences": {"compression": "lzw", "rowsperstrip": 10, "predictor": True},
    "Deflate strips": {"compression": "zlib", "rowsperstrip": 64},
    "Deflate strips with differences, big-endian": {
        "compression": "zlib",
        "rowsperstrip": 9,
        "predictor": True,
        "byteorder": ">",
    },
    "one zstd strip": {"compression": "zstd", "rowsperstrip": HEIGHT},
    "PackBits strips": {"compression": "packbits", "rowsperstrip": 5},
    "tiles": {"tile": (64, 32)},
    "LZW tiles": {"tile": (64, 64), "compression": "lzw"},
    "Deflate tiles with differences": {"tile": (32, 48), "compression": "zlib", "predictor": True},
    "zstd tiles": {"tile": (128, 128), "compression": "zstd"},
    "JPEG 2000 tiles": {"tile": (128, 128), "compression": "jpeg2000"},
    "LZMA tiles": {"tile": (128, 128), "compression": "lzma"},
    "LERC strips": {"rowsperstrip": 50, "compression": "lerc"},
    "PNG tiles": {"tile": (128, 64), "compression": "png"},
    "JPEG XR tiles": {"tile": (128, 128), "compression": "jpegxr"},
}
_SEPARATE_OPTIONS: dict[str, dict[str, Any]] = {
    "separate flat": {},
    "separate LZW strips": {"compression": "lzw", "rowsperstrip": 20},
    "separate Deflate tiles": {"compression": "zlib", "tile": (64, 64)},
}
_DTYPES: tuple[type[np.uint8] | type[np.uint16], ...] = (np.uint8, np.uint16)
_JPEG: dict[str, Any] = {"tile": (64, 64), "compression": "jpeg"}
_PYRAMID = (1, 2, 4, 8)

LAYOUTS: tuple[Layout, ...] = (
    *(
        Layout(f"{name}, {dtype.__name__} x {channels}", ".tif", dtype, channels, single(**options))
        for name, options in _TIFF_OPTIONS.items()
        for dtype in _DTYPES
        for channels in (1, 3)
    ),
    *(
        Layout(f"{name}, {dtype.__name__}", ".tif", dtype, 3, separate(**options))
        for name, options in _SEPARATE_OPTIONS.items()
        for dtype in _DTYPES
    ),
    Layout("JPEG tiles", ".tif", np.uint8, 3, single(**_JPEG), is_exact=False),
    Layout("grey JPEG tiles", ".tif", np.uint8, 1, single(**_JPEG), is_exact=False),
    Layout(
        "JPEG strips",
        ".tif",
        np.uint8,
        3,
        single(compression="jpeg", rowsperstrip=16),
        is_exact=False,
    ),
    Layout(
        "WebP tiles",
        ".tif",
        np.uint8,
        3,
        single(tile=(64, 64), compression="webp", compressionargs={"level": 100, "lossless": True}),
    ),
    Layout(
        "WebP strips",
        ".tif",
        np.uint8,
        3,
        single(rowsperstrip=32, compression="webp", compressionargs={"level": 90}),
        is_exact=False,
    ),
    Layout("pages", ".tif", np.uint8, 3, pages(tile=(64, 64), compression="zlib"), _PYRAMID),
    Layout("deep pages", ".tif", np.uint16, 1, pages(tile=(64, 64)), _PYRAMID),
    Layout("JPEG pages", ".tif", np.uint8, 3, pages(**_JPEG), _PYRAMID, is_exact=False),
    Layout("OME-TIFF", ".ome.tif", np.uint16, 1, sub_ifds(tile=(64, 64)), _PYRAMID),
    Layout("OME-TIFF in colour", ".ome.tif", np.uint8, 3, sub_ifds(tile=(64, 64)), _PYRAMID),
    Layout("OME-TIFF channels", ".ome.tif", np.uint16, 4, ome_channels),
    Layout("OME-TIFF levels of channels", ".ome.tif", np.uint8, 4, ome_channel_pyramid, _PYRAMID),
    Layout("alpha", ".tif", np.uint8, 3, with_alpha),
    Layout("white is zero", ".tif", np.uint8, 1, white_is_zero),
    Layout("deep white is zero", ".tif", np.uint16, 1, white_is_zero),
    Layout("sparse", ".tif", np.uint8, 3, sparse),
    Layout("ImageJ", ".tif", np.uint16, 1, single(imagej=True)),
    Layout("PNG", ".png", np.uint8, 3, picture()),
    Layout("grey PNG", ".png", np.uint8, 1, picture()),
    Layout("deep grey PNG", ".png", np.uint16, 1, picture()),
    Layout("deep PNG", ".png", np.uint16, 3, deep_png),
    Layout("JPEG", ".jpg", np.uint8, 3, picture(quality=90), is_exact=False),
    Layout("grey JPEG", ".jpg", np.uint8, 1, picture(quality=90), is_exact=False),
    Layout("BMP", ".bmp", np.uint8, 3, picture()),
    Layout("WebP", ".webp", np.uint8, 3, picture(lossless=True)),
    Layout("CZI", ".czi", np.uint8, 1, czi_file(), _PYRAMID),
    Layout("CZI in colour", ".czi", np.uint8, 3, czi_file(compression=czi.ZSTD_0), _PYRAMID),
    Layout("deep CZI", ".czi", np.uint16, 1, czi_file(compression=czi.ZSTD_1)),
    Layout(
        "CZI of JPEG XR",
        ".czi",
        np.uint8,
        1,
        czi_file(side=128, compression=czi.JPEG_XR),
        is_exact=False,
    ),
    Layout(
        "CZI channels",
        ".czi",
        np.uint16,
        4,
        czi_file("DAPI", "FITC", "TRITC", "Cy5", compression=czi.ZSTD_1),
        _PYRAMID,
    ),
    Layout(
        "OpenSlide",
        ".tif",
        np.uint8,
        3,
        single(tile=(64, 64), compression="zlib"),
        open=open_vendor,
    ),
)


@pytest.fixture(scope="session", params=LAYOUTS, ids=lambda layout: str(layout.name))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A scan file of every layout in turn."""
    layout: Layout = request.param
    whole = scene(HEIGHT, WIDTH, layout.channels, layout.dtype)
    levels = tuple(whole[::step, ::step].copy() for step in layout.downsamples)
    path = tmp_path_factory.mktemp("scan") / f"a scan, 40×{layout.suffix}"
    layout.write(path, levels)
    return Written(path, layout, levels)
