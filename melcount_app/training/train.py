"""Training one network: what is trained, epoch after epoch, and the folder it is kept in.

A run folder holds `config.json`, `data.json` (which crops, and their fingerprint),
`checkpoint.pt` (all that is needed to go on) and `history.csv` (epoch, loss, seconds). A run
that is started again goes on after its last epoch and ends with the weights it would have had
without the pause.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.optim.lr_scheduler import OneCycleLR

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import Example, augmented_example
from melcount_app.training.config import CONFIG_FILE, TrainConfig
from melcount_app.training.dataset import Crop, fingerprint, render_target
from melcount_app.training.loss import count_loss
from melcount_app.training.unet import UNet

CHECKPOINT_FILE = "checkpoint.pt"
HISTORY_FILE = "history.csv"
DATA_FILE = "data.json"


@dataclass(frozen=True, slots=True)
class EpochTrained:
    """Every crop was seen once more, and the checkpoint is on disk.

    Attributes:
        epoch: epochs finished so far.
        epochs: epochs of the whole run.
        loss: mean loss over the epoch's steps.
        seconds: how long the epoch took.
    """

    epoch: int
    epochs: int
    loss: float
    seconds: float


def train(
    crops: Sequence[Crop], config: TrainConfig, folder: Path
) -> Generator[EpochTrained, None, None]:
    """Train a network on `crops`, or go on where the run in `folder` stopped.

    Yields:
        `EpochTrained` per epoch that is trained now.

    Raises:
        MelcountError: `folder` holds a run with another configuration or other crops.
    """
    run = _Run(crops, config)
    _claim(folder, config, crops)
    if (folder / CHECKPOINT_FILE).is_file():
        run.restore(_read_checkpoint(folder))
    while run.epoch < config.epochs:
        started = time.perf_counter()
        loss = run.train_epoch()
        event = EpochTrained(run.epoch, config.epochs, loss, time.perf_counter() - started)
        run.history.append((event.epoch, event.loss, event.seconds))
        run.save(folder)
        yield event


def load_network(folder: Path) -> UNet:
    """The network of a run with its averaged weights, ready for evaluation.

    Raises:
        MelcountError: the folder holds no run with a checkpoint.
    """
    network = UNet(TrainConfig.load(folder).network)
    network.load_state_dict(_read_checkpoint(folder)["averaged"])
    return network.eval()


def epochs_trained(folder: Path) -> int:
    """How many epochs the run in `folder` has behind it."""
    if not (folder / CHECKPOINT_FILE).is_file():
        return 0
    return int(_read_checkpoint(folder)["epoch"])


def names_of_training_crops(folder: Path) -> frozenset[str]:
    """The names of the crops that the run in `folder` was trained on.

    Raises:
        MelcountError: the folder does not tell.
    """
    return frozenset(_read_data(folder)["crops"])


class _Run:
    """Network, averaged weights, optimiser and schedule of one run.

    The random numbers of an epoch depend on seed and epoch alone, so that a checkpoint needs
    no state of theirs.
    """

    def __init__(self, crops: Sequence[Crop], config: TrainConfig) -> None:
        torch.manual_seed(config.seed)
        self.crops = crops
        self.config = config
        self.epoch = 0
        self.history: list[tuple[int, float, float]] = []
        self.network = UNet(config.network)
        # trains a tenth faster on a CPU; torch's type hints do not know this argument
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=config.peak_rate, weight_decay=config.weight_decay
        )
        self.schedule = OneCycleLR(
            self.optimiser,
            config.peak_rate,
            epochs=config.epochs,
            steps_per_epoch=-(-len(crops) // config.batch),
        )

    def train_epoch(self) -> float:
        """See every crop once; answer the mean loss."""
        self.network.train()
        order = np.random.default_rng((self.config.seed, self.epoch)).permutation(len(self.crops))
        starts = range(0, len(order), self.config.batch)
        losses = [self._step(order[start : start + self.config.batch]) for start in starts]
        self.epoch += 1
        return float(np.mean(losses))

    def save(self, folder: Path) -> None:
        """Write checkpoint and history, each beside its place and then renamed."""
        checkpoint = {
            "epoch": self.epoch,
            "history": self.history,
            "network": self.network.state_dict(),
            "averaged": self.averaged,
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        beside = folder / (CHECKPOINT_FILE + ".new")
        torch.save(checkpoint, beside)
        beside.replace(folder / CHECKPOINT_FILE)
        _write_history(folder, self.history)

    def restore(self, checkpoint: dict[str, Any]) -> None:
        """Go back to the state of a checkpoint."""
        self.epoch = checkpoint["epoch"]
        self.history = checkpoint["history"]
        self.network.load_state_dict(checkpoint["network"])
        self.averaged = checkpoint["averaged"]
        self.optimiser.load_state_dict(checkpoint["optimiser"])
        self.schedule.load_state_dict(checkpoint["schedule"])

    def _step(self, picks: npt.NDArray[np.int64]) -> float:
        pixels, targets = self._batch(picks)
        loss = count_loss(
            self.network(pixels),
            targets,
            windows=tuple(
                side // self.config.network.output_stride for side in self.config.windows_px
            ),
            window_weight=self.config.window_weight,
        )
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self.schedule.step()
        self._average()
        return loss.item()

    def _batch(self, picks: npt.NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """(batch, 1, height, width) pixels and (batch, 1, height / s, width / s) targets."""
        examples = [self._example(int(pick)) for pick in picks]
        pixels = np.stack([example.pixels for example in examples])[:, np.newaxis]
        targets = np.stack([self._target(example) for example in examples])[:, np.newaxis]
        return (
            torch.from_numpy(pixels).contiguous(memory_format=torch.channels_last),
            torch.from_numpy(targets),
        )

    def _example(self, pick: int) -> Example:
        random = np.random.default_rng((self.config.seed, self.epoch, pick))
        return augmented_example(self.crops[pick], self.config.augmentation, random)

    def _target(self, example: Example) -> npt.NDArray[np.float32]:
        height, width = example.pixels.shape
        return self.config.target_scale * render_target(
            example.points_xy,
            (height, width),
            sigma_px=self.config.sigma_px,
            output_stride=self.config.network.output_stride,
        )

    @torch.no_grad()
    def _average(self) -> None:
        """Move the averaged weights a little towards those of this step.

        A low bound on the pace lets them forget the random start quickly.
        """
        steps = self.schedule.last_epoch
        pace = max(1.0 - self.config.averaging, 1.0 / (steps + 1))
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                self.averaged[name].lerp_(value, pace)
            else:
                self.averaged[name].copy_(value)


def use_threads(threads: int) -> None:
    """Let the arithmetic of this process use so many threads."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)


def _claim(folder: Path, config: TrainConfig, crops: Sequence[Crop]) -> None:
    """Write what the run is made from, or refuse a folder whose run is made from other things."""
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


def _read_checkpoint(folder: Path) -> dict[str, Any]:
    path = folder / CHECKPOINT_FILE
    if not path.is_file():
        raise MelcountError(f"{folder} holds no checkpoint yet. Run `train` with this folder.")
    checkpoint: dict[str, Any] = torch.load(path, weights_only=True)
    return checkpoint


def _write_history(folder: Path, history: list[tuple[int, float, float]]) -> None:
    beside = folder / (HISTORY_FILE + ".new")
    with beside.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(("epoch", "loss", "seconds"))
        writer.writerows(history)
    beside.replace(folder / HISTORY_FILE)
