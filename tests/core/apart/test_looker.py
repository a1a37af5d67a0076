"""What a file may do to the process that looks at it, and when there is such a process."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from melcount_app.core import scan as scans
from melcount_app.core.apart import Looker, look_first, looker
from melcount_app.core.errors import MelcountError, ScanError
from melcount_app.core.thumbnail import thumbnail_of
from tests.core.batch.conftest import child

AddScan = Callable[..., Path]
PATH = Path("a.tif")


def said_by(looking: Looker, path: Path, see: Callable[..., object], *of: object) -> str:
    with pytest.raises(ScanError) as raised:
        looking.look(path, see, *of)
    return str(raised.value)


def test_that_answers_and_sentences_come_back_and_no_process_stays(
    add_scan: AddScan, folder: Path
) -> None:
    path, missing = add_scan("1.tif"), folder / "missing.tif"
    with Looker() as looking:
        assert looking.look(path, thumbnail_of, path) == thumbnail_of(path)
        process = child()
        assert "“missing.tif” does not exist" in said_by(looking, missing, thumbnail_of, missing)
        assert process.is_running()
        assert "over 1 GB of memory" in said_by(looking, path, bytes, 2**62)
    assert not process.is_running()


def test_that_a_process_that_does_not_start_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(looker, "start_child", fails)
    with (
        Looker() as looking,
        pytest.raises(MelcountError, match="does not start") as raised,
    ):
        looking.look(PATH, len, "")
    assert not isinstance(raised.value, ScanError)


@pytest.mark.skipif(sys.platform == "win32", reason="no process is stopped there")
def test_that_whoever_ends_it_need_not_wait_for_a_file_that_hangs() -> None:
    told: list[str] = []
    looking = Looker()

    def hang() -> None:
        try:
            looking.look(PATH, time.sleep, 600)
        except ScanError as error:
            told.append(str(error))

    looking.look(PATH, len, "")
    process = child()
    os.kill(process.pid, signal.SIGSTOP)
    thread = threading.Thread(target=hang)
    thread.start()
    looking.end()
    thread.join()
    assert "“a.tif” was not looked at to the end" in told[0]
    assert not process.is_running()


def test_that_only_files_that_a_foreign_library_decodes_are_looked_at_first(
    add_scan: AddScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = add_scan("1.tif")
    looked: list[Path] = []
    monkeypatch.setattr(Looker, "look", lambda _, path, *__, **___: looked.append(path))
    look_first(Looker(), path)
    assert looked == []
    unbounded = tuple(dataclasses.replace(reader, is_bounded=False) for reader in scans.READERS)
    monkeypatch.setattr(scans, "READERS", unbounded)
    look_first(Looker(), path)
    assert looked == [path]
