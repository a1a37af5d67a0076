"""Plain pictures: PNG, JPEG, BMP, WebP, and small TIFFs of kinds that only Pillow knows."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image, UnidentifiedImageError
from typing_extensions import override

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import (
    Level,
    Pixels,
    PixelType,
    RefusedFileError,
    Scan,
    check_size,
    cut,
)

FORMATS = ("PNG", "JPEG", "BMP", "WEBP", "TIFF")
LARGEST_BYTES = 2**30
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_RGB = ("red", "green", "blue")
_GREY = ("grey",)
# Pillow's mode to the mode that is read; other modes are refused
_READ_AS = {
    "1": "L",
    "L": "L",
    "LA": "L",
    "P": "RGB",
    "PA": "RGB",
    "RGB": "RGB",
    "RGBA": "RGB",
    "RGBX": "RGB",
    "CMYK": "RGB",
    "YCbCr": "RGB",
    "I;16": "I;16",
    "I;16B": "I;16",
    "I;16L": "I;16",
}

# this module checks sizes itself, with a sentence for the user
Image.MAX_IMAGE_PIXELS = None
_warnings_lock = threading.Lock()


def is_picture(path: Path) -> bool:
    """Whether Pillow knows a file as one of `FORMATS`."""
    try:
        with _quiet(), Image.open(path, formats=FORMATS):
            return True
    except UnidentifiedImageError:
        return False


def open_picture(path: Path) -> Scan:
    """Open a picture; its pixels are decoded at the first `read`.

    Raises:
        RefusedFileError: several frames, a size that cannot be that of a scan, over 1 GiB of
            pixels, or pixels that are neither grey nor colour of 8 or 16 bits.
    """
    with _quiet(), Image.open(path, formats=FORMATS) as image:
        size = Size(*image.size)
        check_size(size)
        if getattr(image, "n_frames", 1) != 1:
            raise RefusedFileError("holds several pictures; export one of them and open that")
        if image.mode not in _READ_AS:
            raise RefusedFileError(
                "is neither grey nor RGB with 8 or 16 bits per channel; save it again as such"
            )
        scan = PictureScan(path, size, _READ_AS[image.mode], _is_deep_rgb_png(path))
    if size.width * size.height * len(scan.channels) * scan.dtype.itemsize > LARGEST_BYTES:
        raise RefusedFileError("is too large to be read at once; save it again as a tiled TIFF")
    return scan


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Pillow's warnings about odd files from the terminal."""
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _is_deep_rgb_png(path: Path) -> bool:
    """Whether a PNG holds RGB with 16 bits, which Pillow would cut down to 8."""
    with path.open("rb") as file:
        header = file.read(26)
    return header[:8] == _PNG_MAGIC and header[24] == 16 and header[25] in {2, 6}


class PictureScan(Scan):
    """A picture of one level, held in memory once read."""

    pixel_size = None

    def __init__(self, path: Path, size: Size, mode: str, is_deep_rgb_png: bool) -> None:
        self.path = path
        self.levels = (Level(size, 1.0),)
        self.channels = _RGB if mode == "RGB" else _GREY
        deep = is_deep_rgb_png or mode == "I;16"
        self.dtype: PixelType = np.dtype(np.uint16) if deep else np.dtype(np.uint8)
        self._mode = mode
        self._is_deep_rgb_png = is_deep_rgb_png
        self._pixels: Pixels | None = None

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        if self._pixels is None:
            self._pixels = self._decoded()
        return cut(self._pixels, rect, channel)

    @override
    def close(self) -> None:
        self._pixels = None

    def _decoded(self) -> Pixels:
        """All pixels (height, width, channels)."""
        size = self.levels[0].size
        try:
            pixels = self._deep_png() if self._is_deep_rgb_png else self._by_pillow()
            return pixels.reshape(size.height, size.width, -1)[..., : len(self.channels)]
        except Exception as error:
            raise ScanError(
                f"“{self.path.name}” is damaged or cut short; copy it again from the scanner."
            ) from error

    def _by_pillow(self) -> Pixels:
        with _quiet(), Image.open(self.path, formats=FORMATS) as image:
            if image.mode == self._mode or self._mode == "I;16":
                return np.array(image).astype(self.dtype, copy=False)
            alpha = {"RGBA": "RGB", "RGBX": "RGB", "LA": "L"}
            if alpha.get(image.mode) == self._mode:
                return np.array(image)
            return np.array(image.convert(self._mode))

    def _deep_png(self) -> Pixels:
        pixels: Pixels = imagecodecs.png_decode(self.path.read_bytes())
        return pixels
