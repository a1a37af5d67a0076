"""The files that a count leaves."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from melcount_app.core.errors import OutputError
from melcount_app.core.geometry import Size
from melcount_app.core.mask import load_mask
from melcount_app.core.report import result_name, write_results

if TYPE_CHECKING:
    from tests.core.report.conftest import MakeReport


def test_that_four_files_carry_the_name_of_the_scan(
    make_report: MakeReport, tmp_path: Path
) -> None:
    written = write_results(make_report(), tmp_path / "out")
    names = [written.workbook.name, written.density.name, written.json.name, written.mask.name]
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
    mask = load_mask(write_results(report, tmp_path).mask, Size(4000, 3000))
    assert mask.outline.equals(report.request.mask.outline)


def test_that_files_that_got_another_name_are_told(make_report: MakeReport, tmp_path: Path) -> None:
    (tmp_path / "scan 1.xlsx").mkdir()
    written = write_results(make_report(), tmp_path)
    assert written.workbook == tmp_path / "scan 1 (2).xlsx"
    assert written.renamed == (written.workbook,)


def test_that_a_name_can_be_given(make_report: MakeReport, tmp_path: Path) -> None:
    assert write_results(make_report(), tmp_path, name="b").json == tmp_path / "b.json"


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
