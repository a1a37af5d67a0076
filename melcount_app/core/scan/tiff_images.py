"""Which images a TIFF file holds, and what it says of each.

Images of an OME-TIFF are those of its OME-XML, see `ome_tiff`; other files are grouped by
tifffile. Facts stay with the image that they are about.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import tifffile

from melcount_app.core.budget import MIB
from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import RefusedFileError
from melcount_app.core.scan.calibration import PixelSizeFound, TiffFacts, calibrate, resized_by
from melcount_app.core.scan.ome import OmeImage
from melcount_app.core.scan.pick import ImageFacts
from melcount_app.core.scan.planes import Depth

MOST_PAGES, MOST_SIZES = 5000, 200
LONGEST, LONGEST_OF_IMAGEJ = 16 * MIB, MIB
"""Signs of the description of a file that is no OME-TIFF."""

MOST_PLANES = 10**6
NDPI_TAG = 65420
_NDPI_MAGNIFICATION_TAG = 65421
_NDPI_Z_TAG = 65424
_X_RESOLUTION, _Y_RESOLUTION, _UNIT = 282, 283, 296
_INCH = 2
_NO_UNIT = 1
_IN_PLANE = frozenset("YXS")
_ASIDE = frozenset({"Macro", "Label", "Thumbnail", "Map"})
_COPY = 1.5
"""A page of an image's shape that is smaller by this factor is a copy of it."""
_APERIO_ASIDE = re.compile(r"^(label|macro) \d", re.MULTILINE)
_APERIO_HEAD = 512
_QPI_NAME = re.compile(r"<Name>([^<]{1,200})</Name>")
_IMAGEJ_PLACE = re.compile(r"[czt]:\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRef:
    """A plane of pixels: those of a page, or as far behind them as pixels lie without a page."""

    page: tifffile.TiffPage
    bytes_behind: int = 0


Pages: TypeAlias = tuple[PageRef, ...]
"""Of one plane of one level: one page, or one for each channel."""


@dataclass(frozen=True, slots=True)
class TiffImage:
    """One image of a file.

    Attributes:
        facts: what the user is told of it.
        page: its first, of level 0.
        kind: how tifffile grouped it, or "ome".
        calibration: its pixel size.
        channels: their names; none where the file does not tell.
        depth: what its planes are.
        levels: the pages of a plane, counted from 0, finest level first.
        is_hidden: whether it is a label, a macro picture or a copy, which nobody counts.
        emissions_nm: wavelengths of channels; none where the file does not tell.
    """

    facts: ImageFacts
    page: tifffile.TiffPage
    kind: str
    calibration: PixelSizeFound
    channels: tuple[str, ...]
    depth: Depth
    levels: Callable[[int], tuple[Pages, ...]]
    is_hidden: bool
    emissions_nm: tuple[float | None, ...] = ()


def series_images(tiff: tifffile.TiffFile) -> tuple[TiffImage, ...]:
    """The images of a file as tifffile groups its pages.

    Raises:
        RefusedFileError: an image lacks some of its planes, or there are more pages, or a longer
            description, than any scan has.
    """
    _check_extent(tiff)
    found = [_of_series(tiff, series) for series in tiff.series]
    scans = [image for image in found if not image.is_hidden]
    largest = max((image.facts.size for image in scans), key=_area, default=None)
    return tuple(
        image_of(image, is_hidden=True) if largest and _is_copy(largest, image) else image
        for image in found
    )


def _check_extent(tiff: tifffile.TiffFile) -> None:
    """Refuse what tifffile would take minutes to group.

    It compares every size of page with every other, and takes the description apart line by line.
    """
    described = len(tiff.pages.first.description)
    if described > (LONGEST_OF_IMAGEJ if tiff.is_imagej else LONGEST):
        raise RefusedFileError(
            f"has a description of {described // 1000} kB, longer than any scan's; export it again"
            " from the scanner"
        )
    if tiff.is_imagej or len(tiff.pages) <= MOST_SIZES:
        return
    if len(tiff.pages) > MOST_PAGES:
        raise RefusedFileError(
            f"holds {len(tiff.pages)} pages, more than any scan; export one plane as a TIFF and"
            " open that"
        )
    pages = (page.aspage() for page in tiff.pages)
    sizes: set[Size] = set()
    for page in pages:
        sizes.add(size_of(page))
        if len(sizes) > MOST_SIZES:
            raise RefusedFileError(
                f"holds pages of over {MOST_SIZES} sizes, more than any scan; export one of them"
                " as a TIFF and open that"
            )


def image_of(image: TiffImage, *, is_hidden: bool) -> TiffImage:
    """The same image, hidden or not."""
    return dataclasses.replace(image, is_hidden=is_hidden)


def page_image(page: tifffile.TiffPage) -> TiffImage:
    """A page that no description speaks of, as an image of its own."""
    calibration = calibrate(facts_of(page, None))
    um_per_px = calibration.pixel_size.um_per_px if calibration.pixel_size else None

    def levels(_: int) -> tuple[Pages, ...]:
        return ((PageRef(page),),)

    facts = ImageFacts("", size_of(page), um_per_px)
    return TiffImage(facts, page, "generic", calibration, (), Depth(), levels, is_aside(page))


def size_of(page: tifffile.TiffPage) -> Size:
    """Of a page in pixels."""
    return Size(int(page.imagewidth), int(page.imagelength))


def is_aside(page: tifffile.TiffPage) -> bool:
    """Whether a page says that it is a small copy, a label, a macro picture or a map."""
    is_aperio = page.description.startswith("Aperio")
    is_named = is_aperio and _APERIO_ASIDE.search(page.description[:_APERIO_HEAD]) is not None
    return bool(page.is_reduced) or is_named or _is_macro(page)


def _is_macro(page: tifffile.TiffPage) -> bool:
    """Whether a page of an NDPI is a macro picture or a map: their magnification is -1 or -2."""
    if NDPI_TAG not in page.tags:
        return False
    magnification = page.tags.valueof(_NDPI_MAGNIFICATION_TAG)
    return isinstance(magnification, int | float) and magnification < 0


def facts_of(page: tifffile.TiffPage, ome: OmeImage | None) -> TiffFacts:
    """What a page says of its pixel size, and what an OME-XML says of its image."""
    unit = page.tags.valueof(_UNIT, _INCH)
    return TiffFacts(
        size=size_of(page),
        description=page.description,
        ome=ome,
        resolution=_resolution(page.tags.valueof(_X_RESOLUTION), page.tags.valueof(_Y_RESOLUTION)),
        resolution_unit=int(unit) if isinstance(unit, int) else _NO_UNIT,
        is_ndpi=NDPI_TAG in page.tags,
    )


def _resolution(x: object, y: object) -> tuple[float, float] | None:
    """Pixels per unit from two TIFF rationals, None when they are absent or not numbers."""
    values = []
    for value in (x, y):
        match value:
            case (int(numerator), int(denominator)) if denominator != 0:
                values.append(numerator / denominator)
            case float(number) | int(number):
                values.append(float(number))
            case _:
                return None
    return values[0], values[1]


def _area(size: Size) -> int:
    return size.width * size.height


def _is_copy(largest: Size, image: TiffImage) -> bool:
    factor = resized_by(largest, image.facts.size)
    return factor is not None and factor >= _COPY and image.depth.planes == 1


def _of_series(tiff: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> TiffImage:
    page = series.keyframe.aspage()
    calibration = calibrate(facts_of(page, None))
    places, depth = _places(series)
    um_per_px = calibration.pixel_size.um_per_px if calibration.pixel_size else None
    hidden = series.name in _ASIDE or bool(page.is_subifd) or is_aside(page)
    name = "" if series.kind == "ndpi" else series.name
    return TiffImage(
        facts=ImageFacts(name, size_of(page), um_per_px, depth.planes),
        page=page,
        kind=series.kind,
        calibration=calibration,
        channels=_names(tiff, series, places[0]),
        depth=depth,
        levels=partial(_levels_of_series, series),
        is_hidden=hidden,
    )


def _places(series: tifffile.TiffPageSeries) -> tuple[npt.NDArray[np.int64], Depth]:
    """Place of each channel of each plane among the pages: (planes, channels), and the planes."""
    sides = [(axis, n) for axis, n in zip(series.axes, series.shape, strict=True)]
    beyond = [(axis, int(n)) for axis, n in sides if axis not in _IN_PLANE]
    total = int(np.prod([n for _, n in beyond], dtype=np.int64))
    if not 0 < total <= MOST_PLANES:
        raise RefusedFileError(f"holds {total} planes; export one plane as a TIFF and open that")
    rank = {"T": 0, "Z": 2, "C": 3}
    order = sorted(range(len(beyond)), key=lambda index: rank.get(beyond[index][0], 1))
    counts = dict(beyond)
    channels = counts.get("C", 1)
    stacked = np.arange(total).reshape([n for _, n in beyond]).transpose(order)
    depth = Depth(counts.get("Z", 1), counts.get("T", 1))
    other = total // (channels * depth.planes)
    places = stacked.reshape(-1, channels)
    if series.kind == "ndpi" and len(places) > 1:
        return _focal_planes(series)
    return places, Depth(depth.focal, depth.times, other)


def _focal_planes(series: tifffile.TiffPageSeries) -> tuple[npt.NDArray[np.int64], Depth]:
    """Planes of an NDPI from the lowest to the highest; 0 is where the scanner focused.

    tifffile takes all pages of one size for focal planes, also a macro picture.
    """
    pages = {place: page.aspage() for place, page in enumerate(series) if page is not None}
    scans = [place for place, page in pages.items() if not _is_macro(page)] or list(pages)
    offsets = {place: pages[place].tags.valueof(_NDPI_Z_TAG, 0) for place in scans}
    planes = sorted(scans, key=lambda place: (offsets[place], place))
    focus = next((index for index, place in enumerate(planes) if offsets[place] == 0), None)
    return np.array(planes).reshape(-1, 1), Depth(len(planes), focus=focus)


def _levels_of_series(series: tifffile.TiffPageSeries, plane: int) -> tuple[Pages, ...]:
    return tuple(_levels_found(series, plane))


def _levels_found(series: tifffile.TiffPageSeries, plane: int) -> Iterator[Pages]:
    finest, _ = _places(series)
    for level in series.levels:
        places, _ = _places(level)
        is_level = not _is_macro(level.keyframe.aspage()) or level is series
        if places.shape == finest.shape and is_level:
            yield _pages(level, places[plane])


def _pages(series: tifffile.TiffPageSeries, places: npt.NDArray[np.int64]) -> Pages:
    """The pages at some places of a series; one where it holds all channels."""
    first = series.keyframe.aspage()
    if len(places) > 1 and len(series) == 1 and int(first.samplesperpixel) == len(places):
        return (PageRef(first),)
    needed = int(np.prod(series.shape)) // max(int(np.prod(first.shape)), 1)
    if needed > 1 and series.is_truncated:
        if not first.is_final:
            raise RefusedFileError(
                f"holds {needed} planes in one page; export one of them as a TIFF and open that"
            )
        return tuple(PageRef(first, int(place) * int(first.nbytes)) for place in places)
    found = [series[int(place)] for place in places if place < len(series)]
    pages = tuple(PageRef(page.aspage()) for page in found if page is not None)
    if len(pages) != len(places):
        raise RefusedFileError("lacks some of its planes; export it as a single TIFF file")
    return pages


def _names(
    tiff: tifffile.TiffFile, series: tifffile.TiffPageSeries, places: npt.NDArray[np.int64]
) -> tuple[str, ...]:
    """Names of channels where the program that wrote the file tells them in its own way."""
    if len(places) < 2:
        return ()
    if series.kind == "qpi":
        descriptions = [ref.page.description for ref in _pages(series, places)]
        found = [_QPI_NAME.search(text) for text in descriptions]
        return tuple(name[1].strip() if name else "" for name in found)
    labels = (tiff.imagej_metadata or {}).get("Labels", []) if series.kind == "imagej" else []
    told = [str(labels[place]).strip() for place in places if place < len(labels)]
    is_name = len(told) == len(set(told)) == len(places)
    return tuple(told) if is_name and not any(map(_IMAGEJ_PLACE.match, told)) else ()
