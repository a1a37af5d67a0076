"""One window for each user and desktop: a second start hands its file to the first and ends."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

DESKTOP_VARIABLES = ("SESSIONNAME", "DISPLAY", "WAYLAND_DISPLAY")
"""What tells the desktops of one user apart; a window of another one would not be seen."""

PATIENCE_MS = 5_000
RETRY_MS = 50
RECEIVED = b"received"


class FirstStart(QObject):
    """Whether this start is the first, and the line between the first and later ones.

    The line is a named pipe of the user's own, no network.

    Attributes:
        called: a later start wants the window; the text is the file to open, or empty.
        is_first: whether no other start is running.
    """

    called = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Look whether another start is running, and listen to later ones if none is.

        Args:
            folder: of the user's data; every copy of the program that shares it shares a window.
            parent: Qt owner.
        """
        super().__init__(parent)
        desktop = [os.environ.get(name, "") for name in DESKTOP_VARIABLES]
        key = hashlib.sha256("\n".join([str(folder), *desktop]).encode("utf-8", "replace"))
        self._name = f"melcount-{key.hexdigest()[:16]}"
        self._lock = QLockFile(str(folder / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # however long it runs; one that died is noticed
        self._server = QLocalServer(self)
        self.is_first = self._lock.tryLock(0)
        if self.is_first:
            self._listen()

    def hand_over(self, path: Path | None) -> bool:
        """Ask the first start to open a file, or to show its window.

        Returns:
            Whether it has heard; else this start needs a window of its own.
        """
        socket, deadline = QLocalSocket(), QDeadlineTimer(PATIENCE_MS)
        while not self._connected(socket):
            if deadline.hasExpired():
                return False
            QThread.msleep(RETRY_MS)  # the first may have begun a moment ago
        allow_foreground()
        socket.write(f"{path.absolute() if path else ''}\n".encode())
        return socket.waitForReadyRead(PATIENCE_MS) and socket.readAll().data() == RECEIVED

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _connected(self, socket: QLocalSocket) -> bool:
        socket.connectToServer(self._name)
        return socket.waitForConnected(PATIENCE_MS)

    def _listen(self) -> None:
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(self._name)  # of one that was killed
        self._server.listen(self._name)

    @Slot()
    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._read)
            if socket.canReadLine():
                self._hear(socket)

    @Slot()
    def _read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and socket.canReadLine():
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        text = bytes(socket.readLine().data()).decode("utf-8").removesuffix("\n")
        socket.write(RECEIVED)
        socket.flush()
        self.called.emit(text)


if sys.platform == "win32":
    import ctypes

    _ANY_PROCESS = -1

    def allow_foreground() -> None:
        """Let the first start come to the front, which Windows allows to the newest only."""
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)

else:

    def allow_foreground() -> None:
        """Nothing to do: elsewhere windows may come to the front."""
