"""The statistics of a workbook made again from densities, by the methods it was written by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from melcount_app.core.report.data_sheet import ShownStatistic, StatisticsRecord
from melcount_app.core.statistics import (
    VERSION,
    Comparison,
    Statistics,
    compare,
    compare_as,
    mean_of,
    summarise,
)

COMPARISON_KEYS = {
    "difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high", "p",
}  # fmt: skip
SUMMARY_KEYS = {"n", "mean", "sd", "low", "high", "cv"}
LEVEL = "level_"
"""Before the names of `statistics.Level`."""

LEVEL_KEYS = {f"{LEVEL}{name}" for name in ("typical", "low", "high")}
KEYS = COMPARISON_KEYS | SUMMARY_KEYS | LEVEL_KEYS
"""Of all numbers that a workbook may show of a condition."""


def statistics_by(
    version: int, record: StatisticsRecord, densities: Sequence[float | None]
) -> list[float | None]:
    """The numbers that a workbook shows of its conditions, in its order.

    Args:
        version: of the methods.
        record: which scans make a sample, and what is shown.
        densities: of the scans, in cells/mm².
    """
    values: dict[str, list[float]] = {name: [] for name in record.conditions}
    blocks: dict[str, list[str]] = {name: [] for name in record.conditions}
    for sample in record.samples:
        found = [density for place in sample.scans if (density := densities[place]) is not None]
        if found:
            values[sample.condition].append(mean_of(found))
            blocks[sample.condition].append(sample.block)
    named = {name: numbers for name, numbers in values.items() if name}
    has_blocks = any(map(any, blocks.values()))
    made: Statistics | Mapping[str, Comparison] = (
        compare(named, record.planned, blocks if has_blocks else None)
        if version >= VERSION
        else compare_as(version, named, record.control)
    )
    return [_number(shown, values[shown.condition], made) for shown in record.shown]


def _number(
    shown: ShownStatistic, values: Sequence[float], made: Statistics | Mapping[str, Comparison]
) -> float | None:
    """One of them; None where there is none."""
    of: object
    if shown.key in SUMMARY_KEYS:
        of = summarise(values)
    elif not isinstance(made, Statistics):
        of = made.get(shown.condition)
    elif shown.key in LEVEL_KEYS:
        of = made.levels.get(shown.condition)
    else:
        of = made.comparisons.get(shown.condition)
    found: float | None = getattr(of, shown.key.removeprefix(LEVEL), None)
    return found
