"""Training one network, epoch after epoch.

A run that is started again goes on after its last checkpoint, and ends on the CPU with the
weights it would have had without the pause.
"""

from __future__ import annotations

import copy
import dataclasses
import os
import time
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR, LRScheduler, OneCycleLR

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import (
    Example,
    augmented_example,
    mirrored_example,
    plain_example,
)
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import Crop, render_target
from melcount_app.training.loss import count_loss
from melcount_app.training.muon import Muon
from melcount_app.training.pictures import draw_curves
from melcount_app.training.run_folder import (
    CURVES_FILE,
    EpochTrained,
    claim,
    has_checkpoint,
    is_over,
    read_checkpoint,
    write_checkpoint,
    write_history,
)
from melcount_app.training.unet import build_network

SAVE_EVERY_S = 20.0
"""Seconds between checkpoints; a run that is killed loses no more than this and an epoch."""

LOADERS = min(os.cpu_count() or 1, 16)
"""Threads that draw the pictures of later steps while the network learns."""

BATCHES_AHEAD = 3
"""Batches that are drawn while the network is busy with another."""

CPU = torch.device("cpu")

_Picture: TypeAlias = tuple[Example, npt.NDArray[np.float32]]


def train(
    crops: Sequence[Crop],
    config: TrainConfig,
    folder: Path,
    *,
    watched: Sequence[Crop] = (),
    device: torch.device = CPU,
) -> Generator[EpochTrained, None, None]:
    """Train a network on `crops`, or go on where the run in `folder` stopped.

    Args:
        crops: what is trained on, less what `config` holds back.
        config: all else that the network depends on.
        folder: of the run.
        watched: crops whose errors the curves show when none are held back; nothing else
            depends on them.
        device: what computes.

    Yields:
        `EpochTrained` per epoch that is trained now. The state is saved now and then, at the
        end, and when the generator is closed.

    Raises:
        MelcountError: `folder` holds a run with another configuration or other crops, or
            there are no more crops than are held back.
    """
    if len(crops) <= config.held_back:
        raise MelcountError(
            f"{len(crops)} crops are too few for {folder}: {config.held_back} of them are held "
            "back from training. Choose a folder with more crops."
        )
    run = _Run(crops, config, watched, device)
    claim(folder, config, crops)
    if has_checkpoint(folder):
        run.restore(read_checkpoint(folder))
    yield from _trained(run, folder)


def _trained(run: _Run, folder: Path) -> Generator[EpochTrained, None, None]:
    saved = time.perf_counter()
    try:
        while not run.is_over():
            event = run.train_epoch()
            if run.is_over() or time.perf_counter() - saved > SAVE_EVERY_S:
                run.save(folder)
                saved = time.perf_counter()
            yield event
    except GeneratorExit:
        run.save(folder)
        raise


def choose_device(name: str) -> torch.device:
    """The device called `name`; for `auto`, CUDA where there is any and else the CPU.

    Raises:
        MelcountError: there is no such device here.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise MelcountError(
            f"There is no device {name} on this machine. Use `--device cpu`."
        ) from error
    return device


def use_threads(threads: int) -> None:
    """Let the arithmetic of this process use so many threads."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)


