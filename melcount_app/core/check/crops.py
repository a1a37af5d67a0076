"""Windows that were marked by hand as training crops, in the layout of the training data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.check.scans import SIDE_PX, CountedScan, counted_scans
from melcount_app.core.geometry import Rect
from melcount_app.core.model import to_network_range
from melcount_app.core.scan.base import Scan
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.study import CheckWindow, Study

WHOLE = 0.999
"""Of a window that must be sample: elsewhere nobody marked the cells, which would teach the network
that there are none."""


@dataclass(frozen=True, slots=True)
class MarkedCrop:
    """A window as a training crop.

    Attributes:
        png: 8 bit, one channel, at the pixel size of the model.
        points_xy: of the cells; (0, 0) is the centre of the first pixel.
        scan: name of the file it is of.
        window: its number.
        rater: whose marks these are: the first who marked the window.
    """

    png: bytes
    points_xy: tuple[tuple[float, float], ...]
    scan: str
    window: int
    rater: str


def marked_crops(study: Study) -> Iterator[MarkedCrop | CheckWindow]:
    """The windows of a check in which cells were marked, not only counted.

    Yields:
        A crop of each, or the window itself where it is cut by the border of the sample or scan.

    Raises:
        StudyError, ScanError: the study or a scan cannot be read.
    """
    kept = study.checks.current()
    if kept is None:
        return
    marked: dict[int, tuple[str, tuple[tuple[float, float], ...]]] = {}
    for each in kept.raters:
        for count in each.counts:
            if count.points is not None:
                marked.setdefault(count.window, (each.rater, count.points))
    for scan in counted_scans(study):
        windows = [w for w in kept.check.first if w.scan == scan.scan.key and w.number in marked]
        request = scan.request
        if not windows:
            continue
        opened = open_believed(request.scan, request.pick, without_damaged=request.without_damaged)
        with opened as file:
            for window in windows:
                if not _is_whole(scan, window.rect):
                    yield window
                    continue
                rater, points = marked[window.number]
                png, placed = _crop(file, scan, window.rect, points)
                name = scan.scan.path.name
                yield MarkedCrop(png, placed, name, window.number, rater)


def _is_whole(scan: CountedScan, rect: Rect) -> bool:
    is_full = rect.width == scan.side and rect.height == scan.side
    return is_full and scan.shares_in([rect])[0] >= WHOLE


def _crop(
    file: Scan, scan: CountedScan, rect: Rect, points: tuple[tuple[float, float], ...]
) -> tuple[bytes, tuple[tuple[float, float], ...]]:
    pixels = file.read(0, rect, scan.request.channel.index)
    means = cv2.resize(pixels.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    seen = to_network_range(means, scan.request.white, scan.request.black)
    grey: npt.NDArray[np.uint8] = np.rint(np.clip(seen, 0, 1) * 255).astype(np.uint8)
    px = scan.side / SIDE_PX
    placed = tuple(((x - rect.x) / px - 0.5, (y - rect.y) / px - 0.5) for x, y in points)
    return cv2.imencode(".png", grey)[1].tobytes(), placed
