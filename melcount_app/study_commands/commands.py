"""The commands about studies, as typer shows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from melcount_app.core.errors import StudyError
from melcount_app.core.paths import default_model
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.files import write_text
from melcount_app.core.report.study import writing_study_reports
from melcount_app.core.study import Study
from melcount_app.core.wording import ENGLISH, FRENCH
from melcount_app.study_commands.progress import Tally, follow_reports, say
from melcount_app.study_commands.running import BatchOrder, count, look
from melcount_app.study_commands.sources import PlanSource, ProtocolSource
from melcount_app.terminal import EXIT_BAD_INPUT, EXIT_CANCELLED, refusing

app = typer.Typer()

WIDE = 160
"""Columns of a table that is printed into a file."""


class Language(StrEnum):
    """Of reports."""

    ENGLISH = ENGLISH
    FRENCH = FRENCH


Folder = Annotated[Path, typer.Argument(help="Folder of the scans.", metavar="FOLDER")]
Out = Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")]
Table = Annotated[
    Path | None, typer.Option("--plan", help="The plan as a table, .xlsx or .csv.", metavar="TABLE")
]
Pattern = Annotated[
    str, typer.Option(help="How names tell it: {condition}_{dose}_{replicate}.", metavar="P")
]
Expression = Annotated[
    str, typer.Option("--regex", help="The same, with named groups.", metavar="R")
]
Control_ = Annotated[str, typer.Option("--control", help="The condition others are compared with.")]
Model = Annotated[Path | None, typer.Option(help="Folder of a model.", metavar="DIR")]
ProtocolFile = Annotated[
    Path | None, typer.Option("--protocol", help="Written by melcount protocol.", metavar="FILE")
]
PixelSize = Annotated[
    float | None, typer.Option(help="Pixel size of all scans, before the files' own.", min=1e-3)
]
Channel = Annotated[str, typer.Option(help="Channel to count, by name.")]
StudyFile = Annotated[
    Path | None,
    typer.Option("--study", help="The study; else one in DIR, named after FOLDER.", metavar="FILE"),
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Count only what failed.")]
AcceptChanged = Annotated[
    bool, typer.Option("--accept-changed", help="Count files that changed since they were planned.")
]
TakeOver = Annotated[
    bool, typer.Option("--take-over", help="Write a study whose window crashed elsewhere.")
]
Scheduler = Annotated[
    str, typer.Option(help="Count on a dask cluster, as in tcp://HOST:8786.", metavar="URL")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan, and write nothing.")]
Csv = Annotated[bool, typer.Option("--csv", help="Write the table of all samples as text, too.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Write a page for each condition, too.")]
Lang = Annotated[Language, typer.Option("--lang", help="Of the reports.")]
NoReports = Annotated[bool, typer.Option("--no-reports", help="Count only.")]


@app.command()
@refusing()
def batch(
    folder: Folder,
    out: Out,
    table: Table = None,
    pattern: Pattern = "",
    expression: Expression = "",
    control: Control_ = "",
    model: Model = None,
    protocol: ProtocolFile = None,
    um_per_px: PixelSize = None,
    channel: Channel = "",
    study: StudyFile = None,
    retry_failed: RetryFailed = False,
    accept_changed: AcceptChanged = False,
    take_over: TakeOver = False,
    scheduler: Scheduler = "",
    dry_run: DryRun = False,
    csv: Csv = False,
    pdf: Pdf = False,
    language: Lang = Language.ENGLISH,
    no_reports: NoReports = False,
) -> None:
    """Count all scans of a folder as one study; started again, it goes on where it was."""
    order = BatchOrder.of(
        folder,
        out,
        study,
        PlanSource(table, pattern, expression, control),
        ProtocolSource(protocol, model, um_per_px, channel),
        retries_failed=retry_failed,
        accepts_changed=accept_changed,
        takes_over=take_over,
        scheduler=scheduler,
    )
    console = _console()
    with _interruptible(console):
        if dry_run:
            look(order, console)
            return
        tally = count(order, console)
        _say_end(console, order, tally)
        if tally.is_cancelled:
            raise typer.Exit(EXIT_CANCELLED)
        if not no_reports:
            _report(order.file, out, language, csv=csv, pdf=pdf)
    if tally.failed:
        raise typer.Exit(EXIT_BAD_INPUT)


@app.command("protocol")
@refusing()
def write_protocol(
    out: Annotated[Path, typer.Option(help="File to write.", metavar="FILE")],
    model: Model = None,
    um_per_px: PixelSize = None,
    channel: Channel = "",
    name: Annotated[str, typer.Option(help="For people; else the name of the model.")] = "",
) -> None:
    """Write down model and settings, so that other studies are counted alike."""
    protocol = Protocol.of(
        model or default_model(), name=name, channel=channel, um_per_px=um_per_px
    )
    written = write_text(out, protocol.to_json() + "\n")
    typer.echo(f"protocol “{protocol.name}” ({protocol.sha256[:8]}): {written}")


@app.command()
@refusing()
def report(
    study: Annotated[Path, typer.Argument(help="Study file.", metavar="STUDY")],
    out: Out,
    csv: Csv = False,
    pdf: Pdf = False,
    language: Lang = Language.ENGLISH,
) -> None:
    """Write the reports of a study anew: a workbook per condition, and a summary."""
    if not study.is_file():
        raise StudyError(f"There is no study {study}. Check its name and folder.")
    _report(study, out, language, csv=csv, pdf=pdf)


def _report(file: Path, out: Path, language: Language, *, csv: bool, pdf: bool) -> None:
    console = _console()
    with Study.open(file) as study:
        events = writing_study_reports(study, out, language=language, csv=csv, pdf=pdf)
        written = follow_reports(console, events)
    for path in filter(None, (written.summary, *written.conditions, written.csv, *written.pdfs)):
        say(console, f"written: {path}")
    for path in written.renamed:
        say(console, f"note: a file of that name could not be replaced; written as {path.name}")


@contextmanager
def _interruptible(console: Console) -> Iterator[None]:
    """Ctrl-C before and after counting; while counting it cancels the batch."""
    try:
        yield
    except KeyboardInterrupt as error:
        say(console, "cancelled: the same command goes on where this one was")
        raise typer.Exit(EXIT_CANCELLED) from error


def _say_end(console: Console, order: BatchOrder, tally: Tally) -> None:
    all_scans = tally.finished + tally.failed + tally.left
    if tally.is_cancelled:
        say(
            console,
            f"cancelled: {tally.finished} of {all_scans} scans are counted; the same command "
            "goes on where this one was",
        )
        return
    say(console, f"{tally.finished} of {all_scans} scans are counted, in {order.file}")
    if tally.failed:
        say(console, f"{tally.failed} failed; --retry-failed counts them again")


def _console() -> Console:
    """On a terminal as wide as it is; elsewhere wide enough for a table."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDE)
