"""The local maxima of the density map of the scan that is shown, found when they are wanted."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from melcount_app.core.count import ScanCounted
from melcount_app.core.peaks import peaks_of_scan
from melcount_app.gui.worker import Runner

Places = npt.NDArray[np.float64]
PEAKS = "peaks"


class Peaks(QObject):
    """Where single cells seem to be; never a count.

    Attributes:
        changed: `places` are others.
        places: (n, 2) x and y in level-0 pixels; None while nobody wants them, or not found.
    """

    changed = Signal()

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self.places: Places | None = None
        self._is_wanted = False
        self._counted: ScanCounted | None = None
        self._runner = Runner(pool, self)
        self._runner.happened.connect(self._take)

    def want(self, is_wanted: bool) -> None:
        """Find them from now on, or do not."""
        self._is_wanted = is_wanted
        self._find()

    def follow(self, counted: ScanCounted | None) -> None:
        """Another count, or another outline, is shown; None for none."""
        before, self._counted = self._counted, counted
        if counted is None or before is None or counted.density is not before.density:
            self._show(None)
        self._find()

    def cancel(self) -> None:
        """Stop looking."""
        self._runner.cancel()

    def _find(self) -> None:
        if self._is_wanted and self._counted is not None:
            self._runner.follow(PEAKS, _finding(self._counted))
        else:
            self._runner.cancel()
            self._show(None)

    @Slot(object)
    def _take(self, found: tuple[ScanCounted, Places]) -> None:
        if found[0] is self._counted:
            self._show(found[1])

    def _show(self, places: Places | None) -> None:
        if places is not None or self.places is not None:
            self.places = places
            self.changed.emit()


def _finding(counted: ScanCounted) -> Generator[tuple[ScanCounted, Places], None, None]:
    request = counted.request
    sigma_px = request.card.sigma_px
    yield counted, peaks_of_scan(counted.density, request.mask.outline, sigma_px=sigma_px)
