"""Sliders for how bright the scan is shown; no number depends on them."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from melcount_app.gui.viewer.display import Display

GAMMA_STEPS = 20
"""Positions of the slider per doubling of gamma."""

GAMMA_DOUBLINGS = 2


class DisplayPanel(QWidget):
    """Black, white and gamma of the channel shown."""

    def __init__(self, display: Display) -> None:
        super().__init__()
        self.setObjectName("display_panel")
        self._display = display
        self.black = self._slider("display_black", self.tr("Value shown black"))
        self.white = self._slider("display_white", self.tr("Value shown white"))
        self.gamma = self._slider(
            "display_gamma", self.tr("Gamma: to the left dim cells are shown brighter")
        )
        most = GAMMA_STEPS * GAMMA_DOUBLINGS
        self.gamma.setRange(-most, most)
        self._labels = {slider: QLabel() for slider in (self.black, self.white, self.gamma)}
        self.automatic = QPushButton(self.tr("Automatic"))
        self.automatic.setObjectName("display_automatic")
        self.automatic.clicked.connect(display.go_back)
        self.kept = QCheckBox(self.tr("Same for all scans"))
        self.kept.setObjectName("display_kept")
        self.kept.setToolTip(self.tr("Show the next scans with this brightness, to compare them."))
        self.kept.toggled.connect(self._keep)
        self._lay_out()
        self.black.valueChanged.connect(display.set_black)
        self.white.valueChanged.connect(display.set_white)
        self.gamma.valueChanged.connect(self._set_gamma)
        display.changed.connect(self.show_contrast)
        self.show_contrast()

    def _slider(self, name: str, called: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(name)
        slider.setAccessibleName(called)
        slider.setToolTip(called)
        return slider

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Black"), self._with_number(self.black))
        form.addRow(self.tr("White"), self._with_number(self.white))
        form.addRow(self.tr("Gamma"), self._with_number(self.gamma))
        row = QHBoxLayout()
        row.addWidget(self.automatic)
        row.addWidget(self.kept)
        row.addStretch(1)
        form.addRow(row)

    def _with_number(self, slider: QSlider) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(slider, 1)
        label = self._labels[slider]
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance("00000"))
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(label)
        return both

    @Slot(int)
    def _set_gamma(self, position: int) -> None:
        self._display.set_gamma(2.0 ** (position / GAMMA_STEPS))

    @Slot()
    def _keep(self) -> None:
        self._display.keep(is_kept=self.kept.isChecked())

    @Slot()
    def show_contrast(self) -> None:
        """Show what the display has."""
        contrast, locale = self._display.contrast, self.locale()
        places = {
            self.black: round(contrast.black),
            self.white: round(contrast.white),
            self.gamma: round(GAMMA_STEPS * math.log2(contrast.gamma)),
        }
        for slider, place in places.items():
            with QSignalBlocker(slider):
                if slider is not self.gamma:
                    slider.setRange(0, self._display.top)
                slider.setValue(place)
        self._labels[self.black].setText(locale.toString(places[self.black]))
        self._labels[self.white].setText(locale.toString(places[self.white]))
        self._labels[self.gamma].setText(locale.toString(contrast.gamma, "f", 2))
        self.automatic.setEnabled(not self._display.is_automatic)
