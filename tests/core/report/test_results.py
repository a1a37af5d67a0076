"""The files that a count leaves."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from melcount_app.core.errors import OutputError
from melcount_app.core.geometry import Size
from melcount_app.core.mask import load_mask
from melcount_app.core.plan import find_scans
from melcount_app.core.report import (
    OUTPUTS,
    Output,
    Report,
    place_results,
    result_name,
    results,
    write_results,
)
from melcount_app.core.wording import Wording

if TYPE_CHECKING:
    from tests.core.report.conftest import MakeReport


def test_that_four_files_carry_the_name_of_the_scan(
    make_report: MakeReport, tmp_path: Path
) -> None:
    written = write_results(make_report(), tmp_path / "out")
    names = [path.name for path in written.paths]
    assert names == [
        "scan 1.xlsx",
        "scan 1.density.ome.tif",
        "scan 1.json",
        "scan 1.mask.geojson",
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert written.renamed == ()


def test_that_the_mask_is_the_one_that_was_counted(make_report: MakeReport, tmp_path: Path) -> None:
    report = make_report()
    mask = load_mask(write_results(report, tmp_path).path_of("mask"), Size(4000, 3000))
    assert mask.outline.equals(report.request.mask.outline)


def test_that_files_that_got_another_name_are_told(make_report: MakeReport, tmp_path: Path) -> None:
    (tmp_path / "scan 1.xlsx").mkdir()
    written = write_results(make_report(), tmp_path)
    assert written.workbook == tmp_path / "scan 1 (2).xlsx"
    assert written.renamed == (written.workbook,)


def test_that_a_name_can_be_given(make_report: MakeReport, tmp_path: Path) -> None:
    assert write_results(make_report(), tmp_path, name="b").path_of("json") == tmp_path / "b.json"


def write_name(report: Report, file: BinaryIO, say: Wording) -> None:
    file.write(report.scan.name.encode())


MORE = Output("name", ".name.txt", write_name)


def test_that_one_more_output_is_written_with_the_others(
    make_report: MakeReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "OUTPUTS", (*OUTPUTS, MORE))
    (tmp_path / "scan 1.name.txt").mkdir()
    written = write_results(make_report(), tmp_path)
    assert written.path_of("name") == tmp_path / "scan 1 (2).name.txt"
    assert written.renamed == (tmp_path / "scan 1 (2).name.txt",)
    assert written.path_of("name").read_text(encoding="utf-8") == "scan 1.tif"


def test_that_results_made_elsewhere_are_placed_as_if_made_here(
    make_report: MakeReport, tmp_path: Path
) -> None:
    made = write_results(make_report(), tmp_path / "there")
    contents = [path.read_bytes() for path in made.paths]
    (tmp_path / "here" / "scan 1.density.ome.tif").mkdir(parents=True)
    placed = place_results(contents, tmp_path / "here", "scan 1")
    assert [path.read_bytes() for path in placed.paths] == contents
    assert [path.name for path in placed.renamed] == ["scan 1 (2).density.ome.tif"]


def test_that_after_a_failure_no_other_file_is_begun(
    make_report: MakeReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(report: Report, file: BinaryIO, say: Wording) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(results, "WRITERS", 1)
    monkeypatch.setattr(results, "OUTPUTS", (Output("full", ".full", refuse), MORE))
    with pytest.raises(OutputError, match=r"scan 1\.full.*full"):
        write_results(make_report(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_that_no_result_is_taken_for_a_scan(make_report: MakeReport, tmp_path: Path) -> None:
    write_results(make_report(), tmp_path)
    (tmp_path / "scan 1.tif").touch()
    assert [found.place for found in find_scans([tmp_path]).scans] == ["scan 1.tif"]


def test_that_only_the_last_extension_is_left_out() -> None:
    assert result_name(Path("a") / "dose 0.5.v2.ndpi") == "dose 0.5.v2"


def test_that_a_full_disc_is_a_sentence_and_leaves_no_part(
    make_report: MakeReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    report = make_report()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"scan 1\.xlsx.*full"):
        write_results(report, tmp_path)
    assert list(tmp_path.iterdir()) == []
