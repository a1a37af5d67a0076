"""What is whole in a damaged study is saved, and all that is not is told by name."""

from __future__ import annotations

import dataclasses
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.plan import Assignment, Role
from melcount_app.core.standing import State
from melcount_app.core.study import RepairProgress, Study, StudyRepaired, repair_study, standing_of
from melcount_app.core.study.schema import SCHEMA

PAGE = 4096
SCANS = 3
_, _PNG = cv2.imencode(".png", np.full((4, 4), 7, np.uint8))
PNG = _PNG.tobytes()


@pytest.fixture
def whole(path: Path, edits: Edits, counted: ScanCounted) -> Path:
    """A closed study of some scans with all that is kept of them."""
    with Study.open(path) as study:
        scans = study.scans.add_all(path.with_name(f"{n}.tif") for n in range(SCANS))
        study.plan.assign({s.key: Assignment(f"c{s.key % 2}", str(s.key)) for s in scans})
        study.plan.set_roles({"c0": Role.CONTROL})
        study.terms.set_results_folder(path.parent / "results")
        for scan in scans:
            study.save_edits(scan.key, _of(edits, scan.key), "draw")
            study.save_count(scan.key, counted)
            study.thumbnails.put(scan.key, PNG)
    return path


def _of(edits: Edits, key: int) -> Edits:
    return dataclasses.replace(edits, um_per_px=float(key))


def repaired(source: Path, target: Path | None = None) -> StudyRepaired:
    """What comes of a repair."""
    events = list(repair_study(source, target or source.with_name("new.melcount")))
    assert all(isinstance(event, RepairProgress) for event in events[:-1])
    assert isinstance(events[-1], StudyRepaired)
    return events[-1]


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_that_all_of_a_whole_study_is_saved_but_numbers_are_measured_anew(
    whole: Path, edits: Edits, counted: ScanCounted
) -> None:
    found = repaired(whole)
    assert (found.scans, found.outlines, found.counts, found.lost) == (SCANS, SCANS, SCANS, ())
    assert found.regions == SCANS * len(edits.regions)
    with Study.open(whole) as before, Study.open(found.path) as after:
        assert after.scans.all() == before.scans.all()
        assert after.plan.roles() == before.plan.roles()
        assert after.terms.results_folder() == before.terms.results_folder()
        assert after.journal.all()[:-1] == before.journal.all()
        assert after.journal.all()[-1].text == f"repaired from {whole.name}"
        for scan in after.scans.all():
            assert after.edits.of(scan.key) == _of(edits, scan.key)
            count = after.counts.of(scan.key)
            assert count is not None
            assert np.array_equal(count.density.values, counted.density.values)
            head = after.entry(scan.key).count
            assert head is not None
            assert head.outline == ""
            assert after.thumbnails.of(scan.key) == PNG


