"""The sheet that says how the numbers were made, for whoever must make them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.mask import MaskSource
from melcount_app.core.region import intersection
from melcount_app.core.report.cells import (
    HEADING,
    HEADING_FILL,
    LINE_BELOW,
    LINE_POINTS,
    QUIET,
    TITLE,
    TOP_LEFT,
    lines_needed,
    set_up_print,
    set_widths,
    write_cell_number,
    write_cell_text,
    write_cell_time,
)
from melcount_app.core.report.columns import channel_name
from melcount_app.core.report.data_sheet import DATA_SHEET
from melcount_app.core.report.interval_facts import parts_of_intervals
from melcount_app.core.report.report import Report
from melcount_app.core.scan.pick import Pick
from melcount_app.core.wording import Wording, phrase

WIDTHS = (40.0, 82.0, 58.0)

OUTLINES = {
    MaskSource.AUTOMATIC: phrase("automatic"),
    MaskSource.DRAWN: phrase("drawn"),
    MaskSource.FILE: phrase("from a file"),
    MaskSource.WHOLE_SCAN: phrase("whole scan"),
}
PROGRAM = {"system": phrase("system")}
"""Names of versions that are words; the others are those of programs."""

TESTED = {
    "T_err": (
        phrase("Error in total on test crops, T_err"),
        phrase(
            "sum of |count - cells| over the sum of cells, on crops by which nothing was chosen"
        ),
    ),
    "A_err": (
        phrase("Error per test crop, A_err"),
        phrase("mean of |count - cells| / cells, on crops by which nothing was chosen"),
    ),
    "bias": (
        phrase("Bias on test crops"),
        phrase(
            "sum of (count - cells) over the sum of cells, on crops by which nothing was chosen"
        ),
    ),
}
"""Errors on test crops that the sheet shows first, where the model card has them."""

ERRORS = {
    "T_err": (
        phrase("Error in total, T_err"),
        phrase("sum of |count - cells| over the sum of cells, on crops kept apart"),
    ),
    "A_err": (
        phrase("Error per crop, A_err"),
        phrase("mean of |count - cells| / cells, on crops kept apart"),
    ),
    "bias": (
        phrase("Bias"),
        phrase("sum of (count - cells) over the sum of cells, on crops kept apart"),
    ),
    "T_err_sd_of_folds": (
        phrase("Spread of T_err"),
        phrase("standard deviation between the folds"),
    ),
}
"""Errors of a model card that the sheet shows, with what they mean; CARD.md has all."""

TRAINING = {
    "data": phrase("Training data"),
    "crops": phrase("Training crops"),
    "cells": phrase("Annotated cells in them"),
    "data_sha256": phrase("SHA-256 of the training data"),
}
"""Facts about the training that the sheet shows."""

WHITES = (
    phrase("the value of a saturated pixel"),
    phrase("of the brightest spots; see the notes"),
)
"""How white was found: by the format of the file, or in its pixels."""

Value: TypeAlias = str | float | datetime | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the sheet.

    Attributes:
        name: what it is, with its unit.
        value: a number where it is one; None where it is not known.
        remark: where it comes from, or what it means.
        number_format: how Excel shows the number; chosen by its value unless given.
    """

    name: str
    value: Value
    remark: str = ""
    number_format: str = ""


Section: TypeAlias = tuple[str, list[Fact]]


def write_origin_sheet(sheet: Worksheet, report: Report, footer: str, say: Wording) -> None:
    """Fill the sheet "How it was made"."""
    write_facts(sheet, say("How it was made"), sections(report, say))
    set_up_print(sheet, footer)


def program_name(name: str, say: Wording) -> str:
    """What a version is of."""
    return say(PROGRAM[name]) if name in PROGRAM else name


def write_facts(
    sheet: Worksheet, title: str, found: Iterable[Section], widths: Sequence[float] = WIDTHS
) -> int:
    """Write sections below a title that stays in sight; returns the first row below."""
    set_widths(sheet, widths)
    write_cell_text(sheet.cell(1, 1), title, TITLE)
    sheet.row_dimensions[1].height = 28
    row = 3
    for name, facts in found:
        row = _write_section(sheet, row, name, facts, widths)
    sheet.freeze_panes = "A3"
    return row


