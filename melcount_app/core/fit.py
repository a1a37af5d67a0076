"""Whether a network does what its card says, tried on darkness and on a little of everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from melcount_app.core.runtime import onnxruntime

FLOATS = "tensor(float)"
"""What a network takes and gives, as onnxruntime calls numbers of 32 bit."""

TOO_NEW = ("IR version", "is under development and support for this is limited")
"""Words of onnxruntime where a file needs a newer one."""

SAME = 1e-3
"""What answers at one place may differ by, as a share of the highest: more than rounding."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card says of the shape of its network; see `ModelCard`."""

    stride_px: int
    output_stride: int
    halo_px: int


def tried_answers(
    session: onnxruntime.InferenceSession, facts: Facts
) -> Iterator[npt.NDArray[np.float32]]:
    """What the network answers to small pictures; its output, not divided by the target scale.

    Pictures of odd and even sides, in strides, must have the same answer where they show the
    same place: else a count would depend on how the scan is cut into tiles.

    Raises:
        ValueError: the network takes or gives other shapes or numbers than the card says, or
            its answer depends on more than the halo.
    """
    _check_names(session)
    side = 2 * facts.stride_px
    yield _answer(session, facts, np.zeros((side, side), np.float32))
    halo, stride = facts.halo_px, facts.stride_px
    random = np.random.default_rng(0)
    whole = random.random((2 * halo + 3 * stride, 2 * halo + 5 * stride), np.float32)
    answer = _answer(session, facts, whole)
    yield answer
    _check_places(answer, _answer(session, facts, whole[stride:, stride:]), facts)


def _check_names(session: onnxruntime.InferenceSession) -> None:
    inputs = {given.name: given.shape for given in session.get_inputs()}
    if [(len(shape), shape[1:2]) for shape in inputs.values()] != [(4, [1])]:
        raise ValueError(f"its input is {inputs}, not one channel of pictures")
    types = [each.type for each in (*session.get_inputs(), *session.get_outputs())]
    if types != [FLOATS, FLOATS]:
        raise ValueError(f"it takes and gives {types}, not {FLOATS} for {FLOATS}")


def _answer(
    session: onnxruntime.InferenceSession, facts: Facts, pixels: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """(height, width) of what is answered to a picture."""
    height, width = pixels.shape
    expected = (1, 1, height // facts.output_stride, width // facts.output_stride)
    (given,) = session.get_inputs()
    options = onnxruntime.RunOptions()
    options.log_severity_level = 4  # what goes wrong is said by the error
    try:
        (output,) = session.run(None, {given.name: pixels[np.newaxis, np.newaxis]}, options)
    except Exception as error:  # onnxruntime has no common base class
        raise ValueError(f"it cannot count {width} x {height} pixels") from error
    if np.shape(output) != expected:
        raise ValueError(
            f"{width} x {height} pixels give {np.shape(output)}, not {expected[3]} x {expected[2]}"
        )
    answer: npt.NDArray[np.float32] = output[0, 0]
    return answer


def _check_places(
    whole: npt.NDArray[np.float32], part: npt.NDArray[np.float32], facts: Facts
) -> None:
    """Compare the answers to a picture and to the same without its first stride on both axes."""
    rim, step = facts.halo_px // facts.output_stride, facts.stride_px // facts.output_stride
    first, second = whole[rim + step : -rim, rim + step : -rim], part[rim:-rim, rim:-rim]
    apart = float(np.abs(first - second).max(initial=0.0))
    if apart > SAME * float(np.abs(whole).max(initial=0.0)):
        raise ValueError(
            f"its answer at one place depends on more than the {facts.halo_px} pixels around it "
            "that the card tells, so a count would depend on how a scan is cut"
        )
