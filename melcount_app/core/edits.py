"""What a user may change about a scan."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.mask import Mask
from melcount_app.core.region import Region


@dataclass(frozen=True, slots=True)
class Edits:
    """All that the user may change about a scan.

    Attributes:
        channel: the one that is counted and shown.
        mask: the outline of the sample.
        regions: in the order of the table.
        um_per_px: pixel size given by the user; None to use that of the file.
    """

    channel: ChannelChoice
    mask: Mask
    regions: tuple[Region, ...] = ()
    um_per_px: float | None = None

    def free_region_name(self, pattern: str = "region {n}") -> str:
        """The first of "region 1", "region 2", ... that no region has."""
        taken = {region.name for region in self.regions}
        names = (pattern.format(n=number) for number in itertools.count(1))
        return next(name for name in names if name not in taken)
