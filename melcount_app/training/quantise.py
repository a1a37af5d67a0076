"""A network in whole numbers of 8 bit: twice as fast, and the same on every processor.

Values between layers have 8 bit. Weights are held to 7: where a processor has no instruction for
more (AVX2 without VNNI), onnxruntime adds the products of pairs in 16 bit, which full weights
overflow, and the same scan had another count. The last layer stays in floating point, since
steps of the density would round away what is sparse.
"""

from __future__ import annotations

import contextlib
import io
import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from typing_extensions import override

from melcount_app.core.onnx_file import network_session  # its switch comes first

from onnxruntime import quantization  # isort: skip
from onnxruntime.quantization import shape_inference  # isort: skip

PERCENTILE = 99.995
"""Share of the values of a layer that its 256 steps reach; the few beyond are cut."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """What whole numbers do to the counts on some pictures; fractions of the total.

    Attributes:
        total: how far the total moves.
        per_picture: sum of the absolute movements of single pictures once that is taken out.
    """

    total: float
    per_picture: float


class _Pictures(quantization.CalibrationDataReader):  # type: ignore[misc]
    """Pictures to find the range of every layer's values by, one after the other."""

    def __init__(self, name: str, pictures: Sequence[npt.NDArray[np.float32]]) -> None:
        self._left = iter([{name: picture[np.newaxis, np.newaxis]} for picture in pictures])

    @override
    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        return next(self._left, None)


def quantise(network: Path, pictures: Sequence[npt.NDArray[np.float32]], path: Path) -> None:
    """Write a network in whole numbers.

    Args:
        network: in floating point, as `write_onnx` writes it.
        pictures: (height, width) float32 from 0 to 1, of which the values between the layers
            are typical.
        path: of the new network.
    """
    with tempfile.TemporaryDirectory() as folder, _in_silence():
        folded = Path(folder) / "folded.onnx"
        shape_inference.quant_pre_process(str(network), str(folded), skip_symbolic_shape=True)
        graph = onnx.load(folded).graph
        *_, last = (node.name for node in graph.node if node.op_type == "Conv")
        quantization.quantize_static(
            str(folded),
            str(path),
            _Pictures(graph.input[0].name, pictures),
            quant_format=quantization.QuantFormat.QDQ,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            calibrate_method=quantization.CalibrationMethod.Percentile,
            nodes_to_exclude=[last],
            extra_options={"CalibPercentile": PERCENTILE},
        )


def rounding(
    before: Path, after: Path, pictures: Sequence[npt.NDArray[np.float32]], halo_px: int
) -> Rounding:
    """What becomes of counts where one network takes the place of another.

    Args:
        before: the network in floating point.
        after: the same in whole numbers.
        pictures: (height, width) float32 from 0 to 1, counted mirrored beyond their border.
        halo_px: how far beyond.

    Raises:
        ValueError: nothing is counted on any of them.
    """
    old, new = (_counts(path, pictures, halo_px) for path in (before, after))
    if not old.sum() > 0:
        raise ValueError("the network counts nothing on the training crops")
    total = float(new.sum() / old.sum()) - 1.0
    return Rounding(total, float(np.abs(new / (1.0 + total) - old).sum() / old.sum()))


def _counts(
    path: Path, pictures: Sequence[npt.NDArray[np.float32]], halo_px: int
) -> npt.NDArray[np.float64]:
    """(n,) integrals of what a network answers, without the rim beyond the pictures."""
    session = network_session(path.read_bytes(), threads=1)
    (given,) = session.get_inputs()
    found = []
    for picture in pictures:
        mirrored = np.pad(picture, halo_px, mode="reflect")
        (answer,) = session.run(None, {given.name: mirrored[np.newaxis, np.newaxis]})
        rim = halo_px * answer.shape[-1] // mirrored.shape[-1]
        found.append(answer[0, 0, rim:-rim, rim:-rim].sum(dtype=np.float64))
    return np.array(found, np.float64)


@contextmanager
def _in_silence() -> Iterator[None]:
    """Without what the tools print about their work."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        logging.disable(before)
