"""Small TIFF files of several images, with descriptions of any kind, and what is asked of scans."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import Scan

Pixels = npt.NDArray[np.uint8]


def plane(value: int, width: int = 64, height: int = 48) -> Pixels:
    return np.full((height, width), value, np.uint8)


def image(
    size: tuple[int, int],
    um: float | None,
    channels: Sequence[str] = ("TRP1",),
    **more: Any,
) -> str:
    """One image of an OME-XML.

    More: name, data (its TiffData, one for page 0 unless given), depth in Z and T, order of axes.
    """
    name, data, order = more.get("name", ""), more.get("data"), more.get("order", "XYCZT")
    depth = more.get("depth", (1, 1))
    known = f'PhysicalSizeX="{um}" PhysicalSizeY="{um}"' if um is not None else ""
    told = "".join(f'<Channel ID="c{i}" Name="{each}"/>' for i, each in enumerate(channels))
    where = '<TiffData IFD="0"/>' if data is None else data
    return (
        f'<Image ID="i" Name="{name}"><Pixels ID="p" DimensionOrder="{order}" Type="uint8" '
        f'SizeX="{size[0]}" SizeY="{size[1]}" SizeC="{len(channels)}" SizeZ="{depth[0]}" '
        f'SizeT="{depth[1]}" {known}>{told}{where}</Pixels></Image>'
    )


def at(ifd: int, uuid: str = "", file: str = "") -> str:
    inside = f'<UUID FileName="{file}">{uuid}</UUID>' if uuid or file else ""
    return f'<TiffData IFD="{ifd}" PlaneCount="1">{inside}</TiffData>'


def ome_file(
    path: Path, pages: Sequence[Pixels], *images: str, uuid: str = "", text: str = ""
) -> Path:
    """A TIFF of some pages with an OME-XML of some images, or with any text."""
    root = f' UUID="{uuid}"' if uuid else ""
    told = text or f'<?xml version="1.0"?><OME xmlns="x"{root}>{"".join(images)}</OME>'
    with tifffile.TiffWriter(path) as writer:
        for index, page in enumerate(pages):
            description = told.encode() if not index else None
            writer.write(page, description=description, metadata=None, contiguous=False)
    return path


def value(scan: Scan) -> int:
    return int(scan.read(0, Rect(3, 3, 1, 1), 0)[0, 0])


def um_per_px(scan: Scan) -> float | None:
    return scan.pixel_size.um_per_px if scan.pixel_size else None


def ndpi(path: Path, *pages: tuple[Pixels, float, int]) -> Path:
    """An NDPI of grey pages with their magnifications and heights of focus.

    Hamamatsu writes links of 64 bits where other TIFFs have 32.
    """
    out, link = bytearray(b"II*\0" + bytes(8)), 4
    for pixels, magnification, focus in pages:
        height, width = pixels.shape
        start = len(out)
        out += pixels.tobytes() + struct.pack("<II", 20_000, 1)
        longs = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: start, 277: 1, 278: height}
        longs |= {279: pixels.nbytes, 296: 3, 65420: 1}
        tags = {code: (4, struct.pack("<I", number)) for code, number in longs.items()}
        tags |= {code: (5, struct.pack("<I", start + pixels.nbytes)) for code in (282, 283)}
        tags[65421], tags[65424] = (
            (11, struct.pack("<f", magnification)),
            (9, struct.pack("<i", focus)),
        )
        struct.pack_into("<Q", out, link, len(out))
        out += struct.pack("<H", len(tags))
        for code, (kind, data) in sorted(tags.items()):
            out += struct.pack("<HHI", code, kind, 1) + data
        link = len(out)
        out += bytes(8 + 4 * len(tags))
    path.write_bytes(out)
    return path
