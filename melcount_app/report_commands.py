"""Commands about reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from melcount_app.core.errors import MelcountError
from melcount_app.core.replay import NumberReplayed, ReplayEvent, ScanRefused, ScanReplayed, replay

EXIT_DIFFERENT = 1
EXIT_NOT_REPLAYED = 2

app = typer.Typer()


@app.command("replay")
def replay_report(
    report: Annotated[Path, typer.Argument(help="Workbook of a scan, a condition or a study.")],
    model: Annotated[
        Path | None, typer.Option(help="Folder of the model, where it lies elsewhere.")
    ] = None,
) -> None:
    """Count the scans of a report again and compare: 0 all the same, 1 not, 2 not possible."""
    codes = {0}
    try:
        for event in replay(report.absolute(), model=model):
            codes.add(_say(event))
    except MelcountError as error:
        typer.echo(f"melcount: {error}", err=True)
        codes.add(EXIT_NOT_REPLAYED)
    raise typer.Exit(max(codes))


def _say(event: ReplayEvent) -> int:
    """Tell what came of a scan; returns the exit code that it asks for."""
    if isinstance(event, ScanRefused):
        typer.echo(f"melcount: {event.sentence}", err=True)
        return EXIT_NOT_REPLAYED
    different = [number for number in event.numbers if not number.is_same]
    verdict = (
        f"{len(different)} of {len(event.numbers)} numbers differ" if different else "the same"
    )
    name = str(event.scan) if isinstance(event, ScanReplayed) else "Statistics"
    typer.echo(f"{name}: {verdict}")
    for number in event.numbers:
        typer.echo(f"  {_line(number)}")
    if different or not isinstance(event, ScanReplayed):
        for note in event.notes:
            typer.echo(f"  note: {note}")
    return EXIT_DIFFERENT if different else 0


def _line(number: NumberReplayed) -> str:
    old, new = map(_told, (number.old, number.new))
    place = "" if number.is_same else f" ({number.cell})"
    return f"{number.what}: {old} in the report{place}, {new} now"


def _told(value: float | None) -> str:
    return "none" if value is None else f"{value:.7g}"
