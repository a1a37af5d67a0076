"""The menu Regions: how they are drawn and made, and what is done to those selected."""

from __future__ import annotations

from melcount_app.gui.commands.command import Command, Menu
from melcount_app.gui.commands.conditions import has_edits, has_regions, has_selection
from melcount_app.gui.commands.drawing import tool
from melcount_app.gui.language import QT_TRANSLATE_NOOP

REGIONS = Menu(
    QT_TRANSLATE_NOOP("actions", "&Regions"),
    (
        Command(
            name="draw_rectangle",
            text=QT_TRANSLATE_NOOP("actions", "Draw &rectangle"),
            tip=QT_TRANSLATE_NOOP("actions", "Drag from corner to corner; Esc gives up."),
            runs=tool("draw_rectangle"),
            is_allowed=has_edits,
            keys=("R",),
            icon="<path d='M4 6h16v12H4z'/>",
            label=QT_TRANSLATE_NOOP("actions", "Rectangle"),
        ),
        Command(
            name="draw_ellipse",
            text=QT_TRANSLATE_NOOP("actions", "Draw &ellipse"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Drag from corner to corner around the ellipse; Esc gives up."
            ),
            runs=tool("draw_ellipse"),
            is_allowed=has_edits,
            keys=("O",),
            icon="<ellipse cx='12' cy='12' rx='9' ry='6.5'/>",
            label=QT_TRANSLATE_NOOP("actions", "Ellipse"),
        ),
        Command(
            name="draw_polygon",
            text=QT_TRANSLATE_NOOP("actions", "Draw &polygon"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Click the corners or drag by hand; double-click or Enter closes it, Esc gives up.",
            ),
            runs=tool("draw_polygon"),
            is_allowed=has_edits,
            keys=("P",),
            icon="<path d='M5 19L3.5 8 12 3.5 20.5 9 17 20z'/>",
            label=QT_TRANSLATE_NOOP("actions", "Polygon"),
        ),
        Command(
            name="draw_brush",
            text=QT_TRANSLATE_NOOP("actions", "&Brush"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Paint a region; a stroke that touches it extends it, Alt takes away, "
                "[ and ] change the size.",
            ),
            runs=tool("draw_brush"),
            is_allowed=has_edits,
            keys=("B",),
            icon="<path d='M14 4l6 6-8 7-5-5zM7 12c-3 1-2 5-5 7 4 2 8 1 8-4'/>",
            label=QT_TRANSLATE_NOOP("actions", "Brush"),
        ),
        Command(
            name="draw_wand",
            text=QT_TRANSLATE_NOOP("actions", "&Wand"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Drag over an area of like brightness; Alt takes away, Shift adds."
            ),
            runs=tool("draw_wand"),
            is_allowed=has_edits,
            keys=("W",),
            icon="<path d='M4 20L15 9M13 4v3M20 11h-3M18 6l-2 2M9 6l1 1M18 14l-1-1'/>",
            label=QT_TRANSLATE_NOOP("actions", "Wand"),
        ),
        Command(
            name="add_quadrants",
            text=QT_TRANSLATE_NOOP("actions", "Add &quadrants"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Add the quarters of the scan as regions, as far as they lie in the sample.",
            ),
            runs=lambda c: c.session.regions.add_quadrants(),
            is_allowed=has_edits,
            short=QT_TRANSLATE_NOOP("actions", "Quadrants"),
            is_separated=True,
        ),
        Command(
            name="add_grid",
            text=QT_TRANSLATE_NOOP("actions", "Add &grid…"),
            tip=QT_TRANSLATE_NOOP("actions", "Add squares of some mm over the sample as regions."),
            runs=lambda c: c.regions.ask_grid(),
            is_allowed=has_edits,
            short=QT_TRANSLATE_NOOP("actions", "Grid…"),
        ),
        Command(
            name="add_rings",
            text=QT_TRANSLATE_NOOP("actions", "Add r&ings…"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Add rings around the corner of the quarter, from the centre to the edge, "
                "as regions.",
            ),
            runs=lambda c: c.regions.ask_rings(),
            is_allowed=has_edits,
            short=QT_TRANSLATE_NOOP("actions", "Rings…"),
        ),
        Command(
            name="duplicate_region",
            text=QT_TRANSLATE_NOOP("actions", "D&uplicate region"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Add a copy of the regions that are selected in the table."
            ),
            runs=lambda c: c.regions.duplicate(),
            is_allowed=has_selection,
            keys=("Ctrl+D",),
            is_separated=True,
        ),
        Command(
            name="rename_region",
            text=QT_TRANSLATE_NOOP("actions", "Re&name region"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Give the region that is selected in the table another name."
            ),
            runs=lambda c: c.regions.rename(),
            is_allowed=has_selection,
        ),
        Command(
            name="region_colour",
            text=QT_TRANSLATE_NOOP("actions", "&Colour of region…"),
            tip=QT_TRANSLATE_NOOP("actions", "Choose the colour of the regions that are selected."),
            runs=lambda c: c.regions.ask_colour(),
            is_allowed=has_selection,
        ),
        Command(
            name="raise_region",
            text=QT_TRANSLATE_NOOP("actions", "&Move region up"),
            tip=QT_TRANSLATE_NOOP("actions", "Give the selected region the place before its own."),
            runs=lambda c: c.regions.raise_region(),
            is_allowed=has_selection,
            keys=("Alt+Up",),
        ),
        Command(
            name="lower_region",
            text=QT_TRANSLATE_NOOP("actions", "Move region d&own"),
            tip=QT_TRANSLATE_NOOP("actions", "Give the selected region the place after its own."),
            runs=lambda c: c.regions.lower_region(),
            is_allowed=has_selection,
            keys=("Alt+Down",),
        ),
        Command(
            name="copy_regions",
            text=QT_TRANSLATE_NOOP("actions", "Copy regions to other &scans…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Add the selected regions to other scans of the list."
            ),
            runs=lambda c: c.regions.ask_scans(),
            is_allowed=has_selection,
        ),
        Command(
            name="delete_region",
            text=QT_TRANSLATE_NOOP("actions", "&Delete region"),
            tip=QT_TRANSLATE_NOOP("actions", "Delete the regions that are selected in the table."),
            runs=lambda c: c.regions.delete(),
            is_allowed=has_selection,
            keys=("Del",),
            short=QT_TRANSLATE_NOOP("actions", "Delete"),
        ),
        Command(
            name="load_regions",
            text=QT_TRANSLATE_NOOP("actions", "&Load regions…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Add the regions of a file of QuPath (GeoJSON) or ImageJ (ROIs)."
            ),
            runs=lambda c: c.files.load_regions(),
            is_allowed=has_edits,
            is_separated=True,
        ),
        Command(
            name="save_regions",
            text=QT_TRANSLATE_NOOP("actions", "Sa&ve regions…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Write the regions to a GeoJSON file that QuPath opens."
            ),
            runs=lambda c: c.files.save_regions(),
            is_allowed=has_regions,
        ),
    ),
)
