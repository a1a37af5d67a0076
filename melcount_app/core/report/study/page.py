"""One A4 page per condition as PDF, to print or to send."""

from __future__ import annotations

import functools
import html
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Image, Paragraph, Spacer, Table

from melcount_app.core.measure import COLUMNS, DENSITY
from melcount_app.core.paths import resources_folder
from melcount_app.core.report.cells import INK, PALE, clean
from melcount_app.core.report.density_picture import UNITS
from melcount_app.core.report.pictures import legend_picture
from melcount_app.core.report.study.condition_book import (
    Quantity,
    quantities,
    scan_rows,
)
from melcount_app.core.report.study.dots import DotChart
from melcount_app.core.report.study.formats import P_VALUE, PER_MM2, PERCENT, RATIO, WHOLE
from melcount_app.core.report.study.long_table import ROLES, condition_name
from melcount_app.core.report.study.pictures_sheet import caption, picture_title
from melcount_app.core.report.study.reading import notes, p_text, signed, verdict
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.wording import Wording

FONT, BOLD_FONT = "DejaVuSans", "DejaVuSans-Bold"
MARGIN = 15 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
SCALES = (1.0, 0.92, 0.85, 0.78, 0.7, 0.6, 0.5, 0.4, 0.3)
UNKNOWN = "□"
"""Stands for letters that the font lacks, such as emoji."""

DARK, LIGHT, QUIET = HexColor(f"#{INK[2:]}"), HexColor(f"#{PALE[2:]}"), HexColor("#5F6368")
LINE = HexColor("#C9CDD3")

TITLE = ParagraphStyle("title", fontName=BOLD_FONT, fontSize=17, leading=21, textColor=DARK)
BODY = ParagraphStyle("body", fontName=FONT, fontSize=8.5, leading=11)
NUMBER = ParagraphStyle("number", parent=BODY, alignment=TA_RIGHT)
HEADING = ParagraphStyle("heading", parent=BODY, fontName=BOLD_FONT)
HEADING_RIGHT = ParagraphStyle("heading right", parent=HEADING, alignment=TA_RIGHT)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=7, leading=9, textColor=QUIET)
VERDICT = ParagraphStyle(
    "verdict", parent=BODY, fontName=BOLD_FONT, fontSize=10, leading=14, backColor=LIGHT,
    borderPadding=4, spaceBefore=6, spaceAfter=8,
)  # fmt: skip
BESIDE_EACH_OTHER = 3
MOST_PICTURES = 6
"""What a page has room for; the workbook has all."""

MOST_SCANS, MOST_FLAGS = 12, 8
LEGEND_SIZE = (70 * mm, 9 * mm)


rl_config.useA85 = 0  # binary streams are smaller, and faster than Python spells them in letters


def condition_page(report: StudyReport, condition: ConditionReport, say: Wording) -> bytes:
    """The PDF: one page, made smaller where it holds too much."""
    _font()
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
    _write_footer(canvas, report, say)
    canvas.translate(MARGIN, MARGIN)
    canvas.scale(scale, scale)
    parts = list(_parts(report, condition, say))
    Frame(0, 0, WIDTH / scale, HEIGHT / scale, 0, 0, 0, 0).addFromList(parts, canvas)
    canvas.showPage()
    canvas.save()
    return content.getvalue(), not parts or scale == SCALES[-1]


@functools.cache
def _font() -> TTFont:
    """The font of the pages, made known with its bold one."""
    fonts = [
        TTFont(name, str(resources_folder() / "fonts" / f"{name}.ttf"))
        for name in (FONT, BOLD_FONT)
    ]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return fonts[0]


def shown(text: str) -> str:
    """A text with what the font has; thin spaces become spaces."""
    known = _font().face.charToGlyph
    spaced = text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
    return "".join(letter if ord(letter) in known else UNKNOWN for letter in spaced)


