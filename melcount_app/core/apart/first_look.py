"""The first look at a file of which nobody knows what reading it takes, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from melcount_app.core.apart.looker import Looker
from melcount_app.core.scan import is_bounded
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.thumbnail import thumbnail_of


def look_first(
    looker: Looker, path: Path, pick: Pick = NO_PICK, *, without_damaged: bool = False
) -> None:
    """Refuse a file that crashes or hangs what opens it, or takes too much, before it does so here.

    Files whose readers know by what these declare what they take are not looked at.

    Args:
        looker: looks at it.
        path: of the file.
        pick: which image and plane of it.
        without_damaged: whether it is read although parts of it cannot be.

    Raises:
        MelcountError: the file cannot be read as a scan, or the process does not start.
    """
    if not is_bounded(path, pick):
        looker.look(path, thumbnail_of, path, pick, without_damaged=without_damaged)
