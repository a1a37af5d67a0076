"""How a window looks, apart from what it shows: kept when it is made anew, and between starts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QRectF, Qt

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.viewer.tiles import Contrast


@dataclass(frozen=True, slots=True)
class Look:
    """What a user has arranged in a window.

    Attributes:
        state: whether it is maximised, and so on.
        switches: names of the checkable actions that are on.
        place: what part of the scan is visible, in level-0 pixels.
        selected: places of the selected regions.
        contrast: of the scan.
        is_contrast_kept: whether the next scans have it, too.
        scale: highest colour of the density map; 0 for automatic.
        threshold: lowest density shown.
    """

    state: Qt.WindowState
    switches: frozenset[str]
    place: QRectF
    selected: tuple[int, ...]
    contrast: Contrast
    is_contrast_kept: bool
    scale: float
    threshold: float


def look_of(window: MainWindow) -> Look:
    """How a window looks now."""
    display, density = window.view.display, window.density_look
    return Look(
        state=window.windowState(),
        switches=frozenset(n for n, a in window.actions_by_name.items() if a.isChecked()),
        place=window.view.canvas.viewRect(),
        selected=tuple(window.regions_panel.selected),
        contrast=display.contrast,
        is_contrast_kept=display.is_kept,
        scale=density.top.value(),
        threshold=density.threshold.value(),
    )


def take_look(window: MainWindow, look: Look) -> None:
    """Let a window that was made for the same session look like the one before."""
    window.setWindowState(look.state)
    for name, action in window.actions_by_name.items():
        if action.isCheckable():
            action.setChecked(name in look.switches)
    window.density_look.top.setValue(look.scale)
    window.density_look.threshold.setValue(look.threshold)
    window.display_panel.kept.setChecked(look.is_contrast_kept)
    window.view.display.take(look.contrast)
    window.regions_panel.select(list(look.selected))
    window.view.canvas.setRange(look.place, padding=0)


def remember_layout(window: MainWindow, preferences: Preferences) -> None:
    """Keep size, place, columns and colours for the next start."""
    preferences.change(
        geometry=_hex(window.saveGeometry()),
        columns=_hex(window.columns.saveState()),
        density_colours=window.density_look.colours.currentText(),
        density_percent=window.density_look.slider.value(),
    )


def restore_layout(window: MainWindow, preferences: Preferences) -> bool:
    """Take size, place, columns and colours of the last time; whether there was one."""
    settings = preferences.settings
    window.density_look.colours.setCurrentText(settings.density_colours)
    window.density_look.slider.setValue(settings.density_percent)
    window.columns.restoreState(QByteArray.fromHex(settings.columns.encode()))
    return window.restoreGeometry(QByteArray.fromHex(settings.geometry.encode()))


def _hex(state: QByteArray) -> str:
    return bytes(state.toHex().data()).decode("ascii")
