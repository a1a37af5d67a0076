"""Which pages of a TIFF file are the levels of the scan, and what its channels are called."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import tifffile

from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import Level, RefusedFileError, UnsupportedFileError, check_size
from melcount_app.core.scan.tiff_plane import Plane, planes_of

MOST_CHANNELS = 64
_KINDS = {"generic", "uniform", "shaped", "ome", "imagej", "ndpi", "svs", "qpi"}
_PLANE_AXES = {"Y", "X", "S"}
_AXIS_NAMES = {"T": "time points", "Z": "focal planes", "C": "channels"}
_RGB = ("red", "green", "blue")

_OME_IMAGE = re.compile(r"<(?:\w+:)?Pixels\b.*?</(?:\w+:)?Pixels>", re.DOTALL)
_OME_CHANNEL = re.compile(r"<(?:\w+:)?Channel\b([^>]*)>")
_OME_NAME = re.compile(r'\bName\s*=\s*"([^"]*)"')


@dataclass(frozen=True, slots=True)
class TiffLevel:
    """One level with the planes that hold its channels, in order."""

    level: Level
    planes: tuple[Plane, ...]


@dataclass(frozen=True, slots=True)
class TiffLevels:
    """The levels of a scan, finest first, and what the file says of it.

    Attributes:
        levels: strictly coarser from one to the next.
        channels: names in the order of the planes.
        page: the first page of level 0, for its tags.
        image: index of the image among those of the file.
    """

    levels: tuple[TiffLevel, ...]
    channels: tuple[str, ...]
    page: tifffile.TiffPage
    image: int


def levels_of(tiff: tifffile.TiffFile, file_bytes: int) -> TiffLevels:
    """The levels of the largest image in a TIFF file.

    Labels, macro images and thumbnails are smaller images of their own and are left aside.

    Raises:
        RefusedFileError: the file holds no scan, or is cut short.
        UnsupportedFileError: the file is stored in a way that only another reader may know.
    """
    all_series = list(tiff.series)
    if not all_series:
        raise RefusedFileError("is damaged or cut short: it holds no image; copy it again")
    image = max(range(len(all_series)), key=lambda index: _area(all_series[index]))
    series = all_series[image]
    if series.kind not in _KINDS:
        raise UnsupportedFileError("is a TIFF of a kind that melcount does not know; save it again")
    pages = _pages(series)
    check_size(_size(pages[0]))
    finest = _planes(pages, file_bytes)
    levels = [TiffLevel(Level(finest[0].size, 1.0), finest)]
    for coarser in series.levels[1:]:
        level = _coarser(coarser, levels, file_bytes)
        if level is not None:
            levels.append(level)
    names = _channel_names(tiff.ome_metadata or "", image, pages[0], levels[0].planes)
    return TiffLevels(tuple(levels), names, pages[0], image)


def _size(page: tifffile.TiffPage) -> Size:
    return Size(int(page.imagewidth), int(page.imagelength))


def _area(series: tifffile.TiffPageSeries) -> int:
    sides = dict(zip(series.axes, series.shape, strict=True))
    return int(sides.get("X", 0)) * int(sides.get("Y", 0))


def _pages(series: tifffile.TiffPageSeries) -> tuple[tifffile.TiffPage, ...]:
    """The pages of one level: one, or one per channel."""
    sides = dict(zip(series.axes, series.shape, strict=True))
    several = {axis: n for axis, n in sides.items() if n != 1 and axis not in _PLANE_AXES}
    channels = several.pop("C", 1)
    if several or channels > MOST_CHANNELS:
        named = [f"{n} {_AXIS_NAMES.get(axis, 'planes')}" for axis, n in several.items()]
        raise RefusedFileError(
            f"holds {' of '.join(named) or f'{channels} channels'}; export one plane as a TIFF"
            " and open that"
        )
    found = [page for page in series.pages[: max(channels, 1)] if page is not None]
    if len(found) == 1 and channels > 1 and not _holds(found[0].aspage(), channels):
        raise RefusedFileError(
            f"holds {channels} planes in one page; export one of them as a TIFF and open that"
        )
    if len(found) not in {1, channels}:
        raise RefusedFileError("lacks some of its planes; export it as a single TIFF file")
    return tuple(page.aspage() for page in found)


def _holds(page: tifffile.TiffPage, channels: int) -> bool:
    return int(page.samplesperpixel) == channels


def _planes(pages: Sequence[tifffile.TiffPage], file_bytes: int) -> tuple[Plane, ...]:
    planes = tuple(plane for page in pages for plane in planes_of(page, file_bytes))
    first = planes[0]
    if any((plane.size, plane.dtype) != (first.size, first.dtype) for plane in planes):
        raise RefusedFileError("holds channels of different sizes; save it again as one image")
    return planes


def _coarser(
    series: tifffile.TiffPageSeries, levels: Sequence[TiffLevel], file_bytes: int
) -> TiffLevel | None:
    """The next level, or None when the image is not a smaller copy of level 0."""
    finest, last = levels[0], levels[-1]
    pages = _pages(series)
    downsample = downsample_between(finest.level.size, _size(pages[0]))
    if downsample is None or downsample <= last.level.downsample:
        return None
    try:
        planes = _planes(pages, file_bytes)
    except UnsupportedFileError:
        return None
    if [(p.channels, p.dtype) for p in planes] != [(p.channels, p.dtype) for p in finest.planes]:
        return None
    return TiffLevel(Level(planes[0].size, downsample), planes)


def downsample_between(finest: Size, coarse: Size) -> float | None:
    """How much coarser the second size is, or None when it is not a smaller copy of the first.

    Sizes are rounded to whole pixels by whoever writes them (and cropped to whole blocks before),
    so the nearest whole number is taken where it explains both sides to within two pixels.
    """
    if min(coarse.width, coarse.height) < 1:
        return None
    x, y = finest.width / coarse.width, finest.height / coarse.height
    whole = round((x + y) / 2)
    if whole >= 1 and _explains(finest, coarse, whole):
        return float(whole)
    mean = (x + y) / 2
    return mean if abs(x - y) <= 0.02 * mean or _explains(finest, coarse, mean) else None


def _explains(finest: Size, coarse: Size, downsample: float) -> bool:
    return (
        abs(finest.width / downsample - coarse.width) < 2
        and abs(finest.height / downsample - coarse.height) < 2
    )


def _channel_names(
    ome_xml: str, image: int, page: tifffile.TiffPage, planes: Sequence[Plane]
) -> tuple[str, ...]:
    count = sum(plane.channels for plane in planes)
    if count == 3 and page.photometric in {2, 6}:
        return _RGB
    names = _ome_names(ome_xml, image)
    if len(names) == count and len(set(names)) == count and all(names):
        return names
    return ("grey",) if count == 1 else tuple(f"channel {i + 1}" for i in range(count))


def _ome_names(ome_xml: str, image: int) -> tuple[str, ...]:
    images = _OME_IMAGE.findall(ome_xml)
    if image >= len(images):
        return ()
    found = [_OME_NAME.search(attributes) for attributes in _OME_CHANNEL.findall(images[image])]
    return tuple(html.unescape(name[1]).strip() if name else "" for name in found)
