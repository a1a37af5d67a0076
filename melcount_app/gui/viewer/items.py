"""The scan as a graphics item, in level-0 pixels."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QRectF, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import Pixels
from melcount_app.gui.viewer.reader import (
    OverviewMade,
    SourceOpened,
    TileRead,
    TileReader,
    TileSource,
    grey_image,
)
from melcount_app.gui.viewer.tiles import (
    MOST_TILES,
    TILE_PX,
    Area,
    Contrast,
    TileCache,
    TileKey,
    TileLayout,
    overview_suffices,
)

CACHE_BYTES = 256 * 2**20

_SMOOTH = QPainter.RenderHint.SmoothPixmapTransform


class ShownTile:
    """A tile as it was read, and as it was painted last.

    Attributes:
        pixels: (height, width) values of the channel shown.
    """

    __slots__ = ("_contrast", "_image", "pixels")

    def __init__(self, pixels: Pixels, contrast: Contrast, image: QImage) -> None:
        self.pixels = pixels
        self._contrast, self._image = contrast, image

    def image(self, contrast: Contrast) -> QImage:
        """The tile in a contrast; made anew where it was another."""
        if contrast != self._contrast:
            self._contrast, self._image = contrast, grey_image(self.pixels, contrast)
        return self._image

    def sizeInBytes(self) -> int:  # noqa: N802 - as QImage has it
        """Memory that it takes."""
        return self.pixels.nbytes + self._image.sizeInBytes()


class TileItem(QGraphicsObject):
    """The scan: the overview at once, finer tiles where and when they have been read.

    Attributes:
        generation: of what is shown; grows with every other scan or channel.
        failed: a sentence: the scan cannot be read any more.
        settled: every tile of the present view is there.
        values_read: `value_at` may tell more than before.
        overview_shown: `overview` is another picture.
    """

    failed = Signal(str)
    settled = Signal()
    values_read = Signal()
    overview_shown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__()
        self._reader = TileReader(parent)
        self._reader.overview_made.connect(self._take_overview)
        self._reader.opened.connect(self._take_layout)
        self._reader.tile_read.connect(self.take_tile)
        self._reader.failed.connect(self.failed)
        self._cache: TileCache[ShownTile] = TileCache(CACHE_BYTES)
        self._contrast = Contrast(0, 255)
        self.generation = 0
        self._source: TileSource | None = None
        self._layout: TileLayout | None = None
        self._bounds = QRectF()
        self._overview: QImage | None = None
        self._overview_downsample = math.inf
        self._visible = Area(0, 0, 0, 0)
        self._level0_per_screen_px = 1.0
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def show_scan(self, size: Size, source: TileSource, contrast: Contrast) -> None:
        """Show a scan, or another channel of it: the overview first."""
        self.prepareGeometryChange()
        self._bounds = QRectF(0, 0, size.width, size.height)
        self._contrast = contrast
        self._forget(source)

    def set_contrast(self, contrast: Contrast) -> None:
        """Show the same pixels in another contrast; nothing is read again."""
        if contrast != self._contrast:
            self._contrast = contrast
            self._reader.relight(contrast)
            self.update()

    def value_at(self, x: float, y: float) -> int | None:
        """Value of the channel at a level-0 position, in the level shown or the finest one read.

        None outside the scan, and while the tile that is to be shown there was not read.
        """
        if self._source is None or self._layout is None or not self._bounds.contains(x, y):
            return None
        shown = self._layout.level_for(self._level0_per_screen_px)
        for index, level in enumerate(self._layout.levels[: shown + 1]):
            column, row = int(x / level.downsample), int(y / level.downsample)
            tile = self._cache.get(TileKey(index, column // TILE_PX, row // TILE_PX))
            if tile is not None:
                return _value(tile.pixels, column % TILE_PX, row % TILE_PX)
        if self._needed():
            return None
        overview = self._source.overview
        pixels = overview.pixels[..., self._source.channel]
        return _value(pixels, int(x / overview.downsample), int(y / overview.downsample))

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
        self._source = source
        self._layout = None
        self.generation = self._reader.show(source, self._contrast)
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
            self.values_read.emit()

    @Slot(object)
    def _take_layout(self, opened: SourceOpened) -> None:
        if opened.generation == self.generation:
            self._layout = opened.layout
            self._read_missing()
            self.values_read.emit()

    @Slot(object)
    def take_tile(self, tile: TileRead) -> None:
        """Keep and show a tile; one that was read from an earlier source is dropped."""
        if tile.generation != self.generation:
            return
        self._cache.put(tile.key, ShownTile(tile.pixels, tile.contrast, tile.image))
        if self._layout is None:
            return
        self.update(_rectangle(self._layout.area(tile.key)))
        self.values_read.emit()
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
        tile = self._cache.get(key)
        if tile is None or self._layout is None:
            return
        target = _rectangle(self._layout.area(key))
        if target.intersects(exposed):
            painter.drawImage(target, tile.image(self._contrast))


def _value(pixels: Pixels, column: int, row: int) -> int:
    """Of a pixel; the last one where a level-0 position is just beyond."""
    height, width = pixels.shape
    return int(pixels[min(row, height - 1), min(column, width - 1)])


def _rectangle(area: Area) -> QRectF:
    return QRectF(area.x, area.y, area.width, area.height)
