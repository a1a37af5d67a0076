"""The menu of scans and studies that were opened lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from melcount_app.core.paths import data_folder
from melcount_app.gui.beginning import untitled_studies
from melcount_app.gui.preferences import Preferences


class RecentMenu(QMenu):
    """Filled when it opens; whether a file is still there shows when it is chosen.

    Studies that have no name yet come after those that do, so that none is lost by a new one.

    Attributes:
        scan_chosen: a `Path`.
        study_chosen: a `Path`.
    """

    scan_chosen = Signal(Path)
    study_chosen = Signal(Path)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("recent")
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        self._preferences = preferences
        self.aboutToShow.connect(self.fill)
        self.fill()

    @Slot()
    def fill(self) -> None:
        """List what is remembered now."""
        self.clear()
        settings = self._preferences.settings
        untitled = map(str, untitled_studies(data_folder()))
        studies = tuple(dict.fromkeys((*settings.recent_studies, *untitled)))
        for paths, chosen in (
            (studies, self.study_chosen),
            (settings.recent_scans, self.scan_chosen),
        ):
            for path in map(Path, paths):
                self._add(path).triggered.connect(lambda _=False, p=path, c=chosen: c.emit(p))
            self.addSeparator()
        if not (settings.recent_scans or studies):
            self.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _add(self, path: Path) -> QAction:
        action = self.addAction(path.name.replace("&", "&&"))
        action.setToolTip(str(path))
        return action
