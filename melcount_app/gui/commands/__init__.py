"""Every command of the window as one record; menus, tool bar, buttons and keys follow."""

from melcount_app.gui.commands.count import COUNT
from melcount_app.gui.commands.dropped import DROPPED
from melcount_app.gui.commands.edit import EDIT
from melcount_app.gui.commands.file import FILE
from melcount_app.gui.commands.help import HELP
from melcount_app.gui.commands.regions import REGIONS
from melcount_app.gui.commands.sample import SAMPLE
from melcount_app.gui.commands.scan_list import SCAN_LIST
from melcount_app.gui.commands.study import STUDY
from melcount_app.gui.commands.view import VIEW

__all__ = ["COMMANDS", "DROPPED", "EDIT", "FILE", "MENUS", "SCAN_LIST"]

MENUS = (FILE, EDIT, VIEW, SAMPLE, REGIONS, COUNT, STUDY, HELP)
"""Of the menu bar, from left to right."""

COMMANDS = tuple(command for menu in (*MENUS, SCAN_LIST, DROPPED) for command in menu.commands)
"""All commands of the window."""
