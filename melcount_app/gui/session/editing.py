"""Edits of the current scan: every one can be undone, and is shown while it is being made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoStack

from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.geometry import PixelSize
from melcount_app.core.mask import added_to, drawn_mask, taken_from
from melcount_app.core.partition import grid_regions, quadrant_regions, ring_regions
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.region import Outline, Region, polygon, subtracted, united
from melcount_app.gui.commands import ChangeEdits, Step
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session.scans import ScanShelf, ScanWork
from melcount_app.gui.session.state import Numbers


class Editing(QObject):
    """What the user may change, of one scan at a time.

    Attributes:
        edits_changed: mask, regions, channel or pixel size of the current scan are new.
        edits_kept: key: the edits of a scan are finished and should be on disk soon; with the
            name of the step.
        summaries_changed: the list of scans is another.
        stage_changed: the stage is another, or a job began or ended.
        told: a `Message`.
    """

    edits_changed = Signal()
    edits_kept = Signal(int, str)
    summaries_changed = Signal()
    stage_changed = Signal()
    told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._shelf = ScanShelf()
        self._current: ScanWork | None = None
        self._before: Edits | None = None
        self._is_sketch = False

    # What there is

    @property
    def current_key(self) -> int | None:
        """Key of the scan that is shown; None where none is."""
        return self._current.key if self._current else None

    @property
    def path(self) -> Path | None:
        """File of the scan that is shown."""
        return self._current.path if self._current else None

    @property
    def prepared(self) -> PreparedScan | None:
        """What is known of the scan that is shown; None until it was read."""
        return self._current.prepared if self._current else None

    @property
    def edits(self) -> Edits | None:
        """The user's, of the scan that is shown; None until it was read."""
        work = self._current
        return work.edits if work is not None and work.prepared is not None else None

    @property
    def numbers(self) -> Numbers | None:
        """What follows from the edits and the count; None until measured."""
        return self._current.numbers if self._current else None

    @property
    def pixel_size(self) -> PixelSize | None:
        """Of level 0: the user's, else the file's."""
        return self._current.pixel_size if self._current else None

    # How edits change

    def propose(self, after: Edits) -> None:
        """Show edits while a shape is in hand; they are not finished and not kept."""
        work = self._current
        if work is None or work.edits is None:
            return
        if self._before is None:
            self._before = work.edits
        work.edits = after
        self.edits_changed.emit()

    def settle(self, text: str) -> None:
        """Finish what was proposed as one step that can be undone.

        Args:
            text: names the step in the menu, as in "move vertex".
        """
        work, before = self._current, self._before
        self._before = None
        if work is not None and before is not None and work.edits is not None:
            self._push(text, work, before, work.edits)

    def withdraw(self) -> None:
        """Go back to the edits before what was proposed."""
        work, before = self._current, self._before
        self._before = None
        if work is not None and before is not None:
            work.edits = before
            self.edits_changed.emit()

    def sketch(self, change: Callable[[], None]) -> None:
        """Show what a change would do while its shape is in hand; it is not finished.

        Args:
            change: one that changes the edits; what cannot be used is not told yet.
        """
        work = self._current
        if work is not None and self._before is not None:
            work.edits = self._before
        self._is_sketch = True
        try:
            change()
        finally:
            self._is_sketch = False

    def change(self, text: str, after: Edits) -> None:
        """Change the edits in one step that can be undone."""
        self.withdraw()
        if self._current is not None and self.edits is not None and after != self.edits:
            self._push(text, self._current, self.edits, after)

    def _push(self, text: str, work: ScanWork, before: Edits, after: Edits) -> None:
        def show(edits: Edits) -> None:
            self._show_edits(work, edits, text)

        self.undo_stack.push(ChangeEdits(text, before, after, show))

    def _show_edits(self, work: ScanWork, edits: Edits, text: str) -> None:
        """Let edits be those of a scan, which comes to be the current one."""
        work.edits = edits
        if work is self._current:
            self._before = None
        self.edits_kept.emit(work.key, text)
        if work is self._current:
            self.edits_changed.emit()
            self.stage_changed.emit()
        else:
            self.choose(work.key)

    def choose(self, key: int) -> None:
        """Show another scan."""
        raise NotImplementedError

    def _try(self, text: str, make: Callable[[Edits], Edits]) -> None:
        """Change the edits; what cannot be used is told, not done."""
        if self.edits is None:
            return
        try:
            after = make(self.edits)
        except MelcountError as error:
            self._refuse(error)
            return
        if self._is_sketch:
            self.propose(after)
        else:
            self.change(text, after)

    def _refuse(self, error: MelcountError) -> None:
        if self._is_sketch:
            self.edits_changed.emit()
        else:
            self._tell(str(error), Tone.FAILURE)

    def _tell(self, sentence: str, tone: Tone = Tone.NOTE, folder: Path | None = None) -> None:
        self.told.emit(Message(sentence, tone, folder))

    # Sample

    def draw_mask(self, drawn: Outline | Sequence[tuple[float, float]]) -> None:
        """Take a drawn outline, in level-0 pixels, for the sample."""
        self._try_mask(
            self.tr("draw outline"), lambda e: drawn_mask(_area(drawn), e.mask.scan_size)
        )

    def extend_mask(self, drawn: Outline) -> None:
        """Add an area to the sample."""
        self._try_mask(self.tr("add to the sample"), lambda e: added_to(e.mask, drawn))

    def cut_mask(self, drawn: Outline) -> None:
        """Take an area off the sample."""
        self._try_mask(self.tr("take from the sample"), lambda e: taken_from(e.mask, drawn))

    def _try_mask(self, text: str, make: Callable[[Edits], object]) -> None:
        self._try(text, lambda e: dataclasses.replace(e, mask=make(e)))  # type: ignore[arg-type]

    # Regions

    def draw_region(self, drawn: Outline | Sequence[tuple[float, float]]) -> None:
        """Add a region, in level-0 pixels, under the next free name."""
        if self.edits is not None:
            name = self.edits.free_region_name(self.tr("region {n}"))
            text = self.tr("draw {name}").format(name=name)
            self._try_regions(text, lambda old: (*old, Region(name, _area(drawn))))

    def extend_region(self, place: int, drawn: Outline) -> None:
        """Add an area to a region."""
        self._reshape(self.tr("add to region"), place, lambda old: united(old, drawn))

    def cut_region(self, place: int, drawn: Outline) -> None:
        """Take an area off a region."""
        self._reshape(self.tr("take from region"), place, lambda old: subtracted(old, drawn))

    def _reshape(self, text: str, place: int, make: Callable[[Outline], Outline]) -> None:
        self._replace(text, place, lambda r: dataclasses.replace(r, outline=make(r.outline)))

    def rename_region(self, place: int, name: str) -> None:
        """Give a region another name."""
        self._replace(
            self.tr("rename region"), place, lambda r: dataclasses.replace(r, name=name.strip())
        )

    def recolour_regions(self, places: Sequence[int], colour: str) -> None:
        """Give regions another colour, as "#rrggbb"."""

        def recoloured(old: tuple[Region, ...]) -> tuple[Region, ...]:
            return tuple(
                dataclasses.replace(region, colour=colour) if place in places else region
                for place, region in enumerate(old)
            )

        self._try_regions(self.tr("colour of region"), recoloured)

    def show_region(self, place: int, is_visible: bool) -> None:
        """Show or hide a region over the scan; its numbers stay in the table."""
        text = self.tr("show region") if is_visible else self.tr("hide region")
        self._replace(text, place, lambda r: dataclasses.replace(r, is_visible=is_visible))

    def _replace(self, text: str, place: int, make: Callable[[Region], Region]) -> None:
        def changed(old: tuple[Region, ...]) -> tuple[Region, ...]:
            return (*old[:place], make(old[place]), *old[place + 1 :])

        self._try_regions(text, changed)

    def move_region(self, from_place: int, to_place: int) -> None:
        """Give a region another place in the list."""

        def moved(old: tuple[Region, ...]) -> tuple[Region, ...]:
            rest = [*old[:from_place], *old[from_place + 1 :]]
            rest.insert(to_place, old[from_place])
            return tuple(rest)

        self._try_regions(self.tr("reorder regions"), moved)

    def duplicate_regions(self, places: Sequence[int]) -> None:
        """Add copies of regions, under names of their own."""

        def copied(old: tuple[Region, ...]) -> tuple[Region, ...]:
            taken = {region.name for region in old}
            copies = []
            for place in places:
                name = _free_name(self.tr("{name} copy").format(name=old[place].name), taken)
                taken.add(name)
                copies.append(dataclasses.replace(old[place], name=name))
            return (*old, *copies)

        self._try_regions(self.tr("duplicate region"), copied)

    def delete_regions(self, places: Iterable[int]) -> None:
        """Delete regions by their places in the list."""
        gone = set(places)
        if gone:
            self._try_regions(
                self.tr("delete region"),
                lambda old: tuple(r for i, r in enumerate(old) if i not in gone),
            )

    def add_regions(self, text: str, regions: Sequence[Region]) -> None:
        """Add regions after those that are there."""
        self._try_regions(text, lambda old: (*old, *regions))

    def add_quadrants(self) -> None:
        """Add the quadrants of the scan inside the sample."""
        self._try_partition(self.tr("add quadrants"), lambda e, _: quadrant_regions(e.mask))

    def add_grid(self, side_mm: float) -> None:
        """Add squares of some mm over the sample."""
        self._try_partition(
            self.tr("add grid"),
            lambda e, size: grid_regions(e.mask, size, side_mm) if size else None,
        )

    def add_rings(self, rings: int) -> None:
        """Add concentric rings around the corner of the quarter."""
        self._try_partition(
            self.tr("add rings"),
            lambda e, size: ring_regions(e.mask, size, rings) if size else None,
        )

    def _try_partition(
        self,
        text: str,
        make: Callable[[Edits, PixelSize | None], tuple[Region, ...] | None],
    ) -> None:
        """Add what a partition of the sample makes; None stands for a lacking pixel size."""

        def parted(edits: Edits) -> Edits:
            made = make(edits, self.pixel_size)
            if made is None:
                raise MelcountError(
                    self.tr("Parts of some mm need the pixel size. Enter it beside the scan.")
                )
            return dataclasses.replace(edits, regions=(*edits.regions, *map(_named, made)))

        self._try(text, parted)

    def _try_regions(
        self, text: str, make: Callable[[tuple[Region, ...]], tuple[Region, ...]]
    ) -> None:
        self._try(text, lambda e: dataclasses.replace(e, regions=make(e.regions)))

    def copy_regions_to(self, places: Sequence[int], keys: Sequence[int]) -> None:
        """Add regions of this scan to others, in one step; scans never opened are left out."""
        if self.edits is None:
            return
        chosen = tuple(self.edits.regions[place] for place in places)
        works = [work for work in map(self._shelf.get, keys) if work and work is not self._current]
        ready = [(work, work.edits) for work in works if work.edits is not None]
        if ready and chosen:
            self._copy(chosen, ready)
        left_out = [work.path.name for work in works if work.edits is None]
        if left_out:
            self._tell(
                self.tr("{names}: open the scan once, then copy the regions.").format(
                    names=", ".join(left_out)
                )
            )

    def _copy(self, chosen: tuple[Region, ...], ready: list[tuple[ScanWork, Edits]]) -> None:
        text = self.tr("copy regions to {n} scans").format(n=len(ready))

        def put(*, is_added: bool) -> None:
            for work, before in ready:
                added = dataclasses.replace(before, regions=(*before.regions, *chosen))
                work.edits = added if is_added else before
                self.edits_kept.emit(work.key, text)

        self.undo_stack.push(Step(text, lambda: put(is_added=True), lambda: put(is_added=False)))

    def set_um_per_px(self, um_per_px: float | None) -> None:
        """Go by the user's pixel size; None for that of the file."""
        self._try(self.tr("pixel size"), lambda e: dataclasses.replace(e, um_per_px=um_per_px))


def _area(drawn: Outline | Sequence[tuple[float, float]]) -> Outline:
    return polygon(list(drawn)) if isinstance(drawn, Sequence) else drawn


def _named(region: Region) -> Region:
    """A region of a partition with its name in the language of the window."""
    name = QCoreApplication.translate("regions", region.name)
    return dataclasses.replace(region, name=told(name))


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
