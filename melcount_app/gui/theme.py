"""Light or dark, as the system is or as the user wants it."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from melcount_app.core.settings import Theme

_SCHEMES = MappingProxyType(
    {
        Theme.SYSTEM: Qt.ColorScheme.Unknown,
        Theme.LIGHT: Qt.ColorScheme.Light,
        Theme.DARK: Qt.ColorScheme.Dark,
    }
)


def apply_theme(theme: Theme) -> None:
    """Let all windows be light or dark; those that draw their own icons are to be made anew."""
    QApplication.styleHints().setColorScheme(_SCHEMES[theme])
