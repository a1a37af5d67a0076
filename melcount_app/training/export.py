"""Export: from a finished run to a model folder, checked before it takes its place."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch

from melcount_app.core.likeness import TrainingRanges
from melcount_app.core.model import ONNX_FILE, CountingModel, ModelCard
from melcount_app.core.runtime import onnxruntime
from melcount_app.training.augment import plain_example
from melcount_app.training.card import CardEvidence, TrainingFacts, error_facts, training_facts
from melcount_app.training.card_text import card_text
from melcount_app.training.config import TrainConfig
from melcount_app.training.crossvalidation import CrossValidation
from melcount_app.training.dataset import CROP_UM_PER_PX, PUBLISHED_DOWNSAMPLE, Crop
from melcount_app.training.intervals import judged_intervals
from melcount_app.training.quantise import Rounding, quantise, rounding
from melcount_app.training.run_folder import load_network
from melcount_app.training.unet import StemUNet, UNet

OPSET = 18
IR_VERSION = 10
"""Of the file. With the operator set, what any onnxruntime from 1.18 on runs; the newest onnx would
write versions that only the newest onnxruntime reads."""

INPUT = "pixels"
OUTPUT = "density"
TOLERANCE = 1e-4
MOST_ROUNDING = 0.02
"""What whole numbers may move single crops by; a tenth of that is usual."""

CARD_TEXT_FILE = "CARD.md"
LICENCE = "MIT"


class ExportDiffersError(ValueError):
    """The exported network does not answer what the trained one does."""


@dataclass(frozen=True, slots=True)
class ModelExported:
    """A model folder is in its place.

    Attributes:
        folder: the model folder.
        card: its card.
        largest_difference: between ONNX and torch, in the unit of the output.
    """

    folder: Path
    card: ModelCard
    largest_difference: float


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where a model is written, and in what numbers it counts.

    Attributes:
        folder: of the model.
        in_integers: whether the network counts in whole numbers of 8 bit.
    """

    folder: Path
    in_integers: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the errors of a network are known by.

    Attributes:
        validation: counts of networks trained alike, on crops that they have not seen, or of
            this network on the crops that it held back.
        looks: counts of networks trained alike, on looks that they have not seen; None where no
            looks were held out.
        robustness: how the counts move when the crops are disturbed, as a table in Markdown.
    """

    validation: CrossValidation
    looks: CrossValidation | None
    robustness: str


def export_model(
    run: Path, place: ModelPlace, crops: Sequence[Crop], judgement: Judgement
) -> ModelExported:
    """Write `model.onnx`, `card.json` and `CARD.md` of a run into a folder.

    The folder is built beside its place and swapped in when the network was checked. What
    rounding to whole numbers moves the total over all crops by is taken out of the scale.

    Args:
        run: folder of the finished run.
        place: where the model is written, and in what numbers.
        crops: those the run was made from.
        judgement: what its errors are known by.

    Raises:
        ExportDiffersError: onnxruntime and torch disagree by more than `TOLERANCE`, or
            whole numbers move the counts by more than `MOST_ROUNDING`.
        ModelError: its answers are no numbers of cells, so that nobody could count with it.
    """
    folder = place.folder
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    network = load_network(run)
    write_onnx(network, beside / ONNX_FILE)
    difference = check_onnx(network, beside / ONNX_FILE)
    evidence = _evidence(run, crops, judgement)
    if place.in_integers:
        rounded = _in_integers(beside / ONNX_FILE, crops, network.config.halo_px)
        evidence = dataclasses.replace(evidence, rounding=rounded)
    sha256 = hashlib.sha256((beside / ONNX_FILE).read_bytes()).hexdigest()
    card = make_card(folder.name, sha256, evidence)
    card.save(beside)
    CountingModel.load(beside, threads=1)
    text = card_text(card, evidence, judgement.robustness)
    (beside / CARD_TEXT_FILE).write_text(text, encoding="utf-8")
    _swap_in(beside, folder)
    return ModelExported(folder, card, difference)


def _evidence(run: Path, crops: Sequence[Crop], judgement: Judgement) -> CardEvidence:
    """All that the card of a run follows from, but for what whole numbers do."""
    validation, looks = judgement.validation, judgement.looks
    return CardEvidence(
        config=TrainConfig.load(run),
        facts=TrainingFacts.of_run(run, crops, validation.factor),
        validation=validation,
        ranges=TrainingRanges.of([plain_example(crop).pixels for crop in crops]),
        looks=looks,
        intervals=None if validation.is_held_back else judged_intervals(crops, validation, looks),
    )


def make_card(name: str, sha256: str, evidence: CardEvidence) -> ModelCard:
    """The card of a network: what its shape and its training say."""
    config, facts, validation = evidence.config, evidence.facts, evidence.validation
    moved = evidence.rounding.total if evidence.rounding else 0.0
    return ModelCard(
        name=name,
        sha256=sha256,
        um_per_px=CROP_UM_PER_PX,
        scan_um_per_px=CROP_UM_PER_PX / PUBLISHED_DOWNSAMPLE,
        stride_px=config.network.stride_px,
        output_stride=config.network.output_stride,
        halo_px=config.network.halo_px,
        sigma_px=config.sigma_px,
        target_scale=config.target_scale / validation.factor * (1.0 + moved),
        licence=LICENCE,
        training=training_facts(facts, config),
        errors=error_facts(validation, facts.empty_counts, evidence.looks),
        interval=evidence.intervals.model if evidence.intervals else None,
        training_ranges=evidence.ranges,
    )


def _in_integers(path: Path, crops: Sequence[Crop], halo_px: int) -> Rounding:
    """Put a network in whole numbers in the place of itself.

    Raises:
        ExportDiffersError: single crops are then counted by more than `MOST_ROUNDING` otherwise.
    """
    pictures = [plain_example(crop).pixels for crop in crops]
    beside = path.with_name("integers.onnx")
    quantise(path, [np.pad(picture, halo_px, mode="reflect") for picture in pictures], beside)
    _forget_where_it_was_made(beside)
    found = rounding(path, beside, pictures, halo_px)
    beside.replace(path)
    if not found.per_picture <= MOST_ROUNDING:
        raise ExportDiffersError(
            f"{path} in whole numbers moves the counts by {100 * found.per_picture:.1f} %"
        )
    return found


def write_onnx(network: UNet | StemUNet, path: Path) -> None:
    """Write a network as one ONNX file whose batch, height and width are free.

    Input `pixels` is (batch, 1, height, width) float32 from 0 to 1, output `density` is
    (batch, 1, height / s, width / s) cells per output pixel times the target scale.
    """
    stride = network.config.stride_px
    rows, columns = torch.export.Dim("rows", min=1), torch.export.Dim("columns", min=1)
    shape = {0: torch.export.Dim("batch", min=1), 2: stride * rows, 3: stride * columns}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        # torch warns about its own use of its own tree classes
        warnings.simplefilter("ignore", FutureWarning)
        torch.onnx.export(
            network.eval(),
            (torch.zeros(2, 1, 4 * stride, 6 * stride),),
            path,
            input_names=[INPUT],
            output_names=[OUTPUT],
            opset_version=OPSET,
            dynamo=True,
            dynamic_shapes=(shape,),
            external_data=False,
        )
    _forget_where_it_was_made(path)
    onnx.checker.check_model(path, full_check=True)


def check_onnx(network: UNet | StemUNet, path: Path) -> float:
    """The largest difference between onnxruntime and torch over pictures of several shapes.

    Raises:
        ExportDiffersError: it is above `TOLERANCE`.
    """
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(0)
    stride = network.config.stride_px
    largest = 0.0
    for batch, rows, columns in ((1, 32, 32), (1, 9, 14), (3, 4, 7), (1, 1, 2)):
        pixels = random.random((batch, 1, rows * stride, columns * stride), np.float32)
        with torch.no_grad():
            expected = network.eval()(torch.from_numpy(pixels)).numpy()
        (answer,) = session.run([OUTPUT], {INPUT: pixels})
        largest = max(largest, float(np.abs(answer - expected).max()))
    if not largest <= TOLERANCE:
        raise ExportDiffersError(f"{path} differs from the trained network by {largest:g}")
    return largest


def _forget_where_it_was_made(path: Path) -> None:
    """Drop the exporter's notes, whose paths would change the SHA-256 with the checkout.

    What it needs to be run is told by `IR_VERSION` and the operator sets that it uses.
    """
    network = onnx.load(path)
    for noted in (network, network.graph, *network.graph.node, *network.graph.input):
        del noted.metadata_props[:]
    for value in (*network.graph.output, *network.graph.value_info, *network.graph.initializer):
        del value.metadata_props[:]
    network.ir_version = IR_VERSION
    used = {node.domain for node in network.graph.node}
    needed = [entry for entry in network.opset_import if entry.domain in used]
    del network.opset_import[:]
    network.opset_import.extend(needed)
    onnx.save(network, path)


def _swap_in(beside: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
