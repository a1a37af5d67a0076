"""Counts by hand are taken from files into a study: which mark lies in which window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
import shapely

from melcount_app.core.check.marks import Mark, MarkedFile, read_marks
from melcount_app.core.check.picture import NAME, PictureFrame, frame_of
from melcount_app.core.check.scans import CountedScan, counted_scans
from melcount_app.core.errors import PlanError, StudyError
from melcount_app.core.geometry import Rect
from melcount_app.core.study import CheckWindow, HandCount, KeptCheck, Study

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken from files.

    Attributes:
        windows: how many were counted in them.
        cells: in these.
        outside: marks in windows, but outside the sample; not counted.
        nowhere: marks on scans, but in no window.
        left: windows of the check that this rater has not counted yet.
    """

    windows: int
    cells: float
    outside: int
    nowhere: int
    left: int


@dataclass(frozen=True, slots=True)
class _Windows:
    """The windows of a check, and the scans that they lie on."""

    windows: Mapping[int, CheckWindow]
    scans: Mapping[int, CountedScan]

    def on(self, scan: int) -> list[CheckWindow]:
        """The windows on a scan; marks on it are no second look at those that come twice."""
        held = self.windows.values()
        return [window for window in held if window.scan == scan and not window.repeats]


def import_counts(study: Study, path: Path, rater: str) -> Imported:
    """Keep what somebody counted, in place of what they counted in the same windows before.

    Args:
        study: that windows were drawn in.
        path: of a file or a folder of them; see `marks`.
        rater: who counted.

    Raises:
        StudyError: no windows were drawn.
        PlanError: a file cannot be understood, or names what is no window.
    """
    kept = study.checks.current()
    if kept is None:
        raise StudyError(
            f"No windows of “{study.path.name}” were drawn to be counted by hand. Draw them with "
            "melcount check plan."
        )
    scans = {scan.scan.key: scan for scan in counted_scans(study)}
    windows = _Windows({window.number: window for window in kept.check.windows}, scans)
    found, nowhere = dict[int, HandCount](), 0
    for file in read_marks(path):
        of_file, lost = (
            _of_windows(file, windows) if file.is_of_windows else _of_images(file, windows)
        )
        found |= {count.window: count for count in of_file}
        nowhere += lost
    if not found:
        raise PlanError(f"{path} holds no counts. Add a row for each window that was counted.")
    study.checks.put(kept.key, rater, found.values())
    return Imported(
        windows=len(found),
        cells=sum(count.cells for count in found.values()),
        outside=sum(count.outside for count in found.values()),
        nowhere=nowhere,
        left=len(windows.windows.keys() - _counted(study, kept, rater)),
    )


def _counted(study: Study, kept: KeptCheck, rater: str) -> set[int]:
    now = study.checks.current() or kept
    return {count.window for each in now.raters if each.rater == rater for count in each.counts}


def _of_windows(file: MarkedFile, windows: _Windows) -> tuple[list[HandCount], int]:
    """Of a table that names windows: a number of cells, or a row for each cell."""
    points, numbers = dict[int, list[Place]](), dict[int, HandCount]()
    for mark in file.marks:
        window = _named(file, mark, windows)
        if mark.cells is not None:
            if window.number in numbers:
                raise PlanError(
                    f"{file.path}, line {mark.line}: window {window.number} stands here a second "
                    "time. Keep one of both rows."
                )
            numbers[window.number] = HandCount(window.number, mark.cells)
            continue
        places = points.setdefault(window.number, [])
        if mark.x_y is not None:
            if not _holds(window.rect, mark.x_y):
                raise PlanError(
                    f"{file.path}, line {mark.line}: the cell lies outside window {window.number}. "
                    "Give its place in level-0 pixels of the scan."
                )
            places.append(mark.x_y)
    found = [_hand_count(windows, number, places) for number, places in points.items()]
    return [*numbers.values(), *found], 0


