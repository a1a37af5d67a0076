"""A report is counted again from nothing but what it says of itself, and the scan."""

from __future__ import annotations

import dataclasses
import shutil
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from shapely.geometry import box
from typer.testing import CliRunner, Result

import melcount_app
from melcount_app.cli import app
from melcount_app.core.batch.jobs import JobDone, ScanJob, run_job
from melcount_app.core.errors import MelcountError
from melcount_app.core.plan import Assignment, Role
from melcount_app.core.protocol import Protocol
from melcount_app.core.region import Region, geojson
from melcount_app.core.replay import (
    OTHER_METHODS,
    ScanRefused,
    ScanReplayed,
    StatisticsReplayed,
    WorkbookCompared,
    WorkbookRemade,
    replay,
)
from melcount_app.core.report.data_sheet import (
    DATA_SHEET,
    ReplayData,
    read_data_sheet,
    write_data_sheet,
)
from melcount_app.core.report.excel import packed
from melcount_app.core.report.study import StudyReportsWritten, write_study_reports
from melcount_app.core.report.study.statistic_numbers import COMPARISON_KEYS
from melcount_app.core.statistics import VERSION, compare_as
from melcount_app.core.study import Study
from melcount_app.core.workbook import read_book
from tests.core.set_files import fluorescent_set
from tests.core.workbook.books import archive_of, as_strict

WriteScan = Callable[..., Path]


@pytest.fixture
def scan(write_scan: WriteScan) -> Path:
    """A scan whose name has all that names have."""
    green = np.random.default_rng(3).integers(30, 60, (240, 320)).astype(np.uint8)
    return write_scan(green, name="Échantillon; 1 😀.tif")


@pytest.fixture
def workbook(scan: Path, linear_model: Path, tmp_path: Path) -> Path:
    """The report of the scan, with a region and a mask from files that are gone."""
    drawn = tmp_path / "drawn.geojson"
    drawn.write_text(geojson((Region("mine", box(10, 10, 200, 150)),)), encoding="utf-8")
    run(
        "count", scan, "--out", tmp_path / "out", "--model", linear_model, "--regions", drawn,
        "--mask", drawn,
    )  # fmt: skip
    drawn.unlink()
    found = tmp_path / "out" / "Échantillon; 1 😀.xlsx"
    for other in found.parent.iterdir():
        if other != found:
            other.unlink()
    return found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def changed(workbook: Path, change: Callable[[Workbook], None]) -> Path:
    """The workbook as somebody saved it who changed something."""
    book = load_workbook(workbook)
    change(book)
    book.save(workbook)
    return workbook


def test_that_an_untouched_report_gives_the_same_numbers(workbook: Path) -> None:
    as_written, event, remade = replay(workbook)
    assert as_written == WorkbookCompared(is_sealed=True)
    assert isinstance(remade, WorkbookRemade)
    assert remade.differences == ()
    assert isinstance(event, ScanReplayed)
    assert all(number.is_same for number in event.numbers)
    names = ["sample", "upper left", "upper right", "lower left", "lower right", "mine"]
    assert [number.what.split(", ")[0] for number in event.numbers[::3]] == names
    assert all(number.old is not None for number in event.numbers[:3])


def test_that_the_command_tells_old_and_new_and_leaves_with_0(workbook: Path) -> None:
    found = run("replay", workbook)
    assert found.exit_code == 0
    assert "😀.tif: the same" in found.stdout
    assert found.stdout.count(" in the report, ") == 18


