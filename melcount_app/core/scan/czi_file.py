"""What a CZI file holds, from its directory; no pixel is read.

CZI is the format of Zeiss (ZISRAW): segments with a name and a size, of which one is the directory
of the blocks of pixels, and one the metadata as XML.
"""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.budget import TEXT_BYTES
from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import RefusedFileError

MAGIC = b"ZISRAWFILE"
_HEADER_BYTES = 32
_ENTRY_BYTES, _DIMENSION_BYTES = 32, 20
_BLOCK_HEAD_BYTES, _LEAST_BLOCK_HEAD = 16, 256
_MOST_BLOCKS = 2**19
_READ = frozenset("XYCMSZT")
_SCALING = re.compile(
    r'<Distance\b[^>]*\bId\s*=\s*"([XY])"[^>]*>.{0,400}?<Value>\s*([-+.0-9eE]+)\s*</Value>',
    re.DOTALL,
)
_CHANNEL = re.compile(r"<Channel\b([^>]{0,2000})>")
_SCENE = re.compile(r"<Scene\b([^>]{0,2000})>")
_INDEX = re.compile(r'\bIndex\s*=\s*"(\d{1,9})"')
_NAME = re.compile(r'\bName\s*=\s*"([^"]{0,200})"')


@dataclass(frozen=True, slots=True)
class Block:
    """One block of pixels.

    Attributes:
        x, y: of its corner, in pixels of level 0.
        width, height: in pixels of level 0.
        stored_width, stored_height: in its own pixels.
        channel: which one it is of.
        scene, focus, time: which place, focal plane and time point it is of.
        pixel_type, compression: Zeiss's numbers.
        position: of its segment in the file.
        order: later ones lie over earlier ones.
    """

    x: int
    y: int
    width: int
    height: int
    stored_width: int
    stored_height: int
    channel: int
    scene: int
    focus: int
    time: int
    pixel_type: int
    compression: int
    position: int
    order: int

    @property
    def downsample(self) -> int:
        """Level-0 pixels per pixel of the block."""
        return max(1, round(self.width / max(self.stored_width, 1)))


