from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest

from melcount_app.core.errors import ModelError
from melcount_app.core.model import (
    CountingModel,
    Model,
    ModelCard,
    find_model,
    to_network_range,
)
from melcount_app.core.paths import default_model
from tests.conftest import INTERVALS

INTERVAL = dataclasses.asdict(INTERVALS)


def changed(folder: Path, **facts: object) -> None:
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


@pytest.fixture
def own_model(linear_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(linear_model, tmp_path / "own"))


def test_that_a_density_is_the_output_without_its_scale(linear_model: Path) -> None:
    model = CountingModel.load(linear_model)
    density = model.density(np.full((16, 24), 0.5, np.float32))
    assert density.shape == (4, 6)
    np.testing.assert_allclose(density, 0.5 * 16 * 0.01, rtol=1e-6)


def test_that_a_card_is_read_as_it_was_written(own_model: Path) -> None:
    card = ModelCard.load(own_model)
    card.save(own_model)
    assert ModelCard.load(own_model) == card


@pytest.mark.parametrize(
    "facts",
    [
        {"um_per_px": 0},
        {"um_per_px": "1.8"},
        {"halo_px": 9},
        {"stride_px": 6},
        {"output_stride": 0},
        {"target_scale": -1},
        {"surprise": 1},
        {"interval": 1.7},
        {"interval": []},
        {"interval": {}},
        {"interval": {**INTERVAL, "surprise": 1}},
        {"interval": {**INTERVAL, "level": None}},
        {"interval": {**INTERVAL, "level": 90}},
        {"interval": {**INTERVAL, "quantile": "1.7"}},
        {"interval": {**INTERVAL, "relative_sd": float("nan")}},
    ],
)
def test_that_a_card_that_contradicts_itself_is_refused(
    own_model: Path, facts: dict[str, object]
) -> None:
    changed(own_model, **facts)
    with pytest.raises(ModelError, match=r"card\.json"):
        CountingModel.load(own_model)


def test_that_a_card_that_is_no_object_is_refused(own_model: Path) -> None:
    (own_model / "card.json").write_text("[1, 2]")
    with pytest.raises(ModelError, match=r"card\.json is damaged"):
        ModelCard.load(own_model)


def test_that_a_card_tells_how_far_counts_are_off(own_model: Path) -> None:
    changed(own_model, interval=INTERVAL)
    card = ModelCard.load(own_model)
    assert card.interval == INTERVALS
    card.save(own_model)
    assert ModelCard.load(own_model) == card


@pytest.mark.parametrize("facts", [{}, {"interval": None}])
def test_that_a_card_without_intervals_is_read(own_model: Path, facts: dict[str, object]) -> None:
    written = json.loads((own_model / "card.json").read_text())
    del written["interval"]
    (own_model / "card.json").write_text(json.dumps(written | facts))
    assert ModelCard.load(own_model).interval is None


def test_that_a_card_with_a_missing_fact_is_refused(own_model: Path) -> None:
    facts = json.loads((own_model / "card.json").read_text())
    del facts["halo_px"]
    (own_model / "card.json").write_text(json.dumps(facts))
    with pytest.raises(ModelError, match=r"card\.json"):
        ModelCard.load(own_model)


def test_that_a_network_other_than_the_cards_is_refused(own_model: Path) -> None:
    network = bytearray((own_model / "model.onnx").read_bytes())
    network[-1] ^= 1
    (own_model / "model.onnx").write_bytes(network)
    with pytest.raises(ModelError, match="SHA-256"):
        CountingModel.load(own_model)


def test_that_a_network_that_is_none_is_refused(own_model: Path) -> None:
    (own_model / "model.onnx").write_bytes(b"not a network")
    changed(own_model, sha256="4b1ff4a9d92a46d9a8c27d0b90c5a1d6a3b8bfa1f1cbb0ff0b2f6e5f6f0d5a0e")
    with pytest.raises(ModelError, match=r"model\.onnx"):
        CountingModel.load(own_model)


def replace_network(folder: Path, node: onnx.NodeProto, shape: list[int | str]) -> None:
    """Put another network into a model folder, with a card that names it."""
    tensor = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [node],
        "other",
        [tensor("pixels", 1, shape)],
        [tensor("density", 1, None)],
        [onnx.numpy_helper.from_array(np.ones((1, 3, 4, 4), np.float32), "w")],
    )
    network = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    network.ir_version = 8
    content = network.SerializeToString()
    (folder / "model.onnx").write_bytes(content)
    changed(folder, sha256=hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("node", "shape"),
    [
        (onnx.helper.make_node("Identity", ["pixels"], ["density"]), ["n", 1, "h", "w"]),
        (onnx.helper.make_node("Identity", ["pixels"], ["density"]), ["n", "h", "w"]),
        (onnx.helper.make_node("ReduceMean", ["pixels"], ["density"]), ["n", 1, "h", "w"]),
        (
            onnx.helper.make_node("Conv", ["pixels", "w"], ["density"], strides=[4, 4]),
            ["n", 3, "h", "w"],
        ),
        (
            onnx.helper.make_node("MaxPool", ["pixels"], ["density"], kernel_shape=[99, 99]),
            ["n", 1, "h", "w"],
        ),
    ],
    ids=["not reduced", "no channel axis", "one number", "three channels", "needs larger tiles"],
)
def test_that_a_network_that_does_not_fit_its_card_is_refused(
    own_model: Path, node: onnx.NodeProto, shape: list[int | str]
) -> None:
    replace_network(own_model, node, shape)
    with pytest.raises(ModelError, match=r"model\.onnx does not fit its card \("):
        CountingModel.load(own_model)


