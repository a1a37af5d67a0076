"""Which tiles a view needs, the cache, contrast, and the readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import CoarseLevel, Level
from melcount_app.gui.viewer.items import TileItem
from melcount_app.gui.viewer.reader import (
    OverviewMade,
    SourceOpened,
    TileRead,
    TileReader,
    TileSource,
)
from melcount_app.gui.viewer.tiles import (
    TILE_PX,
    Area,
    Contrast,
    TileCache,
    TileKey,
    TileLayout,
    automatic_contrast,
)

LAYOUT = TileLayout(
    (Level(Size(4000, 3000), 1.0), Level(Size(1000, 750), 4.0), Level(Size(250, 188), 16.0))
)
PLAIN = Contrast(0, 255)
OVERVIEW = CoarseLevel(np.full((82, 107, 1), 33, np.uint8), 16.0)


class Picture:
    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes

    def sizeInBytes(self) -> int:  # noqa: N802 - Qt's name
        return self._size_bytes


def test_that_the_level_is_the_coarsest_that_is_still_sharp() -> None:
    assert [LAYOUT.level_for(zoom) for zoom in (0.1, 1.0, 2.0, 3.0, 4.0, 16.0, 99.0)] == [
        0, 0, 0, 1, 1, 2, 2,
    ]  # fmt: skip


def test_that_tiles_cover_the_visible_area_the_central_ones_first() -> None:
    keys = LAYOUT.keys(0, Area(600, 600, 1100, 500))
    assert {(key.column, key.row) for key in keys} == {(c, r) for c in (1, 2, 3) for r in (1, 2)}
    assert keys[0] == TileKey(0, 2, 1)


def test_that_no_tile_lies_outside_the_scan() -> None:
    keys = LAYOUT.keys(1, Area(-5000, -5000, 20000, 20000))
    assert {(key.column, key.row) for key in keys} == {(0, 0), (1, 0), (0, 1), (1, 1)}
    assert LAYOUT.rect(TileKey(1, 1, 1)).width == 1000 - TILE_PX


def test_that_nothing_is_needed_beside_the_scan() -> None:
    assert LAYOUT.keys(0, Area(9000, 9000, 100, 100)) == []


def test_that_the_cache_drops_what_was_not_used_longest() -> None:
    cache: TileCache[Picture] = TileCache(100)
    first, second, third = (TileKey(0, column, 0) for column in range(3))
    cache.put(first, Picture(40))
    cache.put(second, Picture(40))
    cache.get(first)
    cache.put(third, Picture(40))
    assert (first in cache, second in cache, third in cache) == (True, False, True)


def test_that_the_cache_never_holds_more_bytes_than_allowed() -> None:
    cache: TileCache[Picture] = TileCache(100)
    for column in range(50):
        cache.put(TileKey(0, column, 0), Picture(7 + column % 5))
        assert cache.size_bytes <= 100
    assert cache.size_bytes == sum(7 + column % 5 for column in range(50 - len(cache), 50))


def test_that_a_tile_put_twice_counts_once() -> None:
    cache: TileCache[Picture] = TileCache(100)
    cache.put(TileKey(0, 0, 0), Picture(30))
    cache.put(TileKey(0, 0, 0), Picture(50))
    assert cache.size_bytes == 50


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_that_contrast_maps_black_to_0_and_white_to_255(dtype: type[np.uint8]) -> None:
    pixels = np.array([[0, 10, 60, 110, 250]], dtype)
    assert Contrast(10, 110).grey(pixels).tolist() == [[0, 0, 127, 255, 255]]


def test_that_automatic_contrast_ignores_a_few_bright_pixels() -> None:
    pixels = np.full((400, 400), 20, np.uint8)
    pixels[100:300, 100:300] = 90
    pixels[0, :20] = 255
    assert automatic_contrast(pixels) == Contrast(20, 90)


@pytest.fixture
def grey_scan(tmp_path: Path) -> tuple[Path, np.ndarray]:
    pixels = np.random.default_rng(3).integers(0, 256, (1300, 1700), np.uint8)
    path = tmp_path / "grey.tif"
    tifffile.imwrite(path, pixels, tile=(256, 256))
    return path, pixels


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[TileReader]:
    reader = TileReader()
    yield reader
    reader.close()


def source_of(path: Path) -> TileSource:
    return TileSource(path, (), OVERVIEW, 0)


def test_that_a_tile_holds_the_pixels_of_the_file(
    qtbot: QtBot,
    reader: TileReader,
    grey_scan: tuple[Path, np.ndarray],
) -> None:
    path, pixels = grey_scan
    with qtbot.waitSignal(reader.opened):
        generation = reader.show(source_of(path), PLAIN)
    with qtbot.waitSignal(reader.tile_read) as answer:
        reader.want([TileKey(0, 2, 1)])
    tile: TileRead = answer.args[0]
    assert (tile.generation, tile.key) == (generation, TileKey(0, 2, 1))
    expected = pixels[TILE_PX : 2 * TILE_PX, 2 * TILE_PX : 3 * TILE_PX]
    assert grey_of(tile.image).tolist() == expected.tolist()


def grey_of(image: QImage) -> np.ndarray:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()


def test_that_the_overview_comes_even_where_the_file_is_gone(
    qtbot: QtBot, reader: TileReader, tmp_path: Path
) -> None:
    with qtbot.waitSignal(reader.overview_made) as answer:
        generation = reader.show(source_of(tmp_path / "gone.tif"), PLAIN)
    made: OverviewMade = answer.args[0]
    assert (made.generation, made.downsample) == (generation, 16.0)
    assert set(grey_of(made.image).ravel()) == {33}


def test_that_tiles_come_from_the_levels_in_memory_too(
    qtbot: QtBot, reader: TileReader, grey_scan: tuple[Path, np.ndarray]
) -> None:
    coarse = CoarseLevel(np.full((325, 425, 1), 77, np.uint8), 4.0)
    with qtbot.waitSignal(reader.tile_read) as answer:
        reader.show(TileSource(grey_scan[0], (coarse,), OVERVIEW, 0), PLAIN)
        reader.want([TileKey(2, 0, 0)])  # after one of half the sides of level 0
    assert set(grey_of(answer.args[0].image).ravel()) == {77}


def test_that_a_file_that_is_gone_is_told_once(
    qtbot: QtBot, reader: TileReader, tmp_path: Path
) -> None:
    told: list[str] = []
    reader.failed.connect(told.append)
    with qtbot.waitSignal(reader.failed):
        reader.show(source_of(tmp_path / "gone.tif"), PLAIN)
    reader.want([TileKey(0, 0, 0)])
    reader.close()
    assert len(told) == 1
    assert "gone.tif" in told[0]


@pytest.fixture
def item(qtbot: QtBot) -> Iterator[TileItem]:
    item = TileItem()
    yield item
    item.close()


def show(item: TileItem, path: Path) -> None:
    item.show_scan(Size(1700, 1300), source_of(path), PLAIN)
    item.look_at(Area(0, 0, 1700, 1300), 1.0)


def test_that_every_tile_of_the_view_arrives(
    qtbot: QtBot,
    item: TileItem,
    grey_scan: tuple[Path, np.ndarray],
) -> None:
    with qtbot.waitSignal(item.settled):
        show(item, grey_scan[0])
    assert item.missing == []


def test_that_tiles_are_lacking_although_the_levels_are_known_before_the_overview(
    qtbot: QtBot, item: TileItem
) -> None:
    item.look_at(Area(0, 0, 1700, 1300), 1.0)
    with qtbot.assertNotEmitted(item.settled):
        item._take_layout(
            SourceOpened(item.generation, TileLayout((Level(Size(1700, 1300), 1.0),)))
        )
    assert len(item.missing) == 12


def test_that_a_tile_of_an_earlier_source_is_dropped(
    qtbot: QtBot,
    item: TileItem,
    grey_scan: tuple[Path, np.ndarray],
) -> None:
    with qtbot.waitSignal(item.settled):
        show(item, grey_scan[0])
    earlier = item.generation
    item.close()  # the readers answer nothing any more: what arrives now is ours
    show(item, grey_scan[0])
    late = QImage(TILE_PX, TILE_PX, QImage.Format.Format_RGB32)
    values = np.zeros((TILE_PX, TILE_PX), np.uint8)
    item.look_at(Area(0, 0, 500, 500), 1.0)
    item._take_layout(SourceOpened(item.generation, TileLayout((Level(Size(1700, 1300), 1.0),))))
    item.take_tile(TileRead(earlier, TileKey(0, 0, 0), values, PLAIN, late))
    assert TileKey(0, 0, 0) in item.missing
    item.take_tile(TileRead(item.generation, TileKey(0, 0, 0), values, PLAIN, late))
    assert TileKey(0, 0, 0) not in item.missing
