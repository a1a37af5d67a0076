"""The commands about studies, as typer shows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from melcount_app.core.batch import Control, Which
from melcount_app.core.paths import default_model
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.files import write_text
from melcount_app.core.report.study import writing_study_reports
from melcount_app.core.scan.pick import Pick
from melcount_app.core.study import Study, repair_study
from melcount_app.core.wording import ENGLISH
from melcount_app.study_commands.acts import check_there
from melcount_app.study_commands.progress import (
    Tally,
    follow_repair,
    follow_reports,
    say,
    say_failed,
    waiting_for,
)
from melcount_app.study_commands.running import BatchOrder, Renamed, count, look, write_plan
from melcount_app.study_commands.sources import PlanOptions, ProtocolSource
from melcount_app.terminal import (
    EXIT_BAD_INPUT,
    EXIT_CANCELLED,
    Channel,
    Image,
    Insist,
    Lang,
    Operator,
    Out,
    Plane,
    WithoutDamaged,
    refusing,
)

app = typer.Typer()

CANCELLED = "cancelled: the same command goes on where this one was"
EXIT_LOST = 1

WIDE = 160
"""Columns of a table that is printed into a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What is written about a study.

    Attributes:
        out: folder for it.
        language: of the texts, one of `wording.languages`.
        csv: whether the table of all samples is written as text, too.
        pdf: whether the study is written as one PDF, and a page for each condition, too.
    """

    out: Path
    language: str
    csv: bool
    pdf: bool


Folder = Annotated[Path, typer.Argument(help="Folder of the scans.", metavar="FOLDER")]
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
JoinAlike = Annotated[
    bool, typer.Option("--join-alike", help="Make conditions that look alike one, and donors.")
]
Model = Annotated[Path | None, typer.Option(help="Folder of a model.", metavar="DIR")]
ProtocolFile = Annotated[
    Path | None, typer.Option("--protocol", help="Written by melcount protocol.", metavar="FILE")
]
PixelSize = Annotated[
    float | None, typer.Option(help="Pixel size of all scans, before the files' own.", min=1e-3)
]
StudyFile = Annotated[
    Path | None,
    typer.Option("--study", help="The study; else one in DIR, named after FOLDER.", metavar="FILE"),
]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Count only what failed or lost its count.")
]
AcceptChanged = Annotated[
    bool, typer.Option("--accept-changed", help="Count files that changed since they were planned.")
]
TakeOver = Annotated[
    bool, typer.Option("--take-over", help="Write a study whose window crashed elsewhere.")
]
Scheduler = Annotated[
    str,
    typer.Option(
        help="Count on a dask cluster, as in tcp://HOST:8786. Only on one that you trust: its "
        "machines can run anything here, and whoever reaches it can on them.",
        metavar="URL",
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        help="Count what was left out: a name, folder/name or folder, with * for anything; "
        "may be said again.",
        metavar="NAME",
    ),
]
RenamedFolders = Annotated[
    Renamed,
    typer.Option("--renamed", help="Call conditions as their folders, where these were renamed."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan, and write nothing.")]
Csv = Annotated[bool, typer.Option("--csv", help="Write the table of all samples as text, too.")]
Pdf = Annotated[
    bool,
    typer.Option("--pdf", help="Write the study as one PDF, and a page for each condition, too."),
]
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
    join_alike: JoinAlike = False,
    model: Model = None,
    protocol: ProtocolFile = None,
    um_per_px: PixelSize = None,
    channel: Channel = "",
    image: Image = "",
    plane: Plane = None,
    study: StudyFile = None,
    retry_failed: RetryFailed = False,
    accept_changed: AcceptChanged = False,
    without_damaged: WithoutDamaged = False,
    take_over: TakeOver = False,
    scheduler: Scheduler = "",
    include: Include = None,
    insist: Insist = False,
    renamed: RenamedFolders = Renamed.ASK,
    dry_run: DryRun = False,
    csv: Csv = False,
    pdf: Pdf = False,
    language: Lang = ENGLISH,
    no_reports: NoReports = False,
    operator: Operator = "",  # noqa: ARG001 - acted on by its callback
) -> None:
    """Count all scans of a folder as one study; started again, it goes on where it was."""
    order = BatchOrder(
        root=folder.resolve(),
        out=out,
        study=study,
        plan=PlanOptions(table, pattern, expression, control, join_alike),
        protocol=ProtocolSource(protocol, model, um_per_px, channel, Pick(image, plane)),
        which=Which.FAILED if retry_failed else Which.UNFINISHED,
        accepts_changed=accept_changed,
        accepts_damage=without_damaged,
        takes_over=take_over,
        scheduler=scheduler,
        include=tuple(include or ()),
        insists=insist,
        language=language,
        renamed=renamed,
    )
    reports = None if no_reports else Reports(out=out, language=language, csv=csv, pdf=pdf)
    console = _console()
    with _interruptible(console):
        look(order, console) if dry_run else _count(order, reports, console)


def _count(order: BatchOrder, reports: Reports | None, console: Console) -> None:
    """Count, report, and end with the code that tells how it went."""
    tally = count(order, console)
    _say_end(console, order, tally)
    if tally.is_cancelled:
        raise typer.Exit(EXIT_CANCELLED)
    if reports is not None:
        _report(order.file, reports)
    else:  # which the reports tell, too
        for sentence in tally.waiting:
            say(console, f"note: {sentence}")
    if tally.failed:
        raise typer.Exit(EXIT_BAD_INPUT)


@app.command("plan")
@refusing()
def write_plan_table(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="Table to write, .xlsx or .csv.", metavar="FILE")],
    pattern: Pattern = "",
    expression: Expression = "",
    control: Control_ = "",
    join_alike: JoinAlike = False,
    study: StudyFile = None,
    include: Include = None,
    language: Lang = ENGLISH,
) -> None:
    """Write the plan as a table to fill in, which batch reads again with --plan."""
    order = BatchOrder(
        root=folder.resolve(),
        out=out.parent,
        study=study,
        plan=PlanOptions(None, pattern, expression, control, join_alike),
        protocol=ProtocolSource(),
        include=tuple(include or ()),
        language=language,
    )
    console = _console()
    say(console, f"written: {write_plan(order, out, console)}")


@app.command("protocol")
@refusing()
def write_protocol(
    out: Annotated[Path, typer.Option(help="File to write.", metavar="FILE")],
    model: Model = None,
    um_per_px: PixelSize = None,
    channel: Channel = "",
    image: Image = "",
    plane: Plane = None,
    name: Annotated[str, typer.Option(help="For people; else the name of the model.")] = "",
) -> None:
    """Write down model and settings, so that other studies are counted alike."""
    protocol = Protocol.of(
        model or default_model(),
        name=name,
        channel=channel,
        um_per_px=um_per_px,
        pick=Pick(image, plane),
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
    language: Lang = ENGLISH,
    operator: Operator = "",  # noqa: ARG001 - acted on by its callback
) -> None:
    """Write the reports of a study anew: a workbook per condition, and a summary."""
    check_there(study)
    _report(study, Reports(out=out, language=language, csv=csv, pdf=pdf))


def _report(file: Path, asked: Reports) -> None:
    console = _console()
    wait = waiting_for(console, file, Control())
    with Study.open(file, wait=wait) as study, study.waiting(wait):
        events = writing_study_reports(
            study, asked.out, language=asked.language, csv=asked.csv, pdf=asked.pdf
        )
        written = follow_reports(console, events)
    for path in written.all_paths:
        say(console, f"written: {path}")
    for sentence in written.damage:
        say(console, f"note: {sentence}")
    for path in written.renamed:
        say(console, f"note: a file of that name could not be replaced; written as {path.name}")


@app.command()
@refusing()
def repair(
    study: Annotated[Path, typer.Argument(help="Damaged study file.", metavar="STUDY")],
    out: Annotated[Path, typer.Option(help="New study to write.", metavar="NEW")],
    operator: Operator = "",  # noqa: ARG001 - acted on by its callback
) -> None:
    """Save what is whole in a damaged study into a new one: 0 all, 1 some is lost, 2 none."""
    console = _console()
    with _interruptible(console, "cancelled: nothing was written"):
        repaired = follow_repair(console, repair_study(study, out))
    say(
        console,
        f"saved: {repaired.scans} scans, {repaired.outlines} outlines, {repaired.regions} regions, "
        f"{repaired.counts} counts, in {repaired.path}",
    )
    for sentence in repaired.lost:
        say(console, f"lost: {sentence}", "yellow")
    if repaired.lost:
        raise typer.Exit(EXIT_LOST)


@contextmanager
def _interruptible(console: Console, told: str = CANCELLED) -> Iterator[None]:
    """Ctrl-C before and after counting; while counting it cancels the batch."""
    try:
        yield
    except KeyboardInterrupt as error:
        say(console, told)
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
    say_failed(console, tally)


def _console() -> Console:
    """On a terminal as wide as it is; elsewhere wide enough for a table."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDE)
