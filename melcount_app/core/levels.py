"""On which level of its file a scan is counted: the coarsest that counts like the finest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import Rect
from melcount_app.core.model import CountingModel
from melcount_app.core.network import View, answers_of
from melcount_app.core.prepare import overview_of
from melcount_app.core.scan.base import Level
from melcount_app.core.scan.damage import is_damaged
from melcount_app.core.tiling import AnalysisGrid, TileGrid

BOUND = 0.005
"""A level is counted on where its places give the same number of cells to within this share."""

PLACE_PX = 384
"""Side of a place in analysis pixels, halo included.

Between a sound level and the finest one cells differ by chance, from place to place. Standard
deviation of the difference over some places, and processor time of both levels together, on a
pyramid of 30000 x 26624 px:

    side          256            384            512
    4 places   0.56 %  0.14 s   0.38 %  0.30 s  0.33 %  0.52 s
    16 places  0.28 %  0.56 s   0.18 %  1.2 s   0.16 %  2.1 s
"""

FIRST_PLACES = 4
PLACES = 16
"""Where levels are compared: a level that fits at the first places is counted on; before one is
given up more are looked at. They lie in the brighter half, or are the whole of a small scan."""

ERRORS = 2.0
"""Standard errors of a difference, known from its spread over places, that are chance."""

LEAST_CELLS = 1.0
"""Fewer cells at all places together are none."""

BRIGHT_SIDE_PX = 1100
"""Places are chosen on the finest level whose longer side is at most this."""

MORE = (
    "At {unlike} the file does not hold the means of its finest pixels: {percent} % more cells "
    "would be counted there. The scan was counted at {like} instead."
)
FEWER = (
    "At {unlike} the file does not hold the means of its finest pixels: {percent} % fewer cells "
    "would be counted there. The scan was counted at {like} instead."
)

See = Callable[[AnalysisGrid], View]


@dataclass(frozen=True, slots=True)
class CountedLevel:
    """What a scan is counted on.

    Attributes:
        grid: made from that level.
        note: why it is not the usual one, as a sentence; else empty.
    """

    grid: AnalysisGrid
    note: str = ""


def counted_level(grids: Sequence[AnalysisGrid], network: CountingModel, see: See) -> CountedLevel:
    """The coarsest level on which the network finds as many cells as on means of the finest.

    Levels are written by scanners and programs in many ways: by means, by single pixels,
    sharpened, each from the JPEG of the one before. What that does to a count depends on the
    network, so the network is asked, at a few places. The places depend on the scan, not on the
    sample, so that a sample that grows is counted on one level.

    Args:
        grids: from `possible_grids`: that of level 0 first, the usual one last.
        network: that counts.
        see: the scan through a grid, on the channel that is counted.
    """
    usual = grids[-1]
    if usual.level == 0 or see(usual).source.scan.levels_in_file == 1:
        return CountedLevel(usual)  # the finest itself, or means of it that are our own
    places = _Places.on(usual, network, see)
    found: list[float] = []
    for grid in reversed(grids):
        difference = places.difference(grid) if grid.level else None
        if difference is None:
            break
        found.append(difference)
    levels = see(usual).source.scan.levels
    note = _told(levels[usual.level], levels[grid.level], found[0]) if found else ""
    return CountedLevel(grid, note)


def _told(usual: Level, counted: Level, share: float) -> str:
    unlike, like = (f"{size.width} × {size.height} px" for size in (usual.size, counted.size))
    sentence = MORE if share > 0 else FEWER
    return sentence.format(unlike=unlike, like=like, percent=f"{100 * abs(share):.1f}")


@dataclass(frozen=True, slots=True)
class _Places:
    """What the network finds at the same places of several levels.

    Attributes:
        cores: the places, in analysis pixels; each fourth of some are spread like all of them.
        network: that counts.
        see: the scan through a grid.
        is_all: whether they are the whole scan.
        known: cells that were found.
    """

    cores: Sequence[Rect]
    network: CountingModel
    see: See
    is_all: bool = True
    known: dict[tuple[AnalysisGrid, Rect], float] = field(default_factory=dict)

    @classmethod
    def on(cls, grid: AnalysisGrid, network: CountingModel, see: See) -> _Places:
        """Places all over the scan, or in its brighter half where that would be too many."""
        every = list(_tiles(grid, network).cores())
        if len(every) <= PLACES:
            return cls(every, network, see)
        view = see(grid)
        overview = overview_of(view.source.scan, BRIGHT_SIDE_PX)
        pixels = overview.pixels[..., view.source.channel]
        scale = grid.level0_per_px / overview.downsample

        def brightness(core: Rect) -> float:
            return float(pixels[_scaled(core, scale, pixels.shape)].mean())

        bright = sorted(every, key=brightness, reverse=True)[: max(len(every) // 2, PLACES)]
        chosen = np.linspace(0, len(bright) - 1, PLACES).astype(int)
        return cls([bright[place] for place in chosen], network, see, is_all=False)

    def difference(self, grid: AnalysisGrid) -> float | None:
        """By what share the cells of a level differ from those of the finest one.

        None where the level can be counted on.
        """
        if not self.is_all:
            share, _ = self._compared(grid, self.cores[:: len(self.cores) // FIRST_PLACES])
            if abs(share) <= BOUND:
                return None
        share, error = self._compared(grid, self.cores)
        chance = 0.0 if self.is_all else ERRORS * error
        return share if abs(share) > max(BOUND, chance) else None

    def _compared(self, grid: AnalysisGrid, cores: Sequence[Rect]) -> tuple[float, float]:
        """The share, and its standard error; both 0 where there is nothing to count."""
        finest = dataclasses.replace(grid, level=0, factor=grid.level0_per_px)
        true, found = self._cells(finest, cores), self._cells(grid, cores)
        whole = np.array([self._is_whole(finest, c) and self._is_whole(grid, c) for c in cores])
        true, found = true[whole], found[whole]
        number = float(true.sum())
        if max(number, float(found.sum())) < LEAST_CELLS:
            return 0.0, 0.0
        number = max(number, LEAST_CELLS)
        each = found - true
        error = float(each.std()) * len(cores) ** 0.5
        return float(each.sum()) / number, error / number

    def _is_whole(self, grid: AnalysisGrid, core: Rect) -> bool:
        """Whether nothing of what the network saw of a place is known to be damaged."""
        halo, factor = self.network.card.halo_px, grid.factor
        seen = core.grown(halo)
        rect = Rect(*(round(side * factor) for side in (seen.x, seen.y, seen.width, seen.height)))
        return not is_damaged(self.see(grid).source.scan, grid.level, rect)

    def _cells(self, grid: AnalysisGrid, cores: Sequence[Rect]) -> npt.NDArray[np.float64]:
        """Cells at each place of one level."""
        density = DensityMap(grid, _tiles(grid, self.network), self.network.card.output_stride)
        unknown = [core for core in cores if (grid, core) not in self.known]
        with answers_of(self.network, self.see(grid), unknown) as answers:
            for answer in answers:
                density.put(answer.core, answer.values)
                part = density.values[density.window(answer.core).slices]
                self.known[grid, answer.core] = float(part.sum(dtype=np.float64))
        return np.array([self.known[grid, core] for core in cores])


def _tiles(grid: AnalysisGrid, network: CountingModel) -> TileGrid:
    """Cores as large as places can be, which cover a grid."""
    halo, unit = network.card.halo_px, network.card.stride_px
    core = max(PLACE_PX - 2 * halo, halo) // unit * unit
    return TileGrid(grid.size, max(core, unit), halo, unit)


def _scaled(core: Rect, scale: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of a core on a picture of `scale` pixels per analysis pixel; never none."""
    spans = ((core.y, core.bottom, shape[0]), (core.x, core.right, shape[1]))
    starts = [min(int(start * scale), side - 1) for start, _, side in spans]
    stops = [
        max(int(span[1] * scale), start + 1) for span, start in zip(spans, starts, strict=True)
    ]
    return slice(starts[0], stops[0]), slice(starts[1], stops[1])
