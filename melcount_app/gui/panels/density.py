"""How strongly the density map covers the scan."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

USUAL_PERCENT = 60


class DensityStrength(QWidget):
    """A slider between the bare scan and the full colours.

    Attributes:
        changed: percent.
    """

    changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        label = QLabel(self.tr("Density map"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("density_strength")
        self.slider.setAccessibleName(self.tr("Strength of the density map"))
        self.slider.setToolTip(self.tr("How strongly the density map covers the scan."))
        self.slider.setRange(0, 100)
        self.slider.setValue(USUAL_PERCENT)
        self.slider.setFixedWidth(140)
        self.slider.valueChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(label)
        row.addWidget(self.slider)
        row.addStretch(1)
