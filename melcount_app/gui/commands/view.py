"""The menu View: what is seen, and what over it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from melcount_app.gui.commands.command import Command, Context, Menu, Switch
from melcount_app.gui.commands.conditions import always, has_edits, has_several_scans
from melcount_app.gui.commands.drawing import tool
from melcount_app.gui.language import QT_TRANSLATE_NOOP

KEY_ZOOM = 1.5
NORMAL, FULL = Qt.WindowState.WindowNoState, Qt.WindowState.WindowFullScreen


def _fill_screen(context: Context, *, fills: bool) -> None:
    window = context.window
    window.setWindowState(window.windowState() & ~FULL | (FULL if fills else NORMAL))


VIEW = Menu(
    QT_TRANSLATE_NOOP("actions", "&View"),
    (
        Command(
            name="move",
            text=QT_TRANSLATE_NOOP("actions", "&Move"),
            tip=QT_TRANSLATE_NOOP("actions", "Drag to pan, turn the wheel to zoom."),
            runs=tool("move"),
            is_allowed=has_edits,
            keys=("M",),
            icon="<path d='M12 3v18M3 12h18M9.5 5.5L12 3l2.5 2.5M9.5 18.5L12 21l2.5-2.5"
            "M5.5 9.5L3 12l2.5 2.5M18.5 9.5L21 12l-2.5 2.5'/>",
            label=QT_TRANSLATE_NOOP("actions", "Move"),
        ),
        Command(
            name="zoom_fit",
            text=QT_TRANSLATE_NOOP("actions", "Whole &scan"),
            tip=QT_TRANSLATE_NOOP("actions", "Show the whole scan."),
            runs=lambda c: c.view.fit(),
            is_allowed=always,
            keys=("0",),
            icon="<path d='M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5'/>",
            label=QT_TRANSLATE_NOOP("actions", "Fit"),
        ),
        Command(
            name="zoom_1_to_1",
            text=QT_TRANSLATE_NOOP("actions", "&One to one"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Show one pixel of the scan as one pixel of the screen."
            ),
            runs=lambda c: c.view.one_to_one(),
            is_allowed=always,
            keys=("1",),
            icon="<path d='M4 4h16v16H4zM4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16'/>",
            label=QT_TRANSLATE_NOOP("actions", "1:1"),
        ),
        Command(
            name="zoom_to_regions",
            text=QT_TRANSLATE_NOOP("actions", "Zoom to &regions"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Show the selected regions as large as they fit; without any, the sample.",
            ),
            runs=lambda c: c.view.zoom_to_regions(),
            is_allowed=has_edits,
            keys=("Z",),
        ),
        Command(
            name="zoom_in",
            text=QT_TRANSLATE_NOOP("actions", "Zoom &in"),
            tip=QT_TRANSLATE_NOOP("actions", "Show less, larger."),
            runs=lambda c: c.view.canvas.zoom_by(KEY_ZOOM),
            is_allowed=always,
            keys=("+", "Ctrl++", "="),
        ),
        Command(
            name="zoom_out",
            text=QT_TRANSLATE_NOOP("actions", "Zoom o&ut"),
            tip=QT_TRANSLATE_NOOP("actions", "Show more, smaller."),
            runs=lambda c: c.view.canvas.zoom_by(1 / KEY_ZOOM),
            is_allowed=always,
            keys=("-", "Ctrl+-"),
        ),
        Command(
            name="full_screen",
            text=QT_TRANSLATE_NOOP("actions", "&Full screen"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Give the whole screen to the window; press again to go back."
            ),
            runs=Switch(lambda c, is_on: _fill_screen(c, fills=is_on)),
            is_allowed=always,
            keys=("F11",),
            is_separated=True,
        ),
        Command(
            name="show_density",
            text=QT_TRANSLATE_NOOP("actions", "&Density map"),
            tip=QT_TRANSLATE_NOOP("actions", "Show or hide the density map."),
            runs=Switch(
                lambda c, is_on: c.view.density.set_visible(is_visible=is_on), starts_on=True
            ),
            is_allowed=always,
            keys=("D",),
            icon="<circle cx='9' cy='10' r='5'/><circle cx='15' cy='14' r='5'/>",
            label=QT_TRANSLATE_NOOP("actions", "Density"),
            is_separated=True,
        ),
        Command(
            name="show_contours",
            text=QT_TRANSLATE_NOOP("actions", "&Contour lines"),
            tip=QT_TRANSLATE_NOOP("actions", "Show or hide lines of equal density."),
            runs=Switch(lambda c, is_on: c.view.density.set_contours_visible(is_visible=is_on)),
            is_allowed=always,
            keys=("L",),
        ),
        Command(
            name="show_peaks",
            text=QT_TRANSLATE_NOOP("actions", "Pea&ks"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Mark the peaks of the density map, to check it by eye; zoom in to see them. "
                "They are fewer than the cells where cells touch.",
            ),
            runs=Switch(lambda c, is_on: c.view.density.set_peaks_visible(is_visible=is_on)),
            is_allowed=always,
            keys=("K",),
        ),
        Command(
            name="split_view",
            text=QT_TRANSLATE_NOOP("actions", "Split &view"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Left of a line that can be dragged the scan is bare."
            ),
            runs=Switch(lambda c, is_on: c.view.set_split(is_split=is_on)),
            is_allowed=always,
            keys=("Shift+D",),
        ),
        Command(
            name="show_outlines",
            text=QT_TRANSLATE_NOOP("actions", "Out&lines and regions"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Show or hide the outline of the sample and the regions."
            ),
            runs=Switch(
                lambda c, is_on: c.view.shapes.set_visible(is_visible=is_on), starts_on=True
            ),
            is_allowed=always,
            keys=("H",),
        ),
        Command(
            name="previous_scan",
            text=QT_TRANSLATE_NOOP("actions", "&Previous scan"),
            tip=QT_TRANSLATE_NOOP("actions", "Show the scan before this one in the list."),
            runs=lambda c: c.scans.choose_neighbour(-1),
            is_allowed=has_several_scans,
            keys=("PgUp",),
            is_separated=True,
        ),
        Command(
            name="next_scan",
            text=QT_TRANSLATE_NOOP("actions", "&Next scan"),
            tip=QT_TRANSLATE_NOOP("actions", "Show the scan after this one in the list."),
            runs=lambda c: c.scans.choose_neighbour(1),
            is_allowed=has_several_scans,
            keys=("N", "PgDown"),
        ),
    ),
)
