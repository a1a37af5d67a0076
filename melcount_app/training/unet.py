"""The networks: the U-Net of Lazard et al. 2022 and a smaller one, of any width and depth."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

LEAKY_SLOPE = 0.2


@dataclass(frozen=True, slots=True)
class _Convolution:
    """A convolution on the way through a network; output `i` begins at `stride * i - padding`."""

    kernel: int = 3
    stride: int = 1
    padding: int = 1


_CONVOLUTION = _Convolution()
_HALVING = _Convolution(stride=2)
_STEM = _Convolution(kernel=6, stride=2, padding=2)
_DOUBLING = None
"""Bilinear upsampling on the way through a network."""


@dataclass(frozen=True, slots=True)
class UNetConfig:
    """The shape of a network of this module.

    Attributes:
        channels: filters of every level of the contracting path, the finest level first;
            between two levels the sides are halved.
        decoder_steps: how many of these halvings the expanding path takes back.
        stem: whether the network is a `StemUNet`, whose finest level has half the sides of
            the input, instead of a `UNet`.
        first: filters of a layer that a `StemUNet` has at the full resolution, before it halves
            the sides; 0 for none.
    """

    channels: tuple[int, ...]
    decoder_steps: int
    stem: bool = False
    first: int = 0

    def __post_init__(self) -> None:
        """Refuse shapes that no network has."""
        if not 0 <= self.decoder_steps < len(self.channels):
            raise ValueError("decoder_steps must be at least 0 and below the number of levels")
        if self.first and not self.stem:
            raise ValueError("only a network with a stem has a first layer before it")

    @property
    def stride_px(self) -> int:
        """Sides and offsets of the input are multiples of this, in input pixels."""
        return int(2 ** (len(self.channels) - 1 + self.stem))

    @property
    def output_stride(self) -> int:
        """Input pixels per output pixel, on each axis."""
        return self.stride_px >> self.decoder_steps

    @property
    def receptive_radius_px(self) -> int:
        """How far beyond its own footprint an output pixel sees, in input pixels."""
        period = self.stride_px // self.output_stride
        return max(self._reach_px(position) for position in range(period))

    @property
    def halo_px(self) -> int:
        """`receptive_radius_px` rounded up to a multiple of `stride_px`."""
        return -(-self.receptive_radius_px // self.stride_px) * self.stride_px

    @property
    def _deepest_path(self) -> tuple[_Convolution | None, ...]:
        """From input to output, the path whose interval of pixels contains those of all skips."""
        level = (_CONVOLUTION, _HALVING)
        if self.stem:
            step: tuple[_Convolution | None, ...] = (
                _CONVOLUTION,
                _DOUBLING,
                _CONVOLUTION,
                _CONVOLUTION,
            )
            first: tuple[_Convolution | None, ...] = (
                (_CONVOLUTION, _HALVING) if self.first else (_STEM,)
            )
        else:
            step, first = (_DOUBLING, _CONVOLUTION, _CONVOLUTION), ()
        coarsest = (_CONVOLUTION, _CONVOLUTION)
        return (*first, *level * (len(self.channels) - 1), *coarsest, *step * self.decoder_steps)

    def _reach_px(self, position: int) -> int:
        """Reach of the output pixel at `position` beyond its footprint, in input pixels."""
        low = high = position
        for layer in reversed(self._deepest_path):
            if layer is None:
                low, high = _upsampled_from(low)[0], _upsampled_from(high)[1]
            else:
                low = layer.stride * low - layer.padding
                high = layer.stride * high - layer.padding + layer.kernel - 1
        first = position * self.output_stride
        return max(first - low, high - (first + self.output_stride - 1))


PAPER = UNetConfig(channels=(32, 64, 128, 256), decoder_steps=3)
"""The network of Lazard et al. 2022: 32 filters in the first layer, three steps down and up."""

COMPACT = UNetConfig(channels=(24, 48, 96), decoder_steps=1, stem=True)
"""A twelfth of the work: half the sides from the first layer on, a map at a quarter of them."""


SHARP = UNetConfig(channels=(24, 48, 96), decoder_steps=1, stem=True, first=8)
"""As `COMPACT`, but one narrow layer sees every pixel."""


def build_network(config: UNetConfig) -> UNet | StemUNet:
    """The network of a shape, with random weights."""
    return StemUNet(config) if config.stem else UNet(config)


class UNet(nn.Module):
    """A U-Net that turns one channel of pixels into a density map.

    Each level of the contracting path is a 3x3 convolution of stride 1 and one of stride 2;
    each step of the expanding path is bilinear upsampling, a 3x3 convolution, the skip, and
    a 3x3 convolution. Every convolution is followed by a leaky ReLU of slope 0.2 and then by
    batch normalisation. In evaluation the output is clamped at 0, since no place holds fewer
    cells than none; in training it is not, so that no pixel loses its gradient.
    """

    def __init__(self, config: UNetConfig = PAPER) -> None:
        super().__init__()
        self.config = config
        channels = config.channels
        inputs = (1, *channels[:-2])
        self.contracting = nn.ModuleList(
            _block(before, after) for before, after in zip(inputs, channels[:-1], strict=True)
        )
        self.halving = nn.ModuleList(_block(width, width, stride=2) for width in channels[:-1])
        self.coarsest = nn.Sequential(
            _block(channels[-2], channels[-1]), _block(channels[-1], channels[-1])
        )
        steps = range(len(channels) - 1, len(channels) - 1 - config.decoder_steps, -1)
        self.expanding = nn.ModuleList(_block(channels[k], channels[k - 1]) for k in steps)
        self.merging = nn.ModuleList(_block(2 * channels[k - 1], channels[k - 1]) for k in steps)
        self.head = nn.Conv2d(channels[len(channels) - 1 - config.decoder_steps], 1, 1)

    @override
    def forward(self, pixels: Tensor) -> Tensor:
        """Density times the target scale.

        Args:
            pixels: (batch, 1, height, width), 0 to 1; both sides multiples of `stride_px`.

        Returns:
            (batch, 1, height / output_stride, width / output_stride).
        """
        maps = pixels
        skips = []
        for level, halve in zip(self.contracting, self.halving, strict=True):
            skips.append(level(maps))
            maps = halve(skips[-1])
        maps = self.coarsest(maps)
        for expand, merge in zip(self.expanding, self.merging, strict=True):
            maps = merge(torch.cat((expand(_doubled(maps)), skips.pop()), dim=1))
        density = cast(Tensor, self.head(maps))
        return density if self.training else functional.relu(density)


class StemUNet(nn.Module):
    """A U-Net for little work per pixel; input and output are those of `UNet`.

    A 6x6 convolution of stride 2 stands before the finest level, so that nothing runs at the
    full resolution; or a narrow layer that does, and a 3x3 convolution of stride 2. Halving
    convolutions widen, the coarsest level adds to its input, and
    the expanding path convolves before it doubles the sides. Normalisation comes before the
    leaky ReLU, where onnxruntime can fold it into the convolution.
    """

    def __init__(self, config: UNetConfig = COMPACT) -> None:
        super().__init__()
        self.config = config
        channels = config.channels
        self.stem = (
            nn.Sequential(_unit(1, config.first), _unit(config.first, channels[0], _HALVING))
            if config.first
            else _unit(1, channels[0], _STEM)
        )
        self.contracting = nn.ModuleList(_unit(width, width) for width in channels[:-1])
        self.halving = nn.ModuleList(
            _unit(before, after, _HALVING) for before, after in pairwise(channels)
        )
        self.coarsest = nn.Sequential(
            _unit(channels[-1], channels[-1]), _unit(channels[-1], channels[-1])
        )
        steps = range(len(channels) - 1, len(channels) - 1 - config.decoder_steps, -1)
        self.expanding = nn.ModuleList(_unit(channels[k], channels[k - 1]) for k in steps)
        self.merging = nn.ModuleList(
            nn.Sequential(
                _unit(2 * channels[k - 1], channels[k - 1]),
                _unit(channels[k - 1], channels[k - 1]),
            )
            for k in steps
        )
        self.head = nn.Conv2d(channels[len(channels) - 1 - config.decoder_steps], 1, 1)

    @override
    def forward(self, pixels: Tensor) -> Tensor:
        """Density times the target scale; shapes as in `UNet.forward`."""
        maps = self.stem(pixels)
        skips = []
        for level, halve in zip(self.contracting, self.halving, strict=True):
            skips.append(level(maps))
            maps = halve(skips[-1])
        maps = maps + self.coarsest(maps)
        for expand, merge in zip(self.expanding, self.merging, strict=True):
            maps = merge(torch.cat((_doubled(expand(maps)), skips.pop()), dim=1))
        density = cast(Tensor, self.head(maps))
        return density if self.training else functional.relu(density)


def _doubled(maps: Tensor) -> Tensor:
    """Bilinear upsampling to twice the sides."""
    return functional.interpolate(maps, scale_factor=2, mode="bilinear", align_corners=False)


def _unit(inputs: int, outputs: int, shape: _Convolution = _CONVOLUTION) -> nn.Sequential:
    """Convolution, batch normalisation, leaky ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, shape.kernel, shape.stride, shape.padding, bias=False),
        nn.BatchNorm2d(outputs),
        nn.LeakyReLU(LEAKY_SLOPE, inplace=True),
    )


def _block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, leaky ReLU, batch normalisation, in the paper's order."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1),
        nn.LeakyReLU(LEAKY_SLOPE, inplace=True),
        nn.BatchNorm2d(outputs),
    )


def _upsampled_from(position: int) -> tuple[int, int]:
    """First and last coarse pixel that bilinear doubling mixes into the fine one at `position`."""
    first = (position - 1) // 2
    return first, first + 1
