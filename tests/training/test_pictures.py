from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from melcount_app.core.errors import OutputError
from melcount_app.training.accuracy import CropCount
from melcount_app.training.pictures import draw_curves, draw_evaluation
from melcount_app.training.run_folder import EpochTrained

COUNTS = (
    CropCount("a", 10, 12.0, inner_cells=8.0, inner_count=9.0, peaks=8, matched=7),
    CropCount("b", 100, 90.0, inner_cells=72.0, inner_count=70.0, peaks=70, matched=60),
)


def test_that_the_curves_are_a_picture_that_changes_with_the_validation(tmp_path: Path) -> None:
    plain = [EpochTrained(k, 4.0 / k, 1.0, 1.0 / k) for k in (1, 2, 3)]
    judged = [EpochTrained(k, 4.0 / k, 1.0, 1.0 / k, 3.0 / k, 0.5 / k) for k in (1, 2, 3)]

    draw_curves(plain, tmp_path / "plain.png")
    draw_curves(judged, tmp_path / "judged.png")

    first, second = (
        np.asarray(cv2.imread(str(tmp_path / name))) for name in ("plain.png", "judged.png")
    )
    assert min(first.std(), second.std()) > 5
    assert not np.array_equal(first, second)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["judged.png", "plain.png"]


@pytest.mark.parametrize("crops", [1, 2])
def test_that_an_evaluation_is_two_pictures(tmp_path: Path, crops: int) -> None:
    draw_evaluation(COUNTS[:crops], tmp_path / "new", "title")

    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "bland_altman.png",
        "scatter.png",
    ]


def test_that_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="file cannot be made"):
        draw_evaluation(COUNTS, tmp_path / "file", "title")
