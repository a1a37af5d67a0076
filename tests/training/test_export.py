from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from torch import nn

from melcount_app.core.appearance import STATISTICS
from melcount_app.core.errors import MelcountError
from melcount_app.core.interval import IntervalModel
from melcount_app.core.model import ONNX_FILE, CountingModel, ModelCard, to_network_range
from melcount_app.core.runtime import onnxruntime
from melcount_app.training.accuracy import CropCount
from melcount_app.training.card import CardEvidence, TrainingFacts, error_facts
from melcount_app.training.card_text import card_text
from melcount_app.training.config import PROTOCOLS, TrainConfig
from melcount_app.training.correction import HeldShares
from melcount_app.training.crossvalidation import CrossValidation, count_held_back
from melcount_app.training.dataset import WHITE, Crop
from melcount_app.training.export import (
    IR_VERSION,
    OPSET,
    ExportDiffersError,
    check_onnx,
    make_card,
)
from melcount_app.training.folds import HeldOut
from melcount_app.training.intervals import JudgedIntervals
from melcount_app.training.quantise import Rounding, quantise, rounding
from melcount_app.training.run_folder import load_network
from melcount_app.training.unet import UNetConfig
from tests.training.conftest import run_command

if TYPE_CHECKING:
    from tests.training.conftest import FromCropsToModel

INT8 = onnx.TensorProto.INT8
CONFIG = TrainConfig(network=UNetConfig(channels=(4, 8, 8), decoder_steps=1))
VALIDATION = CrossValidation(
    (
        (CropCount("a", 10, 12.0, 8.0, 9.0, 9, 8), CropCount("b", 30, 29.0, 25.0, 25.0, 25, 22)),
        (CropCount("c", 100, 90.0, 80.0, 84.0, 70, 66),),
    )
)

HELD = HeldShares(0.9, 0.91, 0.14, 0.9, 0.05)
INTERVALS = JudgedIntervals(IntervalModel(0.9, 1.7, 0.4, 0.04), HELD)
FACTS = TrainingFacts(6, 33, "0" * 64, 1234, (0.0, 0.25), epochs=4, best_epoch=4, is_finished=True)


