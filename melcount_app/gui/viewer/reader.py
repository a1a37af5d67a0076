"""Reads tiles on two pool threads; what the view no longer wants is never read."""

from __future__ import annotations

import enum
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtGui import QImage

from melcount_app.core.errors import MelcountError
from melcount_app.core.prepare import layered
from melcount_app.core.scan.base import CoarseLevel, Pixels, Scan
from melcount_app.core.scan.halves import HalvedScan
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.gui.viewer.tiles import Contrast, TileKey, TileLayout

THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class TileSource:
    """What tiles are read from; never changes.

    Attributes:
        path: the file.
        coarse: levels in memory, shared between threads.
        overview: shown at once, under the tiles.
        channel: index of the channel shown.
        pick: which image and plane of the file.
        without_damaged: whether what cannot be read is black.
    """

    path: Path
    coarse: tuple[CoarseLevel, ...]
    overview: CoarseLevel
    channel: int
    pick: Pick = NO_PICK
    without_damaged: bool = False

    def open(self) -> Scan:
        """The scan, with levels enough for every zoom, for the calling thread."""
        file = open_believed(self.path, self.pick, without_damaged=self.without_damaged)
        return HalvedScan(layered(file, self.coarse))


@dataclass(frozen=True, slots=True)
class OverviewMade:
    """The overview of a source, ready to be painted."""

    generation: int
    image: QImage
    downsample: float


@dataclass(frozen=True, slots=True)
class SourceOpened:
    """The levels of a source are known."""

    generation: int
    layout: TileLayout


@dataclass(frozen=True, slots=True)
class TileRead:
    """One tile.

    Attributes:
        generation: of the source it was read from; an answer to an older one is void.
        key: which tile.
        pixels: (height, width) values of the channel shown.
        contrast: in which the image was made.
        image: the pixels, ready to be painted.
    """

    generation: int
    key: TileKey
    pixels: Pixels
    contrast: Contrast
    image: QImage


class _Step(enum.Enum):
    """What is done for every source before its tiles, in this order."""

    MAKE_OVERVIEW = enum.auto()
    TELL_LAYOUT = enum.auto()


@dataclass(frozen=True, slots=True)
class _Order:
    generation: int
    source: TileSource
    contrast: Contrast
    wish: TileKey | _Step


