"""Muon: momentum whose step has the same size in every direction of a weight matrix.

Keller Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks", with
the step size of Liu et al. 2025, "Muon is scalable for LLM training", which lets it share
rate and weight decay with AdamW. PyTorch's own takes matrices only, and works in bfloat16,
which CPUs emulate; this one takes the filters of convolutions, in the precision they have.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from typing_extensions import override

_QUINTIC = (3.4445, -4.7750, 2.0315)
"""Coefficients of Jordan's iteration: singular values come to between 0.7 and 1.2 in 5 steps."""

_STEPS = 5
_TINY = 1e-7

_RMS = 0.2
"""Root mean square of a step of AdamW, for a rate of 1, as Liu et al. measured it."""


class Muon(torch.optim.Optimizer):
    """Orthogonalised momentum for filters of convolutions.

    Args:
        filters: weights of (outputs, inputs, height, width); each is seen as a matrix of a row
            per output.
        lr: learning rate, of the size that AdamW takes.
        momentum: what the mean of the gradients keeps of itself in each step.
        weight_decay: share of the weights that is taken off per step, times the rate.
    """

    def __init__(
        self,
        filters: Iterable[nn.Parameter],
        *,
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(list(filters), defaults)

    @override
    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move every filter against the orthogonal matrix nearest to its mean gradient."""
        for group in self.param_groups:
            for weights in group["params"]:
                if weights.grad is None:
                    continue
                state = self.state[weights]
                mean = state.setdefault("mean", torch.zeros_like(weights.grad))
                mean.lerp_(weights.grad, 1.0 - group["momentum"])
                ahead = weights.grad.lerp(mean, group["momentum"])  # Nesterov
                matrix = orthogonalised(ahead.reshape(len(ahead), -1))
                rate = group["lr"] * _RMS * max(matrix.shape) ** 0.5
                weights.mul_(1.0 - group["lr"] * group["weight_decay"])
                weights.add_(matrix.reshape(weights.shape), alpha=-rate)


def orthogonalised(matrix: Tensor) -> Tensor:
    """About the orthogonal matrix nearest to a (rows, columns) one, by Newton and Schulz.

    Its singular values lie between 0.7 and 1.2 instead of at 1, which is no worse to learn
    with and much faster to reach.
    """
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + _TINY)
    a, b, c = _QUINTIC
    for _ in range(_STEPS):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    found: Tensor = x.T if tall else x
    return found
