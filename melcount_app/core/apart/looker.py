"""A process that looks at files and is watched while it does: none takes too long or too much."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar, cast

import psutil

from melcount_app.core.apart.child import settle_in, start_child
from melcount_app.core.errors import MelcountError, ScanError

PATIENCE_S = 60.0
"""How long looking at one file may take, on a slow drive."""

PROCESSOR_S = 20.0
"""How long the processor may work for one file."""

STARTING_S = 60.0
"""How long the process may take to start before the first one, on a slow drive."""

POLL_S = 0.1
"""How often the memory of the process is looked at."""

MEMORY_BYTES = 2**30
"""That looking at one file may take, besides what the process takes when it has started."""

LEAVE_S = 5.0
"""How long a process that was ended may take to go."""

AWAITED = 5
"""How far the process stands behind other programs: somebody waits for its pictures."""

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
DOES_NOT_START = (
    "The program that looks at files does not start (exit code {code}). Try again; if it fails "
    "again, install melcount anew."
)
ENDED = "“{name}” was not looked at to the end, since that was cancelled. Open it again."

P = ParamSpec("P")
T = TypeVar("T")


class Looker:
    """Looks at one file after the other in a process that starts with the first one.

    What crashes, hangs or takes too much costs that file only: the next one has a fresh process.
    One thread looks at a time; any may end it.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        """Nothing is started yet.

        Args:
            patience_s: after which a file is given up.
        """
        self._patience_s = patience_s
        self._child: tuple[BaseProcess, Connection] | None = None
        self._bytes_at_first = 0
        self._is_ended = False
        self._looking = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def look(self, path: Path, see: Callable[P, T], *of: P.args, **more: P.kwargs) -> T:
        """What a function says of a file, called there.

        Args:
            path: of the file, for what is said where the function says nothing.
            see: a function of a module, which need not be loaded here.
            of: its arguments; they go there and its answer comes back by pickle.
            more: likewise.

        Raises:
            MelcountError: the function raises it, or the process does not start.
            ScanError: the file crashes the process or takes too much, or looking was ended.
        """
        with self._looking:
            connection = self._started(path)
            try:
                connection.send((see, of, more))
                sentence = self._waited(connection)
                answer, error = (None, None) if sentence else connection.recv()
            except (EOFError, OSError, psutil.NoSuchProcess):
                sentence, answer, error = CRASHES, None, None
            if isinstance(error, MemoryError):
                sentence = TAKES_ALL
            if sentence:
                self._let_go()
                raise self._refusal(sentence, path)
        if error is not None:
            raise error
        return cast("T", answer)

    def end(self) -> None:
        """End the process, at once and for good; what is being looked at is given up."""
        self._is_ended = True
        child = self._child
        if child is not None:
            with suppress(ValueError):  # it was let go just now
                child[0].kill()
        with self._looking:
            self._let_go()

    def _started(self, path: Path) -> Connection:
        """The pipe to the process, which has started.

        Raises:
            MelcountError: it has not, or looking was ended.
        """
        if self._child is not None:
            return self._child[1]
        try:
            self._check_goes_on()
            self._child = start_child(serve, "melcount look")
            self._wait_for_start(self._child[1])
            self._bytes_at_first = self._held_bytes()
        except (EOFError, OSError, psutil.NoSuchProcess) as error:
            code = self._exit_code()
            self._let_go()
            if self._is_ended:
                raise self._refusal(ENDED, path) from error
            raise MelcountError(DOES_NOT_START.format(code=code)) from error
        return self._child[1]

    def _check_goes_on(self) -> None:
        if self._is_ended:
            raise EOFError

    def _refusal(self, sentence: str, path: Path) -> ScanError:
        told = ENDED if self._is_ended else sentence
        return ScanError(told.format(name=path.name, patience=round(self._patience_s)))

    def _wait_for_start(self, connection: Connection) -> None:
        ends_at = time.monotonic() + STARTING_S
        while not connection.poll(POLL_S):
            self._check_goes_on()
            if time.monotonic() > ends_at:
                raise EOFError
        connection.recv()

    def _waited(self, connection: Connection) -> str:
        """Why an answer is no longer waited for; empty once there is one."""
        ends_at = time.monotonic() + self._patience_s
        used_s = self._processor_s()
        while not connection.poll(POLL_S):
            if self._is_ended:
                return ENDED
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

    def _exit_code(self) -> str:
        """That the process ended with; "?" where it has not, or was never there."""
        if self._child is None:
            return "?"
        process = self._child[0]
        process.join(LEAVE_S)
        return "?" if process.exitcode is None else str(process.exitcode)

    def _let_go(self) -> None:
        """End the process, if there is one."""
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
    settle_in(AWAITED)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(None)  # so that it is known that the process has started
        while True:
            see, of, more = connection.recv()
            connection.send(_answer(see, of, more))


def _answer(
    see: Callable[..., object], of: tuple[object, ...], more: dict[str, object]
) -> tuple[object, Exception | None]:
    try:
        return see(*of, **more), None
    except (MelcountError, MemoryError) as error:
        return None, error
