"""Which scans of a study a batch counts, decided without reading density maps that are known."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Generator
from dataclasses import dataclass
from enum import Enum, auto

from melcount_app.core.batch.checking import ALL_THERE, FilesChecked
from melcount_app.core.batch.control import Control
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.study import measured_anew
from melcount_app.core.standing import State
from melcount_app.core.study import ScanEntry, Study, standing_of


class Which(Enum):
    """Which scans of a study are counted."""

    UNFINISHED = auto()
    """Those without a count that applies, unless they failed."""
    FAILED = auto()
    """Those that failed, and those whose count was lost in the study or is damaged there, which
    is looked for."""


@dataclass(frozen=True, slots=True)
class BatchSorting:
    """How many of the counts that have to be measured anew are done, before the batch starts.

    Such are the counts of scans whose edits were changed, where nobody saw what that comes to.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BatchStarted:
    """It is known what there is to do.

    Attributes:
        todo: keys of the scans that will be counted, in their order.
        kept: of those with a count that applies.
        failed: of those that failed earlier and are left alone.
        waiting: of those among them that no batch counts before the user has put right what of
            them is damaged in the study, a sentence each.
    """

    todo: tuple[int, ...]
    kept: tuple[int, ...]
    failed: tuple[int, ...]
    waiting: tuple[str, ...] = ()


def sorted_out(
    study: Study,
    protocol: Protocol,
    which: Which,
    control: Control,
    checked: FilesChecked = ALL_THERE,
) -> Generator[BatchSorting, None, BatchStarted | None]:
    """Sort the scans of a study into what is counted, and what is left as it is.

    By what was `checked`, files that are gone are not tried; accepted and regained ones are.

    Yields:
        `BatchSorting` before each count that has to be measured.

    Returns:
        None where it was cancelled.
    """
    states: dict[int, State] = {}
    is_deep = which is Which.FAILED
    counted = study.journal.counted() if is_deep else frozenset[int]()
    unmeasured, waiting = [], dict[int, str]()
    for known in study.entries():
        key = known.scan.key
        damage = known.damage or study.damage_of(key, with_maps=is_deep)
        entry = dataclasses.replace(known, damage=damage)
        states[key] = standing_of(entry, protocol).state
        if entry.waits_for_user:
            waiting[key] = entry.waits_for_user
        is_lost = damage is not None or (key in counted and _lacks_count(entry))
        is_lost |= key in checked.back and states[key] is not State.COUNTED
        if is_deep and (is_lost or key in checked.accepted):
            states[key] = State.FAILED
        if states[key] is State.UNMEASURED:
            unmeasured.append(entry)
    for done, entry in enumerate(unmeasured):
        yield BatchSorting(done, len(unmeasured))
        if control.is_cancelled:
            return None
        states[entry.scan.key] = measured_anew(study, entry, protocol).state
    return _started(states, which, waiting, checked.gone)


def _lacks_count(entry: ScanEntry) -> bool:
    """Whether its count, or what tells that it applies, is not there: of one that had it, lost."""
    return entry.count is None or entry.file is None


def _started(
    states: dict[int, State], which: Which, waiting: dict[int, str], gone: Collection[int]
) -> BatchStarted:
    todo: list[int] = []
    kept: list[int] = []
    failed: list[int] = []
    for key, state in states.items():
        if state is State.FAILED:
            may_be_tried = which is Which.FAILED and key not in waiting and key not in gone
            (todo if may_be_tried else failed).append(key)
        elif state is State.COUNTED:
            kept.append(key)
        elif which is Which.UNFINISHED:
            todo.append(key)
    return BatchStarted(tuple(todo), tuple(kept), tuple(failed), tuple(waiting.values()))
