"""The menu of the list of scans, on a right click."""

from __future__ import annotations

from melcount_app.gui.commands.command import Command, Menu
from melcount_app.gui.commands.conditions import has_scans, may_be_left_out, may_be_taken_in
from melcount_app.gui.language import QT_TRANSLATE_NOOP

SCAN_LIST = Menu(
    "",
    (
        Command(
            name="set_condition",
            text=QT_TRANSLATE_NOOP("actions", "Set the condition…"),
            tip=QT_TRANSLATE_NOOP("actions", "Say what was done to the selected samples."),
            runs=lambda c: c.scans.ask_condition(),
            is_allowed=has_scans,
            keys=("F2",),
            are_keys_local=True,
        ),
        Command(
            name="exclude_scans",
            text=QT_TRANSLATE_NOOP("actions", "Leave out of the numbers…"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Leave the selected scans out of the reports' numbers, and say why; their counts "
                "stay and are told.",
            ),
            runs=lambda c: c.scans.ask_reason(takes_in=False),
            is_allowed=may_be_left_out,
        ),
        Command(
            name="take_in_scans",
            text=QT_TRANSLATE_NOOP("actions", "Take into the numbers again…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Take scans in again that were left out, and say why."
            ),
            runs=lambda c: c.scans.ask_reason(takes_in=True),
            is_allowed=may_be_taken_in,
        ),
        Command(
            name="remove_scans",
            text=QT_TRANSLATE_NOOP("actions", "Remove from the list"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Take the selected scans off the list; undo brings them back."
            ),
            runs=lambda c: c.session.arrivals.remove(c.scans.selected),
            is_allowed=has_scans,
            keys=("Del",),
            are_keys_local=True,
        ),
    ),
)
