"""Copies of a scan beside it: duplicates, cuts, and what was saved anew under a longer name.

Names alone tell nothing here, since replicates are called so, too ("s1", "s1 (2)"): the pixels of
both have to show the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.plan.left_out import stem_of
from melcount_app.core.scan import Scan, open_scan, preview

Grey = npt.NDArray[np.float32]

_WORDS = (
    r"crop(?:ped)?|(?:8|12|16)[ _-]?bits?|rgb|gr[ae]y(?:scale)?|proc(?:essed)?|enhanced|adjusted"
    r"|contrast(?:ed)?|bc|corr(?:ected)?|edit(?:ed)?|modified|modifie|scaled|resized|reduced|final"
    r"|new|bis|dup(?:licate)?|duplicata|copy|copie|\d{1,2}"
)
_ENDING = re.compile(rf"(?P<base>.+?)(?:[\s._-]+(?:{_WORDS})|[\s._-]*\(\d{{1,3}}\))")

GRID, WINDOW_PX, LOOK_PX = 5, 256, 24
"""How many windows a side are compared, of how many pixels, and at how many after averaging."""

SAME = 0.7
"""Correlation within windows from which on both show the same: of real crops that were cut, shrunk
by half, blurred, or saved with another contrast, depth or JPEG quality 60 it is above 0.95, of
different ones below 0.1."""

SAME_SHAPE = 0.01
"""Sides whose ratio differs by less are those of one picture, shrunk."""

FLAT = 1e-3


def copies_among(
    paths: Iterable[Path], is_named: Callable[[Path], bool]
) -> Iterator[tuple[Path, str]]:
    """Files that show the same as one that their name begins with, and why, as a sentence.

    Only files of such names are opened.

    Args:
        paths: of files that may be scans.
        is_named: whether the user names a file in the plan.
    """
    every = tuple(paths)
    known = {(path.parent, stem_of(path.name)): path for path in every}
    for path in every:
        original = _original(path, known)
        if original is None or (is_named(path) and is_named(original)):
            continue
        if shows_same(path, original):
            copy, other = (original, path) if is_named(path) else (path, original)
            yield copy, f"It shows the same as “{other.name}”, and seems to be a copy of it."


def _original(path: Path, known: dict[tuple[Path, str], Path]) -> Path | None:
    """The file that one may be a copy of by its name."""
    stem = stem_of(path.name)
    while (found := _ENDING.fullmatch(stem)) is not None:
        stem = found["base"]
        other = known.get((path.parent, stem))
        if other is not None:
            return other
    return None


def shows_same(path: Path, other: Path) -> bool:
    """Whether a file shows what another one does, whole, shrunk, or a part of it."""
    try:
        with open_scan(path) as scan, open_scan(other) as whole:
            ratios = scan.size.width / whole.size.width, scan.size.height / whole.size.height
            if abs(ratios[0] / ratios[1] - 1) < SAME_SHAPE and _is_same(scan, whole, ratios[0]):
                return True
            return max(ratios) <= 1 and _is_part(scan, whole)
    except ScanError:
        return False


def _is_same(scan: Scan, whole: Scan, ratio: float) -> bool:
    """Whether windows at the same places show the same."""
    side = _window_px(whole.size)
    pairs = []
    for x, y in _places(whole.size, side):
        there = _read(whole, Rect(x, y, side, side))
        size = max(round(side * ratio), 1)
        here = _read(scan, Rect(round(x * ratio), round(y * ratio), size, size))
        pairs.append((_small(here), _small(there)))
    return _correlation(pairs) > SAME


def _is_part(scan: Scan, whole: Scan) -> bool:
    """Whether a scan is a cut of another one: found on coarse pictures, seen in windows."""
    coarse, part = preview(whole), preview(scan)
    step = max(coarse.downsample, part.downsample)
    field, template = (
        _shrunk(coarse.pixels, whole.size, step),
        _shrunk(part.pixels, scan.size, step),
    )
    if any(t > f for t, f in zip(template.shape, field.shape, strict=True)):
        return False
    _, _, _, (left, top) = cv2.minMaxLoc(cv2.matchTemplate(field, template, cv2.TM_CCOEFF_NORMED))
    side, margin = _window_px(scan.size), 2 * int(np.ceil(step))
    pairs = []
    for x, y in _places(scan.size, side):
        around = Rect(
            round(left * step) + x - margin,
            round(top * step) + y - margin,
            side + 2 * margin,
            side + 2 * margin,
        )
        here, there = _read(scan, Rect(x, y, side, side)), _read(whole, around)
        matches = cv2.matchTemplate(there, here, cv2.TM_CCOEFF_NORMED)
        _, _, _, (dx, dy) = cv2.minMaxLoc(matches)
        pairs.append((_small(here), _small(there[dy : dy + side, dx : dx + side])))
    return _correlation(pairs) > SAME


def _window_px(size: Size) -> int:
    return max(min(WINDOW_PX, size.width // GRID, size.height // GRID), 1)


def _places(size: Size, side: int) -> Iterator[tuple[int, int]]:
    """Corners of windows that lie evenly over a scan."""
    for y in np.linspace(0, size.height - side, GRID, dtype=int):
        for x in np.linspace(0, size.width - side, GRID, dtype=int):
            yield int(x), int(y)


def _read(scan: Scan, rect: Rect) -> Grey:
    return _grey(scan.read(0, rect))


def _grey(pixels: npt.NDArray[np.generic]) -> Grey:
    grey: Grey = np.asarray(pixels, np.float32).mean(axis=-1, dtype=np.float32)
    return grey


def _small(pixels: Grey) -> Grey:
    small = cv2.resize(pixels, (LOOK_PX, LOOK_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _shrunk(pixels: npt.NDArray[np.generic], size: Size, step: float) -> Grey:
    sides = max(round(size.width / step), 1), max(round(size.height / step), 1)
    small = cv2.resize(_grey(pixels), sides, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _correlation(pairs: list[tuple[Grey, Grey]]) -> float:
    """The lower quartile of the correlations within the half of the windows that show most.

    Not the median: where outlines of different samples lie alike, windows across them correlate.
    """
    ordered = sorted(pairs, key=lambda pair: -float(pair[1].std()))[: len(pairs) // 2 + 1]
    found = []
    for here, there in ordered:
        if min(float(here.std()), float(there.std())) < FLAT:
            continue
        a, b = here - here.mean(), there - there.mean()
        found.append(float((a * b).mean() / (a.std() * b.std())))
    return float(np.percentile(found, 25)) if found else 0.0
