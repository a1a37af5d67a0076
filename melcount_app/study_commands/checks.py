"""`melcount check`: windows drawn at random and counted by hand, and what that says of a study."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from melcount_app.core.check import (
    NAME,
    CheckedPart,
    CheckOptions,
    CheckResult,
    MarkedCrop,
    PlannedCheck,
    check_facts,
    check_result,
    counted_scans,
    import_counts,
    keep_check,
    marked_crops,
    pictures,
    plan_check,
)
from melcount_app.core.errors import StudyError
from melcount_app.core.report.files import check_writable, write_bytes, write_text
from melcount_app.core.sampling.design import DENSITY_SHARE
from melcount_app.core.sampling.estimate import CellEstimate
from melcount_app.core.study import SpotCheck, Study
from melcount_app.core.study.places import ways_to
from melcount_app.study_commands.acts import StudyFile, opened
from melcount_app.terminal import Out, refusing

app = typer.Typer(
    help="Count windows of a study by hand, and see how far the model is off.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

TABLE = "windows.csv"
COLUMNS = ("window", "scan", "x_px", "y_px", "width_px", "height_px", "probability")


class StrataName(StrEnum):
    """In what windows are drawn by itself."""

    SCAN = "scan"
    CONDITION = "condition"
    STUDY = "study"


@app.command()
@refusing()
def plan(  # noqa: PLR0913 - the options of the command line
    study: StudyFile,
    windows: Annotated[int, typer.Option(help="How many are drawn.", min=2)],
    out: Out,
    seed: Annotated[int, typer.Option(help="The same seed draws the same windows.", min=0)] = 0,
    strata: Annotated[
        StrataName | None,
        typer.Option(help="In what windows are drawn by itself; else by how many there are."),
    ] = None,
    density_share: Annotated[
        float,
        typer.Option(help="Of predicted density in the probabilities; else area.", min=0, max=0.95),
    ] = DENSITY_SHARE,
    repeats: Annotated[  # noqa: FBT002 - an option of the command line
        bool, typer.Option("--repeats", help="One window in ten comes twice, unannounced.")
    ] = False,
) -> None:
    """Draw windows in the samples at random, with a picture of each, to be counted by hand."""
    check_writable(out)
    options = CheckOptions(windows, seed, strata or "", density_share, repeats)
    with opened(study) as it:
        planned = plan_check(it, options)
        _write_pictures(it, planned.check, out)
        write_text(out / TABLE, _table(it, planned.check))
        keep_check(it, planned)
        names = {scan.key: scan.path.name for scan in it.scans.all()}
    _say_planned(planned, names, out)


@app.command("import")
@refusing()
def import_(
    study: StudyFile,
    counts: Annotated[
        Path,
        typer.Argument(
            help="Table of window and cells, or of window, x_px and y_px; Cell Counter's XML; "
            "points of QuPath as GeoJSON or TSV; a folder of such files or of training crops.",
            metavar="COUNTS",
        ),
    ],
    rater: Annotated[str, typer.Option(help="Who counted.", metavar="NAME")],
) -> None:
    """Take counts by hand into the study, in place of what NAME counted there before."""
    if not rater.strip():
        raise StudyError("The name of who counted is empty. Say it with --rater.")
    with opened(study) as it:
        found = import_counts(it, counts, rater.strip())
    typer.echo(f"{rater.strip()}: {found.cells:g} cells in {found.windows} windows")
    if found.outside:
        typer.echo(f"  note: {found.outside} marks lie outside the sample and are not counted")
    if found.nowhere:
        typer.echo(f"  note: {found.nowhere} marks lie in no window and are not counted")
    if found.left:
        typer.echo(f"  note: {found.left} windows are still to be counted by this rater")


@app.command()
@refusing()
def report(
    study: StudyFile,
    json_file: Annotated[Path, typer.Option("--json", help="File to write.", metavar="OUT")],
) -> None:
    """Tell how far the model is off, and the corrected counts with their intervals."""
    with opened(study) as it:
        result = check_result(it)
    if result is None:
        raise StudyError(
            f"Nobody counted windows of “{study.name}” by hand yet. Draw them with melcount check "
            "plan, and import the counts with melcount check import."
        )
    facts = json.dumps(check_facts(result), indent=2, ensure_ascii=False)
    written = write_text(json_file, facts + "\n")
    _say_result(result)
    typer.echo(f"written: {written}")


@app.command()
@refusing()
def export(
    studies: Annotated[list[Path], typer.Argument(help="Study files.", metavar="STUDY...")],
    out: Out,
) -> None:
    """Write windows in which cells were marked as training crops, as melcount train reads them."""
    check_writable(out)
    points: list[tuple[object, ...]] = [("image", "x_px", "y_px")]
    counts: list[tuple[object, ...]] = [("image", "cells")]
    sources: list[tuple[object, ...]] = [("image", "study", "scan", "window", "rater")]
    cut = 0
    for study in studies:
        with opened(study) as it:
            for crop in marked_crops(it):
                if not isinstance(crop, MarkedCrop):
                    cut += 1
                    continue
                image = f"image_{len(counts) - 1}.png"
                write_bytes(out / "images" / image, crop.png)
                points += [(image, round(x, 2), round(y, 2)) for x, y in crop.points_xy]
                counts.append((image, len(crop.points_xy)))
                sources.append((image, study.name, crop.scan, crop.window, crop.rater))
    if len(counts) == 1:
        raise StudyError(
            "No window that lies wholly in its sample has marked cells, so there is nothing to "
            "learn from. Import points (window, x_px, y_px), not numbers alone."
        )
    for name, rows in (("points", points), ("counts", counts), ("sources", sources)):
        write_text(out / f"{name}.csv", _csv(rows))
    typer.echo(f"{len(counts) - 1} crops with {len(points) - 1} cells: {out}")
    if cut:
        typer.echo(f"  note: {cut} windows are cut by the edge of sample or scan and left out")


def _write_pictures(study: Study, check: SpotCheck, out: Path) -> None:
    scans = {scan.scan.key: scan for scan in counted_scans(study)}
    for each in check.scans:
        windows = [window for window in check.windows if window.scan == each.key]
        if not windows:
            continue
        drawn = pictures(scans[each.key], [window.rect for window in windows])
        for window, png in zip(windows, drawn, strict=True):
            write_bytes(out / f"{NAME.format(number=window.number)}.png", png)


def _table(study: Study, check: SpotCheck) -> str:
    paths = {scan.key: ways_to(scan.path, study.path.parent) for scan in study.scans.all()}
    rows: list[tuple[object, ...]] = [COLUMNS]
    for window in check.windows:
        near, far = paths[window.scan]
        rect = window.rect
        place = (rect.x, rect.y, rect.width, rect.height)
        rows.append((window.number, near or far, *place, repr(window.probability)))
    return _csv(rows)


def _csv(rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _say_planned(planned: PlannedCheck, names: Mapping[int, str], out: Path) -> None:
    check, needed = planned.check, planned.needed
    called = {scan.stratum: names[scan.key] for scan in check.scans if check.strata == "scan"}
    drawn = ", ".join(f"{called.get(name, name)}: {n}" for name, n in check.drawn.items())
    typer.echo(f"{len(check.first)} of {planned.available} windows drawn ({drawn}): {out / TABLE}")
    for how, count in (
        (f"with the model, if it is off by {100 * needed.error:.0f} % in each window",
         needed.with_model),
        ("by hand alone", needed.by_hand),
    ):  # fmt: skip
        told = f"about {count} windows" if count is not None else "more windows than anybody counts"
        typer.echo(f"  ±5 % take {told} {how}")
    if planned.left:
        raters = ", ".join(planned.left)
        typer.echo(f"  note: what {raters} counted was in other windows and is not used any more")


def _say_result(result: CheckResult) -> None:
    whole = result.whole
    typer.echo(f"{whole.windows} windows counted by {', '.join(result.raters)}")
    _say_part("all", whole)
    for part in result.conditions if len(result.conditions) > 1 else ():
        _say_part(part.condition or "no condition", part)
    if result.needed is not None:
        typer.echo(f"  ±5 % take about {result.needed} windows like these")


def _say_part(name: str, part: CheckedPart) -> None:
    typer.echo(f"{name}: model {part.model_cells:.0f} cells")
    if part.found is None:
        typer.echo("  too few windows were counted for an interval")
        return
    for how, found in (("by hand alone", part.found.hand), ("corrected", part.found.ppi)):
        typer.echo(f"  {how} {found.cells:.0f} cells{_ends(found)}")
    ends = part.bias_interval
    if part.bias is not None and ends is not None:
        told = f"{100 * ends[0]:+.1f} to {100 * ends[1]:+.1f} %"
        typer.echo(f"  bias of the model {100 * part.bias:+.1f} % (95 % interval {told})")


def _ends(found: CellEstimate) -> str:
    if found.low is None or found.high is None:
        return ""
    return f" (95 % interval {found.low:.0f} to {found.high:.0f})"