def test_that_a_network_that_sees_farther_than_its_card_tells_is_refused(own_model: Path) -> None:
    sees_8_px_more = onnx.helper.make_node(
        "AveragePool", ["pixels"], ["density"], kernel_shape=[20, 20], strides=[4, 4], pads=[8] * 4
    )
    replace_network(own_model, sees_8_px_more, ["n", 1, "h", "w"])
    CountingModel.load(own_model)

    changed(own_model, halo_px=8, stride_px=4)
    farther = onnx.helper.make_node(
        "AveragePool", ["pixels"], ["density"], kernel_shape=[36, 36], strides=[4, 4], pads=[16] * 4
    )
    replace_network(own_model, farther, ["n", 1, "h", "w"])
    with pytest.raises(ModelError, match="more than the 8 pixels around it"):
        CountingModel.load(own_model)


@pytest.mark.parametrize(("version", "operators"), [(99, 17), (8, 99)])
def test_that_a_network_for_a_newer_onnxruntime_is_told_so(
    own_model: Path, version: int, operators: int
) -> None:
    network = onnx.load(own_model / "model.onnx")
    network.ir_version = version
    network.opset_import[0].version = operators
    content = network.SerializeToString()
    (own_model / "model.onnx").write_bytes(content)
    changed(own_model, sha256=hashlib.sha256(content).hexdigest())

    with pytest.raises(ModelError, match=r"newer onnxruntime .* operator set 18 and IR version 10"):
        CountingModel.load(own_model)


def test_that_a_card_of_another_network_is_refused(own_model: Path) -> None:
    changed(own_model, output_stride=2)
    with pytest.raises(ModelError, match=r"16 x 16 pixels give .*, not 8 x 8"):
        CountingModel.load(own_model)


@pytest.mark.parametrize("missing", ["model.onnx", "card.json"])
def test_that_a_folder_with_a_missing_file_is_refused(own_model: Path, missing: str) -> None:
    (own_model / missing).unlink()
    with pytest.raises(ModelError, match="own"):
        CountingModel.load(own_model)


def test_that_white_becomes_one() -> None:
    scaled = to_network_range(np.array([0, 255], np.uint8), 255)
    np.testing.assert_allclose(scaled, [0, 1])


def test_that_the_shipped_model_loads_and_belongs_to_its_card() -> None:
    model = CountingModel.load(default_model())
    assert model.card.um_per_px == 1.8092
    density = model.density(np.zeros((256, 256), np.float32))
    side = 256 // model.card.output_stride
    assert density.shape == (side, side)
    assert (density >= 0).all()


def test_that_a_model_is_found_by_its_hash_in_the_first_place_that_has_it(
    linear_model: Path, own_model: Path, tmp_path: Path
) -> None:
    sha256 = ModelCard.load(own_model).sha256
    nowhere, shipped = tmp_path / "nowhere", default_model().parent
    assert find_model(sha256, (nowhere, shipped, own_model, linear_model)) == Model.load(own_model)
    assert find_model(sha256, (own_model.parent,)) == Model.load(own_model)
    assert find_model(sha256, (nowhere, shipped)) is None


def test_that_a_damaged_model_is_passed_over_and_told_only_where_no_other_is_found(
    linear_model: Path, own_model: Path
) -> None:
    sha256 = ModelCard.load(linear_model).sha256
    (own_model / "card.json").write_text("{")
    assert find_model(sha256, (own_model, linear_model)) == Model.load(linear_model)
    with pytest.raises(ModelError, match="is damaged"):
        find_model(sha256, (own_model, default_model()))


@pytest.mark.parametrize("name", ["card.json", "model.onnx"])
def test_that_a_file_larger_than_any_model_is_not_read(own_model: Path, name: str) -> None:
    with (own_model / name).open("r+b") as file:
        file.truncate(5 * 2**30)  # of which nothing is stored
    with pytest.raises(ModelError, match=r"is larger than any|card\.json is damaged"):
        CountingModel.load(own_model)


def test_that_a_card_of_lists_without_end_is_not_parsed(own_model: Path) -> None:
    (own_model / "card.json").write_text('{"name": [' + "[]," * 10**6 + "[]]}")
    with pytest.raises(ModelError, match=r"card\.json is damaged"):
        ModelCard.load(own_model)
