"""One A4 page per condition as PDF, to print or to send."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Spacer, Table

from melcount_app.core.measure import COLUMNS
from melcount_app.core.report.cells import clean
from melcount_app.core.report.study.condition_book import (
    Quantity,
    quantities,
    scan_rows,
)
from melcount_app.core.report.study.dots import DotChart
from melcount_app.core.report.study.long_table import ROLES, condition_name
from melcount_app.core.report.study.pdf_parts import (
    HEADING,
    HEIGHT,
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
    told,
    write_footer,
)
from melcount_app.core.report.study.pictures_sheet import caption, picture_title
from melcount_app.core.report.study.reading import notes, verdict
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.wording import Wording

SCALES = (1.0, 0.92, 0.85, 0.78, 0.7, 0.6, 0.5, 0.4, 0.3)
BESIDE_EACH_OTHER = 3
MOST_PICTURES = 6
"""What a page has room for; the workbook has all."""

MOST_SCANS, MOST_FLAGS = 12, 8


def condition_page(report: StudyReport, condition: ConditionReport, say: Wording) -> bytes:
    """The PDF: one page, made smaller where it holds too much."""
    font()
    pages = (page_at(report, condition, say, scale) for scale in SCALES)
    return next(page for page, is_whole in pages if is_whole)


def page_at(
    report: StudyReport, condition: ConditionReport, say: Wording, scale: float
) -> tuple[bytes, bool]:
    """The page at a scale, and whether all is on it; at the smallest one that is not asked."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, invariant=1)
    canvas.setTitle(clean(condition_name(condition.name, say)))
    canvas.setCreator("melcount")
    write_footer(canvas, report, say)
    canvas.translate(MARGIN, MARGIN)
    canvas.scale(scale, scale)
    parts = list(_parts(report, condition, say))
    Frame(0, 0, WIDTH / scale, HEIGHT / scale, 0, 0, 0, 0).addFromList(parts, canvas)
    canvas.showPage()
    canvas.save()
    return content.getvalue(), not parts or scale == SCALES[-1]


def _parts(report: StudyReport, condition: ConditionReport, say: Wording) -> Iterator[Flowable]:
    role, when = say(ROLES[condition.role or ""]), report.created.strftime("%Y-%m-%d")
    yield text(condition_name(condition.name, say), TITLE)
    yield text(" · ".join(filter(None, (role, report.name, when))), SMALL)
    yield Spacer(0, 2 * mm)
    yield text(verdict(report, condition, say), VERDICT)
    yield _results(list(quantities(report, condition, say)), say)
    yield Spacer(0, 3 * mm)
    yield DotChart(report, condition, say, shown)
    yield from _flags(condition, say)
    yield _scans(condition, say)
    yield Spacer(0, 3 * mm)
    yield from _pictures(report, condition, say)
    yield from (text(note, SMALL) for note in notes(report, say))


def _results(found: Sequence[Quantity], say: Wording) -> Table:
    titles = (say("Result"), say("Value"), say("95 % from"), say("95 % to"))
    rows = [[*headings(titles), text(say("What it rests on"), HEADING)]]
    for each in found:
        numbers = (told(each.number(place), each.shown_as, say) for place in range(3))
        rows.append([text(each.name), *(text(n, NUMBER) for n in numbers), text(each.remark)])
    return table(rows, (0.34, 0.12, 0.12, 0.12, 0.30))


def _scans(condition: ConditionReport, say: Wording) -> Table:
    titles = (say("Scan"), *(say(column.title) for column in COLUMNS))
    rows: list[list[Any]] = [[*headings(titles), text(say("Note"), HEADING)]]
    found = scan_rows(condition, say)
    for row in found[:MOST_SCANS]:
        sample = row.measured.measurement.sample if row.measured else None
        numbers = [
            number_text(column.value(sample) if sample else None, column.decimals, say)
            for column in COLUMNS
        ]
        name = text(row.found.scan.path.name)
        rows.append([name, *(text(n, NUMBER) for n in numbers), text(row.note)])
    if len(found) > MOST_SCANS:
        more = say("and {more} more, in the workbook", more=len(found) - MOST_SCANS)
        rows.append([text(more), *[""] * (len(COLUMNS) + 1)])
    return table(rows, (0.30, 0.16, *[0.11] * (len(COLUMNS) - 1), 0.32))


def _flags(condition: ConditionReport, say: Wording) -> Iterator[Flowable]:
    told = [
        f"⚑ {scan.name}: {say.told(flag.sentence)}"
        for scan in condition.scans
        for flag in scan.flags
    ]
    yield from (text(sentence) for sentence in told[:MOST_FLAGS])
    if len(told) > MOST_FLAGS:
        yield text(say("and {more} more, in the workbook", more=len(told) - MOST_FLAGS))
    yield Spacer(0, 2 * mm)


def _pictures(report: StudyReport, condition: ConditionReport, say: Wording) -> Iterator[Flowable]:
    drawn = [scan for scan in condition.scans if scan.picture][:MOST_PICTURES]
    column = WIDTH / BESIDE_EACH_OTHER
    for first in range(0, len(drawn), BESIDE_EACH_OTHER):
        row = drawn[first : first + BESIDE_EACH_OTHER]
        cells: list[Any] = [
            [text(picture_title(scan, say), SMALL), image(scan.picture, column - 2 * mm)]
            for scan in row
        ]
        cells += [""] * (BESIDE_EACH_OTHER - len(row))
        beside = Table([cells], [column] * BESIDE_EACH_OTHER, hAlign="LEFT")
        beside.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        yield beside
    yield from legend(report, {scan.unit for scan in drawn}, say)
    if drawn:
        yield text(caption(say), SMALL)
        yield Spacer(0, 2 * mm)
