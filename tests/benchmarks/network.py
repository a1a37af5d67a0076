"""How fast networks run, what share of the processor they reach, and which tiles suit them.

Compares a model with the paper's network (random weights: they do not change the time), both
run by onnxruntime as the program does, and the paper's as the paper ran it, in PyTorch. The
speed of the processor is that of a large product of float32 matrices. Then the model runs over
tiles of several shapes; nanoseconds are per *useful* pixel, those of the core, so that a halo
costs what it costs. The machine should do nothing else meanwhile; CPU time beside it tells
whether it did.

    python tests/benchmarks/network.py [--model FOLDER] [--repeat N]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from typing_extensions import override

from melcount_app.core.model import ONNX_FILE, ModelCard
from melcount_app.core.onnx_file import network_session
from melcount_app.core.paths import default_model
from melcount_app.training.export import write_onnx
from melcount_app.training.unet import PAPER, UNet

COMPARED_PX = 1024
"""Side of the picture that networks are compared on."""

PAPER_PX = 2048
"""The same for the paper's network as the paper ran it: pictures larger than any cache."""

MATRIX_SIDES = (512, 1024, 2048)

TILES = (
    (512, 512),
    (768, 768),
    (1024, 1024),
    (1280, 1280),
    (1536, 1536),
    (2048, 2048),
    (512, 1024),
    (512, 2048),
    (1024, 2048),
)
"""Height and width of the tiles that are tried, in input pixels, halo included."""

Picture = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall-clock seconds and CPU seconds of one run."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Setting:
    """So many networks at once, each on so many threads."""

    networks: int
    threads: int

    @override
    def __str__(self) -> str:
        return f"{self.networks} x {self.threads}"


