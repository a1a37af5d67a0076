from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from melcount_app.core.likeness import TrainingRanges
from melcount_app.core.model import CountingModel
from melcount_app.core.paths import default_model
from melcount_app.training.augment import plain_example
from melcount_app.training.commands import app
from melcount_app.training.counting import Counter, count_crops
from melcount_app.training.crossvalidation import cross_validate
from melcount_app.training.dataset import CROP_UM_PER_PX, Crop, read_crops
from melcount_app.training.robustness import (
    DISTURBANCES,
    Disturbance,
    Effect,
    Judge,
    judges_of_model,
    judges_of_runs,
    robustness,
    robustness_facts,
    robustness_table,
    see,
)

if TYPE_CHECKING:
    from tests.training.conftest import FromCropsToModel

CELLS_PER_WHITE_PIXEL = 0.01
SIDE_PX = 128

STEADY = Effect("a", 100.0, 0.03, 0.05, 0.1, 0.0, 0.1, "grain")


def with_dots(number: int, cells: int) -> Crop:
    """A crop of so many bright dots on a dark ground."""
    random = np.random.default_rng(number)
    points_xy = random.integers(8, SIDE_PX - 8, (cells, 2)).astype(np.float64)
    light = np.full((SIDE_PX, SIDE_PX), 20.0, np.float32)
    for x, y in points_xy.astype(int):
        light[y, x] = 4000.0
    seen = cv2.GaussianBlur(light, (0, 0), 2.0) + random.normal(0.0, 2.0, light.shape)
    return Crop(f"image_{number}.png", np.clip(seen, 0, 255).astype(np.uint8), points_xy)


@pytest.fixture
def dotted() -> tuple[Crop, ...]:
    return tuple(with_dots(number, 20 + number) for number in range(10))


