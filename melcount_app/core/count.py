"""Counting: from a described request to a density map, as a stream of events."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.density import DensityMap
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, Rect, Size
from melcount_app.core.holes import LARGEST_DAMAGE, Holes, holes_of, margin_px
from melcount_app.core.levels import CountedLevel, counted_level
from melcount_app.core.likeness import WINDOW_PX, Likeness, Window, likeness, once_each
from melcount_app.core.mask import Mask
from melcount_app.core.model import Model, ModelCard
from melcount_app.core.network import View, answers_of, loaded
from melcount_app.core.prepare import PreparedScan, ScanRead, with_coarse_levels
from melcount_app.core.profile import Phase, Stopwatch
from melcount_app.core.region import Coverage
from melcount_app.core.scan import fingerprint
from melcount_app.core.scan.base import CoarseLevel, Level, Scan
from melcount_app.core.scan.calibration import LARGEST_UM, SMALLEST_UM
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.terms import Terms, TermSource
from melcount_app.core.tiling import AnalysisGrid, NetworkView, TileGrid, possible_grids

TILE_PX = 1136
"""Tile size unless the request says otherwise.

Larger tiles see less of their surroundings twice, but need more memory, and the networks end
less together. CPU seconds and peak memory of a scan of 30000 x 26624 px on two cores (AVX2):

    side   768    1024   1280   1520   2032
    s     10.2     9.8    9.9    9.6    9.1
    MB     320     390    490    560    790
"""

CHANGED = "“{name}” has changed since it was opened. Open it again."


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
        black: value of no light, where it was found; None for 0 as the format says.
        pick: which image and plane of the file.
        without_damaged: whether it is counted although parts of it cannot be read.
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
    black: float | None = None
    pick: Pick = NO_PICK
    without_damaged: bool = False

    @property
    def lacks_damaged(self) -> bool:
        """Whether part of the file could not be read, and was left out of the count."""
        return not self.mask.holes.damaged.is_empty

    @property
    def um_per_px(self) -> float:
        """Pixel size of level 0 that the count goes by, known or assumed."""
        return self.pixel_size.um_per_px if self.pixel_size else self.card.scan_um_per_px

    def gives_same_density_as(self, other: CountRequest) -> bool:
        """Whether both requests give the same density wherever both count; masks may differ."""

        def facts(request: CountRequest) -> tuple[object, ...]:
            return (
                request.fingerprint,
                request.pick,
                request.um_per_px,
                request.channel.index,
                request.white,
                request.black,
                request.card.sha256,
            )

        accepts = self.without_damaged or not other.lacks_damaged
        return accepts and facts(self) == facts(other)


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
        notes: what the user must know of how it was counted, as sentences.
    """

    request: CountRequest
    density: DensityMap
    windows: tuple[Window, ...]
    tiles: int
    seconds: float
    notes: tuple[str, ...] = ()

    def likeness(self, mask: Mask) -> Likeness | None:
        """How far the sample looks like what the model learned from.

        None where the model does not tell, or the mask reaches beyond what was counted.
        """
        ranges = self.request.card.training_ranges
        covered = self.density.coverage(mask.sample)
        if ranges is None or not self.density.is_counted(covered):
            return None
        return likeness(self.windows, self.density.values, covered, ranges)


CountEvent: TypeAlias = ScanRead | TileCounted | ScanCounted


