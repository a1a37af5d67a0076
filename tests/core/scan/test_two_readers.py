"""Two independent readers see the same picture in every file that both open."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import openslide
import pytest
import tifffile
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.set_scan import SetScan

if TYPE_CHECKING:
    from tests.core.scan.conftest import Written

Array: TypeAlias = npt.NDArray[Any]

MOST_SIDE_PX = 1200
MOST_LOSS = 1.0
"""Grey values by which decoders of one lossy file may differ on average (upsampled colours)."""

MEANS_SOMETHING_ELSE = {
    "4D-series.ome.tiff": "refused: several planes",
    "ome_first_image_has_no_pixels.ome.tif": "tifffile gives another image of the set",
    "ome_set_fine.ome.tif": "tifffile gives another image of the set",
    "ome_set_coarse.ome.tif": "tifffile gives another image of the set",
    "two_scenes.ome.tif": "several images",
    "overview_has_more_pixels.ome.tif": "several images",
    "macro_has_more_pixels.ndpi": "several images",
}
FIELD_STUDIES = ("dicom_slides", "ndpis_sets", "tif_beside_ndpi", "channel_flips")


def ours(path: Path) -> Pixels | None:
    """The upper left of level 0; None when the file is refused, or one of a set."""
    try:
        with open_scan(path) as scan:
            if isinstance(scan, SetScan):
                return None  # others read the file alone
            size = scan.size
            rect = Rect(0, 0, min(size.width, MOST_SIDE_PX), min(size.height, MOST_SIDE_PX))
            return scan.read(0, rect)
    except ScanError:
        return None


def by_openslide(path: Path) -> Array:
    with openslide.OpenSlide(path) as slide:
        width, height = slide.dimensions
        part = (min(width, MOST_SIDE_PX), min(height, MOST_SIDE_PX))
        return np.asarray(slide.read_region((0, 0), 0, part))[..., :3]


def by_tifffile(path: Path) -> Array:
    with tifffile.TiffFile(path, _multifile=False) as tiff:
        series = max(tiff.series, key=lambda found: found.size)
        pixels = series.asarray()
        page = tiff.pages.first
        axes = series.axes
    if page.photometric == 0 and not page.description.startswith("ImageJ="):
        pixels = np.invert(pixels)
    pixels = np.moveaxis(pixels, axes.index("C"), -1) if "C" in axes else pixels
    planar = "S" in axes and axes.index("S") == 0
    return np.moveaxis(pixels, 0, -1) if planar else pixels


def by_pillow(path: Path) -> Array:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path) as image:
            pixels = np.array(image)
            tags = image.tag_v2 if isinstance(image, TiffImageFile) else {}
    is_as_stored = pixels.dtype == np.uint16 and tags.get(262) == 0  # Pillow turns only 8 bits
    return np.invert(pixels) if is_as_stored else pixels


READERS: dict[str, Callable[[Path], Array]] = {
    "OpenSlide": by_openslide,
    "tifffile": by_tifffile,
    "Pillow": by_pillow,
}


def difference(mine: Pixels, theirs: Array) -> float | None:
    """The mean difference, None where the other reader gives another kind of picture."""
    found = theirs[..., None] if theirs.ndim == 2 else theirs
    if found.ndim != 3:
        return None
    found = found[:MOST_SIDE_PX, :MOST_SIDE_PX]
    if found.dtype != mine.dtype:
        return None  # cut down to 8 bits
    channels = mine.shape[-1]
    if found.shape[:2] != mine.shape[:2] or found.shape[-1] < channels:
        return None
    return float(np.abs(found[..., :channels].astype(float) - mine).mean())


def compare(path: Path) -> dict[str, float]:
    """The mean difference to every other reader that opens the file."""
    mine = ours(path)
    found: dict[str, float] = {}
    if mine is None:
        return found
    for name, reader in READERS.items():
        try:
            theirs = reader(path)
        except Exception:  # noqa: BLE001, S112 - what it does not open it cannot tell of
            continue
        apart = difference(mine, theirs)
        if apart is not None:
            found[name] = apart
    return found


def test_that_every_layout_is_read_as_others_read_it(written: Written) -> None:
    if written.layout.suffix == ".png" and written.layout.dtype == np.uint16:
        pytest.skip("Pillow cuts 16-bit colours down, and nothing else opens a PNG")
    if written.layout.suffix == ".czi":
        pytest.skip("OpenSlide wants metadata that only Zeiss writes")
    found = compare(written.path)
    assert found
    assert max(found.values()) <= MOST_LOSS


def test_that_the_shared_files_are_read_as_others_read_them(shared_data: Path) -> None:
    data = shared_data / "data"
    folders = [data / "scans", data / "field/scans", data / "trp1/set1/images"]
    folders += [data / "field/studies" / name for name in FIELD_STUDIES]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    # of the crops, which are all of one kind, some
    files = [file for file in files if file.suffix != ".png"] + [
        file for file in files if file.suffix == ".png"
    ][:5]
    found = {
        f"{file.name} by {name}": apart
        for file in files
        if file.name not in MEANS_SOMETHING_ELSE
        for name, apart in compare(file).items()
    }
    assert len(found) > 60
    assert {name: apart for name, apart in found.items() if apart > MOST_LOSS} == {}
