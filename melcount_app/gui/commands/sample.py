"""The menu Sample: how its outline is found, drawn and changed."""

from __future__ import annotations

from melcount_app.gui.commands.command import Command, Menu, Switch
from melcount_app.gui.commands.conditions import has_edits
from melcount_app.gui.commands.drawing import tool
from melcount_app.gui.language import QT_TRANSLATE_NOOP

SAMPLE = Menu(
    QT_TRANSLATE_NOOP("actions", "&Sample"),
    (
        Command(
            name="draw_mask",
            text=QT_TRANSLATE_NOOP("actions", "&Redraw the outline"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Click around the sample; double-click or Enter closes the outline, Esc gives up.",
            ),
            runs=tool("draw_mask"),
            is_allowed=has_edits,
            keys=("S",),
            icon="<path d='M4 20V5c9 0 15 6 16 15z'/><path d='M4 4.9v.2M4 20v.1M20 20v.1M16 10v.1'"
            " stroke-width='4'/>",
            label=QT_TRANSLATE_NOOP("actions", "Redraw outline"),
        ),
        Command(
            name="target_sample",
            text=QT_TRANSLATE_NOOP("actions", "&Edit the outline"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Let the tools change the outline of the sample: draw adds, Alt takes away, "
                "Esc ends.",
            ),
            runs=Switch(lambda c, is_on: c.view.in_hand.edit_sample(is_on=is_on)),
            is_allowed=has_edits,
            keys=("Shift+S",),
            icon="<path d='M4 20V5c9 0 15 6 16 15z' stroke-dasharray='3 3'/>"
            "<path d='M12 11v6M9 14h6'/>",
            label=QT_TRANSLATE_NOOP("actions", "Edit outline"),
        ),
        Command(
            name="automatic_mask",
            text=QT_TRANSLATE_NOOP("actions", "&Automatic outline"),
            tip=QT_TRANSLATE_NOOP("actions", "Go back to the outline that melcount found."),
            runs=lambda c: c.session.sample.find(),
            is_allowed=has_edits,
            short=QT_TRANSLATE_NOOP("actions", "Automatic"),
        ),
        Command(
            name="load_mask",
            text=QT_TRANSLATE_NOOP("actions", "&Load outline…"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Take the outline of the sample from a file of QuPath (GeoJSON) or ImageJ (ROIs).",
            ),
            runs=lambda c: c.files.load_mask(),
            is_allowed=has_edits,
        ),
        Command(
            name="save_mask",
            text=QT_TRANSLATE_NOOP("actions", "&Save outline…"),
            tip=QT_TRANSLATE_NOOP("actions", "Write the outline of the sample to a GeoJSON file."),
            runs=lambda c: c.files.save_mask(),
            is_allowed=has_edits,
        ),
    ),
)
