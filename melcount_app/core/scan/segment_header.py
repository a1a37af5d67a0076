"""What the compressed image in a strip or tile says of itself, read without decoding it."""

from __future__ import annotations

import struct

import tifffile

from melcount_app.core.geometry import Size

_JPEG_2000_START = b"\xff\x4f\xff\x51"
_JPEG_2000_FILE = b"jP  "
_CODING_STYLE = 0xFF52
_START_OF_TILE = 0xFF90
_MOST_COMPONENTS = 64
_JPEG_XR_WIDTH, _JPEG_XR_HEIGHT = 0xBC80, 0xBC81


def stated_size(data: bytes) -> Size:
    """The size of a JPEG, JPEG 2000, WebP, PNG, JPEG XR or LERC image.

    Raises:
        ValueError, struct.error, IndexError: the data are none of these, or cut short.
    """
    if data[:2] == b"\xff\xd8":
        _, height, width, _ = tifffile.tifffile.jpeg_shape(data)
        return Size(width, height)
    if data[:4] == _JPEG_2000_START:
        right, bottom, left, top = struct.unpack(">IIII", data[8:24])
        return Size(right - left, bottom - top)
    if data[4:8] == _JPEG_2000_FILE:
        height, width = struct.unpack(">II", data[data.index(b"ihdr") + 4 :][:8])
        return Size(width, height)
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        width, height = struct.unpack(">II", data[16:24])
        return Size(width, height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    if data[:3] == b"II\xbc":
        return _jpeg_xr_size(data)
    if data[:6] == b"Lerc2 ":
        version = struct.unpack("<i", data[6:10])[0]
        start = 14 if version >= 3 else 10
        height, width = struct.unpack("<ii", data[start : start + 8])
        return Size(width, height)
    raise ValueError("unknown image")


def _webp_size(data: bytes) -> Size:
    """See "WebP Container Specification" and RFC 6386, 9.1."""
    kind, body = data[12:16], data[20:]
    if kind == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
    elif kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", body[6:10]))
    else:
        raise ValueError("unknown WebP")
    return Size(width, height)


def jpeg_xr_tags(data: bytes) -> dict[int, int]:
    """The first values of the tags of a JPEG XR image that are whole numbers.

    See ITU-T T.832, annex A: a directory of tags like that of TIFF.

    Raises:
        struct.error: the directory is cut short.
    """
    directory = struct.unpack("<I", data[4:8])[0]
    entries = struct.unpack("<H", data[directory : directory + 2])[0]
    tags = {}
    for index in range(entries):
        entry = data[directory + 2 + 12 * index :][:12]
        tag, kind, _ = struct.unpack("<HHI", entry[:8])
        tags[tag] = struct.unpack("<H" if kind == 3 else "<I", entry[8 : 10 if kind == 3 else 12])[
            0
        ]
    return tags


def _jpeg_xr_size(data: bytes) -> Size:
    sides = jpeg_xr_tags(data)
    if not {_JPEG_XR_WIDTH, _JPEG_XR_HEIGHT} <= sides.keys():
        raise ValueError("no size")
    return Size(sides[_JPEG_XR_WIDTH], sides[_JPEG_XR_HEIGHT])


def has_subsampled_components(data: bytes) -> bool:
    """Whether components of a JPEG 2000 image have fewer pixels than the image (SIZ, XRsiz)."""
    start = data.find(_JPEG_2000_START)
    count = int.from_bytes(data[start + 40 : start + 42], "big")
    if start < 0 or not 1 <= count <= _MOST_COMPONENTS:
        return False
    components = data[start + 42 : start + 42 + 3 * count]
    return any(step > 1 for at in (1, 2) for step in components[at::3])


def has_component_transform(data: bytes) -> bool:
    """Whether a JPEG 2000 image turns its components into red, green and blue itself (COD, MCT)."""
    at = data.find(_JPEG_2000_START) + 2
    while 2 <= at <= len(data) - 4:
        marker, length = struct.unpack(">HH", data[at : at + 4])
        if marker == _CODING_STYLE:
            return data[at + 8 : at + 9] == b"\x01"
        if marker == _START_OF_TILE:
            break
        at += 2 + length
    return False