def box_of(blocks: Sequence[Block]) -> Rect:
    """What at least one block spans, in pixels of level 0."""
    left, top = min(block.x for block in blocks), min(block.y for block in blocks)
    right = max(block.x + block.width for block in blocks)
    bottom = max(block.y + block.height for block in blocks)
    return Rect(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class CziFile:
    """The blocks of a file, and what the metadata say.

    Attributes:
        blocks: of all scenes, planes, levels and channels.
        channels: names, as far as the metadata tell them.
        scenes: names by number, as far as the metadata tell them.
        um_per_px: width and height of a pixel, None where they are not told.
    """

    blocks: tuple[Block, ...]
    channels: tuple[str, ...]
    scenes: Mapping[int, str]
    um_per_px: tuple[float, float] | None


def read_czi(path: Path) -> CziFile:
    """Read the directory and the metadata of a CZI file.

    Raises:
        RefusedFileError: the file holds a part of a scan, or planes on an axis that is not read.
        ValueError, struct.error: the file is damaged.
    """
    with path.open("rb") as file:
        head = _segment(file, 0, MAGIC, 80)
        part, directory, metadata = struct.unpack("<iqq", head[48:68])
        if part != 0:
            raise RefusedFileError("is one part of several of a scan; export the scan as OME-TIFF")
        blocks = _blocks(file, directory)
        xml = _xml(file, metadata) if metadata > 0 else ""
    return CziFile(blocks, _channel_names(xml), _scene_names(xml), _scaling(xml))


def block_data(file: BinaryIO, block: Block) -> bytes:
    """The stored bytes of a block.

    Raises:
        ValueError, struct.error: the file is damaged.
    """
    head = _segment(file, block.position, b"ZISRAWSUBBLOCK", _BLOCK_HEAD_BYTES + _ENTRY_BYTES)
    metadata, _, size = struct.unpack("<iiq", head[:16])
    dimensions = struct.unpack("<i", head[_BLOCK_HEAD_BYTES + 28 :][:4])[0]
    entry = _BLOCK_HEAD_BYTES + _ENTRY_BYTES + _DIMENSION_BYTES * dimensions
    if min(metadata, size, dimensions) < 0:
        raise ValueError("negative size")
    file.seek(block.position + _HEADER_BYTES + max(entry, _LEAST_BLOCK_HEAD) + metadata)
    data = file.read(size)
    if len(data) != size:
        raise ValueError("short block")
    return data


def _segment(file: BinaryIO, position: int, name: bytes, size: int) -> bytes:
    """The first bytes of a segment of this name."""
    if position < 0:
        raise ValueError("negative place")
    file.seek(position)
    header = file.read(_HEADER_BYTES)
    if header[:16].rstrip(b"\0") != name:
        raise ValueError(f"no {name!r}")
    found = file.read(size)
    if len(found) != size:
        raise ValueError("short segment")
    return found


def _blocks(file: BinaryIO, position: int) -> tuple[Block, ...]:
    head = _segment(file, position, b"ZISRAWDIRECTORY", 128)
    count = struct.unpack("<i", head[:4])[0]
    if not 0 < count <= _MOST_BLOCKS:
        raise RefusedFileError("holds no pixels that can be read; export the scan as OME-TIFF")
    blocks = []
    starts: dict[str, set[int]] = {}
    for order in range(count):
        block, others = _entry(file, order)
        blocks.append(block)
        for axis, start in others.items():
            starts.setdefault(axis, set()).add(start)
    _check_axes(starts)
    return tuple(blocks)


def _entry(file: BinaryIO, order: int) -> tuple[Block, dict[str, int]]:
    """A block, and where it lies on axes that are not read."""
    head = file.read(_ENTRY_BYTES)
    schema, pixel_type, position, _, compression = struct.unpack("<2siqii", head[:22])
    count = struct.unpack("<i", head[28:32])[0]
    if schema != b"DV" or not 2 <= count <= 32:
        raise ValueError("no entry")
    axes: dict[str, tuple[int, int, int]] = {}
    for _ in range(count):
        name, start, size, _, stored = struct.unpack("<4siifi", file.read(_DIMENSION_BYTES))
        axes[name.rstrip(b"\0 ").decode("ascii")] = (start, size, stored or size)
    (x, width, stored_width), (y, height, stored_height) = axes["X"], axes["Y"]
    if min(width, height, stored_width, stored_height) < 1:
        raise ValueError("empty block")
    block = Block(
        x=x,
        y=y,
        width=width,
        height=height,
        stored_width=stored_width,
        stored_height=stored_height,
        channel=_start(axes, "C"),
        scene=_start(axes, "S"),
        focus=_start(axes, "Z"),
        time=_start(axes, "T"),
        pixel_type=pixel_type,
        compression=compression,
        position=position,
        order=_start(axes, "M", order),
    )
    return block, {axis: facts[0] for axis, facts in axes.items() if axis not in _READ}


def _start(axes: Mapping[str, tuple[int, int, int]], axis: str, default: int = 0) -> int:
    return axes[axis][0] if axis in axes else default


def _check_axes(starts: dict[str, set[int]]) -> None:
    for axis, found in starts.items():
        if len(found) > 1:
            raise RefusedFileError(
                f"holds {len(found)} planes on the axis {axis}; export one of them from ZEN as CZI"
                " or OME-TIFF and open that"
            )


def _xml(file: BinaryIO, position: int) -> str:
    size = struct.unpack("<i", _segment(file, position, b"ZISRAWMETADATA", 256)[:4])[0]
    if not 0 <= size <= TEXT_BYTES:
        raise ValueError("metadata size")
    xml = file.read(size)
    if len(xml) != size:
        raise ValueError("short metadata")
    return xml.decode("utf-8", "replace")


def _channel_names(xml: str) -> tuple[str, ...]:
    """Names of the channels of the image, in their order; none where they are not told."""
    for opening in ("<Information>", "<Image>", "<Dimensions>", "<Channels>"):
        _, _, xml = xml.partition(opening)
    channels, _, _ = xml.partition("</Channels>")
    found = [_NAME.search(attributes) for attributes in _CHANNEL.findall(channels)]
    return tuple(html.unescape(name[1]).strip() if name else "" for name in found)


def _scene_names(xml: str) -> dict[int, str]:
    _, _, rest = xml.partition("<Scenes>")
    scenes, _, _ = rest.partition("</Scenes>")
    names = {}
    for attributes in _SCENE.findall(scenes):
        index, name = _INDEX.search(attributes), _NAME.search(attributes)
        if index and name:
            names[int(index[1])] = html.unescape(name[1]).strip()
    return names


def _scaling(xml: str) -> tuple[float, float] | None:
    _, _, rest = xml.partition("<Scaling>")
    scaling, _, _ = rest.partition("</Scaling>")
    try:
        metres = {axis: float(value) for axis, value in _SCALING.findall(scaling)}
    except ValueError:
        return None
    if metres.keys() != {"X", "Y"}:
        return None
    return metres["X"] * 1e6, metres["Y"] * 1e6