def _text(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph; words too long for a line are broken."""
    return Paragraph(html.escape(shown(text)), ParagraphStyle("", parent=style, splitLongWords=1))


def _parts(report: StudyReport, condition: ConditionReport, say: Wording) -> Iterator[Flowable]:
    role, when = say(ROLES[condition.role or ""]), report.created.strftime("%Y-%m-%d")
    yield _text(condition_name(condition.name, say), TITLE)
    yield _text(" · ".join(filter(None, (role, report.name, when))), SMALL)
    yield Spacer(0, 2 * mm)
    yield _text(verdict(report, condition, say), VERDICT)
    yield _results(list(quantities(report, condition, say)), say)
    yield Spacer(0, 3 * mm)
    yield DotChart(report, condition, say, shown)
    yield from _flags(condition, say)
    yield _scans(condition, say)
    yield Spacer(0, 3 * mm)
    yield from _pictures(report, condition, say)
    yield from (_text(note, SMALL) for note in notes(report, say))


def _results(found: Sequence[Quantity], say: Wording) -> Table:
    headings = (say("Result"), say("Value"), say("95 % from"), say("95 % to"))
    rows = [[*_headings(headings), _text(say("What it rests on"), HEADING)]]
    for each in found:
        numbers = (_told(each.number(place), each.shown_as, say) for place in range(3))
        rows.append([_text(each.name), *(_text(n, NUMBER) for n in numbers), _text(each.remark)])
    return _table(rows, (0.34, 0.12, 0.12, 0.12, 0.30))


def _scans(condition: ConditionReport, say: Wording) -> Table:
    headings = (say("Scan"), *(say(column.title) for column in COLUMNS))
    rows: list[list[Any]] = [[*_headings(headings), _text(say("Note"), HEADING)]]
    found = scan_rows(condition, say)
    for row in found[:MOST_SCANS]:
        sample = row.measured.measurement.sample if row.measured else None
        numbers = [
            _number(column.value(sample) if sample else None, column.decimals, say)
            for column in COLUMNS
        ]
        name = _text(row.found.scan.path.name)
        rows.append([name, *(_text(n, NUMBER) for n in numbers), _text(row.note)])
    if len(found) > MOST_SCANS:
        more = say("and {more} more, in the workbook", more=len(found) - MOST_SCANS)
        rows.append([_text(more), *[""] * (len(COLUMNS) + 1)])
    return _table(rows, (0.30, 0.16, *[0.11] * (len(COLUMNS) - 1), 0.32))


def _headings(texts: Sequence[str]) -> list[Paragraph]:
    first, *others = texts
    return [_text(first, HEADING), *(_text(text, HEADING_RIGHT) for text in others)]


def _table(rows: list[list[Any]], shares: Sequence[float]) -> Table:
    """A table over the whole width, whose columns have their shares of it."""
    widths = [f"{100 * share / sum(shares):g}%" for share in shares]
    table = Table(rows, widths, hAlign="LEFT")
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), LIGHT),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return table


def _flags(condition: ConditionReport, say: Wording) -> Iterator[Flowable]:
    told = [
        f"⚑ {scan.name}: {say.told(flag.sentence)}"
        for scan in condition.scans
        for flag in scan.flags
    ]
    yield from (_text(sentence) for sentence in told[:MOST_FLAGS])
    if len(told) > MOST_FLAGS:
        yield _text(say("and {more} more, in the workbook", more=len(told) - MOST_FLAGS))
    yield Spacer(0, 2 * mm)


def _pictures(report: StudyReport, condition: ConditionReport, say: Wording) -> Iterator[Flowable]:
    drawn = [scan for scan in condition.scans if scan.picture][:MOST_PICTURES]
    column = WIDTH / BESIDE_EACH_OTHER
    for first in range(0, len(drawn), BESIDE_EACH_OTHER):
        row = drawn[first : first + BESIDE_EACH_OTHER]
        cells: list[Any] = [
            [_text(picture_title(scan, say), SMALL), _image(scan.picture, column - 2 * mm)]
            for scan in row
        ]
        cells += [""] * (BESIDE_EACH_OTHER - len(row))
        table = Table([cells], [column] * BESIDE_EACH_OTHER, hAlign="LEFT")
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        yield table
    for unit in sorted({scan.unit for scan in drawn}):
        content = io.BytesIO()
        legend_picture(report.scales[unit], say).save(content, "PNG")
        yield _text(say(UNITS[unit]), SMALL)
        yield Image(content, *LEGEND_SIZE, hAlign="LEFT")
    if drawn:
        yield _text(caption(say), SMALL)
        yield Spacer(0, 2 * mm)


def _image(content: bytes, width: float) -> Image:
    image = Image(io.BytesIO(content))
    image.drawWidth, image.drawHeight = width, width * image.imageHeight / image.imageWidth
    return image


def _write_footer(canvas: Canvas, report: StudyReport, say: Wording) -> None:
    canvas.setFont(FONT, 7)
    canvas.setFillColor(QUIET)
    protocol = f"{say('Protocol')} {report.protocol.sha256[:16]}" if report.protocol else ""
    parts = (report.name, f"melcount {report.versions['melcount']}", protocol)
    canvas.drawString(MARGIN, MARGIN / 2, shown(" · ".join(filter(None, parts)))[:150])


def _number(value: float | None, decimals: int, say: Wording) -> str:
    return "" if value is None else say.number(value, decimals)


FORMATS: dict[str, Callable[[float, Wording], str]] = {
    P_VALUE: lambda value, say: p_text(value, say).removeprefix("p = ").removeprefix("p "),
    WHOLE: lambda value, say: say.number(value),
    PER_MM2: lambda value, say: say.number(value, DENSITY.decimals),
    RATIO: lambda value, say: say.number(value, 2),
    PERCENT: lambda value, say: f"{say.number(100 * value, 1)} %",
}


def _told(value: float | None, shown_as: str, say: Wording) -> str:
    """A number as Excel would show it; those without an entry have a sign."""
    if value is None:
        return ""
    return FORMATS.get(shown_as, signed)(value, say)
