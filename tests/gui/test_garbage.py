from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from melcount_app.gui.garbage import GarbageCollector


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    collector = GarbageCollector()
    yield collector
    collector.stop()


def leave_a_cycle(collected_on: list[str]) -> None:
    cycle = QObject()
    cycle.itself = cycle  # type: ignore[attr-defined]
    weakref.finalize(cycle, lambda: collected_on.append(threading.current_thread().name))


def allocate_much(kept: list[list[int]]) -> None:
    kept.extend([number] for number in range(200_000))


def test_that_a_pool_thread_never_destroys_qt_objects(
    qtbot: QtBot, collector: GarbageCollector
) -> None:
    collected_on: list[str] = []
    leave_a_cycle(collected_on)
    kept: list[list[int]] = []
    thread = threading.Thread(target=allocate_much, args=(kept,), name="pool")
    thread.start()
    thread.join()
    assert collected_on == []
    qtbot.waitUntil(lambda: bool(collected_on))
    assert collected_on == [threading.main_thread().name]


def test_that_pythons_own_collector_would_do_so_on_any_thread() -> None:
    """The reason for the class: without it the same garbage goes on the other thread."""
    gc.collect()
    collected_on: list[str] = []
    cycle: list[object] = []
    cycle.append(cycle)
    holder = type("Holder", (), {})()
    cycle.append(holder)
    weakref.finalize(holder, lambda: collected_on.append(threading.current_thread().name))
    del cycle, holder
    kept: list[list[int]] = []
    thread = threading.Thread(target=allocate_much, args=(kept,), name="pool")
    thread.start()
    thread.join()
    assert collected_on == ["pool"]


def test_that_stopping_gives_the_collector_back(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_that_what_was_there_before_is_not_looked_at_until_it_stops(qtbot: QtBot) -> None:
    kept = [[number] for number in range(100_000)]
    collector = GarbageCollector()
    assert gc.get_freeze_count() > len(kept)
    collector.stop()
    assert gc.get_freeze_count() == 0
