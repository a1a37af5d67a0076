"""From a scan of any pixel size to the tiles a network sees."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.profile import Phase, Stopwatch
from melcount_app.core.scan.base import Level, Pixels, Scan

if TYPE_CHECKING:
    from scipy import sparse

WHOLE_TOLERANCE = 0.03
"""A reduction this close to a whole number is taken as whole: pixels are averaged in blocks,
and the network sees cells up to 3 % larger or smaller, far less than they vary."""

COARSEST = 1.5
"""A scan may be this much coarser than the network's input; beyond, cells cannot be told apart."""


@dataclass(frozen=True, slots=True)
class AnalysisGrid:
    """The pixels at the network's resolution, laid over a scan from its upper left corner.

    Attributes:
        level: the level of the scan they are made from.
        factor: pixels of that level per analysis pixel, on each axis.
        level0_per_px: side of an analysis pixel in level-0 pixels.
        size: of the grid; the last row and column may reach beyond the scan.
    """

    level: int
    factor: float
    level0_per_px: float
    size: Size


def analysis_grid(
    levels: tuple[Level, ...], um_per_px: float, network_um_per_px: float
) -> AnalysisGrid:
    """Choose the nearest finer level and the reduction from there.

    Args:
        levels: of the scan.
        um_per_px: pixel size of level 0.
        network_um_per_px: pixel size that the network wants.

    Raises:
        ValueError: level 0 is more than `COARSEST` times coarser than the network wants.
    """
    wanted = network_um_per_px / um_per_px  # level-0 pixels per analysis pixel
    if wanted * COARSEST < 1:
        raise ValueError(f"{um_per_px} µm/px is too coarse for {network_um_per_px} µm/px")
    finer = [
        index
        for index, level in enumerate(levels)
        if level.downsample <= wanted * (1 + WHOLE_TOLERANCE)
    ]
    level = finer[-1] if finer else 0
    factor = wanted / levels[level].downsample
    whole = max(round(factor), 1)
    if abs(factor / whole - 1) <= WHOLE_TOLERANCE:
        factor = float(whole)
    size = levels[level].size
    return AnalysisGrid(
        level=level,
        factor=factor,
        level0_per_px=levels[level].downsample * factor,
        size=Size(math.ceil(size.width / factor), math.ceil(size.height / factor)),
    )


def possible_grids(
    levels: tuple[Level, ...], um_per_px: float, network_um_per_px: float
) -> tuple[AnalysisGrid, ...]:
    """One grid for each level that is fine enough, that of level 0 first, the usual one last.

    Args:
        levels: of the scan.
        um_per_px: pixel size of level 0.
        network_um_per_px: pixel size that the network wants.

    Raises:
        ValueError: as `analysis_grid`.
    """
    usual = analysis_grid(levels, um_per_px, network_um_per_px)
    return tuple(
        analysis_grid(levels[: level + 1], um_per_px, network_um_per_px)
        for level in range(usual.level + 1)
    )


@dataclass(frozen=True, slots=True)
class NetworkView:
    """One channel of a scan at the network's resolution.

    Attributes:
        scan: the scan that `grid` was made for.
        grid: where analysis pixels lie.
        channel: index into `scan.channels`.
        stopwatch: told what takes time.
    """

    scan: Scan
    grid: AnalysisGrid
    channel: int
    stopwatch: Stopwatch = field(default_factory=Stopwatch)

    def source(self, rect: Rect) -> Pixels:
        """(rect.height, rect.width) of a rectangle of the level that the grid is made from."""
        with self.stopwatch.time(Phase.READING):
            return self.scan.read(self.grid.level, rect, self.channel)


def read_analysis(view: NetworkView, rect: Rect) -> Pixels:
    """Pixels at the network's resolution, area-averaged; 0 outside the scan.

    A pixel does not depend on the rectangle it was asked in.

    Args:
        view: what is read.
        rect: in analysis pixels; may reach beyond the grid.

    Returns:
        (rect.height, rect.width), the scan's type.
    """
    factor = view.grid.factor
    is_whole = factor == round(factor)
    return _averaged_in_blocks(view, rect, int(factor)) if is_whole else _averaged(view, rect)


def _averaged_in_blocks(view: NetworkView, rect: Rect, side: int) -> Pixels:
    wanted = Rect(rect.x * side, rect.y * side, rect.width * side, rect.height * side)
    source = view.source(wanted)
    if side == 1:
        return source
    with view.stopwatch.time(Phase.RESAMPLING):
        small = cv2.resize(source, (rect.width, rect.height), interpolation=cv2.INTER_AREA)
        return np.asarray(small, source.dtype)


def _averaged(view: NetworkView, rect: Rect) -> Pixels:
    columns = _axis(rect.x, rect.width, view.grid.factor)
    rows = _axis(rect.y, rect.height, view.grid.factor)
    source = view.source(Rect(columns.start, rows.start, columns.length, rows.length))
    with view.stopwatch.time(Phase.RESAMPLING):
        mean = rows.weights @ (columns.weights @ source.T.astype(np.float32)).T
        rounded: Pixels = np.rint(mean).astype(source.dtype)
        return rounded


