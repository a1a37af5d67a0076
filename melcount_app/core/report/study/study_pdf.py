"""The whole study as one PDF: the verdicts first, then a page for each scan."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table

from melcount_app.core.measure import COLUMNS, DENSITY, Column, RegionCount
from melcount_app.core.report.cells import clean
from melcount_app.core.report.columns import KINDS, kinds_and_regions, region_name
from melcount_app.core.report.study.dots import DotChart
from melcount_app.core.report.study.long_table import ROLES, condition_name, level_of
from melcount_app.core.report.study.pdf_parts import (
    HEADING,
    MARGIN,
    NUMBER,
    SMALL,
    TITLE,
    VERDICT,
    WIDTH,
    font,
    headings,
    image,
    legend,
    number_text,
    shown,
    table,
    text,
    write_footer,
)
from melcount_app.core.report.study.pictures_sheet import caption, picture_title
from melcount_app.core.report.study.reading import answer, notes, verdict
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.study.samples import MeasuredScan
from melcount_app.core.wording import Wording

PICTURE_WIDTH = WIDTH * 0.8
GAP = Spacer(0, 3 * mm)


def study_pdf(report: StudyReport, say: Wording) -> bytes:
    """The PDF; what finds no room on the page of a scan goes on the next."""
    font()
    content = io.BytesIO()
    document = SimpleDocTemplate(
        content, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN, title=clean(report.name), creator="melcount", invariant=1,
    )  # fmt: skip

    def foot(canvas: Canvas, _: object) -> None:
        write_footer(canvas, report, say)
        canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, str(canvas.getPageNumber()))

    parts = list(_first_page(report, say))
    for condition, scan in report.scans:
        parts += [PageBreak(), *_scan_page(report, condition, scan, say)]
    document.build(parts, onFirstPage=foot, onLaterPages=foot)
    return content.getvalue()


def _first_page(report: StudyReport, say: Wording) -> Iterator[Flowable]:
    yield text(report.name, TITLE)
    yield text(report.created.strftime("%Y-%m-%d"), SMALL)
    yield GAP
    yield text(answer(report, say), VERDICT)
    yield _verdicts(report, say)
    yield GAP
    yield DotChart(report, None, say, shown)
    yield GAP
    yield from _care(report, say)
    yield from (text(note, SMALL) for note in notes(report, say))


def _verdicts(report: StudyReport, say: Wording) -> Table:
    """A line per condition: how many samples, how dense, and what follows."""
    first, *numbers = headings((say("Condition"), say("n"), say("Mean (cells/mm²)")))
    rows: list[list[Any]] = [[first, *numbers, text(say("Reading"), HEADING)]]
    for condition in report.conditions:
        found = condition.summary
        mean = number_text(found.mean, DENSITY.decimals, say)
        rows.append(
            [
                text(condition_name(condition.name, say)),
                text(str(found.n), NUMBER),
                text(mean, NUMBER),
                text(verdict(report, condition, say)),
            ]
        )
    return table(rows, (0.24, 0.06, 0.18, 0.52))


def _care(report: StudyReport, say: Wording) -> Iterator[Flowable]:
    """How many scans are flagged or lack numbers, and why these do."""
    flagged = sum(bool(scan.flags) for _, scan in report.scans)
    lost = list(report.left_out)
    yield text(
        say(
            "Scans: {scans} with numbers, {flagged} of them flagged; {lost} left out.",
            scans=sum(1 for _ in report.scans),
            flagged=flagged,
            lost=len(lost),
        ),
        HEADING,
    )
    for _, left in lost:
        yield text(f"{left.scan.path.name}{say(': ')}{say.told(left.reason)}")
    yield GAP


def _scan_page(
    report: StudyReport, condition: ConditionReport, scan: MeasuredScan, say: Wording
) -> Iterator[Flowable]:
    yield text(picture_title(scan, say), TITLE)
    given = scan.scan
    of_it = (
        condition_name(condition.name, say),
        say(ROLES[condition.role or ""]),
        given.donor and f"{say('Donor or batch')} {given.donor}",
        given.replicate and f"{say('Replicate')} {given.replicate}",
        report.created.strftime("%Y-%m-%d"),
    )
    yield text(" · ".join(filter(None, of_it)), SMALL)
    yield GAP
    if scan.picture:
        yield image(scan.picture, PICTURE_WIDTH)
        yield from legend(report, {scan.unit}, say)
        yield text(caption(say), SMALL)
        yield GAP
    yield from _regions(report, scan, say)
    yield GAP
    yield from (text(say.told(reason)) for reason in scan.withheld)
    for flag in scan.flags:
        yield text(f"⚑ {say.told(flag.sentence)}")
    if not scan.flags:
        yield text(say("No flags were raised."))


def _regions(report: StudyReport, scan: MeasuredScan, say: Wording) -> Iterator[Flowable]:
    """The numbers of sample, quadrants and regions, their intervals in brackets."""
    first, *numbers = headings((say("Region"), *(say(column.title) for column in COLUMNS)))
    rows: list[list[Any]] = [[first, text(say("Kind"), HEADING), *numbers]]
    for kind, region in kinds_and_regions(scan.measurement):
        found = (text(_with_interval(column, region, say), NUMBER) for column in COLUMNS)
        rows.append([text(region_name(kind, region, say)), text(say(KINDS[kind])), *found])
    yield table(rows, (0.22, 0.18, 0.26, 0.2, 0.14))
    if scan.measurement.sample.interval is not None:
        yield text(say("In brackets: {level} intervals.", level=level_of(report)), SMALL)


def _with_interval(column: Column, region: RegionCount, say: Wording) -> str:
    """A number with the ends of its interval, where it has one."""
    told, ends = number_text(column.value(region), column.decimals, say), column.interval_of(region)
    if not told or ends is None:
        return told
    low, high = (say.number(end, column.decimals) for end in (ends.low, ends.high))
    return f"{told} ({low} – {high})"
