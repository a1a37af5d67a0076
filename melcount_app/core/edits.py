"""What a user may change about a scan."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.geometry import Size
from melcount_app.core.mask import DEFAULT, Mask, MaskSource, without_ignored
from melcount_app.core.outline_files import Outlines
from melcount_app.core.region import Region
from melcount_app.core.scan.pick import NO_PICK, Pick


@dataclass(frozen=True, slots=True)
class Edits:
    """All that the user may change about a scan.

    Attributes:
        channel: the one that is counted and shown.
        mask: the outline of the sample.
        regions: in the order of the table.
        um_per_px: pixel size given by the user; None to use that of the file.
        pick: which image and plane of the file they were made on.
        without_damaged: whether the scan is counted although parts of it cannot be read.
        insists: whether it is counted although it does not look like fluorescence.
        outline_notes: what is to be told of the files that regions came from, as sentences.
    """

    channel: ChannelChoice
    mask: Mask
    regions: tuple[Region, ...] = ()
    um_per_px: float | None = None
    pick: Pick = NO_PICK
    without_damaged: bool = False
    insists: bool = False
    outline_notes: tuple[str, ...] = ()

    @property
    def region_notes(self) -> tuple[str, ...]:
        """What is to be told of the regions, as sentences; nothing once all are deleted."""
        return self.outline_notes if self.regions else ()

    @property
    def are_the_users(self) -> bool:
        """Whether the outline, the regions or the pixel size are the user's, not found."""
        return (
            bool(self.regions)
            or self.um_per_px is not None
            or self.mask.found_with != DEFAULT
            or self.mask.source not in {MaskSource.AUTOMATIC, MaskSource.WHOLE_SCAN}
        )

    def with_regions_of(self, read: Outlines) -> Edits:
        """The same with the regions of a file besides, and without what it says is no sample.

        Raises:
            GeometryError: nothing would be left of the sample.
        """
        return dataclasses.replace(
            self,
            mask=without_ignored(self.mask, read),
            regions=(*self.regions, *read.regions),
            outline_notes=tuple(dict.fromkeys((*self.region_notes, *read.notes))),
        )

    def are_of(self, size: Size, pick: Pick, asked: Pick) -> bool:
        """Whether they were made on an image and plane of a file.

        Those of early studies do not tell which; they are of the one that nobody asked for.

        Args:
            size: of the image.
            pick: which it is.
            asked: what somebody asked for.
        """
        is_it = self.pick == pick or (self.pick == asked == NO_PICK)
        return is_it and self.mask.scan_size == size

    def free_region_name(self, pattern: str = "region {n}") -> str:
        """The first of "region 1", "region 2", ... that no region has."""
        taken = {region.name for region in self.regions}
        names = (pattern.format(n=number) for number in itertools.count(1))
        return next(name for name in names if name not in taken)
