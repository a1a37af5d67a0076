"""What all pages as PDF are made of: fonts, styles, texts, tables, pictures, the foot."""

from __future__ import annotations

import functools
import html
import io
from collections.abc import Callable, Sequence
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
from reportlab.platypus import Image, Paragraph, Table

from melcount_app.core.measure import DENSITY
from melcount_app.core.paths import resources_folder
from melcount_app.core.report.cells import INK, PALE
from melcount_app.core.report.density_picture import UNITS
from melcount_app.core.report.pictures import legend_picture
from melcount_app.core.report.study.formats import P_VALUE, PER_MM2, PERCENT, RATIO, WHOLE
from melcount_app.core.report.study.reading import p_text, signed
from melcount_app.core.report.study.report import StudyReport
from melcount_app.core.wording import Wording

FONT, BOLD_FONT = "DejaVuSans", "DejaVuSans-Bold"
MARGIN = 15 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
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
LEGEND_SIZE = (70 * mm, 9 * mm)


rl_config.useA85 = 0  # binary streams are smaller, and faster than Python spells them in letters


@functools.cache
def font() -> TTFont:
    """The font of the pages, made known with its bold one."""
    fonts = [
        TTFont(name, str(resources_folder() / "fonts" / f"{name}.ttf"))
        for name in (FONT, BOLD_FONT)
    ]
    for each in fonts:
        pdfmetrics.registerFont(each)
    return fonts[0]


def shown(text: str) -> str:
    """A text with what the font has; thin spaces become spaces."""
    known = font().face.charToGlyph
    spaced = text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
    return "".join(letter if ord(letter) in known else UNKNOWN for letter in spaced)


def text(said: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph; words too long for a line are broken."""
    return Paragraph(html.escape(shown(said)), ParagraphStyle("", parent=style, splitLongWords=1))


def headings(texts: Sequence[str]) -> list[Paragraph]:
    """Headings of a table, those of numbers at the right."""
    first, *others = texts
    return [text(first, HEADING), *(text(other, HEADING_RIGHT) for other in others)]


def table(rows: list[list[Any]], shares: Sequence[float]) -> Table:
    """A table over the whole width, whose columns have their shares of it."""
    widths = [f"{100 * share / sum(shares):g}%" for share in shares]
    made = Table(rows, widths, hAlign="LEFT", repeatRows=1)
    made.setStyle(
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
    return made


def image(content: bytes, width: float) -> Image:
    """A picture of a width in points."""
    made = Image(io.BytesIO(content))
    made.drawWidth, made.drawHeight = width, width * made.imageHeight / made.imageWidth
    return made


def write_footer(canvas: Canvas, report: StudyReport, say: Wording) -> None:
    """Study, program and protocol, small below a page."""
    canvas.setFont(FONT, 7)
    canvas.setFillColor(QUIET)
    protocol = f"{say('Protocol')} {report.protocol.sha256[:16]}" if report.protocol else ""
    parts = (report.name, f"melcount {report.versions['melcount']}", protocol)
    canvas.drawString(MARGIN, MARGIN / 2, shown(" · ".join(filter(None, parts)))[:150])


def number_text(value: float | None, decimals: int, say: Wording) -> str:
    """A number of a table; empty where it is withheld."""
    return "" if value is None else say.number(value, decimals)


def legend(report: StudyReport, units: set[str], say: Wording) -> list[Any]:
    """What the colours of pictures mean, for each unit of density that they have."""
    found: list[Any] = []
    for unit in sorted(units):
        content = io.BytesIO()
        legend_picture(report.scales[unit], say).save(content, "PNG")
        found += [text(say(UNITS[unit]), SMALL), Image(content, *LEGEND_SIZE, hAlign="LEFT")]
    return found


FORMATS: dict[str, Callable[[float, Wording], str]] = {
    P_VALUE: lambda value, say: p_text(value, say).removeprefix("p = ").removeprefix("p "),
    WHOLE: lambda value, say: say.number(value),
    PER_MM2: lambda value, say: say.number(value, DENSITY.decimals),
    RATIO: lambda value, say: say.number(value, 2),
    PERCENT: lambda value, say: f"{say.number(100 * value, 1)} %",
}


def told(value: float | None, shown_as: str, say: Wording) -> str:
    """A number as Excel would show it; those without an entry have a sign."""
    if value is None:
        return ""
    return FORMATS.get(shown_as, signed)(value, say)