def _named(file: MarkedFile, mark: Mark, windows: _Windows) -> CheckWindow:
    found = {str(number): window for number, window in windows.windows.items()}
    text = mark.image.removesuffix(".0").lstrip("0")  # as other programs write numbers
    if text not in found:
        raise PlanError(
            f"{file.path}, line {mark.line}: “{mark.image}” is no window of this check, whose "
            f"windows are 1 to {len(windows.windows)}. Correct the number."
        )
    return found[text]


def _of_images(file: MarkedFile, windows: _Windows) -> tuple[list[HandCount], int]:
    """Of a file that names pictures of windows, or scans; returns also marks in no window."""
    by_picture = {NAME.format(number=n).casefold(): n for n in windows.windows}
    by_image: dict[str, list[Mark]] = {}
    for mark in file.marks:
        by_image.setdefault(mark.image, []).append(mark)
    found, nowhere = list[HandCount](), 0
    for image, marks in by_image.items():
        name = PurePath(image.replace("\\", "/"))
        number = by_picture.get(name.stem.casefold()) or by_picture.get(name.name.casefold())
        if number is not None:
            of_image = [windows.windows[number]]
            places = _on_picture(marks, _frame(windows, of_image[0]), file)
        else:
            scan = _scan_named(file, name, windows)
            of_image = windows.on(scan.scan.key)
            places = _on_scan(marks, scan.request.um_per_px)
        counted, lost = _split(windows, of_image, places)
        found += counted
        nowhere += lost
    return found, nowhere


def _on_picture(marks: Sequence[Mark], frame: PictureFrame, file: MarkedFile) -> list[Place]:
    """Where marks on the picture of a window are, in level-0 pixels."""
    if any(mark.is_um for mark in marks):
        raise PlanError(f"{file.path} tells places on a picture in µm. Export them in pixels.")
    return [frame.to_level0(*mark.x_y) for mark in marks if mark.x_y is not None]


def _on_scan(marks: Sequence[Mark], um_per_px: float) -> list[Place]:
    """The same of marks on a scan."""
    found = []
    for mark in marks:
        if mark.x_y is not None:
            unit = um_per_px if mark.is_um else 1.0
            found.append((mark.x_y[0] / unit, mark.x_y[1] / unit))
    return found


def _scan_named(file: MarkedFile, name: PurePath, windows: _Windows) -> CountedScan:
    for scan in windows.scans.values():
        path = scan.scan.path
        if name.name.casefold() in (path.name.casefold(), path.stem.casefold()):
            return scan
    raise PlanError(
        f"{file.path} is about “{name}”, which is neither the picture of a window nor a scan of "
        "the study. Name the file after what was counted."
    )


def _split(
    windows: _Windows, of_image: Sequence[CheckWindow], places: Sequence[Place]
) -> tuple[list[HandCount], int]:
    """What lies in which window; a window without a mark was counted, and has no cells."""
    inside = {w.number: [p for p in places if _holds(w.rect, p)] for w in of_image}
    held = {place for of_window in inside.values() for place in of_window}
    counts = [_hand_count(windows, number, points) for number, points in inside.items()]
    return counts, sum(place not in held for place in places)


def _frame(windows: _Windows, window: CheckWindow) -> PictureFrame:
    return frame_of(_scan_of(windows, window), window.rect)


def _scan_of(windows: _Windows, window: CheckWindow) -> CountedScan:
    scan = windows.scans.get(window.scan)
    if scan is None:
        raise StudyError(
            f"The scan of window {window.number} is not counted any more, so it is not known "
            "where its sample lies. Count it again, or draw windows again."
        )
    return scan


def _holds(rect: Rect, place: Place) -> bool:
    x, y = place
    return rect.x <= x < rect.right and rect.y <= y < rect.bottom


def _hand_count(windows: _Windows, number: int, places: Sequence[Place]) -> HandCount:
    """The cells of a window in the sample."""
    scan = _scan_of(windows, windows.windows[number])
    points = np.array(places, np.float64).reshape(-1, 2)
    is_inside = shapely.intersects_xy(scan.request.mask.sample, points)
    inside = tuple((float(x), float(y)) for x, y in points[is_inside])
    return HandCount(number, float(len(inside)), inside, int(len(points) - len(inside)))
