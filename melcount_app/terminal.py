"""What all commands share: options, bars while they work, a refusal as one sentence and a code."""

from __future__ import annotations

import dataclasses
import faulthandler
import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from melcount_app.core.errors import MelcountError
from melcount_app.core.paths import settings_file
from melcount_app.core.settings import load_settings, save_settings
from melcount_app.core.study.owner import name_operator
from melcount_app.core.wording import languages

Out = Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")]
Channel = Annotated[str, typer.Option(help="Channel to count, by name.")]
Image = Annotated[
    str, typer.Option(help="Image to count of files with several, by number or name.", metavar="N")
]
Plane = Annotated[
    int | None, typer.Option(help="Plane to count of files with several, by number.", min=1)
]
WithoutDamaged = Annotated[
    bool,
    typer.Option("--without-damaged", help="Count damaged scans without what cannot be read."),
]
Insist = Annotated[
    bool,
    typer.Option("--insist", help="Count also what is bright where fluorescence is dark."),
]


def _language(code: str) -> str:
    if code not in languages():
        raise typer.BadParameter(f"{code!r} is not one of {', '.join(languages())}.")
    return code


Lang = Annotated[
    str,
    typer.Option(
        "--lang", callback=_language, help="Of the reports.", metavar=f"[{'|'.join(languages())}]"
    ),
]


def _named_operator(name: str) -> str:
    """Let the journal of studies name somebody, who is remembered, or whoever was last."""
    settings, problem = load_settings(settings_file())
    if problem:
        typer.echo(f"note: {problem}", err=True)
    known = " ".join(name.split()) or settings.operator
    if known != settings.operator:
        try:
            save_settings(settings_file(), dataclasses.replace(settings, operator=known))
        except OSError as error:
            told = f"note: {settings_file()} cannot be written ({error.strerror}), so that the "
            typer.echo(f"{told}operator is not remembered", err=True)
    name_operator(known)
    return known


Operator = Annotated[
    str,
    typer.Option(
        "--operator",
        help="Who works, for the journal of the study; remembered. Else whoever is logged in.",
        metavar="NAME",
        callback=_named_operator,
    ),
]

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


def hush_libraries() -> None:
    """Keep what the libraries say of odd files from the error output; what we say still gets there.

    C libraries (libtiff, libjpeg, OpenSlide's) write to descriptor 2, so that is led nowhere, once
    and for all threads and child processes, and `sys.stderr` gets the real one. Who looks for a
    crash (`python -X faulthandler`, `-X dev`) sees everything.
    """
    if sys.stderr is None or sys.flags.dev_mode or faulthandler.is_enabled():
        return
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        real = os.dup(2)
    except OSError:  # started without an error output
        return
    sys.stderr.flush()
    encoding = sys.stderr.encoding
    sys.stderr = open(real, "w", encoding=encoding, errors="backslashreplace", buffering=1)  # noqa: PTH123, SIM115 - a descriptor, for the life of the process
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
