"""How the outline of the sample is found: where it begins, and how smooth it is."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QSlider, QWidget

from melcount_app.core.mask import MaskSettings
from melcount_app.gui.panels.side import button_row
from melcount_app.gui.session.sample import SampleDesk

STEPS_PER_OCTAVE = 20
OCTAVES = 2.0
"""A slider reaches from a quarter to four times the automatic value; its middle is automatic."""

BUTTONS = ("automatic_mask", "target_sample", "draw_mask")


class SamplePanel(QWidget):
    """Two sliders beside the automatic outline; the outline follows while they move."""

    def __init__(self, sample: SampleDesk, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("sample_panel")
        self._sample = sample
        self.threshold = self._make_slider(
            "mask_threshold",
            self.tr("Threshold of the outline"),
            self.tr("How bright the sample is where it begins; to the right, less is sample."),
        )
        self.smoothing = self._make_slider(
            "mask_smoothing",
            self.tr("Smoothing of the outline"),
            self.tr("How wide the notches and bridges are that are smoothed away."),
        )
        form = QFormLayout()
        form.addRow(self.tr("Threshold"), self.threshold)
        form.addRow(self.tr("Smoothing"), self.smoothing)
        form.addRow(button_row(actions[name] for name in BUTTONS))
        self.setLayout(form)
        sample.changed.connect(self.show_settings)
        self.show_settings()

    def _make_slider(self, name: str, called: str, tip: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(name)
        slider.setAccessibleName(called)
        slider.setToolTip(tip)
        reach = round(STEPS_PER_OCTAVE * OCTAVES)
        slider.setRange(-reach, reach)
        slider.setPageStep(STEPS_PER_OCTAVE // 2)
        slider.valueChanged.connect(self._on_moved)
        slider.sliderReleased.connect(self._on_released)
        return slider

    @Slot()
    def show_settings(self) -> None:
        """Show how the present outline was found."""
        mask = self._sample.mask
        self.setEnabled(mask is not None)
        found = mask.found_with if mask else MaskSettings()
        if not (self.threshold.isSliderDown() or self.smoothing.isSliderDown()):
            for slider, factor in (
                (self.threshold, found.threshold),
                (self.smoothing, found.smoothing),
            ):
                with QSignalBlocker(slider):
                    slider.setValue(_step(factor))

    def _settings(self) -> MaskSettings:
        return MaskSettings(_factor(self.threshold.value()), _factor(self.smoothing.value()))

    @Slot()
    def _on_moved(self) -> None:
        is_held = self.threshold.isSliderDown() or self.smoothing.isSliderDown()
        self._sample.find_with(self._settings(), is_final=not is_held)

    @Slot()
    def _on_released(self) -> None:
        self._sample.find_with(self._settings(), is_final=True)


def _factor(step: int) -> float:
    return float(2.0 ** (step / STEPS_PER_OCTAVE))


def _step(factor: float) -> int:
    return round(STEPS_PER_OCTAVE * math.log2(factor))
