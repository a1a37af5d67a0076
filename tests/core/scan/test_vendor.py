"""What is read by OpenSlide: the same pixels by every way, and true sentences where it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import openslide
import pytest
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import base, open_scan
from melcount_app.core.scan.base import RefusedFileError
from melcount_app.core.scan.vendor import VendorScan, open_vendor
from melcount_app.core.scan.vendor_refusal import refusal
from tests.core.scan.conftest import scene

FINE = scene(3001, 4001, 3, np.uint8)
COARSE = FINE[:3000:4, :4000:4].copy()
STEP = (4001 / 1000 + 3001 / 750) / 2


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pyramid whose second level is 4.0012 times coarser, for OpenSlide."""
    path = tmp_path_factory.mktemp("uneven") / "uneven.tif"
    with tifffile.TiffWriter(path) as tiff:
        for index, pixels in enumerate((FINE, COARSE)):
            tiff.write(
                pixels,
                photometric="rgb",
                tile=(256, 256),
                subfiletype=index,
                metadata=None,
                compression="zlib",
            )
    return path


def test_that_a_slide_of_which_next_to_nothing_is_stored_is_refused(
    uneven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "LARGEST_UNSTORED_BYTES", 0)
    open_vendor(uneven).close()
    monkeypatch.setattr(base, "MOST_PACKED", 0)
    with pytest.raises(RefusedFileError, match="holds next to nothing of them"):
        open_vendor(uneven)


def test_that_openslide_alone_gives_a_pixel_other_values_in_another_rectangle(uneven: Path) -> None:
    with openslide.OpenSlide(uneven) as slide:
        assert slide.level_downsamples[1] == pytest.approx(STEP)
        whole = np.asarray(slide.read_region((0, 0), 1, (1000, 750)))[..., :3]
        part = np.asarray(slide.read_region((round(400 * STEP), 0), 1, (50, 50)))[..., :3]
    assert (whole[:50, 400:450] != part).any()


@pytest.mark.parametrize(
    "rect",
    [
        Rect(400, 300, 50, 50),
        Rect(399, 301, 120, 77),
        Rect(-20, -30, 700, 600),
        Rect(900, 650, 300, 300),
        Rect(510, 100, 5, 600),
    ],
)
def test_that_a_pixel_is_the_same_in_every_rectangle(uneven: Path, rect: Rect) -> None:
    with open_vendor(uneven) as scan, open_vendor(uneven) as other:
        whole = scan.read(1, Rect(-100, -100, 1400, 1200))
        part = other.read(1, rect)
    y, x = rect.y + 100, rect.x + 100
    np.testing.assert_array_equal(part, whole[y : y + rect.height, x : x + rect.width])


def test_that_reads_begin_where_little_is_interpolated(uneven: Path) -> None:
    with open_vendor(uneven) as scan:
        found = scan.read(1, Rect(0, 0, 1000, 750))
    assert np.abs(found.astype(int) - COARSE).mean() < 0.5


@pytest.mark.parametrize("name", ["slide_1_0.dcm", "slide_1_1.dcm", "slide_1_2.dcm"])
def test_that_a_dicom_slide_opens_whole_from_any_of_its_files(shared_data: Path, name: str) -> None:
    with open_scan(shared_data / "data/field/studies/dicom_slides/control/slide_1" / name) as scan:
        assert isinstance(scan, VendorScan)
        assert [level.downsample for level in scan.levels] == [1, 2, 4]
        assert scan.pixel_size is not None
        area = scan.size.width * scan.size.height
        assert scan.pixel_size.area_mm2(area) == pytest.approx(0.4290, abs=5e-5)


def test_that_a_level_that_cannot_be_read_is_left_out_and_told(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "slide"
    shutil.copytree(shared_data / "data/field/studies/dicom_slides/control/slide_1", folder)
    broken = folder / "slide_1_1.dcm"
    broken.chmod(0o600)
    content = bytearray(broken.read_bytes())
    for start in _jpegs(content):
        content[start + 2 : start + 200] = b"\xff" * 198
    broken.write_bytes(content)
    with open_scan(folder / "slide_1_0.dcm") as scan:
        assert [level.downsample for level in scan.levels] == [1, 4]
        assert len(scan.notes) == 1
        assert "OpenSlide: " in scan.notes[0]
        assert scan.read(0, Rect(0, 0, 64, 64)).any()
        assert scan.read(1, Rect(0, 0, 64, 64)).any()


def _jpegs(content: bytearray) -> list[int]:
    """Where JPEG images begin."""
    found = []
    at = content.find(b"\xff\xd8\xff")
    while at >= 0:
        found.append(at)
        at = content.find(b"\xff\xd8\xff", at + 3)
    return found


def test_that_two_files_of_one_level_are_told_and_not_called_damage(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "slide"
    shutil.copytree(shared_data / "data/field/studies/dicom_slides/control/slide_1", folder)
    content = (folder / "slide_1_1.dcm").read_bytes()
    own = content[content.index(b"1.2.826.0.1.3680043.8.498") :].split(b"\0")[0][:31]
    (folder / "added.dcm").write_bytes(content.replace(own, own[:-1] + b"9"))
    with pytest.raises(ScanError) as raised:
        open_scan(folder / "slide_1_0.dcm")
    assert "damaged" not in str(raised.value)


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("Reading a/b.dcm: Attribute SamplesPerPixel value 1 != 3", "grey pixels"),
        ("Reading a/b.dcm: Attribute BitsAllocated value 16 != 8", "16 bits"),
        ("Reading a/b.dcm: Attribute TotalPixelMatrixFocalPlanes value 3 != 1", "3 focal planes"),
        ("Unsupported transfer syntax 1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.80"),
        ("Reading a/b.dcm: Slide contains unexpected image (1.2 vs. 1.3)", "one level"),
        ("Something\nnew", "OpenSlide: Something new"),
        ("", "cannot be opened; see that all files"),
    ],
)
def test_that_what_openslide_could_not_do_is_said_in_one_sentence(message: str, part: str) -> None:
    sentence = refusal(Path("a/scan.dcm"), openslide.OpenSlideError(message))
    assert part in sentence
    assert "\n" not in sentence
    assert "damaged" not in sentence


def test_that_the_folder_is_left_out_of_what_openslide_says() -> None:
    error = openslide.OpenSlideError("Can't read some/folder/b.dcm")
    assert "(OpenSlide: Can't read b.dcm)" in refusal(Path("some/folder/a.dcm"), error)
