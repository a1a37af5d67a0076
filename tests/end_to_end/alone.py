"""Runs a command that may speak to nobody: `python alone.py COMMAND...`, on Linux.

The kernel kills any process of it, children included, that asks for a socket other than one within
the computer (AF_UNIX), whoever asks: Python, Qt, or a library with a thread of its own. That needs
no rights and no other program.
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import sys

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, FILTER = 22, 38, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Where what is asked of the kernel stands; see seccomp_data in linux/seccomp.h."""

KILL, ALLOW = 0x80000000, 0x7FFF0000
IO_URING_SETUP = 425
"""A way to sockets past the call for one; the same number everywhere."""

CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Of each machine its architecture, as the kernel calls it, and the number of `socket`."""


class Instruction(ctypes.Structure):
    """One of a filter: what to do, where to go on if so and if not, and with which number."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_so", ctypes.c_ubyte),
        ("if_not", ctypes.c_ubyte),
        ("number", ctypes.c_uint32),
    )


class Program(ctypes.Structure):
    """A filter."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(Instruction)))


def speak_to_nobody() -> None:
    """Let this process, and all that it becomes or starts, have no socket out of the computer.

    Raises:
        OSError: the kernel does not do that.
    """
    architecture, call = CALLS[platform.machine()]
    steps = (
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, 6, architecture),
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 4, 0, IO_URING_SETUP),
        (EQUAL, 0, 2, call),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 0, 1, socket.AF_UNIX),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, KILL),
    )
    instructions = (Instruction * len(steps))(*(Instruction(*step) for step in steps))
    program = Program(len(steps), instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    for what in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0),
    ):
        if libc.prctl(*what):
            raise OSError(ctypes.get_errno(), "the kernel takes no filter")


if __name__ == "__main__":
    speak_to_nobody()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - no shell is meant
