"""The local maxima of the density map of the scan that is shown, found when they are wanted."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.count import ScanCounted
from melcount_app.core.peaks import peaks_of_scan
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan

Places = npt.NDArray[np.float64]
PEAKS = "peaks"


class Peaks(QObject):
    """Where single cells seem to be; never a count.

    Attributes:
        changed: `places` are others.
        places: (n, 2) x and y in level-0 pixels; None while nobody wants them, or not found.
    """

    changed = Signal()

    def __init__(self, ground: Ground, shown: ShownScan) -> None:
        super().__init__(ground.hall)
        self.places: Places | None = None
        self._shown = shown
        self._is_wanted = False
        self._counted: ScanCounted | None = None
        self._runner = ground.pools.runner(Pool.MEASURING)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(ground.tell_error)

    def want(self, *, is_wanted: bool) -> None:
        """Find them from now on, or do not."""
        self._is_wanted = is_wanted
        self._find()

    @Slot()
    def follow(self) -> None:
        """Another count, or another outline, may be shown."""
        before, counted = self._counted, self._shown.counted
        self._counted = counted
        if counted is None or before is None:
            if before is not counted:
                self._show(None)
                self._find()
            return
        if counted.density is not before.density:
            self._show(None)
        if counted.density is not before.density or counted.request.mask != before.request.mask:
            self._find()

    def _find(self) -> None:
        if self._is_wanted and self._counted is not None:
            self._runner.follow(PEAKS, _finding(self._counted))
        else:
            self._runner.cancel()
            self._show(None)

    @Slot(object)
    def _take(self, found: tuple[ScanCounted, Places]) -> None:
        of, places = found
        counted = self._counted
        if counted is not None and of.density is counted.density:
            self._show(places)

    def _show(self, places: Places | None) -> None:
        if places is not None or self.places is not None:
            self.places = places
            self.changed.emit()


def _finding(counted: ScanCounted) -> Generator[tuple[ScanCounted, Places], None, None]:
    request = counted.request
    sigma_px = request.card.sigma_px
    yield counted, peaks_of_scan(counted.density, request.mask.sample, sigma_px=sigma_px)
