from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from melcount_app.core.errors import StudyError
from melcount_app.core.plan import Assignment
from melcount_app.core.study import Study
from melcount_app.core.study.owner import Owner


def with_scan(path: Path) -> Path:
    """A closed study of one scan."""
    with Study.open(path) as study:
        study.scans.add(path.with_name("a.tif"))
    return path


def test_that_the_second_window_reads_and_is_told_who_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "anaïs")
    with Study.open(path) as writer, Study.open(path) as reader:
        (scan,) = (writer.scans.add(path.with_name("a.tif")),)
        assert reader.is_read_only
        assert "is open in another window, of anaïs on " in reader.held_by
        assert reader.scans.all() == (scan,)
        with pytest.raises(StudyError, match="is open in another window"):
            reader.plan.assign({scan.key: Assignment("dose")})
        writer.plan.assign({scan.key: Assignment("control")})
        assert reader.scans.all()[0].condition == "control"


def test_that_the_reader_does_not_let_go_for_the_writer(path: Path) -> None:
    with Study.open(path) as writer:
        Study.open(path).close()
        assert Study.open(path).is_read_only
        writer.scans.add(path.with_name("a.tif"))


def test_that_of_many_that_make_and_open_a_study_at_once_one_writes(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        studies = list(pool.map(Study.open, [path] * 8))
    assert sum(not study.is_read_only for study in studies) == 1
    for study in studies:
        study.close()


def test_that_a_study_is_free_when_it_was_closed(path: Path) -> None:
    Study.open(path).close()
    with Study.open(path) as study:
        assert not study.is_read_only


def claim(path: Path, owner: Owner) -> None:
    """Write who has a closed study open."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO owner (id, token, process, pid, host, user, since) "
            "VALUES (1, :token, :process, :pid, :host, :user, :since)",
            dataclasses.asdict(owner),
        )


def other_owner(*, pid: int | None = None, host: str | None = None) -> Owner:
    """One like ours, of another run of the program."""
    ours = Owner.new()
    return dataclasses.replace(
        ours, process="other", pid=ours.pid if pid is None else pid, host=host or ours.host
    )


def pid_of_the_dead() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_that_a_window_that_crashed_holds_nothing(path: Path) -> None:
    claim(with_scan(path), other_owner(pid=pid_of_the_dead()))
    with Study.open(path) as study:
        assert not study.is_read_only


def test_that_a_window_that_crashed_with_our_process_number_holds_nothing(path: Path) -> None:
    claim(with_scan(path), other_owner())
    with Study.open(path) as study:
        assert not study.is_read_only


def test_that_a_process_that_got_the_number_of_one_that_crashed_holds_nothing(path: Path) -> None:
    before_it_began = "2026-01-01T00:00:00+00:00"
    crashed = dataclasses.replace(other_owner(pid=os.getppid()), since=before_it_began)
    claim(with_scan(path), crashed)
    with Study.open(path) as study:
        assert not study.is_read_only


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such processes")
def test_that_a_process_that_ended_and_was_not_asked_why_holds_nothing(path: Path) -> None:
    with_scan(path)
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read()  # until it ends
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        claim(path, other_owner(pid=process.pid))
        with Study.open(path) as study:
            assert not study.is_read_only


def test_that_another_process_of_this_machine_holds_the_study(path: Path) -> None:
    claim(with_scan(path), other_owner(pid=os.getppid()))
    with Study.open(path) as study:
        assert study.is_read_only


def test_that_a_window_of_another_machine_holds_the_study_until_it_is_taken_over(
    path: Path,
) -> None:
    claim(with_scan(path), other_owner(host="microscope-2", pid=pid_of_the_dead()))
    with Study.open(path) as study:
        assert "microscope-2" in study.held_by
    with Study.open(path, takes_over=True) as study:
        study.scans.add(path.with_name("b.tif"))


def test_that_the_window_a_study_was_taken_from_saves_nothing_more(path: Path) -> None:
    with_scan(path)
    with Study.open(path) as first, Study.open(path, takes_over=True) as second:
        key = first.scans.all()[0].key
        with pytest.raises(StudyError, match="was taken over by"):
            first.plan.assign({key: Assignment("dose")})
        assert first.is_read_only
        first.close()
        second.plan.assign({key: Assignment("control")})
        assert second.scans.all()[0].condition == "control"


def test_that_the_window_a_study_was_taken_from_forgets_no_scan(path: Path) -> None:
    first = Study.open(with_scan(path))
    key = first.scans.all()[0].key
    first.scans.remove(key)
    with Study.open(path, takes_over=True) as second:
        first.close()
        second.scans.restore(key)
        assert len(second.scans.all()) == 1
