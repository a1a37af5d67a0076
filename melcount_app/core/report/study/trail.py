"""What a report tells of the journal of its study: every step, who signed, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.study import (
    JournalEntry,
    Papers,
    Signature,
    Study,
    audit,
    papers_of,
    signatures_of,
)

LONGEST = 500
"""Signs of what was before, and after; all of it is in the study."""


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One step of the journal, as a report tells it.

    Attributes:
        number: of the step.
        time: in UTC.
        operator: who did it, as was said; else by the login.
        login: who was logged in.
        program: version of melcount.
        scan: name of the file; empty for the study itself.
        what: was done, as the journal has it.
        before: as JSON, cut where it is long; empty where nothing was there.
        after: the same.
        reason: empty where none was given.
    """

    number: int
    time: datetime
    operator: str
    login: str
    program: str
    scan: str
    what: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trail:
    """What is told of the journal.

    Attributes:
        head: SHA-256 that the last step is sealed by; it stands for all of them.
        steps: of the journal, the earliest first.
        problems: what was changed behind the program's back, as sentences; empty for nothing.
        taken_over: how many of the steps are only known as they were when they were taken over.
        papers: what the study is filed under.
        signatures: who signed, in the order of the work.
    """

    head: str
    steps: tuple[TrailStep, ...]
    problems: tuple[str, ...]
    taken_over: int
    papers: Papers
    signatures: tuple[Signature, ...]


def trail_of(study: Study) -> Trail:
    """What a journal tells now; where it cannot be read, that."""
    try:
        found, entries = audit(study), study.journal.all()
        papers, signatures = papers_of(study), signatures_of(study)
    except StudyDamagedError as error:
        return Trail("", (), (str(error),), 0, Papers(), ())
    problems = (*((found.broken,) if found.broken else ()), *found.strays)
    steps = tuple(_steps(entries, {scan.key: scan.path.name for scan in study.scans.all()}))
    return Trail(found.head, steps, problems, found.taken_over, papers, signatures)


def _steps(entries: Iterable[JournalEntry], names: Mapping[int, str]) -> Iterable[TrailStep]:
    known = dict(names)
    for entry in entries:
        if entry.scan is not None and entry.scan not in known and isinstance(entry.after, dict):
            known[entry.scan] = Path(str(entry.after.get("path", ""))).name
        yield TrailStep(
            entry.number,
            entry.time,
            entry.operator,
            entry.login,
            entry.program,
            "" if entry.scan is None else known.get(entry.scan, "") or f"scan {entry.scan}",
            entry.text,
            _short(entry.before),
            _short(entry.after),
            entry.reason,
        )


def _short(value: Any) -> str:
    if value in (None, {}):
        return ""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
