"""The user's settings while the program runs; every change is written at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from melcount_app.core.settings import Settings, load_settings, save_settings, with_latest
from melcount_app.core.study.owner import name_operator


class Preferences(QObject):
    """Settings that tell when they change; who works is named in the journal by them.

    Attributes:
        changed: name of the field of `Settings` that is another.
        failed: a sentence: a change could not be written; it holds until the program ends.
        settings: the present ones.
        problem: what was wrong with the file, as a sentence; empty where nothing was.
    """

    changed = Signal(str)
    failed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        """Read the settings of a file; without one they are forgotten at the end."""
        super().__init__(parent)
        self._path = path
        self.settings, self.problem = load_settings(path) if path else (Settings(), "")
        name_operator(self.settings.operator)

    def change(self, **fields: Any) -> None:
        """Change some fields of the settings."""
        before = self.settings
        self.settings = dataclasses.replace(before, **fields)
        if self.settings == before:
            return
        name_operator(self.settings.operator)
        self._save()
        for name in fields:
            if getattr(before, name) != getattr(self.settings, name):
                self.changed.emit(name)

    def remember_scan(self, path: Path) -> None:
        """A scan was opened."""
        self.change(recent_scans=with_latest(self.settings.recent_scans, path))

    def remember_study(self, path: Path, *, is_named: bool) -> None:
        """A study was opened; one without a name of its own is not listed."""
        if is_named:
            recent = with_latest(self.settings.recent_studies, path)
            self.change(last_study=str(path), recent_studies=recent)
        else:
            self.change(last_study="")

    def _save(self) -> None:
        if self._path is None:
            return
        try:
            save_settings(self._path, self.settings)
        except OSError as error:
            self.failed.emit(
                self.tr("The settings cannot be written to {path} ({reason}).").format(
                    path=self._path, reason=error.strerror
                )
            )
