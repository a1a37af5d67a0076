"""JPEG 2000, decoded so that damage is seen.

OpenJPEG, which imagecodecs runs in its strict mode, raises where the stream is cut, lacks its end
mark or holds packets that are longer than their place; what else it warns of stands around the
pixels. Inside the packets the arithmetic code takes any bytes for a picture: zeros are seen, since
none but empty packets are coded as zeros. What cannot be known: other bytes in place of those of a
packet.
"""

from __future__ import annotations

import struct

import imagecodecs
import numpy as np

from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.zeros import LEAST_ZEROS, DamagedStreamError, check_no_zeros

_START = b"\xff\x4f\xff\x51"
_FIRST_MARKER, _CODING_STYLE, _START_OF_TILE, _END = 0xFF01, 0xFF52, 0xFF90, 0xFFD9
_END_MARK = b"\xff\xd9"
_HAS_PRECINCTS = 1


def decode_jpeg_2000(data: bytes) -> Pixels:
    """The pixels (height, width, samples) of a JPEG 2000 codestream or file.

    Raises:
        ValueError, RuntimeError, struct.error, IndexError: it is damaged.
    """
    pixels: Pixels = imagecodecs.jpeg2k_decode(data)
    check_jpeg_2000(data)
    return pixels if pixels.ndim == 3 else pixels[..., np.newaxis]


def check_jpeg_2000(data: bytes) -> None:
    """Look for a missing end and for zeros, without decoding.

    Raises:
        ValueError, struct.error, IndexError: it is damaged.
    """
    start = data.find(_START)
    _check_end(data, start)
    if LEAST_ZEROS in data:
        check_no_zeros(data, len(LEAST_ZEROS) + _packets(data, start), start)


def _check_end(data: bytes, start: int) -> None:
    """Refuse a codestream whose parts of tiles do not lead to its end mark (A.4.2, SOT)."""
    at = start + 2
    while True:
        marker, length = struct.unpack(">HH", data[at : at + 4].ljust(4, b"\0"))
        if marker == _END:
            return
        if marker == _START_OF_TILE:
            length = int.from_bytes(data[at + 6 : at + 10], "big")
            if length == 0:  # it goes on to the end
                length = max(data.rfind(_END_MARK), at + 1) - at
            at += length
        elif _FIRST_MARKER <= marker < _START_OF_TILE:
            at += 2 + length
        else:
            raise DamagedStreamError("no end-mark")


def _packets(data: bytes, start: int) -> int:
    """How many packets, of a byte each where they are empty, a tile of a codestream has.

    See ITU-T T.800, A.5.1 (SIZ) and A.6.1 (COD).
    """
    right, bottom = struct.unpack(">II", data[start + 8 : start + 16])
    tile_width, tile_height = struct.unpack(">II", data[start + 24 : start + 32])
    is_cut = tile_width < right or tile_height < bottom
    width, height = min(tile_width, right), min(tile_height, bottom)
    components = int.from_bytes(data[start + 40 : start + 42], "big")
    at = start + 2
    while True:
        marker, length = struct.unpack(">HH", data[at : at + 4])
        if marker == _CODING_STYLE:
            break
        if marker == _START_OF_TILE:
            raise DamagedStreamError("no style")
        at += 2 + length
    style, layers, resolutions = data[at + 4], data[at + 6 : at + 8], data[at + 9] + 1
    precincts = 0
    for resolution in range(resolutions):
        sides = data[at + 14 + resolution] if style & _HAS_PRECINCTS else 0xFF
        step = resolutions - 1 - resolution
        across = _parts(width, step + (sides & 15)) + is_cut
        precincts += across * (_parts(height, step + (sides >> 4)) + is_cut)
    return precincts * components * int.from_bytes(layers, "big")


def _parts(length: int, exponent: int) -> int:
    """How many stretches of 2 ** `exponent` pixels cover a length."""
    return -(-length >> exponent)
