"""The loss: right at every pixel, and right in number over windows."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def count_loss(
    density: Tensor,
    target: Tensor,
    *,
    windows: tuple[int, ...],
    window_weight: float,
    summed: bool = False,
) -> Tensor:
    """Mean absolute error of the map, plus that of its sums over windows.

    A pixel loss forgives errors of one sign that add up; the sums over windows do not. Sums
    are divided by the area of the window, so that all terms are cells per output pixel.

    Args:
        density: (batch, 1, height, width), what the network answers.
        target: the same shape, what it should answer.
        windows: sides of the windows in output pixels; one larger than the map is the map.
        window_weight: weight of each window's term beside the pixels' weight of 1.
        summed: whether pictures cost the sum over their pixels, as in Lazard et al. 2022,
            instead of the mean.
    """
    loss = functional.l1_loss(density, target)
    error = density - target
    height, width = error.shape[-2:]
    for side in windows:
        means = functional.avg_pool2d(error, (min(side, height), min(side, width)))
        loss = loss + window_weight * means.abs().mean()
    return loss * (height * width) if summed else loss
