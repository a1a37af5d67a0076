"""What a study is filed under, where its plan comes from, and who signed for it.

All of it is told by the journal alone, so that nothing of it can change without a step.
"""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from melcount_app.core.errors import PlanError, StudyError
from melcount_app.core.study.audit import audit
from melcount_app.core.study.journal import Change, JournalEntry, StepKind
from melcount_app.core.study.study import Study

PLAN_SOURCE = "plan source"
FILED = "filed under"

HARMLESS = (StepKind.REPORT, StepKind.SIGNATURE)
"""Kinds of steps that leave what was signed as it was."""

NO_TABLE = "The plan “{name}” cannot be read ({reason}). Check that it is still there."
NOT_SIGNED = "“{study}” cannot be signed: {why}"


class Part(enum.StrEnum):
    """What somebody signs for."""

    PERFORMED = "performed"
    REVIEWED = "reviewed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Papers:
    """What a study is filed under.

    Attributes:
        number: of the study; empty while nobody said.
        sop: the procedure that it follows; empty likewise.
        plan: where the plan comes from, in a few words; empty likewise.
        plan_sha256: of the file of the plan; empty where there is none.
    """

    number: str = ""
    sop: str = ""
    plan: str = ""
    plan_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a part of the work.

    Attributes:
        part: of the work.
        operator: who signed, as was said; empty where nobody did.
        login: who was logged in.
        time: when, in UTC; None where nobody did.
        is_outdated: whether the study was changed since.
    """

    part: Part
    operator: str = ""
    login: str = ""
    time: datetime | None = None
    is_outdated: bool = False


def set_papers(study: Study, **given: str) -> Papers:
    """Say what a study is filed under, or where its plan comes from.

    Args:
        study: only this process writes it.
        given: fields of `Papers`; others stay as they are.

    Returns:
        What holds.
    """
    before = papers_of(study)
    after = replace(before, **{name: " ".join(text.split()) for name, text in given.items()})
    if after != before:
        is_plan = any(name.startswith("plan") for name in given)
        text = PLAN_SOURCE if is_plan else FILED
        study.journal.tell(Change(StepKind.PAPERS, text, before=before, after=after))
    return after


def sum_of_table(table: Path) -> str:
    """SHA-256 of a file that tells a plan.

    Raises:
        PlanError: it cannot be read.
    """
    try:
        return hashlib.sha256(table.read_bytes()).hexdigest()
    except OSError as error:
        raise PlanError(NO_TABLE.format(name=table.name, reason=error.strerror)) from error


def papers_of(study: Study) -> Papers:
    """What a study is filed under."""
    told: dict[str, Any] = {}
    for entry in study.journal.of_kinds(StepKind.PAPERS):
        told |= entry.after
    names = {each.name for each in fields(Papers)}
    return Papers(**{name: str(text) for name, text in told.items() if name in names})


def sign(study: Study, part: Part, note: str = "") -> None:
    """Sign for a part of the work, as the operator of this process.

    Raises:
        StudyError: the journal is not whole, or the study cannot be written.
    """
    found = audit(study)
    if not found.is_whole:
        why = found.broken or found.strays[0]
        raise StudyError(NOT_SIGNED.format(study=study.path.name, why=why))
    after = {"signed": found.head}
    study.journal.tell(Change(StepKind.SIGNATURE, part.value, after=after, reason=note))


def signatures_of(study: Study) -> tuple[Signature, ...]:
    """Who signed last for each part, in the order of the work."""
    last = {entry.text: entry for entry in study.journal.of_kinds(StepKind.SIGNATURE)}
    changes = [kind for kind in StepKind if kind not in HARMLESS]
    newest = max((entry.number for entry in study.journal.of_kinds(*changes)), default=0)
    return tuple(_signature(part, last.get(part.value), newest) for part in Part)


def _signature(part: Part, entry: JournalEntry | None, newest: int) -> Signature:
    if entry is None:
        return Signature(part)
    return Signature(part, entry.operator, entry.login, entry.time, newest > entry.number)
