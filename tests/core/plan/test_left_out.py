"""What lies beside scans and is none is left out with a reason, and comes back when asked for."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.plan import FoundScan, Wanted, concerns_of, find_scans, plan_by_folders
from melcount_app.core.plan import scans_in as search
from tests.core.set_files import Ndpi, fluorescent_set, grey, write_dicom, write_ndpi


def put(folder: Path, *places: str) -> None:
    for place in places:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def sorted_out(folder: Path, *patterns: str) -> tuple[list[str], dict[str, str]]:
    """Places of the scans, and the reasons of what was left out by its place."""
    found = search(folder, Wanted(patterns))
    return [scan.place for scan in found.scans], {
        each.place: each.reason for each in found.left_out
    }


@pytest.mark.parametrize(
    "name",
    [
        *("1_mask.tif", "1_masks.tif", "1_cp_masks.png", "1-labels.png", "1_seg.tif", "1.mask.tif"),
        *("1_overlay.jpg", "1_Probabilities.tif", "1_Simple Segmentation.tif", "1.tif_mask.png"),
        *("Mask of 1.tif", "Count Masks of 1.tif", "mask_1.png", "1_MASK_2.tif", "1-outlines.png"),
        *("1_thumbnail.jpg", "1_macro.jpg", "1-label.png", "1_overview.jpg", "1.density.ome.tif"),
        "1 [d=1,x=0,y=512,w=512,h=512].tif",
    ],
)
def test_that_results_and_pictures_of_a_scan_are_none(tmp_path: Path, name: str) -> None:
    put(tmp_path, "1.tif", "2.tif", name)
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["1.tif", "2.tif"]
    assert list(left_out) == [name]
    assert "“1.tif”" in left_out[name] or name.endswith(".density.ome.tif")


@pytest.mark.parametrize(
    "name", ["1_mask.tif", "face mask 3.tif", "labels.tif", "x [x=1,y=2,w=3,h=4].tif", "macro.jpg"]
)
def test_that_such_a_name_alone_makes_nothing_a_result(tmp_path: Path, name: str) -> None:
    put(tmp_path, "2.tif", name)
    scans, left_out = sorted_out(tmp_path)
    assert set(scans) == {"2.tif", name}
    assert not left_out


def test_that_results_in_a_folder_of_their_own_are_none(tmp_path: Path) -> None:
    put(tmp_path, "control/1.tif", "control/2.tif", "results/1_mask.png", "results/2_mask.png")
    assert sorted_out(tmp_path)[0] == ["control/1.tif", "control/2.tif"]


@pytest.mark.parametrize(
    ("scans", "others", "closed"),
    [
        ("1.tif", ("1.dzi", "1_files/0/0_0.jpg", "1_files/1/0_0.jpg"), "1_files"),
        ("1.tif", ("1_files/0/0_0.jpeg", "1_files/10/0_0.jpeg"), "1_files"),
        ("a/1.tif", ("a/x/ImageProperties.xml", "a/x/TileGroup0/0-0-0.jpg"), "a/x/TileGroup0"),
        ("1.tif", ("project.qpproj", "data/1/thumbnail.jpg", "data/1/server.json"), "data"),
        ("1.tif", ("q/p.qpproj", "q/data/1/thumbnail.jpg", "q/data/12/thumbnail.jpg"), "q/data"),
        ("1.tif", ("q/data/3/data.qpdata", "q/data/3/thumbnail.jpg"), "q/data"),
        ("1.tif", ("project.qpproj", "thumbnails/1.jpg"), "thumbnails"),
        ("1.tif", ("@eaDir/1.tif/SYNOFILE_THUMB_M.jpg",), "@eaDir"),
        ("1.tif", ("__MACOSX/1.tif",), "__MACOSX"),
    ],
)
def test_that_folders_of_other_programs_hold_no_scans(
    tmp_path: Path, scans: str, others: tuple[str, ...], closed: str
) -> None:
    put(tmp_path, scans, *others)
    found, left_out = sorted_out(tmp_path)
    assert found == [scans]
    assert list(left_out) == [closed]


@pytest.mark.parametrize(
    "places",
    [
        ("project.qpproj", "data/control/1.tif", "data/treated/2.tif"),
        ("project.qpproj", "control/1/a.tif", "control/2/b.tif"),
        ("project.qpproj", "control/1/day/a.tif", "control/2/day/b.tif"),
        ("data/1/a.tif", "data/2/b.tif"),
        ("skin_files/a.tif", "skin_files/b.tif"),
        ("1/1.tif", "2/2.tif"),
    ],
)
def test_that_scans_in_folders_of_such_names_are_scans(
    tmp_path: Path, places: tuple[str, ...]
) -> None:
    put(tmp_path, *places)
    scans, left_out = sorted_out(tmp_path)
    assert set(scans) == {place for place in places if place.endswith(".tif")}
    assert not left_out


def save(path: Path, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(path, pixels)


@pytest.mark.parametrize("name", ["masks", "cp-masks", "QuPath labels", "Thumbs", "overlays"])
def test_that_drawn_or_small_pictures_of_the_scans_names_in_such_a_folder_are_none(
    tmp_path: Path, name: str
) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64)).astype(np.uint8)
    drawn = np.where(grey(1) > 120, 255, 0).astype(np.uint8)
    for number, pixels in ((1, drawn), (2, noise[:20, :20])):
        save(tmp_path / f"control/{number}.tif", noise)
        save(tmp_path / f"control/{name}/{number}.tif", pixels)
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["control/1.tif", "control/2.tif"]
    assert list(left_out) == [f"control/{name}/{number}.tif" for number in (1, 2)]


def test_that_scans_of_a_condition_that_is_called_like_results_stay(tmp_path: Path) -> None:
    for seed, place in enumerate(("control/1.tif", "mask/1.tif", "control/2.tif", "mask/2.tif")):
        noise = np.random.default_rng(seed).integers(0, 255, (64, 64)).astype(np.uint8)
        save(tmp_path / place, noise)
    assert len(sorted_out(tmp_path)[0]) == 4


def test_that_the_file_that_the_plan_names_is_taken(tmp_path: Path) -> None:
    write_ndpi(tmp_path / "1.ndpi", grey(1), Ndpi(1))
    tiff(tmp_path / "1.tif")
    put(tmp_path, "2.tif", "2_mask.tif")
    found = search(tmp_path, Wanted(names={"1.tif", "2_mask.tif", "other.tif"}))
    assert [scan.place for scan in found.scans] == ["1.tif", "2.tif", "2_mask.tif"]
    (lesser,) = found.left_out
    assert lesser.reason == "It seems to be the same sample as “1.tif”, which the plan names."


def test_that_the_data_of_a_mirax_slide_are_parts_of_it(tmp_path: Path) -> None:
    put(tmp_path, "a.mrxs", "a/Slidedat.ini", "a/Data0000.dat", "a/preview.jpg", "b.mrxs")
    assert sorted_out(tmp_path) == (["a.mrxs", "b.mrxs"], {})


def test_that_the_label_of_a_slide_in_a_series_of_its_own_is_none(tmp_path: Path) -> None:
    write_dicom(tmp_path / "1.dcm", "1.2", "ORIGINAL\\PRIMARY\\VOLUME\\NONE", 100)
    write_dicom(tmp_path / "2.dcm", "1.3", "ORIGINAL\\PRIMARY\\OVERVIEW\\NONE", 100)
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["1.dcm"]
    assert left_out == {"2.dcm": "It shows the label or an overview of a slide."}


def tiff(path: Path, side: int = 64, um: float | None = None) -> None:
    resolution = (1e4 / um, 1e4 / um) if um else None
    tifffile.imwrite(path, grey(3, side), resolution=resolution, resolutionunit=3)


def test_that_of_one_sample_in_two_files_the_scanners_is_taken(tmp_path: Path) -> None:
    write_ndpi(tmp_path / "1.ndpi", grey(1), Ndpi(1))
    for name in ("1.tif", "1.jpg.tif", "1_x20_z0.tif"):
        tiff(tmp_path / name, 128)
    fluorescent_set(tmp_path, "2")
    tiff(tmp_path / "2.ome.tif")
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["1.ndpi", "2.ndpis"]
    assert left_out.keys() == {"1.tif", "1.jpg.tif", "1_x20_z0.tif", "2.ome.tif"}
    assert all("the scanner's own file" in reason for reason in left_out.values())


def test_that_of_two_exports_the_finer_or_the_better_told_is_taken(tmp_path: Path) -> None:
    tiff(tmp_path / "1.tif", 64)
    tiff(tmp_path / "1.tiff", 128)
    tiff(tmp_path / "2.tif", 64)
    tiff(tmp_path / "2.tiff", 64, um=0.5)
    tiff(tmp_path / "3.tif", 64)
    (tmp_path / "3.png").touch()
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["1.tiff", "2.tiff", "3.tif"]
    assert list(left_out.values()) == [
        "It seems to be the same sample as “1.tiff”, which has more pixels.",
        "It seems to be the same sample as “2.tiff”, which tells its pixel size.",
        "It seems to be the same sample as “3.tif”, and cannot be read.",
    ]


def test_that_the_same_name_in_two_folders_is_two_samples(tmp_path: Path) -> None:
    put(tmp_path, "control/1.tif", "treated/1.ndpi")
    assert sorted_out(tmp_path) == (["control/1.tif", "treated/1.ndpi"], {})


@pytest.mark.parametrize("pattern", ["1_mask.tif", "a/1_mask.tif", "*MASK*", "a\\1_mask.tif"])
def test_that_what_was_left_out_comes_back_when_asked_for(tmp_path: Path, pattern: str) -> None:
    put(tmp_path, "a/1.tif", "a/1_mask.tif", "a/1_seg.tif")
    assert sorted_out(tmp_path, pattern)[0] == ["a/1.tif", "a/1_mask.tif"]
    found = search(tmp_path, Wanted((pattern,)))
    assert [each.place for each in found.put_back] == ["a/1_mask.tif"]


def test_that_pictures_of_a_folder_come_back_one_by_one_or_together(tmp_path: Path) -> None:
    put(tmp_path, "1.tif", "1.dzi", "1_files/0/0_0.jpg", "1_files/1/0_0.jpg")
    assert len(sorted_out(tmp_path, "1_files")[0]) == 3
    scans, left_out = sorted_out(tmp_path, "1_files/1/0_0.jpg")
    assert scans == ["1.tif", "1_files/1/0_0.jpg"]
    assert list(left_out) == ["1_files"]


def test_that_a_name_that_nothing_left_out_has_is_a_sentence(tmp_path: Path) -> None:
    put(tmp_path, "1.tif", "1_mask.tif")
    with pytest.raises(ScanError, match=r"is called “2_mask\.tif”"):
        search(tmp_path, Wanted(("2_mask.tif",)))


def test_that_a_scan_of_the_study_stays_one(tmp_path: Path) -> None:
    put(tmp_path, "1.tif", "1_mask.tif", "q/data/1/data.qpdata", "q/data/1/thumbnail.jpg")
    known = {tmp_path / "1_mask.tif", tmp_path / "q/data/1/thumbnail.jpg"}
    found = search(tmp_path, Wanted(paths=known))
    assert {scan.path for scan in found.scans} == {tmp_path / "1.tif", *known}
    assert {file.path for file in found.put_back} == known


def test_that_a_set_that_the_study_has_by_another_file_stays_as_it_is(tmp_path: Path) -> None:
    fluorescent_set(tmp_path, "a")
    known = tmp_path / "a-FITC.ndpi"
    assert [scan.path for scan in search(tmp_path, Wanted(paths={known})).scans] == [known]


def test_that_files_are_taken_as_they_are_named_but_a_set_is_one_scan(tmp_path: Path) -> None:
    put(tmp_path, "1.tif", "1_mask.tif")
    path = fluorescent_set(tmp_path, "a")
    named = [tmp_path / name for name in ("1_mask.tif", "1.tif", "a-FITC.ndpi", "a-DAPI.ndpi")]
    found = find_scans([*named, path])
    assert [scan.path for scan in found.scans] == [*named[:2], path]
    assert len(found.scans[2].parts) == 3
    assert not found.left_out


def test_that_a_folder_of_nothing_but_thumbnails_says_so(tmp_path: Path) -> None:
    put(tmp_path, "data/1/server.json", "data/1/thumbnail.jpg")
    with pytest.raises(ScanError, match="thumbnails of a QuPath project"):
        search(tmp_path)


def sentences(folder: Path, *names: str) -> list[str]:
    scans = [FoundScan(folder / name, ("a",)) for name in names]
    kinds = ("same sample", "channel files")
    found = concerns_of(plan_by_folders(scans), {})
    return [concern.sentence for concern in found if concern.kind in kinds]


def test_that_two_files_of_one_sample_in_a_plan_are_pointed_out(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, "1.ndpi", "1.tif", "2.tif")
    assert "the same sample: 1.ndpi, 1.tif" in sentence


def test_that_the_same_samples_in_folders_of_two_forms_are_pointed_out(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, "ndpi/skin 1.ndpi", "tif/skin 1.tif", "tif/skin 2.tif")
    assert "the same sample: skin 1.ndpi, skin 1.tif" in sentence
    assert not sentences(tmp_path, "control/1.ndpi", "treated/1.tif", "control/a.tif", "new/a.tif")


@pytest.mark.parametrize(
    "names",
    [
        ("1_DAPI.tif", "1_FITC.tif"),
        ("C1-skin.tif", "C2-skin.tif"),
        ("a Alexa 488 x.tif", "a Cy5 x.tif"),
        ("1_red.tif", "1_green.tif"),
        ("1_ch00.tif", "1_ch01.tif"),
    ],
)
def test_that_channels_in_files_of_their_own_are_pointed_out(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    (sentence,) = sentences(tmp_path, *names)
    assert f"channels of one sample: {', '.join(names)}" in sentence


@pytest.mark.parametrize(
    "names",
    [
        ("1_FITC.tif", "2_FITC.tif"),
        ("blue light 1.tif", "red light 1.tif"),
        ("C1_1.tif", "C2_1.tif"),
        ("1.tif", "2.tif"),
    ],
)
def test_that_other_names_are_not(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert not sentences(tmp_path, *names)


def test_that_listing_is_quick(tmp_path: Path) -> None:
    """A search opens no file but those of one name: 500 files that cannot be opened are found."""
    for number in range(500):
        (tmp_path / f"{number}.tif").write_bytes(b"II*\0" + np.uint32(2**31).tobytes() + b"\0" * 8)
    assert len(search(tmp_path).scans) == 500


@pytest.mark.parametrize(
    "name",
    [
        *("1_cell_mask.tif", "1_mask (1).tif", "1_mask_filled.tif", "1_StarDist.tif", "1mask.tif"),
        *("1_MelanocyteOutlines.png", "mask1.tif", "1_nuclei_labels_dapi.tif", "1 (mask).tif"),
    ],
)
def test_that_what_looks_drawn_and_is_called_after_a_scan_is_a_result(
    tmp_path: Path, name: str
) -> None:
    for n in (1, 2):
        tifffile.imwrite(tmp_path / f"{n}.tif", grey(n))
    tifffile.imwrite(tmp_path / name, (grey(1) > 128).astype(np.uint8))
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["1.tif", "2.tif"]
    assert "result of “1.tif”" in left_out[name]


def test_that_a_result_of_a_result_is_one_of_the_scan(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", grey(1))
    for name in ("a_nuclei.tif", "a_nuclei_labels_dapi.tif"):
        tifffile.imwrite(tmp_path / name, (grey(1) > 128).astype(np.uint8))
    assert sorted_out(tmp_path)[0] == ["a.tif"]


def test_that_scans_called_so_that_look_scanned_stay(tmp_path: Path) -> None:
    for n, name in enumerate(("skin.tif", "skin_cells_2.tif", "skin_counting_3.tif"), 1):
        tifffile.imwrite(tmp_path / name, grey(n))
    assert len(sorted_out(tmp_path)[0]) == 3


def test_that_a_channel_exported_of_a_scanners_file_is_the_same_sample(tmp_path: Path) -> None:
    fluorescent_set(tmp_path, "1")
    tifffile.imwrite(tmp_path / "1_FITC.tif", grey(1))
    tifffile.imwrite(tmp_path / "1-DAPI.tif", grey(2))
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["1.ndpis"]
    assert {"1_FITC.tif", "1-DAPI.tif"} <= left_out.keys()


@pytest.mark.parametrize("name", ["MAX_a.tif", "C2-a.tif", "Copie de a.tif", "a - Copie.tif"])
def test_that_of_a_picture_and_what_imagej_made_of_it_the_first_is_taken(
    tmp_path: Path, name: str
) -> None:
    tifffile.imwrite(tmp_path / "a.tif", grey(1))
    tifffile.imwrite(tmp_path / name, grey(2))
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["a.tif"]
    assert list(left_out) == [name]


def test_that_levels_of_one_series_in_several_folders_are_one_scan(tmp_path: Path) -> None:
    for place, (name, series, side) in {
        "a/fine": ("x", "1.2.3", 64),
        "a/coarse": ("y", "1.2.3", 32),
        "b/fine": ("x", "1.2.4", 64),
    }.items():
        (tmp_path / place).mkdir(parents=True)
        write_dicom(tmp_path / place / f"{name}.dcm", series, r"ORIGINAL\PRIMARY\VOLUME\NONE", side)
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["a/fine/x.dcm", "b/fine/x.dcm"]
    assert "coarser" in left_out["a/coarse/y.dcm"]


def test_that_tiles_for_web_pages_are_no_scans(tmp_path: Path) -> None:
    put(tmp_path, "a/1.tif", "iiif/1/0,0,9,9/9,/0/default.jpg")
    (tmp_path / "iiif/1/info.json").write_text('{"@context": "http://iiif.io/api/image/3"}')
    put(tmp_path, "map/0/0/0.png", "map/1/0/0.png", "map/1/1/0.png")
    scans, left_out = sorted_out(tmp_path)
    assert scans == ["a/1.tif"]
    assert list(left_out) == ["iiif/1", "map"]


def test_that_numbered_folders_of_scans_stay(tmp_path: Path) -> None:
    put(tmp_path, "s/0/0/0.tif", "s/0/1/0.tif", "s/1/0/0.tif")
    assert len(sorted_out(tmp_path)[0]) == 3


def test_that_a_picture_omero_exported_is_the_sample_it_was_made_of(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", grey(1))
    tifffile.imwrite(tmp_path / "a.tif [0].ome.tif", grey(1))
    assert sorted_out(tmp_path)[0] == ["a.tif"]


def test_that_a_small_picture_is_told_whatever_else_bears_its_name(tmp_path: Path) -> None:
    for place, step in {"a/s.tif": 1, "a/s.png": 4, "overviews/s.png": 4}.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / place), grey(1)[::step, ::step])
    assert sorted_out(tmp_path)[0] == ["a/s.tif"]


def test_that_pictures_and_tiffs_of_one_name_in_two_folders_are_pointed_out(tmp_path: Path) -> None:
    put(tmp_path, "control/s1.tif", "jpg/s1.jpg", "control/s2.tif", "treated/s2.tif")
    plan = plan_by_folders(search(tmp_path).scans)
    told = [each.sentence for each in concerns_of(plan, {}) if "same sample" in each.sentence]
    assert len(told) == 1
    assert "s1.tif" in told[0]
