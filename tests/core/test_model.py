from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.errors import ModelError
from melcount_app.core.model import CountingModel, ModelCard, to_network_range
from melcount_app.core.paths import default_model


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
    ],
)
def test_that_a_card_that_contradicts_itself_is_refused(
    own_model: Path, facts: dict[str, object]
) -> None:
    changed(own_model, **facts)
    with pytest.raises(ModelError, match=r"card\.json"):
        CountingModel.load(own_model)


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
