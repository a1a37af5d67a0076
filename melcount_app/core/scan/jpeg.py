"""JPEG, decoded so that damage is seen.

libjpeg goes on after damage and only warns. Of the libraries at hand imagecodecs, Pillow and
OpenSlide drop its warnings, and OpenCV prints them to the terminal; simplejpeg raises them, with
`strict=True`, at the same speed and with the same pixels: "premature end of data segment", "bad
Huffman code", "extraneous bytes before marker", "found marker instead of RST". Two things remain
that libjpeg does not warn of:

- Zeros are valid Huffman codes, and after a block of zeros a decoder falls into step again. Where
  it counted by chance as many blocks as there were (one time in ten) nothing is left over. But as a
  picture zeros say that all 63 coefficients of a block are the same: no scan holds that, unless the
  code of zeros is "the rest of this block is empty", which is counted exactly.
- A progressive JPEG that ends between two of its passes is complete to libjpeg, though coarse.

What cannot be known: random bytes in place of others that happen to give the number of blocks to
within 8 bytes (one time in a hundred), and damage inside the lossless kind and the kind with two
values per pixel, which simplejpeg does not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import simplejpeg

from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.zeros import LEAST_ZEROS, DamagedStreamError

SEQUENTIAL, PROGRESSIVE = (0xC0, 0xC1, 0xC9), (0xC2, 0xCA)
_START, _END, _SCAN, _TABLES = 0xD8, 0xD9, 0xDA, 0xC4
_FRAMES = {*range(0xC0, 0xD0)} - {_TABLES, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_JFIF, _ADOBE = 0xE0, 0xEE
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_CODE_LENGTHS = 16
_COEFFICIENTS = 64
_EMPTY_BLOCK = 0
_UNKNOWN = 99
_LARGEST_SIDE = 65500
_MOST_CORRECTION_BYTES = 128
_AS_RGB = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
_HARMLESS = (
    "Unknown Adobe",
    "Warning: unknown",
    "Invalid SOS",
)
"""How warnings begin of what a header says and no pixel depends on: an Adobe colour transform or a
JFIF revision that nobody knows, parameters of a pass that only a progressive JPEG has."""


class _Segment(NamedTuple):
    """A marker and what belongs to it.

    Attributes:
        marker: its second byte.
        start: offset of the marker.
        body: offset of what follows its length.
        end: offset behind it.
    """

    marker: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class JpegFrame:
    """What the header says of a JPEG.

    Attributes:
        process: the second byte of the marker of its frame: how it is coded.
        precision: bits per value.
        sides: height and width.
        components: values per pixel.
        start: offset of the marker of the frame.
        in_first_scan: how many of the components the first pass holds.
        data: offset of the coded pixels of the first pass.
        segments: of the header, the first scan last.
    """

    process: int
    precision: int
    sides: tuple[int, int]
    components: int
    start: int
    in_first_scan: int
    data: int
    segments: tuple[_Segment, ...] = field(repr=False)

    @property
    def is_decoded(self) -> bool:
        """Whether `decode_jpeg` gives its pixels."""
        return self.precision == 8 and self.components in {1, 3} and self.is_checked

    @property
    def is_checked(self) -> bool:
        """Whether `check_jpeg` sees damage in it."""
        is_known = self.process in SEQUENTIAL or self.process in PROGRESSIVE
        is_sized = min(self.sides) > 0 and max(self.sides) <= _LARGEST_SIDE
        return is_known and is_sized and self.precision in {8, 12} and self.components in {1, 3, 4}


def complete_jpeg(
    data: bytes, *, tables: bytes | None = None, header: bytes | None = None
) -> bytes:
    """A JPEG of its own, of a part of one in a TIFF file.

    Args:
        data: of the strip or tile.
        tables: of the page, a JPEG without pixels (TIFF Technical Note 2).
        header: of all tiles, where they are stretches of one JPEG between restart markers (NDPI).
    """
    if header is not None:
        is_inner = data[-2:-1] == b"\xff" and 0xD0 <= data[-1] <= 0xD7
        return header + data[:-2] + b"\xff\xd9" if is_inner else header + data
    if not tables:
        return data
    return b"\xff\xd8" + tables[2:].removesuffix(b"\xff\xd9") + data[2:]


def frame_of(data: bytes) -> JpegFrame:
    """Read the header of a JPEG up to its first coded pixels.

    Raises:
        DamagedStreamError, IndexError: there is none.
    """
    frame: _Segment | None = None
    segments = []
    for segment in _segments(data, 2):
        segments.append(segment)
        if segment.marker in _FRAMES:
            frame = segment
        if segment.marker == _SCAN and frame is not None:
            return JpegFrame(
                process=frame.marker,
                precision=data[frame.body],
                sides=_sides(data, frame),
                components=data[frame.body + 5],
                start=frame.start,
                in_first_scan=data[segment.body],
                data=segment.end,
                segments=tuple(segments),
            )
    raise DamagedStreamError("no pixels")


def _sides(data: bytes, frame: _Segment) -> tuple[int, int]:
    height, width = (data[frame.body + at : frame.body + at + 2] for at in (1, 3))
    return int.from_bytes(height, "big"), int.from_bytes(width, "big")


def decode_jpeg(data: bytes, frame: JpegFrame, *, is_rgb: bool = False) -> Pixels:
    """The pixels (height, width, 1 or 3) of a JPEG for which `JpegFrame.is_decoded`.

    Args:
        data: a whole JPEG.
        frame: its header.
        is_rgb: the three values are red, green and blue, whatever the JPEG says.

    Raises:
        ValueError, IndexError: it is damaged.
    """
    colours = "GRAY" if frame.components == 1 else "RGB"
    stream = _said_to_be_rgb(data, frame) if is_rgb and frame.components == 3 else data
    pixels = _strictly(stream, lambda jpeg: simplejpeg.decode_jpeg(jpeg, colours, strict=True))
    _check_passes(data, frame)
    return pixels


def check_jpeg(data: bytes, frame: JpegFrame) -> None:
    """Look for damage in a JPEG that another library decodes; nothing where it cannot be seen.

    All of it is decoded but the last step: an eighth of the sides is made. Of 12 bits only the
    header differs from 8.

    Raises:
        ValueError, IndexError: it is damaged.
    """
    if not frame.is_checked:
        return
    stream = data
    if frame.precision != 8:
        at = frame.start + 4
        stream = data[:at] + b"\x08" + data[at + 1 :]
    colours = "CMYK" if frame.components == 4 else "GRAY"
    least = {"min_height": 1, "min_width": 1, "strict": True}
    _strictly(stream, lambda jpeg: simplejpeg.decode_jpeg(jpeg, colours, **least))
    _check_passes(data, frame)


def _strictly(data: bytes, decode: Callable[[bytes], Pixels]) -> Pixels:
    try:
        return decode(data)
    except ValueError as error:
        if not str(error).startswith(_HARMLESS):
            raise
    return decode(_usual(data))


def _usual(data: bytes) -> bytes:
    """The same picture with a header that says the usual where it does not matter."""
    usual = bytearray(data)
    frame = frame_of(data)
    for segment in frame.segments:
        kind = data[segment.body : segment.body + 5]
        if segment.marker == _JFIF and kind == b"JFIF\0":
            usual[segment.body + 5] = 1
        elif segment.marker == _ADOBE and kind == b"Adobe" and data[segment.body + 11] > 2:
            usual[segment.body + 11] = 1 if frame.components == 3 else 2  # as libjpeg takes it
    if frame.process in SEQUENTIAL:
        usual[frame.data - 3 : frame.data] = bytes((0, _COEFFICIENTS - 1, 0))
    return bytes(usual)


def _said_to_be_rgb(data: bytes, frame: JpegFrame) -> bytes:
    """The same picture with a header that says that it is stored as red, green and blue."""
    parts = [data[:2]]
    for segment in frame.segments:
        if segment.marker in _FRAMES:
            parts.append(_AS_RGB)
        if segment.marker not in {_JFIF, _ADOBE}:
            parts.append(data[segment.start : segment.end])
    return b"".join((*parts, data[frame.data :]))


def _segments(data: bytes, start: int) -> Iterator[_Segment]:
    """The segments from an offset on, those of passes without the coded pixels behind them."""
    at = start
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # fill bytes
            at += 1
        if data[at] != 0xFF or data[at + 1] == _END:
            return
        marker = data[at + 1]
        length = 0 if marker in _STANDALONE else int.from_bytes(data[at + 2 : at + 4], "big")
        segment = _Segment(marker, at, at + 4, at + 2 + length)
        yield segment
        at = segment.end
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, at)
            if following is None:
                return
            at = following.start()


def _check_passes(data: bytes, frame: JpegFrame) -> None:
    """Look for passes that are missing, and for zeros where a picture has none."""
    zeros = data.find(LEAST_ZEROS, frame.data)
    if frame.in_first_scan == frame.components and frame.process in SEQUENTIAL and zeros < 0:
        return
    passes = _Passes(data, frame)
    for segment in _segments(data, 2):
        if segment.marker == _TABLES:
            passes.take_tables(segment)
        elif segment.marker == _SCAN:
            passes.take_scan(segment)
    if not passes.is_complete:
        raise DamagedStreamError("missing passes")


class _Passes:
    """What the passes of a JPEG have told so far."""

    def __init__(self, data: bytes, frame: JpegFrame) -> None:
        self._data = data
        self._frame = frame
        self._codes_of_zeros: dict[int, int] = {}
        # the lowest bit that is known of each coefficient of each component
        self._known: dict[int, list[int]] = {}

    @property
    def is_complete(self) -> bool:
        """Whether all components are told to the last bit."""
        known = list(self._known.values())
        return len(known) == self._frame.components and not any(map(any, known))

    def take_tables(self, segment: _Segment) -> None:
        """Remember of Huffman tables which symbol is coded by zeros only: the first one."""
        at = segment.body
        while at < segment.end:
            symbols = sum(self._data[at + 1 : at + 1 + _CODE_LENGTHS])
            self._codes_of_zeros[self._data[at]] = self._data[at + 1 + _CODE_LENGTHS]
            at += 1 + _CODE_LENGTHS + symbols

    def take_scan(self, segment: _Segment) -> None:
        """Note what a pass tells, and look for zeros in it."""
        count = self._data[segment.body]
        first, last, bits = self._data[segment.end - 3 : segment.end]
        if self._frame.process in SEQUENTIAL:
            first, last, bits = 0, _COEFFICIENTS - 1, 0
        tables = []
        for index in range(count):
            component, table = self._data[segment.body + 1 + 2 * index :][:2]
            known = self._known.setdefault(component, [_UNKNOWN] * _COEFFICIENTS)
            known[first : last + 1] = [bits & 15] * (last + 1 - first)
            tables.append(table)
        following = _NEXT_MARKER.search(self._data, segment.end)
        end = following.start() if following else len(self._data)
        least = self._least_zeros(first, bits >> 4, tables)
        if least and self._data.find(least, segment.end, end) >= 0:
            raise DamagedStreamError("impossible zeros")

    def _least_zeros(self, first: int, known_bits: int, tables: list[int]) -> bytes:
        """As many zeros as no picture gives in such a pass; none where one may."""
        steady = [self._codes_of_zeros.get(table >> 4, 0) <= 1 for table in tables]
        rests = [self._codes_of_zeros.get(16 + (table & 15), _EMPTY_BLOCK) for table in tables]
        if self._frame.process in SEQUENTIAL:
            is_possible = all(steady) and all(rest == _EMPTY_BLOCK for rest in rests)
            return b"" if is_possible else LEAST_ZEROS
        if first == 0:
            return b"" if known_bits or all(steady) else LEAST_ZEROS
        if rests[0] == _EMPTY_BLOCK:
            return b""
        return LEAST_ZEROS + bytes(_MOST_CORRECTION_BYTES if known_bits else 0)
