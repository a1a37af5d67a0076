"""What a training run depends on, stored as JSON beside its weights."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import SYMMETRIES_AND_BLUR, Augmentation
from melcount_app.training.unet import COMPACT, PAPER, SHARP, UNetConfig

CONFIG_FILE = "config.json"

Schedule: TypeAlias = Literal["one_cycle", "constant"]
Optimiser: TypeAlias = Literal["muon", "adam"]


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """All that a trained network depends on, beside the crops.

    Attributes:
        network: shape of the network.
        augmentation: how far training pictures differ from the crops.
        sigma_px: standard deviation in input pixels of the Gaussian that stands for a cell.
        target_scale: the network answers cells per output pixel times this.
        epochs: how many times every crop is seen, at most.
        batch: pictures per step.
        optimiser: `adam` is AdamW; with `muon` only what is no filter between channels is its.
        schedule: the course of the learning rate.
        peak_rate: highest learning rate.
        weight_decay: decoupled weight decay; without any AdamW is Adam.
        averaging: what the averaged weights keep of themselves in each step; 0 for none.
        windows_px: sides in input pixels of the windows whose sums enter the loss.
        window_weight: weight of each of them beside the pixels' weight of 1.
        summed_loss: whether the loss is a sum over pixels instead of a mean.
        cut_gaussians: whether what falls off a crop of a cell's Gaussian is lost, instead of
            coming back from the cell's mirror image.
        unbiased: whether counts are multiplied by the `unbiasing_factor` of cross-validation.
        held_back: crops that are not trained on; their loss chooses the weights and the end.
        patience: epochs without a lower loss of theirs after which training ends.
        seed: start of every random number.
    """

    network: UNetConfig = COMPACT
    augmentation: Augmentation = field(default_factory=Augmentation)
    sigma_px: float = 6.0
    target_scale: float = 100.0
    epochs: int = 160
    batch: int = 4
    optimiser: Optimiser = "muon"
    schedule: Schedule = "one_cycle"
    peak_rate: float = 3e-3
    weight_decay: float = 1e-2
    averaging: float = 0.98
    windows_px: tuple[int, ...] = (16, 64, 256)
    window_weight: float = 0.5
    summed_loss: bool = False
    cut_gaussians: bool = False
    unbiased: bool = True
    held_back: int = 0
    patience: int | None = None
    seed: int = 0

    def save(self, folder: Path) -> None:
        """Write `config.json` into `folder`."""
        text = json.dumps(dataclasses.asdict(self), indent=2)
        (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TrainConfig:
        """Read `config.json` of a run folder.

        Raises:
            MelcountError: the folder holds no run, or its configuration is damaged.
        """
        path = folder / CONFIG_FILE
        try:
            facts = _with_tuples(json.loads(path.read_text(encoding="utf-8")))
            network = UNetConfig(**facts.pop("network"))
            augmentation = Augmentation(**facts.pop("augmentation"))
            return cls(network=network, augmentation=augmentation, **facts)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise MelcountError(
                f"{path} is not the configuration of a training run ({error}). "
                "Choose a folder that `train` has written."
            ) from error


PROTOCOLS = {
    "sharp": TrainConfig(
        network=SHARP, augmentation=Augmentation(haze_probability=0.05, veil_probability=0.4)
    ),
    "compact": TrainConfig(),
    "paper": TrainConfig(
        network=PAPER,
        augmentation=SYMMETRIES_AND_BLUR,
        epochs=100_000,
        batch=16,
        optimiser="adam",
        schedule="constant",
        peak_rate=2e-4,
        weight_decay=0.0,
        averaging=0.0,
        windows_px=(),
        summed_loss=True,
        cut_gaussians=True,
        unbiased=False,
        held_back=16,
        patience=2500,
    ),
}
"""Recipes by name. `paper` is that of Lazard et al. 2022; its epochs are no limit in practice."""


def protocol_of(config: TrainConfig) -> str | None:
    """The name of the recipe that a configuration follows, whatever its epochs and seed."""
    for name, protocol in PROTOCOLS.items():
        if dataclasses.replace(protocol, epochs=config.epochs, seed=config.seed) == config:
            return name
    return None


def _with_tuples(facts: Any) -> Any:
    """JSON facts with tuples in place of lists, as frozen configurations hold them."""
    if isinstance(facts, dict):
        return {name: _with_tuples(fact) for name, fact in facts.items()}
    if isinstance(facts, list):
        return tuple(_with_tuples(fact) for fact in facts)
    return facts
