"""Small files that claim to be scans of any size, made of a few numbers; none is kept.

Each function writes one file or folder into a folder and returns its path. They are harmless: all
that is in them is what their formats allow, only more of it than any scan has.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile

from melcount_app.self_test.czi import BlockOf, write_czi
from tests.core.claims import (
    LONG8,
    MIB,
    SHORT,
    Tag,
    big_tiff,
    number,
    page,
    png_claim,
    tiles,
    zeros,
)


def sparse_giant(folder: Path) -> Path:
    """10^11 pixels in 400 tiles, none of which is stored."""
    side, tile = 310_000, 16_000
    return big_tiff(folder / "sparse.tif", [[*page(side, side, tile), *tiles(400, 0, 0)]])


def shared_tile(folder: Path) -> Path:
    """10^10 pixels in 40,000 tiles, all of which are the same few bytes."""
    side, tile, count = 102_400, 512, 40_000
    black = zlib.compress(bytes(tile * tile))
    tags = [*page(side, side, tile), *tiles(count, 0, 0)]
    behind = 16 + 8 + 20 * len(tags) + 8 + 16 * count
    tags = [*page(side, side, tile), *tiles(count, behind, len(black))]
    path = big_tiff(folder / "shared.tif", [tags])
    with path.open("ab") as file:
        file.write(black)
    return path


def many_tiles(folder: Path) -> Path:
    """Millions of tiles of 16 pixels, none stored; the lists of places are."""
    side = 65_536
    count = (side // 16) ** 2
    return big_tiff(folder / "tiles.tif", [[*page(side, side, 16), *tiles(count, 0, 0)]])


def claimed_tiles(folder: Path) -> Path:
    """A list of 10^9 places that is not there."""
    lists: list[Tag] = [(324, LONG8, 10**9, None), (325, LONG8, 10**9, None)]
    return big_tiff(folder / "claimed.tif", [[*page(2**20, 95_000, 16), *lists]])


def large_tile(folder: Path) -> Path:
    """Four tiles that inflate to 0.8 GB each."""
    tile = 28_672
    stored = zeros(tile * tile)
    tags = [*page(2 * tile, 2 * tile, tile), *tiles(4, 0, 0)]
    behind = 16 + 8 + 20 * len(tags) + 8 + 64
    tags = [*page(2 * tile, 2 * tile, tile), *tiles(4, behind, len(stored))]
    path = big_tiff(folder / "tile.tif", [tags])
    with path.open("ab") as file:
        file.write(stored)
    return path


def many_pages(folder: Path) -> Path:
    """10^5 pages of 64 x 64 pixels."""
    one = [*page(64, 64, 64, 1), *tiles(1, 16, 4096)]
    return big_tiff(folder / "pages.tif", [one] * 100_000)


def different_pages(folder: Path) -> Path:
    """20,000 pages, each of another size."""
    pages = [[*page(64 + n, 64, 64, 1), *tiles(-(-(64 + n) // 64), 16, 64)] for n in range(20_000)]
    return big_tiff(folder / "sizes.tif", pages)


def endless_pages(folder: Path) -> Path:
    """Pages that follow each other in a ring."""
    one = [*page(64, 64, 64, 1), *tiles(1, 16, 64)]
    return big_tiff(folder / "ring.tif", [one] * 3, loops=True)


def described(folder: Path, text: str, name: str) -> Path:
    """A small sound TIFF with a description."""
    path = folder / f"{name}.tif"
    pixels = np.random.default_rng(1).integers(0, 60, (256, 256)).astype(np.uint8)
    tifffile.imwrite(path, pixels, description=text.encode(), metadata=None, tile=(64, 64))
    return path


def long_description(folder: Path) -> Path:
    """200 MB of text."""
    return described(folder, "A" * (200 * MIB), "long")


def imagej_lines(folder: Path) -> Path:
    """20 MB of lines as ImageJ writes them."""
    return described(folder, "ImageJ=1.53\n" + "unit=\n" * 3_000_000, "lines")


def aperio_sizes(folder: Path) -> Path:
    """10 MB of numbers as Aperio writes them."""
    return described(folder, "Aperio |" + "123x456 [0,0 1x1]" * 600_000, "aperio")


def ome(count: int, each: str) -> str:
    """An OME-XML with many of one element."""
    pixels = '<Pixels SizeX="256" SizeY="256" SizeC="1" SizeZ="1" SizeT="1" Type="uint8">'
    return f'<OME><Image Name="a">{pixels}<TiffData IFD="0"/>{each * count}</Pixels></Image></OME>'


def ome_planes(folder: Path) -> Path:
    """An OME-XML of 10^6 planes."""
    return described(folder, ome(10**6, '<TiffData IFD="0" FirstC="9"/>'), "planes")


def ome_images(folder: Path) -> Path:
    """An OME-XML of 10^5 images."""
    one = '<Image><Pixels SizeX="256" SizeY="256"><TiffData IFD="0"/></Pixels></Image>'
    return described(folder, f"<OME>{one * 100_000}</OME>", "images")


def ome_files(folder: Path) -> Path:
    """An OME-XML whose planes lie in 10^5 files."""
    each = "".join(
        f'<TiffData FirstC="{n}"><UUID FileName="{n}.tif">u{n}</UUID></TiffData>'
        for n in range(100_000)
    )
    return described(folder, ome(1, each), "files")


def ome_quotes(folder: Path) -> Path:
    """1.4 MB of beginnings of elements in an OME-XML that is none."""
    return described(folder, "<OME>" + "<Image Name=" * 120_000, "quotes")


def png(folder: Path) -> Path:
    """18,000 x 18,000 pixels in colours of which none is stored."""
    return png_claim(folder / "claim.png", 18_000, 18_000, 2)


def black(side: int, channels: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Nothing to see."""
    return np.zeros((side, side, channels) if channels > 1 else (side, side), np.uint8)


