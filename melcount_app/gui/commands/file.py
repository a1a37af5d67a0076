"""The menu File: what is opened and begun, and what is written of the scan that is shown."""

from __future__ import annotations

import functools

from melcount_app.core.paths import sample_scan
from melcount_app.gui.commands.command import Command, Menu
from melcount_app.gui.commands.conditions import always
from melcount_app.gui.dialogs.settings import SettingsDialog
from melcount_app.gui.language import QT_TRANSLATE_NOOP


@functools.cache
def has_sample_scan() -> bool:
    """Whether the sample scan that ships with the program is where it should be."""
    return sample_scan().is_file()


FILE = Menu(
    QT_TRANSLATE_NOOP("actions", "&File"),
    (
        Command(
            name="open",
            text=QT_TRANSLATE_NOOP("actions", "&Open scan…"),
            tip=QT_TRANSLATE_NOOP("actions", "Open a scan of skin."),
            runs=lambda c: c.files.open_scan(),
            is_allowed=always,
            keys=("Ctrl+O",),
            icon="<path d='M3 19V5h6l2 3h10v11z'/>",
            label=QT_TRANSLATE_NOOP("actions", "Open"),
        ),
        Command(
            name="add_folder",
            text=QT_TRANSLATE_NOOP("actions", "Open &folder…"),
            tip=QT_TRANSLATE_NOOP("actions", "Add all scans of a folder to the list."),
            runs=lambda c: c.files.add_folder(),
            is_allowed=always,
            keys=("Ctrl+Shift+O",),
            short=QT_TRANSLATE_NOOP("actions", "Folder…"),
        ),
        Command(
            name="open_sample",
            text=QT_TRANSLATE_NOOP("actions", "Open the &sample scan"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Open the small simulated scan that ships with melcount."
            ),
            runs=lambda c: c.session.shown.open(sample_scan()),
            is_allowed=lambda _: has_sample_scan(),
        ),
        Command(
            name="new_study",
            text=QT_TRANSLATE_NOOP("actions", "&New study…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Begin a study in a file of its own; this one is kept."
            ),
            runs=lambda c: c.study.ask_new_study(),
            is_allowed=always,
            keys=("Ctrl+N",),
            is_separated=True,
        ),
        Command(
            name="open_study",
            text=QT_TRANSLATE_NOOP("actions", "Open s&tudy…"),
            tip=QT_TRANSLATE_NOOP("actions", "Go on with a study; this one is kept."),
            runs=lambda c: c.study.ask_study(),
            is_allowed=always,
            keys=("Ctrl+Shift+T",),
        ),
        Command(
            name="save_study_as",
            text=QT_TRANSLATE_NOOP("actions", "Save study &as…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Give the study a name and a place, and go on there; this file stays."
            ),
            runs=lambda c: c.study.ask_name(),
            is_allowed=lambda now: now.session.study is not None,
            keys=("Ctrl+Shift+S",),
        ),
        Command(
            name="save_copy",
            text=QT_TRANSLATE_NOOP("actions", "Save a &copy of the study…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Write all of the study into another file; this one is kept."
            ),
            runs=lambda c: c.study.ask_copy(),
            is_allowed=lambda now: now.session.study is not None,
            short=QT_TRANSLATE_NOOP("actions", "Save a copy…"),
        ),
        Command(
            name="save_again",
            text=QT_TRANSLATE_NOOP("actions", "Save a&gain"),
            tip=QT_TRANSLATE_NOOP("actions", "Try to save what could not be saved."),
            runs=lambda c: c.session.keeping.try_again(),
            is_allowed=lambda now: bool(now.session.keeping.problem),
            short=QT_TRANSLATE_NOOP("actions", "Try again"),
        ),
        Command(
            name="export",
            text=QT_TRANSLATE_NOOP("actions", "&Export results…"),
            tip=QT_TRANSLATE_NOOP(
                "actions", "Write the Excel workbook, the density map and the mask."
            ),
            runs=lambda c: c.files.export(),
            is_allowed=lambda now: now.session.numbers.is_whole and not now.session.course.job,
            keys=("Ctrl+E",),
            icon="<path d='M12 3v11M8 10l4 4 4-4M4 16v4h16v-4'/>",
            label=QT_TRANSLATE_NOOP("actions", "Export"),
            is_separated=True,
        ),
        Command(
            name="settings",
            text=QT_TRANSLATE_NOOP("actions", "Sett&ings…"),
            tip=QT_TRANSLATE_NOOP("actions", "Language and colours of the window."),
            runs=lambda c: SettingsDialog(c.window, c.preferences).open(),
            is_allowed=always,
            keys=("Ctrl+,",),
            is_separated=True,
        ),
        Command(
            name="quit",
            text=QT_TRANSLATE_NOOP("actions", "&Quit"),
            tip=QT_TRANSLATE_NOOP("actions", "Close the window."),
            runs=lambda c: c.window.close(),
            is_allowed=always,
            keys=("Ctrl+Q",),
            is_separated=True,
        ),
    ),
)
