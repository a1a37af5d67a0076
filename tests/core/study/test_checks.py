"""Windows to be counted by hand and the counts are kept, through a repair, too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.geometry import Rect
from melcount_app.core.study import (
    CheckScan,
    CheckWindow,
    HandCount,
    RaterCounts,
    SpotCheck,
    StepKind,
    Study,
    StudyRepaired,
    audit,
    repair_study,
)

CHECK = SpotCheck(
    seed=3,
    strata="scan",
    density_share=0.5,
    side_px=256,
    drawn={"scan 1": 2},
    scans=(CheckScan(1, "sha256:1", "aa", "bb", "scan 1"),),
    windows=(
        CheckWindow(1, 1, Rect(0, 7, 256, 250), 1 / 3),
        CheckWindow(2, 1, Rect(1, 2, 3, 4), 1),
    ),
    created=datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC),
)


@pytest.fixture
def checked(path: Path) -> Path:
    """A closed study with a check that two people counted."""
    with Study.open(path) as study:
        study.scans.add(path.with_name("1.tif"))
        study.checks.add(CHECK)
        study.checks.add(CHECK)
        kept = study.checks.current()
        assert kept is not None
        study.checks.put(kept.key, "A", [HandCount(2, 7.0, ((1 / 3, 2.0),), 1), HandCount(1, 3.0)])
        study.checks.put(kept.key, "B", [HandCount(1, 4.5)])
        study.checks.put(kept.key, "A", [HandCount(1, 5.0)])
    return path


RATERS = (
    RaterCounts("B", (HandCount(1, 4.5),)),
    RaterCounts("A", (HandCount(1, 5.0), HandCount(2, 7.0, ((1 / 3, 2.0),), 1))),
)


def test_that_the_last_check_holds_with_the_last_counts(checked: Path) -> None:
    with Study.open(checked) as study:
        kept = study.checks.current()
        assert kept is not None
        assert (kept.key, kept.check) == (2, CHECK)
        assert kept.raters == RATERS
        steps = [entry.text for entry in study.journal.all() if entry.kind is StepKind.CHECK]
    assert steps.count("windows drawn") == 2
    assert steps.count("counted by A") == 2


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        ("UPDATE hand_counts SET rater = 'C' WHERE rater = 'B'", "Counts by hand changed"),
        ("DELETE FROM spot_check WHERE id = 2", "The windows to be counted by hand changed"),
    ],
)
def test_that_what_changes_without_a_step_is_noticed(checked: Path, behind: str, told: str) -> None:
    with Study.open(checked) as study:
        assert audit(study).is_whole
    with closing(sqlite3.connect(checked, isolation_level=None)) as connection:
        connection.execute(behind)
    with Study.open(checked) as study:
        strays = audit(study).strays
    assert len(strays) == 1
    assert strays[0].startswith(told)


def test_that_a_repair_saves_checks_and_says_which_counts_are_lost(checked: Path) -> None:
    with closing(sqlite3.connect(checked, isolation_level=None)) as connection:
        connection.execute("UPDATE hand_counts SET record = '{' WHERE rater = 'A'")
    with Study.open(checked) as study, pytest.raises(StudyDamagedError, match="counted by hand"):
        study.checks.current()
    *_, told = repair_study(checked, checked.with_name("new.melcount"))
    assert isinstance(told, StudyRepaired)
    assert [sentence for sentence in told.lost if "counts by hand" in sentence]
    with Study.open(told.path) as study:
        kept = study.checks.current()
        assert kept is not None
        assert kept.raters == RATERS[:1]
