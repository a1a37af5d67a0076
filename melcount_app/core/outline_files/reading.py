"""Files of outlines, sorted: what is meant as region or sample, and what is left out and why."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shapely

from melcount_app.core.budget import OverBudgetError
from melcount_app.core.errors import GeometryError
from melcount_app.core.foreign import foreign
from melcount_app.core.geometry import Size
from melcount_app.core.outline_files.content import Document, documents, too_large
from melcount_app.core.outline_files.found import Found
from melcount_app.core.outline_files.geojson import geojson_outlines
from melcount_app.core.outline_files.imagej import roi_outline
from melcount_app.core.outline_files.tangle import TangledError, united
from melcount_app.core.region import Outline, Region, intersection, polygons, whole

MANY = 200
"""More regions than this nobody draws: they may be cells that a program found."""

MANY_FOUND = 20
"""More than these, all found by a program and none drawn, are asked about, too."""

NAMED = 3
"""How many of those that are left out are named."""


class TooManyOutlinesError(GeometryError):
    """A file holds so many outlines that they may be cells; the user has to say that all are meant.

    Attributes:
        path: of the file.
        outlines: how many there are.
        detections: how many of them are said to be found by a program.
    """

    def __init__(self, path: Path, outlines: int, detections: int) -> None:
        self.path, self.outlines, self.detections = path, outlines, detections
        if detections == outlines:
            super().__init__(
                f"{path} holds {outlines} outlines that a program found, such as cells, and none "
                "that somebody drew. Export the regions, or say that all of them are meant."
            )
            return
        super().__init__(
            f"{path} holds {outlines} outlines, more than somebody draws; they may be cells that "
            "a program found. Export the regions alone, or say that all of them are meant."
        )


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a file holds.

    Attributes:
        path: of the file.
        regions: what is meant, in level-0 pixels.
        ignored: what is said not to be sample.
        notes: what was left out without being asked about, in sentences.
        reach_px: places further off than this the file cannot tell.
    """

    path: Path
    regions: tuple[Region, ...]
    ignored: tuple[Region, ...] = ()
    notes: tuple[str, ...] = ()
    reach_px: float = math.inf

    def notes_on(self, size: Size) -> tuple[str, ...]:
        """What the user of a scan of that size should read, in sentences."""
        if max(size.width, size.height) <= self.reach_px:
            return self.notes
        doubt = (
            f"{self.path.name}: ImageJ cannot store places beyond {self.reach_px} px in these "
            "ROIs, so that they may lie elsewhere; look at them over the scan."
        )
        return (*self.notes, doubt)

    @property
    def sample(self) -> Outline:
        """What lies in any region and in nothing that is ignored; may be empty.

        Raises:
            GeometryError: their outlines cross too often.
        """
        return self.left_of(self._united(self.regions))

    def left_of(self, outline: Outline) -> Outline:
        """What of an outline is not ignored: itself where nothing of it is; may be empty.

        Raises:
            GeometryError: outlines of what is ignored cross too often.
        """
        return _left(outline, self.ignored_area)

    @property
    def ignored_area(self) -> Outline:
        """All that is said not to be sample; may be empty.

        Raises:
            GeometryError: its outlines cross too often.
        """
        return self._united(self.ignored)

    @property
    def leaves_no_sample(self) -> GeometryError:
        """Why the file cannot be used, where all that is meant is ignored."""
        return GeometryError(
            f"{self.path} leaves no sample: all of it lies in outlines of a class to be ignored. "
            "Export it without them."
        )

    def _united(self, regions: Sequence[Region]) -> Outline:
        try:
            return united([region.outline for region in regions])
        except TangledError as error:
            raise tangled(self.path) from error


def _left(outline: Outline, ignored: Outline) -> Outline:
    if not shapely.intersects(outline, ignored):
        return outline
    return polygons(shapely.difference(outline, ignored))


def read_outlines(path: Path, *, all_are_meant: bool = False) -> Outlines:
    """The outlines of a file of GeoJSON or of ImageJ's ROIs, in level-0 pixels.

    What has no area is left out, and so are detections where somebody drew regions besides.

    Args:
        path: of the file, compressed or not.
        all_are_meant: whether detections, and any number of outlines, are regions, too.

    Raises:
        TooManyOutlinesError: there are so many that they are asked about.
        GeometryError: the file cannot be read or holds no area.
    """
    with foreign(partial(_not_understood, path)):
        found = [each for document in documents(path) for each in _found_in(document)]
        leaves_detections = any(each.may_be_region for each in found) and not all_are_meant
        chosen = [each for each in found if not (each.is_detection and leaves_detections)]
        detections = sum(each.is_detection for each in chosen)
        most = MANY_FOUND if detections == len(chosen) else MANY
        if len(chosen) > most and not all_are_meant:
            raise TooManyOutlinesError(path, len(chosen), detections)
        return _sorted(path, chosen, len(found) - len(chosen))


