"""The folder of a training run: what it is made from, its state, and its history.

It holds `config.json`, `data.json` (which crops, and their fingerprint), `checkpoint.pt` (all
that is needed to go on), `history.csv` (a row per epoch) and `curves.png` (the same, drawn).
"""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from melcount_app.core.errors import MelcountError
from melcount_app.training.config import CONFIG_FILE, TrainConfig
from melcount_app.training.dataset import Crop, fingerprint
from melcount_app.training.unet import StemUNet, UNet, build_network

CHECKPOINT_FILE = "checkpoint.pt"
HISTORY_FILE = "history.csv"
DATA_FILE = "data.json"
CURVES_FILE = "curves.png"


@dataclass(frozen=True, slots=True)
class EpochTrained:
    """Every crop was seen once more.

    Errors are NaN where there is nothing to measure them on.

    Attributes:
        epoch: epochs finished so far.
        loss: mean loss over the epoch's steps.
        seconds: how long the epoch took.
        T_err: counting error over the pictures of the epoch, as the network was then.
        validation_loss: of the weights that are kept, over the validation crops.
        validation_T_err: their counting error there; without the mirror beyond the border
            that `evaluate` counts with.
    """

    epoch: int
    loss: float
    seconds: float
    T_err: float = math.nan
    validation_loss: float = math.nan
    validation_T_err: float = math.nan  # noqa: N815 - the name in the literature


def claim(folder: Path, config: TrainConfig, crops: Sequence[Crop]) -> None:
    """Write what a run is made from, or refuse a folder whose run is made from other things.

    Raises:
        MelcountError: `folder` holds a run with another configuration or other crops.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = {"sha256": fingerprint(crops), "crops": [crop.name for crop in crops]}
    other_config = (folder / CONFIG_FILE).is_file() and TrainConfig.load(folder) != config
    other_data = (folder / DATA_FILE).is_file() and _read_data(folder) != data
    if other_config or other_data:
        raise MelcountError(
            f"{folder} holds a run with another configuration or other crops. "
            "Choose an empty folder."
        )
    config.save(folder)
    (folder / DATA_FILE).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def names_of_training_crops(folder: Path) -> frozenset[str]:
    """The names of the crops that the run in `folder` knows, those held back included.

    Raises:
        MelcountError: the folder does not tell.
    """
    return frozenset(_read_data(folder)["crops"])


def epochs_trained(folder: Path) -> int:
    """How many epochs the run in `folder` has behind it."""
    return int(read_checkpoint(folder)["epoch"]) if has_checkpoint(folder) else 0


def best_epoch(folder: Path) -> int:
    """The epoch whose weights the run in `folder` keeps."""
    best = read_checkpoint(folder).get("best")
    return int(best["epoch"]) if best else epochs_trained(folder)


def is_finished(folder: Path) -> bool:
    """Whether the run in `folder` has come to its end."""
    if not has_checkpoint(folder):
        return False
    checkpoint = read_checkpoint(folder)
    return is_over(TrainConfig.load(folder), checkpoint["epoch"], checkpoint.get("best"))


def is_over(config: TrainConfig, epoch: int, best: dict[str, Any] | None) -> bool:
    """Whether a run ends after `epoch` epochs, the best so far being `best`."""
    out_of_patience = (
        config.patience is not None
        and best is not None
        and epoch - best["epoch"] >= config.patience
    )
    return epoch >= config.epochs or out_of_patience


def load_network(folder: Path) -> UNet | StemUNet:
    """The network of a run, ready for evaluation.

    Its weights are the averaged ones, those of the best epoch where crops were held back.

    Raises:
        MelcountError: the folder holds no run with a checkpoint.
    """
    network = build_network(TrainConfig.load(folder).network)
    checkpoint = read_checkpoint(folder)
    best = checkpoint.get("best")
    network.load_state_dict(best["weights"] if best else checkpoint["averaged"])
    return network.eval()


def has_checkpoint(folder: Path) -> bool:
    """Whether there is something to go on with."""
    return (folder / CHECKPOINT_FILE).is_file()


def read_checkpoint(folder: Path) -> dict[str, Any]:
    """The state of the run in `folder`, its tensors on the CPU.

    Raises:
        MelcountError: there is none.
    """
    if not has_checkpoint(folder):
        raise MelcountError(f"{folder} holds no checkpoint yet. Run `train` with this folder.")
    checkpoint: dict[str, Any] = torch.load(
        folder / CHECKPOINT_FILE, map_location="cpu", weights_only=True
    )
    return checkpoint


def write_checkpoint(folder: Path, checkpoint: dict[str, Any]) -> None:
    """Write the state of a run beside its place, then rename it."""
    beside = folder / (CHECKPOINT_FILE + ".new")
    torch.save(checkpoint, beside)
    beside.replace(folder / CHECKPOINT_FILE)


def write_history(folder: Path, history: Sequence[EpochTrained]) -> None:
    """Write `history.csv` beside its place, then rename it; what was not measured is empty."""
    beside = folder / (HISTORY_FILE + ".new")
    with beside.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(field.name for field in dataclasses.fields(EpochTrained))
        for row in history:
            cells = dataclasses.astuple(row)
            writer.writerow("" if math.isnan(cell) else cell for cell in cells)
    beside.replace(folder / HISTORY_FILE)


def _read_data(folder: Path) -> dict[str, Any]:
    path = folder / DATA_FILE
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MelcountError(
            f"{path} does not tell which crops were trained on ({error}). "
            "Train into an empty folder."
        ) from error
    return data