def request_count(prepared: PreparedScan, terms: Terms, mask: Mask, model: Model) -> CountRequest:
    """Describe a count of a prepared scan.

    Args:
        prepared: the scan.
        terms: by which it is counted.
        mask: the sample.
        model: that counts.

    Raises:
        ScanError: the scan is too coarse for the model, or a pixel size that the file does not
            tell is not that of a scan.
    """
    request = CountRequest(
        scan=prepared.path,
        fingerprint=prepared.fingerprint,
        pixel_size=terms.pixel_size.value,
        channel=terms.channel.value,
        white=terms.white.value,
        mask=mask,
        model=model.folder,
        card=model.card,
        black=terms.black,
        pick=prepared.pick,
        without_damaged=terms.without_damaged,
    )
    request = _without(request, prepared.holes)
    is_told = terms.pixel_size.source in (TermSource.PROTOCOL, TermSource.USER)
    if is_told and not SMALLEST_UM <= request.um_per_px <= LARGEST_UM:
        raise ScanError(
            f"{request.um_per_px:g} µm per pixel is not the pixel size of a scan. Give a number "
            f"between {SMALLEST_UM} and {LARGEST_UM:g}, for example 0.4523."
        )
    _grids(request, (Level(prepared.size, 1.0),))
    return request


def described_by(counted: ScanCounted, mask: Mask, terms: Terms) -> ScanCounted | None:
    """A finished count, described with another mask and other terms.

    None where it does not apply to them: by these terms the density would be another.
    """
    card = counted.request.card
    request = dataclasses.replace(
        counted.request,
        mask=mask.without(counted.request.mask.holes),
        channel=terms.channel.value,
        white=terms.white.value,
        black=terms.black,
        pixel_size=terms.pixel_size.value,
        without_damaged=terms.without_damaged,
    )
    is_same = request.gives_same_density_as(counted.request)
    if not is_same or terms.model_sha256.value not in ("", card.sha256):
        return None
    return dataclasses.replace(counted, request=request)


def count_scan(
    request: CountRequest,
    *,
    coarse: tuple[CoarseLevel, ...] = (),
    earlier: ScanCounted | None = None,
    stopwatch: Stopwatch | None = None,
) -> Generator[CountEvent, None, ScanCounted]:
    """Count the cells of one scan, reporting every tile.

    Args:
        request: what to count.
        coarse: the prepared scan's levels in memory; made anew when missing and needed.
        earlier: a count that is taken over where it fits, so that only the rest is run. Where
            there is no rest it is the answer, described by the request.
        stopwatch: told what takes time.

    Yields:
        `ScanRead` while coarse levels are made, `TileCounted` per tile, then one `ScanCounted`.

    Returns:
        The `ScanCounted`.

    Raises:
        ScanError: the file cannot be read, or has changed since the request was made.
        ModelError: the model cannot be used.
    """
    if fingerprint(request.scan) != request.fingerprint:
        raise ScanError(CHANGED.format(name=request.scan.name))
    is_forgiven = request.without_damaged
    with open_believed(request.scan, request.pick, without_damaged=is_forgiven) as file:
        scan = yield from with_coarse_levels(file, coarse)
        counted = yield from count_open(request, scan, earlier, stopwatch or Stopwatch())
    yield counted
    return counted


def count_open(
    request: CountRequest, scan: Scan, earlier: ScanCounted | None, stopwatch: Stopwatch
) -> Generator[TileCounted, None, ScanCounted]:
    """Count a scan that is open, and stays so; see `count_scan`.

    Args:
        request: what to count; the file is the one that it describes.
        scan: with its coarse levels; until the end nobody else may read it.
        earlier: a count that is taken over where it fits.
        stopwatch: told what takes time.
    """
    started = time.perf_counter()
    grids = _grids(request, scan.levels)
    begun = _begun(earlier, request, grids) if earlier else None
    request = begun.request if begun else request
    if begun is not None and begun.density.is_counted(_covered(begun.density, request)):
        return begun
    network = loaded(Model(request.model, request.card), stopwatch)
    see = partial(_see, request, scan, stopwatch)
    if begun is None:
        with stopwatch.time(Phase.LEVELS):
            begun = _nothing_counted(request, counted_level(grids, network, see))
    density, windows = begun.density.copy(), [*begun.windows]
    todo = density.missing(_covered(density, request))
    todo.sort(key=lambda core: -core.width * core.height)  # so that the networks end together
    with answers_of(network, see(density.grid), todo) as answers:
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
    whole, seconds = _checked(request, scan, density.grid), time.perf_counter() - started
    return ScanCounted(whole, density, once_each(windows), len(todo), seconds, begun.notes)