def _not_understood(path: Path, error: Exception) -> GeometryError:
    if isinstance(error, TangledError):
        return tangled(path)
    if isinstance(error, OverBudgetError | MemoryError):
        return too_large(path)
    if isinstance(error, shapely.errors.ShapelyError):
        return GeometryError(
            f"{path} holds a shape that is not a polygon. Export it again as GeoJSON."
        )
    return GeometryError(
        f"{path} is not a GeoJSON file of polygons, nor a ROI of ImageJ. Export it again as "
        "one of these."
    )


def tangled(path: Path) -> GeometryError:
    """Why outlines are not taken that cannot be understood in time."""
    return GeometryError(
        f"{path} holds outlines whose lines or holes cross too often to tell what they enclose. "
        "Simplify them, or draw them again."
    )


def _found_in(document: Document) -> list[Found]:
    return [roi_outline(document)] if document.is_roi else geojson_outlines(document.data)


def _sorted(path: Path, chosen: Sequence[Found], detections: int) -> Outlines:
    """Regions and what is ignored, drawn; with a word on all that is neither."""
    regions: list[Region] = []
    ignored: list[Region] = []
    empty: list[str] = []
    for found in chosen:
        outline = found.draw()
        name = found.name or f"region {len(regions) + 1}"
        if outline.is_empty:
            empty.append(found.name)
        else:
            kept = ignored if found.is_ignored else regions
            kept.append(Region(name, outline, found.colour))
    if not regions and not ignored:
        raise GeometryError(f"{path} holds no outline with an area. Draw or export a polygon.")
    notes = []
    if empty:
        notes.append(f"{path.name}: outlines without an area were left out ({listed(empty)}).")
    if detections:
        notes.append(
            f"{path.name}: detections were left out ({detections}), since regions were drawn "
            "besides."
        )
    reach_px = min(found.reach_px for found in chosen)
    return Outlines(path, tuple(regions), tuple(ignored), tuple(notes), reach_px)


def load_regions(path: Path, size: Size, *, all_are_meant: bool = False) -> Outlines:
    """The regions of a file, which must lie at least partly over the scan.

    What is to be ignored is taken out of them; who uses them takes it out of the sample, too.

    Args:
        path: of the file.
        size: of level 0 of the scan.
        all_are_meant: whether detections, and any number of outlines, are regions, too.

    Raises:
        TooManyOutlinesError: there are so many that they are asked about.
        GeometryError: the file cannot be used, or a region lies outside a scan of this size.
    """
    outlines = read_outlines(path, all_are_meant=all_are_meant)
    for region in outlines.regions:
        if intersection(region.outline, whole(size)).is_empty:
            raise GeometryError(
                f"“{region.name}” in {path} lies outside the scan of "
                f"{size.width} x {size.height} px. Choose the regions drawn on this scan."
            )
    if not outlines.regions:
        raise only_ignored(outlines)
    return _without_ignored(outlines, size)


def _without_ignored(outlines: Outlines, size: Size) -> Outlines:
    """The regions without what is to be ignored, with a word on it.

    Raises:
        GeometryError: nothing is left of any.
    """
    name, area = outlines.path.name, outlines.ignored_area
    every = [
        dataclasses.replace(region, outline=_left(region.outline, area))
        for region in outlines.regions
    ]
    regions = tuple(region for region in every if not region.outline.is_empty)
    if not regions:
        raise GeometryError(
            f"{outlines.path} leaves no region: all of them lie in outlines of a class to be "
            "ignored. Export it without them."
        )
    notes = list(outlines.notes_on(size))
    ignored = [region.name for region in outlines.ignored]
    if ignored:
        notes.append(
            f"{name}: outlines of a class to be ignored were taken out of the sample and of "
            f"the regions ({listed(ignored)})."
        )
    gone = [region.name for region in every if region.outline.is_empty]
    if gone:
        notes.append(
            f"{name}: regions that lie wholly in outlines of a class to be ignored were left "
            f"out ({listed(gone)})."
        )
    return dataclasses.replace(outlines, regions=regions, notes=tuple(notes))


def only_ignored(outlines: Outlines) -> GeometryError:
    """Why a file of nothing but what is to be ignored cannot be used."""
    return GeometryError(
        f"{outlines.path} holds only outlines of a class to be ignored. Export the others, too."
    )


def listed(names: Sequence[str]) -> str:
    """How many there are, and the first of their names."""
    known = [f"“{name}”" for name in names if name]
    shown = [*known[:NAMED], *(["…"] if len(known) > NAMED else [])]
    return f"{len(names)}: {', '.join(shown)}" if shown else str(len(names))
