"""Who may write a study: one window at a time, known by machine, user and process."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil
from typing_extensions import override

PROCESS = secrets.token_hex(8)
"""Of this run of the program; a process number may return after a crash, this does not."""

_given_up: set[str] = set()
"""Tokens of openings of this process that are over, though their files say otherwise."""

CLOCK_S = 60.0
"""By so much may clocks have been set between two times that are compared."""


_named = [""]
"""What the operator of this process is called; empty where nobody said."""


def name_operator(name: str) -> None:
    """Say who works with this process from now on; an empty name is that of the login."""
    _named[0] = " ".join(name.split())


def operator() -> str:
    """Who works with this process: as was said, else by the login."""
    return _named[0] or login()


def login() -> str:
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
            user=login(),
            since=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def give_up(self) -> None:
        """The opening is over, though the file could not be told so."""
        _given_up.add(self.token)

    @property
    def is_alive(self) -> bool:
        """Whether the window may still be there; of other machines nobody knows."""
        if self.token in _given_up:
            return False
        if self.host != socket.gethostname():
            return True
        if self.pid == os.getpid():
            return self.process == PROCESS
        return is_running(self.pid, datetime.fromisoformat(self.since))

    @override
    def __str__(self) -> str:
        """Who it is, as people read it, in local time."""
        since = datetime.fromisoformat(self.since).astimezone()
        return f"{self.user} on {self.host} since {since:%Y-%m-%d %H:%M}"


def is_running(pid: int, since: datetime) -> bool:
    """Whether the process of a number is there that was there at a time.

    Numbers are given again, after a power cut most of all: one that began later is another.
    """
    try:
        process = psutil.Process(pid)
        is_later = process.create_time() > since.timestamp() + CLOCK_S
        return not is_later and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:  # it is there, and somebody else's
        return True
