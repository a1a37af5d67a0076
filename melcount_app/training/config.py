"""What a training run depends on, stored as JSON beside its weights."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import Augmentation
from melcount_app.training.unet import COMPACT, UNetConfig

CONFIG_FILE = "config.json"


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """All that a trained network depends on, beside the crops.

    Attributes:
        network: shape of the network.
        augmentation: how far training pictures differ from the crops.
        sigma_px: standard deviation in input pixels of the Gaussian that stands for a cell.
        target_scale: the network answers cells per output pixel times this.
        epochs: how many times every crop is seen.
        batch: pictures per step.
        peak_rate: highest learning rate of the one-cycle schedule.
        weight_decay: weight decay of AdamW.
        averaging: what the averaged weights keep of themselves in each step.
        windows_px: sides in input pixels of the windows whose sums enter the loss.
        window_weight: weight of each of them beside the pixels' weight of 1.
        seed: start of every random number.
    """

    network: UNetConfig = COMPACT
    augmentation: Augmentation = field(default_factory=Augmentation)
    sigma_px: float = 6.0
    target_scale: float = 100.0
    epochs: int = 80
    batch: int = 8
    peak_rate: float = 3e-3
    weight_decay: float = 1e-2
    averaging: float = 0.98
    windows_px: tuple[int, ...] = (16, 64, 256)
    window_weight: float = 0.5
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


def _with_tuples(facts: Any) -> Any:
    """JSON facts with tuples in place of lists, as frozen configurations hold them."""
    if isinstance(facts, dict):
        return {name: _with_tuples(fact) for name, fact in facts.items()}
    if isinstance(facts, list):
        return tuple(_with_tuples(fact) for fact in facts)
    return facts
