"""Counting: from a described request to a density map, as a stream of events."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
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
from melcount_app.core.interval import Interval
from melcount_app.core.likeness import Likeness, Window, likeness, windows_of
from melcount_app.core.mask import Mask
from melcount_app.core.model import CountingModel, ModelCard, to_network_range
from melcount_app.core.prepare import PreparedScan, ScanRead, layered, read_coarse_levels
from melcount_app.core.profile import Stage, Stopwatch
from melcount_app.core.quality import Flag, unlike_training_flag
from melcount_app.core.scan import fingerprint, open_scan
from melcount_app.core.scan.base import CoarseLevel, Pixels, Scan
from melcount_app.core.scan.calibration import LARGEST_UM, SMALLEST_UM
from melcount_app.core.scan.pyramid import needs_coarse_levels
from melcount_app.core.tiling import AnalysisGrid, TileGrid, analysis_grid, read_tile

TILE_PX = 1280
"""Tile size unless the request says otherwise.

Larger tiles see less of their surroundings twice, but need more memory, and the networks end
less together. CPU seconds and peak memory of a scan of 30000 x 26624 px on two cores (AVX2):

    side   768    1024   1280   1520   2032
    s     10.2     9.8    9.9    9.6    9.1
    MB     320     390    490    560    790
"""

NETWORKS = 2
"""Tiles that are counted at once; each network has its share of the cores.

