"""One window for each user and desktop: a second start hands its files to the first and ends."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

DESKTOP_VARIABLES = ("SESSIONNAME", "DISPLAY", "WAYLAND_DISPLAY")
"""What tells the desktops of one user apart; a window of another one would not be seen."""

PATIENCE_MS = 5_000
RETRY_MS = 50
RECEIVED = b"received"

MOST_BYTES = 4_000_000
"""Of what a later start says; a command line is shorter on every system."""


class FirstStart(QObject):
    """Whether this start is the first, and the line between the first and later ones.

    The line is a named pipe of the user's own, no network.

    Attributes:
        called: a later start wants the window; a tuple of the `Path`s to open, which may be empty.
        name: of the line.
        is_first: whether no other start is running.
    """

    called = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Look whether another start is running, and listen to later ones if none is.

        Args:
            folder: of the user's data; every copy of the program that shares it shares a window.
            parent: Qt owner.
        """
        super().__init__(parent)
        desktop = [os.environ.get(name, "") for name in DESKTOP_VARIABLES]
        key = hashlib.sha256("\n".join([str(folder), *desktop]).encode("utf-8", "replace"))
        self.name = f"melcount-{key.hexdigest()[:16]}"
        self._server = QLocalServer(self)
        self._lock_file = folder / f"{self.name}.lock"
        self._lock = QLockFile(str(self._lock_file))
        self._lock.setStaleLockTime(0)  # however long it runs; one that died is noticed
        self.is_first = self._takes_lock()
        if self.is_first:
            self._listen()

    def _takes_lock(self) -> bool:
        """Whether nobody else runs; where no lock can be had, the line tells it."""
        if self._lock.tryLock(0):
            return True
        if self._lock.error() != QLockFile.LockError.LockFailedError:
            return not self._connected(QLocalSocket())
        if self._lock.getLockInfo()[0]:
            return False
        with suppress(OSError):  # it tells of nobody: damaged by a power cut, or by hand
            self._lock_file.unlink()
        return self._lock.tryLock(0)

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Ask the first start to open files, or with none to show its window.

        Returns:
            Whether it has heard; else this start needs a window of its own.
        """
        socket, deadline = QLocalSocket(), QDeadlineTimer(PATIENCE_MS)
        while not self._connected(socket):
            if deadline.hasExpired():
                return False
            QThread.msleep(RETRY_MS)  # the first may have begun a moment ago
        allow_foreground()
        line = json.dumps([str(path.absolute()) for path in paths]).encode("ascii")
        if len(line) >= MOST_BYTES:
            return False
        socket.write(line + b"\n")
        while socket.bytesToWrite():
            if not socket.waitForBytesWritten(PATIENCE_MS):
                return False
        return socket.waitForReadyRead(PATIENCE_MS) and socket.readAll().data() == RECEIVED

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _connected(self, socket: QLocalSocket) -> bool:
        socket.connectToServer(self.name)
        return socket.waitForConnected(PATIENCE_MS)

    def _listen(self) -> None:
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(self.name)  # of one that was killed
        self._server.listen(self.name)

    @Slot()
    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(MOST_BYTES)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._read)
            QTimer.singleShot(PATIENCE_MS, socket, socket.abort)  # whatever it still has to say
            self._hear(socket)

    @Slot()
    def _read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        """Take the line of a later start; who says anything else is not listened to."""
        if not socket.canReadLine():
            if socket.bytesAvailable() >= MOST_BYTES:
                socket.abort()
            return
        paths = paths_in(bytes(socket.readLine().data()))
        if paths is None:
            socket.abort()
            return
        socket.write(RECEIVED)
        socket.flush()
        self.called.emit(paths)


def paths_in(line: bytes) -> tuple[Path, ...] | None:
    """The paths that a later start names; None where the line is of no start of this program."""
    try:
        names = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    paths = tuple(Path(name) for name in names if "\0" not in name)
    return paths if all(path.is_absolute() for path in paths) else None


if sys.platform == "win32":
    import ctypes

    _ANY_PROCESS = -1

    def allow_foreground() -> None:
        """Let the first start come to the front, which Windows allows to the newest only."""
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)

else:

    def allow_foreground() -> None:
        """Nothing to do: elsewhere windows may come to the front."""
