"""How the density map of the session is shown over the scan, and what its colours mean."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from melcount_app.core.colour_scale import end_of_scale, highest_shown
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.peaks import Peaks
from melcount_app.gui.session.sample import SampleDesk
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.viewer.colours import COLOUR_MAPS
from melcount_app.gui.viewer.density import (
    ContourItem,
    DensityItem,
    OverlayItem,
    PeakItem,
    contour_step,
)
from melcount_app.gui.viewer.frames import FrameTimer
from melcount_app.gui.viewer.overlays import Legend
from melcount_app.gui.viewer.tiles import Area

PICTURE_MS = 120

ASSUMED_PIXEL_SIZE = PixelSize(0.45, PixelSizeSource.USER)
"""Only smooths the picture of a scan without pixel size; no number is made with it."""


class DensityLayer(QObject):
    """Colours, contour lines, peaks and the legend of the scan that is shown.

    Attributes:
        shown: colours, numbers and legend may be others.
    """

    shown = Signal()

    def __init__(
        self, view: QWidget, counting: CountDesk, sample: SampleDesk, shown: ShownScan, peaks: Peaks
    ) -> None:
        super().__init__(view)
        self._counting, self._shown, self._found_peaks = counting, shown, peaks
        self.colours = DensityItem()
        self.contours = ContourItem()
        self.peaks = PeakItem()
        self.legend = Legend(view)
        self._colour_map = COLOUR_MAPS[0]
        self._fixed_top = 0.0
        self._threshold = 0.0
        self._density: npt.NDArray[np.float32] | None = None
        self.contours.hide()
        self.peaks.hide()
        self._timer = FrameTimer(PICTURE_MS, self)
        self._timer.timeout.connect(self.show_picture)
        counting.picture_changed.connect(self._timer.request)
        sample.changed.connect(self._timer.request)
        peaks.changed.connect(self._show_peaks)

    @property
    def items(self) -> tuple[OverlayItem, ...]:
        """What lies over the scan, the lowest first."""
        return (self.colours, self.contours, self.peaks)

    @Slot()
    def show_picture(self) -> None:
        """Colours for what was counted so far, inside the present outline."""
        picture, mask = self._counting.picture, self._shown.mask
        if picture is None or mask is None:
            self.colours.show_density(None, 1.0, 1.0, self._colour_map)
            self.contours.show_density(None, 1.0, 1.0)
            self._density = None
            self.legend.hide()
            self.shown.emit()
            return
        pixel_size = self._shown.pixel_size
        density = picture.cells_per_mm2(mask.sample, pixel_size or ASSUMED_PIXEL_SIZE)
        self._density, side = density, picture.level0_per_px
        is_known = pixel_size is not None  # else no number of cells/mm² applies
        fixed, lowest = (self._fixed_top, self._threshold) if is_known else (0.0, 0.0)
        top = fixed or end_of_scale(highest_shown(density))
        step = contour_step(top)
        draws_lines = self.contours.isVisible()
        coloured = np.where(density >= lowest, density, np.float32(np.nan))
        self.colours.show_density(coloured, side, top, self._colour_map)
        self.contours.show_density(density if draws_lines else None, side, step, lowest)
        self.legend.show_scale(
            top if is_known else None,
            is_fixed=fixed > 0,
            lowest=lowest,
            contour_step=step if draws_lines else 0.0,
        )
        self.legend.setVisible(self.colours.isVisible() or draws_lines)
        self.shown.emit()

    def stop(self) -> None:
        """Show nothing new any more."""
        self._timer.stop()

    def cells_per_mm2_at(self, x: float, y: float) -> float | None:
        """Mean density around a level-0 position, as the colours show it.

        None outside the sample, where nothing was counted, and without a pixel size.
        """
        picture, density = self._counting.picture, self._density
        if picture is None or density is None or self._shown.pixel_size is None:
            return None
        row, column = int(y // picture.level0_per_px), int(x // picture.level0_per_px)
        height, width = density.shape
        if not (0 <= row < height and 0 <= column < width):
            return None
        value = float(density[row, column])
        return value if math.isfinite(value) else None

    @Slot()
    def _show_peaks(self) -> None:
        self.peaks.show_places(self._found_peaks.places, self.colours.boundingRect())

    def look_at(self, visible: Area, level0_per_screen_px: float) -> None:
        """Say what part of the scan is on the screen, and how large."""
        self.peaks.look_at(visible, level0_per_screen_px)

    def set_left(self, left: float | None) -> None:
        """Show nothing left of a level-0 x; None for no divider."""
        for item in self.items:
            item.set_left(-math.inf if left is None else left)

    def set_visible(self, *, is_visible: bool) -> None:
        """Show or hide the colours."""
        self.colours.setVisible(is_visible)
        self.show_picture()

    def set_contours_visible(self, *, is_visible: bool) -> None:
        """Show or hide lines of equal density."""
        self.contours.setVisible(is_visible)
        self.show_picture()

    def set_peaks_visible(self, *, is_visible: bool) -> None:
        """Show or hide marks of local maxima; they are looked for first."""
        self.peaks.setVisible(is_visible)
        self._found_peaks.want(is_wanted=is_visible)

    @Slot(int)
    def set_strength(self, percent: int) -> None:
        """How strongly the colours cover the scan."""
        self.colours.set_strength(percent / 100)

    @Slot(float)
    def set_scale(self, top: float) -> None:
        """Let the highest colour stand for so many cells/mm²; 0 for what fits the scan."""
        self._fixed_top = top
        self.show_picture()

    @Slot(float)
    def set_threshold(self, lowest: float) -> None:
        """Show no colour below so many cells/mm²."""
        self._threshold = lowest
        self.show_picture()

    @Slot(str)
    def set_colours(self, colour_map: str) -> None:
        """Show the density map in other colours, one of `COLOUR_MAPS`."""
        self._colour_map = colour_map
        self.legend.show_colours(colour_map)
        self.show_picture()