def bright_pixels(crops: Sequence[Crop]) -> Judge:
    """A network that answers brightness, and crops it has not seen though they are its own."""

    def answer(pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        height, width = pixels.shape
        blocks = pixels.reshape(height // 4, 4, width // 4, 4).sum(axis=(1, 3))
        return np.asarray(blocks * np.float32(CELLS_PER_WHITE_PIXEL), np.float32)

    learned = [plain_example(crop).pixels for crop in crops]
    return Judge(Counter(answer, 8, 4, 8, 6.0), tuple(crops), TrainingRanges.of(learned))


def of_kind(name: str) -> Disturbance:
    (found,) = (each for each in DISTURBANCES if each.name == name)
    return found


def applied(name: str, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return of_kind(name).apply(pixels, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("gain 0.5", [0, 50, 100]),
        ("gain 2", [0, 200, 255]),
        ("gamma 1.25", [0, 79, 188]),
        ("offset -0.03 of white", [0, 92, 192]),
        ("offset +0.03 of white", [8, 108, 208]),
    ],
)
def test_that_brightness_changes_as_the_name_says(name: str, values: list[int]) -> None:
    assert applied(name, np.array([[0, 100, 200]], np.uint8)).tolist() == [values]


def test_that_noise_blur_and_jpeg_do_what_their_names_say() -> None:
    flat = np.full((64, 64), 100, np.uint8)
    dot = np.zeros((65, 65), np.uint8)
    dot[32, 32] = 255

    assert applied("noise of 0.02 of white", flat).std() == pytest.approx(0.02 * 255, rel=0.05)
    assert applied("blur of 1 px", dot)[32, 32] == pytest.approx(255 / (2 * np.pi), abs=2)
    packed = applied("JPEG quality 70", with_dots(0, 20).pixels)
    assert 0 < np.abs(packed.astype(int) - with_dots(0, 20).pixels).mean() < 5


@pytest.mark.parametrize("um_per_px", [0.228, 0.4523, 0.9046, 1.8])
def test_that_the_count_does_not_depend_on_the_pixel_size(
    dotted: tuple[Crop, ...], um_per_px: float
) -> None:
    (plain, finer) = robustness([bright_pixels(dotted)], [of_kind(f"pixel size {um_per_px:g} µm")])

    assert abs(finer.moved) < 0.03 * plain.count


@pytest.mark.parametrize("um_per_px", [0.228, 0.4523, 0.9046, 1.8])
def test_that_a_pixel_size_keeps_the_area(dotted: tuple[Crop, ...], um_per_px: float) -> None:
    enlarged = applied(f"pixel size {um_per_px:g} µm", dotted[0].pixels)

    side_um = SIDE_PX * CROP_UM_PER_PX
    assert enlarged.shape[0] * um_per_px == pytest.approx(side_um, abs=um_per_px)
    assert of_kind(f"pixel size {um_per_px:g} µm").um_per_px == um_per_px


def test_that_undisturbed_crops_are_counted_as_ever(dotted: tuple[Crop, ...]) -> None:
    judge = bright_pixels(dotted)

    found = [see(judge, crop, crop.pixels, CROP_UM_PER_PX).count for crop in dotted]

    expected = [count.count for count in count_crops(judge.counter, dotted)]
    assert found == pytest.approx(expected, rel=1e-5)


def test_that_rows_tell_how_far_counts_move_and_whether_they_are_right(
    dotted: tuple[Crop, ...],
) -> None:
    half = Disturbance("half", lambda pixels, _: pixels // 2 * (pixels[:1, :1] % 2 == 0))
    judge = bright_pixels(dotted)

    plain, row = robustness([judge], [half])

    before = np.array([count.count for count in count_crops(judge.counter, dotted)])
    after = np.array(
        [
            0.0
            if crop.pixels[0, 0] % 2
            else CELLS_PER_WHITE_PIXEL * (crop.pixels // 2).sum(dtype=float) / 255
            for crop in dotted
        ]
    )
    cells = np.array([crop.cells for crop in dotted])
    assert (plain.moved, plain.moved_per_crop) == (0.0, 0.0)
    assert plain.T_err == pytest.approx(np.abs(before - cells).sum() / cells.sum(), rel=1e-4)
    assert row.count == pytest.approx(after.sum(), rel=1e-4)
    assert row.moved == pytest.approx(after.sum() / before.sum() - 1, rel=1e-4)
    assert row.moved_per_crop == pytest.approx(np.abs(after - before).sum() / before.sum())
    assert row.T_err == pytest.approx(np.abs(after - cells).sum() / cells.sum(), rel=1e-4)


def test_that_noise_is_the_same_every_time(dotted: tuple[Crop, ...]) -> None:
    noise = of_kind("noise of 0.02 of white")
    judge = bright_pixels(dotted)

    assert list(robustness([judge], [noise])) == list(robustness([judge], [noise]))


def test_that_what_looks_otherwise_is_flagged(dotted: tuple[Crop, ...]) -> None:
    dark = Disturbance("dark", lambda pixels, _: pixels // 20)

    plain, row = robustness([bright_pixels(dotted)], [dark])

    assert (plain.crops_flagged, plain.verdict) == (0.0, "moves < 5 %")
    assert (row.crops_flagged, row.unlike) == (1.0, 1.0)
    assert row.verdict.startswith("flagged (")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (STEADY, "moves < 5 %"),
        (dataclasses.replace(STEADY, moved=-0.06), "NOT FLAGGED"),
        (dataclasses.replace(STEADY, moved=-0.06, unlike=0.2), "flagged (grain)"),
        (dataclasses.replace(STEADY, unlike=0.2), "flagged (grain)"),
    ],
)
def test_that_a_count_moves_little_or_is_flagged_or_neither(row: Effect, verdict: str) -> None:
    assert row.verdict == verdict


def test_that_the_table_has_a_line_for_every_row() -> None:
    table = robustness_table([STEADY, dataclasses.replace(STEADY, name="b", moved=-0.06)])

    assert table.splitlines()[2:4] == [
        "| a | +3.0 % | 5.0 % | 10.0 % | 0 % | moves < 5 % |",
        "| b | -6.0 % | 5.0 % | 10.0 % | 0 % | NOT FLAGGED |",
    ]
    assert robustness_facts([STEADY])[0]["verdict"] == "moves < 5 %"


def test_that_crops_are_judged_by_the_networks_that_have_not_seen_them(
    commanded: FromCropsToModel,
) -> None:
    crops = read_crops(commanded.runs.parent / "data")

    judges = judges_of_runs(crops, commanded.runs, 2)

    validation = cross_validate(crops, commanded.runs, 2)
    (plain,) = robustness(judges, [])
    assert plain.count == pytest.approx(sum(each.count for each in validation.pooled), rel=1e-4)
    assert plain.T_err == pytest.approx(validation.overall.T_err, rel=1e-4)


def test_that_the_command_tells_and_writes_every_row(
    commanded: FromCropsToModel, tmp_path: Path
) -> None:
    where = ("--data", str(commanded.runs.parent / "data"), "--json", str(tmp_path / "rows.json"))

    for judged in (("--runs", str(commanded.runs)), ("--model", str(commanded.model))):
        result = CliRunner().invoke(app, ("robustness", *where, *judged, "--folds", "2"))

        assert result.exit_code == 0, result.output
        rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))["rows"]
        names = ["none", *(each.name for each in DISTURBANCES)]
        assert [row["name"] for row in rows] == names
        assert [line.split(":")[0] for line in result.stdout.splitlines()] == names


@pytest.mark.parametrize("judged", [(), ("--runs", "runs", "--model", "model")])
def test_that_either_runs_or_a_model_are_asked_for(
    data_folder: Path, tmp_path: Path, judged: tuple[str, ...]
) -> None:
    where = ("--data", str(data_folder), "--json", str(tmp_path / "rows.json"))

    result = CliRunner().invoke(app, ("robustness", *where, *judged))

    assert result.exit_code == 2
    assert "either the training runs" in result.stderr


def test_that_the_shipped_model_moves_little_or_is_flagged(shared_data: Path) -> None:
    crops = read_crops(shared_data / "data/trp1/set1")[::4]
    wanted = ("gain 2", "blur of 1.5 px", "pixel size 0.228 µm", "pixel size 0.9046 µm")

    rows = robustness(judges_of_model(crops, default_model(), 5), [of_kind(n) for n in wanted])

    assert [row.name for row in rows if row.verdict == "NOT FLAGGED"] == []


def test_that_the_count_of_the_shipped_model_is_that_of_evaluation(shared_data: Path) -> None:
    crops = read_crops(shared_data / "data/trp1/set1")[:2]
    counter = Counter.of_model(CountingModel.load(default_model(), threads=1))
    judge = Judge(counter, crops, bright_pixels(crops).ranges)

    found = [see(judge, crop, crop.pixels, CROP_UM_PER_PX).count for crop in crops]

    assert found == pytest.approx([each.count for each in count_crops(counter, crops)], rel=1e-4)
