"""The pixel size that a TIFF file states, and which of its several places to believe.

Only sizes between 0.05 and 10 µm per pixel are believed, and a resolution that no other word of
the file goes with only from 0.1 to 5 µm: 72 or 300 dots per inch are meant for a printer. Flatbed
and film scanners reach into that range (9600 dots per inch are 2.65 µm), but by whole hundreds of
dots per inch, which a microscope has by chance only; see `_is_flatbed`. A description that is of
an image of another size was kept by a program that made another picture of it, and says nothing of
this one. Exactly 1 µm is what programs write that do not know. Where width and height of a pixel
differ by more than 1 % the file is treated as stating nothing, since lengths and areas would both
be wrong. What is not believed is told in a note.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.scan.ome import UM_PER_UNIT, OmeImage

SMALLEST_UM = 0.05
LARGEST_UM = 10.0
SMALLEST_ALONE_UM = 0.1
LARGEST_ALONE_UM = 5.0
"""What a TIFF resolution is believed to that no other word of the file goes with."""
ANISOTROPY = 0.01
ALIKE = 0.01
"""Sizes that differ by a smaller share do not contradict each other."""
ROUNDED_PX = 2
"""By which a stated side may differ from the picture's; writers round and crop."""
DECIMALS = 6  # files store fractions of whole numbers; 0.4523 comes back as 0.45230000000000004

_UM_PER_INCH = 25_400.0
_UM_PER_RESOLUTION_UNIT = {2: _UM_PER_INCH, 3: 1e4, 4: 1e3, 5: 1.0}
_INCH = 2
_FINEST_FLATBED_DPI = 19_200.0
_FLATBED_DPI = (5400, 6400, 7200, 8000, 9600, 12_000, 12_800, 19_200)
_DEFAULT_UM = 1.0

