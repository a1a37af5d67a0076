from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from melcount_app.core.errors import MelcountError
from melcount_app.training.augment import with_mirror_images
from melcount_app.training.dataset import Crop, fingerprint, read_crops, render_target

SET1 = Path(__file__).resolve().parents[3] / "shared" / "data" / "trp1" / "set1"

needs_set1 = pytest.mark.skipif(not SET1.is_dir(), reason="the training set is not here")


@given(
    points=st.lists(
        st.tuples(st.floats(-0.5, 63.5), st.floats(-0.5, 31.5)), min_size=0, max_size=20
    ),
    output_stride=st.sampled_from([1, 2, 4, 8]),
)
def test_that_with_mirror_images_the_integral_of_a_target_is_the_number_of_cells(
    points: list[tuple[float, float]], output_stride: int
) -> None:
    points_xy = np.array(points, np.float64).reshape(-1, 2)
    points_xy = with_mirror_images(points_xy, (32, 64))

    target = render_target(points_xy, (32, 64), sigma_px=6.0, output_stride=output_stride)

    assert target.shape == (32 // output_stride, 64 // output_stride)
    assert target.sum(dtype=np.float64) == pytest.approx(len(points), abs=1e-3)


def test_that_a_gaussian_on_the_border_loses_the_half_that_falls_off() -> None:
    points_xy = np.array([[-0.5, 40.0]])

    target = render_target(points_xy, (80, 80), sigma_px=6.0, output_stride=1)

    assert target.sum(dtype=np.float64) == pytest.approx(0.5, abs=1e-6)


def test_that_a_cell_in_the_middle_is_drawn_as_the_gaussian_of_its_sigma() -> None:
    target = render_target(np.array([[60.0, 40.0]]), (80, 120), sigma_px=6.0, output_stride=1)

    y, x = np.mgrid[:80, :120]
    squared = (x - 60.0) ** 2 + (y - 40.0) ** 2
    gaussian = np.exp(-squared / (2 * 6.0**2)) / (2 * np.pi * 6.0**2)
    assert np.abs(target - gaussian).max() < 0.01 * gaussian.max()


def test_that_a_coarser_target_is_the_sum_of_a_finer_one() -> None:
    points_xy = np.array([[10.3, 20.7], [1.0, 30.0]])

    fine = render_target(points_xy, (32, 32), sigma_px=6.0, output_stride=1)
    coarse = render_target(points_xy, (32, 32), sigma_px=6.0, output_stride=4)

    summed = fine.reshape(8, 4, 8, 4).sum(axis=(1, 3))
    np.testing.assert_allclose(coarse, summed, atol=1e-6)


def test_that_crops_are_read_with_their_points_in_the_order_of_their_numbers(
    data_folder: Path, crops: tuple[Crop, ...]
) -> None:
    (data_folder / "images" / "image_2.png").rename(data_folder / "images" / "image_10.png")

    read = read_crops(data_folder)

    assert [crop.name for crop in read] == [f"image_{n}.png" for n in (0, 1, 3, 4, 5, 10)]
    np.testing.assert_array_equal(read[2].pixels, crops[3].pixels)
    np.testing.assert_array_equal(read[2].points_xy, crops[3].points_xy)
    assert read[5].cells == 0


def test_that_labels_tell_the_cells_where_there_is_no_table(
    data_folder: Path, crops: tuple[Crop, ...]
) -> None:
    (data_folder / "points.csv").unlink()
    (data_folder / "labels").mkdir()
    for crop in crops:
        label = np.zeros_like(crop.pixels)
        columns, rows = crop.points_xy.astype(int).T
        label[rows, columns] = 255
        cv2.imwrite(str(data_folder / "labels" / crop.name), label)

    read = read_crops(data_folder)

    for crop, expected in zip(read, crops, strict=True):
        assert {tuple(point) for point in crop.points_xy} == {
            tuple(point) for point in expected.points_xy
        }


def test_that_the_published_layout_is_brought_to_a_quarter(tmp_path: Path) -> None:
    image = np.zeros((1024, 1024, 3), np.uint8)
    image[400:404, 800:804] = (0, 200, 90)
    label = np.zeros((1024, 1024), np.uint8)
    label[401, 802] = 255
    for kind, content in (("images", image), ("labels", label)):
        (tmp_path / kind).mkdir()
        cv2.imwrite(str(tmp_path / kind / "image_0.png"), content)

    (crop,) = read_crops(tmp_path)

    assert crop.pixels.shape == (256, 256)
    assert crop.pixels[100, 200] == 200
    assert crop.pixels.sum(dtype=int) == 200
    np.testing.assert_allclose(crop.points_xy, [[802.5 / 4 - 0.5, 401.5 / 4 - 0.5]])


def test_that_a_folder_without_crops_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(MelcountError, match=r"holds no training crops"):
        read_crops(tmp_path)


def test_that_a_damaged_image_is_refused_by_name(data_folder: Path) -> None:
    (data_folder / "images" / "image_3.png").write_bytes(b"no picture")

    with pytest.raises(MelcountError, match=r"image_3\.png is not an 8-bit PNG"):
        read_crops(data_folder)


def test_that_a_table_without_its_columns_is_refused_by_name(data_folder: Path) -> None:
    (data_folder / "points.csv").write_text("image,x\nimage_0.png,3\n", encoding="utf-8")

    with pytest.raises(MelcountError, match=r"points\.csv is not a table of points"):
        read_crops(data_folder)


def test_that_the_fingerprint_changes_with_a_single_point(crops: tuple[Crop, ...]) -> None:
    moved = Crop(crops[0].name, crops[0].pixels, crops[0].points_xy + 1.0)

    assert fingerprint((moved, *crops[1:])) != fingerprint(crops)
    assert fingerprint(crops) == fingerprint(tuple(crops))


@needs_set1
def test_that_the_training_set_holds_what_its_readme_says() -> None:
    crops = read_crops(SET1)

    assert len(crops) == 76
    assert sum(crop.cells for crop in crops) == 4676
    assert {crop.pixels.shape for crop in crops} == {(256, 256)}
