"""Damage in the frames of DICOM slides, of which OpenSlide says nothing."""

from __future__ import annotations

import io
import shutil
import struct
from pathlib import Path

import numpy as np
import openslide
import pytest
from damage import colour, skin
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.dicom_frames import CheckedFrames, frames_of

SERIES, SIDE = "1.2.3", 128
JPEG, PLAIN, FULL, SPARSE = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.1", "TILED_FULL", "TILED"


def element(tag: tuple[int, int], kind: str, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    return struct.pack("<HH2sH", *tag, kind.encode(), len(value)) + value


def dicom(path: Path, frames: list[bytes], syntax: str = JPEG, organisation: str = FULL) -> Path:
    """A file with what is read of it here: frames of 128 x 128 px in two columns."""
    rows = len(frames) // 2
    head = element((2, 0x10), "UI", syntax.encode())
    head += element((0x20, 0xE), "UI", SERIES.encode())
    head += element((0x20, 0x9311), "CS", organisation.encode())
    head += element((0x28, 8), "IS", str(len(frames)).encode())
    head += element((0x28, 0x10), "US", struct.pack("<H", SIDE))
    head += element((0x28, 0x11), "US", struct.pack("<H", SIDE))
    head += element((0x48, 6), "UL", struct.pack("<I", 2 * SIDE))
    head += element((0x48, 7), "UL", struct.pack("<I", rows * SIDE))
    items = [b"", *[frame + b"\0" * (len(frame) % 2) for frame in frames]]
    pixels = struct.pack("<HH2s2xI", 0x7FE0, 0x10, b"OB", 0xFFFFFFFF)
    pixels += b"".join(struct.pack("<HHI", 0xFFFE, 0xE000, len(item)) + item for item in items)
    pixels += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    path.write_bytes(bytes(128) + b"DICM" + head + pixels)
    return path


def frame(seed: int) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(colour(skin(seed, SIDE))).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def with_zeros(data: bytes) -> bytes:
    return data[:2000] + bytes(512) + data[2512:]


def test_that_frames_are_found_where_they_lie(tmp_path: Path) -> None:
    frames = [frame(seed) for seed in range(4)]
    found = frames_of(dicom(tmp_path / "a.dcm", frames))
    assert found is not None
    assert (found.size, found.frame) == (Size(2 * SIDE, 2 * SIDE), Size(SIDE, SIDE))
    data = found.path.read_bytes()
    assert [data[at : at + count].rstrip(b"\0") for at, count in found.places] == frames
    assert list(found.touched(Rect(100, 130, 100, 10))) == [2, 3]


def test_that_a_damaged_frame_is_refused_where_it_is_read(tmp_path: Path) -> None:
    frames = [frame(0), frame(1), with_zeros(frame(2)), frame(3)]
    checked = CheckedFrames([dicom(tmp_path / "a.dcm", frames)])
    size = Size(2 * SIDE, 2 * SIDE)
    for _ in range(2):
        checked.check(size, Rect(0, 0, 256, 128))
        checked.check(size, Rect(128, 0, 128, 256))
        with pytest.raises(ValueError, match=r"."):
            checked.check(size, Rect(0, 0, 128, 129))
    checked.check(Size(SIDE, SIDE), Rect(0, 0, 128, 128))  # not of this file


@pytest.mark.parametrize(
    ("syntax", "organisation"), [(PLAIN, FULL), (JPEG, SPARSE)], ids=["plain", "sparse"]
)
def test_that_frames_stored_in_another_way_are_left_to_openslide(
    tmp_path: Path, syntax: str, organisation: str
) -> None:
    path = dicom(tmp_path / "a.dcm", [frame(0), frame(1)], syntax, organisation)
    assert frames_of(path) is None
    CheckedFrames([path]).check(Size(2 * SIDE, SIDE), Rect(0, 0, 10, 10))


def test_that_a_damaged_slide_that_openslide_reads_is_refused(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "slide"
    shutil.copytree(shared_data / "data/field/studies/dicom_slides/control/slide_1", folder)
    path = folder / "slide_1_0.dcm"
    path.chmod(0o600)
    found = frames_of(path)
    assert found is not None
    offset, count = found.places[0]
    data = path.read_bytes()
    with open_scan(path) as scan:
        sound = scan.read(0, Rect(0, 0, scan.size.width, scan.size.height))
    path.write_bytes(data[: offset + 2000] + bytes(512) + data[offset + 2512 :])
    assert count > 3000
    with openslide.OpenSlide(path) as slide:
        unseen = np.asarray(slide.read_region((0, 0), 0, sound.shape[1::-1]))[..., :3]
        assert np.abs(unseen.astype(int) - sound).mean() > 1
    with open_scan(path) as scan, pytest.raises(ScanError, match="is damaged"):
        scan.read(0, Rect(0, 0, 64, 64))
