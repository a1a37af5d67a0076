"""Tiles of pictures for web pages are no scans, from whatever zoom on they were written."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PIL import Image

from melcount_app.core.plan import scans_in


def tiles(folder: Path, levels: dict[int, int], side: int = 64, first: int = 0) -> None:
    """Square pictures as zoom/column/row, so many a side."""
    for level, count in levels.items():
        for column, row in itertools.product(range(first, first + count), repeat=2):
            path = folder / str(level) / str(column) / f"{row}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.new("L", (side, side)).save(path)


def test_that_tiles_from_a_later_zoom_on_are_no_scans(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("1.tif", "2.tif"):
        (tmp_path / "a" / name).touch()
    tiles(tmp_path / "map", {1: 2, 2: 3})
    found = scans_in(tmp_path)
    assert [scan.place for scan in found.scans] == ["a/1.tif", "a/2.tif"]
    assert [(file.place, file.reason) for file in found.left_out] == [
        ("map", "It holds the tiles of a picture that is shown on web pages.")
    ]


@pytest.mark.parametrize(
    ("levels", "side", "first"),
    [({1: 2, 2: 3}, 1100, 0), ({1: 2, 2: 3}, 64, 1), ({1: 2, 2: 2}, 64, 0), ({1: 2}, 64, 0)],
)
def test_that_numbered_folders_of_scans_are_searched(
    tmp_path: Path, levels: dict[int, int], side: int, first: int
) -> None:
    tiles(tmp_path / "study", levels, side, first)
    assert len(scans_in(tmp_path).scans) == sum(count**2 for count in levels.values())