def black_png(folder: Path) -> Path:
    """18,000 x 18,000 pixels, all black, in 1 MB."""
    return png_claim(folder / "black.png", 18_000, 18_000, 2, zeros(18_000 * (1 + 3 * 18_000)))


def black_jpeg(folder: Path) -> Path:
    """The same as JPEG."""
    (folder / "black.jpg").write_bytes(imagecodecs.jpeg8_encode(black(18_000, 3), level=50))
    return folder / "black.jpg"


def claimed_jpeg(folder: Path) -> Path:
    """A JPEG of 64 x 64 pixels that claims 18,000 x 18,000."""
    content = bytearray(imagecodecs.jpeg8_encode(black(64, 3), level=50))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 18_000, 18_000)
    (folder / "claim.jpg").write_bytes(content)
    return folder / "claim.jpg"


def grey_png(folder: Path) -> Path:
    """30,000 x 30,000 grey pixels, all black."""
    return png_claim(folder / "grey.png", 30_000, 30_000, 0, zeros(30_000 * 30_001))


def black_webp(folder: Path) -> Path:
    """16,000 x 16,000 pixels, all black."""
    content = imagecodecs.webp_encode(black(16_000, 3), lossless=True)
    (folder / "black.webp").write_bytes(content)
    return folder / "black.webp"


def bmp(folder: Path) -> Path:
    """A BMP that claims 18,000 x 18,000 pixels."""
    head = struct.pack("<2sIHHI", b"BM", 54, 0, 0, 54)
    head += struct.pack("<IiiHHIIiiII", 40, 18_000, 18_000, 1, 24, 0, 0, 0, 0, 0, 0)
    (folder / "claim.bmp").write_bytes(head + bytes(1000))
    return folder / "claim.bmp"


def ndpis(folder: Path) -> Path:
    """A list of 10^5 channels, all of which are the same sound file."""
    described(folder, "", "a").rename(folder / "a.ndpi")
    lines = [f"Image{n}=a.ndpi" for n in range(100_000)]
    path = folder / "set.ndpis"
    path.write_text("\n".join(["[NanoZoomer Digital Pathology Image Set]", *lines]))
    return path


def ndpis_files(folder: Path) -> Path:
    """A list of as many different files as its longest text has lines."""
    described(folder, "", "a").rename(folder / "0.ndpi")
    for n in range(1, 3000):
        (folder / f"{n}.ndpi").hardlink_to(folder / "0.ndpi")
    lines = [f"Image{n}={n}.ndpi" for n in range(3000)]
    path = folder / "set.ndpis"
    path.write_text("\n".join(["[NanoZoomer Digital Pathology Image Set]", *lines]))
    return path


def slidedat(folder: Path) -> Path:
    """A MIRAX slide with 50 MB of settings."""
    (folder / "a").mkdir()
    lines = "".join(f"KEY_{n} = {n}\n" for n in range(3_000_000))
    (folder / "a" / "Slidedat.ini").write_text(f"[GENERAL]\n{lines}")
    (folder / "a.mrxs").write_bytes(b"\xff\xd8\xff\xd9")
    return folder / "a.mrxs"


