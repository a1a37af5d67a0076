"""Scans that were exposed otherwise than those that the white of a study was found on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from melcount_app.core.plan.concern import NAMES_TOLD, Concern, ConcernKind
from melcount_app.core.plan.glance import ScanFacts
from melcount_app.core.plan.settle import counted_brightness

UNLIKE = 2.0
"""Factor between whites from which the count moves by more than 2 %, see `brightness`."""


def about_exposure(
    facts: Mapping[Path, ScanFacts], channel: str, white: float | None, black: float | None
) -> Iterator[Concern]:
    """Which scans are much brighter or dimmer than the white that all are counted by.

    Args:
        facts: of scans.
        channel: that is counted; empty where each has its own.
        white: of the study; None while it has none, and scans are only compared with each other.
        black: of the study.
    """
    if white is None:
        return
    span = white - (black or 0.0)
    odd: dict[Path, float] = {}
    for path, each in facts.items():
        for found in counted_brightness((each,) if not each.failure else (), channel):
            own = found.white - (found.black or 0.0)
            if max(own, span) > UNLIKE * min(own, span):
                odd[path] = found.white
    if odd:
        listed = [f"{path.name} ({own:.0f})" for path, own in odd.items()]
        rest = f", … ({len(listed)})" if len(listed) > NAMES_TOLD else ""
        yield Concern(
            ConcernKind.OTHER_EXPOSURE,
            f"All scans of the study are counted by white {white:.0f}, and the brightest spots of "
            f"these are far from it: {', '.join(listed[:NAMES_TOLD])}{rest}. Check that they were "
            "scanned with the same exposure.",
            tuple(odd),
        )
