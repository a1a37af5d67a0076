"""What is read out of an OME-XML, and what is refused."""

from __future__ import annotations

import pytest

from melcount_app.core.geometry import Size
from melcount_app.core.scan.ome import OmeData, OmeError, looks_like_ome, parse_ome
from tests.growth import PROPORTIONATE, growth

WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<!-- comment --><ome:OME xmlns:ome="x" UUID="urn:uuid:1">
<ome:Instrument><ome:Pixels SizeX="1"/></ome:Instrument>
<ome:Image ID="Image:0" Name=" a &amp; b "><ome:Pixels DimensionOrder="XYCZT" SizeX="30" SizeY="20"
 SizeC="2" SizeZ="3" SizeT="4" PhysicalSizeX="250" PhysicalSizeXUnit="nm">
<ome:Channel Name="DAPI" EmissionWavelength="461" Color="-16776961"/>
<ome:Channel Fluor="FITC" EmissionWavelength="0.52" EmissionWavelengthUnit="&#181;m"/>
<ome:TiffData IFD="7" FirstC="1" FirstZ="2" FirstT="3" PlaneCount="2">
<ome:UUID FileName="b.tif"> urn:uuid:2 </ome:UUID></ome:TiffData><ome:TiffData/>
</ome:Pixels></ome:Image></ome:OME>\0"""


def test_that_an_image_is_read_whole() -> None:
    document = parse_ome(WHOLE)
    (image,) = document.images
    assert document.uuid == "urn:uuid:1"
    assert (image.name, image.size, image.counts) == ("a & b", Size(30, 20), (2, 3, 4))
    assert image.um == pytest.approx((0.25, 0.25))
    assert [channel.name for channel in image.channels] == ["DAPI", "FITC"]
    assert [channel.emission_nm for channel in image.channels] == pytest.approx([461, 520])
    assert image.channels[0].color == -16776961
    assert image.data == (
        OmeData(7, (1, 2, 3), 2, "urn:uuid:2", "b.tif"),
        OmeData(0, (0, 0, 0), None),
    )


@pytest.mark.parametrize("unit", ["pixel", "reference frame", "furlong"])
def test_that_a_unit_that_is_no_length_gives_no_pixel_size(unit: str) -> None:
    (image,) = parse_ome(
        f'<OME><Image><Pixels PhysicalSizeX="2" PhysicalSizeXUnit="{unit}"/></Image></OME>'
    ).images
    assert image.um is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<OME",
        "<OME><Image></OME>",
        "<Other/>",
        '<OME><Image><Pixels PhysicalSizeXUnit="&micro;m"/></Image></OME>',
        '<!DOCTYPE OME [<!ENTITY a "b">]><OME>&a;</OME>',
        '<!DOCTYPE OME SYSTEM "file:///etc/passwd"><OME/>',
        "<OME>" + "<a>" * 1000 + "</a>" * 1000 + "</OME>",
    ],
)
def test_that_what_is_not_sound_is_refused(text: str) -> None:
    with pytest.raises(OmeError):
        parse_ome(text)


@pytest.mark.parametrize("piece", ["<Pixels", "<Pixels>", "<Pixels/>", "<Channel Name=", "<Image>"])
def test_that_hostile_text_takes_time_in_proportion(piece: str) -> None:
    def parse(characters: int) -> None:
        text = "<OME>" + piece * (characters // len(piece)) + "</OME>"
        if piece == "<Pixels/>":
            parse_ome(text)
        else:
            with pytest.raises(OmeError):
                parse_ome(text)

    assert growth(parse, 40_000) < PROPORTIONATE


def test_that_only_what_begins_so_is_meant_as_ome() -> None:
    assert looks_like_ome(WHOLE)
    assert looks_like_ome("<OME")
    assert not looks_like_ome("HOME <OMEN>")
