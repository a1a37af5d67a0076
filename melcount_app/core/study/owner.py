"""Who may write a study: one window at a time, known by machine, user and process."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from typing_extensions import override

PROCESS = secrets.token_hex(8)
"""Of this run of the program; a process number may return after a crash, this does not."""


def operator() -> str:
    """Name of the user who is logged in; "unknown" where the system does not tell."""
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # which of them depends on system and Python
        return "unknown"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has a study open for writing.

    Attributes:
        token: of this opening; another opening of the same window has another.
        process: of the run of the program.
        pid: process number on the host.
        host: name of the machine.
        user: who is logged in there.
        since: when the study was opened, ISO 8601 in UTC.
    """

    token: str
    process: str
    pid: int
    host: str
    user: str
    since: str

    @classmethod
    def new(cls) -> Owner:
        """One for an opening by this process, now."""
        return cls(
            token=secrets.token_hex(8),
            process=PROCESS,
            pid=os.getpid(),
            host=socket.gethostname(),
            user=operator(),
            since=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    @property
    def is_alive(self) -> bool:
        """Whether the window may still be there; of other machines nobody knows."""
        if self.host != socket.gethostname():
            return True
        if self.pid == os.getpid():
            return self.process == PROCESS
        return is_running(self.pid)

    @override
    def __str__(self) -> str:
        """Who it is, as people read it, in local time."""
        since = datetime.fromisoformat(self.since).astimezone()
        return f"{self.user} on {self.host} since {since:%Y-%m-%d %H:%M}"


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _SYNCHRONIZE = 0x00100000
    _ACCESS_DENIED = 5
    _WAIT_TIMEOUT = 0x102

    def is_running(pid: int) -> bool:
        """Whether there is a process of this number on this machine."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        kernel.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, pid)
        if not handle:
            return ctypes.get_last_error() == _ACCESS_DENIED
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == _WAIT_TIMEOUT)
        finally:
            kernel.CloseHandle(handle)

else:

    def is_running(pid: int) -> bool:
        """Whether there is a process of this number on this machine."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # it is there, and somebody else's
            return True
        return True
