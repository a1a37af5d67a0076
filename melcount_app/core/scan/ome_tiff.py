"""The images of an OME-TIFF: of each the pages in this file, and the facts about it."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

import tifffile

from melcount_app.core.budget import TEXT_BYTES
from melcount_app.core.scan.calibration import calibrate, fits, resized_by
from melcount_app.core.scan.ome import (
    OmeData,
    OmeDocument,
    OmeError,
    OmeImage,
    looks_like_ome,
    parse_ome,
)
from melcount_app.core.scan.pick import ImageFacts
from melcount_app.core.scan.planes import Depth
from melcount_app.core.scan.tiff_images import (
    PageRef,
    Pages,
    TiffImage,
    facts_of,
    image_of,
    is_aside,
    page_image,
    series_images,
    size_of,
)
from melcount_app.core.scan.tiff_text import first_description

UNREADABLE = (
    "The OME-XML of the file cannot be read, so that its pixel size and the names of its channels "
    "are not known."
)
ELSEWHERE = (
    "The OME-XML of the file is about images that are not in it, so that nothing it says is used."
)
MOST_PAGES_ASIDE = 64
"""Of those that the OME-XML does not name, how many are looked at."""
_SMALL_COPY = 1.5

_HIDDEN_NAMES = frozenset({"label image", "macro image", "macro", "thumbnail", "thumbnail image"})
"""What Bio-Formats and others call the pictures of a slide that nobody counts."""
_ASIDE_NAME = re.compile(r"\b(macro|label|thumbnail|overview|preview|map)\b", re.IGNORECASE)

Place: TypeAlias = tuple[int, int, int]
"""Of a plane: time point, focal plane, channel."""


def images_in(tiff: tifffile.TiffFile, path: Path) -> tuple[tuple[TiffImage, ...], tuple[str, ...]]:
    """The images of a TIFF file, and what the user must know of how they are described.

    Raises:
        RefusedFileError: an image lacks some of its planes.
    """
    text = tiff.pages.first.description if len(tiff.pages) else ""
    if not looks_like_ome(text):
        return series_images(tiff), ()
    try:
        own = parse_ome(text)
        document = companion_of(own, path) if own.metadata_file else own
    except OmeError:
        return series_images(tiff), (UNREADABLE,)
    if document is None:
        return series_images(tiff), (_lacking(own.metadata_file),)
    return _described(tiff, document, path)


def _described(
    tiff: tifffile.TiffFile, document: OmeDocument, path: Path
) -> tuple[tuple[TiffImage, ...], tuple[str, ...]]:
    is_here = _here(document, path.name)
    found: list[TiffImage] = []
    taken: set[int] = set()
    for image in document.images:
        where = dict(_located(tiff, image, is_here, 1 + max(taken, default=-1)))
        if where:
            found.append(_image(tiff, image, where))
            taken.update(where.values())
    if not found:
        return series_images(tiff), (ELSEWHERE,) if document.images else ()
    return (*found, *_not_named(tiff, taken, found)), ()


def companion_of(document: OmeDocument, path: Path) -> OmeDocument | None:
    """The document that a file refers to for its own; None where it is not there."""
    other = path.with_name(Path(document.metadata_file.replace("\\", "/")).name)
    try:
        text = first_description(other, b"<")  # of a set that has its XML in one of its files
        if not text and other.stat().st_size > TEXT_BYTES:
            raise OmeError("too large")
        text = text or other.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None
    return dataclasses.replace(parse_ome(text), uuid=document.uuid)


def _lacking(name: str) -> str:
    return (
        f"What the file holds is described in “{name}”, which is not beside it, so that its pixel "
        "size and the names of its channels are not known."
    )


def _here(document: OmeDocument, name: str) -> Callable[[OmeData], bool]:
    """Whether planes lie in the file of a name: by UUID, else by name.

    A file that was renamed and has no UUID of its own is the only one that its document names.
    """
    every = [data for image in document.images for data in image.data]
    uuids = {data.uuid for data in every if data.uuid}
    holders = {data.holder for data in every if data.holder}
    named = {data.holder for data in every if data.file.casefold() == name.casefold()}
    if document.uuid in uuids:
        own = {document.uuid}
    elif named - {""}:
        own = named
    else:
        own = holders if len(holders) == 1 and not (uuids and document.uuid) else set()
    return lambda data: not data.holder or data.holder in own


def _located(
    tiff: tifffile.TiffFile, image: OmeImage, is_here: Callable[[OmeData], bool], free: int
) -> Iterator[tuple[Place, int]]:
    """The planes of an image that lie in this file, and the index of the page of each.

    Those of an image that does not tell lie in turn from the page `free` on.
    """
    pages = len(tiff.pages)
    here = [data for data in _data_of(image, free) if is_here(data) and data.ifd < pages]
    if not here:
        return
    samples = int(tiff.pages[here[0].ifd].aspage().samplesperpixel)
    channels, focal, times = image.counts
    if samples > 1 and channels % samples == 0:
        channels //= samples
    counts = {"C": max(channels, 1), "Z": max(focal, 1), "T": max(times, 1)}
    axes = [axis for axis in image.order.upper() if axis in counts]
    if sorted(axes) != ["C", "T", "Z"]:
        axes = ["C", "Z", "T"]
    steps = {axis: math.prod(counts[each] for each in axes[: axes.index(axis)]) for axis in axes}
    left = 4 * pages  # a hostile text names each page any number of times
    for data in here:
        first = sum(steps[axis] * at for axis, at in zip("CZT", data.first, strict=True))
        total = math.prod(counts.values())
        most = min(pages - data.ifd, total - first, left)
        for offset in range(most if data.count is None else min(data.count, most)):
            at = {axis: (first + offset) // steps[axis] % counts[axis] for axis in axes}
            yield (at["T"], at["Z"], at["C"]), data.ifd + offset
            left -= 1


def _data_of(image: OmeImage, free: int) -> Sequence[OmeData]:
    """Where the planes lie; in turn from the page `free` on where the file does not tell."""
    if image.data or image.is_metadata_only:
        return image.data
    return (OmeData(free, (0, 0, 0), None),)


def _image(tiff: tifffile.TiffFile, image: OmeImage, where: Mapping[Place, int]) -> TiffImage:
    channels = sorted({channel for _, _, channel in where})
    planes = sorted({(time, focus) for time, focus, _ in where})
    whole = [at for at in planes if all((*at, channel) in where for channel in channels)]
    if not whole:
        whole, channels = planes[:1], [c for c in channels if (*planes[0], c) in where]
    indices = [[where[*at, channel] for channel in channels] for at in whole]
    depth = Depth(len({focus for _, focus in whole}), len({time for time, _ in whole}))
    if depth.planes != len(whole):
        depth = Depth(other=len(whole))
    page = tiff.pages[indices[0][0]].aspage()
    size = size_of(page)
    calibration = calibrate(facts_of(page, image))
    um_per_px = calibration.pixel_size.um_per_px if calibration.pixel_size else None
    is_its_own = fits(image.size, size) or resized_by(image.size, size) is not None
    return TiffImage(
        facts=ImageFacts(
            image.name, size, um_per_px, depth.planes, is_aside=bool(_ASIDE_NAME.search(image.name))
        ),
        page=page,
        kind="ome",
        calibration=calibration,
        channels=_names(image, channels) if is_its_own else (),
        depth=depth,
        levels=partial(_levels, tiff, indices),
        is_hidden=image.name.casefold() in _HIDDEN_NAMES or is_aside(page),
        emissions_nm=_emissions(image, channels) if is_its_own else (),
    )


def _names(image: OmeImage, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        image.channels[place].name if place < len(image.channels) else "" for place in places
    )


def _emissions(image: OmeImage, places: Sequence[int]) -> tuple[float | None, ...]:
    told = image.channels
    return tuple(told[place].emission_nm if place < len(told) else None for place in places)


def _levels(
    tiff: tifffile.TiffFile, indices: Sequence[Sequence[int]], plane: int
) -> tuple[Pages, ...]:
    """The pages of one plane, and those of its coarser levels, which hang below them."""
    pages = [tiff.pages[index].aspage() for index in indices[plane]]
    below = [page.pages if page.subifds else () for page in pages]
    coarser = [
        tuple(PageRef(level.aspage()) for level in levels) for levels in zip(*below, strict=False)
    ]
    return (tuple(PageRef(page) for page in pages), *coarser)


def _not_named(
    tiff: tifffile.TiffFile, taken: set[int], found: Sequence[TiffImage]
) -> Iterator[TiffImage]:
    """Pages that the OME-XML does not name, each as an image of its own."""
    others = [index for index in range(len(tiff.pages)) if index not in taken]
    for index in others[:MOST_PAGES_ASIDE]:
        image = page_image(tiff.pages[index].aspage())
        factors = [resized_by(known.facts.size, image.facts.size) for known in found]
        is_copy = any(factor is not None and factor >= _SMALL_COPY for factor in factors)
        yield image_of(image, is_hidden=image.is_hidden or is_copy)
