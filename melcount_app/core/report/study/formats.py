"""How Excel shows the numbers of statistics; those of columns are in `measure.COLUMNS`."""

from __future__ import annotations

from melcount_app.core.measure import DENSITY
from melcount_app.core.report.cells import number_format

PER_MM2, WHOLE = number_format(DENSITY.decimals), number_format(0)
SIGNED = '+#,##0.0;"−"#,##0.0;0.0'
RATIO = "0.00"
PERCENT = "0.0%"
P_VALUE = '[<0.0001]"< 0.0001";0.0000'
