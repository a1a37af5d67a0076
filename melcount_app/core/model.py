"""Models: the card with the facts about a network, and the network itself, run by onnxruntime.

A model is a folder of three files: `model.onnx`, `card.json` (facts the program needs)
and `CARD.md` (data, licence and errors, for people).
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from melcount_app.core.budget import (
    MIB,
    check_json,
    read_within,
)
from melcount_app.core.errors import ModelError
from melcount_app.core.fit import TOO_NEW, Facts, tried_answers
from melcount_app.core.foreign import foreign
from melcount_app.core.interval import IntervalModel
from melcount_app.core.likeness import TrainingRanges
from melcount_app.core.onnx_file import network_session, read_network
from melcount_app.core.plausible import check_answer
from melcount_app.core.runtime import onnxruntime
from melcount_app.core.stains import TRP1, Stains

CARD_FILE = "card.json"
ONNX_FILE = "model.onnx"

MOST_CARD_BYTES = 4 * MIB

NORMALISATION = "value / white"
"""What pixel values are before the network sees them; see `to_network_range`."""

BRIGHTEST = 2.0
"""The most, in parts of white, that a network is shown where white was found, not given."""

LARGEST_PX = 4096
"""No side and no distance on a card is larger."""


NESTED: dict[str, Callable[..., object]] = {
    "interval": IntervalModel,
    "stains": Stains.read,
    "training_ranges": TrainingRanges.read,
}
"""Fields of a card that are objects of their own, and what reads them."""

WORDS = {
    "name": str,
    "sha256": str,
    "licence": str,
    "training": dict,
    "errors": dict,
    "tested": dict,
}
"""Fields of a card that are no numbers, and what they are."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The facts about one network that counting depends on.

    Attributes:
        name: short name, as in `trp1`.
        sha256: hexadecimal SHA-256 of `model.onnx`.
        um_per_px: pixel size of the network's input in µm.
        scan_um_per_px: level-0 pixel size of the scans it learned from, in µm; assumed
            for scans that do not tell theirs (their densities are then withheld).
        stride_px: tile offsets and sides, in input pixels, are multiples of this.
        output_stride: input pixels per output pixel, on each axis.
        halo_px: input pixels around a tile that its output depends on; a multiple of
            `stride_px`, at least the radius of the receptive field.
        sigma_px: standard deviation in input pixels of the Gaussian that stands for a cell.
        target_scale: the network's output is cells per output pixel times this.
        licence: licence of the weights.
        training: free facts about data and recipe, for the report.
        errors: cross-validated errors, for the report: `T_err`, `A_err`, `bias`, ...
        tested: errors on crops by which nothing was chosen: `kind`, `n`, `T_err` with `T_err_low`
            and `T_err_high`, `A_err`, `bias`, ...; empty where nobody measured them.
        normalisation: what is done to pixel values; the program knows one way only.
        interval: how far its counts are off; None where the model does not tell.
        training_ranges: what the training crops look like; None where the model does not tell.
        stains: what the channel of the label is called, and others; the usual names where the
            model does not tell.
    """

    name: str
    sha256: str
    um_per_px: float
    scan_um_per_px: float
    stride_px: int
    output_stride: int
    halo_px: int
    sigma_px: float
    target_scale: float
    licence: str
    training: dict[str, Any]
    errors: dict[str, Any]
    normalisation: str = NORMALISATION
    interval: IntervalModel | None = None
    training_ranges: TrainingRanges | None = None
    stains: Stains = TRP1
    tested: dict[str, Any] = dataclasses.field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write `card.json` into `folder`."""
        text = json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False)
        (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")

    @property
    def map_px_um2(self) -> float:
        """Area of one pixel of the density map in µm²."""
        return (self.um_per_px * self.output_stride) ** 2

    @classmethod
    def load(cls, folder: Path) -> ModelCard:
        """Read and check `folder/card.json`.

        Raises:
            ModelError: the card is missing, damaged or contradicts itself.
        """
        path = folder / CARD_FILE
        with foreign(partial(_damaged, path)):
            facts = {**json.loads(_card_text(path))}
            for field in NESTED.keys() & facts.keys():
                if facts[field] is not None:
                    facts[field] = NESTED[field](**facts[field])
            card = cls(**facts)
            card._check()
        return card

    def _check(self) -> None:
        for field, kind in WORDS.items():
            if not isinstance(getattr(self, field), kind):
                raise TypeError(f"{field} is {getattr(self, field)!r}")
        for field in ("um_per_px", "scan_um_per_px", "sigma_px", "target_scale"):
            value = getattr(self, field)
            if not (isinstance(value, int | float) and 0 < value < math.inf):
                raise ValueError(f"{field} is {value!r}")
        for field in ("stride_px", "output_stride", "halo_px"):
            value = getattr(self, field)
            if not (isinstance(value, int) and 0 < value <= LARGEST_PX):
                raise ValueError(f"{field} is {value!r}")
        if self.stride_px % self.output_stride or self.halo_px % self.stride_px:
            raise ValueError("halo, stride and output stride do not fit each other")
        if self.normalisation != NORMALISATION:
            raise ValueError(f"normalisation is {self.normalisation!r}, not {NORMALISATION!r}")


def _card_text(path: Path) -> str:
    content = read_within(path, MOST_CARD_BYTES)
    check_json(content)
    return content.decode("utf-8")


def _damaged(path: Path, error: Exception) -> ModelError:
    """Why a card cannot be read."""
    folder = path.parent
    if isinstance(error, OSError):
        return ModelError(
            f"{folder} is not a model: {CARD_FILE} cannot be read. "
            "Choose a folder that holds model.onnx and card.json."
        )
    return ModelError(f"The model card {path} is damaged ({error}). Copy the model folder again.")


def stains_of(folder: Path) -> Stains:
    """What label and other stains are called by the card of a model; the usual names without one.

    That a card is damaged is told by whoever counts with it.
    """
    try:
        return ModelCard.load(folder).stains
    except ModelError:
        return TRP1


def model_folders(folder: Path) -> tuple[Path, ...]:
    """The models in a folder, by name: itself if it is one, else those of its folders that are.

    Raises:
        ModelError: there is none.
    """
    found = _models_in(folder)
    if not found:
        raise ModelError(
            f"{folder} holds no model. Choose a folder with model.onnx and {CARD_FILE} in it, or "
            "with such folders in it."
        )
    return found


def _models_in(folder: Path) -> tuple[Path, ...]:
    candidates = (folder, *sorted(folder.glob("*/")))
    return tuple(each for each in candidates if (each / CARD_FILE).is_file())


@dataclass(frozen=True, slots=True)
class Model:
    """A model that may be counted with.

    Attributes:
        folder: holds `model.onnx` and `card.json`.
        card: what is in `card.json`.
    """

    folder: Path
    card: ModelCard

    @classmethod
    def load(cls, folder: Path) -> Model:
        """The model of a folder; its network is not looked at.

        Raises:
            ModelError: the card is missing, damaged or contradicts itself.
        """
        return cls(folder, ModelCard.load(folder))


def find_model(sha256: str, places: Iterable[Path]) -> Model | None:
    """The first model with a network, by its hash; None where there is none.

    Args:
        sha256: of the network.
        places: folders of a model or of models; those that hold none are passed over.

    Raises:
        ModelError: there is none, but one of them is damaged and may be it.
    """
    damage: ModelError | None = None
    for place in places:
        for folder in _models_in(place):
            try:
                model = Model.load(folder)
            except ModelError as error:
                damage = damage or error
                continue
            if model.card.sha256 == sha256:
                return model
    if damage is not None:
        raise damage
    return None


class CountingModel:
    """A network ready to turn pixels into a density map; several threads may ask it at once."""

    def __init__(self, card: ModelCard, session: onnxruntime.InferenceSession) -> None:
        self.card = card
        self._session = session
        self._input = session.get_inputs()[0].name

    @classmethod
    def load(cls, folder: Path, *, threads: int = 0) -> CountingModel:
        """Load the network of a model folder, checked against its card; see `of`."""
        return cls.of(Model.load(folder), threads=threads)

    @classmethod
    def of(cls, model: Model, *, threads: int = 0) -> CountingModel:
        """Load the network of a model, checked against its card.

        Args:
            model: whose card is known.
            threads: threads of the network; 0 for one per core.

        Raises:
            ModelError: a file is missing or damaged, or the two do not belong together.
        """
        card, path = model.card, model.folder / ONNX_FILE
        network = read_network(path, card.sha256)
        with foreign(partial(_not_loaded, path)):
            session = network_session(network, threads)
        facts = Facts(card.stride_px, card.output_stride, card.halo_px)
        with foreign(partial(_unfit, path)):
            for answer in tried_answers(session, facts):
                check_answer(answer / np.float32(card.target_scale), card.map_px_um2)
        return cls(card, session)

    def density(self, pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Cells per output pixel.

        Args:
            pixels: (height, width), 0 to 1, at `card.um_per_px`; both sides are
                multiples of `card.stride_px`. The outer `card.halo_px` of the answer
                depend on what lies outside and are for the caller to discard.

        Returns:
            (height / output_stride, width / output_stride) float32, cells per pixel, >= 0.
        """
        (output,) = self._session.run(None, {self._input: pixels[np.newaxis, np.newaxis]})
        density: npt.NDArray[np.float32] = output[0, 0]
        density /= np.float32(self.card.target_scale)
        return density


def _not_loaded(path: Path, error: Exception) -> ModelError:
    if any(word in str(error) for word in TOO_NEW):
        return ModelError(
            f"The network {path} is written for a newer onnxruntime than melcount has "
            f"({onnxruntime.__version__}). Export it again with operator set 18 and IR version 10."
        )
    return ModelError(
        f"The network {path} cannot be loaded ({error}). Copy the model folder again."
    )


def _unfit(path: Path, error: Exception) -> ModelError:
    return ModelError(
        f"The network {path} does not fit its card ({error}). Copy the model folder again."
    )


def to_network_range(
    pixels: npt.NDArray[np.generic], white: float, black: float | None = None
) -> npt.NDArray[np.float32]:
    """Pixel values as the network wants them: 0 for black, 1 for the scanner's white.

    The one pre-processing step; training and counting both call it.

    Args:
        pixels: values of one channel, any shape.
        white: the value that a saturated pixel has (255 for 8 bit).
        black: the value of no light, where black and white were found and are not given by the
            format: then darker pixels are black, and those over `BRIGHTEST` are cut, since no
            network has seen pixels as bright as hot ones or padding. None for 0, and no cut.
    """
    scaled: npt.NDArray[np.float32] = pixels.astype(np.float32)
    if black is None:
        scaled *= np.float32(1.0 / white)
        return scaled
    scaled -= np.float32(black)
    scaled *= np.float32(1.0 / (white - black))
    return np.clip(scaled, 0.0, BRIGHTEST, out=scaled)