def split_held_back(
    crops: Sequence[Crop], config: TrainConfig
) -> tuple[tuple[Crop, ...], tuple[Crop, ...]]:
    """The crops that are trained on, in their order, and those that are held back."""
    order = np.random.default_rng(config.seed).permutation(len(crops))
    apart = frozenset(order[: config.held_back].tolist())
    return (
        tuple(crop for i, crop in enumerate(crops) if i not in apart),
        tuple(crop for i, crop in enumerate(crops) if i in apart),
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """(batch, 1, height, width) pixels and (batch, 1, height / s, width / s) targets."""

    pixels: Tensor
    targets: Tensor


@dataclass(frozen=True, slots=True)
class _Scores:
    """What a batch cost: its loss, its pictures' absolute counting errors, its cells."""

    loss: Tensor
    count_error: Tensor
    cells: Tensor


class _Run:
    """Network, averaged weights, optimiser and schedule of one run.

    The random numbers of an epoch depend on seed and epoch alone, so that a checkpoint needs
    no state of theirs.
    """

    def __init__(
        self,
        crops: Sequence[Crop],
        config: TrainConfig,
        watched: Sequence[Crop],
        device: torch.device,
    ) -> None:
        torch.manual_seed(config.seed)
        self.config = config
        self.device = device
        self.crops, held_back = split_held_back(crops, config)
        self.epoch = 0
        self.history: list[EpochTrained] = []
        self.best: dict[str, Any] | None = None
        self.network = build_network(config.network)
        # trains a tenth faster on a CPU; torch's type hints do not know this argument
        self.network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.judged = copy.deepcopy(self.network).eval()
        self.optimisers = _optimisers(self.network, config)
        steps = -(-len(self.crops) // config.batch)
        self.schedules = [_schedule(optimiser, config, steps) for optimiser in self.optimisers]
        self.validation = self._validation_batches(held_back or tuple(watched))

    def is_over(self) -> bool:
        """Whether the run has come to its end."""
        return is_over(self.config, self.epoch, self.best)

    def train_epoch(self) -> EpochTrained:
        """See every crop once, and look at the validation crops."""
        started = time.perf_counter()
        self.network.train()
        scores = [self._step(batch) for batch in self._batches()]
        self.epoch += 1
        event = EpochTrained(
            self.epoch,
            float(np.mean([score.loss.item() for score in scores])),
            0.0,
            _relative(scores),
            *self._validate(),
        )
        event = dataclasses.replace(event, seconds=time.perf_counter() - started)
        self.history.append(event)
        return event

    def save(self, folder: Path) -> None:
        """Write checkpoint, history and curves."""
        checkpoint = {
            "epoch": self.epoch,
            "history": [dataclasses.astuple(event) for event in self.history],
            "network": self.network.state_dict(),
            "averaged": self.averaged,
            "best": self.best,
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "schedules": [schedule.state_dict() for schedule in self.schedules],
        }
        write_checkpoint(folder, checkpoint)
        write_history(folder, self.history)
        draw_curves(self.history, folder / CURVES_FILE)

    def restore(self, checkpoint: dict[str, Any]) -> None:
        """Go back to the state of a checkpoint."""
        self.epoch = checkpoint["epoch"]
        self.history = [EpochTrained(*row) for row in checkpoint["history"]]
        self.network.load_state_dict(checkpoint["network"])
        self.averaged = {
            name: value.to(self.device) for name, value in checkpoint["averaged"].items()
        }
        self.best = checkpoint.get("best")
        for kind in ("optimisers", "schedules"):
            for part, state in zip(getattr(self, kind), checkpoint[kind], strict=True):
                part.load_state_dict(state)

    def _batches(self) -> Generator[_Batch, None, None]:
        """The pictures of an epoch, drawn ahead by other threads."""
        order = np.random.default_rng((self.config.seed, self.epoch)).permutation(len(self.crops))
        waiting: deque[list[Future[_Picture]]] = deque()
        with ThreadPoolExecutor(LOADERS, thread_name_prefix="pictures") as loaders:
            for start in range(0, len(order), self.config.batch):
                picks = order[start : start + self.config.batch]
                waiting.append([loaders.submit(self._augmented, int(pick)) for pick in picks])
                if len(waiting) > BATCHES_AHEAD:
                    yield self._stack([picture.result() for picture in waiting.popleft()])
            while waiting:
                yield self._stack([picture.result() for picture in waiting.popleft()])

    def _augmented(self, pick: int) -> _Picture:
        random = np.random.default_rng((self.config.seed, self.epoch, pick))
        beneath = self.crops[(pick + 1 + self.epoch) % len(self.crops)]
        example = augmented_example(
            self.crops[pick], self.config.augmentation, random, beneath=beneath
        )
        return example, self._target(example)

    def _target(self, example: Example) -> npt.NDArray[np.float32]:
        height, width = example.pixels.shape
        return self.config.target_scale * render_target(
            example.points_xy,
            (height, width),
            sigma_px=self.config.sigma_px,
            output_stride=self.config.network.output_stride,
        )

    def _stack(self, pictures: Sequence[_Picture]) -> _Batch:
        pixels = np.stack([example.pixels for example, _ in pictures])[:, np.newaxis]
        targets = np.stack([target for _, target in pictures])[:, np.newaxis]
        return _Batch(
            torch.from_numpy(pixels).contiguous(memory_format=torch.channels_last).to(self.device),
            torch.from_numpy(targets).to(self.device),
        )

    def _validation_batches(self, crops: Sequence[Crop]) -> list[_Batch]:
        seen = plain_example if self.config.cut_gaussians else mirrored_example
        pictures = [(example, self._target(example)) for example in map(seen, crops)]
        starts = range(0, len(pictures), self.config.batch)
        return [self._stack(pictures[start : start + self.config.batch]) for start in starts]

    def _step(self, batch: _Batch) -> _Scores:
        density = self.network(batch.pixels)
        loss = self._loss(density, batch.targets)
        self.network.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for optimiser in self.optimisers:
            optimiser.step()
        for schedule in self.schedules:
            schedule.step()
        self._average()
        return _scores(loss, density, batch.targets)

    def _loss(self, density: Tensor, targets: Tensor) -> Tensor:
        stride = self.config.network.output_stride
        return count_loss(
            density,
            targets,
            windows=tuple(side // stride for side in self.config.windows_px),
            window_weight=self.config.window_weight,
            summed=self.config.summed_loss,
        )

    @torch.no_grad()
    def _validate(self) -> tuple[float, float]:
        """Loss and T_err of the weights that are kept, over the validation crops.

        Where crops are held back, weights with the lowest loss so far are put aside.
        """
        if not self.validation:
            return float("nan"), float("nan")
        self.judged.load_state_dict(self.averaged)
        scores, pictures = [], 0
        for batch in self.validation:
            density = self.judged(batch.pixels)
            score = _scores(self._loss(density, batch.targets), density, batch.targets)
            scores.append(dataclasses.replace(score, loss=score.loss * len(batch.pixels)))
            pictures += len(batch.pixels)
        loss = sum(score.loss.item() for score in scores) / pictures
        if self.config.held_back and (self.best is None or loss < self.best["loss"]):
            weights = {name: value.clone() for name, value in self.averaged.items()}
            self.best = {"epoch": self.epoch, "loss": loss, "weights": weights}
        return loss, _relative(scores)

    @torch.no_grad()
    def _average(self) -> None:
        """Move the averaged weights a little towards those of this step.

        A low bound on the pace lets them forget the random start quickly.
        """
        steps = self.schedules[0].last_epoch
        pace = max(1.0 - self.config.averaging, 1.0 / (steps + 1))
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                self.averaged[name].lerp_(value, pace)
            else:
                self.averaged[name].copy_(value)


def _optimisers(network: nn.Module, config: TrainConfig) -> list[torch.optim.Optimizer]:
    """What moves the weights: all of them, or filters between channels and the rest."""
    rate, decay = config.peak_rate, config.weight_decay
    weights = list(network.parameters())
    if config.optimiser == "adam":
        return [torch.optim.AdamW(weights, lr=rate, weight_decay=decay)]
    filters = [each for each in weights if each.ndim == 4 and min(each.shape[:2]) > 1]
    known = {id(each) for each in filters}
    rest = [each for each in weights if id(each) not in known]
    return [
        Muon(filters, lr=rate, weight_decay=decay),
        torch.optim.AdamW(rest, lr=rate, weight_decay=decay),
    ]


def _schedule(optimiser: torch.optim.Optimizer, config: TrainConfig, steps: int) -> LRScheduler:
    """The course of the learning rate over epochs of so many steps."""
    if config.schedule == "constant":
        return LambdaLR(optimiser, lambda _: 1.0)
    return OneCycleLR(
        optimiser,
        config.peak_rate,
        epochs=config.epochs,
        steps_per_epoch=steps,
        cycle_momentum=False,
    )


def _scores(loss: Tensor, density: Tensor, targets: Tensor) -> _Scores:
    """Scores of a batch, left on their device so that a step waits for nothing."""
    errors = (density.detach() - targets).sum(dim=(1, 2, 3)).abs()
    return _Scores(loss.detach(), errors.sum(), targets.sum())


def _relative(scores: Sequence[_Scores]) -> float:
    """T_err over some batches; NaN when they hold no cell."""
    cells = sum(score.cells.item() for score in scores)
    if cells == 0.0:
        return float("nan")
    return sum(score.count_error.item() for score in scores) / cells
