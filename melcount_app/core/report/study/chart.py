"""The chart of a study: bars of the means, their 95 % intervals, and every sample as a point."""

from __future__ import annotations

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.cells import number_format, set_widths
from melcount_app.core.report.study.long_table import condition_name
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.study.tables import TableColumn, address, write_table
from melcount_app.core.wording import Wording, phrase

WIDTH_CM, HEIGHT_CM = 27.0, 11.0
BAR, POINT, LINE = "A9B8CC", "C2410C", "00204D"
DENSITY = number_format(1)

MEAN, BELOW, ABOVE, FIRST_SAMPLE = 2, 3, 4, 5
"""Columns of the sheet that the chart is drawn from."""


def write_chart_data(sheet: Worksheet, report: StudyReport, say: Wording) -> None:
    """Fill the sheet that the chart is drawn from: a row per condition, a column per sample."""
    columns = _columns(report)
    set_widths(sheet, [column.width for column in columns])
    numbers = {f"n{place}": str(place) for place in range(1, most_samples(report) + 1)}
    write_table(sheet, 1, columns, report.conditions, say, words=numbers)
    sheet.freeze_panes = "B2"


def most_samples(report: StudyReport) -> int:
    """Of a condition."""
    return max((each.summary.n for each in report.conditions), default=0)


def make_chart(data: Worksheet, report: StudyReport, say: Wording) -> BarChart:
    """The chart of what `write_chart_data` wrote."""
    chart = _bars(data, len(report.conditions), say)
    if most_samples(report):
        chart += _points(data, report)
    return chart


def _columns(report: StudyReport) -> list[TableColumn[ConditionReport]]:
    samples = [_sample_column(place) for place in range(most_samples(report))]
    return [
        TableColumn(
            "condition", phrase("Condition"), 30, lambda row, say: condition_name(row.name, say)
        ),
        TableColumn(
            "mean", phrase("Mean density (cells/mm²)"), 16, lambda row, _: row.summary.mean, DENSITY
        ),
        TableColumn(
            "below", phrase("Mean less 95 % from"), 16, lambda row, _: _below(row), DENSITY
        ),
        TableColumn("above", phrase("95 % to less mean"), 16, lambda row, _: _above(row), DENSITY),
        *samples,
    ]


def _sample_column(place: int) -> TableColumn[ConditionReport]:
    def value(row: ConditionReport, _: Wording) -> float | None:
        return row.summary.values[place] if place < row.summary.n else None

    heading = phrase("Sample {n}").replace("{n}", f"{{n{place + 1}}}")
    return TableColumn(f"sample_{place + 1}", heading, 14, value, DENSITY)


def _below(row: ConditionReport) -> float | None:
    found = row.summary
    return None if found.mean is None or found.low is None else found.mean - found.low


def _above(row: ConditionReport) -> float | None:
    found = row.summary
    return None if found.mean is None or found.high is None else found.high - found.mean


def _bars(data: Worksheet, conditions: int, say: Wording) -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth = "col", 70
    chart.width, chart.height = WIDTH_CM, HEIGHT_CM
    chart.title = say("Mean density with its 95 % interval; every point is a sample")
    chart.y_axis.title = say("cells/mm²")
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E3E6EA"))
    chart.legend = None
    series = Series(_column(data, MEAN, conditions), title=say("Mean"))
    series.graphicalProperties = GraphicalProperties(solidFill=BAR)
    series.errBars = _error_bars(data, conditions)
    chart.append(series)
    chart.set_categories(_column(data, 1, conditions))
    return chart


def _error_bars(data: Worksheet, conditions: int) -> ErrorBars:
    bars = ErrorBars(errDir="y", errBarType="both", errValType="cust", noEndCap=False)
    bars.minus = NumDataSource(numRef=NumRef(f=_reference(data, BELOW, conditions)))
    bars.plus = NumDataSource(numRef=NumRef(f=_reference(data, ABOVE, conditions)))
    bars.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=19050))
    return bars


def _points(data: Worksheet, report: StudyReport) -> LineChart:
    """One series per place among the samples of a condition, markers without a line."""
    chart, conditions = LineChart(), len(report.conditions)
    for place in range(most_samples(report)):
        series = Series(
            _column(data, FIRST_SAMPLE + place, conditions),
            title_from_data=False,
            title=str(data.cell(1, FIRST_SAMPLE + place).value),
        )
        fill = GraphicalProperties(solidFill=POINT, ln=LineProperties(solidFill="FFFFFF", w=6350))
        series.marker = Marker("circle", size=8, spPr=fill)
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        series.smooth = False
        chart.append(series)
    return chart


def _column(data: Worksheet, column: int, conditions: int) -> Reference:
    return Reference(data, min_col=column, min_row=2, max_row=1 + conditions)


def _reference(data: Worksheet, column: int, conditions: int) -> str:
    first, last = address(2, column), address(1 + conditions, column)
    return f"{quote_sheetname(data.title)}!{_fixed(first)}:{_fixed(last)}"


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
