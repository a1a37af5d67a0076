from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from melcount_app.core.count import (
    CountRequest,
    ScanCounted,
    TileCounted,
    count_scan,
    request_count,
)
from melcount_app.core.errors import ModelError, ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.likeness import TrainingRanges
from melcount_app.core.mask import drawn_mask
from melcount_app.core.measure import measure
from melcount_app.core.model import CountingModel, Model, ModelCard, to_network_range
from melcount_app.core.order import Options
from melcount_app.core.paths import default_model
from melcount_app.core.prepare import PreparedScan, ScanPrepared, prepare_scan
from melcount_app.core.quality import Flag, unlike_training_flag
from melcount_app.core.region import polygon
from melcount_app.core.terms import terms_of

WriteScan = Callable[..., Path]
Points = list[tuple[float, float]]


def prepared_scan(path: Path) -> PreparedScan:
    *_, last = prepare_scan(path)
    assert isinstance(last, ScanPrepared)
    return last.scan


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Points:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def request_for(
    path: Path, model: Path, outline: Points | None = None, tile_px: int = 64
) -> CountRequest:
    prepared = prepared_scan(path)
    mask = drawn_mask(polygon(outline), prepared.size) if outline else prepared.mask
    terms = terms_of(prepared.file_terms, None, None)
    request = request_count(prepared, terms, mask, Model.load(model))
    return dataclasses.replace(request, tile_px=tile_px)


def request_with(path: Path, model: Path, um_per_px: float) -> CountRequest:
    prepared = prepared_scan(path)
    terms = terms_of(prepared.file_terms, Options(um_per_px=um_per_px), None)
    return request_count(prepared, terms, prepared.mask, Model.load(model))


def counted(request: CountRequest, earlier: ScanCounted | None = None) -> ScanCounted:
    *_, last = count_scan(request, earlier=earlier)
    assert isinstance(last, ScanCounted)
    return last


