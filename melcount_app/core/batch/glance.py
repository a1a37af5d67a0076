"""A glance at scans in a process of its own, which a file may crash or hang."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from melcount_app.core.batch.child import settle_in, start_child
from melcount_app.core.plan import ScanFacts, glance_at
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.stains import TRP1, Stains

PATIENCE_S = 60.0
"""How long opening one file may take, on a slow drive."""

PROCESSOR_S = 20.0
"""How long the processor may work for one file."""

STARTING_S = 60.0
"""How long the process may take to start before the first one, on a slow drive."""

POLL_S = 0.1
"""How often the memory of the process is looked at."""

MEMORY_BYTES = 2**30
"""That opening one file may take, besides what the process takes when it has started."""

LEAVE_S = 5.0
"""How long a process that was ended may take to go."""

HANGS = "“{name}” cannot be opened: nothing moved for {patience} s. Check the drive it lies on."
TAKES_LONG = (
    "“{name}” cannot be opened: looking at it took over 20 s of the processor's time. Copy it "
    "again from the scanner, or save it as a tiled pyramid (OME-TIFF)."
)
TAKES_ALL = (
    "“{name}” cannot be opened: looking at it took over 1 GB of memory. Save it as a tiled pyramid "
    "(OME-TIFF), then open that."
)
CRASHES = (
    "“{name}” cannot be opened: the program failed while it looked at it. Copy it again from the "
    "scanner; if it fails again, send the file to support."
)


def glance_apart(
    paths: Iterable[Path],
    patience_s: float = PATIENCE_S,
    *,
    stains: Stains = TRP1,
    pick: Pick = NO_PICK,
) -> Generator[ScanFacts, None, None]:
    """The same as `glance_at`; what crashes or hangs costs that scan only.

    Args:
        paths: of the files.
        patience_s: after which a file is given up.
        stains: what label and other stains are called.
        pick: which image and plane of them the study counts.
    """
    looker = _Looker(patience_s, stains, pick)
    try:
        for path in paths:
            yield looker.look(path)
    finally:
        looker.stop()


class _Looker:
    """A process that opens one file after the other."""

    def __init__(self, patience_s: float, stains: Stains, pick: Pick) -> None:
        self._patience_s, self._stains, self._pick = patience_s, stains, pick
        self._child: tuple[BaseProcess, Connection] | None = None
        self._bytes_at_first = 0

    def look(self, path: Path) -> ScanFacts:
        """What a file tells of itself, or why it does not."""
        sentence = HANGS
        try:
            connection = self._started()
            connection.send((path, self._stains, self._pick))
            sentence = self._waited(connection)
            if not sentence:
                facts: ScanFacts = connection.recv()
                return facts
        except (EOFError, OSError, psutil.NoSuchProcess):
            sentence = CRASHES
        self.stop()
        told = sentence.format(name=path.name, patience=round(self._patience_s))
        return ScanFacts(path, failure=told)

    def _started(self) -> Connection:
        """The pipe to the process, which has started.

        Raises:
            EOFError, OSError: it has not.
        """
        if self._child is None:
            self._child = start_child(serve, "melcount glance")
            if not self._child[1].poll(STARTING_S):
                raise EOFError
            self._child[1].recv()
            self._bytes_at_first = self._held_bytes()
        return self._child[1]

    def _waited(self, connection: Connection) -> str:
        """Why an answer is no longer waited for; empty once there is one."""
        ends_at = time.monotonic() + self._patience_s
        used_s = self._processor_s()
        while not connection.poll(POLL_S):
            if self._held_bytes() - self._bytes_at_first > MEMORY_BYTES:
                return TAKES_ALL
            if self._processor_s() - used_s > PROCESSOR_S:
                return TAKES_LONG
            if time.monotonic() > ends_at:
                return HANGS
        return ""

    def _held_bytes(self) -> int:
        held: int = self._watched().memory_info().rss
        return held

    def _processor_s(self) -> float:
        used = self._watched().cpu_times()
        return float(used.user + used.system)

    def _watched(self) -> psutil.Process:
        if self._child is None:
            raise EOFError
        return psutil.Process(self._child[0].pid)

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
        connection.send(None)  # so that it is known that the process has started
        while True:
            path, stains, pick = connection.recv()
            connection.send(next(glance_at([path], stains, pick)))
