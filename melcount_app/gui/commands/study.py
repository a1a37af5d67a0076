"""The menu Study: about all its scans at once."""

from __future__ import annotations

from melcount_app.gui.commands.command import Command, Menu, Now, Switch
from melcount_app.gui.commands.conditions import always, has_scans
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session.rows import COUNTED, UNFINISHED, ScanState


def _is_free(now: Now) -> bool:
    """Whether the study may be counted: it is ours, and nothing is at it."""
    session = now.session
    return session.keeping.is_writable and session.batch.state is None and not session.course.job


def _may_stop(now: Now) -> bool:
    return now.session.batch.state is not None and now.session.batch.state.may_stop


def _is_paused(now: Now) -> bool:
    return now.session.batch.state is not None and now.session.batch.state.is_paused


def _is_held(now: Now) -> bool:
    return now.session.study is not None and now.session.study.is_read_only


def _may_pick(now: Now) -> bool:
    """Whether there is a choice, and no count yet that it would change."""
    return now.session.picking.has_choice and _is_free(now) and not now.has(*COUNTED)


STUDY = Menu(
    QT_TRANSLATE_NOOP("actions", "St&udy"),
    (
        Command(
            name="plan",
            text=QT_TRANSLATE_NOOP("actions", "&Plan…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Say what was done to each sample, and which condition is the control."
            ),
            runs=lambda c: c.study.show_plan(),
            is_allowed=has_scans,
            keys=("Ctrl+P",),
            short=QT_TRANSLATE_NOOP("actions", "Plan…"),
        ),
        Command(
            name="save_plan",
            text=QT_TRANSLATE_NOOP("actions", "Save the plan as &a table…"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Write the plan as a table for Excel, to be filled in and dropped here again.",
            ),
            runs=lambda c: c.files.save_plan(),
            is_allowed=has_scans,
            short=QT_TRANSLATE_NOOP("actions", "Plan as a table…"),
        ),
        Command(
            name="left_out",
            text=QT_TRANSLATE_NOOP("actions", "What was left &out…"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Show which files beside the scans were taken for none, and why; each can be "
                "put back.",
            ),
            runs=lambda c: c.study.show_left_out(),
            is_allowed=lambda now: bool(now.session.left_out.present),
            short=QT_TRANSLATE_NOOP("actions", "What was left out…"),
        ),
        Command(
            name="count_all",
            text=QT_TRANSLATE_NOOP("actions", "Count a&ll scans"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Count, one after the other, all scans of the list without a count that applies.",
            ),
            runs=lambda c: c.study.count_all(),
            is_allowed=lambda now: _is_free(now) and now.has(*UNFINISHED),
            keys=("Ctrl+Shift+C",),
            short=QT_TRANSLATE_NOOP("actions", "Count all"),
            is_separated=True,
        ),
        Command(
            name="count_failed",
            text=QT_TRANSLATE_NOOP("actions", "Count &failed scans again"),
            tip=QT_TRANSLATE_NOOP("actions", "Try those again that could not be counted."),
            runs=lambda c: c.study.count_failed(),
            is_allowed=lambda now: _is_free(now) and now.has(ScanState.FAILED),
            short=QT_TRANSLATE_NOOP("actions", "Count failed again"),
        ),
        Command(
            name="pause_batch",
            text=QT_TRANSLATE_NOOP("actions", "Pa&use"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Let the count of the study rest; press again to go on."
            ),
            runs=Switch(
                lambda c, is_on: c.session.batch.pause(is_paused=is_on),
                is_on=_is_paused,
                short_on=QT_TRANSLATE_NOOP("actions", "Go on"),
            ),
            is_allowed=_may_stop,
            keys=("Ctrl+Shift+P",),
            short=QT_TRANSLATE_NOOP("actions", "Pause"),
        ),
        Command(
            name="cancel_batch",
            text=QT_TRANSLATE_NOOP("actions", "&Stop counting the study"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Stop counting the study; what is finished is kept, so that it can go on.",
            ),
            runs=lambda c: c.session.batch.cancel(),
            is_allowed=_may_stop,
            short=QT_TRANSLATE_NOOP("actions", "Stop"),
        ),
        Command(
            name="write_reports",
            text=QT_TRANSLATE_NOOP("actions", "&Write reports…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Write one Excel workbook per condition and one about the whole study."
            ),
            runs=lambda c: c.study.ask_reports(),
            is_allowed=lambda now: now.session.batch.state is None and now.has(*COUNTED),
            keys=("Ctrl+Shift+E",),
            short=QT_TRANSLATE_NOOP("actions", "Write reports…"),
            is_separated=True,
        ),
        Command(
            name="images",
            text=QT_TRANSLATE_NOOP("actions", "&Images and planes…"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Choose which image or plane of files with several is counted, for all scans.",
            ),
            runs=lambda c: c.session.picking.look(),
            is_allowed=_may_pick,
        ),
        Command(
            name="protocol",
            text=QT_TRANSLATE_NOOP("actions", "Pro&tocol"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Show the model and the settings that hold for all scans."
            ),
            runs=lambda c: c.study.show_protocol(),
            is_allowed=lambda now: now.session.study is not None,
        ),
        Command(
            name="take_over",
            text=QT_TRANSLATE_NOOP("actions", "Write the study &here…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Take the study from a window that crashed on another computer."
            ),
            runs=lambda c: c.study.ask_take_over(),
            is_allowed=_is_held,
            short=QT_TRANSLATE_NOOP("actions", "Write it here…"),
        ),
        Command(
            name="repair",
            text=QT_TRANSLATE_NOOP("actions", "&Repair study…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Save what is whole in a damaged study into a new one, and open it."
            ),
            runs=lambda c: c.study.ask_repair(),
            is_allowed=always,
            short=QT_TRANSLATE_NOOP("actions", "Repair study…"),
            is_separated=True,
        ),
    ),
)
