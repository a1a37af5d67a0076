"""What the window tells its user: in sentences above the scan, never in the way."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction, QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from melcount_app.gui.language import told

MOST_FAILURES = 3
"""That are shown together."""


class Tone(enum.StrEnum):
    """How grave a message is: something is done, is worth a note, or could not be done."""

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
        offers: names of actions to offer.
        gives_way: whether it is not shown while another offers something.
        lasts: whether it stays when another scan is shown, or the scan is changed: it is not
            about what the user has just tried.
    """

    sentence: str
    tone: Tone = Tone.NOTE
    folder: Path | None = None
    offers: tuple[str, ...] = ()
    gives_way: bool = False
    lasts: bool = False


_COLOURS = {  # background, text, edge
    Tone.DONE: ("#e3f1e7", "#16351f", "#7fb792"),
    Tone.NOTE: ("#fdf3d8", "#41330a", "#d9b54a"),
    Tone.FAILURE: ("#fbe3e0", "#5a1712", "#d9817a"),
}
_DARK_COLOURS = {
    Tone.DONE: ("#1f3b2a", "#d8efdf", "#3f7a55"),
    Tone.NOTE: ("#453a18", "#f5e8c0", "#8a7430"),
    Tone.FAILURE: ("#4d2320", "#fadcd9", "#96504a"),
}


class MessageBar(QFrame):
    """Shows the latest message until it is closed or the next one comes."""

    closed = Signal()

    def __init__(self, actions: Mapping[str, QAction] = {}) -> None:
        """An empty bar.

        Args:
            actions: that messages may offer, by name.
        """
        super().__init__()
        self.setObjectName("message_bar")
        self._actions = actions
        self._offers: list[QPushButton] = []
        self._folder: Path | None = None
        self._message: Message | None = None
        self._sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setObjectName("message")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # as low as its width allows
        self._sentence.setSizePolicy(policy)
        self._open = QPushButton(self.tr("Open folder"))
        self._open.setObjectName("open_folder")
        self._open.clicked.connect(self._open_folder)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setObjectName("close_message")
        close.setAccessibleName(self.tr("Close the message"))
        close.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.addWidget(self._sentence, 1)
        self._row.addWidget(self._open)
        self._row.addWidget(close)
        self.hide()

    @property
    def sentence(self) -> str:
        """The sentence shown; empty when there is none."""
        return self._sentence.text()

    @property
    def message(self) -> Message | None:
        """The message shown; None when there is none."""
        return self._message

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show a message instead of the one before."""
        if message.gives_way and self._offers:
            return
        is_dark = self.palette().window().color().lightness() < 128
        background, text, edge = (_DARK_COLOURS if is_dark else _COLOURS)[message.tone]
        self.setStyleSheet(
            f"#message_bar {{ background: {background}; border-bottom: 1px solid {edge}; }}"
            f"#message_bar QLabel, #message_bar QToolButton {{ color: {text}; }}"
        )
        self._folder, self._message = message.folder, message
        self._open.setVisible(message.folder is not None)
        self._show_offers(message.offers)
        sentence = told(message.sentence)
        self._sentence.setText(sentence)
        self._sentence.setAccessibleName(sentence)
        self.show()
        alert = QAccessible.Event.Alert  # screen readers read it aloud
        QAccessible.updateAccessibility(QAccessibleEvent(self._sentence, alert))

    def _show_offers(self, names: tuple[str, ...]) -> None:
        """Buttons for some actions, in place of those before."""
        for button in self._offers:
            button.hide()
            button.deleteLater()
        self._offers = [self._offer(self._actions[name]) for name in names]
        for place, button in enumerate(self._offers, start=1):
            self._row.insertWidget(place, button)

    def _offer(self, action: QAction) -> QPushButton:
        button = QPushButton(action.iconText())
        button.setObjectName(f"offer_{action.objectName()}")
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def leave_scan(self) -> None:
        """Take the message away where it was about the scan that was shown, and offers nothing."""
        lasts = self._message is not None and self._message.lasts
        if not self._offers and not lasts:
            self.clear()

    @Slot(object)
    def withdraw(self, message: Message) -> None:
        """Take a message away if it is the one that is shown: what it offers holds no longer."""
        if message is self._message:
            self.clear()

    @Slot()
    def clear(self) -> None:
        """Take the message away."""
        self._message = None
        self._sentence.clear()
        self._show_offers(())
        self.hide()
        self.closed.emit()

    @Slot()
    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


class FailureBar(MessageBar):
    """Shows what could not be done, the latest below what went before and was not closed.

    What the user has just tried goes with the next try, or with the scan.
    """

    def __init__(self, actions: Mapping[str, QAction] = {}) -> None:
        """An empty bar; see `MessageBar`."""
        super().__init__(actions)
        self._failures: list[Message] = []

    @Slot(object)
    @override
    def show_message(self, message: Message) -> None:
        self._keep_lasting()
        others = [each for each in self._failures if each.sentence != message.sentence]
        self._failures = [*others, message][-MOST_FAILURES:]
        self._show()

    @override
    def leave_scan(self) -> None:
        self._keep_lasting()
        self._show()

    def _keep_lasting(self) -> None:
        self._failures = [each for each in self._failures if each.lasts]

    def _show(self) -> None:
        if not self._failures:
            super().clear()
            return
        sentences = "\n".join(told(each.sentence) for each in self._failures)
        super().show_message(dataclasses.replace(self._failures[-1], sentence=sentences))

    @Slot()
    @override
    def clear(self) -> None:
        self._failures = []
        super().clear()


class Messages(QWidget):
    """What could not be done, above the latest of all else: neither takes the other's place.

    Attributes:
        failure: shows failures.
        latest: shows the latest message of another tone.
    """

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        """Two empty bars.

        Args:
            actions: that messages may offer, by name.
        """
        super().__init__()
        self.setObjectName("messages")
        self.failure, self.latest = FailureBar(actions), MessageBar(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in self._bars:
            column.addWidget(bar)

    @property
    def _bars(self) -> tuple[FailureBar, MessageBar]:
        return self.failure, self.latest

    @property
    def sentence(self) -> str:
        """The sentences shown, one per line; empty when there is none."""
        return "\n".join(filter(None, (bar.sentence for bar in self._bars)))

    @property
    def shown(self) -> tuple[Message, ...]:
        """The messages shown."""
        return tuple(bar.message for bar in self._bars if bar.message is not None)

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show a failure below those before, or another message instead of the one before."""
        bar = self.failure if message.tone is Tone.FAILURE else self.latest
        bar.show_message(message)

    @Slot(str)
    def note(self, sentence: str) -> None:
        """Show a sentence as a message that is no failure."""
        self.show_message(Message(sentence))

    @Slot()
    def leave_attempt(self) -> None:
        """Take a failure away that was about what the user has tried: now something was done."""
        self.failure.leave_scan()

    def leave_scan(self) -> None:
        """Take away what was about the scan that was shown, and offers nothing."""
        for bar in self._bars:
            bar.leave_scan()

    @Slot(object)
    def withdraw(self, message: Message) -> None:
        """Take a message away if it is shown: what it offers holds no longer."""
        for bar in self._bars:
            bar.withdraw(message)

    @Slot()
    def clear(self) -> None:
        """Take all messages away."""
        for bar in self._bars:
            bar.clear()
