from __future__ import annotations

import pytest
import torch

from melcount_app.training.loss import count_loss


def test_that_errors_that_cancel_within_a_window_cost_only_at_the_pixels() -> None:
    target = torch.zeros(1, 1, 4, 4)
    density = torch.zeros(1, 1, 4, 4)
    density[0, 0, 0, 0], density[0, 0, 0, 1] = 1.0, -1.0

    loss = count_loss(density, target, windows=(4,), window_weight=0.5)

    assert loss.item() == pytest.approx(2 / 16)


def test_that_errors_of_one_sign_cost_again_in_every_window() -> None:
    target = torch.zeros(1, 1, 4, 4)
    density = torch.ones(1, 1, 4, 4)

    loss = count_loss(density, target, windows=(2, 4), window_weight=0.5)

    assert loss.item() == pytest.approx(1 + 0.5 + 0.5)


def test_that_a_summed_loss_is_that_of_a_picture_whatever_the_batch() -> None:
    target = torch.zeros(3, 1, 4, 4)
    density = torch.full((3, 1, 4, 4), 0.5)

    loss = count_loss(density, target, windows=(), window_weight=0.5, summed=True)

    assert loss.item() == pytest.approx(0.5 * 16)


def test_that_a_window_larger_than_the_map_is_the_whole_map() -> None:
    target = torch.zeros(1, 1, 2, 4)
    density = torch.ones(1, 1, 2, 4)

    loss = count_loss(density, target, windows=(64,), window_weight=0.5)

    assert loss.item() == pytest.approx(1.5)
