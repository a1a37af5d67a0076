"""How bright the pixels of the scan are shown: automatic, or as the user set it."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Signal

from melcount_app.core.scan.base import Pixels
from melcount_app.gui.viewer.tiles import Contrast, automatic_contrast


class Display(QObject):
    """The contrast of the scan that is shown.

    Attributes:
        changed: `contrast`, `top` or `is_automatic` are others.
        top: the largest value that a slider should offer.
        is_kept: whether the next scan is shown with the contrast of this one.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.contrast = Contrast(0, 255)
        self.top = 255
        self.is_kept = False
        self._automatic = self.contrast

    @property
    def is_automatic(self) -> bool:
        """Whether the contrast is the one that fits the scan."""
        return self.contrast == self._automatic

    def fit(self, pixels: Pixels) -> None:
        """Another channel of a scan is shown.

        Args:
            pixels: (height, width) of its overview.
        """
        self._automatic = automatic_contrast(pixels)
        self.top = 255 if pixels.itemsize == 1 else max(int(pixels.max()), 1)
        if not self.is_kept:
            self.contrast = self._automatic
        self.changed.emit()

    def go_back(self) -> None:
        """Take the contrast that fits the scan."""
        self.take(self._automatic)

    def set_black(self, black: float) -> None:
        """Show another value black; it stays below the white one."""
        self.take(dataclasses.replace(self.contrast, black=min(black, self.contrast.white - 1)))

    def set_white(self, white: float) -> None:
        """Show another value white; it stays above the black one."""
        self.take(dataclasses.replace(self.contrast, white=max(white, self.contrast.black + 1)))

    def set_gamma(self, gamma: float) -> None:
        """Let grey levels rise with another power of the value."""
        self.take(dataclasses.replace(self.contrast, gamma=gamma))

    def keep(self, *, is_kept: bool) -> None:
        """Show the next scans with this contrast, too, or let each have its own."""
        self.is_kept = is_kept

    def take(self, contrast: Contrast) -> None:
        """Show the scan in another contrast."""
        if contrast != self.contrast:
            self.contrast = contrast
            self.changed.emit()
