"""The result as JSON, for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from melcount_app.core.interval import Interval
from melcount_app.core.measure import LocalDensity, RegionCount
from melcount_app.core.report.files import write_text
from melcount_app.core.report.report import Report


def result_json(report: Report) -> dict[str, Any]:
    """The result as values of JSON; numbers that are withheld are None.

    Regions are the four quadrants, then the user's. Intervals are [low, high].
    """
    found, request = report.measurement, report.request
    return {
        "scan": str(report.scan),
        "cells": found.sample.cells,
        "area_mm2": found.sample.area_mm2,
        "cells_per_mm2": found.sample.cells_per_mm2,
        "um_per_px": request.pixel_size.um_per_px if request.pixel_size else None,
        "um_per_px_source": str(request.pixel_size.source) if request.pixel_size else None,
        "channel": request.channel.name,
        "channel_reason": request.channel.reason,
        "model": {"name": request.card.name, "sha256": request.card.sha256},
        "regions": [_region(region) for region in (*found.quadrants, *found.regions)],
        "flags": [{"name": flag.name, "sentence": flag.sentence} for flag in report.flags],
        "cells_interval": _interval(found.sample.interval),
        "cells_per_mm2_interval": _interval(found.sample.interval_per_mm2),
        "interval_level": found.intervals.level if found.intervals else None,
        "lowest": _local(found.lowest),
        "highest": _local(found.highest),
        "withheld": list(report.withheld()),
        "mask_source": str(request.mask.source),
        "fingerprint": request.fingerprint,
        "created": report.created.isoformat(timespec="seconds"),
        "melcount": report.versions["melcount"],
    }


def write_json(report: Report, path: Path) -> Path:
    """Write `result_json` atomically; returns the path really written.

    Raises:
        OutputError: the file cannot be written.
    """
    text = json.dumps(result_json(report), indent=2, allow_nan=False)
    return write_text(path, text + "\n")


def _region(region: RegionCount) -> dict[str, Any]:
    return {
        "name": region.name,
        "cells": region.cells,
        "area_mm2": region.area_mm2,
        "cells_per_mm2": region.cells_per_mm2,
        "cells_interval": _interval(region.interval),
        "cells_per_mm2_interval": _interval(region.interval_per_mm2),
    }


def _interval(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _local(local: LocalDensity | None) -> dict[str, float] | None:
    if local is None:
        return None
    return {"cells_per_mm2": local.cells_per_mm2, "x_px": local.x, "y_px": local.y}
