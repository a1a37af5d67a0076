"""The numbers of a scan as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from melcount_app.core.interval import Interval
from melcount_app.core.measure import COLUMNS, Column, LocalDensity, RegionCount
from melcount_app.core.report.report import Report, not_counted_mm2
from melcount_app.core.wording import Wording


def numbers_json(report: Report) -> dict[str, Any]:
    """The result as values of JSON; numbers that are withheld are None.

    Regions are the four quadrants, then the user's. Intervals are [low, high].
    """
    found, request = report.measurement, report.request
    return {
        "scan": str(report.scan),
        **_numbers(found.sample),
        "um_per_px": request.pixel_size.um_per_px if request.pixel_size else None,
        "um_per_px_source": str(request.pixel_size.source) if request.pixel_size else None,
        "channel": request.channel.name,
        "channel_reason": request.channel.reason,
        "model": {"name": request.card.name, "sha256": request.card.sha256},
        "regions": [_region(region) for region in (*found.quadrants, *found.regions)],
        "flags": [{"name": flag.name, "sentence": flag.sentence} for flag in report.flags],
        **_intervals(found.sample),
        "interval_level": found.intervals.level if found.intervals else None,
        "lowest": _local(found.lowest),
        "highest": _local(found.highest),
        "withheld": list(report.withheld()),
        "mask_source": str(request.mask.source),
        **not_counted_mm2(request),
        "fingerprint": request.fingerprint,
        "white": request.white,
        "black": request.black or 0.0,
        "image": request.pick.image or None,
        "plane": request.pick.plane,
        "created": report.created.isoformat(timespec="seconds"),
        "melcount": report.versions["melcount"],
    }


def write_json(report: Report, file: BinaryIO, _: Wording) -> None:
    """Write `numbers_json` into an open file."""
    text = json.dumps(numbers_json(report), indent=2, allow_nan=False)
    file.write(f"{text}\n".encode())


def _region(region: RegionCount) -> dict[str, Any]:
    return {"name": region.name, **_numbers(region), **_intervals(region)}


def _numbers(region: RegionCount) -> dict[str, float | None]:
    return {column.key: column.value(region) for column in _plain_first(COLUMNS)}


def _intervals(region: RegionCount) -> dict[str, list[float] | None]:
    with_intervals = (column for column in COLUMNS if column.interval)
    return {
        f"{column.key}_interval": _interval(column.interval_of(region))
        for column in _plain_first(with_intervals)
    }


def _plain_first(columns: Iterable[Column]) -> list[Column]:
    """Numbers before those that are made of several."""
    return sorted(columns, key=lambda column: len(column.made_of))


def _interval(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _local(local: LocalDensity | None) -> dict[str, float] | None:
    if local is None:
        return None
    return {"cells_per_mm2": local.cells_per_mm2, "x_px": local.x, "y_px": local.y}
