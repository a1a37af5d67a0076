"""How the density map lies over the scan: how strongly, and in which colours."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from melcount_app.gui.viewer.colours import COLOUR_MAPS

USUAL_PERCENT = 60


class DensityLook(QWidget):
    """A slider between the bare scan and the full colours, and the choice of colours.

    Attributes:
        strength_changed: percent.
        colours_changed: one of `COLOUR_MAPS`.
    """

    strength_changed = Signal(int)
    colours_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.slider = self._make_slider()
        self.colours = self._make_colours()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        for widget in (QLabel(self.tr("Density map")), self.slider, self.colours):
            row.addWidget(widget)
        row.addStretch(1)

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("density_strength")
        slider.setAccessibleName(self.tr("Strength of the density map"))
        slider.setToolTip(self.tr("How strongly the density map covers the scan."))
        slider.setRange(0, 100)
        slider.setValue(USUAL_PERCENT)
        slider.setFixedWidth(110)
        slider.valueChanged.connect(self.strength_changed)
        return slider

    def _make_colours(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("colour_map")
        combo.setAccessibleName(self.tr("Colours of the density map"))
        combo.setToolTip(self.tr("Colours of the density map, from low to high."))
        combo.addItems(list(COLOUR_MAPS))
        combo.currentTextChanged.connect(self.colours_changed)
        return combo
