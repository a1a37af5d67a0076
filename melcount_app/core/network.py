"""The network at work on the tiles of a scan: one thread reads, others count."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from melcount_app.core.burnt_in import Light, without_burnt_in
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.likeness import Window, windows_of
from melcount_app.core.model import CountingModel, Model, ModelCard, to_network_range
from melcount_app.core.plausible import check_answer
from melcount_app.core.profile import Phase, Stopwatch
from melcount_app.core.scan.base import Pixels
from melcount_app.core.tiling import NetworkView, read_tile

NETWORKS = 2
"""Tiles that are counted at once; each network has its share of the cores.

Two networks on a core each took 4.8 s where one on two cores took 5.4 s: threads of one network
wait for each other after every layer.
"""

READ_AHEAD = 2
"""Tiles that are read while the networks are busy with others."""


@dataclass(frozen=True, slots=True)
class View:
    """A scan as a network sees it.

    Attributes:
        source: what is read; while tiles are counted nobody else may read its scan.
        white: value of a saturated pixel.
        black: value of no light; None for 0 as the format says.
    """

    source: NetworkView
    white: float
    black: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says of one tile.

    Attributes:
        core: in analysis pixels.
        values: cells per map pixel of the core.
        windows: what the core looks like.
    """

    core: Rect
    values: npt.NDArray[np.float32]
    windows: tuple[Window, ...]


def loaded(model: Model, stopwatch: Stopwatch) -> CountingModel:
    """The network of a model, with the share of the cores that each of several has.

    Raises:
        ModelError: the network cannot be used.
    """
    with stopwatch.time(Phase.LOADING):
        return CountingModel.of(model, threads=max((os.cpu_count() or 1) // NETWORKS, 1))


@contextmanager
def answers_of(
    network: CountingModel, view: View, todo: Sequence[Rect]
) -> Iterator[Iterator[Answer]]:
    """What the network says of tiles, in their order; the scan is read by one thread.

    Args:
        network: that is asked.
        view: of the scan.
        todo: cores, in analysis pixels.
    """
    with (
        ThreadPoolExecutor(1, "tiles read") as reader,
        ThreadPoolExecutor(NETWORKS, "tiles counted") as networks,
    ):

        def submit(core: Rect) -> Future[Answer]:
            reading = reader.submit(_read, view.source, network.card, core)
            return networks.submit(_answer, network, view, core, reading)

        try:
            yield _ahead(submit, todo)
        finally:
            networks.shutdown(cancel_futures=True)
            reader.shutdown(cancel_futures=True)


def _ahead(submit: Callable[[Rect], Future[Answer]], todo: Sequence[Rect]) -> Iterator[Answer]:
    """Answers in the order of `todo`, while those to the next few are under way."""
    under_way: deque[Future[Answer]] = deque()
    for core in todo:
        under_way.append(submit(core))
        if len(under_way) > NETWORKS + READ_AHEAD:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _read(source: NetworkView, card: ModelCard, core: Rect) -> Pixels:
    """The pixels of a core and its halo."""
    return read_tile(source, core.grown(card.halo_px), card.stride_px)


def _answer(network: CountingModel, view: View, core: Rect, reading: Future[Pixels]) -> Answer:
    """What the network says of a tile as soon as it is read; its halo is discarded.

    Raises:
        ScanError: there cannot be as many cells.
    """
    stopwatch = view.source.stopwatch
    with stopwatch.time(Phase.WAITING):
        pixels = reading.result()
    stride, halo = network.card.output_stride, network.card.halo_px
    rim = halo // stride
    with stopwatch.time(Phase.NETWORK):
        pixels = without_burnt_in(pixels, Light(view.white, view.black or 0.0))
        tile = to_network_range(pixels, view.white, view.black)
        values = network.density(tile)[rim:-rim, rim:-rim]
        _check(values, network.card, view.source.scan.path.name)
    with stopwatch.time(Phase.APPEARANCE):
        windows = windows_of(core, tile[halo:-halo, halo:-halo], view.source.grid.size, stride)
    return Answer(core, values, windows)


def _check(values: npt.NDArray[np.float32], card: ModelCard, name: str) -> None:
    """Refuse what no scan can hold; a model that answers so to other scans, too, is not loaded."""
    try:
        check_answer(values, card.map_px_um2)
    except ValueError as error:
        raise ScanError(
            f"“{name}” cannot be counted with the model “{card.name}”: {error}. Choose another "
            "model, or send both to whoever made this one."
        ) from error
