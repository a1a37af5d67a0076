"""A file that crashes or hangs the process that looks at it costs no other file."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from melcount_app.core.apart import glance_apart, looker
from melcount_app.core.plan import glance_at
from tests.core.batch.conftest import child

AddScan = Callable[..., Path]
PATIENCE_S = 15.0


def test_that_another_process_tells_the_same(add_scan: AddScan, folder: Path) -> None:
    bad = folder / "bad.tif"
    bad.write_bytes(b"no scan")
    paths = [add_scan("1.tif"), bad, folder / "missing.tif", add_scan("2.tif", 1)]
    assert list(glance_apart(paths)) == list(glance_at(paths))


def test_that_a_crash_costs_that_file_only(add_scan: AddScan) -> None:
    paths = [add_scan(f"{n}.tif", n) for n in range(3)]

    def crashing() -> Iterator[Path]:
        yield paths[0]
        child().kill()
        yield from paths[1:]

    told = list(glance_apart(crashing()))
    assert [facts.path for facts in told] == paths
    assert "“1.tif” cannot be opened: the program failed" in told[1].failure
    assert told[0].failure == told[2].failure == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_that_a_hang_is_given_up(add_scan: AddScan) -> None:
    paths = [add_scan(f"{n}.tif", n) for n in range(2)]

    def hanging() -> Iterator[Path]:
        yield paths[0]
        os.kill(child().pid, signal.SIGSTOP)
        yield paths[1]

    told = list(glance_apart(hanging(), PATIENCE_S))
    assert told[0].failure == ""
    assert "nothing moved for 15 s" in told[1].failure


def test_that_no_process_is_left_behind(add_scan: AddScan) -> None:
    looking = glance_apart([add_scan("1.tif"), add_scan("2.tif", 1)])
    next(looking)
    process = child()
    looking.close()
    assert not process.is_running()


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
@pytest.mark.parametrize(
    ("limit", "told"),
    [("MEMORY_BYTES", "1 GB of memory"), ("PROCESSOR_S", "20 s of the processor")],
)
def test_that_a_file_that_takes_too_much_is_given_up(
    add_scan: AddScan, monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    path = add_scan("1.tif")

    def hanging() -> Iterator[Path]:
        yield path
        os.kill(child().pid, signal.SIGSTOP)
        monkeypatch.setattr(looker, limit, -(2**40))
        yield path

    facts = list(glance_apart(hanging()))
    assert facts[0].failure == ""
    assert told in facts[1].failure
