"""One thing to point out before anything runs, and how scans and names are listed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

NAMES_TOLD = 6
"""Of scans or conditions in one sentence."""


class ConcernKind(StrEnum):
    """What a concern is about."""

    UNREADABLE = "unreadable"
    DOUBTED = "doubted"
    ABSENT = "absent"
    NOTE = "note"
    LOOK_ALIKES = "look-alikes"
    NO_CONDITION = "no condition"
    SAME_CONTENT = "same content"
    SAME_SAMPLE = "same sample"
    CHANNEL_FILES = "channel files"
    SAME_REPLICATE = "same replicate"
    MISSING_REPLICATES = "missing replicates"
    ONE_SAMPLE = "one sample"
    NO_CONTROL = "no control"
    SEVERAL_CONTROLS = "several controls"
    NO_PIXEL_SIZE = "no pixel size"
    MIXED_PIXEL_SIZES = "mixed pixel sizes"
    MIXED_CHANNELS = "mixed channels"
    MIXED_DEPTHS = "mixed depths"
    LABEL_DISPUTED = "label disputed"
    LABEL_NOT_NAMED = "label not named"
    MIXED_WHITES = "mixed whites"
    OTHER_EXPOSURE = "other exposure"
    ABOUT_FILES = "about files"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at.

    Attributes:
        kind: for programs.
        sentence: for people.
        scans: that it is about; none where it is about the whole plan.
    """

    kind: ConcernKind
    sentence: str
    scans: tuple[Path, ...] = ()


def names_of(paths: Iterable[Path]) -> str:
    """Names of files, with their folder where names alone do not tell them apart."""
    shown = tuple(paths)
    counts = Counter(path.name for path in shown)
    return listed(
        path.name if counts[path.name] == 1 else f"{path.parent.name}/{path.name}" for path in shown
    )


def listed(names: Iterable[str]) -> str:
    """A list for a sentence, cut where it gets long."""
    every = list(names)
    told = ", ".join(every[:NAMES_TOLD])
    return told if len(every) <= NAMES_TOLD else f"{told}, … ({len(every)})"
