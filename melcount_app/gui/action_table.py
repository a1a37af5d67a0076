"""Every command of the window as one record: menu, tool bar, shortcut and icon follow."""

from __future__ import annotations

from dataclasses import dataclass

from melcount_app.gui.language import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command.

    Attributes:
        name: key in the table of actions and Qt object name.
        menu: heading of the menu that holds it.
        text: what the menu says.
        tip: one sentence for tool tip and status bar.
        keys: shortcuts in portable text, the first one is shown.
        icon: SVG elements on a 24 x 24 canvas, drawn as lines; empty for none.
        label: what the tool bar says; empty where the action is in the menu only.
        checkable: whether it is a switch.
        group: switches of one group exclude each other; empty for none.
        separated: whether a separator stands before it.
        short: what a button beside a panel says; empty for `label` or `text`.
    """

    name: str
    menu: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    label: str = ""
    checkable: bool = False
    group: str = ""
    separated: bool = False
    short: str = ""


FILE = QT_TRANSLATE_NOOP("actions", "&File")
EDIT = QT_TRANSLATE_NOOP("actions", "&Edit")
VIEW = QT_TRANSLATE_NOOP("actions", "&View")
SAMPLE = QT_TRANSLATE_NOOP("actions", "&Sample")
REGIONS = QT_TRANSLATE_NOOP("actions", "&Regions")
COUNT = QT_TRANSLATE_NOOP("actions", "&Count")
STUDY = QT_TRANSLATE_NOOP("actions", "St&udy")
HELP = QT_TRANSLATE_NOOP("actions", "&Help")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open",
        FILE,
        QT_TRANSLATE_NOOP("actions", "&Open scan…"),
        QT_TRANSLATE_NOOP("actions", "Open a scan of skin."),
        ("Ctrl+O",),
        "<path d='M3 19V5h6l2 3h10v11z'/>",
        QT_TRANSLATE_NOOP("actions", "Open"),
    ),
    ActionSpec(
        "add_folder",
        FILE,
        QT_TRANSLATE_NOOP("actions", "Open &folder…"),
        QT_TRANSLATE_NOOP("actions", "Add all scans of a folder to the list."),
        keys=("Ctrl+Shift+O",),
        short=QT_TRANSLATE_NOOP("actions", "Folder…"),
    ),
    ActionSpec(
        "open_sample",
        FILE,
        QT_TRANSLATE_NOOP("actions", "Open the &sample scan"),
        QT_TRANSLATE_NOOP("actions", "Open the small simulated scan that ships with melcount."),
    ),
    ActionSpec(
        "new_study",
        FILE,
        QT_TRANSLATE_NOOP("actions", "&New study…"),
        QT_TRANSLATE_NOOP("actions", "Begin a study in a file of its own; this one is kept."),
        keys=("Ctrl+N",),
        separated=True,
    ),
    ActionSpec(
        "open_study",
        FILE,
        QT_TRANSLATE_NOOP("actions", "Open s&tudy…"),
        QT_TRANSLATE_NOOP("actions", "Go on with a study; this one is kept."),
        keys=("Ctrl+Shift+T",),
    ),
    ActionSpec(
        "export",
        FILE,
        QT_TRANSLATE_NOOP("actions", "&Export results…"),
        QT_TRANSLATE_NOOP("actions", "Write the Excel workbook, the density map and the mask."),
        ("Ctrl+E",),
        "<path d='M12 3v11M8 10l4 4 4-4M4 16v4h16v-4'/>",
        QT_TRANSLATE_NOOP("actions", "Export"),
        separated=True,
    ),
    ActionSpec(
        "settings",
        FILE,
        QT_TRANSLATE_NOOP("actions", "Sett&ings…"),
        QT_TRANSLATE_NOOP("actions", "Language and colours of the window."),
        ("Ctrl+,",),
        separated=True,
    ),
    ActionSpec(
        "quit",
        FILE,
        QT_TRANSLATE_NOOP("actions", "&Quit"),
        QT_TRANSLATE_NOOP("actions", "Close the window."),
        ("Ctrl+Q",),
        separated=True,
    ),
    ActionSpec(
        "move",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&Move"),
        QT_TRANSLATE_NOOP("actions", "Drag to pan, turn the wheel to zoom."),
        ("M",),
        "<path d='M12 3v18M3 12h18M9.5 5.5L12 3l2.5 2.5M9.5 18.5L12 21l2.5-2.5"
        "M5.5 9.5L3 12l2.5 2.5M18.5 9.5L21 12l-2.5 2.5'/>",
        QT_TRANSLATE_NOOP("actions", "Move"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "zoom_fit",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Whole &scan"),
        QT_TRANSLATE_NOOP("actions", "Show the whole scan."),
        ("0",),
        "<path d='M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5'/>",
        QT_TRANSLATE_NOOP("actions", "Fit"),
    ),
    ActionSpec(
        "zoom_1_to_1",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&One to one"),
        QT_TRANSLATE_NOOP("actions", "Show one pixel of the scan as one pixel of the screen."),
        ("1",),
        "<path d='M4 4h16v16H4zM4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16'/>",
        QT_TRANSLATE_NOOP("actions", "1:1"),
    ),
    ActionSpec(
        "zoom_to_regions",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Zoom to &regions"),
        QT_TRANSLATE_NOOP(
            "actions", "Show the selected regions as large as they fit; without any, the sample."
        ),
        keys=("Z",),
    ),
    ActionSpec(
        "zoom_in",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Zoom &in"),
        QT_TRANSLATE_NOOP("actions", "Show less, larger."),
        ("+", "Ctrl++", "="),
    ),
    ActionSpec(
        "zoom_out",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Zoom o&ut"),
        QT_TRANSLATE_NOOP("actions", "Show more, smaller."),
        ("-", "Ctrl+-"),
    ),
    ActionSpec(
        "full_screen",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&Full screen"),
        QT_TRANSLATE_NOOP(
            "actions", "Give the whole screen to the window; press again to go back."
        ),
        keys=("F11",),
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "show_density",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&Density map"),
        QT_TRANSLATE_NOOP("actions", "Show or hide the density map."),
        ("D",),
        "<circle cx='9' cy='10' r='5'/><circle cx='15' cy='14' r='5'/>",
        QT_TRANSLATE_NOOP("actions", "Density"),
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "show_contours",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&Contour lines"),
        QT_TRANSLATE_NOOP("actions", "Show or hide lines of equal density."),
        ("L",),
        checkable=True,
    ),
    ActionSpec(
        "show_peaks",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Pea&ks"),
        QT_TRANSLATE_NOOP(
            "actions",
            "Mark the peaks of the density map, to check it by eye; zoom in to see them. "
            "They are fewer than the cells where cells touch.",
        ),
        ("K",),
        checkable=True,
    ),
    ActionSpec(
        "split_view",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Split &view"),
        QT_TRANSLATE_NOOP("actions", "Left of a line that can be dragged the scan is bare."),
        ("Shift+D",),
        checkable=True,
    ),
    ActionSpec(
        "show_outlines",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "Out&lines and regions"),
        QT_TRANSLATE_NOOP("actions", "Show or hide the outline of the sample and the regions."),
        ("H",),
        checkable=True,
    ),
    ActionSpec(
        "previous_scan",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&Previous scan"),
        QT_TRANSLATE_NOOP("actions", "Show the scan before this one in the list."),
        keys=("PgUp",),
        separated=True,
    ),
    ActionSpec(
        "next_scan",
        VIEW,
        QT_TRANSLATE_NOOP("actions", "&Next scan"),
        QT_TRANSLATE_NOOP("actions", "Show the scan after this one in the list."),
        keys=(
            "N",
            "PgDown",
        ),
    ),
    ActionSpec(
        "draw_mask",
        SAMPLE,
        QT_TRANSLATE_NOOP("actions", "&Redraw the outline"),
        QT_TRANSLATE_NOOP(
            "actions",
            "Click around the sample; double-click or Enter closes the outline, Esc gives up.",
        ),
        ("S",),
        "<path d='M4 20V5c9 0 15 6 16 15z'/><path d='M4 4.9v.2M4 20v.1M20 20v.1M16 10v.1'"
        " stroke-width='4'/>",
        QT_TRANSLATE_NOOP("actions", "Redraw outline"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "target_sample",
        SAMPLE,
        QT_TRANSLATE_NOOP("actions", "&Edit the outline"),
        QT_TRANSLATE_NOOP(
            "actions", "Let the tools change the outline of the sample: draw adds, Alt takes away."
        ),
        keys=("Shift+S",),
        icon="<path d='M4 20V5c9 0 15 6 16 15z' stroke-dasharray='3 3'/>"
        "<path d='M12 11v6M9 14h6'/>",
        label=QT_TRANSLATE_NOOP("actions", "Edit outline"),
        checkable=True,
    ),
    ActionSpec(
        "automatic_mask",
        SAMPLE,
        QT_TRANSLATE_NOOP("actions", "&Automatic outline"),
        QT_TRANSLATE_NOOP("actions", "Go back to the outline that melcount found."),
        short=QT_TRANSLATE_NOOP("actions", "Automatic"),
    ),
    ActionSpec(
        "load_mask",
        SAMPLE,
        QT_TRANSLATE_NOOP("actions", "&Load outline…"),
        QT_TRANSLATE_NOOP("actions", "Take the outline of the sample from a GeoJSON file."),
    ),
    ActionSpec(
        "save_mask",
        SAMPLE,
        QT_TRANSLATE_NOOP("actions", "&Save outline…"),
        QT_TRANSLATE_NOOP("actions", "Write the outline of the sample to a GeoJSON file."),
    ),
    ActionSpec(
        "draw_rectangle",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Draw &rectangle"),
        QT_TRANSLATE_NOOP("actions", "Drag from corner to corner; Esc gives up."),
        ("R",),
        "<path d='M4 6h16v12H4z'/>",
        QT_TRANSLATE_NOOP("actions", "Rectangle"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "draw_ellipse",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Draw &ellipse"),
        QT_TRANSLATE_NOOP(
            "actions", "Drag from corner to corner around the ellipse; Esc gives up."
        ),
        keys=("O",),
        icon="<ellipse cx='12' cy='12' rx='9' ry='6.5'/>",
        label=QT_TRANSLATE_NOOP("actions", "Ellipse"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "draw_polygon",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Draw &polygon"),
        QT_TRANSLATE_NOOP(
            "actions",
            "Click the corners or drag by hand; double-click or Enter closes it, Esc gives up.",
        ),
        ("P",),
        "<path d='M5 19L3.5 8 12 3.5 20.5 9 17 20z'/>",
        QT_TRANSLATE_NOOP("actions", "Polygon"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "draw_brush",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "&Brush"),
        QT_TRANSLATE_NOOP(
            "actions",
            "Paint a region; a stroke that touches it extends it, Alt takes away, "
            "[ and ] change the size.",
        ),
        keys=("B",),
        icon="<path d='M14 4l6 6-8 7-5-5zM7 12c-3 1-2 5-5 7 4 2 8 1 8-4'/>",
        label=QT_TRANSLATE_NOOP("actions", "Brush"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "draw_wand",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "&Wand"),
        QT_TRANSLATE_NOOP(
            "actions", "Drag over an area of like brightness; Alt takes away, Shift adds."
        ),
        keys=("W",),
        icon="<path d='M4 20L15 9M13 4v3M20 11h-3M18 6l-2 2M9 6l1 1M18 14l-1-1'/>",
        label=QT_TRANSLATE_NOOP("actions", "Wand"),
        checkable=True,
        group="tool",
    ),
    ActionSpec(
        "add_quadrants",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Add &quadrants"),
        QT_TRANSLATE_NOOP(
            "actions", "Add the quarters of the scan as regions, as far as they lie in the sample."
        ),
        separated=True,
        short=QT_TRANSLATE_NOOP("actions", "Quadrants"),
    ),
    ActionSpec(
        "add_grid",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Add &grid…"),
        QT_TRANSLATE_NOOP("actions", "Add squares of some mm over the sample as regions."),
        short=QT_TRANSLATE_NOOP("actions", "Grid…"),
    ),
    ActionSpec(
        "add_rings",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Add r&ings…"),
        QT_TRANSLATE_NOOP(
            "actions",
            "Add rings around the corner of the quarter, from the centre to the edge, as regions.",
        ),
        short=QT_TRANSLATE_NOOP("actions", "Rings…"),
    ),
    ActionSpec(
        "duplicate_region",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "D&uplicate region"),
        QT_TRANSLATE_NOOP("actions", "Add a copy of the regions that are selected in the table."),
        keys=("Ctrl+D",),
        separated=True,
    ),
    ActionSpec(
        "rename_region",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Re&name region"),
        QT_TRANSLATE_NOOP("actions", "Give the region that is selected in the table another name."),
    ),
    ActionSpec(
        "region_colour",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "&Colour of region…"),
        QT_TRANSLATE_NOOP("actions", "Choose the colour of the regions that are selected."),
    ),
    ActionSpec(
        "raise_region",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "&Move region up"),
        QT_TRANSLATE_NOOP("actions", "Give the selected region the place before its own."),
        keys=("Alt+Up",),
    ),
    ActionSpec(
        "lower_region",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Move region d&own"),
        QT_TRANSLATE_NOOP("actions", "Give the selected region the place after its own."),
        keys=("Alt+Down",),
    ),
    ActionSpec(
        "copy_regions",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Copy regions to other &scans…"),
        QT_TRANSLATE_NOOP("actions", "Add the selected regions to other scans of the list."),
    ),
    ActionSpec(
        "delete_region",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "&Delete region"),
        QT_TRANSLATE_NOOP("actions", "Delete the regions that are selected in the table."),
        ("Del",),
        short=QT_TRANSLATE_NOOP("actions", "Delete"),
    ),
    ActionSpec(
        "load_regions",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "&Load regions…"),
        QT_TRANSLATE_NOOP("actions", "Add the regions of a GeoJSON file."),
        separated=True,
    ),
    ActionSpec(
        "save_regions",
        REGIONS,
        QT_TRANSLATE_NOOP("actions", "Sa&ve regions…"),
        QT_TRANSLATE_NOOP("actions", "Write the regions to a GeoJSON file that QuPath opens."),
    ),
    ActionSpec(
        "count",
        COUNT,
        QT_TRANSLATE_NOOP("actions", "&Count"),
        QT_TRANSLATE_NOOP("actions", "Count the cells inside the outline."),
        ("C",),
        "<path d='M7 4.5v15l12-7.5z'/>",
        QT_TRANSLATE_NOOP("actions", "Count"),
    ),
    ActionSpec(
        "cancel",
        COUNT,
        QT_TRANSLATE_NOOP("actions", "C&ancel"),
        QT_TRANSLATE_NOOP("actions", "Stop what is running; earlier results stay."),
    ),
    ActionSpec(
        "plan",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "&Plan…"),
        QT_TRANSLATE_NOOP(
            "actions", "Say what was done to each sample, and which condition is the control."
        ),
        keys=("Ctrl+P",),
        short=QT_TRANSLATE_NOOP("actions", "Plan…"),
    ),
    ActionSpec(
        "count_all",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "Count a&ll scans"),
        QT_TRANSLATE_NOOP(
            "actions",
            "Count, one after the other, all scans of the list without a count that applies.",
        ),
        keys=("Ctrl+Shift+C",),
        short=QT_TRANSLATE_NOOP("actions", "Count all"),
        separated=True,
    ),
    ActionSpec(
        "count_failed",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "Count &failed scans again"),
        QT_TRANSLATE_NOOP("actions", "Try those again that could not be counted."),
        short=QT_TRANSLATE_NOOP("actions", "Count failed again"),
    ),
    ActionSpec(
        "pause_batch",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "Pa&use"),
        QT_TRANSLATE_NOOP("actions", "Let the count of the study rest; press again to go on."),
        keys=("Ctrl+Shift+P",),
        checkable=True,
        short=QT_TRANSLATE_NOOP("actions", "Pause"),
    ),
    ActionSpec(
        "cancel_batch",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "&Stop counting the study"),
        QT_TRANSLATE_NOOP(
            "actions", "Stop counting the study; what is finished is kept, so that it can go on."
        ),
        short=QT_TRANSLATE_NOOP("actions", "Stop"),
    ),
    ActionSpec(
        "write_reports",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "&Write reports…"),
        QT_TRANSLATE_NOOP(
            "actions", "Write one Excel workbook per condition and one about the whole study."
        ),
        keys=("Ctrl+Shift+E",),
        short=QT_TRANSLATE_NOOP("actions", "Write reports…"),
        separated=True,
    ),
    ActionSpec(
        "protocol",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "Pro&tocol"),
        QT_TRANSLATE_NOOP("actions", "Show the model and the settings that hold for all scans."),
    ),
    ActionSpec(
        "take_over",
        STUDY,
        QT_TRANSLATE_NOOP("actions", "Write the study &here…"),
        QT_TRANSLATE_NOOP(
            "actions", "Take the study from a window that crashed on another computer."
        ),
        short=QT_TRANSLATE_NOOP("actions", "Write it here…"),
    ),
    ActionSpec(
        "help",
        HELP,
        QT_TRANSLATE_NOOP("actions", "&Manual"),
        QT_TRANSLATE_NOOP("actions", "How to count, step by step; needs no network."),
        ("F1",),
    ),
    ActionSpec(
        "keys",
        HELP,
        QT_TRANSLATE_NOOP("actions", "&Keys"),
        QT_TRANSLATE_NOOP("actions", "All keys on one sheet."),
        ("?", "Shift+F1"),
    ),
    ActionSpec(
        "about",
        HELP,
        QT_TRANSLATE_NOOP("actions", "&About melcount"),
        QT_TRANSLATE_NOOP("actions", "Version of the program and of its model."),
    ),
)

MENUS = (FILE, EDIT, VIEW, SAMPLE, REGIONS, COUNT, STUDY, HELP)
"""Headings of the menu bar, from left to right."""
