"""Numbers of cells that there cannot be are refused, and so is a network that is not all there."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnx
import pytest
from typer.testing import CliRunner

from melcount_app.cli import app
from melcount_app.core.errors import ModelError
from melcount_app.core.model import CountingModel, ModelCard
from melcount_app.core.paths import default_model
from melcount_app.core.plausible import SMALLEST_CELL_UM2, check_answer
from tests.conftest import ScanWriter

SIDE = 4
"""The networks here give a number for 4 x 4 pixels, as the linear model does."""


def model_of(folder: Path, nodes: list[onnx.NodeProto], kind: int = 1) -> Path:
    """The linear model with more nodes behind its mean brightness, "mean"."""
    numbers: dict[str, npt.ArrayLike] = {
        "w": np.full((1, 1, SIDE, SIDE), 1 / SIDE**2),
        "bright": 0.9,
        "many": 1e38,
    }
    tensor = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Conv", ["pixels", "w"], ["mean"], strides=[SIDE, SIDE]), *nodes],
        "other",
        [tensor("pixels", 1, ["n", 1, "h", "w"])],
        [tensor("density", kind, ["n", 1, "a", "b"])],
        [
            onnx.numpy_helper.from_array(np.asarray(n, np.float32), name)
            for name, n in numbers.items()
        ],
    )
    network = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    network.ir_version = 8
    return with_network(folder, network.SerializeToString())


def with_network(folder: Path, content: bytes) -> Path:
    (folder / "model.onnx").write_bytes(content)
    card = dataclasses.replace(ModelCard.load(folder), sha256=hashlib.sha256(content).hexdigest())
    card.save(folder)
    return folder


@pytest.fixture
def own_model(linear_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(linear_model, tmp_path / "own"))


node = onnx.helper.make_node
ONLY_WHERE_BRIGHT = [
    node("Sub", ["mean", "bright"], ["over"]),
    node("Relu", ["over"], ["positive"]),
]
"""Nothing for darkness and noise, so that such a network can be loaded."""

WRONG = {
    "not a number": (
        [
            *ONLY_WHERE_BRIGHT,
            node("Sub", ["bright", "mean"], ["left"]),
            node("Sqrt", ["left"], ["root"]),
            node("Mul", ["root", "positive"], ["density"]),
        ],
        "what is no number",
    ),
    "infinite": (
        [
            *ONLY_WHERE_BRIGHT,
            node("Mul", ["positive", "many"], ["more"]),
            node("Mul", ["more", "many"], ["density"]),
        ],
        "what is no number",
    ),
    "negative": ([*ONLY_WHERE_BRIGHT, node("Neg", ["positive"], ["density"])], "less than no"),
    "absurd": (
        [*ONLY_WHERE_BRIGHT, node("Mul", ["positive", "many"], ["density"])],
        "cells/mm², where at most 20000 can lie",
    ),
}


@pytest.mark.parametrize(("nodes", "what"), WRONG.values(), ids=WRONG.keys())
def test_that_a_count_ends_at_the_first_answer_that_cannot_be(
    own_model: Path,
    write_scan: ScanWriter,
    tmp_path: Path,
    nodes: list[onnx.NodeProto],
    what: str,
) -> None:
    model_of(own_model, nodes)
    CountingModel.load(own_model)
    green = np.zeros((256, 256), np.uint8)
    green[80:176, 80:176] = 255
    scan = write_scan(cv2.GaussianBlur(green, (0, 0), 6))  # as a lens draws it

    arguments = ["count", str(scan), "--out", str(tmp_path / "out"), "--model", str(own_model)]
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert "“scan.tif” cannot be counted with the model “linear”: " in result.output
    assert what in result.output
    assert list((tmp_path / "out").glob("*")) == []


@pytest.mark.parametrize(
    ("operation", "what"), [("Log", "no number"), ("Neg", "less than no cells")]
)
def test_that_a_model_that_is_wrong_everywhere_is_not_even_loaded(
    own_model: Path, operation: str, what: str
) -> None:
    model_of(own_model, [node(operation, ["mean"], ["density"])])
    with pytest.raises(ModelError, match=what):
        CountingModel.load(own_model)
    result = CliRunner().invoke(app, ["models", "--folder", str(own_model)])
    assert (result.exit_code, what in result.output) == (2, True)


def test_that_a_model_gives_numbers_of_32_bit(own_model: Path) -> None:
    double = onnx.TensorProto.DOUBLE
    model_of(own_model, [node("Cast", ["mean"], ["density"], to=double)], double)
    with pytest.raises(ModelError, match=r"tensor\(double\)"):
        CountingModel.load(own_model)


def test_that_a_network_reads_no_other_file_wherever_that_lies(
    own_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = onnx.load(own_model / "model.onnx")
    onnx.save(
        network,
        own_model / "model.onnx",
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    shutil.copy(own_model / "weights.bin", tmp_path / "weights.bin")
    monkeypatch.chdir(tmp_path)
    with_network(own_model, (own_model / "model.onnx").read_bytes())

    with pytest.raises(ModelError, match="keeps its weights in another file"):
        CountingModel.load(own_model)

    monkeypatch.setattr("melcount_app.core.onnx_file.EXTERNAL_DATA", b"not in there")
    with pytest.raises(ModelError, match=r"model\.onnx cannot be loaded"):
        CountingModel.load(own_model)


@pytest.mark.parametrize("fact", ["um_per_px", "scan_um_per_px", "sigma_px", "target_scale"])
def test_that_a_card_has_finite_numbers(own_model: Path, fact: str) -> None:
    text = (own_model / "card.json").read_text()
    number = getattr(ModelCard.load(own_model), fact)
    (own_model / "card.json").write_text(text.replace(f'"{fact}": {number}', f'"{fact}": 1e999'))
    with pytest.raises(ModelError, match=f"{fact} is inf"):
        ModelCard.load(own_model)


def test_that_the_bound_is_one_of_cells_on_an_area() -> None:
    most = np.full((40, 40), 10.0 / SMALLEST_CELL_UM2, np.float32)
    check_answer(most, 10.0)
    with pytest.raises(ValueError, match="20000 can lie"):
        check_answer(1.01 * most, 10.0)
    one = np.zeros((2, 2), np.float32)
    one[0, 0] = 1.0  # a cell may stand in one pixel alone
    check_answer(one, 1.0)


def test_that_rounding_below_zero_is_none() -> None:
    check_answer(np.full((8, 8), -1e-9, np.float32), 10.0)


def test_that_the_shipped_model_is_far_from_the_bound() -> None:
    model = CountingModel.load(default_model(), threads=1)
    noise = np.random.default_rng(1).random((128, 128), np.float32)
    check_answer(40 * model.density(noise), model.card.map_px_um2)
