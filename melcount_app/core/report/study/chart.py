"""The chart of a study: geometric means, their 95 % intervals, and every sample as a point.

The axis of densities is logarithmic: equal ratios are equally far, and intervals by the pooled
spread are equally long for as many samples.

Excel puts points of a bar chart into the middle of its bars, one over the other. So each sample
has a place of its own among the categories, and so has the interval: a bar is drawn over all
places of its condition, without gaps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, MultiLevelStrRef, NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import absolute_coordinate, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.cells import set_widths
from melcount_app.core.report.study.formats import PER_MM2
from melcount_app.core.report.study.long_table import condition_name, highest, shortened
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.tables import SheetTable, TableColumn, address, write_table
from melcount_app.core.wording import Wording, phrase

WIDTH_CM, HEIGHT_CM = 36.0, 11.5
BAR, POINT, LINE, GRID = "B9C6D8", "C2410C", "00204D", "E3E6EA"
MOST_NUMBERS = 6
"""With more samples in a condition their numbers find no room below the axis."""
LONGEST_NAME = 24
"""Of a condition below the axis, in letters."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One place on the axis.

    Attributes:
        condition: its name at its first place, else empty, which groups the places.
        place: what stands below it: the number of the sample.
        bar: the mean, at all places but the empty ones at both ends.
        sample: density of a sample; None where the place is of none.
        mean: in the middle of the condition; None elsewhere.
        below: from the mean to the lower end of its 95 % interval; None likewise.
        above: from the mean to the upper end.
    """

    condition: str
    place: str
    bar: float | None = None
    sample: float | None = None
    mean: float | None = None
    below: float | None = None
    above: float | None = None


CHART_COLUMNS: tuple[TableColumn[ChartRow], ...] = (
    TableColumn("condition", phrase("Condition"), 30, lambda row, _: row.condition),
    TableColumn("place", phrase("Sample"), 10, lambda row, _: row.place),
    TableColumn("bar", phrase("Bar (cells/mm²)"), 14, lambda row, _: row.bar, PER_MM2),
    TableColumn("sample", phrase("Point (cells/mm²)"), 14, lambda row, _: row.sample, PER_MM2),
    TableColumn("mean", phrase("Geometric mean (cells/mm²)"), 14, lambda row, _: row.mean, PER_MM2),
    TableColumn("below", phrase("Mean less 95 % from"), 16, lambda row, _: row.below, PER_MM2),
    TableColumn("above", phrase("95 % to less mean"), 16, lambda row, _: row.above, PER_MM2),
)
PLACE_OF = {column.key: place for place, column in enumerate(CHART_COLUMNS, 1)}


def write_chart_data(sheet: Worksheet, report: StudyReport, say: Wording) -> None:
    """Fill the sheet that the chart is drawn from."""
    set_widths(sheet, [column.width for column in CHART_COLUMNS])
    most = max((each.summary.n for each in report.conditions), default=0)
    least = report.statistics.least
    rows = [row for each in report.conditions for row in _rows(each, most, least, say)]
    write_table(sheet, 1, SheetTable(CHART_COLUMNS, rows), say)
    sheet.freeze_panes = "B2"


def make_chart(data: Worksheet, report: StudyReport, say: Wording) -> BarChart:
    """The chart of what `write_chart_data` wrote; its axis has room for all intervals."""
    chart = _bars(data, say)
    chart.y_axis.scaling.logBase = 10
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = _axis(report)
    chart.x_axis.crosses = chart.y_axis.crosses = "min"
    lines = LineChart()
    lines.append(_points(data, say))
    lines.append(_intervals(data, say))
    chart += lines
    return chart


def _axis(report: StudyReport) -> tuple[float, float]:
    """The powers of ten around all that is shown."""
    least = report.statistics.least
    lows = [each.level.low for each in report.conditions if each.level and each.level.low]
    shown = [max(value, least) for each in report.conditions for value in each.summary.values]
    known = [value for value in (*lows, *shown, *map(highest, report.conditions)) if value > 0]
    if not known:
        return 1.0, 10.0
    low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    return 10.0**low, 10.0 ** max(high, low + 1)


def _rows(condition: ConditionReport, most: int, least: float, say: Wording) -> Iterator[ChartRow]:
    """As many places for each condition: its samples, in their middle the mean, empty ends."""
    found, bar = condition.summary, condition.level.typical if condition.level else None
    half, before = (most + 1) // 2, (found.n + 1) // 2
    numbers = [str(place) if most <= MOST_NUMBERS else "" for place in range(1, found.n + 1)]
    samples = [
        ChartRow("", number, bar, max(density, least) or None)
        for number, density in zip(numbers, found.values, strict=True)
    ]
    empty = ChartRow("", "", bar)
    yield ChartRow(shortened(condition_name(condition.name, say), LONGEST_NAME), "")
    yield from [empty] * (half - before)
    yield from samples[:before]
    yield _middle(condition)
    yield from samples[before:]
    yield from [empty] * (half - (found.n - before))
    yield ChartRow("", "")


def _middle(condition: ConditionReport) -> ChartRow:
    found = condition.level
    if found is None or found.low is None or found.high is None:
        typical = found.typical if found else None
        return ChartRow("", "", bar=typical, mean=typical)
    return ChartRow(
        "",
        "",
        bar=found.typical,
        mean=found.typical,
        below=found.typical - found.low,
        above=found.high - found.typical,
    )


def _bars(data: Worksheet, say: Wording) -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth = "col", 0
    chart.width, chart.height = WIDTH_CM, HEIGHT_CM
    chart.title = say(
        "Geometric mean with its 95 % interval by the pooled spread; every point is a sample"
    )
    chart.y_axis.title = say("cells/mm²")
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    chart.x_axis.noMultiLvlLbl = False
    chart.x_axis.majorTickMark = "none"
    chart.legend = None
    series = _series(data, "bar", say("Mean"))
    series.graphicalProperties = GraphicalProperties(solidFill=BAR, ln=LineProperties(noFill=True))
    chart.append(series)
    return chart


def _points(data: Worksheet, say: Wording) -> Series:
    series = _series(data, "sample", say("Samples"))
    fill = GraphicalProperties(solidFill=POINT, ln=LineProperties(solidFill="FFFFFF"))
    series.marker = Marker("circle", size=8, spPr=fill)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False
    return series


def _intervals(data: Worksheet, say: Wording) -> Series:
    series = _series(data, "mean", say("95 % interval"))
    series.marker = Marker("none")
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False
    bars = ErrorBars(errDir="y", errBarType="both", errValType="cust", noEndCap=False)
    bars.minus = NumDataSource(numRef=NumRef(f=_formula(data, "below", "below")))
    bars.plus = NumDataSource(numRef=NumRef(f=_formula(data, "above", "above")))
    bars.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=19050))
    series.errBars = bars
    return series


def _series(data: Worksheet, key: str, title: str) -> Series:
    column = PLACE_OF[key]
    series = Series(
        Reference(data, min_col=column, min_row=2, max_row=max(data.max_row, 2)), title=title
    )
    names = MultiLevelStrRef(f=_formula(data, "condition", "place"))
    series.cat = AxDataSource(multiLvlStrRef=names)
    return series


def _formula(data: Worksheet, first: str, last: str) -> str:
    """Columns of the sheet, as charts refer to them."""
    begin = absolute_coordinate(address(2, PLACE_OF[first]))
    end = absolute_coordinate(address(max(data.max_row, 2), PLACE_OF[last]))
    return f"{quote_sheetname(data.title)}!{begin}:{end}"
