"""Plans made of what is on disk, as generators of events; they run on a pool thread."""

from __future__ import annotations

import enum
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.plan import (
    FoundScan,
    NameRule,
    Plan,
    ScanFacts,
    glance_at,
    load_table,
    parse_table,
    plan_by_folders,
    plan_by_names,
    plan_by_table,
    propose_pattern,
)


class PlanSource(enum.Enum):
    """What tells the conditions."""

    FOLDERS = enum.auto()
    PATTERN = enum.auto()
    EXPRESSION = enum.auto()
    TABLE = enum.auto()
    PASTED = enum.auto()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A plan to look at, and what it was made by.

    Attributes:
        source: what told it.
        text: the pattern, the expression, or the path of the table.
        plan: the plan.
    """

    source: PlanSource
    text: str
    plan: Plan


def proposing(
    found: tuple[FoundScan, ...], source: PlanSource, text: str
) -> Generator[Proposed, None, None]:
    """Make a plan; without a pattern, by one that fits.

    Raises:
        PlanError: text or table cannot be used.
    """
    if source is PlanSource.PATTERN and not text:
        text = propose_pattern(found)
    yield Proposed(source, text, _plan(found, source, text))


def _plan(found: tuple[FoundScan, ...], source: PlanSource, text: str) -> Plan:
    match source:
        case PlanSource.FOLDERS:
            return plan_by_folders(found)
        case PlanSource.PATTERN:
            return plan_by_names(found, NameRule.of_pattern(text))
        case PlanSource.EXPRESSION:
            return plan_by_names(found, NameRule.of_expression(text))
        case PlanSource.TABLE:
            return plan_by_table(found, load_table(Path(text)))
        case PlanSource.PASTED:
            return plan_by_table(found, parse_table(text))


def reading_facts(paths: Iterable[Path]) -> Generator[ScanFacts, None, None]:
    """Read what files tell of themselves, one after the other."""
    yield from glance_at(paths)
