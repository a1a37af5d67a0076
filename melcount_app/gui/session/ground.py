"""What all rooms of a session stand on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from melcount_app.core.errors import DamagedError, MelcountError
from melcount_app.gui.messages import Message, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from melcount_app.gui.session.keeping import Keeping
    from melcount_app.gui.session.looking import Looking
    from melcount_app.gui.session.pools import Pools
    from melcount_app.gui.session.scans import ScanList


@dataclass(eq=False)
class Ground:
    """What all rooms of a session stand on.

    Attributes:
        hall: Qt owner of the rooms.
        model: folder of the network that counts where no protocol says otherwise.
        pools: the threads.
        keeping: puts what is done into the study.
        scans: the list.
        looking: looks at files for it.
        tell: says something to the user.
    """

    hall: QObject
    model: Path
    pools: Pools
    keeping: Keeping
    scans: ScanList
    looking: Looking
    tell: Callable[[Message], None]

    def tell_error(self, _: str, error: Exception, *, lasts: bool = True) -> None:
        """Say why a job failed, and what may be done; bugs have been told by the worker.

        Args:
            error: why.
            lasts: whether that is worth knowing, too, when another scan is shown.
        """
        if isinstance(error, DamagedError):
            self.tell(Message(str(error), offers=("without_damaged",)))
        elif isinstance(error, MelcountError):
            self.tell(Message(str(error), Tone.FAILURE, lasts=lasts))