@pytest.mark.parametrize("shape", [(1, 32, 32), (1, 256, 64), (3, 12, 20), (1, 4, 4)])
def test_that_onnx_answers_what_torch_does(
    commanded: FromCropsToModel, shape: tuple[int, int, int]
) -> None:
    network = load_network(commanded.runs / "final")
    batch, height, width = shape
    pixels = np.random.default_rng(5).random((batch, 1, height, width), np.float32)
    session = onnxruntime.InferenceSession(
        commanded.model / ONNX_FILE, providers=["CPUExecutionProvider"]
    )

    (answer,) = session.run(["density"], {"pixels": pixels})

    with torch.no_grad():
        expected = network(torch.from_numpy(pixels)).numpy()
    assert answer.shape == (batch, 1, height // 2, width // 2)
    assert expected.max() > 0.1
    np.testing.assert_allclose(answer, expected, atol=1e-4)


def test_that_a_network_that_was_changed_after_its_export_is_noticed(
    commanded: FromCropsToModel,
) -> None:
    other = load_network(commanded.runs / "final")
    assert other.head.bias is not None
    nn.init.constant_(other.head.bias, 0.6)

    with pytest.raises(ExportDiffersError, match=r"model\.onnx differs"):
        check_onnx(other, commanded.model / ONNX_FILE)


def test_that_the_operator_set_is_fixed(commanded: FromCropsToModel) -> None:
    network = onnx.load(commanded.model / ONNX_FILE)

    assert [(entry.domain, entry.version) for entry in network.opset_import] == [("", OPSET)]
    assert network.ir_version == IR_VERSION


def test_that_the_network_does_not_tell_where_it_was_made(commanded: FromCropsToModel) -> None:
    here = str(Path(__file__).resolve().parents[2])

    assert here.encode() not in (commanded.model / ONNX_FILE).read_bytes()


def test_that_an_older_model_gives_way_to_three_files_with_the_weights_in_one(
    commanded: FromCropsToModel,
) -> None:
    assert sorted(path.name for path in commanded.model.iterdir()) == [
        "CARD.md",
        "card.json",
        "model.onnx",
    ]
    assert [path.name for path in commanded.model.parent.iterdir()] == ["tiny"]


def test_that_the_card_describes_network_and_training(commanded: FromCropsToModel) -> None:
    card = ModelCard.load(commanded.model)

    shape = CONFIG.network
    assert card.name == "tiny"
    assert card.sha256 == hashlib.sha256((commanded.model / "model.onnx").read_bytes()).hexdigest()
    assert (card.stride_px, card.output_stride) == (shape.stride_px, shape.output_stride)
    assert card.halo_px >= shape.receptive_radius_px
    assert card.training["crops"] == 6
    assert card.training["epochs"] == 4
    assert [fold["n"] for fold in card.errors["per_fold"]] == [3, 3]


def test_that_the_facts_tell_the_errors_of_the_cross_validation() -> None:
    facts = error_facts(VALIDATION, FACTS.empty_counts)

    assert facts["T_err"] == pytest.approx(13 / 140)
    assert [fold["n"] for fold in facts["per_fold"]] == [2, 1]
    assert facts["localisation"]["F1"] == pytest.approx(2 * 96 / (104 + 140))
    assert facts["empty_most_cells"] == 0.25
    assert facts["T_err_sd_of_seeds"] is None


def card_of(
    commanded: FromCropsToModel,
    config: TrainConfig,
    facts: TrainingFacts,
    validation: CrossValidation,
) -> str:
    card = ModelCard.load(commanded.model)
    assert card.training_ranges is not None
    intervals = None if validation.is_held_back else INTERVALS
    evidence = CardEvidence(config, facts, validation, card.training_ranges, intervals=intervals)
    return card_text(card, evidence, "| gain 2 | +1.0 % |")


def test_that_the_text_tells_intervals_ranges_and_robustness(commanded: FromCropsToModel) -> None:
    text = card_of(commanded, CONFIG, FACTS, VALIDATION)

    assert "q = 1.700, a = 0.4000, b = 0.0400" in text
    assert "a whole scan\nhas ± 6.8 %" in text
    assert "| gain 2 | +1.0 % |" in text
    for statistic in STATISTICS:
        assert f"| {statistic.number}" in text


def test_that_the_factor_of_the_cross_validation_is_part_of_the_scale(
    commanded: FromCropsToModel,
) -> None:
    facts = json.loads((commanded.runs / "crossvalidation.json").read_text(encoding="utf-8"))
    card = ModelCard.load(commanded.model)

    assert card.target_scale == pytest.approx(PROTOCOLS["compact"].target_scale / facts["factor"])
    assert card.interval is None  # of six crops
    assert facts["interval"] is None


def test_that_the_text_tells_what_a_scan_shares_where_looks_were_held_out(
    commanded: FromCropsToModel,
) -> None:
    ranges = ModelCard.load(commanded.model).training_ranges
    assert ranges is not None
    shared = IntervalModel(0.9, 1.7, 0.4, 0.04, shared_sd=0.02, place_mm2=0.2145)
    looks = dataclasses.replace(VALIDATION, held_out=HeldOut.LOOKS)
    found = JudgedIntervals(shared, HELD, dataclasses.replace(HELD, scans=0.87))
    evidence = CardEvidence(CONFIG, FACTS, VALIDATION, ranges, looks, found)

    card = make_card("tiny", "0" * 64, evidence)
    text = card_text(card, evidence, "")

    assert card.interval == shared
    assert card.errors["held_out_looks"]["kind"] == "2 looks, each held out whole"
    assert "| look 1 | 1 | 100 | 10.00 % |" in text
    assert "A large scan has ± 3.4 % of its count." in text
    assert "87.0 % of the totals of 8 crops" in text


def test_that_the_text_tells_the_errors(commanded: FromCropsToModel) -> None:
    text = card_of(commanded, CONFIG, FACTS, VALIDATION)

    assert "| fold 1 | 1 | 100 | 10.00 % | 10.00 % | -10.00 % | +5.00 % | 10.00 |" in text
    assert "| all | 3 | 140 | 9.29 % |" in text
    assert "F1 78.7 %" in text
    assert "spread between seeds is not known" in text
    assert "`training.config` in `card.json`" in text


@pytest.mark.parametrize("name", ["compact", "paper"])
def test_that_the_text_tells_the_commands_of_a_protocol(
    commanded: FromCropsToModel, name: str
) -> None:
    facts = dataclasses.replace(FACTS, crops=76)
    config = dataclasses.replace(PROTOCOLS[name], seed=4)
    validation = dataclasses.replace(VALIDATION, other_seeds=((9, VALIDATION.overall),))

    text = card_of(commanded, config, facts, validation)

    where = "--data ../shared/data/trp1/set1 --runs runs/tiny"
    recipe = f"--protocol {name} --epochs {config.epochs}"
    commands = text.replace(" \\\n   ", "")
    assert f"melcount train {where} {recipe} --seed 4\n" in commands
    for seed in (4, 9):
        assert f"melcount crossvalidate {where} {recipe} --seed {seed} --folds 2\n" in commands
    assert f"melcount export {where} --seed 4 --folds 2 --model models/tiny\n" in commands
    assert ("trained on 60 crops" in text) == (name == "paper")


def test_that_the_program_counts_with_an_exported_model_as_torch_does(
    commanded: FromCropsToModel, crops: Sequence[Crop]
) -> None:
    pixels = to_network_range(crops[5].pixels, WHITE)

    density = CountingModel.load(commanded.model, threads=1).density(pixels)

    with torch.no_grad():
        expected = load_network(commanded.runs / "final")(torch.from_numpy(pixels)[None, None])
    assert density.sum() > 0.1
    scale = ModelCard.load(commanded.model).target_scale
    assert density.sum() == pytest.approx(float(expected.sum()) / scale, rel=1e-4)


def test_that_a_network_in_whole_numbers_counts_what_it_did_before(
    commanded: FromCropsToModel, crops: Sequence[Crop], tmp_path: Path
) -> None:
    pictures = [to_network_range(crop.pixels, WHITE) for crop in crops]
    quantise(commanded.model / ONNX_FILE, pictures, tmp_path / "integers.onnx")

    found = rounding(commanded.model / ONNX_FILE, tmp_path / "integers.onnx", pictures, 16)

    assert 0 < abs(found.total) < 0.05
    assert 0 < found.per_picture < 0.05


def test_that_its_weights_leave_room_for_processors_that_add_in_16_bit(
    commanded: FromCropsToModel, crops: Sequence[Crop], tmp_path: Path
) -> None:
    pictures = [to_network_range(crop.pixels, WHITE) for crop in crops]
    quantise(commanded.model / ONNX_FILE, pictures, tmp_path / "integers.onnx")

    graph = onnx.load(tmp_path / "integers.onnx").graph

    weights = [numpy_helper.to_array(each) for each in graph.initializer if each.data_type == INT8]
    filters = [each for each in weights if each.ndim == 4]
    assert len(filters) == sum(node.op_type == "Conv" for node in graph.node) - 1  # not the last
    assert max(np.abs(each.astype(int)).max() for each in filters) <= 64


def test_that_what_whole_numbers_move_is_taken_out_of_the_scale(
    commanded: FromCropsToModel,
) -> None:
    card = ModelCard.load(commanded.model)
    assert card.training_ranges is not None
    evidence = CardEvidence(CONFIG, FACTS, VALIDATION, card.training_ranges)
    rounded = dataclasses.replace(evidence, rounding=Rounding(0.02, 0.004))

    plain, whole = (make_card("tiny", "0" * 64, each) for each in (evidence, rounded))

    assert whole.target_scale == pytest.approx(1.02 * plain.target_scale)
    assert "by +2.00 %, which is taken out" in card_text(whole, rounded, "")


@pytest.fixture
def held_back_model(
    tmp_path: Path, data_folder: Path, paper_like: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A model folder exported from a run that holds crops back and has no folds."""
    few_epochs = dataclasses.replace(paper_like, epochs=2)
    monkeypatch.setitem(PROTOCOLS, "paper", few_epochs)
    where = ("--data", str(data_folder), "--runs", str(tmp_path / "runs"))
    run_command("train", *where, "--protocol", "paper", "--device", "cpu")
    run_command("export", *where, "--model", str(tmp_path / "held_back"))
    return tmp_path / "held_back"


def test_that_a_run_without_folds_is_judged_by_the_crops_that_it_held_back(
    held_back_model: Path,
) -> None:
    card = ModelCard.load(held_back_model)

    assert card.errors["n"] == 2
    assert card.errors["kind"] == "2 held back crops, which also chose the weights"
    assert card.interval is None
    assert card.training_ranges is not None


def test_that_its_text_tells_how_long_it_was_trained_and_that_its_errors_are_kind(
    held_back_model: Path,
) -> None:
    text = (held_back_model / "CARD.md").read_text(encoding="utf-8")

    assert "no cross-validation" in text
    assert "after 2 epochs (2 steps)" in text
    assert "2 crops are too few for intervals" in text
    assert "done to the held back crops" in text
    assert "melcount crossvalidate" not in text


def test_that_held_back_crops_of_another_data_folder_are_refused(
    tmp_path: Path, crops: Sequence[Crop], held_back_model: Path
) -> None:
    run = held_back_model.parent / "runs" / "final"

    with pytest.raises(MelcountError, match="made from other crops"):
        count_held_back(crops[1:], run)


def test_that_training_stopped_early_is_told(commanded: FromCropsToModel) -> None:
    facts = dataclasses.replace(FACTS, epochs=90, best_epoch=81, is_finished=False)
    validation = dataclasses.replace(VALIDATION, counts=VALIDATION.counts[:1], is_held_back=True)
    config = dataclasses.replace(PROTOCOLS["paper"], seed=4)

    text = card_of(commanded, config, dataclasses.replace(facts, crops=76), validation)

    assert "stopped before its recipe ends it, after 90 epochs (360 steps)" in text
    assert "those of epoch 81" in text.replace("\n", " ")
    assert "stop the first after epoch 90" in text
