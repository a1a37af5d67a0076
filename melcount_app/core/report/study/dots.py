"""The dot chart of a page: a row per condition, each sample a dot, geometric mean, interval."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable
from typing_extensions import override

from melcount_app.core.colour_scale import end_of_scale, ticks
from melcount_app.core.report.study.long_table import condition_name, highest
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.wording import Wording

ROW = 7 * mm
NAMES = 48 * mm
AXIS = 9 * mm
FONT_PT = 7.5
DARK, PALE, POINT, LINE = map(HexColor, ("#00204D", "#EEF1F6", "#C2410C", "#C9CDD3"))
MOST_ROWS = 12


class DotChart(Flowable):
    """All conditions of a study, the one of the page, if it is of one, on a coloured ground."""

    def __init__(
        self,
        report: StudyReport,
        condition: ConditionReport | None,
        say: Wording,
        shown: Callable[[str], str],
    ) -> None:
        super().__init__()
        known = [each for each in report.conditions if each.summary.n]
        self._rows = _those_around(known, condition)
        self._condition, self._say, self._shown = condition, say, shown
        self._end = end_of_scale(max(map(highest, self._rows), default=0.0))
        self.height = ROW * len(self._rows) + AXIS if self._rows else 0.0

    @override
    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, self.height

    def draw(self) -> None:
        """Called by the page when it knows the place."""
        if not self._rows:
            return
        self._draw_axis()
        for place, condition in enumerate(self._rows):
            self._draw_row(condition, self.height - (place + 0.5) * ROW)

    def _x(self, density: float) -> float:
        room = self.width - NAMES - 6 * mm
        return NAMES + room * min(max(density, 0.0) / self._end, 1.0)

    def _draw_axis(self) -> None:
        canvas = self.canv
        canvas.setFont("DejaVuSans", FONT_PT)
        for value in ticks(self._end):
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.4)
            canvas.line(self._x(value), AXIS, self._x(value), self.height)
            canvas.drawCentredString(self._x(value), AXIS - 9, self._say.number(value))
        canvas.drawString(0, AXIS - 9, self._say("cells/mm²"))

    def _draw_row(self, condition: ConditionReport, y: float) -> None:
        canvas, found = self.canv, condition.summary
        if condition is self._condition:
            canvas.setFillColor(PALE)
            canvas.rect(0, y - ROW / 2, self.width, ROW, stroke=0, fill=1)
        canvas.setFillColor(DARK)
        canvas.setFont("DejaVuSans", FONT_PT)
        canvas.drawString(2, y - 2.5, self._shortened(condition_name(condition.name, self._say)))
        canvas.setStrokeColor(DARK)
        canvas.setLineWidth(1.2)
        level = condition.level
        if level is not None and level.low is not None and level.high is not None:
            canvas.line(self._x(level.low), y, self._x(level.high), y)
        if level is not None:
            canvas.line(self._x(level.typical), y - 6, self._x(level.typical), y + 6)
        canvas.setFillColor(POINT)
        for density in found.values:
            canvas.circle(self._x(density), y, 2.2, stroke=0, fill=1)

    def _shortened(self, name: str) -> str:
        text = self._shown(name)
        while self.canv.stringWidth(text, "DejaVuSans", FONT_PT) > NAMES - 3 * mm:
            text = text[:-2] + "…"
        return text


def _those_around(
    known: list[ConditionReport], condition: ConditionReport | None
) -> list[ConditionReport]:
    """As many as there is room for; the condition of the page is among them."""
    if len(known) <= MOST_ROWS:
        return known
    others = [each for each in known if each is not condition][: MOST_ROWS - 1]
    return [each for each in known if each is condition or each in others]
