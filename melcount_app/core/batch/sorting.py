"""Which scans of a study a batch counts, decided without reading density maps that are known."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto

from melcount_app.core.batch.control import Control
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.study import measured_anew
from melcount_app.core.standing import State
from melcount_app.core.study import Study, standing_of


class Which(Enum):
    """Which scans of a study are counted."""

    UNFINISHED = auto()
    """Those without a count that applies, unless they failed."""
    FAILED = auto()
    """Those that failed, and those whose count is damaged in the study, which is looked for."""


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
    """

    todo: tuple[int, ...]
    kept: tuple[int, ...]
    failed: tuple[int, ...]


def sorted_out(
    study: Study, protocol: Protocol, which: Which, control: Control
) -> Generator[BatchSorting, None, BatchStarted | None]:
    """Sort the scans of a study into what is counted, and what is left as it is.

    Yields:
        `BatchSorting` before each count that has to be measured.

    Returns:
        None where it was cancelled.
    """
    states: dict[int, State] = {}
    is_deep = which is Which.FAILED
    unmeasured, lost = [], set[int]()
    for known in study.entries():
        damage = known.damage or study.damage_of(known.scan.key, with_maps=is_deep)
        entry = dataclasses.replace(known, damage=damage)
        if damage is not None and damage.loses_edits:
            lost.add(entry.scan.key)
        states[entry.scan.key] = standing_of(entry, protocol).state
        if damage is not None and is_deep:
            states[entry.scan.key] = State.FAILED
        if states[entry.scan.key] is State.UNMEASURED:
            unmeasured.append(entry)
    for done, entry in enumerate(unmeasured):
        yield BatchSorting(done, len(unmeasured))
        if control.is_cancelled:
            return None
        states[entry.scan.key] = measured_anew(study, entry, protocol).state
    return _started(states, which, lost)


def _started(states: dict[int, State], which: Which, lost: set[int]) -> BatchStarted:
    todo: list[int] = []
    kept: list[int] = []
    failed: list[int] = []
    for key, state in states.items():
        if state is State.FAILED:
            (todo if which is Which.FAILED and key not in lost else failed).append(key)
        elif state is State.COUNTED:
            kept.append(key)
        elif which is Which.UNFINISHED:
            todo.append(key)
    return BatchStarted(tuple(todo), tuple(kept), tuple(failed))
