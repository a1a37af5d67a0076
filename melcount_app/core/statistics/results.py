"""What comparing conditions comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from melcount_app.core.statistics.summary import ConditionSummary


@dataclass(frozen=True, slots=True)
class Planned:
    """Which conditions are compared with which, said before their densities are seen.

    Attributes:
        against: by name of a condition, that of the one it is compared with.
        checks: of these, the ones that only tell whether the assay worked: each is compared for
            itself, outside the adjustment for the number of comparisons.
    """

    against: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionLevel:
    """How dense one condition is.

    Attributes:
        typical: geometric mean, in cells/mm²; with donors as blocks that of a donor like all.
        low: lower end of its 95 % interval, by the spread pooled over all conditions; None
            where nothing tells a spread.
        high: its upper end.
        is_near_zero: whether all its samples are at the least density that is told apart from 0.
    """

    typical: float
    low: float | None
    high: float | None
    is_near_zero: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition against its control.

    Attributes:
        control: name of the condition that it is compared with.
        difference: in cells/mm²: what the ratio means at the density of the control.
        difference_low: lower end of its 95 % interval; None where that has none.
        difference_high: its upper end.
        ratio: of the geometric means; None where both are near 0.
        ratio_low: lower end of its 95 % interval; None where that has none.
        ratio_high: its upper end.
        p: adjusted for the number of comparisons; None where nothing could be tested.
        is_check: whether it only tells whether the assay worked, and is not adjusted.
        is_near_zero: whether the condition is so near 0 that the ratio is only said to be less.
        has_control_near_zero: whether the control is, so that it is only said to be more.
    """

    control: str
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float | None
    is_check: bool = False
    is_near_zero: bool = False
    has_control_near_zero: bool = False

    @property
    def is_tested(self) -> bool:
        """Whether there is an interval, be it without one of its ends."""
        return self.ratio_low is not None or self.ratio_high is not None

    @property
    def is_higher(self) -> bool:
        """Whether the interval of the ratio lies above 1."""
        return self.ratio_low is not None and self.ratio_low > 1

    @property
    def is_lower(self) -> bool:
        """Whether the interval of the ratio lies below 1."""
        return self.ratio_high is not None and self.ratio_high < 1


@dataclass(frozen=True, slots=True)
class Response:
    """How the density follows the doses of a substance.

    Attributes:
        substance: its name.
        unit: of its doses, without a prefix.
        doses: how many of them.
        ratio: of densities over ten times the dose.
        ratio_low: lower end of its 95 % interval, which holds for itself.
        ratio_high: its upper end.
        p: of the trend, not adjusted.
        half: dose of half the effect, in the unit; None where it is not told.
        half_low: lower end of its 95 % interval.
        half_high: its upper end.
    """

    substance: str
    unit: str
    doses: int
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float
    half: float | None
    half_low: float | None
    half_high: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that is said about the conditions of a study.

    Attributes:
        conditions: by name, in the order of the study.
        levels: how dense they are, by name; only those with a sample.
        control: name of the condition most are compared with; empty for none.
        comparisons: by name of the condition.
        has_blocks: whether donors were taken as blocks; None where nothing was tested.
        spread: standard deviation of the logarithms, pooled over the conditions (with blocks,
            within donors); about the coefficient of variation. None where nothing tells it.
        least: density in cells/mm² up to which samples are taken as near 0.
        detectable: ratio above 1 that is found in 80 % of studies like this one, by the test
            that was used; None where it cannot be told.
        responses: how densities follow the doses of substances.
    """

    conditions: Mapping[str, ConditionSummary]
    levels: Mapping[str, ConditionLevel]
    control: str
    comparisons: Mapping[str, Comparison]
    has_blocks: bool | None
    spread: float | None
    least: float
    detectable: float | None
    responses: tuple[Response, ...] = ()

    @property
    def method(self) -> str:
        """What p and intervals are by."""
        if self.has_blocks is None:
            return ""
        return "blocks" if self.has_blocks else "independent"
