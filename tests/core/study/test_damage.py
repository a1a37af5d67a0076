"""A damaged part of a study costs that part, and says so; the rest is listed and reported."""

from __future__ import annotations

import dataclasses
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.batch.control import Control
from melcount_app.core.batch.sorting import BatchStarted, Which, sorted_out
from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.report.study import build_study_report
from melcount_app.core.report.study.report import damage_in
from melcount_app.core.standing import State
from melcount_app.core.study import (
    DamagedPartError,
    Study,
    StudyRepaired,
    repair_study,
    standing_of,
)
from melcount_app.core.study.counts import unpacked
from melcount_app.core.study.kept import PREPARED
from melcount_app.core.study.opening import HURT
from melcount_app.core.study.overviews import PNG_START, read_prepared
from melcount_app.core.study.seals import seal_of
from melcount_app.core.work import result_of
from tests.core.report.study.conftest import PROTOCOL

PARTS = ("edits", "prepared", "count")


@pytest.fixture
def path(counted_study: Path) -> Path:
    """Of a study of a control and a dose, both counted."""
    return counted_study


def damaged(hurt: Callable[..., Path], part: str) -> Path:
    """A study whose record of that part of the first scan ends too early, its head as it was."""
    shorter = f"UPDATE {part} SET record = substr(record, 1, 40), seal = NULL WHERE scan = 1"  # noqa: S608 - names of ours
    return hurt(shorter)


def started(study: Study, which: Which = Which.UNFINISHED) -> BatchStarted:
    found = result_of(sorted_out(study, PROTOCOL, which, Control()))
    assert found is not None
    return found


@pytest.mark.parametrize("part", PARTS)
def test_that_the_report_leaves_out_the_damaged_scan_and_tells_why(
    hurt: Callable[..., Path], part: str
) -> None:
    with Study.open(damaged(hurt, part)) as study:
        report = build_study_report(study)
    ((_, left),) = report.left_out
    assert tuple(damage_in(report)) == (left.reason,)
    assert left.scan.key == 1
    assert "Étude 1.melcount" in left.reason
    assert "scan 1.tif" in left.reason
    assert [scan.scan.key for _, scan in report.scans] == [2]


@pytest.mark.parametrize("part", PARTS)
def test_that_a_batch_counts_again_what_it_may_and_leaves_lost_outlines_to_the_user(
    hurt: Callable[..., Path], part: str
) -> None:
    with Study.open(damaged(hurt, part)) as study:
        found = started(study, Which.FAILED)
        assert (found.todo, found.failed) == (((), (1,)) if part == "edits" else ((1,), ()))
        found = started(study)
        assert (found.todo, found.failed) == ((), (1,) if part == "edits" else ())


def test_that_a_digit_that_changed_is_noticed(hurt: Callable[..., Path]) -> None:
    path = hurt(
        "UPDATE count SET record = replace(record, '\"um_per_px\": 1.0', '\"um_per_px\": 2.0')"
    )
    with Study.open(path) as study:
        with pytest.raises(DamagedPartError, match=r"keeps the count of “scan 1\.tif”"):
            study.counts.of(1)
        assert started(study, Which.FAILED).todo == (1, 2)


@pytest.mark.parametrize("part", PARTS)
def test_that_a_damaged_head_is_made_anew(hurt: Callable[..., Path], part: str) -> None:
    table = {"prepared": "file"}.get(part, part) + "_head"
    path = hurt(f"UPDATE {table} SET record = '{{}}' WHERE scan = 1")  # noqa: S608 - names of ours
    with Study.open(path) as study:
        states = [standing_of(entry, PROTOCOL).state for entry in study.entries()]
        assert states[1] == standing_of(study.entry(2), PROTOCOL).state
        assert states[0] is (State.UNMEASURED if part == "count" else states[1])
        assert len(list(build_study_report(study).scans)) == 2


@pytest.mark.parametrize(
    ("part", "state"),
    [("edits", State.FAILED), ("prepared", State.STALE), ("count", State.STALE)],
)
def test_that_the_list_tells_what_is_lost_with_record_and_head(
    hurt: Callable[..., Path], part: str, state: State
) -> None:
    damaged(hurt, part)
    path = hurt(f"UPDATE {part.replace('prepared', 'file')}_head SET record = '[]' WHERE scan = 1")  # noqa: S608 - names of ours
    with Study.open(path) as study:
        found = standing_of(study.entry(1), PROTOCOL)
        assert found.state is state
        assert "scan 1.tif" in found.why


def test_that_damaged_edits_are_replaced_by_those_that_are_drawn_again(
    hurt: Callable[..., Path],
) -> None:
    with Study.open(damaged(hurt, "edits")) as study:
        drawn = study.edits.of(2)
        assert drawn is not None
        assert study.replace_edits(1, None, drawn) == drawn
        study.save_edits(1, dataclasses.replace(drawn, regions=()), "drawn again")
        assert started(study).failed == ()


def test_that_a_damaged_count_is_replaced_by_another(hurt: Callable[..., Path]) -> None:
    damaged(hurt, "count")
    path = hurt("UPDATE count_head SET record = '' WHERE scan = 1")
    with Study.open(path) as study:
        counted = study.counts.of(2)
        assert counted is not None
        study.save_count(1, counted)
        assert study.damage_of(1, with_maps=True) is None