def picture(height: int, width: int, seed: int = 0) -> npt.NDArray[np.uint8]:
    """Haze with bright blobs the size of melanocytes."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    pixels = rng.normal(15, 3, (height, width))
    for _ in range(height * width // 900):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        pixels += rng.uniform(60, 200) * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 18)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def test_that_the_count_is_the_integral_of_the_density(
    write_scan: WriteScan, linear_model: Path
) -> None:
    green = picture(200, 248)
    found = counted(request_for(write_scan(green), linear_model))
    sample = measure(found.density, found.request.mask, (), found.request.pixel_size).sample
    assert sample.cells == pytest.approx(green.sum() / 255 * 0.01, rel=1e-5)


def knowing_what_it_learned_from(model: Path, folder: Path, ranges: TrainingRanges) -> Path:
    """A copy of a model whose card tells what the training windows looked like."""
    copy = Path(shutil.copytree(model, folder))
    dataclasses.replace(ModelCard.load(copy), training_ranges=ranges).save(copy)
    return copy


def ranges_around(green: npt.NDArray[np.uint8]) -> TrainingRanges:
    """Those of its quarters, darker and brighter."""
    windows = [
        to_network_range(green[y : y + 256, x : x + 256], white)
        for y in (0, 256)
        for x in (0, 256)
        for white in (200.0, 255.0, 320.0)
    ]
    return TrainingRanges.of(windows)


def unlike_training(found: ScanCounted) -> Flag | None:
    likeness = found.likeness(found.request.mask)
    assert likeness is not None
    return unlike_training_flag(likeness)


def test_that_a_scan_like_training_is_not_flagged_and_a_darker_one_is(
    write_scan: WriteScan, model_with_intervals: Path, tmp_path: Path
) -> None:
    green = picture(512, 512)
    model = knowing_what_it_learned_from(
        model_with_intervals, tmp_path / "model", ranges_around(green)
    )
    like = counted(request_for(write_scan(green, name="like.tif"), model, tile_px=600))
    dimmer = counted(request_for(write_scan(green // 6, name="dim.tif"), model, tile_px=600))

    assert unlike_training(like) is None
    flag = unlike_training(dimmer)
    assert flag is not None
    assert "a darker background than the training images" in flag.sentence


def test_that_a_scan_is_judged_alike_however_its_outline_grew(
    write_scan: WriteScan, model_with_intervals: Path, tmp_path: Path
) -> None:
    green = picture(600, 600)
    model = knowing_what_it_learned_from(
        model_with_intervals, tmp_path / "model", ranges_around(green)
    )
    path = write_scan(green)
    grown = None
    for width in (40, 130, 300, 390, 600):
        outline = rectangle(0, 0, width, 600)
        grown = counted(request_for(path, model, outline, tile_px=600), earlier=grown)

    anew = counted(request_for(path, model, rectangle(0, 0, 600, 600), tile_px=600))

    assert grown is not None
    assert set(grown.windows) == set(anew.windows)
    assert len(anew.windows) == 4  # what is left of 600 px is too narrow


def test_that_what_was_counted_earlier_is_looked_at_too(
    write_scan: WriteScan, model_with_intervals: Path, tmp_path: Path
) -> None:
    green = picture(512, 512)
    model = knowing_what_it_learned_from(
        model_with_intervals, tmp_path / "model", ranges_around(green)
    )
    path = write_scan(green)
    half = counted(request_for(path, model, rectangle(0, 0, 512, 256), tile_px=272))
    whole = request_for(path, model, rectangle(0, 0, 512, 512), tile_px=272)

    grown, anew = counted(whole, earlier=half), counted(whole)

    assert half.windows
    assert set(grown.windows) == set(anew.windows)
    assert half.likeness(whole.mask) is None
    assert grown.likeness(whole.mask) == anew.likeness(whole.mask)


def test_that_every_tile_is_reported_before_the_scan(
    write_scan: WriteScan, linear_model: Path
) -> None:
    *tiles, last = count_scan(request_for(write_scan(picture(100, 100)), linear_model))
    done = [tile.done for tile in tiles if isinstance(tile, TileCounted)]
    assert done == list(range(1, 10))
    assert isinstance(last, ScanCounted)
    assert last.tiles == 9


def test_that_reported_tiles_make_up_the_map(write_scan: WriteScan, linear_model: Path) -> None:
    *tiles, last = count_scan(request_for(write_scan(picture(100, 130)), linear_model))
    assert isinstance(last, ScanCounted)
    built = np.zeros_like(last.density.values)
    for tile in tiles:
        assert isinstance(tile, TileCounted)
        window = tile.window
        built[window.y : window.bottom, window.x : window.right] = tile.values
    np.testing.assert_array_equal(built, last.density.values)


def test_that_only_what_the_mask_touches_is_counted(
    write_scan: WriteScan, linear_model: Path
) -> None:
    path = write_scan(picture(192, 192))
    found = counted(request_for(path, linear_model, rectangle(101, 97, 140, 140)))
    touched = np.zeros_like(found.density.counted)
    touched[96 // 4 : 144 // 4, 96 // 4 : 144 // 4] = True  # in steps of the network's stride
    assert found.tiles == 1
    np.testing.assert_array_equal(found.density.counted, touched)


def test_that_a_mask_that_grows_runs_only_what_it_newly_touches(
    write_scan: WriteScan, linear_model: Path
) -> None:
    path = write_scan(picture(192, 192))
    small = counted(request_for(path, linear_model, rectangle(10, 10, 60, 40)))
    before = small.density.counted.copy()
    larger = request_for(path, linear_model, rectangle(10, 10, 120, 40))
    *tiles, grown = count_scan(larger, earlier=small)
    assert isinstance(grown, ScanCounted)
    windows = [tile.window for tile in tiles if isinstance(tile, TileCounted)]
    assert sorted((window.x, window.right) for window in windows) == [(16, 24), (24, 30)]
    np.testing.assert_array_equal(grown.density.values, counted(larger).density.values)
    np.testing.assert_array_equal(small.density.counted, before)


def test_that_a_count_of_another_channel_is_not_taken_over(
    write_scan: WriteScan, linear_model: Path
) -> None:
    request = request_for(write_scan(picture(96, 96)), linear_model)
    first = counted(request)
    red = dataclasses.replace(request, channel=dataclasses.replace(request.channel, index=0))
    second = counted(red, earlier=first)
    assert second.tiles == first.tiles
    assert second.density.values.sum() < first.density.values.sum() / 5


def test_that_closing_early_leaves_no_thread(write_scan: WriteScan, linear_model: Path) -> None:
    events = count_scan(request_for(write_scan(picture(300, 300)), linear_model))
    next(events)
    events.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("tiles")]


def test_that_an_error_of_a_reading_thread_ends_the_count(
    write_scan: WriteScan, linear_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []

    def read(*arguments: object) -> npt.NDArray[np.uint8]:
        reads.append(arguments)
        if len(reads) == 3:
            raise ScanError("“scan.tif” is damaged")
        return np.zeros((64, 64), np.uint8)

    monkeypatch.setattr("melcount_app.core.network.read_tile", read)
    events = count_scan(request_for(write_scan(picture(144, 144)), linear_model))
    with pytest.raises(ScanError, match="damaged"):
        list(events)
    assert len(reads) < 9
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("tiles")]


def test_that_the_digits_do_not_depend_on_how_many_networks_count(
    write_scan: WriteScan, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_for(write_scan(picture(300, 300)), default_model(), tile_px=224)
    found = []
    for networks in (1, 2, 3):
        monkeypatch.setattr("melcount_app.core.network.NETWORKS", networks)
        found.append(counted(request).density.values)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_that_a_file_that_changed_is_not_counted(write_scan: WriteScan, linear_model: Path) -> None:
    request = request_for(write_scan(picture(96, 96)), linear_model)
    write_scan(picture(96, 96, seed=1))
    with pytest.raises(ScanError, match=r"scan\.tif.*changed"):
        counted(request)


def test_that_a_scan_without_pixel_size_is_counted_as_the_models_scans(
    write_scan: WriteScan, linear_model: Path
) -> None:
    request = request_for(write_scan(picture(256, 256), um_per_px=None), linear_model)
    assert request.pixel_size is None
    found = counted(request)
    assert found.density.level0_per_px == pytest.approx(16.0)
    assert measure(found.density, request.mask, (), None).sample.cells_per_mm2 is None


@pytest.mark.parametrize("odd", [1e-9, 0.01, 50.0])
def test_that_a_pixel_size_of_no_scan_is_refused(
    write_scan: WriteScan, linear_model: Path, odd: float
) -> None:
    path = write_scan(picture(64, 64))
    with pytest.raises(ScanError, match="not the pixel size of a scan"):
        request_with(path, linear_model, odd)


def test_that_sixteen_bits_give_the_count_of_eight_whatever_their_range(
    write_scan: WriteScan, linear_model: Path, tmp_path: Path
) -> None:
    green = picture(128, 128)
    for shift in ((0, 0), (0, 1), (1, 0), (1, 1)):  # cells that shine, all over
        green[8 + shift[0] :: 32, 8 + shift[1] :: 32] = 255
    eight = counted(request_for(write_scan(green), linear_model)).density.values.sum()
    sixteen = []
    for factor in (1, 16, 17, 64, 257):
        path = tmp_path / f"sixteen_{factor}.tif"
        tifffile.imwrite(path, green.astype(np.uint16) * factor, photometric="minisblack")
        request = dataclasses.replace(
            request_for(path, linear_model), pixel_size=PixelSize(1.8092, PixelSizeSource.USER)
        )
        sixteen.append(counted(request).density.values.sum())
    # what is darker than the darkest training images is taken for the camera's black
    assert sixteen == pytest.approx([eight] * 5, rel=0.03)
    assert sixteen[1:] == pytest.approx([sixteen[1]] * 4, rel=1e-3)


def test_that_a_scan_too_coarse_for_the_model_is_refused(
    write_scan: WriteScan, linear_model: Path
) -> None:
    path = write_scan(picture(64, 64))
    with pytest.raises(ScanError, match=r"scan\.tif.*too coarse"):
        request_with(path, linear_model, 4.0)


def test_that_a_missing_model_is_refused(write_scan: WriteScan, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        request_for(write_scan(picture(64, 64)), tmp_path / "nowhere")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tile_px=st.integers(14, 40).map(lambda steps: 8 * steps),
    offset=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    corner=st.tuples(st.floats(0, 250), st.floats(0, 250)),
    extent=st.tuples(st.floats(20, 300), st.floats(20, 300)),
)
def test_that_the_tiled_map_equals_the_untiled_one(
    write_scan: WriteScan,
    tile_px: int,
    offset: tuple[int, int],
    corner: tuple[float, float],
    extent: tuple[float, float],
) -> None:
    """With the shipped network, wherever tiles are cut: to 1e-4 cells in all."""
    green = np.zeros((403, 397), np.uint8)
    y, x = 8 * offset[0], 8 * offset[1]
    green[y : y + 300, x : x + 300] = picture(300, 300, seed=tile_px)
    outline = rectangle(*corner, corner[0] + extent[0], corner[1] + extent[1])
    path = write_scan(green)
    request = request_for(path, default_model(), outline, tile_px)
    tiled = counted(request).density
    untiled = counted(request_for(path, default_model(), outline, 1024)).density
    both = tiled.counted & untiled.counted
    assert tiled.is_counted(tiled.coverage(request.mask.outline))
    assert abs(tiled.values - untiled.values)[both].sum() < 1e-4


def test_that_a_crop_is_counted_as_in_evaluation(write_scan: WriteScan) -> None:
    """The figures of a model card are made with `numpy.pad(..., mode="reflect")`."""
    green = picture(256, 256)
    model = CountingModel.load(default_model())
    halo, stride = model.card.halo_px, model.card.output_stride
    density = model.density(np.pad(to_network_range(green, 255), halo, mode="reflect"))
    rim = halo // stride
    found = counted(request_for(write_scan(green), default_model(), tile_px=1024))
    np.testing.assert_allclose(found.density.values, density[rim:-rim, rim:-rim], atol=1e-6)
