"""How the pixels of a TIFF page are coded: what is read, what is refused, what colours mean.

Nothing here calls a file damaged for a coding that is not known: what is not read is refused with
the name of the coding, and pixels that do not come out as the file says raise `CodingError`.
"""

from __future__ import annotations

import json
import re

import numpy as np
import numpy.typing as npt
import tifffile

from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import Pixels, RefusedFileError, UnsupportedFileError
from melcount_app.core.scan.lookup_table import is_lookup_table
from melcount_app.core.scan.segment_header import (
    has_component_transform,
    has_subsampled_components,
    stated_size,
)
from melcount_app.core.scan.tiff_strict import (
    APERIO_YCBCR,
    DEFLATE,
    JPEG,
    JPEG_2000,
    JPEG_XR,
    LZW,
    NO_COMPRESSION,
    WEBP,
    ZSTD,
    Decode,
    strict_decoder,
)

_PACKBITS, _LZMA, _LERC, _PNG = 32773, 34925, 34887, 34933
_OF_BYTES = {NO_COMPRESSION, LZW, *DEFLATE, _PACKBITS, _LZMA, *ZSTD}
_OF_IMAGES = {*JPEG_2000, *WEBP, _LERC, _PNG, *JPEG_XR}
_NAMES = {
    2: "a fax code (CCITT)",
    3: "a fax code (CCITT)",
    4: "a fax code (CCITT)",
    6: "the old kind of JPEG in TIFF",
    _LERC: "LERC inside another compression",
    32809: "ThunderScan",
    32909: "PixarLog",
    33007: "a JPEG of another maker",
    34661: "JBIG",
    34676: "SGI LogLuv",
    34677: "SGI LogLuv",
    34715: "JBIG2",
    34892: "the lossy JPEG of DNG",
    48124: "Jetraw",
    50002: "JPEG XL",
    52546: "JPEG XL",
    65000: "EER",
    65001: "EER",
    65002: "EER",
}

WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _YCBCR = 0, 1, 2, 3, 6
_UNKNOWN_SAMPLE, _ALPHA = 0, (1, 2)
_UNSIGNED = 1
_PACKED_BITS = {10, 12, 14}
_LERC_PARAMETERS = 50674
_MOST_OME_CHARACTERS = 2**24
_OME_CHANNELS = re.compile(r'\bSizeC\s*=\s*["\'](\d{1,4})["\']')
_IMAGEJ_CHANNELS = re.compile(r"^channels=(\d{1,4})\s*$", re.MULTILINE)


class CodingError(Exception):
    """Pixels are coded in a way that is not read; the text completes "FILE …"."""


def check_coding(page: tifffile.TiffPage) -> None:
    """Refuse pixels that are not read, by the name of what they are.

    Raises:
        RefusedFileError: no reader should read them.
        UnsupportedFileError: another reader may know them.
    """
    bits = page.bitspersample
    if page.sampleformat == _UNSIGNED and bits in {1, 2, 4}:
        raise RefusedFileError(
            "is black and white without greys, as masks and drawings are; open the scan itself"
            if bits == 1
            else f"has only {bits} bits per channel, too few to count from; export the scan with 8"
            " or 16 bits"
        )
    if page.sampleformat != _UNSIGNED or bits not in {8, 16} | _PACKED_BITS:
        kinds = {2: "signed", 3: "floating point", 5: "complex", 6: "complex"}
        depth = f"{bits}-bit" if str(bits).isdigit() else "differently deep"
        kind = kinds.get(page.sampleformat, depth)
        raise RefusedFileError(f"holds {kind} pixels; save it again with 8 or 16 bits per channel")
    if page.imagedepth != 1 or page.tiledepth not in {0, 1}:
        raise RefusedFileError("is a three-dimensional image; export one plane and open that")
    if page.compression not in _OF_BYTES | _OF_IMAGES | {JPEG} or _is_lerc_inside(page):
        raise _unknown(page)
    if page.photometric not in _photometrics(page):
        raise UnsupportedFileError("is neither grey nor RGB; save it again as a grey or RGB TIFF")


def _unknown(page: tifffile.TiffPage) -> RefusedFileError:
    code = int(page.compression)
    if code in _NAMES:
        return RefusedFileError(
            f"is compressed with {_NAMES[code]}, which melcount does not read; save it again as a"
            " TIFF without compression or with LZW"
        )
    return RefusedFileError(
        f"is compressed in a way (TIFF code {code}) that melcount does not read; save it again as a"
        " TIFF without compression or with LZW"
    )


def _is_lerc_inside(page: tifffile.TiffPage) -> bool:
    """Whether LERC data are compressed once more, see LercParameters in libtiff."""
    parameters = page.tags.valueof(_LERC_PARAMETERS, ())
    return page.compression == _LERC and isinstance(parameters, tuple) and any(parameters[1:2])


def _photometrics(page: tifffile.TiffPage) -> set[int]:
    known = {WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB}
    if page.compression == JPEG or page.compression in JPEG_2000:
        known |= {_YCBCR}
    if is_table_for_the_eye(page):
        known |= {_PALETTE}
    return known


def is_table_for_the_eye(page: tifffile.TiffPage) -> bool:
    """Whether the colour table of a page only colours a grey picture.

    ImageJ stores the table with which a grey picture was shown; the values are the picture. The
    same holds of other writers' tables that are a ramp from dark to bright, see `is_lookup_table`.
    """
    table = page.colormap
    if page.photometric != _PALETTE or page.samplesperpixel != 1 or table is None:
        return False
    return is_imagej(page) or is_lookup_table(np.asarray(table).reshape(3, -1).T)


