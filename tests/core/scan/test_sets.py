"""Several files are one scan where they say so: NDPI sets, OME sets, DICOM and VMS slides."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.kind import FileKind, kind_of_file
from melcount_app.core.plan import FoundScan, scans_with
from melcount_app.core.scan import file_sets, fingerprint, open_scan
from melcount_app.core.scan.dicom_files import dicom_facts
from tests.core.set_files import (
    HEADER,
    Ndpi,
    fluorescent_set,
    grey,
    ome_text,
    write_dicom,
    write_ndpi,
    write_ome_set,
    write_set,
)

WHOLE = Rect(0, 0, 64, 64)
LOSS = 3.0
"""Grey levels by which JPEG may be off on average."""


@pytest.mark.parametrize("opened", ["a.ndpis", "a-DAPI.ndpi", "a-TRITC.ndpi"])
def test_that_a_set_opens_from_any_of_its_files_with_its_channels_by_name(
    tmp_path: Path, opened: str
) -> None:
    fluorescent_set(tmp_path, "a")
    with open_scan(tmp_path / opened) as scan:
        assert scan.channels == ("DAPI", "FITC", "TRITC")
        assert scan.pixel_size is not None
        assert scan.pixel_size.um_per_px == 0.5
        whole = scan.read(0, WHOLE).astype(np.float32)
        for place in range(3):
            assert np.abs(whole[..., place] - grey(place)).mean() < LOSS
            assert np.array_equal(scan.read(0, WHOLE, place), whole[..., place])
            assert np.array_equal(scan.glimpse(0, 2)[..., place], whole[::2, ::2, place])


def test_that_an_ndpi_beside_a_set_of_others_is_a_scan_of_its_own(tmp_path: Path) -> None:
    fluorescent_set(tmp_path, "a")
    write_ndpi(tmp_path / "b.ndpi", grey(7), Ndpi(1))
    with open_scan(tmp_path / "b.ndpi") as scan:
        assert scan.channels == ("red", "green", "blue")
    assert scans_with([tmp_path / "b.ndpi"]) == (FoundScan(tmp_path / "b.ndpi"),)


def test_that_channels_are_called_like_the_filters_that_the_files_name(tmp_path: Path) -> None:
    for name, told in (("x1", Ndpi(1, "FITC 2 (485)")), ("x2", Ndpi(0, "TRITC 2 (560)"))):
        write_ndpi(tmp_path / f"{name}.ndpi", grey(1), told)
    path = write_set(tmp_path / "x.ndpis", ["x1.ndpi", "x2.ndpi"], end="\n")
    with open_scan(path) as scan:
        assert scan.channels == ("FITC 2 (485)", "TRITC 2 (560)")


def test_that_names_are_told_apart_by_whole_words(tmp_path: Path) -> None:
    names = [f"skin 1_{stain}_20x.ndpi" for stain in ("FITC", "TRITC")]
    for place, name in enumerate(names):
        write_ndpi(tmp_path / name, grey(place), Ndpi(1 - place))
    with open_scan(write_set(tmp_path / "skin 1.ndpis", names)) as scan:
        assert scan.channels == ("FITC", "TRITC")


def test_that_a_black_channel_is_read_from_the_colour_of_its_wavelength(tmp_path: Path) -> None:
    black = np.zeros((64, 64), np.uint8)
    write_ndpi(tmp_path / "a-1.ndpi", black, Ndpi(0, "Cy5", wavelength=670.0))
    write_ndpi(tmp_path / "a-2.ndpi", grey(2), Ndpi(1, "FITC", wavelength=520.0))
    with open_scan(write_set(tmp_path / "a.ndpis", ["a-1.ndpi", "a-2.ndpi"])) as scan:
        assert scan.channels == ("Cy5", "FITC")
        assert scan.read(0, WHOLE, 0).max() <= LOSS


def test_that_a_colour_picture_in_a_set_keeps_its_three_colours(tmp_path: Path) -> None:
    rgb = np.stack([grey(1)] * 3, axis=-1)
    tifffile.imwrite(tmp_path / "a-bright.ndpi", rgb, photometric="rgb")
    write_ndpi(tmp_path / "a-FITC.ndpi", grey(2), Ndpi(1))
    with open_scan(write_set(tmp_path / "a.ndpis", ["a-bright.ndpi", "a-FITC.ndpi"])) as scan:
        assert scan.channels == ("bright red", "bright green", "bright blue", "FITC")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\nNoImages=1\nImage0=C:\\scans\\today\\A-FITC.NDPI\n".encode(),
        f"{HEADER.upper()}\r\n\r\nimage0 = a-FITC.ndpi\r\n".encode("utf-16"),
        f"\ufeff{HEADER}\r\nImage0=a-FITC.ndpi".encode(),
        b"NoImages=1\rImage0=a-FITC.ndpi\r",
        "NoImages=1\r\nImage0=a-FITC.ndpi\r\n".encode("utf-16-le"),
        f"{HEADER}\nImage0=a-FITC.ndpi\n".encode("utf-16-be"),
    ],
)
def test_that_a_list_is_read_however_it_is_written(tmp_path: Path, text: bytes) -> None:
    write_ndpi(tmp_path / "a-FITC.ndpi", grey(2), Ndpi(1, "FITC"))
    (tmp_path / "a.ndpis").write_bytes(text)
    with open_scan(tmp_path / "a.ndpis") as scan:
        assert scan.channels == ("FITC",)


@pytest.mark.parametrize("named", ["a-FITC.ndpi", "D:\\x\\Files\\A-fitc.ndpi", "files/a-FITC.ndpi"])
def test_that_files_of_a_list_may_lie_in_a_folder_beside_it(tmp_path: Path, named: str) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "other").mkdir()
    member = tmp_path / "files" / "a-FITC.ndpi"
    write_ndpi(member, grey(2), Ndpi(1, "FITC"))
    path = write_set(tmp_path / "a.ndpis", [named])
    with open_scan(path) as scan:
        assert scan.channels == ("FITC",)
    assert fingerprint(member) == fingerprint(path)
    write_ndpi(tmp_path / "other" / "a-FITC.ndpi", grey(3), Ndpi(1, "FITC"))
    if "/" not in named and "\\" not in named:
        with pytest.raises(ScanError, match=r"lacks “a-FITC\.ndpi”"):
            open_scan(path)
        return
    with open_scan(path) as again:
        assert again.channels == ("FITC",)


def test_that_a_text_of_another_kind_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "a.ndpis"
    for text in (b"[Another kind of set]\nImage0=a.ndpi\n", b"", b"Images are here", b"\xff\xfe"):
        path.write_bytes(text)
        with pytest.raises(ScanError):
            open_scan(path)


def test_that_a_missing_file_of_a_set_is_named(tmp_path: Path) -> None:
    path = fluorescent_set(tmp_path, "a")
    (tmp_path / "a-TRITC.ndpi").unlink()
    for opened in (path, tmp_path / "a-FITC.ndpi"):
        with pytest.raises(ScanError, match=r"“a\.ndpis”(?:, which)? lacks “a-TRITC\.ndpi”"):
            open_scan(opened)
        with pytest.raises(ScanError, match=r"lacks “a-TRITC\.ndpi”"):
            fingerprint(opened)


def test_that_a_damaged_file_of_a_set_is_named(tmp_path: Path) -> None:
    path = fluorescent_set(tmp_path, "a")
    (tmp_path / "a-TRITC.ndpi").write_bytes(b"II*\0" + b"\0" * 60)
    with pytest.raises(ScanError, match=r"“a-TRITC\.ndpi”, which is damaged"):
        open_scan(path)


@pytest.mark.parametrize(("side", "um"), [(32, 0.5), (64, 0.9)])
def test_that_files_that_do_not_fit_are_refused(tmp_path: Path, side: int, um: float) -> None:
    write_ndpi(tmp_path / "a-1.ndpi", grey(1), Ndpi(1))
    write_ndpi(tmp_path / "a-2.ndpi", grey(2, side), Ndpi(0, um=um))
    with pytest.raises(ScanError, match=r"of a set (whose files do not fit|of different pixel)"):
        open_scan(write_set(tmp_path / "a.ndpis", ["a-1.ndpi", "a-2.ndpi"]))


def test_that_a_fingerprint_is_of_all_files_of_a_set(tmp_path: Path) -> None:
    path = fluorescent_set(tmp_path, "a")
    before = fingerprint(path)
    assert fingerprint(tmp_path / "a-FITC.ndpi") == before
    write_ndpi(tmp_path / "a-DAPI.ndpi", grey(9), Ndpi(2))
    assert fingerprint(path) != before


OME_FILES = ("b_C0.ome.tif", "b_C1.ome.tif", "b_C2.ome.tif")


def test_that_an_ome_image_in_several_files_opens_from_any_of_them(tmp_path: Path) -> None:
    for path in write_ome_set(tmp_path, OME_FILES):
        with open_scan(path) as scan:
            assert scan.channels == ("DAPI", "FITC", "TRITC")
            assert scan.pixel_size is not None
            assert scan.pixel_size.um_per_px == 0.5
            assert np.array_equal(scan.read(0, WHOLE), np.stack([grey(p) for p in range(3)], -1))
    assert scans_with([tmp_path / OME_FILES[2]])[0].path == tmp_path / OME_FILES[0]
    assert len({fingerprint(tmp_path / name) for name in OME_FILES}) == 1


def test_that_files_of_an_ome_set_are_known_by_their_uuids_once_renamed(tmp_path: Path) -> None:
    paths = write_ome_set(tmp_path, OME_FILES)
    paths[1].rename(tmp_path / "other.ome.tif")
    (found,) = file_sets(sorted(tmp_path.iterdir()))
    assert found.parts == (paths[0], tmp_path / "other.ome.tif", paths[2])
    with open_scan(paths[2]) as scan:
        assert np.array_equal(scan.read(0, WHOLE, 1), grey(1))


def test_that_of_an_ome_set_what_is_there_is_read_and_what_is_missing_is_named(
    tmp_path: Path,
) -> None:
    paths = write_ome_set(tmp_path, OME_FILES)
    with open_scan(paths[0]) as scan:
        assert scan.notes == ()
        every, whole = scan.channels, fingerprint(paths[0])
    paths[1].unlink()
    with open_scan(paths[0]) as scan:
        assert scan.channels == (every[0], *every[2:])
        (note,) = scan.notes
    assert note.startswith("“b_C1.ome.tif”, which belongs to it, is not beside it")
    assert note.endswith(f"missing: {every[1]}.")
    assert fingerprint(paths[0]) != whole


def test_that_focal_planes_in_several_files_are_one_scan_that_is_refused(tmp_path: Path) -> None:
    sizes = 'SizeC="1" SizeZ="3" SizeT="1"'
    paths = write_ome_set(tmp_path, OME_FILES, sizes=sizes)
    (found,) = file_sets(paths)
    assert found.parts == tuple(paths)
    with pytest.raises(ScanError, match="several planes"):
        open_scan(paths[0])


def test_that_files_that_point_to_a_companion_are_the_set_it_tells_of(tmp_path: Path) -> None:
    (tmp_path / "b.companion.ome").write_text(ome_text(9, OME_FILES), encoding="utf-8")
    for place, name in enumerate(OME_FILES):
        text = (
            f'<OME UUID="urn:uuid:{place}"><BinaryOnly MetadataFile="b.companion.ome" '
            'UUID="urn:uuid:9"/></OME>'
        )
        tifffile.imwrite(tmp_path / name, grey(place), description=text, metadata=None)
    with open_scan(tmp_path / OME_FILES[1]) as scan:
        assert scan.channels == ("DAPI", "FITC", "TRITC")
        assert np.array_equal(scan.read(0, WHOLE, 2), grey(2))


def companion(folder: Path, *texts: str) -> Path:
    path = folder / "b.companion.ome"
    path.write_text("".join(texts), encoding="utf-8")
    return path


def test_that_a_companion_opens_the_set_that_it_describes(tmp_path: Path) -> None:
    write_ome_set(tmp_path, OME_FILES)
    path = companion(tmp_path, ome_text(9, OME_FILES))
    with open_scan(path) as scan:
        assert scan.channels == ("DAPI", "FITC", "TRITC")
    assert fingerprint(path) == fingerprint(tmp_path / OME_FILES[1])
    (found,) = scans_with([path])
    assert found.path == tmp_path / OME_FILES[0]
    assert kind_of_file(path) is FileKind.SCAN


def test_that_a_companion_of_one_file_opens_it(tmp_path: Path) -> None:
    write_ome_set(tmp_path, OME_FILES[:1])
    path = companion(tmp_path, ome_text(9, OME_FILES[:1]))
    with open_scan(path) as scan:
        assert scan.channels == ("DAPI",)
    assert fingerprint(path) == fingerprint(tmp_path / OME_FILES[0])


def test_that_a_companion_without_its_files_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match=r"describes “.*”, which is not beside it"):
        open_scan(companion(tmp_path, ome_text(9, OME_FILES)))
    two = ome_text(9, OME_FILES[:1]), ome_text(9, OME_FILES[1:2])
    first, second = (re.search("<Image.*</Image>", text) for text in two)
    assert first is not None
    assert second is not None
    with pytest.raises(ScanError, match="describes several scans; open one of"):
        open_scan(companion(tmp_path, "<OME>", first[0], second[0], "</OME>"))
    for text in ("", "<OME>", "<OME/>", "no XML"):
        path = companion(tmp_path, text or "-")
        with pytest.raises(ScanError, match="names no files with pixels"):
            open_scan(path)
        assert fingerprint(path).startswith("sha256")


def test_that_an_ome_set_may_tell_its_files_by_name_alone(tmp_path: Path) -> None:
    for place, name in enumerate(OME_FILES):
        text = re.sub(r' UUID="[^"]+"|urn:uuid:\d', "", ome_text(place, OME_FILES))
        tifffile.imwrite(tmp_path / name, grey(place), description=text, metadata=None)
    (found,) = file_sets(sorted(tmp_path.iterdir()))
    assert found.parts == tuple(tmp_path / name for name in OME_FILES)
    with open_scan(tmp_path / OME_FILES[1]) as scan:
        assert scan.channels == ("DAPI", "FITC", "TRITC")
        assert np.array_equal(scan.read(0, WHOLE), np.stack([grey(p) for p in range(3)], -1))


def test_that_the_xml_of_an_ome_set_may_stand_in_one_of_its_files(tmp_path: Path) -> None:
    for place, name in enumerate(OME_FILES):
        binary = f'<BinaryOnly MetadataFile="{OME_FILES[0]}" UUID="urn:uuid:0"/>'
        whole = ome_text(0, OME_FILES)
        text = f'<OME UUID="urn:uuid:{place}">{binary}</OME>' if place else whole
        tifffile.imwrite(tmp_path / name, grey(place), description=text, metadata=None)
    with open_scan(tmp_path / OME_FILES[1]) as scan:
        assert (scan.channels, scan.notes) == (("DAPI", "FITC", "TRITC"), ())
        assert np.array_equal(scan.read(0, WHOLE, 2), grey(2))


def test_that_ome_files_with_an_image_each_are_scans_of_their_own(shared_data: Path) -> None:
    folder = shared_data / "data/field/scans"
    assert not list(file_sets(sorted(folder.glob("*.ome.tif"))))


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"])
def test_that_a_dicom_series_is_one_scan_whose_finest_file_stands_for_it(
    tmp_path: Path, syntax: str
) -> None:
    volume, label = "ORIGINAL\\PRIMARY\\VOLUME\\NONE", "ORIGINAL\\PRIMARY\\LABEL\\NONE"
    coarse = write_dicom(tmp_path / "1.dcm", "1.2.3", volume, 100, syntax=syntax)
    fine = write_dicom(tmp_path / "2.dcm", "1.2.3", volume, 400, syntax=syntax)
    beside = write_dicom(tmp_path / "3.dcm", "1.2.3", label, 900, syntax=syntax)
    other = write_dicom(tmp_path / "4.dcm", "1.2.4", volume, 400, syntax=syntax)
    for files in ((coarse, fine, beside, other), (other, beside, fine, coarse)):
        found = {each.head: set(each.parts) for each in file_sets(files)}
        assert found == {fine: {coarse, fine, beside}, other: {other}}


def test_that_what_is_no_dicom_file_tells_nothing(tmp_path: Path) -> None:
    whole = write_dicom(tmp_path / "1.dcm", "1.2.3", "ORIGINAL\\PRIMARY\\VOLUME\\NONE", 10)
    content = whole.read_bytes()
    for length in range(0, 170, 7):
        whole.write_bytes(content[:length])
        facts = dicom_facts(whole)
        assert facts is None or facts.series.startswith("1.2")
    assert scans_with([whole]) == (FoundScan(whole),)


def test_that_the_pictures_of_a_vms_are_parts_of_it(tmp_path: Path) -> None:
    names = ("a.jpg", "a(1,0).jpg", "a_map.jpg", "a_macro.jpg")
    for name in (*names, "b.jpg"):
        (tmp_path / name).touch()
    text = "[Virtual Microscope Specimen]\nImageFile=a.jpg\nImageFile(1,0)=a(1,0).jpg\n"
    text += "MapFile=a_map.jpg\nMacroImage=a_macro.jpg\n"
    (tmp_path / "a.vms").write_text(text)
    (found,) = file_sets(sorted(tmp_path.iterdir()))
    assert (found.head.name, set(found.parts)) == (
        "a.vms",
        {tmp_path / name for name in ("a.vms", *names)},
    )
