"""The journal tells every step, and nothing takes one back."""

from __future__ import annotations

import dataclasses
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shapely.geometry import box

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.plan import Assignment, Role
from melcount_app.core.protocol import Protocol
from melcount_app.core.region import Region
from melcount_app.core.standing import outline_sha256
from melcount_app.core.study import EditStep, StepKind, Study
from tests.core.study.conftest import reopened

PROTOCOL = Protocol("usual", "m", "0" * 64)


@pytest.fixture
def key(study: Study, tmp_path: Path) -> int:
    """Of a scan of the study."""
    return study.scans.add(tmp_path / "a.tif").key


def told(study: Study) -> list[tuple[StepKind, str, int | None]]:
    """The steps after the scan was added."""
    return [(entry.kind, entry.text, entry.scan) for entry in study.journal.all()[1:]]


def test_that_it_tells_who_changed_what_when(
    study: Study, key: int, tmp_path: Path, edits: Edits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "anaïs")
    other = study.scans.add(tmp_path / "b.tif").key
    study.save_edits(key, edits, "move vertex")
    study.save_edits(other, edits, "draw region")
    study.save_edits(key, edits, "undo")
    entries = study.journal.of(key)[1:]
    assert [(entry.operator, entry.text) for entry in entries] == [
        ("anaïs", "move vertex"),
        ("anaïs", "undo"),
    ]
    assert timedelta(0) <= datetime.now(UTC) - entries[0].time < timedelta(minutes=1)
    assert study.journal.last_edit(key) == entries[1]


def test_that_every_step_of_every_kind_is_told(
    study: Study, key: int, edits: Edits, counted: ScanCounted, tmp_path: Path
) -> None:
    study.save_edits(key, edits, "draw")
    study.save_count(key, counted)
    study.scans.set_failure(key, "It is damaged.")
    study.scans.set_failure(key, "")
    study.scans.set_fingerprint(key, "sha256:1")
    study.scans.set_path(key, tmp_path / "b.tif")
    study.plan.assign({key: Assignment("dose")})
    study.plan.set_roles({"dose": Role.TEST})
    study.terms.set_protocol(PROTOCOL)
    study.terms.set_results_folder(tmp_path)
    study.scans.remove(key)
    study.scans.restore(key)
    assert told(study) == [
        (StepKind.EDITS, "draw", key),
        (StepKind.COUNT, "counted", key),
        (StepKind.SCAN, "failed", key),
        (StepKind.SCAN, "failure cleared", key),
        (StepKind.SCAN, "content", key),
        (StepKind.SCAN, "moved", key),
        (StepKind.PLAN, "assigned", key),
        (StepKind.PLAN, "roles", None),
        (StepKind.TERMS, "protocol", None),
        (StepKind.TERMS, "results folder", None),
        (StepKind.SCAN, "removed", key),
        (StepKind.SCAN, "restored", key),
    ]


def test_that_what_changes_nothing_is_no_step(study: Study, key: int, tmp_path: Path) -> None:
    for _ in range(2):
        study.scans.add(tmp_path / "a.tif")
        study.scans.set_failure(key, "")
        study.scans.set_fingerprint(key, "sha256:1")
        study.scans.set_path(key, tmp_path / "a.tif")
        study.plan.assign({key: Assignment("dose")})
        study.plan.set_roles({"dose": Role.TEST})
        study.terms.set_protocol(PROTOCOL)
        study.terms.set_results_folder(tmp_path)
    assert [text for _, text, _ in told(study)] == [
        *("content", "assigned", "roles", "protocol", "results folder")
    ]


def test_that_nine_edits_in_one_save_are_nine_steps_with_their_times(
    study: Study, key: int, edits: Edits
) -> None:
    began = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    all_edits = [dataclasses.replace(edits, um_per_px=float(n + 1)) for n in range(9)]
    steps = [
        EditStep(f"step {n}", all_edits[n - 1] if n else None, after, began + timedelta(seconds=n))
        for n, after in enumerate(all_edits)
    ]
    study.save_steps(key, steps)
    entries = [entry for entry in study.journal.of(key) if entry.kind is StepKind.EDITS]
    assert [entry.text for entry in entries] == [f"step {n}" for n in range(9)]
    assert [entry.time - began for entry in entries] == [timedelta(seconds=n) for n in range(9)]
    assert [entry.after["um_per_px"] for entry in entries] == [float(n + 1) for n in range(9)]
    assert [entry.before for entry in entries[1:]] == [{"um_per_px": float(n)} for n in range(1, 9)]


