"""The command line. Without a sub-command it opens the window; the others need no display."""

from __future__ import annotations

import multiprocessing
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from melcount_app import __version__
from melcount_app.core.count import (
    CountRequest,
    ScanCounted,
    TileCounted,
    count_scan,
    request_count,
)
from melcount_app.core.errors import MelcountError, OutputError, ScanError, StudyError
from melcount_app.core.mask import load_mask
from melcount_app.core.model import CountingModel, ModelCard, model_folders
from melcount_app.core.paths import default_model, models_folder
from melcount_app.core.prepare import PreparedScan, ScanPrepared, ScanRead, prepare_scan
from melcount_app.core.profile import Stage, Stopwatch, profile_table
from melcount_app.core.region import load_regions
from melcount_app.core.report import (
    Report,
    Written,
    build_report,
    result_name,
    write_results,
)
from melcount_app.core.report.files import check_writable
from melcount_app.report_commands import app as reports
from melcount_app.study_commands import app as studies
from melcount_app.terminal import EXIT_BAD_INPUT, print_anything, progress_bars, refused

EXIT_FAILED = 1

app = typer.Typer(
    name="melcount",
    help="Count melanocytes on fluorescence scans of reconstructed skin.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"melcount {__version__}")
        raise typer.Exit


def _self_test(out: Path | None) -> None:
    if out is not None:
        from melcount_app.self_test import self_test

        try:
            passed = self_test(out.absolute())
        except OutputError as error:
            raise refused(error) from error
        typer.echo(f"{'passed' if passed else 'FAILED'}: {out}")
        raise typer.Exit(0 if passed else EXIT_FAILED)


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - acted on by its callback
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Say the version and stop."
        ),
    ] = False,
    self_test: Annotated[  # noqa: ARG001 - acted on by its callback
        Path | None,
        typer.Option(
            "--self-test",
            callback=_self_test,
            is_eager=True,
            metavar="OUT.json",
            help="Use each part of the program once, write what was found, and stop.",
        ),
    ] = None,
) -> None:
    """Open the window when no command is given."""
    if context.invoked_subcommand is None:
        open_window(None)


@app.command("open")
def open_window(
    scan: Annotated[Path | None, typer.Argument(help="Scan or study to show.")] = None,
) -> None:
    """Open the window, with a scan or a study if one is named."""
    if scan is not None and not scan.exists():
        raise _refused_window(ScanError(f"There is no file {scan}. Check its name and folder."))
    from melcount_app.gui.app import run

    try:
        code = run(scan)
    except StudyError as error:
        raise _refused_window(error) from error
    raise typer.Exit(code)


@app.command()
def count(
    scans: Annotated[list[Path], typer.Argument(metavar="SCAN", help="Scan files.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")],
    mask: Annotated[
        Path | None, typer.Option(help="The sample, as GeoJSON in level-0 pixels.")
    ] = None,
    regions: Annotated[
        Path | None, typer.Option(help="Regions to count, as GeoJSON in level-0 pixels.")
    ] = None,
    um_per_px: Annotated[
        float | None, typer.Option(help="Pixel size of level 0, before the file's own.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Channel to count, by name.")] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of a model, instead of the shipped one.")
    ] = None,
    profile: Annotated[bool, typer.Option("--profile", help="Say where the time goes.")] = False,
) -> None:
    """Count the cells of scans and write a workbook, density map, mask and JSON for each."""
    failed = False
    try:
        _check_names(scans)
        check_writable(out)
    except MelcountError as error:
        raise refused(error) from error
    for scan in map(Path.absolute, scans):  # reports say where the file is
        stopwatch, started = Stopwatch(), time.perf_counter()
        try:
            report = _count_one(
                scan, mask, regions, um_per_px, channel, model or default_model(), stopwatch
            )
            with stopwatch.time(Stage.WRITING):
                written = write_results(report, out)
            _say(report, written)
            if profile:
                _say_profile(stopwatch, time.perf_counter() - started)
        except MelcountError as error:
            refused(error)
            failed = True
    if failed:
        raise typer.Exit(EXIT_BAD_INPUT)


def _count_one(
    scan: Path,
    mask: Path | None,
    regions: Path | None,
    um_per_px: float | None,
    channel: str | None,
    model: Path,
    stopwatch: Stopwatch,
) -> Report:
    with progress_bars(Console(stderr=True)) as progress:
        bar = progress.add_task(scan.name, total=None)
        with stopwatch.time(Stage.PREPARING):
            prepared = _prepare(scan, channel, stopwatch, progress, bar)
            request = request_count(
                prepared,
                model=model,
                um_per_px=um_per_px,
                mask=load_mask(mask, prepared.size) if mask else None,
            )
            drawn = load_regions(regions, prepared.size) if regions else ()
        with stopwatch.time(Stage.COUNTING):
            counted = _counted(request, prepared, stopwatch, progress, bar)
    with stopwatch.time(Stage.MEASURING):
        return build_report(prepared, counted, drawn)