Two networks on a core each took 4.8 s where one on two cores took 5.4 s: threads of one network
wait for each other after every layer.
"""

READ_AHEAD = 2
"""Tiles that are read while the networks are busy with others."""


@dataclass(frozen=True, slots=True)
class CountRequest:
    """All that one count depends on.

    Attributes:
        scan: the file.
        fingerprint: of its content; a file that has changed since is not counted.
        pixel_size: of level 0; None when unknown: the card's is assumed, densities withheld.
        channel: the one to count.
        white: value of a saturated pixel.
        mask: the sample; only what it touches is counted.
        model: the model's folder.
        card: its card.
        tile_px: side of the largest square that the network sees at once, in analysis pixels,
            halo included; the density does not depend on it.
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
    """The last event: all that touches the mask was counted.

    Attributes:
        request: what was asked.
        density: the whole map; not to be changed.
        windows: what the places looked like that were counted.
        tiles: number of tiles run for it.
        seconds: that it took.
    """

    request: CountRequest
    density: DensityMap
    windows: tuple[Window, ...]
    tiles: int
    seconds: float

    def likeness(self, mask: Mask) -> Likeness | None:
        """How far the sample looks like what the model learned from.

        None where the model does not tell, or the mask reaches beyond what was counted.
        """
        ranges = self.request.card.training_ranges
        covered = self.density.coverage(mask.outline)
        if ranges is None or not self.density.is_counted(covered):
            return None
        return likeness(self.windows, self.density.values, covered, ranges)

    @property
    def unlike_training(self) -> Flag | None:
        """The flag of a scan that is unlike what the model learned from."""
        found = self.likeness(self.request.mask)
        return unlike_training_flag(found) if found else None

    @property
    def interval(self) -> Interval | None:
        """Of the cells inside the mask.

        None where the model has no intervals, the scan is unlike what it learned from, the
        pixel size was assumed, or the mask reaches beyond what was counted.
        """
        intervals = self.request.card.interval
        cells = self.density.cells(self.density.coverage(self.request.mask.outline))
        if intervals is None or self.request.pixel_size is None or cells is None:
            return None
        return None if self.unlike_training else intervals.of(cells)


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
    stopwatch: Stopwatch | None = None,
) -> Generator[CountEvent, None, None]:
    """Count the cells of one scan, reporting every tile.

    Args:
        request: what to count.
        coarse: the prepared scan's levels in memory; made anew when missing and needed.
        earlier: a count that is taken over where it fits, so that only the rest is run.
        stopwatch: told what takes time.

    Yields:
        `ScanRead` while coarse levels are made, `TileCounted` per tile, then one `ScanCounted`.

    Raises:
        ScanError: the file cannot be read, or has changed since the request was made.
        ModelError: the model cannot be used.
    """
    started = time.perf_counter()
    stopwatch = stopwatch or Stopwatch()
    if fingerprint(request.scan) != request.fingerprint:
        raise ScanError(f"“{request.scan.name}” has changed since it was opened. Open it again.")
    with stopwatch.time(Stage.LOADING):
        threads = max((os.cpu_count() or 1) // NETWORKS, 1)
        model = CountingModel.load(request.model, threads=threads)
    with open_scan(request.scan) as file:
        if not coarse and needs_coarse_levels(file):
            coarse = yield from read_coarse_levels(file)
        grid = _grid(request, layered(file, coarse))
    density, windows = _taken_over(request, grid, earlier)
    todo = density.missing(density.coverage(request.mask.outline))
    todo.sort(key=lambda core: -core.width * core.height)  # so that the networks end together
    with _answers(request, coarse, model, grid, todo, stopwatch) as answers:
        for done, answer in enumerate(answers, 1):
            density.put(answer.core, answer.values)
            windows += answer.windows
            window = density.window(answer.core)
            yield TileCounted(
                done=done,
                total=len(todo),
                window=window,
                values=answer.values[: window.height, : window.width],
                map_size=density.size,
                level0_per_px=density.level0_per_px,
            )
    yield ScanCounted(request, density, windows, len(todo), time.perf_counter() - started)


def _grid(request: CountRequest, scan: Scan) -> AnalysisGrid:
    try:
        return analysis_grid(scan.levels, request.um_per_px, request.card.um_per_px)
    except ValueError as error:
        raise ScanError(
            f"“{request.scan.name}” has {request.um_per_px:g} µm/px, too coarse to tell cells "
            f"apart: the model needs {request.card.um_per_px} µm/px or finer. Check the pixel "
            "size, or scan again."
        ) from error


def _taken_over(
    request: CountRequest, grid: AnalysisGrid, earlier: ScanCounted | None
) -> tuple[DensityMap, tuple[Window, ...]]:
    """The map and windows of an earlier count that fits, else an empty map and none."""
    halo, unit = request.card.halo_px, request.card.stride_px
    core = max((request.tile_px - 2 * halo) // unit, 1) * unit
    tiles = TileGrid(grid.size, core, halo, unit)
    stride = request.card.output_stride
    if (
        earlier is not None
        and request.gives_same_density_as(earlier.request)
        and earlier.density.fits(grid, tiles, stride)
    ):
        return earlier.density.copy(), earlier.windows
    return DensityMap(grid, tiles, stride), ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the network says of one tile.

    Attributes:
        core: in analysis pixels.
        values: cells per map pixel of the core.
        windows: what the core looks like.
    """

    core: Rect
    values: npt.NDArray[np.float32]
    windows: tuple[Window, ...]


@contextmanager
def _answers(
    request: CountRequest,
    coarse: tuple[CoarseLevel, ...],
    model: CountingModel,
    grid: AnalysisGrid,
    todo: list[Rect],
    stopwatch: Stopwatch,
) -> Iterator[Iterator[_Answer]]:
    """What the network says of all tiles, in their order: one thread reads, `NETWORKS` count."""
    with (
        ThreadPoolExecutor(1, "tiles read") as reader,
        ThreadPoolExecutor(NETWORKS, "tiles counted") as networks,
    ):
        scan = reader.submit(lambda: layered(open_scan(request.scan), coarse)).result()

        def submit(core: Rect) -> Future[_Answer]:
            reading = reader.submit(_read, request, scan, grid, core, stopwatch)
            return networks.submit(_answer, request, model, grid, core, reading, stopwatch)

        try:
            yield _ahead(submit, todo)
        finally:
            networks.shutdown(cancel_futures=True)
            reader.shutdown(cancel_futures=True)
            scan.close()


def _ahead(submit: Callable[[Rect], Future[_Answer]], todo: list[Rect]) -> Iterator[_Answer]:
    """Answers in the order of `todo`, while those to the next few are under way."""
    under_way: deque[Future[_Answer]] = deque()
    for core in todo:
        under_way.append(submit(core))
        if len(under_way) > NETWORKS + READ_AHEAD:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _read(
    request: CountRequest, scan: Scan, grid: AnalysisGrid, core: Rect, stopwatch: Stopwatch
) -> Pixels:
    """The pixels of a core and its halo."""
    card = request.card
    rect = core.grown(card.halo_px)
    return read_tile(scan, grid, rect, request.channel.index, card.stride_px, stopwatch)


def _answer(
    request: CountRequest,
    model: CountingModel,
    grid: AnalysisGrid,
    core: Rect,
    reading: Future[Pixels],
    stopwatch: Stopwatch,
) -> _Answer:
    """What the network says of a tile as soon as it is read; its halo is discarded."""
    with stopwatch.time(Stage.WAITING):
        pixels = reading.result()
    stride, halo = model.card.output_stride, model.card.halo_px
    with stopwatch.time(Stage.NETWORK):
        tile = to_network_range(pixels, request.white)
        values = model.density(tile)
    with stopwatch.time(Stage.APPEARANCE):
        windows = windows_of(core, tile[halo:-halo, halo:-halo], grid.size, stride)
    rim = halo // stride
    return _Answer(core, values[rim:-rim, rim:-rim], windows)
