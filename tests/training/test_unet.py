from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from melcount_app.training.unet import (
    COMPACT,
    PAPER,
    StemUNet,
    UNet,
    UNetConfig,
    build_network,
)

CONFIGS = (
    PAPER,
    COMPACT,
    UNetConfig((4, 8, 8, 8), 2),
    UNetConfig((4, 8), 1),
    UNetConfig((4, 8), 0),
    UNetConfig((4, 8, 8), 2, stem=True),
    UNetConfig((4, 8), 0, stem=True),
    UNetConfig((4, 8, 8), 2, stem=True, first=4),
)


def test_that_only_a_network_with_a_stem_has_a_layer_before_it() -> None:
    with pytest.raises(ValueError, match="stem"):
        UNetConfig((4, 8), 1, first=4)


def macs_per_input_pixel(network: UNet | StemUNet, side_px: int = 64) -> float:
    """Multiplications of all convolutions, counted while the network runs."""
    macs = 0

    def add(layer: nn.Module, _: tuple[Tensor, ...], answer: Tensor) -> None:
        nonlocal macs
        assert isinstance(layer, nn.Conv2d)
        macs += layer.weight[0].numel() * answer.numel()

    hooks = [
        layer.register_forward_hook(add)
        for layer in network.modules()
        if isinstance(layer, nn.Conv2d)
    ]
    with torch.no_grad():
        network.eval()(torch.zeros(1, 1, side_px, side_px))
    for hook in hooks:
        hook.remove()
    return macs / side_px**2


def set_head_bias(network: UNet | StemUNet, bias: float) -> None:
    assert network.head.bias is not None
    nn.init.constant_(network.head.bias, bias)


def seen_beyond_footprint(config: UNetConfig) -> int:
    """Reach of the gradient of single output pixels over one period of the stride."""
    torch.manual_seed(0)
    network = build_network(config).eval()
    set_head_bias(network, 10.0)  # keeps the final ReLU open
    side = 4 * config.halo_px
    pixels = torch.rand(1, 1, side, side, requires_grad=True)
    density = network(pixels)
    stride, period = config.output_stride, config.stride_px // config.output_stride
    middle = side // 2 // config.stride_px * period
    reach = 0
    for place in range(middle, middle + period):
        (gradient,) = torch.autograd.grad(density[0, 0, place, place], pixels, retain_graph=True)
        seen = gradient[0, 0].nonzero()
        before = stride * place - int(seen.min())
        after = int(seen.max()) - (stride * place + stride - 1)
        reach = max(reach, before, after)
    return reach


@pytest.mark.parametrize("config", CONFIGS, ids=str)
def test_that_the_receptive_radius_is_how_far_the_gradient_reaches(config: UNetConfig) -> None:
    assert config.receptive_radius_px == seen_beyond_footprint(config)


@pytest.mark.parametrize("config", CONFIGS, ids=str)
def test_that_the_halo_covers_the_receptive_field_in_whole_strides(config: UNetConfig) -> None:
    assert config.receptive_radius_px <= config.halo_px
    assert config.halo_px < config.receptive_radius_px + config.stride_px
    assert config.halo_px % config.stride_px == 0


@pytest.mark.parametrize("config", CONFIGS, ids=str)
def test_that_the_map_is_smaller_by_the_output_stride(config: UNetConfig) -> None:
    density = build_network(config).eval()(torch.rand(2, 1, 64, 96))

    assert density.shape == (2, 1, 64 // config.output_stride, 96 // config.output_stride)


def test_that_the_paper_network_costs_what_the_paper_network_costs() -> None:
    assert PAPER.output_stride == 1
    assert macs_per_input_pixel(UNet(PAPER)) == pytest.approx(140_900, rel=0.001)


def test_that_the_compact_network_costs_less_than_a_twelfth() -> None:
    assert COMPACT.output_stride == 4
    assert macs_per_input_pixel(StemUNet(COMPACT)) == pytest.approx(11_235, rel=0.001)


def test_that_a_leaky_relu_of_slope_one_fifth_and_normalisation_follow_every_block() -> None:
    network = UNet(UNetConfig((16, 32, 64, 128), 1))
    blocks = [module for module in network.modules() if isinstance(module, nn.Sequential)]
    convolutions = [block for block in blocks if isinstance(block[0], nn.Conv2d)]

    assert len(convolutions) == 10
    for convolution, activation, normalisation in convolutions:
        assert isinstance(convolution, nn.Conv2d)
        assert isinstance(activation, nn.LeakyReLU)
        assert activation.negative_slope == 0.2
        assert isinstance(normalisation, nn.BatchNorm2d)


@pytest.mark.parametrize("stem", [False, True])
def test_that_no_place_holds_fewer_cells_than_none(*, stem: bool) -> None:
    torch.manual_seed(0)
    network = build_network(UNetConfig((4, 8, 8), 1, stem))
    pixels = torch.rand(1, 1, 32, 32)
    with torch.no_grad():
        set_head_bias(network, 0.0)
        assert network.train()(pixels).min() < 0
        assert network.eval()(pixels).min() >= 0


def test_that_more_decoder_steps_than_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="decoder_steps"):
        UNetConfig(channels=(8, 16), decoder_steps=2)
