"""The scans of a study whose counts apply, and the windows that tile their samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from melcount_app.core.count import CountRequest, described_by
from melcount_app.core.density import DensityMap
from melcount_app.core.errors import StudyError
from melcount_app.core.geometry import Rect
from melcount_app.core.region import Coverage
from melcount_app.core.sampling.design import Floats, grid_edges
from melcount_app.core.study import APPLYING, Study, StudyScan, protocol_in_force, standing_of
from melcount_app.core.terms import terms_of

SIDE_PX = 256
"""Of a window in pixels of the model: a training crop."""

LEAST_SHARE = 1e-6
"""Of a window that is sample; less is rounding."""


@dataclass(frozen=True, slots=True)
class CountedScan:
    """A scan whose count applies.

    Attributes:
        scan: of the study.
        request: of its count, with the present sample.
        outline: `outline_sha256` of its sample.
        density: the map.
        covered: how much of each pixel of it is sample.
    """

    scan: StudyScan
    request: CountRequest
    outline: str
    density: DensityMap
    covered: Coverage

    @property
    def side(self) -> int:
        """Of a window, in level-0 pixels."""
        return max(round(SIDE_PX * self.request.card.um_per_px / self.request.um_per_px), 1)

    @property
    def cells(self) -> float:
        """That the model finds in the sample."""
        return float(np.sum(self._cells_per_px))

    @property
    def area_mm2(self) -> float | None:
        """Of the sample; None where nobody tells the pixel size."""
        size = self.request.pixel_size
        return size.area_mm2(self.request.mask.sample.area) if size else None

    @property
    def _cells_per_px(self) -> Floats:
        values = self.density.values[self.covered.window.slices]
        product: Floats = values.astype(np.float64) * self.covered.share
        return product

    def model_in(self, rects: Iterable[Rect]) -> list[float]:
        """Cells that the model finds in windows, of each in the part that is sample."""
        table = _Sums(self._cells_per_px, self.covered.window, self.density.level0_per_px)
        return [table.of(rect) for rect in rects]

    def shares_in(self, rects: Iterable[Rect]) -> list[float]:
        """How much of windows is sample, 0 to 1."""
        table = _Sums(self.covered.share, self.covered.window, self.density.level0_per_px)
        px = self.density.level0_per_px**2
        return [min(table.of(rect) * px / (rect.width * rect.height), 1.0) for rect in rects]

    def tiled(self, rng: np.random.Generator) -> list[Rect]:
        """Windows on a grid with a random offset, of which each holds some of the sample."""
        size, side = self.request.mask.scan_size, self.side
        x_edges, y_edges = (
            grid_edges(length, side, int(rng.integers(side))).astype(int).tolist()
            for length in (size.width, size.height)
        )
        rects = [
            Rect(left, top, right - left, bottom - top)
            for top, bottom in pairwise(y_edges)
            for left, right in pairwise(x_edges)
        ]
        shares = self.shares_in(rects)
        return [rect for rect, share in zip(rects, shares, strict=True) if share > LEAST_SHARE]


class _Sums:
    """What pixels of a map sum up to in rectangles; of a pixel that is cut its part counts."""

    def __init__(self, values: npt.NDArray[np.floating], window: Rect, px: float) -> None:
        """A table.

        Args:
            values: (window.height, window.width).
            window: of the map that they are, in map pixels.
            px: side of a map pixel in level-0 pixels.
        """
        self._sums = np.zeros((window.height + 1, window.width + 1))
        self._sums[1:, 1:] = values.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
        self._window, self._px = window, px

    def of(self, rect: Rect) -> float:
        """In a rectangle of level-0 pixels."""
        left, right = (edge / self._px - self._window.x for edge in (rect.x, rect.right))
        top, bottom = (edge / self._px - self._window.y for edge in (rect.y, rect.bottom))
        return (
            self._at(bottom, right) - self._at(top, right)
            - self._at(bottom, left) + self._at(top, left)
        )  # fmt: skip

    def _at(self, y: float, x: float) -> float:
        """Of all above and left of a place."""
        y, x = min(max(y, 0.0), self._window.height), min(max(x, 0.0), self._window.width)
        row, column = (
            min(int(y), max(self._window.height - 1, 0)),
            min(int(x), max(self._window.width - 1, 0)),
        )
        down, along = y - row, x - column
        part = self._sums[row : row + 2, column : column + 2]
        return float(np.array([1 - down, down])[: len(part)] @ part @ np.array([1 - along, along]))


def counted_scans(study: Study) -> Iterator[CountedScan]:
    """The scans of a study whose counts apply, in the order of the list; others are passed over.

    Raises:
        StudyError: what the study keeps of one is damaged.
    """
    entries = study.entries()
    protocol = protocol_in_force(entries, study.terms.protocol())
    for entry in entries:
        if standing_of(entry, protocol).state not in APPLYING:
            continue
        key = entry.scan.key
        prepared, edits = study.prepared.of(key), study.edits.of(key)
        counted = study.counts.of(key)
        if prepared is None or edits is None or counted is None or entry.edits is None:
            continue
        terms = terms_of(prepared.file_terms, edits, protocol)
        described = described_by(counted, edits.mask, terms)
        if described is None:
            continue
        density = described.density
        covered = density.coverage(described.request.mask.sample)
        if density.is_counted(covered):
            outline = entry.edits.outline
            yield CountedScan(entry.scan, described.request, outline, density, covered)


def need_counted(study: Study) -> list[CountedScan]:
    """The same, of a study that has some.

    Raises:
        StudyError: it has none.
    """
    found = [each for each in counted_scans(study) if each.covered.share.any()]
    if not found:
        raise StudyError(
            f"“{study.path.name}” has no scan whose count applies, so no windows can be drawn. "
            "Count its scans first."
        )
    return found
