"""Which pages of a TIFF file are the levels of the scan, and what its channels are called."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tifffile

from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.scan.base import Level, RefusedFileError, UnsupportedFileError, check_size
from melcount_app.core.scan.ome_tiff import images_in
from melcount_app.core.scan.pick import (
    NO_PICK,
    ImageFacts,
    Pick,
    not_picked,
    other_images,
)
from melcount_app.core.scan.planes import (
    about_planes,
    pick_of,
    place_of_image,
    place_of_plane,
)
from melcount_app.core.scan.tiff_coding import coding_notes
from melcount_app.core.scan.tiff_images import PageRef, Pages, TiffImage, size_of
from melcount_app.core.scan.tiff_plane import Plane, planes_of

MOST_CHANNELS = 64
_KINDS = {"generic", "uniform", "shaped", "ome", "imagej", "ndpi", "svs", "qpi"}
_RGB = ("red", "green", "blue")


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
        pixel_size: of level 0; None where the file tells none to believe.
        notes: what the user must know of the file, as sentences.
        images: of the file, where it holds several; else none.
        planes: of the image, in focus and time.
        pick: which image and plane these are.
        emissions_nm: wavelengths of channels, as `Scan.emissions_nm`.
    """

    levels: tuple[TiffLevel, ...]
    channels: tuple[str, ...]
    pixel_size: PixelSize | None
    notes: tuple[str, ...]
    images: tuple[ImageFacts, ...]
    planes: int
    pick: Pick
    emissions_nm: tuple[float | None, ...] = ()


def levels_of(tiff: tifffile.TiffFile, path: Path, pick: Pick = NO_PICK) -> TiffLevels:
    """The levels of the image in a TIFF file that is the scan, see `pick`.

    Labels, macro images and thumbnails are images of their own and are left aside.

    Args:
        tiff: the open file.
        path: of the file.
        pick: what the user chose.

    Raises:
        RefusedFileError: the file holds no scan, or is cut short, or not what was picked.
        UnsupportedFileError: the file is stored in a way that only another reader may know.
    """
    found, notes = images_in(tiff, path)
    if not found:
        raise RefusedFileError("is damaged or cut short: it holds no image; copy it again")
    scans = [image for image in found if not image.is_hidden] or list(found)
    facts = tuple(image.facts for image in scans)
    index = place_of_image(facts, pick.image)
    image = scans[index]
    plane = place_of_plane(image.depth, pick.plane)
    levels = _read_levels(image, plane, path, is_only=len(facts) == 1)
    names = _channel_names(image.channels, image.page, levels[0].planes)
    others = (other_images(facts, index),) if len(facts) > 1 else ()
    told = (*others, *not_picked(pick, len(facts), image.depth.planes))
    return TiffLevels(
        levels=levels,
        channels=names,
        pixel_size=image.calibration.pixel_size,
        notes=(*notes, *image.calibration.notes, *told, *_about_pages(image, plane)),
        images=facts if len(facts) > 1 else (),
        planes=image.depth.planes,
        pick=pick_of(index, len(facts), plane, image.depth),
        emissions_nm=image.emissions_nm,
    )


def _about_pages(image: TiffImage, plane: int) -> Iterator[str]:
    """What is to be said of the planes of an image, and of how they are stored."""
    yield from about_planes(image.depth, plane)
    yield from coding_notes(image.page)


def _read_levels(
    image: TiffImage, plane: int, path: Path, *, is_only: bool
) -> tuple[TiffLevel, ...]:
    try:
        return tuple(_levels(image, plane, path.stat().st_size))
    except UnsupportedFileError as error:
        if is_only and image.depth.planes == 1:
            raise
        # another reader would take the first page for the scan
        raise RefusedFileError(str(error)) from error


def _levels(image: TiffImage, plane: int, file_bytes: int) -> Iterator[TiffLevel]:
    """The finest level of a plane, and those that are smaller copies of it."""
    if image.kind not in _KINDS:
        raise UnsupportedFileError("is a TIFF of a kind that melcount does not know; save it again")
    check_size(image.facts.size)
    found = image.levels(plane)
    if len(found[0]) > MOST_CHANNELS:
        raise RefusedFileError(
            f"holds {len(found[0])} channels; export one plane as a TIFF and open that"
        )
    planes = _planes(found[0], file_bytes)
    levels = [TiffLevel(Level(planes[0].size, 1.0), planes)]
    yield levels[0]
    for pages in found[1:]:
        level = _coarser(pages, levels, file_bytes)
        if level is not None:
            levels.append(level)
            yield level


def _planes(pages: Pages, file_bytes: int) -> tuple[Plane, ...]:
    planes = tuple(plane for ref in pages for plane in _planes_at(ref, file_bytes))
    first = planes[0]
    if any((plane.size, plane.dtype) != (first.size, first.dtype) for plane in planes):
        raise RefusedFileError("holds channels of different sizes; save it again as one image")
    return planes


def _planes_at(ref: PageRef, file_bytes: int) -> Iterator[Plane]:
    """The planes of a page, or of pixels that lie behind it without a page of their own."""
    for plane in planes_of(ref.page, file_bytes - ref.bytes_behind):
        flat = plane.flat
        if ref.bytes_behind and flat is None:
            raise RefusedFileError("holds planes without pages; export one as a TIFF and open that")
        if flat is not None:
            flat = dataclasses.replace(flat, offset=flat.offset + ref.bytes_behind)
        offsets = plane.offsets + ref.bytes_behind
        yield dataclasses.replace(plane, offsets=offsets, flat=flat)


def _coarser(pages: Pages, levels: Sequence[TiffLevel], file_bytes: int) -> TiffLevel | None:
    """The next level, or None when the image is not a smaller copy of level 0."""
    finest, last = levels[0], levels[-1]
    downsample = downsample_between(finest.level.size, size_of(pages[0].page))
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
    told: tuple[str, ...], page: tifffile.TiffPage, planes: Sequence[Plane]
) -> tuple[str, ...]:
    """All channels by name, those of one name and those without told apart by their number."""
    count = sum(plane.channels for plane in planes)
    if count == 3 and page.photometric in {2, 6}:
        return _RGB
    if len(told) != count or not any(told):
        return ("grey",) if count == 1 else tuple(f"channel {i + 1}" for i in range(count))
    names: list[str] = []
    for number, name in enumerate(told, 1):
        wanted = name or f"channel {number}"
        taken = {known.casefold() for known in names}
        names.append(wanted if wanted.casefold() not in taken else f"{wanted} ({number})")
    return tuple(names)
