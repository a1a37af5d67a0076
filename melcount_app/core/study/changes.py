"""What changed between two records, as plain values that are small enough for a journal."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, Polygon

from melcount_app.core.standing import outline_sha256

ABSENT = object()
"""Stands for a field that one of two mappings lacks."""


def changed(before: object, after: object) -> tuple[Any, Any]:
    """What two records differ in, as each has it; whole where the other is None.

    Of records and mappings the fields that differ are told, of sequences the part that differs
    and where it begins. An outline is told by what tells it from others, and its area.
    """
    if dataclasses.is_dataclass(before) and type(before) is type(after):
        return _of_fields(_fields(before), _fields(after))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _of_fields(before, after)
    if isinstance(before, tuple) and isinstance(after, tuple):
        return _of_sequences(before, after)
    return described(before), described(after)


def described(value: object) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Polygon | MultiPolygon):
        return {"sha256": outline_sha256(value), "area_px": value.area}
    if dataclasses.is_dataclass(value):
        return {name: described(each) for name, each in _fields(value).items()}
    if isinstance(value, Mapping):
        return {str(name): described(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [described(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def _of_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Any, Any]:
    names = [
        name for name in {**before, **after} if before.get(name, ABSENT) != after.get(name, ABSENT)
    ]
    pairs = {name: changed(before.get(name), after.get(name)) for name in names}
    return (
        {name: pairs[name][0] for name in names if name in before},
        {name: pairs[name][1] for name in names if name in after},
    )


def _of_sequences(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, Any]:
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    most = shorter - start
    same = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)

    def part(whole: tuple[Any, ...]) -> Any:
        return {"from": start, "items": described(whole[start : len(whole) - same])}

    return part(before), part(after)
