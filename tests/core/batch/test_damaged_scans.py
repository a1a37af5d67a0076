"""A batch counts damaged scans without what cannot be read, where that is wanted."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.console import Console
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.batch import BatchEnded, BatchStarted, ScanFailed, ScanStarted
from melcount_app.core.batch.jobs import ScanJob, run_job
from melcount_app.core.errors import DamagedError
from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import DAMAGED, State
from melcount_app.core.study import Study, standing_of
from melcount_app.study_commands.progress import follow, say_failed
from tests.conftest import UM_PER_PX
from tests.core.harmed_files import TILE_PX, harm, noise, write_tiled


def batch(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["batch", *map(str, arguments)])


def test_that_a_batch_says_how_damaged_scans_are_counted(
    folder: Path, tmp_path: Path, linear_model: Path
) -> None:
    harmed = harm(write_tiled(folder / "b.tif", noise()), (3, 3))
    job = ScanJob(7, harmed, "", None, Protocol.of(linear_model), linear_model, tmp_path, "b")
    with pytest.raises(DamagedError) as refusal:
        list(run_job(job))
    console, error = Console(file=io.StringIO(), width=160), refusal.value
    failed = ScanFailed(7, str(error), is_damaged=True)
    events = (BatchStarted((7,), (), ()), ScanStarted(7), failed, BatchEnded(is_cancelled=False))
    tally = follow(console, events, {7: "b.tif"})
    assert (tally.failed, tally.damaged) == (1, 1)
    say_failed(console, tally)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert "--retry-failed --without-damaged" in told
    assert "without the damaged area" in told


def test_that_damaged_scans_are_counted_without_what_cannot_be_read(
    folder: Path, tmp_path: Path, linear_model: Path
) -> None:
    write_tiled(folder / "a_sound.tif", noise())
    harm(write_tiled(folder / "b_damaged.tif", noise()[::-1]), (3, 3))
    out = tmp_path / "out"
    told = batch(folder, "--out", out, "--model", linear_model, "--without-damaged", "--csv")
    assert told.exit_code == 0, told.output
    assert "The file is damaged" in told.output
    hole_mm2 = (TILE_PX * UM_PER_PX / 1000) ** 2
    facts = json.loads((out / "b_damaged.json").read_text(encoding="utf-8"))
    assert round(facts["damaged_mm2"], 6) == round(hole_mm2, 6)
    assert_reports_tell(out, hole_mm2)
    with Study.open(out / "scans.melcount") as study:
        assert_study_keeps(study)


def assert_reports_tell(out: Path, hole_mm2: float) -> None:
    (table,) = out.glob("reports/*.csv")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    left_out = {row["scan"]: float(row["left_out_mm2"]) for row in rows}
    assert left_out["a_sound.tif"] == 0
    assert left_out["b_damaged.tif"] > hole_mm2
    books = [load_workbook(path) for path in (out / "reports").glob("*.xlsx")] or [
        load_workbook(path) for path in out.glob("scans*.xlsx")
    ]
    cells = (cell for book in books for sheet in book for row in sheet for cell in row)
    assert any("The file is damaged" in str(cell.value) for cell in cells)


def assert_study_keeps(study: Study) -> None:
    keys = [scan.key for scan in study.scans.all()]
    kept = [study.edits.of(key) for key in keys]
    assert [edits.without_damaged for edits in kept if edits] == [False, True]
    entry, count = study.entry(keys[1]), study.counts.of(keys[1])
    assert standing_of(entry, None).state is State.COUNTED
    assert count is not None
    assert count.request.lacks_damaged
    (_, edits) = kept
    assert edits is not None
    study.save_edits(keys[1], dataclasses.replace(edits, without_damaged=False), "undo")
    standing = standing_of(study.entry(keys[1]), None)
    assert (standing.state, standing.why) == (State.STALE, DAMAGED)