class _Orders:
    """What is still to be read, shared between the GUI thread and the readers."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._generation = 0
        self._source: TileSource | None = None
        self._contrast = Contrast(0, 255)
        self._wanted: list[TileKey | _Step] = []
        self._taken: set[TileKey] = set()
        self._is_closed = False

    def show(self, source: TileSource | None, contrast: Contrast) -> int:
        """Forget all orders and take another source; its generation."""
        with self._changed:
            self._generation += 1
            self._contrast = contrast
            self._source = source
            self._wanted = list(_Step) if source else []
            self._taken.clear()
            self._changed.notify_all()
            return self._generation

    def relight(self, contrast: Contrast) -> None:
        """Make the overview and all further tiles in another contrast."""
        with self._changed:
            self._contrast = contrast
            if self._source is not None and _Step.MAKE_OVERVIEW not in self._wanted:
                self._wanted.insert(0, _Step.MAKE_OVERVIEW)
            self._changed.notify_all()

    def want(self, keys: Sequence[TileKey]) -> None:
        """Replace the tiles still to be read; the first is the most urgent."""
        with self._changed:
            steps = [wish for wish in self._wanted if isinstance(wish, _Step)]
            self._wanted = [*steps, *(key for key in keys if key not in self._taken)]
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def next(self, generation: int) -> _Order | None:
        """Wait for something to read; None when the scan of `generation` is to be closed."""
        with self._changed:
            while self._serves(generation) and not self._wanted:
                self._changed.wait()
            if self._source is None or not self._serves(generation):
                return None
            wish = self._wanted.pop(0)
            if isinstance(wish, TileKey):
                self._taken.add(wish)
            return _Order(self._generation, self._source, self._contrast, wish)

    def _serves(self, generation: int) -> bool:
        return generation == self._generation and self._source is not None and not self._is_closed

    def next_generation(self, last: int) -> int | None:
        """Wait for a source newer than `last`; None when all is over."""
        with self._changed:
            while not self._is_closed and (self._generation == last or self._source is None):
                self._changed.wait()
            return None if self._is_closed else self._generation

    def give_up(self, generation: int) -> bool:
        """Want nothing more of a source that cannot be read; whether it was still shown."""
        with self._changed:
            is_shown = generation == self._generation and self._source is not None
            if is_shown:
                self._source, self._wanted = None, []
                self._changed.notify_all()
            return is_shown

    def done(self, order: _Order) -> None:
        with self._changed:
            if isinstance(order.wish, TileKey) and order.generation == self._generation:
                self._taken.discard(order.wish)


class TileReader(QObject):
    """Two readers, each with its own open scan, that serve the latest wishes of one view.

    Attributes:
        overview_made: an `OverviewMade`.
        opened: a `SourceOpened`.
        tile_read: a `TileRead`.
        failed: a sentence for the user; nothing more will be read from this source.
    """

    overview_made = Signal(object)
    opened = Signal(object)
    tile_read = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._orders = _Orders()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        for _ in range(THREADS):
            self._pool.start(self._serve)

    def show(self, source: TileSource | None, contrast: Contrast) -> int:
        """Read from another source from now on, None for none; the generation of its answers."""
        return self._orders.show(source, contrast)

    def relight(self, contrast: Contrast) -> None:
        """Make the overview anew, and all further tiles, in another contrast."""
        self._orders.relight(contrast)

    def want(self, keys: Sequence[TileKey]) -> None:
        """Read these tiles instead of those wanted before, the first one first."""
        self._orders.want(keys)

    def close(self) -> None:
        """Stop the readers and wait for them."""
        self._orders.close()
        self._pool.waitForDone()

    def _serve(self) -> None:
        generation: int | None = 0
        while (generation := self._orders.next_generation(generation or 0)) is not None:
            try:
                self._serve_source(generation)
            except MelcountError as error:
                if self._orders.give_up(generation):
                    self.failed.emit(str(error))

    def _serve_source(self, generation: int) -> None:
        order = self._orders.next(generation)
        if order is not None and order.wish is _Step.MAKE_OVERVIEW:
            self._make_overview(order)  # before the file is opened, which may take a while
            order = self._orders.next(generation)
        if order is None:
            return
        with order.source.open() as scan:
            layout = TileLayout(scan.levels)
            while order is not None:
                if isinstance(order.wish, TileKey):
                    self._read(scan, layout, order, order.wish)
                elif order.wish is _Step.MAKE_OVERVIEW:
                    self._make_overview(order)
                else:
                    self.opened.emit(SourceOpened(generation, layout))
                self._orders.done(order)
                order = self._orders.next(generation)

    def _make_overview(self, order: _Order) -> None:
        overview, source = order.source.overview, order.source
        image = grey_image(overview.pixels[..., source.channel], order.contrast)
        self.overview_made.emit(OverviewMade(order.generation, image, overview.downsample))

    def _read(self, scan: Scan, layout: TileLayout, order: _Order, key: TileKey) -> None:
        pixels = scan.read(key.level, layout.rect(key), order.source.channel)
        image = grey_image(pixels, order.contrast)
        self.tile_read.emit(TileRead(order.generation, key, pixels, order.contrast, image))


def grey_image(pixels: Pixels, contrast: Contrast) -> QImage:
    """Pixels (height, width) of one channel as an image that paints fast."""
    grey = contrast.grey(pixels)
    height, width = grey.shape
    shared = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
    return shared.convertToFormat(QImage.Format.Format_RGB32)
