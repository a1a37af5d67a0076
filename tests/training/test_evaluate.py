from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from melcount_app.core.errors import OutputError
from melcount_app.training.dataset import Crop
from melcount_app.training.evaluate import evaluate_model, write_facts

CELLS_PER_WHITE_PIXEL = 0.01


def published_set(folder: Path, crops: Sequence[Crop]) -> None:
    """The crops as the paper's data set is published: 1024 px RGB with label images."""
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True)
    for crop in crops:
        quarter = np.pad(crop.pixels, (0, 256 - crop.pixels.shape[0]))
        large = np.kron(quarter, np.ones((4, 4), np.uint8))
        rgb = np.stack((large // 3, large, large // 5), axis=-1)
        label = np.zeros((1024, 1024), np.uint8)
        for x, y in crop.points_xy.astype(int):
            label[4 * y + 2, 4 * x + 1] = 255
        cv2.imwrite(str(folder / "images" / crop.name), rgb)
        cv2.imwrite(str(folder / "labels" / crop.name), label)


def test_that_the_counts_are_those_of_the_model(
    data_folder: Path, linear_model: Path, crops: Sequence[Crop]
) -> None:
    _, facts = evaluate_model(data_folder, linear_model, threads=1)

    expected = [CELLS_PER_WHITE_PIXEL * crop.pixels.sum(dtype=float) / 255.0 for crop in crops]
    assert [crop["count"] for crop in facts["per_crop"]] == pytest.approx(expected, rel=1e-4)
    errors = [abs(e - crop.cells) for e, crop in zip(expected, crops, strict=True)]
    assert facts["T_err"] == pytest.approx(sum(errors) / 33, rel=1e-4)
    assert (facts["n"], facts["cells"]) == (6, 33)
    assert facts["model"]["name"] == "linear"


def test_that_the_published_layout_gives_the_same_counts(
    data_folder: Path, linear_model: Path, crops: Sequence[Crop], tmp_path: Path
) -> None:
    published_set(tmp_path / "published", crops)

    _, facts = evaluate_model(tmp_path / "published", linear_model, threads=1)

    _, expected = evaluate_model(data_folder, linear_model, threads=1)
    for crop, same in zip(facts["per_crop"], expected["per_crop"], strict=True):
        assert (crop["name"], crop["cells"]) == (same["name"], same["cells"])
        assert crop["count"] == pytest.approx(same["count"], rel=1e-4)


def test_that_a_folder_of_sets_gives_the_crops_of_all(
    data_folder: Path, linear_model: Path
) -> None:
    data_folder.rename(data_folder.with_name("set2"))

    _, facts = evaluate_model(data_folder.parent, linear_model, threads=1)

    assert facts["n"] == 6
    assert facts["per_crop"][0]["name"] == "set2/image_0.png"


def test_that_facts_that_cannot_be_written_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match=r"errors\.json cannot be written"):
        write_facts({"n": 1}, tmp_path / "file" / "errors.json")


def test_that_facts_are_written_as_json(tmp_path: Path) -> None:
    write_facts({"n": 1, "name": "µ"}, tmp_path / "new" / "errors.json")

    text = (tmp_path / "new" / "errors.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"n": 1, "name": "µ"}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["errors.json"]
