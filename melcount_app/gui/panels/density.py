"""How the density map lies over the scan: how strongly, and in which colours."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from melcount_app.gui.viewer.colours import COLOUR_MAPS, coloured

USUAL_PERCENT = 60
STRIP_WIDTH_PX, STRIP_HEIGHT_PX = 48, 12


class DensityLook(QWidget):
    """Which the colours are, and what densities they stand for; how strong they are.

    Attributes:
        slider: how strong; it has its place in the tool bar.
        strength_changed: percent.
        colours_changed: one of `COLOUR_MAPS`.
        scale_changed: cells/mm² of the highest colour, the same for all scans so that they can
            be compared by eye; 0 for a scale that fits the scan.
        threshold_changed: cells/mm² below which the density map is clear.
    """

    strength_changed = Signal(int)
    colours_changed = Signal(str)
    scale_changed = Signal(float)
    threshold_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.slider = self._make_slider()
        self.colours = self._make_colours()
        self.top = self._make_number(
            "density_top",
            self.tr("Highest colour of the density map"),
            self.tr(
                "Cells/mm² of the highest colour. Set a number to compare scans by eye; "
                "“auto” fits each scan."
            ),
            self.tr("auto"),
        )
        self.top.valueChanged.connect(self.scale_changed)
        self.threshold = self._make_number(
            "density_threshold",
            self.tr("Lowest density shown"),
            self.tr("Cells/mm² below which the density map is clear."),
            "0",
        )
        self.threshold.valueChanged.connect(self.threshold_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        for widgets in (
            (QLabel(self.tr("Density")), self.colours),
            (QLabel(self.tr("from")), self.threshold, QLabel(self.tr("to")), self.top),
        ):
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            rows.addLayout(row)

    def _make_number(self, name: str, called: str, tip: str, at_zero: str) -> QDoubleSpinBox:
        number = QDoubleSpinBox()
        number.setObjectName(name)
        number.setAccessibleName(called)
        number.setToolTip(tip)
        number.setDecimals(0)
        number.setRange(0, 10_000)
        number.setSingleStep(50)
        number.setSpecialValueText(at_zero)
        number.setKeyboardTracking(False)
        return number

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
        combo.setIconSize(QSize(STRIP_WIDTH_PX, STRIP_HEIGHT_PX))
        for name in COLOUR_MAPS:
            combo.addItem(_strip(name), name)
        combo.currentTextChanged.connect(self.colours_changed)
        return combo


def _strip(name: str) -> QIcon:
    """The colours of one of `COLOUR_MAPS`, from low to high."""
    rising = np.linspace(0, 1, STRIP_WIDTH_PX, dtype=np.float32)
    strip = coloured(np.tile(rising, (STRIP_HEIGHT_PX, 1)), 1.0, name)
    return QIcon(QPixmap.fromImage(strip))
