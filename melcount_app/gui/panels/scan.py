"""What is known of the scan: its name, pixel size and channel."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from melcount_app.gui.language import QT_TRANSLATE_NOOP, told
from melcount_app.gui.panels.side import WholeLabel
from melcount_app.gui.session.sample import SampleDesk
from melcount_app.gui.session.shown import ShownScan

UNKNOWN = 0.0

USUAL_CHANNELS = (
    *(QT_TRANSLATE_NOOP("channels", "red"), QT_TRANSLATE_NOOP("channels", "green")),
    *(QT_TRANSLATE_NOOP("channels", "blue"), QT_TRANSLATE_NOOP("channels", "grey")),
)
"""Names of channels where the file gives none."""


class ScanPanel(QWidget):
    """The facts that a count depends on, and the two that the user may change."""

    def __init__(self, shown: ShownScan, sample: SampleDesk) -> None:
        super().__init__()
        self.setObjectName("scan_panel")
        self._shown, self._sample = shown, sample
        self._name = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self._name.setObjectName("scan_name")
        self._size = QLabel()
        self.um_per_px = self._pixel_size_field()
        self._source = QLabel()
        self._source.setObjectName("pixel_size_source")
        self.channel = QComboBox()
        self.channel.setObjectName("channel")
        self.channel.setAccessibleName(self.tr("Channel"))
        self.channel.activated.connect(self._choose_channel)
        self._reason = WholeLabel()
        self._reason.setObjectName("channel_reason")
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._name)
        form.addRow(self.tr("Size"), self._size)
        form.addRow(self.tr("Pixel size"), _side_by_side(self.um_per_px, self._source))
        form.addRow(self.tr("Channel"), self.channel)
        form.addRow(self._reason)
        self.setStyleSheet("QLabel#scan_name { font-weight: 600; }")
        sample.changed.connect(self.show_scan)
        self.show_scan()

    def _pixel_size_field(self) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(UNKNOWN, 100)
        field.setDecimals(4)
        field.setKeyboardTracking(False)
        field.setObjectName("um_per_px")
        field.setAccessibleName(self.tr("Pixel size in µm per pixel"))
        field.setSuffix(self.tr(" µm/px"))
        field.setSpecialValueText(self.tr("enter µm/px"))
        field.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        field.editingFinished.connect(self._set_pixel_size)
        return field

    @Slot()
    def show_scan(self) -> None:
        """Show what the session has."""
        shown, prepared, terms = self._shown, self._shown.prepared, self._shown.terms
        self.setEnabled(prepared is not None)
        self._name.setText(shown.path.name if shown.path else self.tr("no scan"))
        self._name.setToolTip(str(shown.path or ""))
        self._size.setText(f"{prepared.size.width} × {prepared.size.height} px" if prepared else "")
        size = shown.pixel_size
        self.um_per_px.setValue(size.um_per_px if size else UNKNOWN)
        self._source.setText(self._source_text() if prepared else "")
        with QSignalBlocker(self.channel):
            self.channel.clear()
            for name in prepared.channels if prepared else ():
                self.channel.addItem(QCoreApplication.translate("channels", name), name)
            self.channel.setCurrentIndex(terms.channel.value.index if terms else -1)
        self._reason.setText(told(terms.channel.value.reason) if terms else "")
        for field, is_locked in (
            (self.channel, terms is not None and terms.channel.is_locked),
            (self.um_per_px, terms is not None and terms.pixel_size.is_locked),
        ):
            field.setEnabled(not is_locked)
            field.setToolTip(self.tr("The protocol of the study says it.") if is_locked else "")

    def _source_text(self) -> str:
        size = self._shown.pixel_size
        if size is None:
            return self.tr("the file does not tell it")
        return self.tr("from {source}").format(source=told(size.source))

    @Slot()
    def _set_pixel_size(self) -> None:
        """Take what was entered; the file's own number, or none, is no change."""
        entered, size = self.um_per_px.value(), self._shown.pixel_size
        if self._shown.prepared is None or entered == round(size.um_per_px if size else 0, 4):
            return
        self._sample.set_um_per_px(entered or None)

    @Slot(int)
    def _choose_channel(self, index: int) -> None:
        self._sample.choose_channel(self.channel.itemData(index))


def _side_by_side(field: QWidget, note: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(field)
    row.addWidget(note, 1)
    return row
