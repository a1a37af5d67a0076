"""Counting crops, as the program counts scans: mirrored beyond the border by the halo.

A scan has little border for its area, so a crop's inner part is also counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from melcount_app.core.errors import MelcountError
from melcount_app.core.model import CountingModel
from melcount_app.core.peaks import find_peaks
from melcount_app.training.accuracy import CropCount
from melcount_app.training.augment import empty_field, mirrored_example
from melcount_app.training.dataset import CROP_UM_PER_PX, Crop, render_target
from melcount_app.training.localisation import MATCH_UM, count_matches

RIM_PX = 16
"""Width in input pixels of the rim that the inner part of a crop leaves out."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A network that counts, whatever runs it.

    Attributes:
        answer: turns (height, width) float32 pixels from 0 to 1 into cells per output pixel;
            the outer halo of its answer is not to be used.
        stride_px: sides of its input are multiples of this.
        output_stride: input pixels per output pixel.
        halo_px: input pixels around a place that its answer depends on.
        sigma_px: standard deviation in input pixels of the Gaussian that stands for a cell.
    """

    answer: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]
    stride_px: int
    output_stride: int
    halo_px: int
    sigma_px: float

    @classmethod
    def of_model(cls, model: CountingModel) -> Counter:
        """The network of a model folder, run as the program runs it.

        Raises:
            MelcountError: the model wants another pixel size than that of the crops.
        """
        card = model.card
        if abs(card.um_per_px / CROP_UM_PER_PX - 1.0) > 0.001:
            raise MelcountError(
                f"The model {card.name} counts at {card.um_per_px:g} µm/px, but the crops have "
                f"{CROP_UM_PER_PX:g}. Choose a model for this pixel size."
            )
        return cls(model.density, card.stride_px, card.output_stride, card.halo_px, card.sigma_px)

    def density(self, pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Cells per output pixel of a picture that is mirrored beyond its border."""
        mirrored = np.pad(pixels, self.halo_px, mode="reflect")
        rim = self.halo_px // self.output_stride
        return self.answer(mirrored)[rim:-rim, rim:-rim]


def count_crops(counter: Counter, crops: Sequence[Crop]) -> tuple[CropCount, ...]:
    """Count every crop.

    Raises:
        MelcountError: a crop has sides that the network cannot take.
    """
    return tuple(_count_crop(counter, crop) for crop in crops)


def count_empty_fields(counter: Counter, *, fields: int = 50, seed: int = 0) -> tuple[float, ...]:
    """Counts on simulated dark fields of 256 x 256 px, where 0 is right."""
    random = np.random.default_rng(seed)
    return tuple(_integral(counter.density(empty_field((256, 256), random))) for _ in range(fields))


def _count_crop(counter: Counter, crop: Crop) -> CropCount:
    height, width = crop.pixels.shape
    if height % counter.stride_px or width % counter.stride_px:
        raise MelcountError(
            f"The crop {crop.name} has {width} x {height} px, but the network needs sides that "
            f"are multiples of {counter.stride_px}. Cut the crop to such a size."
        )
    stride, sigma_px = counter.output_stride, counter.sigma_px
    seen = mirrored_example(crop)
    density = counter.density(seen.pixels)
    target = render_target(seen.points_xy, (height, width), sigma_px=sigma_px, output_stride=stride)
    inner = (slice(RIM_PX // stride, -RIM_PX // stride),) * 2
    peaks_xy = find_peaks(density, sigma_px=sigma_px, output_stride=stride)
    return CropCount(
        name=crop.name,
        cells=crop.cells,
        count=_integral(density),
        inner_cells=_integral(target[inner]),
        inner_count=_integral(density[inner]),
        peaks=len(peaks_xy),
        matched=count_matches(peaks_xy, crop.points_xy, MATCH_UM / CROP_UM_PER_PX),
        quarters=tuple(_quarters(density, crop, stride)),
    )


def _quarters(
    density: npt.NDArray[np.float32], crop: Crop, output_stride: int
) -> Iterator[tuple[float, float]]:
    """Annotated cells and count of every quarter of a crop."""
    middle_y, middle_x = (side // 2 for side in density.shape)
    right, lower = (
        crop.points_xy[:, axis] > middle * output_stride - 0.5
        for axis, middle in ((0, middle_x), (1, middle_y))
    )
    for rows, below in ((slice(None, middle_y), False), (slice(middle_y, None), True)):
        for columns, beside in ((slice(None, middle_x), False), (slice(middle_x, None), True)):
            cells = np.count_nonzero((lower == below) & (right == beside))
            yield float(cells), _integral(density[rows, columns])


def _integral(density: npt.NDArray[np.float32]) -> float:
    return float(density.sum(dtype=np.float64))