def _see(request: CountRequest, scan: Scan, stopwatch: Stopwatch, grid: AnalysisGrid) -> View:
    """The scan as the network sees it through a grid."""
    return View(
        NetworkView(scan, grid, request.channel.index, stopwatch), request.white, request.black
    )


def _without(request: CountRequest, holes: Holes) -> CountRequest:
    """The request with more holes and the strip around them; `ScanError` where that is all."""
    if holes.are_none:
        return request
    mask = request.mask.without(holes.with_margin(margin_px(request.um_per_px)))
    if mask.sample.is_empty:
        raise ScanError(
            f"Nothing of the sample of “{request.scan.name}” can be counted: where it is outlined "
            "the file holds no pixels that can be read. Check the outline, or copy the file again "
            "from the scanner."
        )
    return dataclasses.replace(request, mask=mask)


def _checked(request: CountRequest, scan: Scan, grid: AnalysisGrid) -> CountRequest:
    """The request with the holes that the count has met, if these leave enough of the sample."""
    request = _without(request, holes_of(scan, grid.level))
    check_damage(request)
    return request


def check_damage(request: CountRequest) -> None:
    """Refuse, by a `ScanError`, where more than `LARGEST_DAMAGE` of the sample is damaged."""
    share = request.mask.holes.damaged_share(request.mask.outline)
    if share > LARGEST_DAMAGE:
        raise ScanError(
            f"“{request.scan.name}” is too damaged to be counted: {100 * share:.0f} % of its "
            f"sample cannot be read, and a count is given up to {100 * LARGEST_DAMAGE:.0f} %. Copy "
            "it again from the scanner."
        )


def _nothing_counted(request: CountRequest, level: CountedLevel) -> ScanCounted:
    """The beginning of a count."""
    notes = (level.note,) if level.note else ()
    return ScanCounted(request, _map_for(request, level.grid), (), 0, 0.0, notes)


def _grids(request: CountRequest, levels: tuple[Level, ...]) -> tuple[AnalysisGrid, ...]:
    try:
        return possible_grids(levels, request.um_per_px, request.card.um_per_px)
    except ValueError as error:
        raise ScanError(
            f"“{request.scan.name}” has {request.um_per_px:g} µm/px, too coarse to tell cells "
            f"apart: the model needs {request.card.um_per_px} µm/px or finer. Check the pixel "
            "size, or scan again."
        ) from error


def _map_for(request: CountRequest, grid: AnalysisGrid) -> DensityMap:
    """An empty map. What is run is made of whole windows, where a tile holds one."""
    halo, unit = request.card.halo_px, request.card.stride_px
    room = request.tile_px - 2 * halo
    if room >= WINDOW_PX and WINDOW_PX % unit == 0:
        unit = WINDOW_PX
    core = max(room // unit, 1) * unit
    return DensityMap(grid, TileGrid(grid.size, core, halo, unit), request.card.output_stride)


def _covered(density: DensityMap, request: CountRequest) -> Coverage:
    return density.coverage(request.mask.sample)


def _begun(
    earlier: ScanCounted, request: CountRequest, grids: tuple[AnalysisGrid, ...]
) -> ScanCounted | None:
    """An earlier count as the beginning of what is asked, with the holes it has met; or None."""
    if not _is_taken_over(earlier, request, grids):
        return None
    request = _without(request, earlier.request.mask.holes)
    check_damage(request)
    return dataclasses.replace(earlier, request=request)


def _is_taken_over(
    earlier: ScanCounted, request: CountRequest, grids: tuple[AnalysisGrid, ...]
) -> bool:
    """Whether the tiles of an earlier count are some of those that a request asks for.

    It was made on a level that can be counted on; looking at it again would find the same.
    """
    before = earlier.density
    if not request.gives_same_density_as(earlier.request) or before.grid not in grids:
        return False
    empty = _map_for(request, before.grid)
    return before.fits(empty.grid, empty.tiles, empty.output_stride)
