"""What the scans of the study are counted with."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.core.protocol import Protocol


class ProtocolDialog(QMessageBox):
    """Name, model, settings and fingerprint, to be copied, saved, or taken from a file.

    Attributes:
        to_be_saved: the user wants a file of it.
        to_be_taken: the user wants that of a file instead.
    """

    to_be_saved = Signal()
    to_be_taken = Signal()

    def __init__(self, window: QWidget, protocol: Protocol | None, *, may_be_taken: bool) -> None:
        """Show the protocol of a study.

        Args:
            window: that it belongs to.
            protocol: what the scans are counted with; None while that is open.
            may_be_taken: whether another one can be; not once scans have been counted.
        """
        super().__init__(window)
        self.setObjectName("protocol")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Protocol"))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(self._title(protocol))
        if protocol is not None:
            self.setInformativeText(self._facts(protocol))
        role = QMessageBox.ButtonRole.ActionRole
        save = self.addButton(self.tr("Save…"), role)
        save.setObjectName("save_protocol")
        save.setEnabled(protocol is not None)
        save.clicked.connect(self.to_be_saved)
        take = self.addButton(self.tr("Take from a file…"), role)
        take.setObjectName("take_protocol")
        take.setEnabled(may_be_taken)
        take.clicked.connect(self.to_be_taken)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Close))

    def _title(self, protocol: Protocol | None) -> str:
        if protocol is None:
            return self.tr(
                "This study has no protocol yet. Counting all scans gives it one, with the model "
                "and settings of that moment; it holds for all its scans from then on."
            )
        locked = self.tr("All scans of this study are counted with it.")
        return f"<b>{escape(protocol.name)}</b><p>{escape(locked)}</p>"

    def _white(self, protocol: Protocol) -> dict[str, str]:
        """White and black, where scans of 16 bit share them."""
        if protocol.white is None:
            return {}
        numbers = self.tr("{white} in all scans of 16 bit; black {black}")
        white, black = (f"{value or 0:.0f}" for value in (protocol.white, protocol.black))
        return {self.tr("White"): numbers.format(white=white, black=black)}

    def _facts(self, protocol: Protocol) -> str:
        size = protocol.um_per_px
        rows = {
            self.tr("Model"): f"{protocol.model} (SHA-256 {protocol.model_sha256[:12]}…)",
            self.tr("Channel"): protocol.channel or self.tr("the usual choice, scan by scan"),
            self.tr("Pixel size"): self.tr("that of each file")
            if size is None
            else f"{QLocale().toString(size, 'g', 6)} µm",
            self.tr("Image of the files"): protocol.image,
            self.tr("Plane of the files"): str(protocol.plane or ""),
            **self._white(protocol),
            self.tr("Fingerprint"): protocol.sha256,
        }
        lines = "".join(
            f"<tr><td style='white-space: pre'>{escape(name)}   </td><td>{escape(text)}</td></tr>"
            for name, text in rows.items()
            if text
        )
        return f"<table>{lines}</table>"
