"""Scans whose line in the list is lost, as the journal of the study tells them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from melcount_app.core.study.access import Row
from melcount_app.core.study.tables import TEXTS

SCAN_FIELDS = (
    *("relative_path", "absolute_path", "condition", "replicate", "donor", "fingerprint"),
    *("bytes", "place", "failure"),
)
"""Columns of the list of scans that a repair saves."""

OTHER_NAMES = {"path": "absolute_path", "content": "fingerprint"}
"""What a step calls columns of a scan that comes or goes."""

GONE = ("removed", "gave way", "forgotten")
"""Steps after which a scan is not in the list."""


def scans_by_journal(steps: Iterable[Row]) -> dict[int, Mapping[str, Any]]:
    """The columns of each scan that was in the list at the end, by its key.

    Args:
        steps: of the journal, the earliest first: scan, time, operator, kind, text, before, after.
    """
    scans: dict[int, dict[str, Any]] = {}
    listed: dict[int, bool] = {}
    for key, _, _, kind, text, _, after in steps:
        if key is None or kind not in ("scan", "plan"):
            continue
        told = json.loads(after) if after else None
        fields = scans.setdefault(key, {"relative_path": "", "place": key})
        for name, value in told.items() if isinstance(told, dict) else ():
            column = OTHER_NAMES.get(name, name)
            if column in SCAN_FIELDS and isinstance(value, str if column in TEXTS else int):
                fields[column] = value
        listed[key] = text not in GONE
    return {
        key: fields
        for key, fields in scans.items()
        if listed.get(key) and fields.get("absolute_path")
    }
