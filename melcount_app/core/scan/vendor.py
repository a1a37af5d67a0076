"""Scanner formats outside the TIFF family, and a second opinion on odd TIFFs, by OpenSlide."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import openslide
from typing_extensions import override

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSizeSource, Rect, Size
from melcount_app.core.scan.base import (
    Level,
    Pixels,
    Scan,
    UnsupportedFileError,
    check_size,
    check_stored,
    paint,
)
from melcount_app.core.scan.cache import SegmentCache
from melcount_app.core.scan.calibration import (
    PixelSizeFound,
    TiffFacts,
    believable_pixel_size,
    calibrate,
)
from melcount_app.core.scan.damage import damaged_part, runs_of
from melcount_app.core.scan.dicom_frames import frames_beside
from melcount_app.core.scan.vendor_refusal import refusal, said, unreadable

_MAP_SIDE_PX, _LARGEST_MAP_PX = 2200, 4096
_BAND_PX = 16 * 2**20
_APART_PX = 512
_CACHE_BYTES = 128 * 2**20
_CHECKED = ("generic-tiff", "aperio")
_UNITS = {"inch": 2, "centimeter": 3}
_NO_UNIT = 1


def is_vendor_scan(path: Path) -> bool:
    """Whether OpenSlide knows the format of a file."""
    return openslide.OpenSlide.detect_format(path) is not None


def open_vendor(path: Path) -> Scan:
    """Open a file by OpenSlide.

    Raises:
        RefusedFileError: its size cannot be that of a scan, or next to nothing of it is stored.
        UnsupportedFileError: OpenSlide cannot open it.
    """
    slide, levels, notes = _open(path)
    try:
        size = levels[0].size
        check_size(size)
        check_stored(size, 3 * size.width * size.height, _stored_bytes(path))
        return VendorScan(path, slide, levels, notes)
    except BaseException:
        slide.close()
        raise


def _stored_bytes(path: Path) -> int:
    """Of all files that a slide may be made of: those beside it, and in a folder of its name."""
    folders = (path.parent, path.with_suffix(""))
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir())
    return sum(file.stat().st_size for file in files if file.is_file())


@dataclass(frozen=True, slots=True)
class _Level:
    """A level that OpenSlide can read.

    Attributes:
        index: OpenSlide's.
        size: in pixels of the level.
        downsample: OpenSlide's; not always whole.
        columns, rows: where reads begin, see `_starts`; none where any place will do.
    """

    index: int
    size: Size
    downsample: float
    columns: tuple[int, ...]
    rows: tuple[int, ...]


def _open(path: Path) -> tuple[openslide.OpenSlide, list[_Level], tuple[str, ...]]:
    """The slide, its levels without those of which OpenSlide cannot read the middle, and notes.

    Reading of OpenSlide ends for good with its first error, so it is opened anew after each.
    """
    slide = _slide(path)
    found: list[_Level] = []
    notes: list[str] = []
    for index, (dimensions, stated) in enumerate(
        zip(slide.level_dimensions, slide.level_downsamples, strict=True)
    ):
        size, downsample = Size(*dimensions), stated if found else 1.0
        if found and downsample <= found[-1].downsample:
            continue
        error = _trouble(slide, index, size, downsample) if found else None
        if error is None:
            columns, rows = (
                () if downsample.is_integer() else _starts(length, downsample)
                for length in (size.width, size.height)
            )
            found.append(_Level(index, size, downsample, columns, rows))
            continue
        notes.append(
            f"The level of {size.width} × {size.height} pixels cannot be read"
            f" (OpenSlide: {said(path, error)}) and is left out; finer pixels are taken."
        )
        slide.close()
        slide = _slide(path)
    return slide, found, tuple(notes)


def _slide(path: Path) -> openslide.OpenSlide:
    try:
        return openslide.OpenSlide(path)
    except openslide.OpenSlideError as error:
        raise UnsupportedFileError(refusal(path, error)) from error


def _trouble(
    slide: openslide.OpenSlide, level: int, size: Size, downsample: float
) -> openslide.OpenSlideError | None:
    """Why the middle of a level cannot be read, None when it can."""
    middle = (int(size.width / 2 * downsample), int(size.height / 2 * downsample))
    try:
        slide.read_region(middle, level, (1, 1))
    except openslide.OpenSlideError as error:
        return error
    return None


def _starts(length: int, downsample: float) -> tuple[int, ...]:
    """Where reads of a level begin along one axis whose steps are not whole, and its end.

    OpenSlide is told of a place in whole level-0 pixels. Where it is none of the level's, all that
    is read from there is interpolated, so that a pixel would depend on the rectangle in which it
    was asked for. So reads always begin at these pixels, of each 512 the one that lies nearest to
    a whole level-0 pixel.
    """
    starts = [0]
    while length - starts[-1] > 2 * _APART_PX:
        candidates = np.arange(starts[-1] + _APART_PX, starts[-1] + 2 * _APART_PX)
        at = candidates * downsample
        starts.append(int(candidates[np.abs(at - np.rint(at)).argmin()]))
    return (*starts, length)


def _touched(starts: tuple[int, ...], first: int, end: int) -> list[tuple[int, int, int]]:
    """Index, begin and end of the stretches between `starts` that touch [first, end)."""
    stretches = enumerate(pairwise(starts))
    return [(index, a, b) for index, (a, b) in stretches if a < end and b > first]


class VendorScan(Scan):
    """A scan that OpenSlide reads: always RGB with 8 bits."""

    channels = ("red", "green", "blue")
    dtype = np.dtype(np.uint8)
    has_seams = True

    def __init__(
        self,
        path: Path,
        slide: openslide.OpenSlide,
        levels: Sequence[_Level],
        notes: tuple[str, ...] = (),
    ) -> None:
        self.path = path
        self.levels = tuple(Level(level.size, level.downsample) for level in levels)
        calibration = _calibration(slide)
        self.pixel_size = calibration.pixel_size
        self.notes = (*notes, *calibration.notes)
        self._own = tuple(levels)
        self._slide = slide
        self._frames = frames_beside(path)
        self._blocks = SegmentCache(_CACHE_BYTES)
        self._not_scanned: tuple[Rect, ...] | None = None
        self._is_open = True

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        answer: Pixels = np.zeros((rect.height, rect.width, 3), np.uint8)
        inside = rect.clipped_to(self.levels[level].size)
        if inside.width > 0 and inside.height > 0:
            for part, pixels in self._parts(level, inside):
                paint(answer, rect, pixels, part, inside)
        return answer if channel is None else np.ascontiguousarray(answer[..., channel])

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        """Where OpenSlide paints nothing, of level 0, to a pixel of a coarse level."""
        if level > 0:
            return ()
        if self._not_scanned is None:
            self._not_scanned = self._clear_places()
        return self._not_scanned

    @override
    def close(self) -> None:
        if self._is_open:
            self._slide.close()
        self._blocks.clear()
        self._is_open = False

    def _clear_places(self) -> tuple[Rect, ...]:
        sides = [max(level.size.width, level.size.height) for level in self._own]
        place = next((i for i, side in enumerate(sides) if side <= _MAP_SIDE_PX), len(sides) - 1)
        own, step = self._own[place], -(-sides[place] // _LARGEST_MAP_PX)
        rows = max(1, _BAND_PX // own.size.width // step) * step
        bands = [
            _most(
                self._painted(own, Rect(0, y, own.size.width, min(rows, own.size.height - y))), step
            )
            for y in range(0, own.size.height, rows)
        ]
        runs = runs_of(np.concatenate(bands) == 0)
        return tuple(_scaled(run, own.downsample * step, self.size) for run in runs)

    def _parts(self, level: int, inside: Rect) -> Iterator[tuple[Rect, Pixels]]:
        """Rectangles that cover `inside`, a part of the level, with their pixels."""
        own = self._own[level]
        if not own.columns:
            rows = max(1, _BAND_PX // inside.width)
            for y in range(inside.y, inside.bottom, rows):
                band = Rect(inside.x, y, inside.width, min(rows, inside.bottom - y))
                yield band, self._region(own, band)
            return
        columns = _touched(own.columns, inside.x, inside.right)
        for row, top, bottom in _touched(own.rows, inside.y, inside.bottom):
            for column, left, right in columns:
                block = Rect(left, top, right - left, bottom - top)
                yield block, self._block(level, row, column, block)

    def _block(self, level: int, row: int, column: int, block: Rect) -> Pixels:
        held = self._blocks.get((level, row, column, None))
        if held is None:
            held = self._region(self._own[level], block)
            self._blocks.put((level, row, column, None), held)
        return held

    def _region(self, own: _Level, rect: Rect) -> Pixels:
        """(rect.height, rect.width, 3) of a rectangle inside a level, black where not scanned."""
        return np.ascontiguousarray(self._painted(own, rect)[..., :3])

    def _painted(self, own: _Level, rect: Rect) -> Pixels:
        """The same with how much of each pixel was scanned as a fourth channel."""
        try:
            self._frames.check(own.size, rect)
        except (ValueError, IndexError, struct.error) as error:
            raise damaged_part(self.path) from error
        origin = (round(rect.x * own.downsample), round(rect.y * own.downsample))
        try:
            region = self._slide.read_region(origin, own.index, (rect.width, rect.height))
        except openslide.OpenSlideError as error:
            raise ScanError(f"“{self.path.name}” {unreadable(self.path, error)}.") from error
        pixels: Pixels = np.asarray(region)
        return pixels


def _most(painted: Pixels, step: int) -> Pixels:
    """How much was scanned of the pixels of each block of `step` x `step`, at most."""
    rows, columns = (np.arange(0, side, step) for side in painted.shape[:2])
    share = np.maximum.reduceat(np.maximum.reduceat(painted[..., 3], rows, axis=0), columns, axis=1)
    return np.asarray(share)


def _scaled(rect: Rect, factor: float, size: Size) -> Rect:
    """A rectangle of a coarse level in pixels of level 0."""
    left, top, right, bottom = (
        round(side * factor) for side in (rect.x, rect.y, rect.right, rect.bottom)
    )
    return Rect(left, top, right - left, bottom - top).clipped_to(size)


def _calibration(slide: openslide.OpenSlide) -> PixelSizeFound:
    """The pixel size that OpenSlide tells.

    Of plain TIFFs and Aperio's it passes on whatever tags and description say, so that these are
    checked as those of any TIFF.
    """
    told = slide.properties
    names = (openslide.PROPERTY_NAME_MPP_X, openslide.PROPERTY_NAME_MPP_Y)
    x_um, y_um = (_number(told.get(name)) for name in names)
    found = believable_pixel_size(x_um, y_um, PixelSizeSource.OPENSLIDE)
    if told.get(openslide.PROPERTY_NAME_VENDOR) not in _CHECKED:
        return PixelSizeFound(found, ())
    resolution = _number(told.get("tiff.XResolution")), _number(told.get("tiff.YResolution"))
    facts = TiffFacts(
        size=Size(*slide.dimensions),
        description=told.get("tiff.ImageDescription", ""),
        ome=None,
        resolution=resolution if all(map(math.isfinite, resolution)) else None,
        resolution_unit=_UNITS.get(told.get("tiff.ResolutionUnit", ""), _NO_UNIT),
        is_ndpi=False,
    )
    checked = calibrate(facts)
    return PixelSizeFound(found if checked.pixel_size else None, checked.notes)


def _number(text: str | None) -> float:
    """The number that a property spells, or NaN."""
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan
