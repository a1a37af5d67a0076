"""A word before the first window, where it takes a while until that is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

WAIT_MS = 400
"""Who waits no longer than this is told nothing."""

MARGIN_PX = 24


class Splash(QLabel):
    """Says that a study is being opened: one of an earlier version is brought up to date first."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen)
        self.setObjectName("splash")
        self.setMargin(MARGIN_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.show)

    def wait_for(self, study: Path | None) -> None:
        """Come soon, unless closed before; None for the study that was open last."""
        named = self.tr("melcount opens the study “{name}” …")
        unnamed = self.tr("melcount opens the study …")
        self.setText(named.format(name=study.name) if study is not None else unnamed)
        self._timer.start()

    def finish(self) -> None:
        """What was waited for is there."""
        self._timer.stop()
        self.close()
