"""Models: the card with the facts about a network, and the network itself, run by onnxruntime.

A model is a folder of three files: `model.onnx`, `card.json` (facts the program needs)
and `CARD.md` (data, licence and errors, for people).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from melcount_app.core.errors import ModelError
from melcount_app.core.interval import IntervalModel
from melcount_app.core.likeness import TrainingRanges

CARD_FILE = "card.json"
ONNX_FILE = "model.onnx"

NORMALISATION = "value / white"
"""What pixel values are before the network sees them; see `to_network_range`."""

NESTED: dict[str, Callable[..., object]] = {
    "interval": IntervalModel,
    "training_ranges": TrainingRanges.read,
}
"""Fields of a card that are objects of their own, and what reads them."""


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
        normalisation: what is done to pixel values; the program knows one way only.
        interval: how far its counts are off; None where the model does not tell.
        training_ranges: what the training crops look like; None where the model does not tell.
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

    def save(self, folder: Path) -> None:
        """Write `card.json` into `folder`."""
        text = json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False)
        (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> ModelCard:
        """Read and check `folder/card.json`.

        Raises:
            ModelError: the card is missing, damaged or contradicts itself.
        """
        path = folder / CARD_FILE
        try:
            facts = {**json.loads(path.read_text(encoding="utf-8"))}
            for field in NESTED.keys() & facts.keys():
                if facts[field] is not None:
                    facts[field] = NESTED[field](**facts[field])
            card = cls(**facts)
            card._check()
        except OSError as error:
            raise ModelError(
                f"{folder} is not a model: {CARD_FILE} cannot be read. "
                "Choose a folder that holds model.onnx and card.json."
            ) from error
        except (ValueError, TypeError) as error:
            raise ModelError(
                f"The model card {path} is damaged ({error}). Copy the model folder again."
            ) from error
        return card

    def _check(self) -> None:
        for field in ("um_per_px", "scan_um_per_px", "sigma_px", "target_scale"):
            value = getattr(self, field)
            if not (isinstance(value, int | float) and value > 0):
                raise ValueError(f"{field} is {value!r}")
        for field in ("stride_px", "output_stride", "halo_px"):
            value = getattr(self, field)
            if not (isinstance(value, int) and value > 0):
                raise ValueError(f"{field} is {value!r}")
        if self.stride_px % self.output_stride or self.halo_px % self.stride_px:
            raise ValueError("halo, stride and output stride do not fit each other")
        if self.normalisation != NORMALISATION:
            raise ValueError(f"normalisation is {self.normalisation!r}, not {NORMALISATION!r}")


def model_folders(folder: Path) -> tuple[Path, ...]:
    """The models in a folder, by name: itself if it is one, else those of its folders that are.

    Raises:
        ModelError: there is none.
    """
    candidates = (folder, *sorted(folder.glob("*/")))
    found = tuple(each for each in candidates if (each / CARD_FILE).is_file())
    if not found:
        raise ModelError(
            f"{folder} holds no model. Choose a folder with model.onnx and {CARD_FILE} in it, or "
            "with such folders in it."
        )
    return found


class CountingModel:
    """A network ready to turn pixels into a density map; several threads may ask it at once."""

    def __init__(self, card: ModelCard, session: onnxruntime.InferenceSession) -> None:
        self.card = card
        self._session = session
        self._input = session.get_inputs()[0].name

    @classmethod
    def load(cls, folder: Path, *, threads: int = 0) -> CountingModel:
        """Load the network of a model folder, checked against its card.

        Args:
            folder: holds `model.onnx` and `card.json`.
            threads: threads of the network; 0 for one per core.

        Raises:
            ModelError: a file is missing or damaged, or the two do not belong together.
        """
        card = ModelCard.load(folder)
        path = folder / ONNX_FILE
        try:
            network = path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"The network {path} cannot be read. Copy the model folder again."
            ) from error
        if hashlib.sha256(network).hexdigest() != card.sha256:
            raise ModelError(
                f"The network {path} is not the one its card describes (SHA-256 differs). "
                "Copy the model folder again."
            )
        try:
            session = network_session(network, threads)
        except Exception as error:  # onnxruntime has no common base class
            raise ModelError(
                f"The network {path} cannot be loaded ({error}). Copy the model folder again."
            ) from error
        try:
            _check_fit(session, card)
        except ValueError as error:
            raise ModelError(
                f"The network {path} does not fit its card ({error}). Copy the model folder again."
            ) from error
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


def network_session(network: bytes, threads: int) -> onnxruntime.InferenceSession:
    """A network in onnxruntime, on the processor; 0 threads for one per core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # it plans memory for every tile shape, and keeps it
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _check_fit(session: onnxruntime.InferenceSession, card: ModelCard) -> None:
    """Count a little darkness.

    Raises:
        ValueError: the network takes or gives other shapes than the card says.
    """
    inputs = {given.name: given.shape for given in session.get_inputs()}
    if [(len(shape), shape[1:2]) for shape in inputs.values()] != [(4, [1])]:
        raise ValueError(f"its input is {inputs}, not one channel of pictures")
    side, answer = 2 * card.stride_px, 2 * card.stride_px // card.output_stride
    darkness = np.zeros((1, 1, side, side), np.float32)
    options = onnxruntime.RunOptions()
    options.log_severity_level = 4  # what goes wrong is said below
    try:
        outputs = session.run(None, dict.fromkeys(inputs, darkness), options)
    except Exception as error:  # onnxruntime has no common base class
        raise ValueError(f"it cannot count {side} x {side} pixels") from error
    shapes = [np.shape(output) for output in outputs]
    if shapes != [(1, 1, answer, answer)]:
        raise ValueError(f"{side} x {side} pixels give {shapes}, not {answer} x {answer}")


def to_network_range(pixels: npt.NDArray[np.generic], white: float) -> npt.NDArray[np.float32]:
    """Pixel values as the network wants them: 0 for black, 1 for the scanner's white.

    The one pre-processing step; training and counting both call it.

    Args:
        pixels: values of one channel, any shape.
        white: the value that a saturated pixel has (255 for 8 bit).
    """
    scaled: npt.NDArray[np.float32] = pixels.astype(np.float32)
    scaled *= np.float32(1.0 / white)
    return scaled
