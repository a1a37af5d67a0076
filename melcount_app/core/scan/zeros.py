"""Zeros in place of coded pixels: what a failed copy leaves of a sector or cluster."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from melcount_app.core.scan.base import Pixels

LEAST_ZEROS = bytes(64)
"""So many zero bytes do not follow each other in what a compression makes of a scan: it would have
found something shorter. A sector has 512. The longest of 27 codings and settings on pictures of
noise, gradients, dots and skin, black ones too: JPEG 2000 46, zstd 15, WebP 104 and JPEG XR 570;
the last two are asked further."""

_TAIL_BYTES = 4
_APPENDED_BYTES = 64


class DamagedStreamError(ValueError):
    """Coded pixels are not as an encoder writes them; the text is for developers."""


def has_zeros(data: bytes, count: int = len(LEAST_ZEROS), start: int = 0) -> bool:
    """Whether that many zero bytes follow each other anywhere from `start` on."""
    if count <= len(LEAST_ZEROS):
        return data.find(LEAST_ZEROS, start) >= 0
    return data.find(bytes(count), start) >= 0


def check_no_zeros(data: bytes, count: int = len(LEAST_ZEROS), start: int = 0) -> None:
    """Refuse coded pixels with that many zero bytes in a row.

    Raises:
        DamagedStreamError: there are so many.
    """
    if has_zeros(data, count, start):
        raise DamagedStreamError(f"{count} zeros")


def check_read_to_its_end(data: bytes, decode: Callable[[bytes], Pixels], pixels: Pixels) -> None:
    """Refuse coded pixels that a decoder does not read exactly to their end.

    After damage a decoder is out of step: it is done before the end of the data, or goes on
    behind it. So the last bytes are changed, which must change the picture, and bytes are added,
    which must not. This takes the time of three more decodings.

    Args:
        data: coded.
        decode: gives pixels, or raises.
        pixels: what it gave of `data`.

    Raises:
        DamagedStreamError: they are not read to their end.
    """
    tail = bytes(byte ^ 0xFF for byte in data[-_TAIL_BYTES:])
    changed = _decoded(decode, data[:-_TAIL_BYTES] + tail)
    if changed is not None and np.array_equal(changed, pixels):
        raise DamagedStreamError("early end")
    for added in (b"\x00", b"\xff"):
        longer = _decoded(decode, data + added * _APPENDED_BYTES)
        if longer is None or not np.array_equal(longer, pixels):
            raise DamagedStreamError("late end")


def _decoded(decode: Callable[[bytes], Pixels], data: bytes) -> Pixels | None:
    try:
        return decode(data)
    except (RuntimeError, ValueError):  # what imagecodecs raises; that it does is the answer
        return None
