"""A child process behind a pipe: deaf to Ctrl-C, of low priority, never left behind."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import psutil

PATIENT = 10
"""Behind all other programs, where priority is a number."""


def start_child(serve: Callable[[Connection], None], name: str) -> tuple[BaseProcess, Connection]:
    """Start a process; returns it with this end of the pipe.

    Args:
        serve: what it does with the other end; calls `settle_in` first.
        name: of the process.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), name=name, daemon=True)
    try:
        with _deaf_children():
            process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


def settle_in(nice: int = PATIENT) -> None:
    """What a child does first: it leaves Ctrl-C to its parent, and lets other programs go first.

    Args:
        nice: see `lower_priority`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows knows no `_deaf_children`
    threading.Thread(target=_leave_with_parent, name="melcount parent", daemon=True).start()
    lower_priority(nice)


def lower_priority(nice: int = PATIENT) -> None:
    """Let other programs go first.

    Args:
        nice: how far it stands behind them where that is a number, if not further already.
    """
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        psutil.Process().nice(max(psutil.Process().nice(), nice))


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes that are started here never hear Ctrl-C, which is the parent's to answer."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would let through what is held back here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_with_parent() -> None:
    """Where the parent was killed, its next run redoes what is in hand: nobody else may."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
