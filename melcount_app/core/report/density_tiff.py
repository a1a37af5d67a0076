"""The density map as a file that Fiji and QuPath open."""

from __future__ import annotations

from typing import Any, BinaryIO
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import tifffile

from melcount_app.core.density import DensityMap
from melcount_app.core.mask import Mask
from melcount_app.core.report.report import Report
from melcount_app.core.wording import Wording

DESCRIPTION = (
    "Cells per pixel of this map: the sum over all pixels is the number of cells in the sample. "
    "Outside the sample the map is 0."
)

TILE_PX = 512


def masked_density(density: DensityMap, mask: Mask) -> npt.NDArray[np.float32]:
    """Cells per map pixel inside the mask, 0 outside: (height, width) of the map's size."""
    covered = density.coverage(mask.sample)
    window = covered.window
    inside = (slice(window.y, window.bottom), slice(window.x, window.right))
    values = np.zeros_like(density.values)
    values[inside] = density.values[inside] * covered.share
    return values


def write_density_tiff(report: Report, file: BinaryIO, _: Wording) -> None:
    """Write the density inside the mask as an OME-TIFF of 32-bit numbers, into an open file.

    Pixel size is written as OME-XML and as TIFF resolution; without one, neither is.
    """
    density, pixel_size = report.density, report.request.pixel_size
    values = masked_density(density, report.request.mask)
    metadata: dict[str, Any] = {
        "axes": "YX",
        "Name": "density",
        "Description": DESCRIPTION,
        "UUID": str(uuid4()),  # tifffile's own would tell the network card of this computer
    }
    options: dict[str, Any] = {}
    if pixel_size is not None:
        um_per_px = density.level0_per_px * pixel_size.um_per_px
        metadata |= {
            "PhysicalSizeX": um_per_px,
            "PhysicalSizeXUnit": "µm",
            "PhysicalSizeY": um_per_px,
            "PhysicalSizeYUnit": "µm",
        }
        options = {"resolution": (1e4 / um_per_px, 1e4 / um_per_px), "resolutionunit": "CENTIMETER"}
    tifffile.imwrite(
        file,
        values,
        ome=True,
        photometric="minisblack",
        tile=(TILE_PX, TILE_PX),
        compression="zlib",
        metadata=metadata,
        **options,
    )