def vms(folder: Path) -> Path:
    """A VMS list of 50 MB."""
    lines = "".join(f"ImageFile({n},{n})=a{n}.jpg\n" for n in range(2_000_000))
    (folder / "a.vms").write_text(f"[Virtual Microscope Specimen]\nNoLayers=1\n{lines}")
    return folder / "a.vms"


def dicom(folder: Path) -> Path:
    """A DICOM file with 200 MB that are no pixels."""
    head = bytes(128) + b"DICM" + struct.pack("<HH2sHI", 2, 0, b"UL", 4, 200)
    (folder / "a.dcm").write_bytes(head + bytes(200 * MIB))
    return folder / "a.dcm"


def czi(folder: Path) -> Path:
    """A CZI whose directory has 10^6 entries."""
    count = 10**6
    entry = struct.pack("<2siqii", b"DV", 3, 0, 0, 0).ljust(28, b"\0") + struct.pack("<i", 2)
    for axis in (b"X", b"Y"):
        entry += struct.pack("<4siifi", axis, 0, 512, 0.0, 512)
    body = struct.pack("<i", count).ljust(128, b"\0") + entry * count
    head = struct.pack("<iiii32x", 1, 0, 0, 0)[:48].ljust(48, b"\0")
    head += struct.pack("<iqq", 0, 32 + 512, 0)
    path = folder / "a.czi"
    with path.open("wb") as file:
        file.write(b"ZISRAWFILE".ljust(16, b"\0") + struct.pack("<qq", 512, 512))
        file.write(head.ljust(512, b"\0"))
        file.write(b"ZISRAWDIRECTORY".ljust(16, b"\0") + struct.pack("<qq", len(body), len(body)))
        file.write(body)
    return path


def czi_of(path: Path, places: Sequence[dict[str, int]], side: int) -> Path:
    """A CZI of tiles that all are the same black pixels, in 8 bit."""
    write_czi(path, [BlockOf(np.zeros((side, side, 1), np.uint8), place) for place in places], "")
    return path


def czi_far(folder: Path) -> Path:
    """A CZI of which one tile claims to lie 10^11 pixels off."""
    places = [{"X": 512 * n, "Y": 0} for n in range(8)] + [{"X": 310_000, "Y": 310_000}]
    return czi_of(folder / "far.czi", places, 512)


def czi_wide(folder: Path) -> Path:
    """A CZI of which one tile lies 10^6 pixels to the right, in four channels."""
    places = [{"X": x, "Y": 0, "C": c} for x in (0, 10**6) for c in range(4)]
    return czi_of(folder / "wide.czi", places, 512)


def czi_scattered(folder: Path) -> Path:
    """A CZI of 40,000 tiles, each at a place of its own."""
    places = [{"X": 61 * n % 40_009, "Y": 83 * n % 40_009} for n in range(40_000)]
    return czi_of(folder / "scattered.czi", places, 32)


def czi_channels(folder: Path) -> Path:
    """A CZI of 20,000 channels."""
    places = [{"C": n, "X": 0, "Y": 0} for n in range(20_000)]
    places += [{"C": n, "X": 4000, "Y": 4000} for n in range(20_000)]
    return czi_of(folder / "channels.czi", places, 16)


def many_samples(folder: Path) -> Path:
    """4000 x 4000 pixels of 2000 samples each, all black, in tiles that are the same bytes."""
    side, samples, count = 4000, 2000, 63 * 63
    stored = zeros(64 * 64 * samples)
    own = [tag for tag in page(side, side, 64) if tag[0] != 277] + [number(277, samples, SHORT)]
    behind = 16 + 8 + 20 * (len(own) + 2) + 8 + 16 * count
    tags = [*own, *tiles(count, behind, len(stored))]
    path = big_tiff(folder / "samples.tif", [tags])
    with path.open("ab") as file:
        file.write(stored)
    return path


SCANS: tuple[Callable[[Path], Path], ...] = (
    *(sparse_giant, shared_tile, many_tiles, claimed_tiles, large_tile),
    *(many_pages, different_pages, endless_pages, long_description, imagej_lines, aperio_sizes),
    *(ome_planes, ome_images, ome_files, ome_quotes),
    *(png, black_png, grey_png, claimed_jpeg, black_jpeg, black_webp, bmp),
    *(ndpis, ndpis_files, slidedat, vms, dicom, czi),
    *(czi_far, czi_wide, czi_scattered, czi_channels, many_samples),
)