def read_tile(view: NetworkView, rect: Rect, spare: int) -> Pixels:
    """Like `read_analysis`, but beyond the borders of the scan the picture is mirrored.

    Where skin is cut by the border, a black outside would look like an edge that is not there.

    Args:
        view: what is read.
        rect: in analysis pixels; may reach beyond the grid.
        spare: analysis pixels read beyond `rect` so that what is mirrored does not depend on
            where `rect` begins.

    Returns:
        (rect.height, rect.width), the scan's type.
    """
    level, factor = view.scan.levels[view.grid.level].size, view.grid.factor
    whole = Size(  # analysis pixels that lie wholly on the scan
        max(int(level.width / factor), 1), max(int(level.height / factor), 1)
    )
    if rect.clipped_to(whole) == rect:
        return read_analysis(view, rect)
    inside = rect.grown(spare).clipped_to(whole)
    pixels = read_analysis(view, inside)
    mirrored = cv2.copyMakeBorder(
        pixels,
        top=max(inside.y - rect.y, 0),
        bottom=max(rect.bottom - inside.bottom, 0),
        left=max(inside.x - rect.x, 0),
        right=max(rect.right - inside.right, 0),
        borderType=cv2.BORDER_REFLECT_101,
    )
    y, x = max(rect.y - inside.y, 0), max(rect.x - inside.x, 0)
    part = mirrored[y : y + rect.height, x : x + rect.width]
    return np.ascontiguousarray(part, pixels.dtype)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Source pixels [start, start + length) and the weights (n, length) of n averages of them."""

    start: int
    length: int
    weights: sparse.csr_array


def _axis(first: int, count: int, factor: float) -> _Axis:
    """Averages over [i * factor, (i + 1) * factor) for `count` pixels from `first`.

    Below a factor of 1 each average is widened to one source pixel (linear interpolation).
    """
    from scipy import sparse  # slow to import, and most scans do without

    width = max(factor, 1.0)
    centre = (np.arange(first, first + count) + 0.5) * factor
    left, right = centre - width / 2, centre + width / 2
    start, stop = math.floor(left[0]), math.ceil(right[-1])
    taps = math.ceil(width) + 1
    source = np.floor(left).astype(np.int64)[:, np.newaxis] + np.arange(taps)
    overlap = np.minimum(source + 1, right[:, np.newaxis]) - np.maximum(source, left[:, np.newaxis])
    weight = np.clip(overlap, 0, None) / width
    output = np.broadcast_to(np.arange(count)[:, np.newaxis], source.shape)
    used = weight > 0
    weights = sparse.csr_array(
        (weight[used].astype(np.float32), (output[used], source[used] - start)),
        shape=(count, stop - start),
    )
    return _Axis(start, stop - start, weights)


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Square tiles that together cover the analysis grid.

    Each tile answers for its core; the halo around the core is seen by the network and
    discarded, so that the answer does not depend on where tiles are cut. Of a tile that is
    wanted in part only that part is run. The grid does not depend on the mask.

    Attributes:
        size: of the analysis grid.
        core_px: side of a core in analysis pixels, a multiple of `unit_px`.
        halo_px: width of the halo in analysis pixels.
        unit_px: offsets and sides of what is run are multiples of this.
    """

    size: Size
    core_px: int
    halo_px: int
    unit_px: int

    def cores(self) -> Iterator[Rect]:
        """What each tile answers for, in analysis pixels, row by row; may reach beyond the grid."""
        for y in range(0, self.size.height, self.core_px):
            for x in range(0, self.size.width, self.core_px):
                yield Rect(x, y, self.core_px, self.core_px)

    def holding(self, wanted: npt.NDArray[np.bool_], px: int) -> list[Rect]:
        """The smallest parts of cores that hold all that is wanted, in analysis pixels.

        Args:
            wanted: (height, width), on a coarser grid that begins at the same corner.
            px: analysis pixels per pixel of that grid; `unit_px` is a multiple of it.

        Returns:
            At most one part of each core, row by row; like cores they may reach beyond the grid.
        """
        return [
            Rect(core.x + part.x, core.y + part.y, part.width, part.height)
            for core in self.cores()
            if (part := self._part(wanted[_slices(core, px)], px)) is not None
        ]

    def _part(self, wanted: npt.NDArray[np.bool_], px: int) -> Rect | None:
        """The smallest part of one core that holds what is wanted, from the core's corner."""
        y = np.flatnonzero(wanted.any(axis=1))
        x = np.flatnonzero(wanted.any(axis=0))
        if not y.size:
            return None
        unit = self.unit_px // px
        left, top = int(x[0]) // unit, int(y[0]) // unit
        right, bottom = int(x[-1]) // unit + 1, int(y[-1]) // unit + 1
        return Rect(
            left * self.unit_px,
            top * self.unit_px,
            (right - left) * self.unit_px,
            (bottom - top) * self.unit_px,
        )


def _slices(rect: Rect, px: int) -> tuple[slice, slice]:
    """Rows and columns of a rectangle on a grid that is coarser by `px`."""
    return slice(rect.y // px, rect.bottom // px), slice(rect.x // px, rect.right // px)
