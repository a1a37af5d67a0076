"""What was done to a sample, and what a condition is there for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a condition is there for."""

    CONTROL = "control"
    VEHICLE = "vehicle"
    POSITIVE = "positive control"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the plan says of one scan.

    Attributes:
        condition: what was done to the sample; empty while nobody said.
        replicate: which of the samples of its condition it is; empty where nobody said.
        donor: batch or donor of the skin; empty where nobody said.
    """

    condition: str = ""
    replicate: str = ""
    donor: str = ""