def sections(report: Report, say: Wording) -> Iterator[Section]:
    """All facts, by section."""
    yield say("Scan"), _scan(report, say)
    yield say("Sample"), _sample(report, say)
    yield say("Count"), _count(report, say)
    yield say("Model"), _model(report, say)
    yield say("Program"), _program(report, say)


def _scan(report: Report, say: Wording) -> list[Fact]:
    request = report.request
    size = request.pixel_size
    return [
        Fact(say("File"), report.scan.name),
        Fact(say("Folder"), str(report.scan.parent)),
        Fact(say("Fingerprint"), request.fingerprint, say("of the content of the file")),
        *_pick(request.pick, say),
        Fact(say("Width (px)"), report.size.width),
        Fact(say("Height (px)"), report.size.height),
        Fact(
            say("Pixel size (µm/px)"),
            size.um_per_px if size else None,
            say("from: {source}", source=say.told(str(size.source)))
            if size
            else say("not known: mm² and cells/mm² are withheld"),
        ),
        Fact(say("Channels"), ", ".join(channel_name(name, say) for name in report.channels)),
        Fact(
            say("Channel counted"),
            channel_name(request.channel.name, say),
            say.told(request.channel.reason),
        ),
        Fact(say("White (grey value)"), request.white, say(WHITES[request.black is not None])),
        Fact(say("Black (grey value)"), request.black or 0.0, say("the value of no light")),
    ]


def _pick(pick: Pick, say: Wording) -> Iterator[Fact]:
    """Which image and plane, of a file that holds several."""
    if pick.image:
        yield Fact(say("Image of the file"), pick.image, say("of several, counted from 1"))
    if pick.plane is not None:
        yield Fact(say("Plane of the image"), pick.plane, say("of several, counted from 1"))


def _sample(report: Report, say: Wording) -> list[Fact]:
    mask = report.request.mask
    return [
        Fact(say("Outline of the sample"), say(OUTLINES[mask.source]), say.told(mask.note)),
        *_holes(report, say),
        Fact(say("Regions besides the quadrants"), len(report.regions)),
        Fact(
            say("Quadrants"),
            say("upper left, upper right, lower left, lower right"),
            say("the scan cut at half its width and height; only sample is measured"),
        ),
    ]


def _holes(report: Report, say: Wording) -> Iterator[Fact]:
    """What of the outlined sample is not counted, of a scan that has such places."""
    mask, size = report.request.mask, report.request.pixel_size
    unit, per_px = ("mm²", size.area_mm2(1.0)) if size else ("px", 1.0)
    for name, hole, remark in (
        (
            say("Not scanned ({unit})", unit=unit),
            mask.holes.not_scanned,
            say("the file holds no pixels there"),
        ),
        (
            say("Damaged ({unit})", unit=unit),
            mask.holes.damaged,
            say("cannot be read; the user counts the scan without it"),
        ),
    ):
        if not hole.is_empty:
            area = intersection(mask.outline, hole).area
            yield Fact(name, area * per_px, remark, "0.000")
    if not mask.holes.are_none:
        area = mask.outline.area - mask.sample.area
        remark = say("of the outline, with a strip around; neither in area nor count")
        yield Fact(say("Left out ({unit})", unit=unit), area * per_px, remark, "0.000")


def _count(report: Report, say: Wording) -> list[Fact]:
    density, grid = report.density, report.density.grid
    request = report.request
    assumed = "" if request.pixel_size else say("assumed pixel size of the scan")
    return [
        Fact(say("Pixel size counted by (µm/px)"), request.um_per_px, assumed),
        Fact(say("Level read"), grid.level, say("0 is the finest")),
        Fact(say("Reduction from that level"), grid.factor),
        Fact(
            say("Pixel size of the network's input (µm/px)"), grid.level0_per_px * request.um_per_px
        ),
        Fact(
            say("Pixel size of the density map (µm/px)"), density.level0_per_px * request.um_per_px
        ),
        Fact(
            say("Side of a tile without its overlap (px)"),
            density.tiles.core_px,
            say("of the network's input"),
        ),
        Fact(
            say("Overlap around a tile (px)"),
            density.tiles.halo_px,
            say(
                "seen by the network and discarded, so that the count does not depend on the tiles"
            ),
        ),
        Fact(
            say("Map pixels counted"),
            int(density.counted.sum()),
            say("of {number}", number=say.number(density.counted.size)),
        ),
        Fact(say("Duration of the count (s)"), round(report.seconds, 2)),
    ]


