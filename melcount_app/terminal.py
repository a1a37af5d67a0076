"""What all commands share: bars while they work; a refusal as one sentence and an exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from melcount_app.core.errors import MelcountError

EXIT_BAD_INPUT = 2
EXIT_CANCELLED = 130
"""As a shell gives for Ctrl-C."""


def refused(error: MelcountError) -> typer.Exit:
    """Tell an error that the user can mend; returns what ends the command."""
    typer.echo(f"melcount: {error}", err=True)
    return typer.Exit(EXIT_BAD_INPUT)


@contextmanager
def refusing() -> Iterator[None]:
    """An error that the user can mend is one sentence and an exit code."""
    try:
        yield
    except MelcountError as error:
        raise refused(error) from error


def progress_bars(console: Console) -> Progress:
    """Bars that are shown in a terminal, and gone when the work is done."""
    return Progress(
        TextColumn("{task.description}", markup=False),  # names of files may look like markup
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def print_anything() -> None:
    """Let names be printed that the terminal has no letters for, instead of failing at them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
