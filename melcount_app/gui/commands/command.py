"""What a command is: a record of its names, its keys, what it runs and when it is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from melcount_app.gui.dialogs.files import FileCommands
from melcount_app.gui.dialogs.regions import RegionCommands
from melcount_app.gui.dialogs.study import StudyCommands
from melcount_app.gui.panels.scans import ScansPanel
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.session import Session
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.viewer import ScanView


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of the window, for commands to run on.

    Attributes:
        window: what dialogs belong to.
        session: the state behind the window.
        preferences: the user's settings.
        view: of the scan.
        files: asks for files and folders.
        regions: what is done to the selected regions.
        study: what is done to the whole study.
        scans: the list of scans.
        menus: all commands, for the sheet of keys.
    """

    window: QWidget
    session: Session
    preferences: Preferences
    view: ScanView
    files: FileCommands
    regions: RegionCommands
    study: StudyCommands
    scans: ScansPanel
    menus: tuple[Menu, ...]

    def now(self) -> Now:
        """How things stand."""
        return Now(self.session, tuple(self.regions.selected))


@dataclass(frozen=True, slots=True)
class Now:
    """How things stand, for commands to be allowed or not; found out once for all of them.

    Attributes:
        session: the state behind the window.
        selected: places of the selected regions.
    """

    session: Session
    selected: tuple[int, ...] = ()

    def has(self, *states: ScanState) -> bool:
        """Whether a scan of the list has come to one of these."""
        return self.session.scans.number_of(*states) > 0


Run: TypeAlias = Callable[[Context], object]
Condition: TypeAlias = Callable[[Now], bool]


@dataclass(frozen=True, slots=True)
class Switch:
    """What a command does that is turned on and off.

    Attributes:
        turn: turns it on or off.
        starts_on: whether it is on in a new window.
        group: switches of one group exclude each other; empty for none.
        is_on: whether it is on where not only the user turns it; None where only the user does.
        short_on: what its button says while it is on; empty for what it says else.
    """

    turn: Callable[[Context, bool], object]
    starts_on: bool = False
    group: str = ""
    is_on: Condition | None = None
    short_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of the window; texts are English, to be translated in the context "actions".

    Attributes:
        name: key in the table of actions and Qt object name.
        text: what the menu says.
        tip: one sentence for tool tip and status bar.
        runs: what it does.
        is_allowed: when it can be chosen.
        keys: shortcuts in portable text, the first one is shown; or those that are usual for it.
        are_keys_local: whether the keys work only where the keyboard is in the list of its menu.
        icon: SVG elements on a 24 x 24 canvas, drawn as lines; empty for none.
        label: what the tool bar says; empty where the command is in the menu only.
        short: what a button beside a panel says; empty for `label` or `text`.
        is_separated: whether a separator stands before it.
        stands_out: whether its button in the tool bar catches the eye: what the work leads to.
        about: what it is about just now, added to `text`; None where that never changes.
    """

    name: str
    text: str
    tip: str
    runs: Run | Switch
    is_allowed: Condition
    keys: tuple[str, ...] | QKeySequence.StandardKey = ()
    are_keys_local: bool = False
    icon: str = ""
    label: str = ""
    short: str = ""
    is_separated: bool = False
    stands_out: bool = False
    about: Callable[[Now], str] | None = None

    @property
    def shortcuts(self) -> list[QKeySequence]:
        """The keys as Qt has them, on this system."""
        if isinstance(self.keys, QKeySequence.StandardKey):
            return QKeySequence.keyBindings(self.keys)
        return [QKeySequence(keys) for keys in self.keys]


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands that stand together.

    Attributes:
        heading: in the menu bar, to be translated as the texts; of a list's own menu it is not
            shown.
        commands: from top to bottom.
    """

    heading: str
    commands: tuple[Command, ...]


def translated(text: str) -> str:
    """A text of a command in the language of the window."""
    return QCoreApplication.translate("actions", text)