def _prepare(
    scan: Path, channel: str | None, stopwatch: Stopwatch, progress: Progress, bar: TaskID
) -> PreparedScan:
    for event in prepare_scan(scan, channel=channel, is_watched=False, stopwatch=stopwatch):
        if isinstance(event, ScanRead):
            progress.update(bar, completed=event.fraction, total=1.0)
        elif isinstance(event, ScanPrepared):
            return event.scan
    raise AssertionError("preparing ends with ScanPrepared or an error")


def _counted(
    request: CountRequest,
    prepared: PreparedScan,
    stopwatch: Stopwatch,
    progress: Progress,
    bar: TaskID,
) -> ScanCounted:
    for event in count_scan(request, coarse=prepared.coarse, stopwatch=stopwatch):
        if isinstance(event, TileCounted):
            progress.update(bar, completed=event.done, total=event.total)
        elif isinstance(event, ScanCounted):
            return event
    raise AssertionError("a count ends with ScanCounted or an error")


def _check_names(scans: list[Path]) -> None:
    """Refuse scans whose results would overwrite each other."""
    seen: dict[str, Path] = {}
    for scan in scans:
        name = result_name(scan).casefold()
        if name in seen:
            raise OutputError(
                f"{seen[name]} and {scan} would both be written as “{result_name(scan)}”. "
                "Count them into different folders."
            )
        seen[name] = scan


def _say(report: Report, written: Written) -> None:
    sample = report.measurement.sample
    numbers = [f"{sample.cells:.0f} cells"]
    if sample.area_mm2 is not None and sample.cells_per_mm2 is not None:
        density = f"{sample.cells_per_mm2:.1f} cells/mm²{_interval(report)}"
        numbers = [density, *numbers, f"{sample.area_mm2:.2f} mm²"]
    channel = report.request.channel
    typer.echo(f"{report.request.scan.name}: {', '.join(numbers)}")
    typer.echo(f"  channel {channel.name}: {channel.reason}")
    for flag in report.flags:
        typer.echo(f"  note: {flag.sentence}")
    if report.why_no_intervals():
        typer.echo(f"  note: {report.why_no_intervals()}")
    typer.echo(f"  written: {written.workbook}")
    for path in written.renamed:
        typer.echo(f"  note: the file of that name could not be replaced; written as {path.name}")


def _say_profile(stopwatch: Stopwatch, seconds: float) -> None:
    for line in profile_table(stopwatch, seconds):
        typer.echo(f"  {line}")


def _interval(report: Report) -> str:
    found = report.measurement
    interval = found.sample.interval_per_mm2
    if interval is None or found.intervals is None:
        return ""
    return f" ({found.intervals.percent}: {interval.low:.1f}–{interval.high:.1f})"


def _refused_window(error: MelcountError) -> typer.Exit:
    """Say why there is no window; without a console that needs a window, too."""
    if sys.stderr is None:
        from melcount_app.gui.app import tell

        tell(str(error))
    return refused(error)


@app.command()
def models(
    folder: Annotated[
        Path | None, typer.Option(help="Folder of models of your own.", metavar="DIR")
    ] = None,
) -> None:
    """List the shipped models, and those of a folder, with their cross-validated errors."""
    failed = False
    for place in (models_folder(), folder):
        try:
            found = model_folders(place) if place else ()
        except MelcountError as error:
            raise refused(error) from error
        for model in found:
            try:
                _say_model(CountingModel.load(model).card, model)
            except MelcountError as error:
                refused(error)
                failed = True
    if failed:
        raise typer.Exit(EXIT_BAD_INPUT)


def _say_model(card: ModelCard, folder: Path) -> None:
    errors = [
        f"{name} {100 * card.errors[key]:{sign}.1f} %"
        for key, name, sign in (
            ("T_err", "T_err", ""),
            ("A_err", "A_err", ""),
            ("bias", "bias", "+"),
        )
        if isinstance(card.errors.get(key), float)
    ]
    kind = card.errors.get("kind", "origin unknown")
    intervals = f"{card.interval.percent} intervals" if card.interval else "no intervals"
    typer.echo(f"{card.name}{' (default)' if folder == default_model() else ''}")
    typer.echo(f"  errors: {', '.join(errors) or 'not known'} ({kind})")
    typer.echo(f"  {card.um_per_px:g} µm/px, {intervals}, licence {card.licence}")
    typer.echo(f"  SHA-256 {card.sha256}")
    typer.echo(f"  {folder}")


app.registered_commands += [*studies.registered_commands, *reports.registered_commands]

if find_spec("melcount_app.training"):  # the installed program comes without
    from melcount_app.training.commands import app as training

    app.registered_commands += training.registered_commands


def main() -> None:
    """Entry point: a first argument that is neither command nor option is a scan to open."""
    multiprocessing.freeze_support()  # in the installed program a child process starts here, too
    print_anything()
    arguments = sys.argv[1:]
    command = typer.main.get_group(app)
    if arguments and not arguments[0].startswith("-") and arguments[0] not in command.commands:
        arguments = ["open", *arguments]
    command(arguments)