def test_that_the_journal_costs_who_changed_what_alone(hurt: Callable[..., Path]) -> None:
    with Study.open(hurt("UPDATE journal SET time = 'soon'")) as study:
        scans = [scan for _, scan in build_study_report(study).scans]
    assert [scan.flags[-1].name for scan in scans] == ["damaged_journal"] * 2
    assert "scan 1.tif" in scans[0].flags[-1].sentence


def test_that_the_list_of_what_was_left_out_is_missed_by_the_report(
    hurt: Callable[..., Path],
) -> None:
    with Study.open(hurt("UPDATE left_out SET record = '{'")) as study:
        assert study.plan.left_out() == ()
        assert "what was left out" in build_study_report(study).damage
        study.plan.set_left_out(())
        assert build_study_report(study).damage == ""


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE protocol SET record = '{\"name\": 1}'", "protocol"),
        ("UPDATE role SET role = 'contrl'", "control"),
    ],
)
def test_that_a_study_whose_numbers_would_mean_something_else_is_not_opened(
    hurt: Callable[..., Path], statement: str, word: str
) -> None:
    path = hurt(statement)
    with pytest.raises(StudyDamagedError, match=rf"Étude 1\.melcount.*{word}"):
        Study.open(path)


def test_that_a_name_that_no_path_may_hold_is_a_file_that_is_not_there(
    hurt: Callable[..., Path],
) -> None:
    path = hurt(
        "UPDATE scan SET relative_path = 'a' || char(0), absolute_path = char(0) WHERE key = 1"
    )
    with Study.open(path) as study:
        assert len(study.entries()) == 2


@pytest.fixture
def torn(path: Path) -> Path:
    """A study of which a page of a density map is lost."""
    with closing(sqlite3.connect(path)) as connection:
        (density,) = connection.execute("SELECT density FROM count WHERE scan = 1").fetchone()
    content = path.read_bytes()
    at = content.index(density[6000:6200])
    page = at - at % 4096
    path.write_bytes(content[:page] + b"\xff" * 4096 + content[page + 4096 :])
    return path


def test_that_damaged_pages_are_read_around_and_nothing_is_written_over_them(torn: Path) -> None:
    before = torn.read_bytes()
    with Study.open(torn) as study:
        assert study.held_by == HURT.format(name=torn.name)
        report = build_study_report(study)
        assert [left.scan.key for _, left in report.left_out] == [1]
        assert [scan.scan.key for _, scan in report.scans] == [2]
        with pytest.raises(StudyError, match="is damaged"):
            study.scans.set_failure(2, "no")
    assert torn.read_bytes() == before


@pytest.mark.parametrize("more", [-1, 1, 1 << 33])
def test_that_no_more_is_unpacked_than_a_map_holds(more: int) -> None:
    packer = zlib.compressobj(1)
    length = 1000 + min(more, 1 << 24)
    packed = packer.compress(bytes(length)) + packer.flush()
    with pytest.raises(ValueError, match="not 1000 bytes"):
        unpacked(packed, 1000)
    assert unpacked(zlib.compress(bytes(1000)), 1000) == bytes(1000)


def test_that_a_picture_that_claims_to_be_huge_is_not_unpacked(path: Path) -> None:
    with Study.open(path) as study:
        prepared = study.prepared.of(1)
        assert prepared is not None
        text, png = PREPARED.row(prepared)
    claim = PNG_START + png[8:16] + np.array([40000, 40000], ">u4").tobytes() + png[24:]
    with pytest.raises(ValueError, match="40000 x 40000"):
        read_prepared((text, claim), path)


@pytest.mark.parametrize("at", range(0, 1000, 97))
def test_that_a_seal_tells_every_bit(at: int) -> None:
    row = ("{}" * 50, bytes(range(250)) * 4)
    other = bytearray(row[1])
    other[at] ^= 1
    assert seal_of(row) != seal_of((row[0], bytes(other)))
    assert seal_of(row) != seal_of((row[0] + " ", row[1]))


def repaired(path: Path) -> Path:
    """The study that a repair makes of a damaged one."""
    *_, found = repair_study(path, path.with_name("new.melcount"))
    assert isinstance(found, StudyRepaired)
    assert found.lost
    return found.path


@pytest.mark.parametrize("part", ["count", "prepared"])
def test_that_a_count_that_was_lost_in_a_repair_is_counted_again_with_the_failed(
    hurt: Callable[..., Path], part: str
) -> None:
    hurt("UPDATE count SET record = '{' WHERE scan = 2")
    with Study.open(repaired(damaged(hurt, part))) as study:
        study.scans.add(study.path.with_name("never counted.tif"))
        assert started(study, Which.FAILED).todo == (1, 2)
        assert started(study).todo == (1, 2, 3)


@pytest.mark.parametrize("mend", [lambda path: path, repaired], ids=["damaged", "repaired"])
def test_that_an_outline_that_is_lost_waits_for_the_user_with_a_word(
    hurt: Callable[..., Path], mend: Callable[[Path], Path]
) -> None:
    with Study.open(mend(damaged(hurt, "edits"))) as study:
        for which in Which:
            found = started(study, which)
            assert 1 in found.failed
            (sentence,) = found.waiting
            assert "the outline and the regions of “scan 1.tif”" in sentence
        drawn = study.edits.of(2)
        assert drawn is not None
        study.save_edits(1, drawn, "drawn again")
        assert started(study).waiting == ()
