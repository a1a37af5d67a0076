"""What reports tell of the intervals that a model gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from melcount_app.core.interval import IntervalModel
from melcount_app.core.wording import Wording, phrase

NumberTold: TypeAlias = tuple[str, float, str, str]
"""What a number is called, the number, a remark, and Excel's format; empty for a usual one."""


def parts_of_intervals(model: IntervalModel, say: Wording) -> Iterator[NumberTold]:
    """What an interval is made of; see `IntervalModel`."""
    shared, formula = model.shared_sd, phrase("variance x (count + 1) + (bias x count)²")
    if shared is not None:
        formula = phrase("variance x (count + 1) + (bias² + place² x crop / area) x count²")
    yield (
        say("Reach (standard deviations)"),
        model.quantile,
        say("interval = count ± reach x square root of {sum}", sum=say(formula)),
        "",
    )
    yield (
        say("Variance of the count per cell (cells)"),
        model.variance_per_cell,
        say("errors of different places are independent, so these average out"),
        "",
    )
    if shared is not None:
        yield (
            say("Error of a place (standard deviation)"),
            model.relative_sd,
            say(
                "of {mm2} mm², the area of a training crop; it averages out over larger ones",
                mm2=say.number(model.place_mm2, 4),
            ),
            "0.0%",
        )
    yield (
        say("Bias on a scan (standard deviation)"),
        model.relative_sd if shared is None else shared,
        say("the same share of every count, so this does not average out"),
        "0.0%",
    )
