"""Seals: sums over what a row of a study holds, by which damage is noticed that can be read."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

BROKEN = -1
"""Of what was damaged when it was last written, so that it stays so: no sum is negative."""


def seal_of(row: Sequence[Any]) -> int:
    """The seal of texts and bytes."""
    seal = 0
    for value in row:
        content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        seal = zlib.crc32(content, seal)
    return seal


def seal_of_line(values: Sequence[object]) -> int:
    """The seal of a line of the list of scans, in which there are numbers, too, and gaps."""
    return seal_of((ascii(tuple(values)),))


def with_seal(*values: str) -> tuple[str | int, ...]:
    """The values of a row with their seal at the end."""
    return (*values, seal_of(values))


def checked(row: Sequence[Any]) -> tuple[Any, ...]:
    """The values of a row whose seal stands at its end.

    Raises:
        ValueError: it is not theirs.
    """
    *values, seal = row
    if seal != seal_of(values):
        raise ValueError(f"the seal {seal} is not that of what was read")
    return tuple(values)
