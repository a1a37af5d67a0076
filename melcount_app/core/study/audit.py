"""Whether the journal of a study is whole, and whether the study holds what the journal tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from melcount_app.core.study.access import Access
from melcount_app.core.study.chain import (
    FIRST,
    TAKEN_OVER,
    TOLD,
    all_sums,
    link,
    rows_of,
    sum_of_steps,
)
from melcount_app.core.study.database import decoding
from melcount_app.core.study.lost_scans import GONE
from melcount_app.core.study.study import Study

BROKEN_AT = (
    "The journal of “{study}” was changed behind melcount's back: step {number} ({text}, {time}) "
    "is not as it was written, or follows another one than when it was written. Open a copy of "
    "the study from a backup."
)
TAKEN_OVER_CHANGED = (
    "The journal of “{study}” was changed behind melcount's back: of the {steps} steps that were "
    "taken over by step {number}, some are not as they were then. Open a copy of the study from a "
    "backup."
)
CUT = (
    "The journal of “{study}” was cut behind melcount's back: it ends with step {number}, and "
    "{last} were written. Open a copy of the study from a backup."
)
NEVER_CHAINED = (
    "The journal of “{study}” was changed behind melcount's back: no step begins its chain. Open "
    "a copy of the study from a backup."
)

STRAYS = {
    "scan": "The line of “{scan}” in the list changed without a step of the journal.",
    "edits": "Outline or regions of “{scan}” changed without a step of the journal.",
    "count": "The count of “{scan}” changed without a step of the journal.",
    "count_head": "The numbers of “{scan}” changed without a step of the journal.",
    "exclusion": "Whether “{scan}” is left out changed without a step of the journal.",
    "role": "The roles of conditions changed without a step of the journal.",
    "protocol": "The protocol changed without a step of the journal.",
    "spot_check": "The windows to be counted by hand changed without a step of the journal.",
    "hand_counts": "Counts by hand changed without a step of the journal.",
}
"""What is said where the rows of a table are not those that the journal tells."""

_TEXT, _TIME, _KIND = TOLD.index("text"), TOLD.index("time"), TOLD.index("kind")
_SCAN, _AFTER, _ROWS = TOLD.index("scan"), TOLD.index("after"), TOLD.index("rows")


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of looking at a journal.

    Attributes:
        steps: how many there are.
        head: SHA-256 that the last one is sealed by; it stands for all of them.
        broken: the first step that is not as it was written, as a sentence; empty where all are.
        strays: what the study holds otherwise than the journal tells, a sentence each.
        taken_over: how many steps an earlier version wrote, or a repair saved, which are only known
            as they were when they were taken over.
    """

    steps: int
    head: str
    broken: str
    strays: tuple[str, ...]
    taken_over: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed behind the program's back."""
        return not self.broken and not self.strays


def audit(study: Study) -> Audit:
    """Verify the chain of a journal, and compare the study with what it tells.

    Raises:
        StudyError: the study cannot be read.
    """
    return study.looked_at(_audit)


def _audit(access: Access) -> Audit:
    with access.reading() as connection, decoding(access.path):
        rows, sums = rows_of(connection), all_sums(connection)
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        written = (last.fetchone() or (0,))[0]
        start = _start(rows)
        broken = _broken(access.path, rows, start) or _cut(access.path, rows, written)
        strays = () if broken else tuple(_strays(rows[start:], sums, _names(rows)))
    seal = str(rows[-1][-1]) if rows else FIRST
    return Audit(len(rows), seal, broken, strays, start)


def _start(rows: Sequence[Sequence[Any]]) -> int:
    """Place of the step that begins the chain."""
    places = range(len(rows) - 1, 0, -1)
    return next((place for place in places if _taken_over(rows[place]) is not None), 0)


def _taken_over(row: Sequence[Any]) -> Mapping[str, Any] | None:
    """What a step tells of those before it that are not chained; None where it begins nothing."""
    told = row[1:]
    if told[_KIND] != "file" or TAKEN_OVER not in (told[_AFTER] or ""):
        return None
    found: Mapping[str, Any] | None = json.loads(told[_AFTER]).get(TAKEN_OVER)
    return found


def _broken(path: Path, rows: Sequence[Sequence[Any]], start: int) -> str:
    """The first step that is not as it was written, as a sentence; empty without any."""
    previous = FIRST
    if rows and (over := _taken_over(rows[start])) is not None:
        previous = sum_of_steps(rows[:start])
        if previous != over["sha256"]:
            return TAKEN_OVER_CHANGED.format(
                study=path.name, steps=over["steps"], number=rows[start][0]
            )
    elif rows and not rows[0][-1]:
        return NEVER_CHAINED.format(study=path.name)
    for number, *told, seal in rows[start:]:
        if seal != link(previous, number, told):
            return BROKEN_AT.format(
                study=path.name, number=number, text=told[_TEXT], time=told[_TIME]
            )
        previous = seal
    return ""


def _cut(path: Path, rows: Sequence[Sequence[Any]], written: int) -> str:
    last = rows[-1][0] if rows else 0
    return CUT.format(study=path.name, number=last, last=written) if last != written else ""


def _names(rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    """What scans were called last, by key, as the journal tells."""
    names: dict[str, str] = {}
    for _, *told, _ in rows:
        after = json.loads(told[_AFTER] or "null")
        if told[_SCAN] is not None and isinstance(after, dict):
            path = after.get("absolute_path") or after.get("path")
            if path:
                names[str(told[_SCAN])] = Path(str(path)).name
    return names


def _strays(
    rows: Sequence[Sequence[Any]],
    sums: Mapping[str, Mapping[str, str | None]],
    names: Mapping[str, str],
) -> Iterator[str]:
    """What differs from the sums that the last step about it told."""
    last: dict[tuple[str, str], str | None] = {}
    gone: dict[str, bool] = {}
    for _, *told, _ in rows:
        for table, of_table in json.loads(told[_ROWS] or "{}").items():
            last |= {(table, key): found for key, found in of_table.items()}
        if told[_SCAN] is not None and told[_KIND] == "scan":
            gone[str(told[_SCAN])] = told[_TEXT] in GONE
    for table, of_table in sums.items():
        for key in dict.fromkeys((*of_table, *(k for t, k in last if t == table))):
            found, should = of_table.get(key), last.get((table, key))
            if found == should or (found is None and gone.get(key, False)):
                continue
            yield STRAYS[table].format(scan=names.get(key, f"scan {key}"))
