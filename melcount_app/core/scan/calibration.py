"""The pixel size that a TIFF file states, and which of its several places to believe.

Only sizes between 0.05 and 10 µm per pixel are believed: a resolution of 72 or 300 dots per inch
is meant for a printer, not for a microscope. Where width and height of a pixel differ by more
than 1 % the file is treated as stating nothing, since lengths and areas would both be wrong.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from melcount_app.core.geometry import PixelSize, PixelSizeSource

SMALLEST_UM = 0.05
LARGEST_UM = 10.0
ANISOTROPY = 0.01
DECIMALS = 6  # files store fractions of whole numbers; 0.4523 comes back as 0.45230000000000004

_UM_PER_UNIT = {
    "µm": 1.0,
    "μm": 1.0,
    "um": 1.0,
    "\\u00b5m": 1.0,
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "nm": 1e-3,
    "mm": 1e3,
    "cm": 1e4,
    "m": 1e6,
    "inch": 25_400.0,
    "in": 25_400.0,
    "å": 1e-4,
}
_UM_PER_RESOLUTION_UNIT = {2: 25_400.0, 3: 1e4, 4: 1e3, 5: 1.0}

_NUMBER = r"([0-9.]+(?:[eE][-+]?[0-9]+)?)"
_OME_PIXELS = re.compile(r"<(?:\w+:)?Pixels\b([^>]*)>")
_APERIO_MPP = re.compile(r"\|\s*MPP\s*=\s*" + _NUMBER)
_IMAGEJ_UNIT = re.compile(r"^unit=(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TiffFacts:
    """What a TIFF page says of its resolution.

    Attributes:
        description: text of the image description tag, "" when absent.
        ome_xml: the OME-XML of the file, "" when it has none.
        ome_image: index of the image in that XML.
        resolution: pixels per unit along x and y, None when absent or not a number.
        resolution_unit: value of the tag; 1 no unit, 2 inch, 3 cm.
        is_ndpi: the page carries Hamamatsu's tags.
    """

    description: str
    ome_xml: str
    ome_image: int
    resolution: tuple[float, float] | None
    resolution_unit: int
    is_ndpi: bool


def tiff_pixel_size(facts: TiffFacts) -> PixelSize | None:
    """The pixel size of a TIFF page, from the first place that states a believable one."""
    for source, sides in _stated(facts).items():
        if sides is not None and all(map(_is_believable, sides)):
            return _isotropic(sides, source)
    return None


def believable_pixel_size(x_um: float, y_um: float, source: PixelSizeSource) -> PixelSize | None:
    """A pixel size of `x_um` by `y_um` µm, or None when it cannot be that of a scan."""
    if not (_is_believable(x_um) and _is_believable(y_um)):
        return None
    return _isotropic((x_um, y_um), source)


def _isotropic(sides: tuple[float, float], source: PixelSizeSource) -> PixelSize | None:
    x_um, y_um = sides
    if abs(x_um - y_um) > ANISOTROPY * min(x_um, y_um):
        return None
    side = x_um if x_um == y_um else math.sqrt(x_um * y_um)
    return PixelSize(round(side, DECIMALS), source)


def _is_believable(um: float) -> bool:
    return math.isfinite(um) and SMALLEST_UM <= um <= LARGEST_UM


def _stated(facts: TiffFacts) -> Mapping[PixelSizeSource, tuple[float, float] | None]:
    """Width and height of a pixel in µm by source, the most specific source first."""
    tags = _from_resolution(facts.resolution, _UM_PER_RESOLUTION_UNIT.get(facts.resolution_unit))
    return {
        PixelSizeSource.OME_XML: _from_ome(facts.ome_xml, facts.ome_image),
        PixelSizeSource.NDPI: tags if facts.is_ndpi else None,
        PixelSizeSource.APERIO: _from_aperio(facts.description),
        PixelSizeSource.IMAGEJ: _from_imagej(facts.description, facts.resolution),
        PixelSizeSource.TIFF: tags,
    }


def _from_resolution(
    resolution: tuple[float, float] | None, um_per_unit: float | None
) -> tuple[float, float] | None:
    if resolution is None or um_per_unit is None or min(resolution) <= 0:
        return None
    return um_per_unit / resolution[0], um_per_unit / resolution[1]


def _from_aperio(description: str) -> tuple[float, float] | None:
    found = _APERIO_MPP.search(description) if description.startswith("Aperio") else None
    if found is None:
        return None
    um = _number(found[1])
    return um, um


def _from_imagej(
    description: str, resolution: tuple[float, float] | None
) -> tuple[float, float] | None:
    found = _IMAGEJ_UNIT.search(description) if description.startswith("ImageJ=") else None
    if found is None:
        return None
    return _from_resolution(resolution, _UM_PER_UNIT.get(found[1].strip().lower()))


def _from_ome(ome_xml: str, image: int) -> tuple[float, float] | None:
    pixels = _OME_PIXELS.findall(ome_xml)
    if image >= len(pixels):
        return None
    x_um = _ome_length(pixels[image], "PhysicalSizeX")
    y_um = _ome_length(pixels[image], "PhysicalSizeY")
    if x_um is None:
        return None
    return x_um, x_um if y_um is None else y_um


def _ome_length(attributes: str, name: str) -> float | None:
    value = re.search(rf'\b{name}\s*=\s*["\']{_NUMBER}["\']', attributes)
    unit = re.search(rf'\b{name}Unit\s*=\s*["\']([^"\']*)["\']', attributes)
    um_per_unit = _UM_PER_UNIT.get(html.unescape(unit[1]).strip().lower()) if unit else 1.0
    if value is None or um_per_unit is None:
        return None
    return _number(value[1]) * um_per_unit


def _number(text: str) -> float:
    """The number that `text` spells, or NaN ("1.2.3")."""
    try:
        return float(text)
    except ValueError:
        return math.nan
