"""Long work: a generator of events that returns what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

Event = TypeVar("Event")
Other = TypeVar("Other")
Result = TypeVar("Result")


def result_of(
    work: Generator[Event, None, Result], told: Callable[[Event], object] = lambda _: None
) -> Result:
    """What work comes to.

    Args:
        work: that has not begun.
        told: hears each of its events.
    """
    with closing(work):
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                result: Result = end.value
                return result
            told(event)


def retold(
    work: Generator[Event, None, Result], other: Callable[[Event], Other]
) -> Generator[Other, None, Result]:
    """The same work with other events.

    Args:
        work: that has not begun.
        other: what an event is told as.
    """
    with closing(work):
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                result: Result = end.value
                return result
            yield other(event)
