"""The scan and the density map as graphics items, in level-0 pixels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from melcount_app.core.geometry import Size
from melcount_app.gui.viewer.colours import coloured
from melcount_app.gui.viewer.reader import (
    OverviewMade,
    SourceOpened,
    TileRead,
    TileReader,
    TileSource,
)
from melcount_app.gui.viewer.tiles import (
    MOST_TILES,
    Area,
    TileCache,
    TileKey,
    TileLayout,
    overview_suffices,
)

CACHE_BYTES = 256 * 2**20

_SMOOTH = QPainter.RenderHint.SmoothPixmapTransform


class TileItem(QGraphicsObject):
    """The scan: the overview at once, finer tiles where and when they have been read.

    Attributes:
        generation: of what is shown; grows with every other scan, channel or contrast.
        failed: a sentence: the scan cannot be read any more.
        settled: every tile of the present view is there.
        overview_shown: `overview` is another picture.
    """

    failed = Signal(str)
    settled = Signal()
    overview_shown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__()
        self._reader = TileReader(parent)
        self._reader.overview_made.connect(self._take_overview)
        self._reader.opened.connect(self._take_layout)
        self._reader.tile_read.connect(self.take_tile)
        self._reader.failed.connect(self.failed)
        self._cache: TileCache[QImage] = TileCache(CACHE_BYTES)
        self.generation = 0
        self._layout: TileLayout | None = None
        self._bounds = QRectF()
        self._overview: QImage | None = None
        self._overview_downsample = math.inf
        self._visible = Area(0, 0, 0, 0)
        self._level0_per_screen_px = 1.0
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def show_scan(self, size: Size, source: TileSource) -> None:
        """Show a scan, or the same scan in another way: the overview first."""
        self.prepareGeometryChange()
        self._bounds = QRectF(0, 0, size.width, size.height)
        self._forget(source)

    def clear(self) -> None:
        """Show nothing and close the file."""
        self._overview = None
        self._forget(None)
        self.overview_shown.emit()

    def close(self) -> None:
        """Stop reading and wait for the readers."""
        self._reader.close()

    def _forget(self, source: TileSource | None) -> None:
        self._cache.clear()
        self._layout = None
        self.generation = self._reader.show(source)
        self.update()

    def look_at(self, visible: Area, level0_per_screen_px: float) -> None:
        """Say what part of the scan is on the screen, and how large."""
        self._visible = visible
        self._level0_per_screen_px = level0_per_screen_px
        self._read_missing()

    @property
    def overview(self) -> QImage | None:
        """The whole scan as it is shown; None until it was made."""
        return self._overview

    @property
    def cached_bytes(self) -> int:
        """Memory that decoded tiles take."""
        return self._cache.size_bytes

    @property
    def missing(self) -> list[TileKey]:
        """Tiles of the present view that have not been read."""
        return [key for key in self._needed() if key not in self._cache]

    def _needed(self) -> list[TileKey]:
        """Tiles that the present view shows; none where the overview is as good."""
        if self._layout is None:
            return []
        level = self._layout.level_for(self._level0_per_screen_px)
        if overview_suffices(self._layout.levels, level, self._overview_downsample):
            return []
        keys = self._layout.keys(level, self._visible)
        return keys if len(keys) <= MOST_TILES else []

    def _read_missing(self) -> None:
        missing = self.missing
        self._reader.want(missing)
        if self._layout is not None and not missing:
            self.settled.emit()

    @Slot(object)
    def _take_overview(self, made: OverviewMade) -> None:
        if made.generation == self.generation:
            self._overview, self._overview_downsample = made.image, made.downsample
            self.update()
            self.overview_shown.emit()
            self._read_missing()

    @Slot(object)
    def _take_layout(self, opened: SourceOpened) -> None:
        if opened.generation == self.generation:
            self._layout = opened.layout
            self._read_missing()

    @Slot(object)
    def take_tile(self, tile: TileRead) -> None:
        """Keep and show a tile; one that was read from an earlier source is dropped."""
        if tile.generation != self.generation:
            return
        self._cache.put(tile.key, tile.image)
        if self._layout is None:
            return
        self.update(_rectangle(self._layout.area(tile.key)))
        if not self.missing:
            self.settled.emit()

    @override
    def boundingRect(self) -> QRectF:
        return self._bounds

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._overview is None:
            return
        painter.setRenderHint(_SMOOTH, self._level0_per_screen_px > 0.4)
        exposed = option.exposedRect
        needed = self._needed()
        if not needed or any(key not in self._cache for key in needed):
            self._paint_overview(painter, exposed, self._overview)
            self._paint_coarser(painter, exposed, needed)
        for key in needed:
            self._paint_tile(painter, exposed, key)

    def _paint_overview(self, painter: QPainter, exposed: QRectF, overview: QImage) -> None:
        part = exposed.intersected(self._bounds)
        d = self._overview_downsample
        source = QRectF(part.x() / d, part.y() / d, part.width() / d, part.height() / d)
        painter.drawImage(part, overview, source)

    def _paint_coarser(self, painter: QPainter, exposed: QRectF, needed: list[TileKey]) -> None:
        """Tiles of coarser levels stand in until the finer ones arrive."""
        if self._layout is None or not needed:
            return
        for level in reversed(range(needed[0].level + 1, len(self._layout.levels))):
            if not overview_suffices(self._layout.levels, level, self._overview_downsample):
                for key in self._layout.keys(level, self._visible):
                    self._paint_tile(painter, exposed, key)

    def _paint_tile(self, painter: QPainter, exposed: QRectF, key: TileKey) -> None:
        image = self._cache.get(key)
        if image is None or self._layout is None:
            return
        target = _rectangle(self._layout.area(key))
        if target.intersects(exposed):
            painter.drawImage(target, image)


class DensityItem(QGraphicsObject):
    """The density map as colours over the scan."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._bounds = QRectF()
        self._strength = 0.6

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._image is None

    def show_density(
        self,
        density: npt.NDArray[np.float32] | None,
        level0_per_px: float,
        top: float,
        colour_map: str,
    ) -> None:
        """Show densities from 0 to `top` in colours; NaN is clear; None shows nothing."""
        self.prepareGeometryChange()
        if density is None:
            self._image, self._bounds = None, QRectF()
        else:
            height, width = density.shape
            self._image = coloured(density, top, colour_map)
            self._bounds = QRectF(0, 0, width * level0_per_px, height * level0_per_px)
        self.update()

    def set_strength(self, strength: float) -> None:
        """How strongly the colours cover the scan, 0 to 1."""
        self._strength = strength
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        return self._bounds

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._image is not None:
            painter.setRenderHint(_SMOOTH)
            painter.setOpacity(self._strength)
            painter.drawImage(self._bounds, self._image)


class FrameTimer(QTimer):
    """Collects many changes into one repaint."""

    def __init__(self, milliseconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(milliseconds)

    @Slot()
    def request(self) -> None:
        """Time out once, soon."""
        if not self.isActive():
            self.start()


def _rectangle(area: Area) -> QRectF:
    return QRectF(area.x, area.y, area.width, area.height)
