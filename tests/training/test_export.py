from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from melcount_app.core.model import ONNX_FILE, CountingModel, ModelCard, to_network_range
from melcount_app.training.card import TrainingFacts
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import WHITE, Crop
from melcount_app.training.evaluate import CropCount, CrossValidation
from melcount_app.training.export import (
    OPSET,
    ExportDiffersError,
    check_onnx,
    export_model,
)
from melcount_app.training.train import CHECKPOINT_FILE, load_network, train
from melcount_app.training.unet import UNetConfig

CONFIG = TrainConfig(
    network=UNetConfig(channels=(4, 8, 8), decoder_steps=1), epochs=4, batch=4, windows_px=(16,)
)
VALIDATION = CrossValidation(
    (
        (CropCount("a", 10, 12.0, 8.0, 9.0), CropCount("b", 30, 29.0, 25.0, 25.0)),
        (CropCount("c", 100, 90.0, 80.0, 84.0),),
    )
)


def make_crops() -> tuple[Crop, ...]:
    """Six crops of noise, with a cell more in each."""
    random = np.random.default_rng(0)
    return tuple(
        Crop(
            f"image_{number}.png",
            random.integers(0, 256, (64, 64), np.uint8),
            random.uniform(0, 63, (3 + number, 2)),
        )
        for number in range(6)
    )


@dataclass(frozen=True, slots=True)
class Export:
    """A run of a few steps and the model folder made of it, in place of an older one."""

    run: Path
    model: Path


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("export")
    older = folder / "models" / "tiny"
    older.mkdir(parents=True)
    (older / "leftover.txt").write_text("old", encoding="utf-8")
    crops = make_crops()
    list(train(crops, CONFIG, folder / "run"))
    _raise_map(folder / "run" / CHECKPOINT_FILE)
    export_model(folder / "run", older, TrainingFacts.of(crops, 1234, (0.0, 0.25)), VALIDATION)
    return Export(folder / "run", older)


def _raise_map(checkpoint_file: Path) -> None:
    """Keep the final ReLU open, so that not all answers are 0 after so few steps."""
    checkpoint = torch.load(checkpoint_file, weights_only=True)
    checkpoint["averaged"]["head.bias"].fill_(2.0)
    torch.save(checkpoint, checkpoint_file)


@pytest.mark.parametrize("shape", [(1, 32, 32), (1, 256, 64), (3, 12, 20), (1, 4, 4)])
def test_that_onnx_answers_what_torch_does(export: Export, shape: tuple[int, int, int]) -> None:
    network = load_network(export.run)
    batch, height, width = shape
    pixels = np.random.default_rng(5).random((batch, 1, height, width), np.float32)
    session = onnxruntime.InferenceSession(
        export.model / ONNX_FILE, providers=["CPUExecutionProvider"]
    )

    (answer,) = session.run(["density"], {"pixels": pixels})

    with torch.no_grad():
        expected = network(torch.from_numpy(pixels)).numpy()
    assert answer.shape == (batch, 1, height // 2, width // 2)
    assert expected.max() > 0.1
    np.testing.assert_allclose(answer, expected, atol=1e-4)


def test_that_a_network_that_was_changed_after_its_export_is_noticed(
    export: Export,
) -> None:
    other = load_network(export.run)
    assert other.head.bias is not None
    nn.init.constant_(other.head.bias, 0.6)

    with pytest.raises(ExportDiffersError, match=r"model\.onnx differs"):
        check_onnx(other, export.model / ONNX_FILE)


def test_that_the_operator_set_is_fixed(export: Export) -> None:
    network = onnx.load(export.model / ONNX_FILE)

    assert [entry.version for entry in network.opset_import if entry.domain == ""] == [OPSET]


def test_that_the_network_does_not_tell_where_it_was_made(export: Export) -> None:
    here = str(Path(__file__).resolve().parents[2])

    assert here.encode() not in (export.model / ONNX_FILE).read_bytes()


def test_that_an_older_model_gives_way_to_three_files_with_the_weights_in_one(
    export: Export,
) -> None:
    assert sorted(path.name for path in export.model.iterdir()) == [
        "CARD.md",
        "card.json",
        "model.onnx",
    ]
    assert [path.name for path in export.model.parent.iterdir()] == ["tiny"]


def test_that_the_card_describes_network_and_training(export: Export) -> None:
    card = ModelCard.load(export.model)

    shape = CONFIG.network
    assert card.name == "tiny"
    assert card.sha256 == hashlib.sha256((export.model / "model.onnx").read_bytes()).hexdigest()
    assert (card.stride_px, card.output_stride) == (shape.stride_px, shape.output_stride)
    assert card.halo_px >= shape.receptive_radius_px
    assert card.training["crops"] == 6
    assert card.errors["T_err"] == pytest.approx(13 / 140)
    assert [fold["n"] for fold in card.errors["per_fold"]] == [2, 1]


def test_that_the_text_tells_the_errors_and_the_commands(export: Export) -> None:
    text = (export.model / "CARD.md").read_text(encoding="utf-8")

    assert "| fold 1 | 1 | 100 | 10.00 % | 10.00 % | -10.00 % | +5.00 % | 10.00 |" in text
    assert "| all | 3 | 140 | 9.29 % |" in text
    for command in ("train", "crossvalidate", "export"):
        assert f"python -m melcount_app.training {command} " in text


def test_that_the_program_counts_with_an_exported_model_as_torch_does(export: Export) -> None:
    pixels = to_network_range(make_crops()[5].pixels, WHITE)

    density = CountingModel.load(export.model, threads=1).density(pixels)

    with torch.no_grad():
        expected = load_network(export.run)(torch.from_numpy(pixels)[None, None])
    assert density.sum() > 0.1
    assert density.sum() == pytest.approx(float(expected.sum()) / CONFIG.target_scale, rel=1e-4)
