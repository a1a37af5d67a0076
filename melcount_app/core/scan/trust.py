"""Levels of a file that show something else than its finest one: found, left out and told."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from typing_extensions import override

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import Level, Pixels, Scan
from melcount_app.core.scan.damage import overlap

BRIGHT_PLACES = 8
LATTICE_SIDE = 4
"""Places where levels are compared: the brightest and some dimmer ones, and 4 x 4 all over."""

PLACE_PX = 32
"""Side of a place in pixels of the coarser level."""

BLOCK_PX = 8
"""Places are compared as means of blocks of this side: by what they show, not by how sharp they
are, nor by what JPEG does to single pixels, nor by half a pixel of shift."""

LARGEST_DIFFERENCE = 0.2
"""Root mean square of what two levels differ by, as a share of the spread of the picture.

Levels of sound files, chains of JPEGs among them, reach 0.06, single pixels in place of means
0.10, a shift by half a pixel 0.12, by one 0.23; a level dimmed by a tenth 0.18, by a fifth 0.37;
one that is black in an eighth of its places 0.39, one of another picture 1.4."""

LEAST_SPREAD = 2.0
"""Grey levels (standard deviation) below which a place shows nothing."""

ABSENT_SHARE = 0.2
"""A colour of a coloured picture with a smaller share of the spread of the strongest one is
without signal, and what JPEG leaves in it is no picture."""

SPARER = 0.05
"""A level may lack so much more of the scan than the finest one does, by how tiles are rounded."""

MAP_SIDE_PX = 1100
"""Places are chosen on levels of the file whose longer side is at most this."""

MAP_CELLS = 24
"""Sides of the grid of candidates."""

_Means = npt.NDArray[np.float32]


class TrustedScan(Scan):
    """A scan without some of the levels of its file."""

    def __init__(self, scan: Scan, kept: tuple[int, ...]) -> None:
        self._take_facts(scan)
        self.levels = tuple(scan.levels[level] for level in kept)
        left_out = [level for i, level in enumerate(scan.levels) if i not in kept]
        self.notes = (*scan.notes, _told(left_out))
        self._scan = scan
        self._kept = kept

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        return self._scan.read(self._kept[level], rect, channel)

    @override
    def close(self) -> None:
        self._scan.close()

    @override
    def band_rows(self, level: int) -> int:
        return self._scan.band_rows(self._kept[level])

    @override
    def glimpse(self, level: int, step: int) -> Pixels:
        return self._scan.glimpse(self._kept[level], step)

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        return self._scan.not_scanned(self._kept[level])

    @override
    def damaged(self, level: int) -> tuple[Rect, ...]:
        return self._scan.damaged(self._kept[level])


def _told(left_out: Sequence[Level]) -> str:
    sizes = ", ".join(f"{size.width} × {size.height} px" for size in (x.size for x in left_out))
    return (
        f"The part of the file that should show the scan smaller ({sizes}) shows something else "
        "than the scan itself and is not used."
    )


def believed(scan: Scan) -> Scan:
    """The scan without the levels that show something else than finer ones.

    Each level is compared at a few places with the next finer one that is believed, as means of
    blocks. What is left is decided by the file alone.

    Args:
        scan: open, with the levels of its file only; closed where this fails.

    Returns:
        The scan itself where all its levels agree, else one that tells in its notes what is
        left out, and closes it.

    Raises:
        ScanError: the finest level is empty where another shows a picture and else shows the
            same, or the file is damaged.
    """
    try:
        kept = _kept(scan)
    except BaseException:
        scan.close()
        raise
    return scan if len(kept) == len(scan.levels) else TrustedScan(scan, kept)


def _kept(scan: Scan) -> tuple[int, ...]:
    """The levels that show the same, that of level 0 among them."""
    kept = [0]
    places = _places(scan) if len(scan.levels) > 1 else ()
    is_coloured = scan.channels == ("red", "green", "blue")
    for level in range(1, len(scan.levels)):
        lacking = _unscanned_px(scan, level)
        if lacking and lacking > _unscanned_px(scan, 0) * (1 + SPARER):
            continue
        fine, coarse = _seen(scan, kept[-1], level, places)
        if not _is_same(fine, coarse, is_coloured=is_coloured):
            compared = _can_be_compared(scan, kept[-1], level, places)
            fine, coarse = fine[compared], coarse[compared]
        if _is_same(fine, coarse, is_coloured=is_coloured):
            kept.append(level)
        elif kept == [0] and _has_holes(fine, coarse, is_coloured=is_coloured):
            size = scan.levels[level].size
            raise ScanError(
                f"“{scan.path.name}” contradicts itself: at full size places are empty that show a "
                f"picture at {size.width} × {size.height} px. Export it again from the scanner."
            )
    return tuple(kept)


def _unscanned_px(scan: Scan, level: int) -> float:
    """What a level does not hold, in level-0 pixels."""
    own = sum(rect.width * rect.height for rect in scan.not_scanned(level))
    return own * scan.levels[level].downsample ** 2


def _places(scan: Scan) -> tuple[tuple[float, float], ...]:
    """Middles of the places to be compared, x and y from 0 to 1, the same for every level."""
    signal = np.zeros((MAP_CELLS, MAP_CELLS), np.float32)
    small = [i for i, level in enumerate(scan.levels) if _longer(level.size) <= MAP_SIDE_PX]
    for index in small[:2]:  # if one of them is wrong the other may be right
        size = scan.levels[index].size
        pixels = scan.read(index, Rect(0, 0, size.width, size.height)).max(axis=-1)
        cells = _shrunk(pixels, (MAP_CELLS, MAP_CELLS))[..., 0]
        spread = float(np.ptp(cells))
        if spread > 0:
            signal = np.maximum(signal, (cells - cells.min()) / spread)
    bright = np.argsort(-signal, axis=None, kind="stable")[: signal.size // 4]
    chosen = bright[np.linspace(0, len(bright) - 1, BRIGHT_PLACES).astype(int)] if small else ()
    lattice = (np.arange(LATTICE_SIDE) + 0.5) / LATTICE_SIDE
    return (
        *(((i % MAP_CELLS + 0.5) / MAP_CELLS, (i // MAP_CELLS + 0.5) / MAP_CELLS) for i in chosen),
        *((float(x), float(y)) for y in lattice for x in lattice),
    )


def _longer(size: Size) -> int:
    return max(size.width, size.height)


def _seen(
    scan: Scan, fine: int, coarse: int, places: Sequence[tuple[float, float]]
) -> tuple[_Means, _Means]:
    """What two levels show at all places: (places, blocks, channels) of each."""
    blocks = (PLACE_PX // BLOCK_PX,) * 2
    channels = len(scan.channels)
    shown: tuple[list[_Means], list[_Means]] = ([], [])
    for place in places:
        rects = _pair(scan.levels[fine], scan.levels[coarse], place)
        for level, rect, seen in zip((fine, coarse), rects, shown, strict=True):
            seen.append(_shrunk(scan.read(level, rect), blocks).reshape(-1, channels))
    return np.stack(shown[0]), np.stack(shown[1])


def _can_be_compared(
    scan: Scan, fine: int, coarse: int, places: Sequence[tuple[float, float]]
) -> npt.NDArray[np.bool_]:
    """At which places the finer level was scanned, and both could be read."""
    gaps = (*scan.not_scanned(fine), *scan.damaged(fine))
    holes = (gaps, scan.damaged(coarse))
    pairs = (_pair(scan.levels[fine], scan.levels[coarse], place) for place in places)
    return np.array(
        [
            not any(
                overlap(rect, hole) for rect, of in zip(pair, holes, strict=True) for hole in of
            )
            for pair in pairs
        ]
    )


def _pair(fine: Level, coarse: Level, place: tuple[float, float]) -> tuple[Rect, Rect]:
    """The same place on two levels, inside of both where they are large enough."""
    ratio = coarse.downsample / fine.downsample
    x, width, fine_x, fine_width = _span(coarse.size.width, fine.size.width, ratio, place[0])
    y, height, fine_y, fine_height = _span(coarse.size.height, fine.size.height, ratio, place[1])
    return Rect(fine_x, fine_y, fine_width, fine_height), Rect(x, y, width, height)


def _span(coarse: int, fine: int, ratio: float, middle: float) -> tuple[int, int, int, int]:
    """Start and length on the coarse level, then on the fine one."""
    usable = max(min(coarse, int(fine / ratio)), 1)
    length = min(PLACE_PX, usable)
    # in steps of blocks, so that few tiles of the file are touched
    start = min(int(middle * usable) // PLACE_PX * PLACE_PX, usable - length)
    first = round(start * ratio)
    return start, length, first, max(round((start + length) * ratio) - first, 1)


def _shrunk(pixels: Pixels, size: tuple[int, int]) -> _Means:
    """Means of blocks, (size[1], size[0], channels)."""
    small = cv2.resize(pixels.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32).reshape(size[1], size[0], -1)


def _has_holes(fine: _Means, coarse: _Means, *, is_coloured: bool) -> bool:
    """Whether the finer level only differs by places that are empty."""
    empty, shown = (each.std(axis=1).max(axis=1) for each in (fine, coarse))
    holes = (empty < LEAST_SPREAD) & (shown >= LEAST_SPREAD)
    rest = ~holes
    return bool(holes.any()) and _is_same(fine[rest], coarse[rest], is_coloured=is_coloured)


def _is_same(fine: _Means, coarse: _Means, *, is_coloured: bool) -> bool:
    """Whether two levels show the same in every channel with signal."""
    a, b = (each.reshape(-1, each.shape[-1]) for each in (fine, coarse))
    if not a.size:
        return True
    spread = np.maximum(a.std(axis=0), b.std(axis=0))
    least = max(LEAST_SPREAD, ABSENT_SHARE * float(spread.max()) if is_coloured else 0.0)
    difference = np.sqrt(np.square(b - a).mean(axis=0))
    return bool((difference <= LARGEST_DIFFERENCE * spread)[spread >= least].all())
