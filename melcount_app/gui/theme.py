"""Light or dark, as the system is or as the user wants it."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from melcount_app.core.settings import Theme

_SCHEMES = MappingProxyType(
    {
        Theme.SYSTEM: Qt.ColorScheme.Unknown,
        Theme.LIGHT: Qt.ColorScheme.Light,
        Theme.DARK: Qt.ColorScheme.Dark,
    }
)

_Role = QPalette.ColorRole
_DARK = MappingProxyType(
    {
        _Role.Window: "#2b2d30",
        _Role.WindowText: "#e8e8e8",
        _Role.Base: "#1e1f22",
        _Role.AlternateBase: "#26282b",
        _Role.ToolTipBase: "#3a3d41",
        _Role.ToolTipText: "#e8e8e8",
        _Role.PlaceholderText: "#9a9da2",
        _Role.Text: "#e8e8e8",
        _Role.Button: "#36393d",
        _Role.ButtonText: "#e8e8e8",
        _Role.BrightText: "#ffffff",
        _Role.Highlight: "#2f7fc1",
        _Role.HighlightedText: "#ffffff",
        _Role.Link: "#6db3f2",
        _Role.Mid: "#1b1c1e",
        _Role.Dark: "#17181a",
        _Role.Light: "#3c3f43",
    }
)
_DARK_DISABLED = "#7d8085"


def apply_theme(theme: Theme) -> None:
    """Let all windows be light or dark; those that draw their own icons are to be made anew.

    Where the system has no schemes of its own, as on some Linux desktops, the colours are ours.
    """
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(_SCHEMES[theme])
    is_refused = theme is Theme.DARK and hints.colorScheme() is not Qt.ColorScheme.Dark
    QApplication.setPalette(_dark_palette() if is_refused else QPalette())


def _dark_palette() -> QPalette:
    palette = QPalette()
    for role, colour in _DARK.items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DARK_DISABLED))
    return palette
