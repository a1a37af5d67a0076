from __future__ import annotations

import pytest
import torch
from torch import nn

from melcount_app.training.muon import Muon, orthogonalised


@pytest.mark.parametrize("shape", [(8, 30), (30, 8), (12, 12)])
def test_that_a_matrix_becomes_about_the_orthogonal_one_nearest_to_it(
    shape: tuple[int, int],
) -> None:
    torch.manual_seed(0)
    matrix = torch.randn(shape)
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)

    found = orthogonalised(matrix)

    sizes = torch.linalg.svdvals(found)
    assert float(sizes.min()) > 0.6
    assert float(sizes.max()) < 1.25
    nearest = left @ right
    assert float((found * nearest).sum() / (found.norm() * nearest.norm())) > 0.97


def test_that_a_first_step_goes_against_the_gradient_by_the_rate() -> None:
    torch.manual_seed(0)
    filters = nn.Parameter(torch.zeros(6, 4, 3, 3))
    gradient = torch.randn_like(filters)
    filters.grad = gradient.clone()

    Muon([filters], lr=0.1).step()

    moved = filters.detach()
    assert float((moved * gradient).sum()) < 0
    assert float(moved.square().mean().sqrt()) == pytest.approx(0.1 * 0.2, rel=0.25)


def test_that_a_rescaled_gradient_takes_the_same_step() -> None:
    torch.manual_seed(0)
    gradient = torch.randn(6, 4, 3, 3)
    steps = []
    for scale in (1.0, 1000.0):
        filters = nn.Parameter(torch.zeros(6, 4, 3, 3))
        filters.grad = scale * gradient
        Muon([filters], lr=0.1).step()
        steps.append(filters.detach())

    torch.testing.assert_close(steps[0], steps[1], rtol=1e-3, atol=1e-5)


def test_that_weight_decay_shrinks_weights_by_rate_times_decay() -> None:
    filters = nn.Parameter(torch.ones(2, 2, 3, 3))
    filters.grad = torch.zeros_like(filters)

    Muon([filters], lr=0.5, weight_decay=0.1).step()

    torch.testing.assert_close(filters.detach(), torch.full((2, 2, 3, 3), 0.95))
