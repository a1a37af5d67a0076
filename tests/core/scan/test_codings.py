"""Which values of a TIFF are the picture, how they are coded, and what is refused by which name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSizeSource, Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.segment_header import stated_size
from melcount_app.core.scan.vendor import open_vendor
from tests.core.scan.conftest import scene

GREY = scene(120, 160, 1, np.uint8)[..., 0]
COLOUR = scene(120, 160, 3, np.uint8)
IMAGEJ = "ImageJ=1.54f\nunit=micron\nmin=0.0\nmax=255.0\n"
APERIO = "Aperio Image Library v12.0.15 \r\n160x120 [0,0 160x120] (64x64) J2K|MPP = 0.5"
RAMP = np.linspace(0, 65535, 256).astype(np.uint16)
NOTHING = np.zeros(256, np.uint16)
FIRE = np.stack(
    [
        np.interp(np.arange(256), [0, 60, 120, 255], [0, 120, 255, 255]),
        np.interp(np.arange(256), [0, 100, 200, 255], [0, 30, 220, 255]),
        np.interp(np.arange(256), [0, 40, 110, 160, 255], [90, 160, 40, 0, 255]),
    ]
)


def whole(path: Path) -> tuple[Pixels, tuple[str, ...], tuple[str, ...]]:
    """All pixels of level 0, the names of the channels, and the notes."""
    with open_scan(path) as scan:
        pixels = scan.read(0, Rect(0, 0, scan.size.width, scan.size.height))
        return pixels, scan.channels, scan.notes


def refusal(path: Path) -> str:
    with pytest.raises(ScanError) as raised:
        whole(path)
    assert path.name in str(raised.value)
    return str(raised.value)


def write(path: Path, pixels: npt.NDArray[Any], **options: Any) -> Path:
    settings = {"photometric": "minisblack", "metadata": None} | options
    tifffile.imwrite(path, pixels, **settings)
    return path


# colour tables


@pytest.mark.parametrize(
    "table",
    [
        pytest.param([RAMP, RAMP, RAMP], id="grey"),
        pytest.param([NOTHING, RAMP, NOTHING], id="green"),
        pytest.param([NOTHING, NOTHING, RAMP], id="blue"),
        pytest.param([RAMP[::-1]] * 3, id="inverting"),
        pytest.param(list((FIRE * 257).astype(np.uint16)), id="fire"),
        pytest.param(
            list(np.random.default_rng(5).integers(0, 65536, (3, 256), np.uint16)), id="glasbey"
        ),
    ],
)
def test_that_the_table_of_imagej_is_not_the_picture(tmp_path: Path, table: list[Any]) -> None:
    path = write(
        tmp_path / "lut.tif",
        GREY,
        photometric="palette",
        colormap=np.stack(table),
        description=IMAGEJ,
        resolution=(2.0, 2.0),
        resolutionunit="NONE",
    )
    pixels, channels, _ = whole(path)
    np.testing.assert_array_equal(pixels[..., 0], GREY)
    assert channels == ("grey",)
    with open_scan(path) as scan:
        assert scan.pixel_size is not None
        assert scan.pixel_size.source is PixelSizeSource.IMAGEJ
        assert scan.pixel_size.um_per_px == 0.5


@pytest.mark.parametrize("suffix", [".tif", ".png"])
@pytest.mark.parametrize(
    "table",
    [
        pytest.param(np.stack([NOTHING, RAMP, NOTHING]), id="green"),
        pytest.param(np.stack([RAMP, NOTHING, RAMP]), id="magenta"),
        pytest.param((FIRE * 257).astype(np.uint16), id="fire"),
    ],
)
def test_that_a_ramp_of_another_writer_is_not_the_picture(
    tmp_path: Path, suffix: str, table: npt.NDArray[np.uint16]
) -> None:
    path = tmp_path / f"ramp{suffix}"
    if suffix == ".png":
        image = Image.fromarray(GREY)
        image.putpalette((table.T // 257).astype(np.uint8).tobytes())
        image.save(path)
    else:
        write(path, GREY, photometric="palette", colormap=table, compression="lzw")
    pixels, channels, _ = whole(path)
    np.testing.assert_array_equal(pixels[..., 0], GREY)
    assert channels == ("grey",)


@pytest.mark.parametrize("suffix", [".tif", ".png"])
def test_that_the_table_of_a_picture_of_few_colours_is_its_colours(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"few{suffix}"
    reduced = Image.fromarray(COLOUR).quantize(64)
    reduced.save(path)
    pixels, channels, _ = whole(path)
    assert channels == ("red", "green", "blue")
    np.testing.assert_array_equal(pixels, np.array(reduced.convert("RGB")))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_that_the_inverting_table_of_imagej_turns_no_value_round(
    tmp_path: Path, dtype: type[np.uint8] | type[np.uint16]
) -> None:
    grey = scene(120, 160, 1, dtype)[..., 0]
    path = write(tmp_path / "i.tif", grey, photometric="miniswhite", description=IMAGEJ)
    pixels, _, notes = whole(path)
    np.testing.assert_array_equal(pixels[..., 0], grey)
    assert "dark and bright exchanged" in " ".join(notes)


# samples beyond the picture


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("compression", [None, "lzw"])
@pytest.mark.parametrize("extras", [1, 3])
def test_that_samples_of_unknown_kind_beside_grey_are_left_out_and_told(
    tmp_path: Path, planar: str, compression: str | None, extras: int
) -> None:
    samples = np.stack([GREY, *[np.where(GREY > 99, 255, 0).astype(np.uint8)] * extras])
    stored = samples if planar == "separate" else np.moveaxis(samples, 0, -1)
    path = write(
        tmp_path / "mask.tif",
        stored,
        planarconfig=planar,
        extrasamples=["unspecified"] * extras,
        compression=compression,
    )
    pixels, channels, notes = whole(path)
    assert channels == ("grey",)
    np.testing.assert_array_equal(pixels[..., 0], GREY)
    assert len(notes) == 1
    assert f"left out: {extras} of {extras + 1} per pixel" in notes[0]


@pytest.mark.parametrize(("kind", "is_told"), [("unspecified", True), ("unassalpha", False)])
def test_that_a_fourth_sample_beside_colours_is_told_unless_it_is_alpha(
    tmp_path: Path, kind: str, *, is_told: bool
) -> None:
    four = np.dstack([COLOUR, GREY])
    path = write(tmp_path / "four.tif", four, photometric="rgb", extrasamples=[kind])
    pixels, channels, notes = whole(path)
    np.testing.assert_array_equal(pixels, COLOUR)
    assert channels == ("red", "green", "blue")
    assert bool(notes) == is_told


def test_that_channels_of_one_page_that_ome_xml_declares_stay(tmp_path: Path) -> None:
    path = tmp_path / "four.ome.tif"
    samples = np.stack([GREY, GREY // 2, GREY // 3, GREY // 4], axis=-1)
    names = "".join(f'<Channel ID="C:{i}" Name="{n}"/>' for i, n in enumerate("abcd"))
    xml = (
        '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">'
        '<Image ID="Image:0"><Pixels ID="P:0" DimensionOrder="XYCZT" Type="uint8" SizeX="160"'
        f' SizeY="120" SizeC="4" SizeZ="1" SizeT="1">{names}<TiffData/></Pixels></Image></OME>'
    )
    write(path, samples, planarconfig="contig", extrasamples=[0] * 3, description=xml)
    pixels, channels, notes = whole(path)
    np.testing.assert_array_equal(pixels, samples)
    assert len(channels) == 4
    assert notes == ()


def test_that_channels_of_one_page_that_imagej_declares_stay(tmp_path: Path) -> None:
    samples = np.stack([GREY, GREY // 2], axis=-1)
    text = "ImageJ=1.54f\nimages=2\nchannels=2\nhyperstack=true\n"
    path = write(
        tmp_path / "two.tif", samples, planarconfig="contig", extrasamples=[0], description=text
    )
    with tifffile.TiffFile(path) as tiff:
        assert tiff.pages.first.samplesperpixel == 2
    assert len(whole(path)[1]) == 2


# JPEG 2000 whose colours are luminance and colour differences


def ycbcr(rgb: Pixels) -> Pixels:
    """Luminance and colour differences (ITU-R BT.601, full range)."""
    red, green, blue = np.moveaxis(rgb.astype(float), -1, 0)
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    stacked = np.stack([y, (blue - y) / 1.772 + 128, (red - y) / 1.402 + 128], axis=-1)
    converted: Pixels = np.rint(stacked).clip(0, 255).astype(np.uint8)
    return converted


@pytest.mark.parametrize("transform", [False, True])
@pytest.mark.parametrize(("code", "stored"), [(33003, ycbcr(COLOUR)), (33005, COLOUR)])
def test_that_two_libraries_see_the_same_colours_in_aperios_jpeg_2000(
    tmp_path: Path, code: int, stored: Pixels, *, transform: bool
) -> None:
    path = write(
        tmp_path / "a.svs",
        stored,
        photometric="rgb",
        tile=(64, 64),
        compression=code,
        compressionargs={"mct": transform, "level": 0},
        description=APERIO,
    )
    pixels, _, _ = whole(path)
    assert np.abs(pixels.astype(int) - COLOUR).max() <= 2
    with open_vendor(path) as other:
        theirs = other.read(0, Rect(0, 0, 160, 120))
    assert np.abs(pixels.astype(int) - theirs).max() <= 1


@pytest.mark.parametrize("transform", [False, True])
def test_that_other_jpeg_2000_says_itself_whether_it_is_to_be_converted(
    tmp_path: Path, *, transform: bool
) -> None:
    path = tmp_path / "j.tif"
    stored = COLOUR if transform else ycbcr(COLOUR)
    arguments = {"mct": transform, "level": 0}
    write(path, stored, photometric="rgb", compression=34712, compressionargs=arguments)
    with tifffile.TiffFile(path, mode="r+") as tiff:
        tiff.pages.first.tags["PhotometricInterpretation"].overwrite(6)
    assert np.abs(whole(path)[0].astype(int) - COLOUR).max() <= 2


def test_that_colours_at_a_lower_resolution_are_not_called_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "sub.tif", COLOUR, photometric="rgb", tile=(64, 64), compression=34712)
    content = bytearray(path.read_bytes())
    start = content.index(b"\xff\x4f\xff\x51")
    content[start + 46] = 2  # XRsiz of the second component
    path.write_bytes(content)
    sentence = refusal(path)
    assert "colours at a lower resolution" in sentence
    assert "damaged" not in sentence


# codings that are not read


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (6, "the old kind of JPEG"),
        (34661, "JBIG"),
        (48124, "Jetraw"),
        (50002, "JPEG XL"),
        (65000, "EER"),
        (34892, "DNG"),
        (12345, "TIFF code 12345"),
    ],
)
@pytest.mark.parametrize("tile", [None, (64, 64)])
def test_that_a_coding_that_is_not_read_is_named_and_not_called_damage(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    code: int,
    name: str,
    tile: tuple[int, int] | None,
) -> None:
    path = write(tmp_path / "odd.tif", COLOUR, photometric="rgb", compression="zlib", tile=tile)
    with tifffile.TiffFile(path, mode="r+") as tiff:
        tiff.pages.first.tags["Compression"].overwrite(code)
    sentence = refusal(path)
    assert name in sentence
    assert "save it again as a TIFF" in sentence
    assert "damaged" not in sentence
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_that_a_codec_that_is_not_installed_is_not_called_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "w.tif", COLOUR, photometric="rgb", compression="webp")

    def missing(*_: object, **__: object) -> None:
        raise imagecodecs.DelayedImportError("webp_decode")

    monkeypatch.setattr(imagecodecs, "webp_decode", missing)
    sentence = refusal(path)
    assert "damaged" not in sentence
    assert "melcount does not read" in sentence


def test_that_a_webp_tile_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "bomb.tif",
        COLOUR,
        photometric="rgb",
        compression="webp",
        compressionargs={"level": 80, "lossless": False},
    )
    content = bytearray(path.read_bytes())
    frame = content.index(b"VP8 ") + 8
    content[frame + 6 : frame + 10] = b"\xff\x3f\xff\x3f"
    path.write_bytes(content)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(imagecodecs.webp_encode(COLOUR, level=70), id="WebP"),
        pytest.param(imagecodecs.webp_encode(COLOUR, lossless=True), id="lossless WebP"),
        pytest.param(
            imagecodecs.webp_encode(np.dstack([COLOUR, GREY]), level=70), id="WebP with alpha"
        ),
        pytest.param(imagecodecs.png_encode(COLOUR), id="PNG"),
        pytest.param(imagecodecs.jpegxr_encode(COLOUR), id="JPEG XR"),
        pytest.param(imagecodecs.lerc_encode(GREY), id="LERC"),
        pytest.param(imagecodecs.jpeg8_encode(COLOUR), id="JPEG"),
        pytest.param(imagecodecs.jpeg2k_encode(COLOUR, codecformat=0), id="JPEG 2000 stream"),
        pytest.param(imagecodecs.jpeg2k_encode(COLOUR, codecformat=2), id="JPEG 2000 file"),
    ],
)
def test_that_the_size_of_a_compressed_image_is_read_without_decoding_it(image: bytes) -> None:
    size = stated_size(image)
    assert (size.width, size.height) == (160, 120)


# depths


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_that_packed_bits_are_read(tmp_path: Path, bits: int) -> None:
    values = (scene(120, 160, 1, np.uint16)[..., 0] >> (16 - bits)).astype(np.uint16)
    path = write(tmp_path / "packed.tif", values, bitspersample=bits)
    pixels, _, _ = whole(path)
    np.testing.assert_array_equal(pixels[..., 0], values)


def test_that_a_jpeg_of_12_bits_is_read(tmp_path: Path) -> None:
    deep = (scene(128, 128, 3, np.uint16) >> 4).astype(np.uint16)
    path = write(tmp_path / "deep.tif", deep, photometric="rgb", compression="jpeg", tile=(64, 64))
    pixels, _, _ = whole(path)
    assert pixels.dtype == np.uint16
    assert np.abs(pixels.astype(int) - deep).mean() < 100


@pytest.mark.parametrize(
    ("bits", "part"),
    [(1, "black and white without greys"), (2, "only 2 bits"), (4, "only 4 bits")],
)
def test_that_too_few_bits_are_refused(tmp_path: Path, bits: int, part: str) -> None:
    if bits == 1:
        path = write(tmp_path / "few.tif", GREY > 128)
    else:
        path = write(tmp_path / "few.tif", GREY >> (8 - bits), bitspersample=bits)
    assert part in refusal(path)


def test_that_a_picture_without_greys_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    Image.fromarray(GREY > 128).save(path)
    assert "black and white without greys" in refusal(path)
