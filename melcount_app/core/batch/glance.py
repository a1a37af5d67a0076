"""A glance at scans in a process of its own, which a file may crash or hang."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from melcount_app.core.batch.child import settle_in, start_child
from melcount_app.core.plan import ScanFacts, glance_at

PATIENCE_S = 60.0
"""How long opening one file, and starting the process before it, may take."""

LEAVE_S = 5.0
"""How long a process that was ended may take to go."""

HANGS = "“{name}” cannot be opened: nothing moved for {patience} s. Check the drive it lies on."
CRASHES = (
    "“{name}” cannot be opened: the program failed while it looked at it. Copy it again from the "
    "scanner; if it fails again, send the file to support."
)


def glance_apart(
    paths: Iterable[Path], patience_s: float = PATIENCE_S
) -> Generator[ScanFacts, None, None]:
    """The same as `glance_at`; what crashes or hangs costs that scan only.

    Args:
        paths: of the files.
        patience_s: after which a file is given up.
    """
    looker = _Looker(patience_s)
    try:
        for path in paths:
            yield looker.look(path)
    finally:
        looker.stop()


class _Looker:
    """A process that opens one file after the other."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._child: tuple[BaseProcess, Connection] | None = None

    def look(self, path: Path) -> ScanFacts:
        """What a file tells of itself, or why it does not."""
        self._child = self._child or start_child(serve, "melcount glance")
        _, connection = self._child
        sentence = HANGS
        try:
            connection.send(path)
            if connection.poll(self._patience_s):
                facts: ScanFacts = connection.recv()
                return facts
        except (EOFError, OSError):
            sentence = CRASHES
        self.stop()
        told = sentence.format(name=path.name, patience=round(self._patience_s))
        return ScanFacts(path, failure=told)

    def stop(self) -> None:
        """End the process, at once."""
        if self._child is None:
            return
        process, connection = self._child
        self._child = None
        process.kill()
        process.join(LEAVE_S)
        connection.close()
        if not process.is_alive():  # else a drive holds it; it goes when the drive lets go
            process.close()


def serve(connection: Connection) -> None:
    """Look at what comes through the pipe, until it is closed at the other end."""
    settle_in()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(next(glance_at([connection.recv()])))
