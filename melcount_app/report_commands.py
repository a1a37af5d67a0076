"""Commands about reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from melcount_app.core.errors import MelcountError
from melcount_app.core.replay import (
    NumberReplayed,
    ReplayEvent,
    ScanRefused,
    ScanReplayed,
    StatisticsReplayed,
    WorkbookCompared,
    WorkbookRemade,
    replay,
)
from melcount_app.core.workbook import Difference

EXIT_DIFFERENT = 1
EXIT_NOT_REPLAYED = 2
MOST_TOLD = 10
"""Differences of a workbook."""

app = typer.Typer()


@app.command("replay")
def replay_report(
    report: Annotated[Path, typer.Argument(help="Workbook of a scan, a condition or a study.")],
    model: Annotated[
        Path | None, typer.Option(help="Folder of the model, where it lies elsewhere.")
    ] = None,
) -> None:
    """Count the scans of a report again, compare all it says: 0 the same, 1 not, 2 impossible."""
    codes = {0}
    try:
        for event in replay(report.absolute(), model=model):
            codes.add(_say(report.name, event))
    except MelcountError as error:
        typer.echo(f"melcount: {error}", err=True)
        codes.add(EXIT_NOT_REPLAYED)
    raise typer.Exit(max(codes))


def _say(name: str, event: ReplayEvent) -> int:
    """Tell what came of it; returns the exit code that it asks for."""
    match event:
        case WorkbookCompared():
            return _say_compared(name, event)
        case WorkbookRemade():
            return _say_remade(name, event)
        case ScanRefused():
            typer.echo(f"melcount: {event.sentence}", err=True)
            return EXIT_NOT_REPLAYED
    return _say_numbers(event)


def _say_compared(name: str, event: WorkbookCompared) -> int:
    """How the workbook compares with itself as it was written."""
    if not event.is_sealed:
        typer.echo(
            f"{name}: no seal tells whether it was changed after it was written, as in reports of "
            "earlier versions; write the report again to get one"
        )
    elif not event.is_saved_again:
        typer.echo(f"{name}: as melcount wrote it")
    elif not event.differences:
        typer.echo(f"{name}: saved again by another program; it says all that melcount wrote")
    else:
        typer.echo(f"{name}: changed after it was written, in {_places(event.differences)}:")
        _tell(event.differences, "melcount wrote")
        return EXIT_DIFFERENT
    return 0


def _say_remade(name: str, event: WorkbookRemade) -> int:
    """How the workbook compares with one that is written now."""
    if not event.differences:
        typer.echo(f"{name}: written anew, it says the same")
        return 0
    by = "" if event.is_same_version else f"; melcount {event.written_by} wrote it"
    places = _places(event.differences)
    typer.echo(f"{name}: written anew, it says otherwise in {places}{by}:")
    _tell(event.differences, "now")
    return EXIT_DIFFERENT if event.is_same_version else 0


def _places(differences: Sequence[Difference]) -> str:
    return "1 place" if len(differences) == 1 else f"{len(differences)} places"


def _tell(differences: Sequence[Difference], other: str) -> None:
    """The first few differences, and what stands in the other workbook."""
    for difference in differences[:MOST_TOLD]:
        says = f"says {difference.says}" if difference.says else "says nothing"
        added = " (added)" if not difference.should else ""
        should = difference.should or "nothing"
        typer.echo(f"  {difference.where}: {says}{added}; {other} {should}")
    if len(differences) > MOST_TOLD:
        typer.echo(f"  and {len(differences) - MOST_TOLD} more")


def _say_numbers(event: ScanReplayed | StatisticsReplayed) -> int:
    """Tell the numbers of a scan or of the statistics."""
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