def test_that_a_number_changed_by_hand_is_found(workbook: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Result"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "sample")
        sheet.cell(row, 3).value *= 1.001

    found = run("replay", changed(workbook, change))
    assert found.exit_code == 1
    assert "1 of 18 numbers differ" in found.stdout
    assert "(Result!C" in found.stdout


def test_that_a_scan_beside_the_report_is_found(workbook: Path, scan: Path) -> None:
    scan.rename(workbook.parent / scan.name)
    assert run("replay", workbook).exit_code == 0


def lose_scan(scan: Path) -> None:
    scan.unlink()


def change_scan(scan: Path) -> None:
    scan.write_bytes(scan.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("happens", "sentence"), [(lose_scan, "is no longer in"), (change_scan, "content differs")]
)
def test_that_a_scan_that_is_gone_or_changed_cannot_be_counted_again(
    workbook: Path, scan: Path, happens: Callable[[Path], None], sentence: str
) -> None:
    happens(scan)
    found = run("replay", workbook)
    assert found.exit_code == 2
    assert sentence in found.stderr
    assert scan.name in found.stderr


def test_that_another_model_is_not_used(workbook: Path, linear_model: Path, tmp_path: Path) -> None:
    shutil.copytree(linear_model, tmp_path / "moved")
    models = Path(__file__).parents[2] / "models"
    found = run("replay", workbook, "--model", models / "trp1")
    assert found.exit_code == 2
    assert "--model" in found.stderr
    assert run("replay", workbook, "--model", tmp_path / "moved").exit_code == 0


def test_that_what_is_no_report_is_refused_by_a_sentence(workbook: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(workbook.read_bytes()[:500])
    for path in (other, broken, tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(MelcountError, match=path.name):
            list(replay(path))
        assert run("replay", path).exit_code == 2


def test_that_a_report_saved_by_another_program_is_counted_again(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    workbook.write_bytes(as_strict(archive_of(parts)))
    found = run("replay", workbook)
    assert found.exit_code == 0
    assert "saved again by another program; it says all that melcount wrote" in found.stdout
    parts["xl/styles.xml"] = b'<styleSheet xmlns="x"><fills><fill/></fills></styleSheet>'
    workbook.write_bytes(archive_of(parts))
    found = run("replay", workbook)
    assert found.exit_code == 1
    assert "changed after it was written, in " in found.stdout  # numbers are shown otherwise
    assert "😀.tif: the same" in found.stdout


def test_that_a_report_with_a_number_of_another_version_is_refused(workbook: Path) -> None:
    data = read_data_sheet(read_book(workbook.read_bytes()), workbook.name)
    (record,) = data.scans
    for change in ({"column": "cells_per_mole"}, {"region": 99}):
        shown = dataclasses.replace(record.shown[0], **change)
        book = Workbook()
        write_data_sheet(book, ReplayData((dataclasses.replace(record, shown=(shown,)),)))
        other = workbook.with_name("other.xlsx")
        book.save(other)
        with pytest.raises(MelcountError, match="does not know"):
            list(replay(other))


def test_that_a_damaged_record_is_refused(workbook: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book[DATA_SHEET]
        sheet.cell(2, 3).value = sheet.cell(2, 3).value[::-1]

    with pytest.raises(MelcountError, match="damaged"):
        list(replay(changed(workbook, change)))


@pytest.mark.parametrize(
    "change",
    [{"scans": ()}, {"carried": "{}"}, {"carried": "[1"}],
    ids=["no scan", "an empty record", "no record"],
)
def test_that_what_no_report_carries_is_refused(workbook: Path, change: dict[str, Any]) -> None:
    data = read_data_sheet(read_book(workbook.read_bytes()), workbook.name)
    book = Workbook()
    write_data_sheet(book, dataclasses.replace(data, **change))
    book.save(workbook)
    with pytest.raises(MelcountError, match="damaged"):
        next(replay(workbook))


@pytest.fixture
def written(
    write_scan: WriteScan, linear_model: Path, tmp_path: Path
) -> Iterator[StudyReportsWritten]:
    """The reports of a study of two conditions of two scans each."""
    with Study.open(tmp_path / "s.melcount") as study:
        for seed, condition in enumerate(("control", "control", "test", "test"), 1):
            rng = np.random.default_rng(seed)
            green = rng.integers(30, 60 + seed, (240, 320)).astype(np.uint8)
            key = count_into(study, write_scan(green, name=f"{seed}.tif"), linear_model)
            study.plan.assign({key: Assignment(condition)})
        study.plan.set_roles({"control": Role.CONTROL})
        yield write_study_reports(study, tmp_path / "reports", language="fr")


def test_that_scans_and_statistics_of_a_study_are_made_again(
    written: StudyReportsWritten,
) -> None:
    _, *scans, tests, remade = replay(written.summary)
    assert isinstance(remade, WorkbookRemade)
    assert remade.differences == ()
    assert [e.scan.name for e in scans if isinstance(e, ScanReplayed)] == [
        f"{seed}.tif" for seed in (1, 2, 3, 4)
    ]
    assert isinstance(tests, StatisticsReplayed)
    for event in (*scans, tests):
        assert isinstance(event, ScanReplayed | StatisticsReplayed)
        assert all(number.is_same for number in event.numbers)
    known = {number.what: number.new for number in tests.numbers}
    assert known["test, n"] == 2
    assert known["test, p"] is not None
    assert known["control, p"] is None


def test_that_a_condition_is_made_again_from_its_own_scans(written: StudyReportsWritten) -> None:
    _, *scans, tests, remade = replay(written.conditions[1])
    assert isinstance(remade, WorkbookRemade)
    assert remade.differences == ()
    assert [e.scan.name for e in scans if isinstance(e, ScanReplayed)] == ["3.tif", "4.tif"]
    assert isinstance(tests, StatisticsReplayed)
    assert [number.what for number in tests.numbers] == [
        f"test, {key}" for key in ("n", "mean", "sd", "cv")
    ]
    assert all(number.is_same and number.old for number in tests.numbers)


def test_that_a_statistic_changed_by_hand_is_found(written: StudyReportsWritten) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Synthèse"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "test")
        sheet.cell(row, 9).value += 1

    found = run("replay", changed(written.summary, change))
    assert found.exit_code == 1
    assert "Statistics: 1 of " in found.stdout
    assert "test, level_typical" in found.stdout


def test_that_another_version_may_use_other_words_for_the_same_numbers(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = load_workbook(workbook)
    book[DATA_SHEET].delete_rows(book[DATA_SHEET].max_row)
    book["Result"]["A1"] = "Count of melanocytes"
    workbook.write_bytes(packed(book, book.properties.title, book.properties.created))
    told = f"{workbook.name}: written anew, it says otherwise in 1 place"
    found = run("replay", workbook)
    assert found.exit_code == 1
    assert f"{workbook.name}: as melcount wrote it\n" in found.stdout
    now = "Result!A1: says “Count of melanocytes”; now “Melanocyte count”"
    assert f"{told}:\n  {now}\n" in found.stdout
    monkeypatch.setattr(melcount_app, "__version__", "99.0", raising=False)
    found = run("replay", workbook)
    assert found.exit_code == 0
    assert f"{told}; melcount {metadata.version('melcount')} wrote it:\n  {now}\n" in found.stdout


def test_that_the_first_changes_of_a_report_are_named_and_all_are_counted(workbook: Path) -> None:
    def change(book: Workbook) -> None:
        for row in range(60, 72):
            book["Result"].cell(row, 2).value = "mine"
        book["Picture"].sheet_state = "hidden"

    found = run("replay", changed(workbook, change))
    assert found.exit_code == 1
    assert "changed after it was written, in 13 places:" in found.stdout
    assert "  Result!B60: says “mine” (added); melcount wrote nothing\n" in found.stdout
    assert "  and 3 more\n" in found.stdout
    assert "written anew, it says the same" in found.stdout


def test_that_a_report_without_a_seal_is_replayed_and_told_to_say_less(workbook: Path) -> None:
    def lose_row(book: Workbook) -> None:
        book[DATA_SHEET].delete_rows(book[DATA_SHEET].max_row)
        book["Result"]["A1"] = "Count"

    found = run("replay", changed(workbook, lose_row))
    assert found.exit_code == 1
    assert "no seal tells whether it was changed after it was written" in found.stdout
    assert "written anew, it says otherwise in 1 place" in found.stdout
    found = run("replay", changed(workbook, lose_row))  # as early versions wrote it
    assert found.exit_code == 0
    assert "no seal tells whether it was changed after it was written" in found.stdout
    assert "written anew" not in found.stdout
    assert found.stdout.count(" in the report, ") == 18


def as_version(workbook: Path, version: int, tells: int) -> Path:
    """The workbook with the comparisons of a version of the statistics, which it may tell."""
    data = read_data_sheet(read_book(workbook.read_bytes()), workbook.name)
    assert data.statistics is not None
    scans = [event for event in replay(workbook) if isinstance(event, ScanReplayed)]
    found = [scan.cells_per_mm2 or 0.0 for scan in scans]
    made = compare_as(version, {"control": found[:2], "test": found[2:]}, "control")
    known = tuple(s for s in data.statistics.shown if not s.key.startswith("level_"))
    record = dataclasses.replace(data.statistics, version=tells, shown=known)

    def change(book: Workbook) -> None:
        for shown in record.shown:
            if shown.condition == "test" and shown.key in COMPARISON_KEYS:
                number = getattr(made["test"], shown.key)
                book[shown.sheet][shown.cell] = number
        del book[DATA_SHEET]
        write_data_sheet(book, dataclasses.replace(data, statistics=record, carried=""))

    return changed(workbook, change)


def test_that_statistics_are_made_again_by_the_methods_of_their_report(
    written: StudyReportsWritten,
) -> None:
    for version, tells in ((1, 0), (1, 1)):
        *_, tests = replay(as_version(written.summary, version, tells))
        assert isinstance(tests, StatisticsReplayed)
        assert all(number.is_same for number in tests.numbers)
        assert tests.notes == (OTHER_METHODS,)
    *_, tests = replay(as_version(written.summary, 1, VERSION))
    assert isinstance(tests, StatisticsReplayed)
    differing = {number.what for number in tests.numbers if not number.is_same}
    assert differing == {f"test, {key}" for key in COMPARISON_KEYS}
    assert not tests.notes
    with pytest.raises(MelcountError, match="does not know"):
        next(replay(as_version(written.summary, 2, VERSION + 1)))


def test_that_a_file_that_is_read_as_part_of_a_set_now_is_not_said_to_differ(
    tmp_path: Path, linear_model: Path
) -> None:
    listed = fluorescent_set(tmp_path, "s")
    names = listed.read_bytes()
    listed.unlink()
    member = next(tmp_path.glob("s*FITC.ndpi"))
    run("count", member, "--model", linear_model, "--out", tmp_path / "out")
    report = tmp_path / "out" / f"{member.stem}.xlsx"
    listed.write_bytes(names)
    _, event = replay(report)
    assert isinstance(event, ScanRefused)
    assert "was counted by itself" in event.sentence
    shutil.copy(member, report.parent)
    _, again, _ = replay(report)
    assert isinstance(again, ScanReplayed)
    assert all(number.is_same for number in again.numbers)


def test_that_without_one_scan_the_others_are_counted_and_no_statistics_made(
    written: StudyReportsWritten, tmp_path: Path
) -> None:
    (tmp_path / "1.tif").unlink()
    kinds = [type(event) for event in replay(written.summary)]
    assert kinds == [WorkbookCompared, ScanRefused, ScanReplayed, ScanReplayed, ScanReplayed]


def count_into(study: Study, path: Path, model: Path) -> int:
    """Count a scan as a batch does, in this process; returns its key."""
    scan = study.scans.add(path)
    job = ScanJob(
        scan.key, path, "", None, Protocol.of(model), model, path.parent / "out", path.stem
    )
    for event in run_job(job):
        if isinstance(event, JobDone):
            study.save_prepared(scan.key, event.prepared)
            study.save_edits(scan.key, event.edits)
            study.save_count(scan.key, event.counted)
    return scan.key
