"""Counting: from a described request to a density map, as a stream of events."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.density import DensityMap
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect, Size
from melcount_app.core.mask import Mask
from melcount_app.core.model import CountingModel, ModelCard, to_network_range
from melcount_app.core.prepare import PreparedScan, ScanRead, layered, read_coarse_levels
from melcount_app.core.scan import fingerprint, open_scan
from melcount_app.core.scan.base import CoarseLevel, Pixels, Scan
from melcount_app.core.scan.calibration import LARGEST_UM, SMALLEST_UM
from melcount_app.core.scan.pyramid import needs_coarse_levels
from melcount_app.core.tiling import AnalysisGrid, TileGrid, analysis_grid, read_tile

TILE_PX = 1024
"""Tile size unless the request says otherwise."""

READ_AHEAD = 2
"""Tiles that are read while the network is busy with another."""


@dataclass(frozen=True, slots=True)
class CountRequest:
    """All that one count depends on.

    Attributes:
        scan: the file.
        fingerprint: of its content; a file that has changed since is not counted.
        pixel_size: of level 0; None when unknown: the card's is assumed, densities withheld.
        channel: the one to count.
        white: value of a saturated pixel.
        mask: the sample; only tiles that touch it are counted.
        model: the model's folder.
        card: its card.
        tile_px: side of the square that the network sees at once, in analysis pixels, halo
            included.
    """

    scan: Path
    fingerprint: str
    pixel_size: PixelSize | None
    channel: ChannelChoice
    white: float
    mask: Mask
    model: Path
    card: ModelCard
    tile_px: int = TILE_PX

    @property
    def um_per_px(self) -> float:
        """Pixel size of level 0 that the count goes by, known or assumed."""
        return self.pixel_size.um_per_px if self.pixel_size else self.card.scan_um_per_px

    def gives_same_density_as(self, other: CountRequest) -> bool:
        """Whether both requests give the same density wherever both count; masks may differ."""

        def facts(request: CountRequest) -> tuple[object, ...]:
            return (
                request.fingerprint,
                request.um_per_px,
                request.channel.index,
                request.white,
                request.card.sha256,
            )

        return facts(self) == facts(other)


@dataclass(frozen=True, slots=True)
class TileCounted:
    """One tile more.

    Attributes:
        done: tiles counted in this run.
        total: tiles that this run counts.
        window: the part of the density map that was filled, in map pixels.
        values: (window.height, window.width) float32, cells per map pixel.
        map_size: of the whole density map.
        level0_per_px: side of a map pixel in level-0 pixels.
    """

    done: int
    total: int
    window: Rect
    values: npt.NDArray[np.float32]
    map_size: Size
    level0_per_px: float


@dataclass(frozen=True, slots=True)
class ScanCounted:
    """The last event: every tile that touches the mask was counted.

    Attributes:
        request: what was asked.
        density: the whole map; not to be changed.
        tiles: number of tiles run for it.
        seconds: that it took.
    """

    request: CountRequest
    density: DensityMap
    tiles: int
    seconds: float


CountEvent: TypeAlias = ScanRead | TileCounted | ScanCounted


def request_count(
    prepared: PreparedScan,
    *,
    model: Path,
    um_per_px: float | None = None,
    mask: Mask | None = None,
) -> CountRequest:
    """Describe a count of a prepared scan.

    Args:
        prepared: the scan.
        model: folder of the model.
        um_per_px: the user's pixel size of level 0, which goes before the file's.
        mask: the user's mask instead of the automatic one.

    Raises:
        ModelError: the model cannot be used.
        ScanError: the pixel size is impossible, or too coarse for the model.
    """
    card = ModelCard.load(model)
    pixel_size = prepared.pixel_size
    if um_per_px is not None:
        try:
            pixel_size = PixelSize(um_per_px, PixelSizeSource.USER)
        except ValueError as error:
            raise ScanError(f"{error} Give µm per pixel, for example 0.4523.") from error
        if not SMALLEST_UM <= um_per_px <= LARGEST_UM:
            raise ScanError(
                f"{um_per_px:g} µm per pixel is not the pixel size of a scan. Give a number "
                f"between {SMALLEST_UM} and {LARGEST_UM:g}, for example 0.4523."
            )
    request = CountRequest(
        scan=prepared.path,
        fingerprint=prepared.fingerprint,
        pixel_size=pixel_size,
        channel=prepared.channel,
        white=prepared.white,
        mask=mask or prepared.mask,
        model=model,
        card=card,
    )
    with prepared.open() as scan:
        _grid(request, scan)
    return request


def count_scan(
    request: CountRequest,
    *,
    coarse: tuple[CoarseLevel, ...] = (),
    earlier: ScanCounted | None = None,
) -> Generator[CountEvent, None, None]:
    """Count the cells of one scan, reporting every tile.

    Args:
        request: what to count.
        coarse: the prepared scan's levels in memory; made anew when missing and needed.
        earlier: a count whose tiles are taken over where they fit.

    Yields:
        `ScanRead` while coarse levels are made, `TileCounted` per tile, then one `ScanCounted`.

    Raises:
        ScanError: the file cannot be read, or has changed since the request was made.
        ModelError: the model cannot be used.
    """
    started = time.perf_counter()
    if fingerprint(request.scan) != request.fingerprint:
        raise ScanError(f"“{request.scan.name}” has changed since it was opened. Open it again.")
    model = CountingModel.load(request.model)
    with open_scan(request.scan) as file:
        if not coarse and needs_coarse_levels(file):
            coarse = yield from read_coarse_levels(file)
        grid = _grid(request, layered(file, coarse))
    density = _density_map(request, grid, earlier)
    todo = density.missing(density.coverage(request.mask.outline))
    with _tiles_read(request, coarse, density, todo) as tiles:
        for done, ((row, column), pixels) in enumerate(tiles, 1):
            core = _counted_core(model, pixels, request.white)
            density.put(row, column, core)
            window = density.window(row, column)
            yield TileCounted(
                done=done,
                total=len(todo),
                window=window,
                values=core[: window.height, : window.width],
                map_size=density.size,
                level0_per_px=density.level0_per_px,
            )
    yield ScanCounted(request, density, len(todo), time.perf_counter() - started)


def _grid(request: CountRequest, scan: Scan) -> AnalysisGrid:
    try:
        return analysis_grid(scan.levels, request.um_per_px, request.card.um_per_px)
    except ValueError as error:
        raise ScanError(
            f"“{request.scan.name}” has {request.um_per_px:g} µm/px, too coarse to tell cells "
            f"apart: the model needs {request.card.um_per_px} µm/px or finer. Check the pixel "
            "size, or scan again."
        ) from error


def _density_map(
    request: CountRequest, grid: AnalysisGrid, earlier: ScanCounted | None
) -> DensityMap:
    halo, unit = request.card.halo_px, request.card.stride_px
    core = max((request.tile_px - 2 * halo) // unit, 1) * unit
    tiles = TileGrid(grid.size, core, halo)
    stride = request.card.output_stride
    if (
        earlier is not None
        and request.gives_same_density_as(earlier.request)
        and earlier.density.fits(grid, tiles, stride)
    ):
        return earlier.density.copy()
    return DensityMap(grid, tiles, stride)


def _counted_core(model: CountingModel, pixels: Pixels, white: float) -> npt.NDArray[np.float32]:
    """Cells per map pixel in the core of a tile, whose halo is discarded."""
    card = model.card
    halo = card.halo_px // card.output_stride
    return model.density(to_network_range(pixels, white))[halo:-halo, halo:-halo]


@contextmanager
def _tiles_read(
    request: CountRequest,
    coarse: tuple[CoarseLevel, ...],
    density: DensityMap,
    todo: list[tuple[int, int]],
) -> Iterator[Iterator[tuple[tuple[int, int], Pixels]]]:
    """Tiles with their pixels, read ahead on a thread of its own."""
    with ThreadPoolExecutor(1, thread_name_prefix="tiles") as reader:
        scan = reader.submit(lambda: layered(open_scan(request.scan), coarse)).result()

        def read(tile: tuple[int, int]) -> Pixels:
            rect = density.tiles.core(*tile).grown(density.tiles.halo_px)
            spare = request.card.stride_px
            return read_tile(scan, density.grid, rect, request.channel.index, spare)

        def ahead() -> Iterator[tuple[tuple[int, int], Pixels]]:
            waiting: deque[tuple[tuple[int, int], Future[Pixels]]] = deque()
            for tile in todo:
                waiting.append((tile, reader.submit(read, tile)))
                if len(waiting) > READ_AHEAD:
                    first, pixels = waiting.popleft()
                    yield first, pixels.result()
            while waiting:
                first, pixels = waiting.popleft()
                yield first, pixels.result()

        try:
            yield ahead()
        finally:
            reader.shutdown(wait=True, cancel_futures=True)
            scan.close()