def test_that_whichever_page_is_gone_what_is_saved_is_true_and_what_is_lost_is_told(
    whole: Path, edits: Edits, counted: ScanCounted
) -> None:
    content = whole.read_bytes()
    damaged, target = whole.with_name("damaged.melcount"), whole.with_name("new.melcount")
    told = 0
    for page in range(len(content) // PAGE):
        start = page * PAGE
        damaged.write_bytes(content[:start] + bytes(PAGE) + content[start + PAGE :])
        found = repaired(damaged, target)
        told += len(found.lost)
        _check_true(found, edits, counted)
        target.unlink()
    assert told > SCANS


def _check_true(found: StudyRepaired, edits: Edits, counted: ScanCounted) -> None:
    lost = " ".join(found.lost)
    with Study.open(found.path) as study:
        scans = {scan.key: scan for scan in study.scans.all()}
        assert list(scans) == list(range(1, SCANS + 1))  # those of the list, or of the journal
        for key, scan in scans.items():
            assert scan.assignment == Assignment(f"c{key % 2}", str(key))
            kept, count = study.edits.all().get(key), study.counts.of(key)
            assert kept == _of(edits, key) or f"{scan.path.name}: its outline" in lost
            assert count is not None or f"{scan.path.name}: its count is lost" in lost
            if count is not None:
                assert np.array_equal(count.density.values, counted.density.values)
        assert study.entries()
        assert study.journal.all()
        assert study.plan.roles() == {"c0": Role.CONTROL} or "which one is the control" in lost
        assert study.terms.results_folder() or "Where the results go is lost" in lost


def test_that_half_a_study_is_saved_as_far_as_it_goes(whole: Path, edits: Edits) -> None:
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) // 2])
    with pytest.raises(StudyDamagedError):
        Study.open(whole)
    found = repaired(whole)
    assert found.scans == SCANS
    assert found.lost
    assert whole.read_bytes() == content[: len(content) // 2]


def damaged_record(path: Path) -> str:
    sql(path, "UPDATE edits SET record = '{' WHERE scan = 2")
    return "1.tif: its outline and its regions are lost."


def outline_of_another(path: Path) -> str:
    sql(
        path,
        "UPDATE edits_head SET seal = NULL, "
        'record = replace(record, \'"outline": "\', \'"outline": "0\')',
    )
    return "0.tif: its outline and its regions are lost."


def count_of_another_file(path: Path) -> str:
    sql(path, "UPDATE count_head SET record = replace(record, 'fingerprint\": \"', '\\0\"x')")
    sql(path, "UPDATE count SET density = zeroblob(99) WHERE scan = 1")
    return "0.tif: its count is lost; count it again."


def damaged_protocol(path: Path) -> str:
    sql(path, "INSERT INTO protocol (id, record) VALUES (1, '{')")
    return "The protocol is lost: what the scans are counted with is open again."


def damaged_step(path: Path) -> str:
    sql(path, "DROP TRIGGER journal_stays_at_update", "UPDATE journal SET time = '?' WHERE id = 3")
    return "Steps of the journal that are lost: at least 1."


def no_way_to_a_file(path: Path) -> str:
    sql(path, "DROP TABLE journal", "UPDATE scan SET absolute_path = char(0) WHERE key = 3")
    sql(path, "UPDATE scan SET relative_path = char(0) WHERE key = 3")
    return "Scans whose files nothing tells any more: 1."


@pytest.mark.parametrize(
    "harm",
    [
        damaged_record,
        outline_of_another,
        count_of_another_file,
        damaged_protocol,
        damaged_step,
        no_way_to_a_file,
    ],
)
def test_that_a_damaged_record_costs_itself_only(harm: Callable[[Path], str], whole: Path) -> None:
    sentence = harm(whole)
    found = repaired(whole)
    assert sentence in found.lost
    assert found.scans >= SCANS - 1
    assert found.outlines + found.counts >= SCANS - 1


def test_that_a_count_that_was_saved_applies_and_is_to_be_measured(whole: Path) -> None:
    found = repaired(whole)
    with Study.open(found.path) as after:
        states = {standing_of(entry, None).state for entry in after.entries()}
    assert states <= {State.OUTLINED, State.UNMEASURED, State.STALE}


@pytest.mark.parametrize("content", [b"", b"no study " * 5000])
def test_that_a_file_without_a_study_in_it_is_refused_and_nothing_is_left(
    content: bytes, path: Path
) -> None:
    path.write_bytes(content)
    with pytest.raises(StudyDamagedError, match="holds nothing that could be saved"):
        repaired(path)
    assert list(path.parent.iterdir()) == [path]


def test_that_a_study_that_a_window_writes_is_not_repaired(path: Path) -> None:
    with Study.open(path), pytest.raises(StudyError, match="is open in a window"):
        repaired(path)


def test_that_a_newer_study_is_not_repaired(whole: Path) -> None:
    sql(whole, f"PRAGMA user_version = {SCHEMA.version + 1}")
    with pytest.raises(StudyError, match="was written by a newer melcount"):
        repaired(whole)


def test_that_nothing_is_written_over(whole: Path) -> None:
    other = whole.with_name("other.melcount")
    other.write_bytes(b"mine")
    for target in (other, whole):
        with pytest.raises(StudyError, match="is there already"):
            repaired(whole, target)
    assert other.read_bytes() == b"mine"


def test_that_only_a_study_that_is_there_is_repaired(path: Path) -> None:
    with pytest.raises(StudyError, match="There is no study"):
        repaired(path)


def test_that_a_repair_that_is_cancelled_leaves_nothing(whole: Path) -> None:
    events: Any = repair_study(whole, whole.with_name("new.melcount"))
    next(events)
    events.close()
    assert list(whole.parent.iterdir()) == [whole]


def test_that_a_study_of_an_early_version_is_repaired(tmp_path: Path) -> None:
    early = Path(__file__).parent / "data" / "version_1.melcount"
    found = repaired(early, tmp_path / "new.melcount")
    assert found.lost == ()
    with Study.open(found.path) as study:
        assert len(study.scans.all()) == found.scans > 0
        assert found.counts == len(study.counts.all()) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_that_a_new_study_that_cannot_be_written_is_told_and_nothing_is_called_lost(
    whole: Path,
) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (whole.stat().st_size // 2, hard))
    try:
        with pytest.raises(StudyError):
            repaired(whole)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(whole.parent.iterdir()) == [whole]
