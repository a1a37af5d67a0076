"""What tables say of regions, in reports of scans and of studies: kinds, names, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from melcount_app.core.measure import COLUMNS, Column, Measurement, RegionCount
from melcount_app.core.report.cells import number_format
from melcount_app.core.report.tables import TableColumn
from melcount_app.core.wording import Wording, phrase

Row = TypeVar("Row")

WHOLE, QUADRANT, OWN = "whole sample", "quadrant", "region"
KINDS = {WHOLE: phrase("whole sample"), QUADRANT: phrase("quadrant"), OWN: phrase("region")}
NAMES = {
    "sample": phrase("sample"),
    "upper left": phrase("upper left"),
    "upper right": phrase("upper right"),
    "lower left": phrase("lower left"),
    "lower right": phrase("lower right"),
}
CHANNELS = {
    "red": phrase("red"),
    "green": phrase("green"),
    "blue": phrase("blue"),
    "grey": phrase("grey"),
}
"""What channels are called that have no names of their own."""


def kinds_and_regions(found: Measurement) -> Iterator[tuple[str, RegionCount]]:
    """Kind and numbers of everything in a measurement, in report order."""
    yield WHOLE, found.sample
    yield from ((QUADRANT, region) for region in found.quadrants)
    yield from ((OWN, region) for region in found.regions)


def region_name(kind: str, region: RegionCount, say: Wording) -> str:
    """As people read it; the user's own stay as they are."""
    return region.name if kind == OWN else say(NAMES[region.name])


def channel_name(name: str, say: Wording) -> str:
    """As people read it; names that scans give stay as they are."""
    return say(CHANNELS[name]) if name in CHANNELS else name


def with_ends() -> Iterator[Column]:
    """All that is measured, the ends of its intervals behind each number."""
    for column in COLUMNS:
        yield column
        yield from column.ends


def measured(
    column: Column, width: float, region_of: Callable[[Row], RegionCount | None]
) -> TableColumn[Row]:
    """A column of a table of regions.

    Args:
        column: what is measured.
        width: in characters.
        region_of: takes the region from a row; None where a row has none.
    """

    def value(row: Row, _: Wording) -> float | None:
        region = region_of(row)
        return column.value(region) if region else None

    return TableColumn(column.key, column.title, width, value, number_format(column.decimals))
