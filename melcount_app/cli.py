"""The command line. Without a sub-command it opens the window; the others need no display."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from melcount_app import __version__
from melcount_app.core.apart import Looker, look_first
from melcount_app.core.errors import DamagedError, MelcountError, OutputError, ScanError
from melcount_app.core.fluorescence import NoFluorescenceError
from melcount_app.core.model import CountingModel, ModelCard, model_folders
from melcount_app.core.order import (
    CountOneEvent,
    CountOrder,
    CountProgress,
    Options,
    count_one,
)
from melcount_app.core.outline_files import TooManyOutlinesError
from melcount_app.core.paths import default_model, models_folder
from melcount_app.core.plan import scans_with
from melcount_app.core.profile import Phase, Stopwatch, profile_table
from melcount_app.core.report import (
    Report,
    Written,
    build_report,
    result_name,
    write_results,
)
from melcount_app.core.report.files import check_writable
from melcount_app.core.runtime import forget_telemetry
from melcount_app.core.scan.companion import is_companion
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.scan.vms_files import SUFFIXES as VMS
from melcount_app.core.wording import ENGLISH
from melcount_app.core.work import result_of
from melcount_app.report_commands import app as reports
from melcount_app.study_commands import app as studies
from melcount_app.study_commands import checks
from melcount_app.terminal import (
    EXIT_BAD_INPUT,
    Channel,
    Image,
    Insist,
    Lang,
    Out,
    Plane,
    WithoutDamaged,
    hush_libraries,
    print_anything,
    progress_bars,
    refused,
)

EXIT_FAILED = 1
OPEN = "open"

HINTS = {"pixel_size_missing": " (--um-per-px)"}
"""What says here what a flag asks for, by its name."""

WAYS_OUT = {
    TooManyOutlinesError: "all of them are taken with --all-outlines",
    DamagedError: "it is counted without the damaged area with --without-damaged",
    NoFluorescenceError: "it is counted with --insist",
}
"""What helps here where a scan cannot be counted, by the error."""

app = typer.Typer(
    name="melcount",
    help="Count melanocytes on fluorescence scans of reconstructed skin.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


Scans = Annotated[list[Path], typer.Argument(metavar="SCAN", help="Scan files.")]
MaskFile = Annotated[
    Path | None,
    typer.Option("--mask", help="The sample: GeoJSON or ROIs of ImageJ, in level-0 px."),
]
RegionsFile = Annotated[
    Path | None,
    typer.Option("--regions", help="Regions to count: GeoJSON or ROIs, in level-0 px."),
]
PixelSize = Annotated[
    float | None, typer.Option(help="Pixel size of level 0, before the file's own.")
]
ModelFolder = Annotated[
    Path | None,
    typer.Option("--model", help="Folder of a model, instead of the shipped one.", metavar="DIR"),
]
AllOutlines = Annotated[
    bool,
    typer.Option(
        "--all-outlines", help="Take detections and any number of outlines from these files."
    ),
]
Profile = Annotated[bool, typer.Option("--profile", help="Say where the time goes.")]


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


@app.command(OPEN)
def open_window(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Scans, folders of scans or a study to show."),
    ] = None,
) -> None:
    """Open the window, with scans, folders or a study if they are named."""
    for file in files or ():
        if not file.exists():
            raise _refused_window(ScanError(f"There is no file {file}. Check its name and folder."))
    from melcount_app.gui.app import run

    raise typer.Exit(run(files or ()))


@app.command()
def count(
    scans: Scans,
    out: Out,
    mask: MaskFile = None,
    regions: RegionsFile = None,
    um_per_px: PixelSize = None,
    channel: Channel = "",
    image: Image = "",
    plane: Plane = None,
    model: ModelFolder = None,
    all_outlines: AllOutlines = False,
    without_damaged: WithoutDamaged = False,
    insist: Insist = False,
    profile: Profile = False,
    language: Lang = ENGLISH,
) -> None:
    """Count the cells of scans and write a workbook, density map, mask and JSON for each."""
    try:
        scans = list(_one_of_each_set(scans))
        _check_names(scans)
        check_writable(out)
    except MelcountError as error:
        raise refused(error) from error
    pick = Pick(image, plane)
    options = Options(
        channel,
        um_per_px,
        mask,
        regions,
        pick,
        all_outlines=all_outlines,
        without_damaged=without_damaged,
    )
    orders = [  # reports say where the file is
        CountOrder(scan.absolute(), model or default_model(), user=options, insists=insist)
        for scan in scans
    ]
    written = [_is_written(order, out, language, has_profile=profile) for order in orders]
    if not all(written):
        raise typer.Exit(EXIT_BAD_INPUT)


def _is_written(order: CountOrder, out: Path, language: str, *, has_profile: bool) -> bool:
    """Count a scan and write what it comes to; where that cannot be done, say why."""
    stopwatch, started = Stopwatch(), time.perf_counter()
    try:
        with Looker() as looker:
            look_first(looker, order.scan, order.pick, without_damaged=order.without_damaged)
        report = _counted(order, stopwatch)
        with stopwatch.time(Phase.WRITING):
            written = write_results(report, out, language=language)
    except MelcountError as error:
        refused(error)
        for kind, hint in WAYS_OUT.items():
            if isinstance(error, kind):
                typer.echo(f"  {hint}", err=True)
        return False
    _say(report, written)
    if has_profile:
        _say_profile(stopwatch, time.perf_counter() - started)
    return True


def _counted(order: CountOrder, stopwatch: Stopwatch) -> Report:
    with progress_bars(Console(stderr=True)) as progress:
        bar = progress.add_task(order.scan.name, total=None)

        def show(event: CountOneEvent) -> None:
            if isinstance(event, CountProgress):
                progress.update(bar, completed=event.fraction, total=1.0)

        done = result_of(count_one(order, stopwatch), show)
    with stopwatch.time(Phase.MEASURING):
        return build_report(
            done.prepared, done.counted, done.edits.regions, notes=done.edits.region_notes
        )


def _one_of_each_set(scans: list[Path]) -> Iterator[Path]:
    """The files as they are named, but of several that make one scan the first.

    A picture of a VMS slide and what only describes others are no scans; the scan is theirs.
    """
    taken: dict[Path, Path] = {}
    for scan, found in zip(scans, scans_with(scans), strict=True):
        first = taken.setdefault(found.path, scan) if found.parts else scan
        if first is scan:
            yield found.path if is_companion(scan) or found.path.suffix.lower() in VMS else scan
        else:
            typer.echo(f"{scan.name}: is of the same scan as {first.name}, which is counted once")


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
        typer.echo(f"  note: {flag.sentence}{HINTS.get(flag.name, '')}")
    if report.request.pick != NO_PICK:
        typer.echo("  (--image and --plane count another one)")
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
    """List the shipped models, and those of a folder, with their errors.

    First those on crops by which nothing was chosen, then those of cross-validation.
    """
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


def _errors(found: Mapping[str, object]) -> str:
    """Errors of a model card, and on what they were found."""
    told = [
        f"{key} {100 * value:{sign}.1f} %{_between(found, key)}"
        for key, sign in (("T_err", ""), ("A_err", ""), ("bias", "+"))
        if isinstance(value := found.get(key), float)
    ]
    return f"{', '.join(told) or 'not known'} ({found.get('kind', 'origin unknown')})"


def _between(found: Mapping[str, object], key: str) -> str:
    """The 95 % interval of an error, where the card tells it."""
    low, high = found.get(f"{key}_low"), found.get(f"{key}_high")
    if not (isinstance(low, float) and isinstance(high, float)):
        return ""
    return f" [{100 * low:.1f} to {100 * high:.1f}]"


def _say_model(card: ModelCard, folder: Path) -> None:
    intervals = f"{card.interval.percent} intervals" if card.interval else "no intervals"
    typer.echo(f"{card.name}{' (default)' if folder == default_model() else ''}")
    typer.echo(f"  on crops kept apart: {_errors(card.tested) if card.tested else 'not measured'}")
    typer.echo(f"  in training: {_errors(card.errors)}")
    typer.echo(f"  {card.um_per_px:g} µm/px, {intervals}, licence {card.licence}")
    typer.echo(f"  SHA-256 {card.sha256}")
    typer.echo(f"  {folder}")


app.registered_commands += [*studies.registered_commands, *reports.registered_commands]
app.add_typer(checks, name="check")

if find_spec("melcount_app.training"):  # the installed program comes without
    from melcount_app.training.commands import app as training

    app.registered_commands += training.registered_commands


def main() -> None:
    """Entry point: a first argument that is neither command nor option is a scan to open."""
    multiprocessing.freeze_support()  # in the installed program a child process starts here, too
    forget_telemetry()
    print_anything()
    arguments = sys.argv[1:]
    command = typer.main.get_group(app)
    if arguments and arguments[0] in command.commands and arguments[0] != OPEN:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # the window sees to it itself
        hush_libraries()  # the window does so itself, once Qt had its chance to say what it lacks
    if arguments and not arguments[0].startswith("-") and arguments[0] not in command.commands:
        arguments = [OPEN, *arguments]
    command(arguments)
