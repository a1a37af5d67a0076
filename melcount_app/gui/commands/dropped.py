"""What is offered for dropped files; it stands in the message about them, and in no menu."""

from __future__ import annotations

from melcount_app.gui.commands.command import Command, Menu
from melcount_app.gui.language import QT_TRANSLATE_NOOP

DROPPED = Menu(
    "",
    (
        Command(
            name="use_as_outline",
            text=QT_TRANSLATE_NOOP("actions", "Outline of the sample"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Take what the dropped file holds for the outline of the sample."
            ),
            runs=lambda c: c.session.dropped.take_outline(),
            is_allowed=lambda now: len(now.session.dropped.outlines) == 1,
        ),
        Command(
            name="use_as_regions",
            text=QT_TRANSLATE_NOOP("actions", "Regions"),
            tip=QT_TRANSLATE_NOOP("actions", "Add what the dropped file holds to the regions."),
            runs=lambda c: c.session.dropped.take_regions(),
            is_allowed=lambda now: bool(now.session.dropped.outlines),
        ),
        Command(
            name="use_protocol",
            text=QT_TRANSLATE_NOOP("actions", "Use this protocol"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Count all scans of the study with the dropped protocol from now on."
            ),
            runs=lambda c: c.session.dropped.take_protocol(),
            is_allowed=lambda now: now.session.dropped.protocol is not None,
        ),
    ),
)
