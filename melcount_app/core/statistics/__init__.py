"""Conditions compared: the declared model, its tests, intervals and power."""

from melcount_app.core.statistics.comparing import VERSION, compare
from melcount_app.core.statistics.declared import in_order, planned_by
from melcount_app.core.statistics.earlier import compare_as
from melcount_app.core.statistics.results import (
    Comparison,
    ConditionLevel,
    Planned,
    Response,
    Statistics,
)
from melcount_app.core.statistics.summary import HIGH_CV, ConditionSummary, mean_of, summarise

__all__ = [
    "HIGH_CV",
    "VERSION",
    "Comparison",
    "ConditionLevel",
    "ConditionSummary",
    "Planned",
    "Response",
    "Statistics",
    "compare",
    "compare_as",
    "in_order",
    "mean_of",
    "planned_by",
    "summarise",
]
