"""What the window tells its user: one sentence at a time, above the scan, never in the way."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from melcount_app.gui.language import told


class Tone(enum.StrEnum):
    """How grave a message is: the bar shows what is done or worth a note, a dialog failures."""

    DONE = "done"
    NOTE = "note"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for the user.

    Attributes:
        sentence: what happened and what to do.
        tone: how grave it is.
        folder: a folder to offer for opening, or None.
    """

    sentence: str
    tone: Tone = Tone.NOTE
    folder: Path | None = None


_COLOURS = {  # background, text, edge
    Tone.DONE: ("#e3f1e7", "#16351f", "#7fb792"),
    Tone.NOTE: ("#fdf3d8", "#41330a", "#d9b54a"),
}
_DARK_COLOURS = {
    Tone.DONE: ("#1f3b2a", "#d8efdf", "#3f7a55"),
    Tone.NOTE: ("#453a18", "#f5e8c0", "#8a7430"),
}


class MessageBar(QFrame):
    """Shows the latest message until it is closed or the next one comes."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message_bar")
        self._folder: Path | None = None
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setObjectName("message")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._open = QPushButton(self.tr("Open folder"))
        self._open.setObjectName("open_folder")
        self._open.clicked.connect(self._open_folder)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setObjectName("close_message")
        close.setAccessibleName(self.tr("Close the message"))
        close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._open)
        row.addWidget(close)
        self.hide()

    @property
    def sentence(self) -> str:
        """The sentence shown; empty when there is none."""
        return self._sentence.text()

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show a message instead of the one before."""
        is_dark = self.palette().window().color().lightness() < 128
        background, text, edge = (_DARK_COLOURS if is_dark else _COLOURS)[message.tone]
        self.setStyleSheet(
            f"#message_bar {{ background: {background}; border-bottom: 1px solid {edge}; }}"
            f"#message_bar QLabel, #message_bar QToolButton {{ color: {text}; }}"
        )
        self._folder = message.folder
        self._open.setVisible(message.folder is not None)
        sentence = told(message.sentence)
        self._sentence.setText(sentence)
        self._sentence.setAccessibleName(sentence)
        self.show()

    @Slot()
    def clear(self) -> None:
        """Take the message away."""
        self._sentence.clear()
        self.hide()
        self.closed.emit()

    @Slot()
    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
