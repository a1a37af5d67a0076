"""The menu Count: about the scan that is shown."""

from __future__ import annotations

from melcount_app.gui.commands.command import Command, Menu
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session.damaged import go_without, may_go_without

COUNT = Menu(
    QT_TRANSLATE_NOOP("actions", "&Count"),
    (
        Command(
            name="count",
            text=QT_TRANSLATE_NOOP("actions", "&Count"),
            tip=QT_TRANSLATE_NOOP("actions", "Count the cells inside the outline."),
            runs=lambda c: c.session.counting.count(),
            is_allowed=lambda now: now.session.counting.may_count,
            keys=("C",),
            icon="<path d='M7 4.5v15l12-7.5z'/>",
            label=QT_TRANSLATE_NOOP("actions", "Count"),
            stands_out=True,
        ),
        Command(
            name="without_damaged",
            text=QT_TRANSLATE_NOOP("actions", "Count &without the damaged area"),
            tip=QT_TRANSLATE_NOOP(
                "actions",
                "Leave out what cannot be read of a damaged file; reports say how much that is.",
            ),
            runs=lambda c: go_without(c.session.shown, c.session.desk, c.session.counting),
            is_allowed=lambda now: may_go_without(now.session.shown),
        ),
        Command(
            name="cancel",
            text=QT_TRANSLATE_NOOP("actions", "C&ancel"),
            tip=QT_TRANSLATE_NOOP("actions", "Stop what is running; earlier results stay."),
            runs=lambda c: c.session.cancel(),
            is_allowed=lambda now: bool(now.session.course.job),
        ),
    ),
)