def settings() -> tuple[Setting, ...]:
    """One network on one core, one on all, and two on half of them each."""
    cores = os.cpu_count() or 1
    found = (Setting(1, 1), Setting(1, cores), Setting(2, max(cores // 2, 1)))
    return tuple(dict.fromkeys(found))


def spent(work: Callable[[], object]) -> Spent:
    """What a piece of work takes."""
    started, cpu_started = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - started, time.process_time() - cpu_started)


def best(runs: Iterable[Spent]) -> Spent:
    """The least time, and the least CPU time, of several runs."""
    found = list(runs)
    return Spent(min(run.seconds for run in found), min(run.cpu_seconds for run in found))


def repeated(work: Callable[[], object], repeat: int) -> Spent:
    """The best of several runs; one more before them warms up."""
    work()
    return best(spent(work) for _ in range(repeat))


def macs_per_px(network: Path, side: int) -> float:
    """Multiply-adds of all convolutions, per input pixel of a square picture."""
    model = onnx.load(network)
    (pixels,) = model.graph.input
    sides = pixels.type.tensor_type.shape.dim
    for dimension, length in zip(sides, (1, 1, side, side), strict=True):
        dimension.dim_value = length
    del model.graph.value_info[:]
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    graph = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    shapes = {value.name: shape_of(value) for value in (*graph.value_info, *graph.output)}
    weights = {value.name: tuple(value.dims) for value in graph.initializer}
    macs = sum(
        int(np.prod(shapes[node.output[0]])) * int(np.prod(weights[node.input[1]][1:]))
        for node in graph.node
        if node.op_type == "Conv"
    )
    return macs / side**2


def shape_of(value: onnx.ValueInfoProto) -> tuple[int, ...]:
    """The shape of a tensor whose sides are all known."""
    return tuple(dimension.dim_value for dimension in value.type.tensor_type.shape.dim)


def peak_macs_per_s(threads: int, repeat: int) -> float:
    """Multiply-adds per second of the fastest of several products of square matrices."""
    torch.set_num_threads(threads)

    def speed(side: int) -> float:
        matrix = torch.rand(side, side)
        return side**3 / repeated(lambda: matrix @ matrix, repeat).seconds

    return max(speed(side) for side in MATRIX_SIDES)


def in_onnxruntime(network: Path, setting: Setting) -> Callable[[Picture], object]:
    """Runs a network over a picture, by every network of the setting at once."""
    session = network_session(network.read_bytes(), setting.threads)
    (given,) = session.get_inputs()
    pool = ThreadPoolExecutor(setting.networks)

    def run(pixels: Picture) -> object:
        def answer(_: int) -> object:
            return session.run(None, {given.name: pixels})

        return list(pool.map(answer, range(setting.networks)))

    return run


def in_torch(network: UNet, threads: int) -> Callable[[Picture], object]:
    """Runs a network over a picture in PyTorch."""

    def run(pixels: Picture) -> object:
        torch.set_num_threads(threads)
        with torch.inference_mode():
            return network(torch.from_numpy(pixels))

    return run


def picture(height: int, width: int) -> Picture:
    """Random pixels, as one batch of one channel."""
    return np.random.default_rng(0).random((1, 1, height, width), np.float32)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network, what runs it, and the side of the picture it is run on."""

    name: str
    network: Path
    run: Callable[[Picture], object]
    side: int

    def spent(self) -> Spent:
        """What one run takes."""
        pixels = picture(self.side, self.side)
        return spent(lambda: self.run(pixels))


def compare(model: Path, paper: Path, paper_network: UNet, repeat: int) -> None:
    """Print how fast the networks are on all cores."""
    cores = Setting(1, os.cpu_count() or 1)
    peak = peak_macs_per_s(cores.threads, repeat)
    in_paper = in_torch(paper_network, cores.threads)
    candidates = (
        Candidate("model, onnxruntime", model, in_onnxruntime(model, cores), COMPARED_PX),
        Candidate("the paper's, onnxruntime", paper, in_onnxruntime(paper, cores), COMPARED_PX),
        Candidate("the paper's, PyTorch", paper, in_paper, COMPARED_PX),
        Candidate("the paper's, PyTorch", paper, in_paper, PAPER_PX),
    )
    print(f"{cores.threads} threads; matrix product {peak / 1e9:.1f} GMAC/s\n")
    print(f"{'network':<26}{'px':>6}{'ms':>8}{'MAC/px':>9}{'GMAC/s':>8}{'of peak':>9}")
    for candidate in candidates:
        times = repeat if candidate.side == COMPARED_PX else 1
        seconds = best(candidate.spent() for _ in range(times)).seconds
        macs, px = macs_per_px(candidate.network, candidate.side), candidate.side**2
        speed = macs * px / seconds
        print(
            f"{candidate.name:<26}{candidate.side:>6}{seconds * 1e3:>8.0f}{macs:>9.0f}"
            f"{speed / 1e9:>8.1f}{speed / peak:>9.0%}"
        )


def try_tiles(model: Path, halo_px: int, repeat: int) -> None:
    """Print what a useful pixel costs in tiles of every shape, by every setting."""
    runs = {setting: in_onnxruntime(model, setting) for setting in settings()}
    print("\nns per useful pixel (CPU ns), by networks at once x threads of each")
    print(f"{'tile':<13}{'useful':>7}" + "".join(f"{setting!s:>13}" for setting in runs))
    for height, width in TILES:
        useful = (height - 2 * halo_px) * (width - 2 * halo_px)
        rounds = [taking_turns(runs, picture(height, width)) for _ in range(repeat + 1)]
        costs = (
            cost(best(round_[setting] for round_ in rounds[1:]), useful * setting.networks)
            for setting in runs
        )
        share = f"{useful / (height * width):.0%}"
        print(f"{f'{height} x {width}':<13}{share:>7}" + "".join(f"{text:>13}" for text in costs))


def taking_turns(
    runs: dict[Setting, Callable[[Picture], object]], pixels: Picture
) -> dict[Setting, Spent]:
    """What a picture takes by every setting, one after the other."""
    return {setting: spent(partial(run, pixels)) for setting, run in runs.items()}


def cost(run: Spent, px: int) -> str:
    """Nanoseconds per pixel, those of the processor in brackets."""
    return f"{run.seconds / px * 1e9:.0f} ({run.cpu_seconds / px * 1e9:.0f})"


def main() -> None:
    """Compare the networks, then try tiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=default_model(), help="folder of the model")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    model = arguments.model / ONNX_FILE
    torch.manual_seed(0)
    paper_network = UNet(PAPER).eval()
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / ONNX_FILE
        write_onnx(paper_network, paper)
        compare(model, paper, paper_network, arguments.repeat)
    try_tiles(model, ModelCard.load(arguments.model).halo_px, arguments.repeat)


if __name__ == "__main__":
    main()
