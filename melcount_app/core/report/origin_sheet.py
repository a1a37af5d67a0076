"""The sheet that says how the numbers were made, for whoever must make them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.region import intersection
from melcount_app.core.report.cells import (
    BODY,
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
from melcount_app.core.report.data_sheet import DATA_SHEET
from melcount_app.core.report.report import Report
from melcount_app.core.scan.pick import Pick

WIDTHS = (40.0, 82.0, 58.0)

TESTED = {
    "T_err": (
        "Error in total on test crops, T_err",
        "sum of |count - cells| over the sum of cells, on crops by which nothing was chosen",
    ),
    "A_err": (
        "Error per test crop, A_err",
        "mean of |count - cells| / cells, on crops by which nothing was chosen",
    ),
    "bias": (
        "Bias on test crops",
        "sum of (count - cells) over the sum of cells, on crops by which nothing was chosen",
    ),
}
"""Errors on test crops that the sheet shows first, where the model card has them."""

ERRORS = {
    "T_err": (
        "Error in total, T_err",
        "sum of |count - cells| over the sum of cells, on crops kept apart",
    ),
    "A_err": (
        "Error per crop, A_err",
        "mean of |count - cells| / cells, on crops kept apart",
    ),
    "bias": ("Bias", "sum of (count - cells) over the sum of cells, on crops kept apart"),
    "T_err_sd_of_folds": ("Spread of T_err", "standard deviation between the folds"),
}
"""Errors of a model card that the sheet shows, with what they mean; CARD.md has all."""

TRAINING = {
    "data": "Training data",
    "crops": "Training crops",
    "cells": "Annotated cells in them",
    "data_sha256": "SHA-256 of the training data",
}
"""Facts about the training that the sheet shows."""

WHITES = ("the value of a saturated pixel", "of the brightest spots; see the notes")
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


def write_origin_sheet(sheet: Worksheet, report: Report, footer: str) -> None:
    """Fill the sheet "How it was made"."""
    write_facts(sheet, "How it was made", sections(report))
    set_up_print(sheet, footer)


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


def sections(report: Report) -> Iterator[Section]:
    """All facts, by section."""
    yield "Scan", _scan(report)
    yield "Sample", _sample(report)
    yield "Count", _count(report)
    yield "Model", _model(report)
    yield "Program", _program(report)


def _scan(report: Report) -> list[Fact]:
    request = report.request
    size = request.pixel_size
    return [
        Fact("File", report.scan.name),
        Fact("Folder", str(report.scan.parent)),
        Fact("Fingerprint", request.fingerprint, "of the content of the file"),
        *_pick(request.pick),
        Fact("Width (px)", report.size.width),
        Fact("Height (px)", report.size.height),
        Fact(
            "Pixel size (µm/px)",
            size.um_per_px if size else None,
            f"from: {size.source}" if size else "not known: mm² and cells/mm² are withheld",
        ),
        Fact("Channels", ", ".join(report.channels)),
        Fact("Channel counted", request.channel.name, request.channel.reason),
        Fact("White (grey value)", request.white, WHITES[request.black is not None]),
        Fact("Black (grey value)", request.black or 0.0, "the value of no light"),
    ]


def _pick(pick: Pick) -> Iterator[Fact]:
    """Which image and plane, of a file that holds several."""
    if pick.image:
        yield Fact("Image of the file", pick.image, "of several, counted from 1")
    if pick.plane is not None:
        yield Fact("Plane of the image", pick.plane, "of several, counted from 1")


def _sample(report: Report) -> list[Fact]:
    mask = report.request.mask
    return [
        Fact("Outline of the sample", str(mask.source), mask.note),
        *_holes(report),
        Fact("Regions besides the quadrants", len(report.regions)),
        Fact(
            "Quadrants",
            "upper left, upper right, lower left, lower right",
            "the scan cut at half its width and height; only sample is measured",
        ),
    ]


def _holes(report: Report) -> Iterator[Fact]:
    """What of the outlined sample is not counted, of a scan that has such places."""
    mask, size = report.request.mask, report.request.pixel_size
    unit, per_px = ("mm²", size.area_mm2(1.0)) if size else ("px", 1.0)
    for name, hole, remark in (
        ("Not scanned", mask.holes.not_scanned, "the file holds no pixels there"),
        ("Damaged", mask.holes.damaged, "cannot be read; the user counts the scan without it"),
    ):
        if not hole.is_empty:
            area = intersection(mask.outline, hole).area
            yield Fact(f"{name} ({unit})", area * per_px, remark, "0.000")
    if not mask.holes.are_none:
        area = mask.outline.area - mask.sample.area
        remark = "of the outline, with a strip around; neither in area nor count"
        yield Fact(f"Left out ({unit})", area * per_px, remark, "0.000")


def _count(report: Report) -> list[Fact]:
    density, grid = report.density, report.density.grid
    request = report.request
    assumed = "" if request.pixel_size else "assumed pixel size of the scan"
    return [
        Fact("Pixel size counted by (µm/px)", request.um_per_px, assumed),
        Fact("Level read", grid.level, "0 is the finest"),
        Fact("Reduction from that level", grid.factor),
        Fact("Pixel size of the network's input (µm/px)", grid.level0_per_px * request.um_per_px),
        Fact("Pixel size of the density map (µm/px)", density.level0_per_px * request.um_per_px),
        Fact(
            "Side of a tile without its overlap (px)",
            density.tiles.core_px,
            "of the network's input",
        ),
        Fact(
            "Overlap around a tile (px)",
            density.tiles.halo_px,
            "seen by the network and discarded, so that the count does not depend on the tiles",
        ),
        Fact("Map pixels counted", int(density.counted.sum()), f"of {density.counted.size}"),
        Fact("Duration of the count (s)", round(report.seconds, 2)),
    ]


def _model(report: Report) -> list[Fact]:
    card = report.request.card
    return [
        Fact("Model", card.name),
        Fact("SHA-256", card.sha256, "of the network, model.onnx"),
        Fact("Licence", card.licence),
        Fact("Folder", str(report.request.model)),
        Fact("Scans it learned from (µm/px)", card.scan_um_per_px, "at level 0"),
        *_intervals(report),
        *_errors(card.tested, TESTED),
        *_errors(card.errors, ERRORS),
        *(Fact(name, card.training[key]) for key, name in TRAINING.items() if key in card.training),
        Fact("Model card", "CARD.md in the model's folder", "data, recipe and errors in full"),
    ]


def _errors(found: Mapping[str, float], shown: Mapping[str, tuple[str, str]]) -> Iterator[Fact]:
    for key, (name, remark) in shown.items():
        if key in found:
            yield Fact(name, found[key], remark, "0.0%")


def _intervals(report: Report) -> list[Fact]:
    name, model = "Intervals of the counts", report.request.card.interval
    if model is None:
        return [Fact(name, "none", "the model card has none")]
    withheld = report.why_no_intervals()
    return [
        Fact(
            name,
            "withheld" if withheld else "given",
            withheld or "as the model card says; split conformal prediction",
        ),
        Fact("Level of the intervals", model.level, "share that holds the true number", "0.0%"),
        Fact(
            "Reach (standard deviations)",
            model.quantile,
            "interval = count ± reach x sqrt(variance x (count + 1) + (bias x count)²)",
        ),
        Fact(
            "Variance of the count per cell (cells)",
            model.variance_per_cell,
            "errors of different places are independent, so these average out",
        ),
        Fact(
            "Bias on a scan (standard deviation)",
            model.relative_sd,
            "the same share of every count, so this does not average out",
            "0.0%",
        ),
    ]


def _program(report: Report) -> list[Fact]:
    zone = report.created.strftime("%z")
    created = report.created.replace(tzinfo=None, microsecond=0)
    versions = [Fact(name, version) for name, version in report.versions.items()]
    remark = f"reads the hidden sheet “{DATA_SHEET}”, which holds mask and settings"
    return [
        Fact("Date", created, f"local time, UTC{zone}" if zone else "local time"),
        Fact("To count again", "melcount replay", remark),
        *versions,
    ]


def _write_section(
    sheet: Worksheet, row: int, title: str, facts: list[Fact], widths: Sequence[float]
) -> int:
    """Write a section; returns the row of the next."""
    for column in range(1, len(widths) + 1):
        sheet.cell(row, column).fill = HEADING_FILL
    write_cell_text(sheet.cell(row, 1), title, HEADING)
    for row_of_fact, fact in enumerate(facts, row + 1):
        _write_fact(sheet, row_of_fact, fact, widths)
    return row + len(facts) + 2


def _write_fact(sheet: Worksheet, row: int, fact: Fact, widths: Sequence[float]) -> None:
    write_cell_text(sheet.cell(row, 1), fact.name, BODY, TOP_LEFT)
    _write_value(sheet, row, fact)
    write_cell_text(sheet.cell(row, 3), fact.remark, QUIET, TOP_LEFT)
    for column in range(1, len(widths) + 1):
        sheet.cell(row, column).border = LINE_BELOW
    texts = (fact.name, str(fact.value), fact.remark)
    lines = max(lines_needed(text, width) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = max(17.0, LINE_POINTS * lines)


def _write_value(sheet: Worksheet, row: int, fact: Fact) -> None:
    value = fact.value
    if isinstance(value, str):
        write_cell_text(sheet.cell(row, 2), value, BODY, TOP_LEFT)
        return
    if isinstance(value, datetime):
        write_cell_time(sheet.cell(row, 2), value).alignment = TOP_LEFT
        return
    cell = write_cell_number(sheet.cell(row, 2), value, fact.number_format or _shown_as(value))
    cell.alignment = TOP_LEFT


def _shown_as(value: float | None) -> str:
    return "#,##0" if value is None or value == round(value) else "0.0###"