def is_imagej(page: tifffile.TiffPage) -> bool:
    """Whether ImageJ wrote the page."""
    return page.description.startswith("ImageJ=")


def is_inverted(page: tifffile.TiffPage) -> bool:
    """Whether 0 is white in the picture.

    ImageJ writes so of a picture that is shown by an inverting look-up table, and does not turn
    its values round when it reads it again: they are the picture.
    """
    return page.photometric == WHITE_IS_ZERO and not is_imagej(page)


def channels_of(page: tifffile.TiffPage) -> int:
    """How many of the samples of a pixel, from the first on, are the picture.

    Samples beyond grey or red, green and blue are channels only where the file says that it has so
    many channels (OME-XML, ImageJ, the axes of tifffile); otherwise they may be masks or anything.

    Raises:
        RefusedFileError: an RGB image with fewer than three samples.
    """
    samples = int(page.samplesperpixel)
    if page.photometric in {_RGB, _YCBCR}:
        if samples < 3:
            raise RefusedFileError("is damaged: an RGB image with fewer than three channels")
        return 3
    extras = [int(kind) for kind in page.extrasamples]
    kept = max(samples - sum(kind in _ALPHA for kind in extras), 1)
    return kept if kept > 1 and kept in _declared_channels(page) else 1


def _declared_channels(page: tifffile.TiffPage) -> set[int]:
    """The numbers of channels that the file says its images have."""
    first = page.parent.pages.first.description
    if is_imagej(page):
        return {int(number) for number in _IMAGEJ_CHANNELS.findall(first)}
    if first.startswith("{"):
        return _of_shape(first)
    return {int(number) for number in _OME_CHANNELS.findall(first[:_MOST_OME_CHARACTERS])}


def _of_shape(description: str) -> set[int]:
    """Of a file whose axes tifffile wrote down, with C among them."""
    try:
        facts = json.loads(description)
        axes, shape = str(facts["axes"]), list(facts["shape"])
        return {int(shape[axes.index("C")])}
    except (ValueError, KeyError, IndexError, TypeError):
        return set()


def coding_notes(page: tifffile.TiffPage) -> tuple[str, ...]:
    """What the user must know of how the picture is stored, as sentences."""
    notes = []
    left_out = int(page.samplesperpixel) - channels_of(page)
    if left_out > sum(int(kind) in _ALPHA for kind in page.extrasamples):
        notes.append(
            "Samples of unknown meaning, a mask perhaps, are left out:"
            f" {left_out} of {page.samplesperpixel} per pixel."
        )
    if page.photometric == WHITE_IS_ZERO and not is_inverted(page):
        notes.append(
            "ImageJ showed the picture with dark and bright exchanged; the stored values are taken."
        )
    return tuple(notes)


def check_first_segment(page: tifffile.TiffPage, data: bytes) -> None:
    """Leave JPEG 2000 with colours at a lower resolution, which imagecodecs lacks, to OpenSlide.

    Args:
        page: the page.
        data: the beginning of its first segment.

    Raises:
        UnsupportedFileError: the colours have fewer pixels than the picture.
    """
    if page.compression in JPEG_2000 and has_subsampled_components(data):
        raise UnsupportedFileError(
            "is compressed with JPEG 2000 with colours at a lower resolution, which melcount does"
            " not read; save it again as a TIFF without compression or with LZW"
        )


def decoder(page: tifffile.TiffPage, segment: Size, first: int) -> Decode:
    """The function from the bytes of a segment and its index to pixels (height, width, samples).

    Args:
        page: the page.
        segment: size of a full strip or tile.
        first: index of the first segment of the plane among those of the page.

    It raises `CodingError` where the coding is not read, anything else where it is damaged.
    """
    decode = strict_decoder(page, segment)
    has_size_inside = page.compression in _OF_IMAGES | {JPEG} and page.jpegheader is None

    def decode_segment(data: bytes, index: int) -> Pixels:
        if has_size_inside:
            _check_inner_size(data, segment)
        try:
            pixels = decode(data, first + index)
        except (ImportError, NotImplementedError) as error:
            raise CodingError(str(_unknown(page))) from error
        return _to_rgb(pixels) if _is_ycbcr(page, data) else pixels

    return decode_segment


def _check_inner_size(data: bytes, segment: Size) -> None:
    """Refuse a segment that would unpack to far more than its place."""
    size = stated_size(data)
    if size.height * size.width > 2 * segment.width * segment.height + 2**16:
        raise ValueError(f"a segment of {size.width} x {size.height} pixels")


def _is_ycbcr(page: tifffile.TiffPage, data: bytes) -> bool:
    """Whether a JPEG 2000 segment gives luminance and colour differences, not red, green and blue.

    Aperio's code 33003 says so, whatever the photometric tag says (OpenSlide,
    "formats/aperio"); under the other codes that tag, unless the codestream converts by itself.
    """
    if page.compression not in JPEG_2000 or page.samplesperpixel < 3:
        return False
    if page.compression == APERIO_YCBCR:
        return True
    return page.photometric == _YCBCR and not has_component_transform(data)


def _to_rgb(pixels: Pixels) -> Pixels:
    """Red, green and blue of Y, Cb, Cr of the full range (JFIF 1.02, ITU-R BT.601)."""
    limits = np.iinfo(pixels.dtype)
    middle = (int(limits.max) + 1) / 2
    y, blue, red = np.moveaxis(pixels[..., :3].astype(np.float32), -1, 0)
    blue, red = blue - middle, red - middle
    rgb: npt.NDArray[np.float32] = np.stack(
        [y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue], axis=-1
    )
    converted = pixels.copy()
    converted[..., :3] = np.rint(rgb).clip(0, limits.max).astype(pixels.dtype)
    return converted
