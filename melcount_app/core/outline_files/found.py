"""One outline of a file before it is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from shapely.geometry import Polygon

from melcount_app.core.region import Outline


def nothing() -> Outline:
    """The outline of what has no area."""
    return Polygon()


@dataclass(frozen=True, slots=True)
class Found:
    """One outline of a file before it is drawn.

    Attributes:
        name: as its program shows it; empty where it has none.
        draw: makes the area, empty where there is none, raising ValueError, TypeError or
            IndexError where its coordinates are none.
        colour: "#rrggbb", or empty.
        is_detection: whether a program found it, such as a cell, and nobody drew it.
        is_ignored: whether it says what is not sample.
        reach_px: places further off than this its format cannot tell.
    """

    name: str
    draw: Callable[[], Outline] = nothing
    colour: str = ""
    is_detection: bool = False
    is_ignored: bool = False
    reach_px: float = math.inf

    @property
    def may_be_region(self) -> bool:
        """Whether it may have an area and somebody drew it to be counted."""
        return self.draw is not nothing and not (self.is_detection or self.is_ignored)


def tidy(name: str) -> str:
    """A name in one line that can be written anywhere."""
    paired = name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(sign for sign in " ".join(paired.split()) if sign.isprintable())
