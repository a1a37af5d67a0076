"""Files that were left out come back by themselves, whatever else is called alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.errors import ScanError
from melcount_app.core.plan import Wanted
from melcount_app.core.plan import scans_in as search
from tests.core.plan.test_left_out import put


def test_that_a_chosen_file_comes_back_without_others_of_its_name(tmp_path: Path) -> None:
    put(tmp_path, "1.tif", "1_mask.tif", "a/1.tif", "a/1_mask.tif", "[1].tif", "[1]_mask.tif")
    for chosen in ("1_mask.tif", "a/1_mask.tif", "[1]_mask.tif"):
        found = search(tmp_path, Wanted(chosen={tmp_path / chosen}))
        assert [each.place for each in found.put_back] == [chosen]
    with pytest.raises(ScanError, match=r"is called “2_mask\.tif”"):
        search(tmp_path, Wanted(chosen={tmp_path / "2_mask.tif"}))


def test_that_a_chosen_folder_comes_back_whole(tmp_path: Path) -> None:
    put(tmp_path, "1.tif", "1.dzi", "1_files/0/0_0.jpg", "1_files/1/0_0.jpg", "1_mask.tif")
    found = search(tmp_path, Wanted(chosen={tmp_path / "1_files"}))
    assert [each.place for each in found.put_back] == ["1_files/0/0_0.jpg", "1_files/1/0_0.jpg"]