_NUMBER = r"([0-9.]+(?:[eE][-+]?[0-9]+)?)"
_APERIO_MPP = re.compile(r"\|\s{0,9}MPP\s{0,9}=\s{0,9}" + _NUMBER)
_APERIO_SIZE = re.compile(r"(?<![\d(])(\d{1,7})x(\d{1,7})(?![\d)])")
_APERIO_KEPT = re.compile(r"\[\d{1,7},\d{1,7} (\d{1,7})x(\d{1,7})\]")
_APERIO_HEAD = 4096
_IMAGEJ_UNIT = re.compile(r"^unit=(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TiffFacts:
    """What a TIFF page says of its resolution.

    Attributes:
        size: of the page in pixels.
        description: text of the image description tag, "" when absent.
        ome: what the OME-XML says of the image that the page belongs to; None without any.
        resolution: pixels per unit along x and y, None when absent or not a number.
        resolution_unit: value of the tag; 1 no unit, 2 inch, 3 cm.
        is_ndpi: the page carries Hamamatsu's tags.
    """

    size: Size
    description: str
    ome: OmeImage | None
    resolution: tuple[float, float] | None
    resolution_unit: int
    is_ndpi: bool


@dataclass(frozen=True, slots=True)
class PixelSizeFound:
    """What comes of all that a page says of its pixel size.

    Attributes:
        pixel_size: None where nothing is stated that can be believed.
        notes: what is not believed and why, as sentences.
    """

    pixel_size: PixelSize | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    """One place of the file.

    Attributes:
        source: which one.
        sides: width and height of a pixel in µm.
        of: the sizes of image that it may be about; empty where it does not tell.
        doubt: why it is not believed, as a sentence; empty where it is.
        is_alone: whether it is a resolution that no other word of the file goes with.
    """

    source: PixelSizeSource
    sides: tuple[float, float]
    of: tuple[Size, ...] = ()
    doubt: str = ""
    is_alone: bool = False

    @property
    def um(self) -> float:
        """Side of a square of the same area as a pixel, in µm."""
        x_um, y_um = self.sides
        return round(x_um if x_um == y_um else math.sqrt(x_um * y_um), DECIMALS)

    def is_like(self, other: _Statement) -> bool:
        """Whether both say the same."""
        return abs(self.um - other.um) <= ALIKE * min(self.um, other.um)


def calibrate(facts: TiffFacts) -> PixelSizeFound:
    """The pixel size of a TIFF page, from the most specific place that can be believed."""
    stated = tuple(each for each in _stated(facts) if all(map(_is_believable, each.sides)))
    doubted = tuple(each for each in stated if each.doubt)
    believed = tuple(
        each for each in stated if not each.doubt and not _repeats_a_stale_one(each, doubted)
    )
    told = tuple(each.doubt for each in doubted if not (each.is_alone and believed))
    if not believed:
        return PixelSizeFound(None, told)
    first = believed[0]
    pixel_size = _isotropic(first.sides, first.source)
    if pixel_size is None:
        x_um, y_um = first.sides
        oblong = (
            f"By its {first.source} a pixel is {x_um:g} µm wide and {y_um:g} µm high; since pixels "
            "are not square, no pixel size is used."
        )
        return PixelSizeFound(None, (*told, oblong))
    return PixelSizeFound(pixel_size, (*told, *_contradictions(believed)))


def believable_pixel_size(x_um: float, y_um: float, source: PixelSizeSource) -> PixelSize | None:
    """A pixel size of `x_um` by `y_um` µm, or None when it cannot be that of a scan."""
    if not (_is_believable(x_um) and _is_believable(y_um)):
        return None
    return _isotropic((x_um, y_um), source)


def fits(stated: Size, size: Size) -> bool:
    """Whether a picture is of a size that is stated."""
    return (
        abs(stated.width - size.width) <= ROUNDED_PX
        and abs(stated.height - size.height) <= ROUNDED_PX
    )


def resized_by(stated: Size, size: Size) -> float | None:
    """How many stated pixels one of a picture is, where all of it may have been resized."""
    if min(stated.width, stated.height, size.width, size.height) < 1:
        return None
    x, y = stated.width / size.width, stated.height / size.height
    rounded = ROUNDED_PX * max(x, 1) / min(size.width, size.height)
    return math.sqrt(x * y) if abs(x - y) <= rounded else None


def _isotropic(sides: tuple[float, float], source: PixelSizeSource) -> PixelSize | None:
    x_um, y_um = sides
    if abs(x_um - y_um) > ANISOTROPY * min(x_um, y_um):
        return None
    return PixelSize(_Statement(source, sides).um, source)


def _is_believable(um: float) -> bool:
    return math.isfinite(um) and SMALLEST_UM <= um <= LARGEST_UM


def _repeats_a_stale_one(each: _Statement, doubted: Sequence[_Statement]) -> bool:
    """Whether a resolution without a size says what a description of another image says."""
    return not each.of and any(other.of and each.is_like(other) for other in doubted)


def _contradictions(believed: Sequence[_Statement]) -> Iterator[str]:
    first = believed[0]
    for other in believed[1:]:
        if not first.is_like(other):
            yield (
                f"The file contradicts itself: a pixel has {first.um:g} µm by its {first.source}, "
                f"{other.um:g} µm by its {other.source}. The former is used."
            )


def _stated(facts: TiffFacts) -> Iterator[_Statement]:
    """What each place says, the most specific first."""
    tags = _from_resolution(facts.resolution, _UM_PER_RESOLUTION_UNIT.get(facts.resolution_unit))
    imagej = _from_imagej(facts.description, facts.resolution)
    aperio = _from_aperio(facts.description)
    if facts.ome is not None and facts.ome.um is not None:
        sizes = (facts.ome.size,)
        yield _checked(facts, _Statement(PixelSizeSource.OME_XML, facts.ome.um, sizes))
    if facts.is_ndpi and tags is not None:
        yield _Statement(PixelSizeSource.NDPI, tags)
    if aperio is not None:
        yield _checked(facts, aperio)
    if imagej is not None:
        yield _checked(facts, _Statement(PixelSizeSource.IMAGEJ, imagej))
    if tags is not None and not facts.is_ndpi and imagej is None:
        yield _alone(facts, _Statement(PixelSizeSource.TIFF, tags, is_alone=True))


def _checked(facts: TiffFacts, stated: _Statement) -> _Statement:
    """A statement with the doubt that there is about it, if any."""
    if stated.of and not any(fits(size, facts.size) for size in stated.of):
        return _Statement(stated.source, stated.sides, stated.of, _stale(facts.size, stated))
    if stated.source is not PixelSizeSource.APERIO and stated.um == _DEFAULT_UM:
        doubt = (
            f"By its {stated.source} a pixel has exactly 1 µm, which programs also write that do "
            "not know it; that is not used."
        )
        # it is no word about an image of another size
        return _Statement(stated.source, stated.sides, doubt=doubt)
    return stated


def _stale(size: Size, stated: _Statement) -> str:
    other = stated.of[-1]
    resized = resized_by(other, size)
    if resized is None:
        return (
            f"The {stated.um:g} µm per pixel of its {stated.source} are about an image of "
            f"{other.width} × {other.height} pixels, and this one has {size.width} × "
            f"{size.height}; that is not used."
        )
    return (
        f"The {stated.um:g} µm per pixel of its {stated.source} are about an image of "
        f"{other.width} × {other.height} pixels, and this one has {size.width} × {size.height}; "
        f"that is not used. If it is all of that image, a pixel has {stated.um * resized:.5g} µm."
    )


def _alone(facts: TiffFacts, stated: _Statement) -> _Statement:
    """A resolution that no other word of the file goes with, with the doubt about it, if any."""
    checked = _checked(facts, stated)
    is_scan = all(SMALLEST_ALONE_UM <= um <= LARGEST_ALONE_UM for um in stated.sides)
    doubt = checked.doubt
    if not is_scan or _is_flatbed(facts):
        dpi, side = f"{_UM_PER_INCH / stated.um:.0f}", f"{stated.um:.4g}"
        doubt = (
            f"Its resolution of {dpi} dpi, {side} µm per pixel, stands alone and is not used: by "
            "itself it is believed from 0.1 to 5 µm, and not where it is one of flatbed scanners."
        )
    return _Statement(stated.source, stated.sides, doubt=doubt, is_alone=True)


def _is_flatbed(facts: TiffFacts) -> bool:
    """Whether a resolution is one that flatbed and film scanners have.

    Per inch these are whole hundreds, up to 19,200. A microscope has one of them by chance
    only, except where its pixels are whole tenths of a µm (2 µm are 12,700 per inch). Per
    centimetre they come rounded, so that only those that are common are recognised.
    """
    if facts.resolution is None or facts.resolution[0] <= 0:
        return False
    dpi = _UM_PER_INCH * facts.resolution[0] / _UM_PER_RESOLUTION_UNIT[facts.resolution_unit]
    if dpi > 1.001 * _FINEST_FLATBED_DPI:
        return False
    if facts.resolution_unit != _INCH:
        return any(abs(dpi - known) <= 2e-4 * known for known in _FLATBED_DPI)
    tenths = 10 * _UM_PER_INCH / dpi
    is_round_um = abs(tenths - round(tenths)) < 1e-9
    return abs(dpi - 100 * round(dpi / 100)) < 1e-3 and not is_round_um


def _from_resolution(
    resolution: tuple[float, float] | None, um_per_unit: float | None
) -> tuple[float, float] | None:
    if resolution is None or um_per_unit is None or min(resolution) <= 0:
        return None
    return um_per_unit / resolution[0], um_per_unit / resolution[1]


def _from_aperio(description: str) -> _Statement | None:
    found = _APERIO_MPP.search(description) if description.startswith("Aperio") else None
    if found is None:
        return None
    um = _number(found[1])
    head = description[:_APERIO_HEAD].partition("|")[0]
    # "46920x33014 [0,100 46000x32914] (256x256)": what was scanned, then what was kept of it;
    # after "->" stands the size of a level, which MPP is not about
    head = head.partition("->")[0]
    found_sizes = [*_APERIO_SIZE.findall(head), *_APERIO_KEPT.findall(head)[:1]]
    sizes = [Size(int(width), int(height)) for width, height in found_sizes]
    return _Statement(PixelSizeSource.APERIO, (um, um), tuple(sizes))


def _from_imagej(
    description: str, resolution: tuple[float, float] | None
) -> tuple[float, float] | None:
    found = _IMAGEJ_UNIT.search(description) if description.startswith("ImageJ=") else None
    if found is None:
        return None
    return _from_resolution(resolution, UM_PER_UNIT.get(found[1].strip().lower()))


def _number(text: str) -> float:
    """The number that `text` spells, or NaN ("1.2.3")."""
    try:
        return float(text)
    except ValueError:
        return math.nan
