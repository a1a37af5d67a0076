"""A study that another program keeps busy is waited for, with a word, as long as is wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study, patience


class Backup:
    """Another program that has a study locked, and lets it go after it was waited for."""

    def __init__(self, path: Path, times: int) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("BEGIN EXCLUSIVE")
        self.times, self.waited = times, 0

    def wait(self) -> bool:
        self.waited += 1
        if self.waited == self.times:
            self.close()
        return True

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backup]:
    """A study of one scan, locked until it was waited for three times."""
    monkeypatch.setattr("melcount_app.core.study.database.PATIENCE_S", 0.01)
    with Study.open(path) as study:
        study.scans.add(path.with_name("a.tif"))
    backup = Backup(path, 3)
    yield backup
    backup.close()


def test_that_a_busy_study_is_opened_when_it_is_free(locked: Backup, path: Path) -> None:
    with Study.open(path, wait=locked.wait) as study:
        assert locked.waited == 3
        assert len(study.scans.all()) == 1


def test_that_what_is_saved_waits_until_the_study_is_free(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melcount_app.core.study.database.PATIENCE_S", 0.01)
    with Study.open(path) as study:
        backup = Backup(path, 2)
        with study.waiting(backup.wait):
            study.scans.add(path.with_name("a.tif"))
        assert backup.waited == 2
        assert len(study.scans.all()) == 1
        again = Backup(path, 1)
        with pytest.raises(StudyError, match="is being written by another program"):
            study.scans.add(path.with_name("b.tif"))
        assert again.waited == 0
        again.close()


def test_that_it_is_waited_no_longer_than_wanted(locked: Backup, path: Path) -> None:
    answers = iter([True, True, False])
    with pytest.raises(StudyError, match="is being written by another program"):
        Study.open(path, wait=lambda: next(answers))
    assert list(answers) == []


def test_that_nobody_waits_where_nothing_is_said() -> None:
    assert not patience.not_longer()
