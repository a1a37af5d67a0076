"""Small CZI files of any blocks, for the self-test and the tests: nothing else here writes CZI."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import imagecodecs
import numpy as np

from melcount_app.core.scan.base import Pixels

PLAIN, JPEG_XR, ZSTD_0, ZSTD_1 = 0, 4, 5, 6
_TYPES = {(1, "u1"): 0, (1, "u2"): 1, (3, "u1"): 3, (3, "u2"): 4}


@dataclass(frozen=True, slots=True)
class BlockOf:
    """A block to write.

    Attributes:
        pixels: (height, width, samples), red first.
        axes: where it lies: X and Y in pixels of level 0, C, Z, T, S, M as wanted.
        step: level-0 pixels per pixel.
        compression: Zeiss's number.
    """

    pixels: Pixels
    axes: Mapping[str, int] = field(default_factory=dict)
    step: int = 1
    compression: int = PLAIN


def _stored(block: BlockOf) -> bytes:
    plain = np.ascontiguousarray(block.pixels[..., ::-1]).astype(
        block.pixels.dtype.newbyteorder("<")
    )
    if block.compression == JPEG_XR:
        return bytes(imagecodecs.jpegxr_encode(np.squeeze(block.pixels)))
    if block.compression == ZSTD_0:
        return bytes(imagecodecs.zstd_encode(plain.tobytes()))
    if block.compression == ZSTD_1:
        apart = np.moveaxis(plain.reshape(-1).view(np.uint8).reshape(-1, 2), -1, 0)
        return b"\x03\x01\x01" + bytes(imagecodecs.zstd_encode(apart.tobytes()))
    return plain.tobytes()


def _entry(block: BlockOf, position: int) -> bytes:
    height, width, samples = block.pixels.shape
    kind = _TYPES[samples, block.pixels.dtype.str[1:]]
    places = {"X": 0, "Y": 0, "C": 0} | dict(block.axes)
    sizes = {"X": width, "Y": height}
    dimensions = b"".join(
        struct.pack(
            "<4siifi",
            axis.encode(),
            start,
            sizes.get(axis, 1) * (block.step if axis in sizes else 1),
            float(start),
            sizes.get(axis, 1),
        )
        for axis, start in places.items()
    )
    pyramid = 0 if block.step == 1 else 2
    head = struct.pack(
        "<2siqiiB5xi", b"DV", kind, position, 0, block.compression, pyramid, len(places)
    )
    return head + dimensions


def _segment(name: bytes, content: bytes) -> bytes:
    return struct.pack("<16sqq", name, len(content), len(content)) + content


def metadata(names: Sequence[str], um_per_px: float | None) -> str:
    """What Zeiss's XML says of the channels and the pixel size."""
    channels = "".join(f'<Channel Id="Channel:{i}" Name="{n}"/>' for i, n in enumerate(names))
    sizes = "".join(
        f'<Distance Id="{axis}"><Value>{um_per_px / 1e6!r}</Value></Distance>'
        for axis in "XY"
        if um_per_px is not None
    )
    return (
        '<ImageDocument><Metadata><Experiment><Channel Name="not this"/></Experiment>'
        f"<Information><Image><Dimensions><Channels>{channels}</Channels></Dimensions></Image>"
        f"</Information><Scaling><Items>{sizes}</Items></Scaling></Metadata></ImageDocument>"
    )


def write_czi(path: Path, blocks: Sequence[BlockOf], xml: str, part: int = 0) -> None:
    """Write the blocks, the directory and the metadata.

    Args:
        path: of the file.
        blocks: in the order in which they lie on each other.
        xml: see `metadata`.
        part: 0 unless the file is one of several of a scan.
    """
    content = bytearray(_segment(b"ZISRAWFILE", bytes(512)))

    def put(segment: bytes) -> int:
        content.extend(segment)
        return len(content) - len(segment)

    positions = [put(_block(block)) for block in blocks]
    entries = b"".join(map(_entry, blocks, positions))
    head = struct.pack("<i124x", len(blocks))
    directory = put(_segment(b"ZISRAWDIRECTORY", head + entries))
    text = xml.encode()
    told = put(_segment(b"ZISRAWMETADATA", struct.pack("<ii248x", len(text), 0) + text))
    content[32:100] = struct.pack("<iiii32xiqq", 1, 0, 0, 0, part, directory, told)
    path.write_bytes(content)


def _block(block: BlockOf) -> bytes:
    data = _stored(block)
    head = struct.pack("<iiq", 0, 0, len(data)) + _entry(block, 0)
    return _segment(b"ZISRAWSUBBLOCK", head.ljust(256, b"\0") + data)


def tiles(pixels: Pixels, side: int, step: int = 1, **axes: int) -> list[BlockOf]:
    """A plane in tiles, at the place (X, Y) of level 0."""
    left, top = axes.get("X", 0), axes.get("Y", 0)
    return [
        BlockOf(
            pixels[y : y + side, x : x + side],
            {**axes, "X": left + x * step, "Y": top + y * step},
            step,
        )
        for y in range(0, pixels.shape[0], side)
        for x in range(0, pixels.shape[1], side)
    ]
