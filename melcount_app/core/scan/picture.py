"""Plain pictures: PNG, JPEG, BMP, WebP, and small TIFFs of kinds that only Pillow knows."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import imagecodecs
import numpy as np
from PIL import Image, UnidentifiedImageError
from typing_extensions import override

from melcount_app.core.budget import PICTURE_BYTES
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import (
    Level,
    Pixels,
    PixelType,
    RefusedFileError,
    Scan,
    UnsupportedFileError,
    check_size,
    cut,
)
from melcount_app.core.scan.lookup_table import is_lookup_table
from melcount_app.core.scan.strict import strictly_decoded

_Decoded = TypeVar("_Decoded")

FORMATS = ("PNG", "JPEG", "BMP", "WEBP", "TIFF")
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_RGB = ("red", "green", "blue")
_GREY = ("grey",)
# Pillow's mode to the mode that is read; other modes are refused
_READ_AS = {
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

_STORED_IN_ONE_BYTE, _STORED_IN_TWO = {"L", "P"}, {"I;16", "I;16B", "I;16L"}
_BYTES_OF_DEEP_RGB = 8
_COEFFICIENT_BYTES = 2
_COPIES_OF_WEBP = 4

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
    """Open a picture; its pixels are decoded at the first `read`, those of a TIFF at once.

    A TIFF comes here when no other reader knows how it is stored: whether Pillow does shows only
    when it decodes it.

    Raises:
        RefusedFileError: several frames, a size that cannot be that of a scan, more pixels than
            the budget of memory allows to decode, or pixels that are neither grey nor colour of 8
            or 16 bits.
        UnsupportedFileError: Pillow cannot decode the TIFF.
    """
    with _quiet(), Image.open(path, formats=FORMATS) as image:
        size = Size(*image.size)
        check_size(size)
        if getattr(image, "n_frames", 1) != 1:
            raise RefusedFileError("holds several pictures; export one of them and open that")
        if image.mode == "1":
            raise RefusedFileError(
                "is black and white without greys, as masks and drawings are; open the scan itself"
            )
        if image.mode not in _READ_AS:
            raise RefusedFileError(
                "is neither grey nor RGB with 8 or 16 bits per channel; save it again as such"
            )
        is_tiff = image.format == "TIFF"
        scan = PictureScan(path, image)
        _check_memory(image, is_deep_rgb=scan.is_deep_rgb)
    if is_tiff:
        try:
            scan.read(0, Rect(0, 0, 1, 1))
        except ScanError as error:
            raise UnsupportedFileError(
                "is stored in a way that melcount does not read; save it again as a grey or RGB"
                " TIFF without compression or with LZW"
            ) from error
    return scan


def _read_as(image: Image.Image) -> str:
    """The mode that a picture is read as: "P" for the values under a table for the eye."""
    palette = image.palette if image.mode == "P" else None
    if palette is not None and palette.mode == "RGB" and palette.rawmode in {None, "RGB"}:
        table = np.frombuffer(bytes(palette.palette), np.uint8).reshape(-1, 3)
        if is_lookup_table(table):
            return "P"
    return _READ_AS[image.mode]


def _check_memory(image: Image.Image, *, is_deep_rgb: bool) -> None:
    if _bytes_to_decode(image, is_deep_rgb=is_deep_rgb) > PICTURE_BYTES:
        raise RefusedFileError(
            f"is too large to be read at once ({image.width} × {image.height} pixels); save it"
            " again as a tiled TIFF"
        )


def _bytes_to_decode(image: Image.Image, *, is_deep_rgb: bool) -> float:
    """The most memory that decoding a picture takes, from what it says of itself."""
    if is_deep_rgb:
        per_px = float(_BYTES_OF_DEEP_RGB)
    else:
        per_px = 1.0 if image.mode in _STORED_IN_ONE_BYTE else 4.0
        per_px = 2.0 if image.mode in _STORED_IN_TWO else per_px
    if image.format == "WEBP":
        per_px *= _COPIES_OF_WEBP
    if image.info.get("progressive"):  # libjpeg holds all coefficients until the last scan
        sampled = [(layer[1], layer[2]) for layer in getattr(image, "layer", ())]
        finest = max((x for x, _ in sampled), default=1) * max((y for _, y in sampled), default=1)
        per_px += _COEFFICIENT_BYTES * sum(x * y for x, y in sampled) / finest
    return per_px * image.width * image.height


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
    """A picture of one level, held in memory once read.

    Pillow's own copy is what is held, and what is read is cut out of it: another one would take as
    much memory again.

    Attributes:
        is_deep_rgb: whether it is a PNG of colours with 16 bits.
    """

    pixel_size = None

    def __init__(self, path: Path, image: Image.Image) -> None:
        """A scan of a file.

        Args:
            path: of the file.
            image: the same, with its header read.
        """
        self.path = path
        self.levels = (Level(Size(*image.size), 1.0),)
        self._mode, self._format = _read_as(image), image.format
        self.channels = _RGB if self._mode == "RGB" else _GREY
        self.is_deep_rgb = _is_deep_rgb_png(path)
        deep = self.is_deep_rgb or self._mode == "I;16"
        self.dtype: PixelType = np.dtype(np.uint16) if deep else np.dtype(np.uint8)
        self._pixels: Pixels | None = None
        self._image: Image.Image | None = None

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        if self._pixels is None and self._image is None:
            self._pixels = self._decoded(self._by_other)
        if self._pixels is not None:
            return cut(self._pixels, rect, channel)
        self._image = self._decoded(self._by_pillow) if self._image is None else self._image
        inside = rect.clipped_to(self.size)
        answer = np.zeros((rect.height, rect.width, len(self.channels)), self.dtype)
        if inside.width > 0 and inside.height > 0:
            y, x = inside.y - rect.y, inside.x - rect.x
            into = answer[y : y + inside.height, x : x + inside.width]
            into[...] = self._part(self._image, inside)[..., : len(self.channels)]
        return answer if channel is None else np.ascontiguousarray(answer[..., channel])

    @override
    def close(self) -> None:
        self._pixels = self._image = None

    def _decoded(self, decode: Callable[[], _Decoded]) -> _Decoded:
        """All of the picture."""
        try:
            return decode()
        except Exception as error:
            raise ScanError(
                f"“{self.path.name}” is damaged or cut short; copy it again from the scanner."
            ) from error

    def _by_pillow(self) -> Image.Image:
        with _quiet(), Image.open(self.path, formats=FORMATS) as image:
            image.load()
            return image

    def _part(self, image: Image.Image, inside: Rect) -> Pixels:
        """The pixels (height, width, values) of a rectangle in the picture."""
        part = image.crop((inside.x, inside.y, inside.right, inside.bottom))
        alpha = {"RGBA": "RGB", "RGBX": "RGB", "LA": "L"}
        is_as_read = self._mode in {part.mode, alpha.get(part.mode), "I;16"}
        values = np.asarray(part if is_as_read else part.convert(self._mode))
        return values.reshape(inside.height, inside.width, -1).astype(self.dtype, copy=False)

    def _by_other(self) -> Pixels | None:
        """All pixels (height, width, channels); None for a kind that is left to Pillow."""
        if self.is_deep_rgb:
            pixels: Pixels | None = imagecodecs.png_decode(self.path.read_bytes())
        else:
            pixels = strictly_decoded(self.path, self._format)
        if pixels is None:
            return None
        return pixels.reshape(self.size.height, self.size.width, -1)[..., : len(self.channels)]
