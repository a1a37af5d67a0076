"""The count of one scan: the last one that came to its end, and the picture of the present one."""

from __future__ import annotations

from melcount_app.core.count import ScanCounted, TileCounted
from melcount_app.gui.session.picture import DensityPicture


class LatestCount:
    """What was counted of one scan.

    Attributes:
        finished: the last count that came to its end, or None.
        picture: the density map for the eye, with the tiles of a count that still runs.
    """

    def __init__(self) -> None:
        self.finished: ScanCounted | None = None
        self.picture: DensityPicture | None = None
        self._finished_picture: DensityPicture | None = None

    @classmethod
    def of(cls, finished: ScanCounted) -> LatestCount:
        """A count that came to its end earlier, with its picture."""
        latest, density = cls(), finished.density
        picture = DensityPicture(density.size, density.level0_per_px)
        for core in density.tiles.holding(density.counted, density.output_stride):
            window = density.window(core)
            picture.add(window, density.values[window.slices])
        latest.picture = picture
        latest.finish(finished)
        return latest

    def begin(self, earlier: ScanCounted | None) -> None:
        """A count begins, anew or with the tiles of an earlier one."""
        kept = self._finished_picture if earlier else None
        self.picture = kept.copy() if kept else None

    def add(self, tile: TileCounted) -> None:
        """One more tile of the count that runs."""
        if self.picture is None:
            self.picture = DensityPicture(tile.map_size, tile.level0_per_px)
        self.picture.add(tile.window, tile.values)

    def finish(self, counted: ScanCounted) -> None:
        """The count came to its end."""
        self.finished, self._finished_picture = counted, self.picture

    def give_up(self) -> None:
        """The count did not come to its end; the one before stays."""
        self.picture = self._finished_picture
