"""Studies that earlier versions wrote open, and all that was in them is there."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from melcount_app.core.edits import Edits
from melcount_app.core.errors import StudyError
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.study import build_study_report, measured_anew
from melcount_app.core.standing import CHANGED, EditsHead, FileHead, Standing, State, outline_sha256
from melcount_app.core.study import StepKind, Study, standing_of
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.study.schema import SCHEMA

DATA = Path(__file__).parent / "data"
FACTS: dict[str, Any] = json.loads((DATA / "version_1.json").read_text(encoding="utf-8"))
SCANS: list[dict[str, Any]] = FACTS["scans"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A study of version 1."""
    return Path(shutil.copy(DATA / "version_1.melcount", tmp_path / "s.melcount"))


@pytest.fixture
def study(path: Path) -> Iterator[Study]:
    """The same, brought up to date."""
    with Study.open(path) as opened:
        assert not opened.is_read_only
        yield opened


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sql(path: Path, statement: str) -> Any:
    """The first number that a statement answers, if any."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        row = connection.execute(statement).fetchone()
    return row[0] if row else None


def key_of(name: str) -> int:
    return int(next(fact["key"] for fact in SCANS if fact["path"].endswith(name)))


def assert_kept(study: Study, fact: dict[str, Any]) -> None:
    """All that was kept of a scan is there."""
    key, edits, png = fact["key"], study.edits.of(fact["key"]), study.thumbnails.of(fact["key"])
    assert edits == (from_text(Edits, fact["edits"]) if fact["edits"] else None)
    assert (sha256(png) if png else None) == fact["thumbnail"]
    assert_count_kept(study, key, fact["count"])
    assert_prepared_kept(study, key, fact["prepared"])
    entries = [entry for entry in study.journal.of(key) if entry.kind is StepKind.EDITS]
    told = [[entry.time.isoformat(), entry.operator, entry.text] for entry in entries]
    assert told == [
        [datetime.fromisoformat(time).isoformat(), *rest] for time, *rest in fact["journal"]
    ]


def assert_count_kept(study: Study, key: int, fact: dict[str, Any] | None) -> None:
    counted = study.counts.of(key)
    if fact is None:
        assert counted is None
        return
    assert counted is not None
    request, density = counted.request, counted.density
    assert {
        "fingerprint": request.fingerprint,
        "model": request.card.sha256,
        "um_per_px": request.um_per_px,
        "values": sha256(density.values.tobytes()),
        "counted": sha256(np.packbits(density.counted).tobytes()),
        "shape": list(density.values.shape),
        "windows": len(counted.windows),
        "tiles": counted.tiles,
        "seconds": counted.seconds,
    } == fact


def assert_prepared_kept(study: Study, key: int, fact: dict[str, Any] | None) -> None:
    prepared = study.prepared.of(key)
    if fact is None:
        assert prepared is None
        return
    assert prepared is not None
    assert prepared.fingerprint == fact["fingerprint"]
    assert list(prepared.channels) == fact["channels"]
    assert prepared.white == fact["white"]
    assert sha256(prepared.overview.pixels.tobytes()) == fact["overview"]
    mask = json.loads(to_text(prepared.mask))
    del mask["holes"]  # of which version 1 knew none
    assert sha256(json.dumps(mask, ensure_ascii=False).encode()) == fact["mask"]


def test_that_all_that_was_in_a_study_of_version_1_is_in_it(study: Study) -> None:
    scans = study.scans.all()
    assert [scan.key for scan in scans] == [fact["key"] for fact in SCANS]
    for scan, fact in zip(scans, SCANS, strict=True):
        assert scan.path.as_posix().endswith(fact["path"])
        for name in ("condition", "replicate", "donor", "fingerprint", "place", "failure"):
            assert getattr(scan, name) == fact[name], name
        assert_kept(study, fact)
    assert study.plan.roles() == FACTS["roles"]
    assert study.terms.protocol() == Protocol(**FACTS["protocol"])
    folder = study.terms.results_folder()
    assert folder is not None
    assert folder.as_posix().endswith(FACTS["results_folder"])


def test_that_a_scan_that_was_removed_then_can_be_restored(study: Study) -> None:
    removed = FACTS["removed"]
    study.scans.restore(removed["key"])
    assert removed["key"] in [scan.key for scan in study.scans.all()]
    assert_kept(study, removed)
    assert standing_of(study.entry(removed["key"]), study.terms.protocol()).state is State.COUNTED


def test_that_heads_are_those_of_what_is_kept(study: Study) -> None:
    for entry in study.entries():
        edits, prepared = study.edits.of(entry.scan.key), study.prepared.of(entry.scan.key)
        counted = study.counts.of(entry.scan.key)
        assert entry.edits == (EditsHead.of(edits) if edits else None)
        assert entry.file == (FileHead.of(prepared) if prepared else None)
        assert (entry.count is None) is (counted is None)
        if entry.count is not None and counted is not None:
            sample = outline_sha256(counted.request.mask.outline)
            assert entry.count.outline in ("", sample)
            assert entry.count.is_of(type(entry.count).unmeasured(counted.request))


@pytest.mark.parametrize("name", ["window.tif", "batch.tif"])
def test_that_a_count_of_the_present_outline_stands_with_its_numbers(
    study: Study, name: str
) -> None:
    standing = standing_of(study.entry(key_of(name)), study.terms.protocol())
    result = next(fact["result"] for fact in SCANS if fact["path"].endswith(name))
    assert standing.state is State.COUNTED
    assert standing.head is not None
    for number in ("cells", "cells_per_mm2", "low", "high", "model_sha256"):
        assert getattr(standing.head, number) == result[number], number
    assert list(standing.head.flags) == result["flags"]


def test_that_a_count_whose_outline_was_changed_since_is_measured_anew_once(study: Study) -> None:
    entry, protocol = study.entry(key_of("unseen.tif")), study.terms.protocol()
    assert standing_of(entry, protocol) == Standing(State.UNMEASURED)
    standing = measured_anew(study, entry, protocol)
    assert standing.head is not None
    assert standing.head.cells_per_mm2 == FACTS["report"]["densities"]["unseen.tif"]
    assert standing_of(study.entry(entry.scan.key), protocol) == standing


def test_that_what_did_not_apply_does_not_apply(study: Study) -> None:
    protocol = study.terms.protocol()
    assert standing_of(study.entry(key_of("stale.tif")), protocol) == Standing(State.STALE, CHANGED)
    assert standing_of(study.entry(key_of("broken.tif")), protocol).state is State.FAILED


def test_that_its_report_is_what_it_was(study: Study) -> None:
    report = build_study_report(study)
    densities = {scan.name: scan.cells_per_mm2 for _, scan in report.scans}
    assert densities == FACTS["report"]["densities"]
    left_out = {scan.scan.path.name: scan.reason for _, scan in report.left_out}
    assert left_out == FACTS["report"]["left_out"]


def test_that_it_is_brought_up_to_date_once_and_says_so(path: Path) -> None:
    for _ in range(2):
        with Study.open(path) as study:
            texts = [entry.text for entry in study.journal.all() if entry.kind is StepKind.FILE]
            steps = range(1, SCHEMA.version)
            assert texts == [f"brought up to date from version {n} of the tables" for n in steps]
    assert sql(path, "PRAGMA user_version") == SCHEMA.version


def test_that_a_write_protected_study_of_version_1_is_read_and_stays_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    path.chmod(stat.S_IREAD)
    with Study.open(path) as study:
        assert study.is_read_only
        for fact in SCANS:
            assert_kept(study, fact)
        assert study.entry(key_of("batch.tif")).count is not None
    path.chmod(stat.S_IREAD | stat.S_IWRITE)
    assert path.read_bytes() == before


def test_that_a_study_of_one_model_without_a_protocol_stays_without(path: Path) -> None:
    sql(path, "DELETE FROM protocol")
    with Study.open(path) as study:
        assert study.terms.protocol() is None
        assert standing_of(study.entry(key_of("batch.tif")), None).state is State.COUNTED


def test_that_a_damaged_study_of_version_1_is_told_and_stays_as_it_is(path: Path) -> None:
    sql(path, "UPDATE edits SET record = '{}'")
    with pytest.raises(StudyError, match="is damaged"):
        Study.open(path)
    assert sql(path, "PRAGMA user_version") == 1
    assert list(path.parent.iterdir()) == [path]
