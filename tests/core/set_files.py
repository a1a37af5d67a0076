"""Files of which several make one scan, written as scanners and other programs write them."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

Grey = npt.NDArray[np.uint8]
HEADER = "[NanoZoomer Digital Pathology Image Set]"


def grey(seed: int, side: int = 64) -> Grey:
    """Smooth pixels that JPEG keeps."""
    y, x = np.mgrid[:side, :side]
    waves = np.sin((x + 9 * seed) / 11) * np.cos((y - 5 * seed) / 13)
    pixels: Grey = (120 + 100 * waves).astype(np.uint8)
    return pixels


@dataclass(frozen=True)
class Ndpi:
    """What an NDPI tells of itself.

    Attributes:
        colour: index of the colour that holds the signal.
        filter_name: by the scanner's tag; empty for none.
        wavelength: of emission in nm; 0 for none.
        um: pixel size.
    """

    colour: int
    filter_name: str = ""
    wavelength: float = 0.0
    um: float = 0.5


def write_ndpi(path: Path, pixels: Grey, told: Ndpi) -> None:
    """An NDPI of one level, whose first offset has eight bytes and whose tags have high words."""
    out = bytearray(b"II*\0" + b"\0" * 8)

    def put(data: bytes) -> int:
        out.extend(data + b"\0" * (len(data) % 2))
        return len(out) - len(data) - len(data) % 2

    rgb = np.zeros((*pixels.shape, 3), np.uint8)
    rgb[..., told.colour] = pixels
    stream = io.BytesIO()
    Image.fromarray(rgb).save(stream, "JPEG", quality=95, subsampling=0)
    start, (height, width) = put(stream.getvalue()), pixels.shape
    resolution = struct.pack("<II", round(1e7 / told.um), 1000)
    name = told.filter_name.encode() + b"\0"
    tags = [
        *((256, 4, 1, struct.pack("<I", width)), (257, 4, 1, struct.pack("<I", height))),
        *((258, 3, 3, struct.pack("<HHH", 8, 8, 8)), (259, 3, 1, struct.pack("<H", 7))),
        *((262, 3, 1, struct.pack("<H", 6)), (273, 4, 1, struct.pack("<I", start))),
        *((277, 3, 1, struct.pack("<H", 3)), (278, 4, 1, struct.pack("<I", height))),
        (279, 4, 1, struct.pack("<I", stream.tell())),
        *((282, 5, 1, resolution), (283, 5, 1, resolution), (296, 3, 1, struct.pack("<H", 3))),
        *((530, 3, 2, struct.pack("<HH", 1, 1)), (65420, 4, 1, struct.pack("<I", 1))),
        *([(65434, 2, len(name), name)] if told.filter_name else []),
        *([(65451, 11, 1, struct.pack("<f", told.wavelength))] if told.wavelength else []),
    ]
    entries = b""
    for code, kind, count, data in tags:
        value = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", put(data))
        entries += struct.pack("<HHI", code, kind, count) + value
    directory = put(struct.pack("<H", len(tags)) + entries)
    out[4:12] = struct.pack("<Q", directory)
    path.write_bytes(bytes(out) + b"\0" * (8 + 4 * len(tags)))


def write_set(path: Path, members: Sequence[str], end: str = "\r\n") -> Path:
    """The list of a set."""
    lines = [HEADER, f"NoImages={len(members)}"]
    lines += [f"Image{place}={name}" for place, name in enumerate(members)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(end.join([*lines, ""]).encode())
    return path


def fluorescent_set(folder: Path, name: str, seed: int = 0) -> Path:
    """A set of three channels, called by the names of their files alone."""
    folder.mkdir(parents=True, exist_ok=True)
    members = [f"{name}-{stain}.ndpi" for stain in ("DAPI", "FITC", "TRITC")]
    for place, member in enumerate(members):
        write_ndpi(folder / member, grey(seed + place), Ndpi(2 - place))
    return write_set(folder / f"{name}.ndpis", members)


def ome_text(own: int, files: Sequence[str], sizes: str = 'SizeC="3" SizeZ="1" SizeT="1"') -> str:
    """OME-XML of one image, a channel for each file."""
    names = ("DAPI", "FITC", "TRITC", "Cy5")
    channels = "".join(
        f'<Channel ID="Channel:0:{place}" Name="{names[place]}" SamplesPerPixel="1"/>'
        for place in range(len(files))
    )
    planes = "".join(
        f'<TiffData FirstC="{place}" IFD="0" PlaneCount="1">'
        f'<UUID FileName="{file}">urn:uuid:{place}</UUID></TiffData>'
        for place, file in enumerate(files)
    )
    return (
        f'<?xml version="1.0"?><OME UUID="urn:uuid:{own}"><Image ID="Image:0"><Pixels ID="P:0" '
        f'SizeX="64" SizeY="64" {sizes} PhysicalSizeX="0.5" PhysicalSizeY="0.5">{channels}'
        f"{planes}</Pixels></Image></OME>"
    )


def write_ome_set(folder: Path, files: Sequence[str], **options: str) -> list[Path]:
    """An OME-TIFF set with one channel for each file."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, file in enumerate(files):
        text = ome_text(place, files, **options).encode()
        tifffile.imwrite(folder / file, grey(place), description=text, metadata=None)
    return [folder / file for file in files]


def write_dicom(
    path: Path, series: str, kinds: str, side: int, *, syntax: str = "1.2.840.10008.1.2.1"
) -> Path:
    """What a DICOM slide says before its pixels, with a sequence of open length on the way."""
    is_implicit = syntax == "1.2.840.10008.1.2"

    def element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
        value += (b"\0" if kind == b"UI" else b" ") * (len(value) % 2)
        head = struct.pack("<HH", group, number)
        if is_implicit and group != 2:
            return head + struct.pack("<I", len(value)) + value
        return head + kind + struct.pack("<H", len(value)) + value

    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    inner = element(0x0008, 0x0100, b"SH", b"T-1") + struct.pack("<HHI", 0xFFFE, 0xE00D, 0)
    head = struct.pack("<HH", 0x0040, 0x0555)
    head += b"" if is_implicit else b"SQ\0\0"
    sequence = head + struct.pack("<I", 0xFFFFFFFF) + item + inner
    sequence += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\0" * 128
        + b"DICM"
        + element(0x0002, 0x0010, b"UI", syntax.encode())
        + element(0x0008, 0x0008, b"CS", kinds.encode())
        + element(0x0020, 0x000E, b"UI", series.encode())
        + sequence
        + element(0x0048, 0x0006, b"UL", struct.pack("<I", side))
        + element(0x0048, 0x0007, b"UL", struct.pack("<I", side))
        + element(0x5200, 0x9229, b"LO", b"more")
    )
    return path
