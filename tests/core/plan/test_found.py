"""Scans are found in folders, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from melcount_app.core.errors import ScanError
from melcount_app.core.plan import FoundScan, find_scans


def put(folder: Path, *places: str) -> None:
    for place in places:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def places_in(folder: Path) -> list[str]:
    return [found.place for found in find_scans([folder]).scans]


def test_that_scans_of_all_sub_folders_are_found_in_natural_order(tmp_path: Path) -> None:
    put(tmp_path, "b/10.NDPI", "b/2.ndpi", "A/day 1/1.tif", "top.svs", "b/notes.txt")
    assert places_in(tmp_path) == ["A/day 1/1.tif", "b/2.ndpi", "b/10.NDPI", "top.svs"]


def test_that_the_outermost_folder_is_the_condition(tmp_path: Path) -> None:
    put(tmp_path, "control/day 1/1.tif", "2.tif")
    assert [found.condition for found in find_scans([tmp_path]).scans] == ["", "control"]


def test_that_what_is_hidden_or_written_by_the_program_is_no_scan(tmp_path: Path) -> None:
    put(tmp_path, "._1.tif", ".thumbs/1.tif", "$RECYCLE.BIN/1.tif", "1.density.ome.tif")
    put(tmp_path, "1.tif", "study.melcount", "1.xlsx")
    assert places_in(tmp_path) == ["1.tif"]


def test_that_a_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    put(tmp_path, ".odd")
    assert find_scans([tmp_path / ".odd"]).scans == (FoundScan(tmp_path / ".odd"),)


def test_that_a_folder_without_scans_is_a_sentence(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt")
    with pytest.raises(ScanError, match=f"no scans in the folder {tmp_path}"):
        find_scans([tmp_path])


def test_that_a_folder_that_cannot_be_read_is_a_sentence_and_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "1.tif", "secret/2.tif")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if Path(path).name == "secret":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    with pytest.raises(ScanError, match=r"secret cannot be read \(Permission denied\)"):
        find_scans([tmp_path])