def _model(report: Report, say: Wording) -> list[Fact]:
    card = report.request.card
    return [
        Fact(say("Model"), card.name),
        Fact(say("SHA-256"), card.sha256, say("of the network, model.onnx")),
        Fact(say("Licence"), card.licence),
        Fact(say("Folder"), str(report.request.model)),
        Fact(say("Scans it learned from (µm/px)"), card.scan_um_per_px, say("at level 0")),
        *_intervals(report, say),
        *_errors(card.tested, TESTED, say),
        *_errors(card.errors, ERRORS, say),
        *(
            Fact(say(name), card.training[key])
            for key, name in TRAINING.items()
            if key in card.training
        ),
        Fact(
            say("Model card"),
            say("CARD.md in the model's folder"),
            say("data, recipe and errors in full"),
        ),
    ]


def _errors(
    found: Mapping[str, float], shown: Mapping[str, tuple[str, str]], say: Wording
) -> Iterator[Fact]:
    for key, (name, remark) in shown.items():
        if key in found:
            yield Fact(say(name), found[key], say(remark), "0.0%")


def _intervals(report: Report, say: Wording) -> list[Fact]:
    name, model = say("Intervals of the counts"), report.request.card.interval
    if model is None:
        return [Fact(name, say("none"), say("the model card has none"))]
    withheld = report.why_no_intervals()
    return [
        Fact(
            name,
            say("withheld") if withheld else say("given"),
            say.told(withheld) or say("as the model card says; split conformal prediction"),
        ),
        Fact(
            say("Level of the intervals"),
            model.level,
            say("share that holds the true number"),
            "0.0%",
        ),
        *(Fact(*each) for each in parts_of_intervals(model, say)),
    ]


def _program(report: Report, say: Wording) -> list[Fact]:
    zone = report.created.strftime("%z")
    created = report.created.replace(tzinfo=None, microsecond=0)
    versions = [Fact(program_name(name, say), version) for name, version in report.versions.items()]
    remark = say(
        "reads the hidden sheet “{sheet}”, which holds masks and settings", sheet=DATA_SHEET
    )
    return [
        Fact(say("Date"), created, _local_time(zone, say)),
        Fact(say("To count again"), "melcount replay", remark),
        *versions,
    ]


def _local_time(zone: str, say: Wording) -> str:
    return say("local time, UTC{zone}", zone=zone) if zone else say("local time")


def _write_section(
    sheet: Worksheet, row: int, title: str, facts: list[Fact], widths: Sequence[float]
) -> int:
    """Write a section; returns the row of the next."""
    for column in range(1, len(widths) + 1):
        text = title if column == 1 else ""
        write_cell_text(sheet.cell(row, column), text, HEADING, HEADING_FILL)
    for row_of_fact, fact in enumerate(facts, row + 1):
        _write_fact(sheet, row_of_fact, fact, widths)
    return row + len(facts) + 2


def _write_fact(sheet: Worksheet, row: int, fact: Fact, widths: Sequence[float]) -> None:
    write_cell_text(sheet.cell(row, 1), fact.name, TOP_LEFT, LINE_BELOW)
    _write_value(sheet, row, fact)
    write_cell_text(sheet.cell(row, 3), fact.remark, QUIET, TOP_LEFT, LINE_BELOW)
    texts = (fact.name, str(fact.value), fact.remark)
    lines = max(lines_needed(text, width) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = max(17.0, LINE_POINTS * lines)


def _write_value(sheet: Worksheet, row: int, fact: Fact) -> None:
    value, cell = fact.value, sheet.cell(row, 2)
    match value:
        case str():
            write_cell_text(cell, value, TOP_LEFT, LINE_BELOW)
        case datetime():
            write_cell_time(cell, value, TOP_LEFT, LINE_BELOW)
        case _:
            shown_as = fact.number_format or _shown_as(value)
            write_cell_number(cell, value, shown_as, TOP_LEFT, LINE_BELOW)


def _shown_as(value: float | None) -> str:
    return "#,##0" if value is None or value == round(value) else "0.0###"
