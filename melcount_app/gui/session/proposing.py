"""Plans made of what is on disk, as generators of events; they run on a pool thread."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.apart import Looker, facts_by
from melcount_app.core.model import stains_of
from melcount_app.core.plan import (
    FoundScan,
    NameRule,
    Plan,
    ScanFacts,
    load_table,
    parse_table,
    plan_by_folders,
    plan_by_names,
    plan_by_table,
    propose_pattern,
    scans_with,
)
from melcount_app.core.protocol import Protocol
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.study import Study, sum_of_table


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
        sha256: of the table; empty where there is none.
    """

    source: PlanSource
    text: str
    plan: Plan
    sha256: str = ""


def told_source(proposed: Proposed) -> str:
    """Where a plan comes from, as the study tells it."""
    shapes = {
        PlanSource.TABLE: "the table {}",
        PlanSource.PATTERN: "the pattern {}",
        PlanSource.EXPRESSION: "the expression {}",
        PlanSource.PASTED: "a table that was pasted",
    }
    return shapes.get(proposed.source, "sub-folders").format(proposed.text)


def proposing(
    found: tuple[FoundScan, ...], source: PlanSource, text: str
) -> Generator[Proposed, None, None]:
    """Make a plan; without a pattern, by one that fits.

    Raises:
        PlanError: text or table cannot be used.
    """
    if source is PlanSource.PATTERN and not text:
        text = propose_pattern(found)
    digest = sum_of_table(Path(text)) if source is PlanSource.TABLE else ""
    yield Proposed(source, text, _plan(found, source, text), digest)


def _plan(found: tuple[FoundScan, ...], source: PlanSource, text: str) -> Plan:
    if source in {PlanSource.TABLE, PlanSource.PASTED}:
        found = tuple(map(_with_parts, found, scans_with(scan.path for scan in found)))
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


def _with_parts(scan: FoundScan, of_its_file: FoundScan) -> FoundScan:
    """A scan with the files that it is made of, by which a table may name it."""
    return dataclasses.replace(scan, parts=of_its_file.parts)


def reading_facts(
    paths: Iterable[Path], looker: Looker, model: Path, pick: Pick = NO_PICK
) -> Generator[ScanFacts, None, None]:
    """Read what files tell of themselves, one after the other.

    Args:
        paths: of the files.
        looker: looks at them, in a process of its own.
        model: folder of the network that counts; its card knows names of the label.
        pick: which image and plane of them the study counts.

    Raises:
        MelcountError: the process does not start.
    """
    stains = stains_of(model)
    for path in paths:
        yield facts_by(looker, path, stains, pick)


def naming_channel(study: Study, model: Path, channel: str) -> Generator[Protocol, None, None]:
    """Fix the channel that all scans of a study are counted on, or leave it open.

    White goes with the channel that it was found on.

    Args:
        study: it is about.
        model: folder of the network that counts, where the study has no protocol yet.
        channel: name of it; empty to have it found.

    Raises:
        StudyError: scans have been counted with another protocol.
        ModelError: the model cannot be used.
    """
    protocol = study.terms.protocol() or Protocol.of(model)
    protocol = dataclasses.replace(protocol, channel=channel, white=None, black=None)
    study.terms.set_protocol(protocol)
    yield protocol
