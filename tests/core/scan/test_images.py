"""Which image of a file is the scan, and that facts stay with the image that they are about."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.pick import NO_PICK, Pick
from tests.core.scan.image_files import at, image, ome_file, plane, um_per_px, value
from tests.growth import PROPORTIONATE, growth

OWN, OTHER = "urn:uuid:aaaaaaaa", "urn:uuid:bbbbbbbb"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ome.tif"


# Facts of the image whose pixels are read


def test_that_an_image_without_pixels_gives_no_facts(path: Path) -> None:
    first = image((1600, 1200), 0.9, ("DAPI", "FITC"), data="<MetadataOnly/>")
    with open_scan(ome_file(path, [plane(7)], first, image((64, 48), 1.8))) as scan:
        assert (um_per_px(scan), scan.channels, scan.notes) == (1.8, ("TRP1",), ())


@pytest.mark.parametrize("is_first", [True, False])
def test_that_a_file_of_a_set_has_the_facts_of_its_own_image(path: Path, is_first: bool) -> None:  # noqa: FBT001
    own = image((64, 48), 1.8, data=at(0, OWN, "a.ome.tif"))
    other = image((64, 48), 0.9, ("DAPI",), data=at(0, OTHER, "b.ome.tif"))
    both = (own, other) if is_first else (other, own)
    with open_scan(ome_file(path, [plane(7)], *both, uuid=OWN)) as scan:
        assert (um_per_px(scan), scan.channels, scan.notes) == (1.8, ("TRP1",), ())


def test_that_the_uuid_tells_the_file_of_a_set_that_was_renamed(tmp_path: Path) -> None:
    own = image((64, 48), 1.8, data=at(0, OWN, "b.ome.tif"))
    other = image((64, 48), 0.9, ("DAPI",), data=at(0, OTHER, "a.ome.tif"))
    with open_scan(ome_file(tmp_path / "a.ome.tif", [plane(7)], other, own, uuid=OWN)) as scan:
        assert (um_per_px(scan), scan.channels) == (1.8, ("TRP1",))


def test_that_the_name_tells_the_file_of_a_set_without_uuids_of_its_files(path: Path) -> None:
    own = image((64, 48), 1.8, data=at(0, OWN, "a.ome.tif"))
    other = image((64, 48), 0.9, ("DAPI",), data=at(0, OTHER, "b.ome.tif"))
    with open_scan(ome_file(path, [plane(7)], other, own)) as scan:
        assert um_per_px(scan) == 1.8


def test_that_the_name_alone_tells_the_file_of_a_set(path: Path) -> None:
    own = image((64, 48), 1.8, data=at(0, file="a.ome.tif"))
    other = image((64, 48), 0.9, ("DAPI",), data=at(0, file="b.ome.tif"))
    with open_scan(ome_file(path, [plane(7)], other, own)) as scan:
        assert (um_per_px(scan), scan.channels, scan.notes) == (1.8, ("TRP1",), ())


@pytest.mark.parametrize("uuid", ["", OWN])
def test_that_a_single_file_may_be_renamed_that_has_only_a_name(tmp_path: Path, uuid: str) -> None:
    own = image((64, 48), 1.8, data=at(0, file="before.ome.tif"))
    with open_scan(ome_file(tmp_path / "after.tif", [plane(7)], own, uuid=uuid)) as scan:
        assert um_per_px(scan) == 1.8


def test_that_images_that_do_not_tell_where_they_lie_follow_each_other(path: Path) -> None:
    both = image((64, 48), 1.8, data=""), image((64, 48), 0.9, data="")
    with open_scan(ome_file(path, [plane(7), plane(9)], *both)) as scan:
        assert (um_per_px(scan), value(scan), len(scan.images)) == (0.9, 9, 2)


def test_that_a_single_file_may_be_renamed(tmp_path: Path) -> None:
    own = image((64, 48), 1.8, data=at(0, OWN, "before.ome.tif"))
    with open_scan(ome_file(tmp_path / "after.tif", [plane(7)], own)) as scan:
        assert um_per_px(scan) == 1.8


def test_that_xml_about_other_files_is_told_and_gives_no_facts(path: Path) -> None:
    other = image((64, 48), 0.9, ("DAPI",), data=at(0, OTHER, "b.ome.tif"))
    with open_scan(ome_file(path, [plane(7)], other, uuid=OWN)) as scan:
        assert (scan.pixel_size, scan.channels) == (None, ("grey",))
        assert "about images that are not in it" in scan.notes[0]


def test_that_channels_spread_over_files_keep_their_names(path: Path) -> None:
    spread = (
        '<TiffData IFD="0" FirstC="0" PlaneCount="1"><UUID FileName="b">' + OTHER + "</UUID>"
        '</TiffData><TiffData IFD="0" FirstC="1" PlaneCount="1"><UUID FileName="a">' + OWN
    )
    whole = image((64, 48), 1.8, ("DAPI", "TRP1"), data=spread + "</UUID></TiffData>")
    with open_scan(ome_file(path, [plane(7)], whole, uuid=OWN)) as scan:
        assert (scan.channels, um_per_px(scan)) == (("TRP1",), 1.8)


def test_that_broken_xml_is_told_and_the_pixels_are_read(path: Path) -> None:
    with open_scan(ome_file(path, [plane(7)], text="<OME><Image><Pixels SizeX=3")) as scan:
        assert (value(scan), scan.pixel_size) == (7, None)
        assert "cannot be read" in scan.notes[0]


def test_that_entities_are_not_followed(path: Path) -> None:
    text = '<!DOCTYPE OME [<!ENTITY a "a">]><OME>&a;</OME>'
    with open_scan(ome_file(path, [plane(7)], text=text)) as scan:
        assert "cannot be read" in scan.notes[0]


@pytest.mark.parametrize("piece", ["<Pixels", "<Pixels ", "<Pixels/>"])
def test_that_a_file_with_hostile_xml_opens_in_time_in_proportion(path: Path, piece: str) -> None:
    def opened(characters: int) -> None:
        text = "<OME>" + piece * (characters // len(piece)) + "</OME>"
        with open_scan(ome_file(path, [plane(7)], text=text)) as scan:
            assert value(scan) == 7

    assert growth(opened, 40_000) < PROPORTIONATE


def test_that_a_companion_file_describes_the_pixels(tmp_path: Path) -> None:
    own = image((64, 48), 1.8, data=at(0, OWN, "a.tif"))
    whole = f'<OME xmlns="x" UUID="urn:uuid:c">{own}</OME>'
    text = f'<OME><BinaryOnly MetadataFile="all.companion.ome" UUID="{OWN}"/></OME>'
    path = ome_file(tmp_path / "renamed.tif", [plane(7)], text=text)
    with open_scan(path) as scan:
        assert scan.pixel_size is None
        assert "all.companion.ome" in scan.notes[0]
    (tmp_path / "all.companion.ome").write_text(whole, encoding="utf-8")
    with open_scan(path) as scan:
        assert (um_per_px(scan), scan.channels, scan.notes) == (1.8, ("TRP1",), ())


def test_that_channels_of_one_name_and_none_are_told_apart(path: Path) -> None:
    where = "".join(f'<TiffData IFD="{i}" FirstC="{i}"/>' for i in range(4))
    xml = image((64, 48), 1.8, ("DAPI", "", "dapi", "TRP1"), data=where)
    with open_scan(ome_file(path, [plane(i) for i in range(4)], xml)) as scan:
        assert scan.channels == ("DAPI", "channel 2", "dapi (3)", "TRP1")


# The image that is the scan


def two(first: str, second: str) -> tuple[str, str]:
    """Two images on two pages."""
    return first.replace('IFD="0"', 'IFD="0"'), second.replace('IFD="0"', 'IFD="1"')


def test_that_the_finest_pixels_make_the_scan_and_not_most_of_them(path: Path) -> None:
    images = two(image((160, 120), 1.6), image((64, 48), 0.4))
    with open_scan(ome_file(path, [plane(1, 160, 120), plane(2)], *images)) as scan:
        assert (value(scan), um_per_px(scan), scan.pick) == (2, 0.4, Pick("2"))
        assert "Counted is image 2 (64 × 48 px, 0.4 µm/px)" in scan.notes[0]
        assert "not counted: 1 (160 × 120 px, 1.6 µm/px)" in scan.notes[0]


@pytest.mark.parametrize("name", ["Overview", "macro picture", "Slide label", "Preview 3"])
def test_that_an_overview_is_not_the_scan_whatever_it_says_of_itself(path: Path, name: str) -> None:
    images = two(image((160, 120), 0.2, name=name), image((64, 48), None, name="scan"))
    with open_scan(ome_file(path, [plane(1, 160, 120), plane(2)], *images)) as scan:
        assert value(scan) == 2
        assert name in scan.notes[0]


def test_that_label_and_macro_as_slides_have_them_are_not_told(path: Path) -> None:
    images = two(image((64, 48), 0.4), image((160, 120), None, name="macro image"))
    with open_scan(ome_file(path, [plane(1), plane(2, 160, 120)], *images)) as scan:
        assert (value(scan), scan.notes, scan.images, scan.pick) == (1, (), (), NO_PICK)


def test_that_the_first_of_two_equal_scenes_is_counted_and_the_other_told(path: Path) -> None:
    images = two(image((64, 48), 0.4, name="left"), image((64, 48), 0.4, name="right"))
    ome_file(path, [plane(1), plane(2)], *images)
    with open_scan(path) as scan:
        assert value(scan) == 1
        assert "2 images. Counted is image 1 “left”" in scan.notes[0]
        assert [each.name for each in scan.images] == ["left", "right"]


@pytest.mark.parametrize("wanted", ["2", "right", "RIGHT", " right "])
def test_that_another_image_can_be_picked(path: Path, wanted: str) -> None:
    images = two(image((64, 48), 0.4, name="left"), image((64, 48), 0.5, name="right"))
    ome_file(path, [plane(1), plane(2)], *images)
    with open_scan(path, Pick(wanted)) as scan:
        assert (value(scan), um_per_px(scan), scan.pick) == (2, 0.5, Pick("2"))


@pytest.mark.parametrize("pick", [Pick("3"), Pick("0"), Pick("up"), Pick("same")])
def test_that_what_is_not_there_cannot_be_picked(path: Path, pick: Pick) -> None:
    images = two(image((64, 48), 0.4, name="same"), image((64, 48), 0.5, name="same"))
    ome_file(path, [plane(1), plane(2)], *images)
    with pytest.raises(ScanError, match=r"a\.ome\.tif.*choose"):
        open_scan(path, pick)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("pick", [Pick("2"), Pick("scene"), Pick("", 2)])
def test_that_the_only_image_is_read_and_told_where_the_study_picked_another(
    tmp_path: Path, name: str, pick: Pick
) -> None:
    from PIL import Image

    path = tmp_path / name
    Image.fromarray(plane(5)).save(path)
    with open_scan(path, pick) as scan:
        assert (value(scan), scan.pick) == (5, NO_PICK)
        assert "which is counted" in scan.notes[-1]
        assert (pick.image or str(pick.plane)) in scan.notes[-1]
    with open_scan(path, Pick("1", 1)) as scan:
        assert (value(scan), scan.notes) == (5, ())


def test_that_a_study_that_picked_an_image_counts_scans_that_hold_one(tmp_path: Path) -> None:
    ome_file(tmp_path / "one.ome.tif", [plane(5)], image((64, 48), 0.5))
    with open_scan(tmp_path / "one.ome.tif", Pick("right", 3)) as scan:
        assert (value(scan), len(scan.notes)) == (5, 2)


def test_that_a_page_that_no_description_names_is_told(path: Path) -> None:
    ome_file(path, [plane(1), plane(2)], image((64, 48), 0.4))
    with open_scan(path) as scan:
        assert value(scan) == 1
        assert "2 images" in scan.notes[0]
    with open_scan(path, Pick("2")) as scan:
        assert (value(scan), scan.pixel_size) == (2, None)


def test_that_smaller_copies_of_the_scan_are_not_told(path: Path) -> None:
    ome_file(path, [plane(1), plane(2, 32, 24)], image((64, 48), 0.4))
    with open_scan(path) as scan:
        assert scan.notes == ()


def test_that_pictures_of_other_shape_in_a_plain_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(plane(1, 60, 80), metadata=None)
        writer.write(plane(2, 90, 50), metadata=None)
    with open_scan(path) as scan:
        assert value(scan) == 1
        assert "not counted: 2 (90 × 50 px)" in scan.notes[0]


# The files of the field


FIELD = {
    "ome_first_image_has_no_pixels.ome.tif": (Size(768, 512), 1.8092, ("TRP1",)),
    "ome_set_fine.ome.tif": (Size(512, 512), 0.9046, ("DAPI",)),
    "ome_set_coarse.ome.tif": (Size(768, 512), 1.8092, ("TRP1",)),
    "overview_has_more_pixels.ome.tif": (Size(768, 512), 0.4523, ("TRP1",)),
    "macro_has_more_pixels.ndpi": (Size(768, 512), 1.8092, ("red", "green", "blue")),
    "shrunk_with_old_ome.tif": (Size(768, 512), None, ("TRP1",)),
    "shrunk_with_old_aperio.tif": (Size(768, 512), None, ("grey",)),
    "two_scenes.ome.tif": (Size(768, 512), 1.8092, ("TRP1",)),
    "plain.tif": (Size(768, 512), 1.8092, ("grey",)),
}


@pytest.mark.parametrize("name", FIELD)
def test_that_files_of_the_field_have_the_facts_of_their_pixels(
    shared_data: Path, name: str
) -> None:
    with open_scan(shared_data / "data/field/scans" / name) as scan:
        assert (scan.size, um_per_px(scan), scan.channels) == FIELD[name]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("shrunk_with_old_ome.tif", "3072 × 2048 pixels, and this one has 768 × 512"),
        ("shrunk_with_old_aperio.tif", "3072 × 2048 pixels, and this one has 768 × 512"),
        ("two_scenes.ome.tif", "holds 2 images. Counted is image 1"),
        ("overview_has_more_pixels.ome.tif", "not counted: 1 (1248 × 832 px, 1.6 µm/px)"),
    ],
)
def test_that_files_of_the_field_say_what_is_not_believed(
    shared_data: Path, name: str, part: str
) -> None:
    with open_scan(shared_data / "data/field/scans" / name) as scan:
        assert part in scan.notes[0]


def test_that_a_file_of_a_set_is_the_same_without_the_other(
    shared_data: Path, tmp_path: Path
) -> None:
    name = "ome_set_coarse.ome.tif"
    shutil.copy(shared_data / "data/field/scans" / name, tmp_path / name)
    with open_scan(tmp_path / name) as scan:
        assert scan.pixel_size == PixelSize(1.8092, PixelSizeSource.OME_XML)
        assert scan.channels == ("TRP1",)


def test_that_the_light_of_channels_is_known(tmp_path: Path) -> None:
    path = tmp_path / "light.ome.tif"
    metadata = {
        "axes": "CYX",
        "Channel": {"Name": ["Channel 1", "Channel 2"], "EmissionWavelength": [461, 519]},
    }
    tifffile.imwrite(path, np.stack([plane(9), plane(3)]), ome=True, metadata=metadata)
    with open_scan(path) as scan:
        assert scan.emissions_nm == (461.0, 519.0)
