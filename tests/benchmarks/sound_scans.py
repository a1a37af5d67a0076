"""Small scans of several formats, whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

from melcount_app.self_test.czi import metadata, tiles, write_czi
from tests.core.scan.ndpi import write_ndpi
from tests.core.set_files import fluorescent_set


def scene(height: int, width: int) -> npt.NDArray[np.uint8]:
    """Smooth pixels of three colours."""
    y, x = np.mgrid[:height, :width]
    waves = 120 + 100 * np.sin(x / 11) * np.cos(y / 13)
    return np.stack([waves / 8, waves, waves / 5], axis=-1).astype(np.uint8)


def make_set(path: Path) -> None:
    """A set of NDPIs, by its list."""
    fluorescent_set(path.parent, path.stem)


def make_ndpi(path: Path) -> None:
    """An NDPI of two levels."""
    write_ndpi(path, [scene(128, 160), scene(64, 80)], 0.5)


def make_czi(path: Path) -> None:
    """A CZI of tiles."""
    grey = scene(120, 160)[..., 1:2]
    write_czi(path, tiles(grey, 64), metadata(("TRP1",), 0.5))


def make_tiff(path: Path) -> None:
    """A TIFF of tiles, an Aperio slide by its ending, or one with OME-XML."""
    told = {".svs": "Aperio Image Library v11|AppMag = 20|MPP = 0.5", ".tif": ""}
    is_ome = path.name.endswith(".ome.tif")
    with tifffile.TiffWriter(path, ome=is_ome) as writer:
        pixels = scene(128, 160)
        if is_ome:
            axes = {"axes": "CYX", "PhysicalSizeX": 0.5, "PhysicalSizeXUnit": "µm"}
            writer.write(np.moveaxis(pixels, -1, 0), tile=(64, 64), metadata=axes)
            return
        for level in (pixels, pixels[::2, ::2]):
            writer.write(
                level,
                tile=(64, 64),
                compression="lzw",
                photometric="rgb",
                description=told[path.suffix],
                metadata=None,
                subfiletype=int(level is not pixels),
                resolution=(20000, 20000),
                resolutionunit="CENTIMETER",
            )


def make_picture(path: Path) -> None:
    """A PNG or JPEG."""
    Image.fromarray(scene(96, 128)).save(path)