def test_that_edits_are_told_by_what_changed_before_and_after(
    study: Study, key: int, edits: Edits
) -> None:
    regions = tuple(Region(name, box(0, 0, 1, n + 1)) for n, name in enumerate("abc"))
    first = dataclasses.replace(edits, regions=regions, um_per_px=0.5)
    moved = dataclasses.replace(regions[1], outline=box(0, 0, 2, 3))
    second = dataclasses.replace(first, regions=(regions[0], moved, regions[2]), um_per_px=None)
    study.save_edits(key, first, "open")
    study.save_edits(key, second, "move b")
    opened, entry = study.journal.of(key)[1:]
    assert opened.before is None
    mask = opened.after["mask"]["outline"]
    assert mask["sha256"] == outline_sha256(edits.mask.outline)
    assert mask["area_px"] == edits.mask.outline.area
    assert len(opened.after["regions"]) == 3
    assert entry.before.keys() == entry.after.keys() == {"regions", "um_per_px"}
    assert (entry.before["um_per_px"], entry.after["um_per_px"]) == (0.5, None)
    assert entry.before["regions"]["from"] == 1
    assert [each["outline"]["area_px"] for each in entry.before["regions"]["items"]] == [2.0]
    assert [each["outline"]["area_px"] for each in entry.after["regions"]["items"]] == [6.0]


def test_that_other_steps_are_told_with_before_and_after(
    study: Study, key: int, counted: ScanCounted, tmp_path: Path
) -> None:
    study.plan.assign({key: Assignment("dose", "1")})
    study.plan.assign({key: Assignment("control", "1")})
    study.plan.set_roles({"dose": Role.TEST})
    study.plan.set_roles({"dose": Role.TEST, "control": Role.CONTROL})
    study.terms.set_protocol(PROTOCOL)
    study.terms.set_protocol(dataclasses.replace(PROTOCOL, um_per_px=0.5))
    study.save_count(key, counted)
    study.scans.set_failure(key, "It is damaged.")
    study.scans.set_failure(key, "")
    study.scans.remove(key)
    changes = [(entry.before, entry.after) for entry in study.journal.all()[1:]]
    assert changes[1] == ({"condition": "dose"}, {"condition": "control"})
    assert changes[3] == ({}, {"control": "control"})
    assert changes[5] == ({"um_per_px": None}, {"um_per_px": 0.5})
    assert changes[6][0] is None
    assert changes[6][1]["model_sha256"] == counted.request.card.sha256
    assert changes[8] == ({"failure": "It is damaged."}, {"failure": ""})
    assert changes[9][0]["path"] == str(tmp_path / "a.tif")
    assert changes[9][0]["kept"] == ["count", "count_head"]


def test_that_the_journal_of_a_removed_scan_outlives_it(
    study: Study, key: int, edits: Edits
) -> None:
    study.save_edits(key, edits, "draw")
    study.scans.remove(key)
    with reopened(study) as again:
        assert again.scans.all() == ()
        entries = again.journal.of(key)
    assert [entry.text for entry in entries] == ["added", "draw", "removed", "forgotten"]
    assert entries[-1].before["path"].endswith("a.tif")


def test_that_a_scan_that_gave_way_is_told_with_what_it_gave(
    study: Study, key: int, edits: Edits, tmp_path: Path
) -> None:
    study.scans.remove(key)
    later = study.scans.add(tmp_path / "a.tif").key
    study.save_edits(later, edits, "draw")
    study.scans.restore(key)
    entry = study.journal.of(later)[-1]
    assert entry.text == "gave way"
    assert entry.after["to"] == key
    assert entry.after["given"] == ["edits", "edits_head"]


@pytest.mark.parametrize("statement", ["UPDATE journal SET text = 'other'", "DELETE FROM journal"])
def test_that_no_step_can_be_changed_or_deleted(study: Study, key: int, statement: str) -> None:
    before = study.journal.of(key)
    with (
        pytest.raises(sqlite3.IntegrityError, match="only added to"),
        study._access.writing() as connection,
    ):
        connection.execute(statement)
    assert study.journal.of(key) == before
