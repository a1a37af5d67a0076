"""The regions of the scan that is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.geometry import PixelSize
from melcount_app.core.outline_files import Outlines
from melcount_app.core.partition import grid_regions, quadrant_regions, ring_regions
from melcount_app.core.region import Outline, Region, subtracted, united
from melcount_app.core.study import Study
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message
from melcount_app.gui.session.desk import Drawn, EditDesk, area_of
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan

COPYING = "copy"


@dataclass(frozen=True, slots=True)
class RegionsCopied:
    """Regions on their way to other scans.

    Attributes:
        regions: to be added.
        keys: of the scans that they are added to.
        missing: keys of those of them whose edits are not in memory.
        edits: of these, once they were read.
    """

    regions: tuple[Region, ...]
    keys: tuple[int, ...]
    missing: tuple[int, ...] = ()
    edits: dict[int, Edits] = field(default_factory=dict)


class Regions(QObject):
    """What the user wants counted besides the sample; every change is a step on the edit desk.

    Attributes:
        changed: `present` may be another.
    """

    changed = Signal()

    def __init__(self, ground: Ground, shown: ShownScan, desk: EditDesk) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown, self._desk = ground, shown, desk
        self._runner = ground.pools.runner(Pool.LISTING)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(ground.tell_error)
        for changed in (shown.changed, shown.read, desk.changed):
            changed.connect(self.changed)

    @property
    def present(self) -> tuple[Region, ...]:
        """In the order of the table."""
        edits = self._shown.edits
        return edits.regions if edits is not None else ()

    def draw(self, drawn: Drawn) -> None:
        """Add a region, in level-0 pixels, under the next free name."""

        def added(edits: Edits) -> Edits:
            name = edits.free_region_name(self.tr("region {n}"))
            return dataclasses.replace(
                edits, regions=(*edits.regions, Region(name, area_of(drawn)))
            )

        held = self._desk.held
        if held is not None:
            name = held.free_region_name(self.tr("region {n}"))
            self._desk.attempt(self.tr("draw {name}").format(name=name), added)

    def extend(self, place: int, drawn: Outline) -> None:
        """Add an area to a region."""
        self._reshape(self.tr("add to region"), place, lambda old: united(old, drawn))

    def cut(self, place: int, drawn: Outline) -> None:
        """Take an area off a region."""
        self._reshape(self.tr("take from region"), place, lambda old: subtracted(old, drawn))

    def _reshape(self, text: str, place: int, make: Callable[[Outline], Outline]) -> None:
        self._replace(text, place, lambda r: dataclasses.replace(r, outline=make(r.outline)))

    @Slot(int, str)
    def rename(self, place: int, name: str) -> None:
        """Give a region another name."""
        self._replace(
            self.tr("rename region"), place, lambda r: dataclasses.replace(r, name=name.strip())
        )

    def recolour(self, places: Sequence[int], colour: str) -> None:
        """Give regions another colour, as "#rrggbb"."""

        def recoloured(old: tuple[Region, ...]) -> tuple[Region, ...]:
            return tuple(
                dataclasses.replace(region, colour=colour) if place in places else region
                for place, region in enumerate(old)
            )

        self._try(self.tr("colour of region"), recoloured)

    @Slot(int, bool)
    def show(self, place: int, is_visible: bool) -> None:  # noqa: FBT001 - Qt's signal tells it
        """Show or hide a region over the scan; its numbers stay in the table."""
        text = self.tr("show region") if is_visible else self.tr("hide region")
        self._replace(text, place, lambda r: dataclasses.replace(r, is_visible=is_visible))

    def _replace(self, text: str, place: int, make: Callable[[Region], Region]) -> None:
        def changed(old: tuple[Region, ...]) -> tuple[Region, ...]:
            return (*old[:place], make(old[place]), *old[place + 1 :])

        self._try(text, changed)

    def move(self, from_place: int, to_place: int) -> None:
        """Give a region another place in the list."""

        def moved(old: tuple[Region, ...]) -> tuple[Region, ...]:
            rest = [*old[:from_place], *old[from_place + 1 :]]
            rest.insert(to_place, old[from_place])
            return tuple(rest)

        self._try(self.tr("reorder regions"), moved)

    def duplicate(self, places: Sequence[int]) -> None:
        """Add copies of regions, under names of their own."""

        def copied(old: tuple[Region, ...]) -> tuple[Region, ...]:
            taken = {region.name for region in old}
            copies = []
            for place in places:
                name = _free_name(self.tr("{name} copy").format(name=old[place].name), taken)
                taken.add(name)
                copies.append(dataclasses.replace(old[place], name=name))
            return (*old, *copies)

        self._try(self.tr("duplicate region"), copied)

    def delete(self, places: Iterable[int]) -> None:
        """Delete regions by their places in the list."""
        gone = set(places)
        if gone:
            self._try(
                self.tr("delete region"),
                lambda old: tuple(r for i, r in enumerate(old) if i not in gone),
            )

    def read_from(self, read: Outlines) -> None:
        """Add the regions of a file after those that are there."""
        text = self.tr("load {name}").format(name=read.path.name)
        self._desk.attempt(text, lambda edits: edits.with_regions_of(read))

    def add_quadrants(self) -> None:
        """Add the quadrants of the scan inside the sample."""
        self._part(self.tr("add quadrants"), lambda edits, _: quadrant_regions(edits.mask))

    def add_grid(self, side_mm: float) -> None:
        """Add squares of some mm over the sample."""
        self._part(
            self.tr("add grid"),
            lambda edits, size: grid_regions(edits.mask, size, side_mm) if size else None,
        )

    def add_rings(self, rings: int) -> None:
        """Add concentric rings around the corner of the quarter."""
        self._part(
            self.tr("add rings"),
            lambda edits, size: ring_regions(edits.mask, size, rings) if size else None,
        )

    def _part(
        self, text: str, make: Callable[[Edits, PixelSize | None], tuple[Region, ...] | None]
    ) -> None:
        """Add what a partition of the sample makes; None stands for a lacking pixel size."""

        def parted(edits: Edits) -> Edits:
            made = make(edits, self._shown.pixel_size)
            if made is None:
                raise MelcountError(
                    self.tr("Parts of some mm need the pixel size. Enter it beside the scan.")
                )
            return dataclasses.replace(edits, regions=(*edits.regions, *map(_named, made)))

        self._desk.attempt(text, parted)

    def _try(self, text: str, make: Callable[[tuple[Region, ...]], tuple[Region, ...]]) -> None:
        self._desk.attempt(text, lambda e: dataclasses.replace(e, regions=make(e.regions)))

    def copy_to(self, places: Sequence[int], keys: Sequence[int]) -> None:
        """Add regions of this scan to others, in one step.

        Scans that were never opened are left out, and told.
        """
        chosen = tuple(self.present[place] for place in places)
        works = [w for w in self._ground.scans.those(keys) if w is not self._shown.work]
        left_out = [work.path.name for work in works if not work.is_opened]
        if left_out:
            sentence = self.tr("{names}: open the scan once, then copy the regions.")
            self._ground.tell(Message(sentence.format(names=", ".join(left_out))))
        ready = [work.key for work in works if work.is_opened]
        if ready and chosen:
            missing = tuple(work.key for work in works if work.is_opened and work.edits is None)
            self._load(RegionsCopied(chosen, tuple(ready), missing))

    def _load(self, copied: RegionsCopied) -> None:
        """Have the edits of scans in memory, then go on with copying."""
        study = self._ground.keeping.study
        if copied.missing and study is not None:
            self._runner.enqueue(COPYING, _loading(study, copied, self._ground.keeping.flush))
        else:
            self._take(copied)

    @Slot(object)
    def _take(self, copied: RegionsCopied) -> None:
        for key, found in copied.edits.items():
            work = self._ground.scans.get(key)
            if work is not None and work.edits is None:
                work.edits = found

        def added(edits: Edits) -> Edits:
            return dataclasses.replace(edits, regions=(*edits.regions, *copied.regions))

        text = (
            self.tr("copy regions to 1 scan")
            if len(copied.keys) == 1
            else self.tr("copy regions to {n} scans").format(n=len(copied.keys))
        )
        self._desk.change_many(text, dict.fromkeys(copied.keys, added))


def _named(region: Region) -> Region:
    """A region of a partition with its name in the language of the window."""
    name = QCoreApplication.translate("regions", region.name)
    return dataclasses.replace(region, name=told(name))


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def _loading(
    study: Study, copied: RegionsCopied, flush: Callable[[], None]
) -> Generator[RegionsCopied, None, None]:
    """Read the edits of scans that are not in memory."""
    flush()
    found = {key: study.edits.of(key) for key in copied.missing}
    edits = {key: edits for key, edits in found.items() if edits is not None}
    yield dataclasses.replace(copied, edits=edits)
