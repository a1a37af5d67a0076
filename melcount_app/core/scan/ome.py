"""What an OME-XML says: its images, their sizes and channels, and where their pixels lie.

The text comes from whoever wrote the file. It is read by expat, which takes time in proportion to
its length; document types, and with them entities, are refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from melcount_app.core.geometry import Size

DEEPEST = 64
"""Levels of elements; those of OME are ten."""

MOST_ELEMENTS, MOST_KEPT = 500_000, 50_000
"""Of one text, and of images, channels and places of planes among them."""

UM_PER_UNIT = {
    "µm": 1.0,
    "μm": 1.0,
    "âµm": 1.0,  # UTF-8 that was read as Latin-1
    "um": 1.0,
    "\\u00b5m": 1.0,
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "micrometre": 1.0,
    "nm": 1e-3,
    "mm": 1e3,
    "cm": 1e4,
    "m": 1e6,
    "inch": 25_400.0,
    "in": 25_400.0,
    "å": 1e-4,
}
"""By the name of the unit, in small letters."""

_ROOT = re.compile(r"<(?:\w+:)?OME\b")
_SEARCHED = 4096
_KEPT = {"Image", "Channel", "TiffData"}


class OmeError(Exception):
    """A text is not OME-XML that can be used."""


@dataclass(frozen=True, slots=True)
class OmeChannel:
    """One channel of an image.

    Attributes:
        name: as the file gives it, else the dye; may be empty.
        samples: values per pixel that it takes.
        emission_nm: wavelength of its light; None where not told.
        fluor: its dye; may be empty.
        color: RGBA as one signed number; None where not told.
    """

    name: str
    samples: int = 1
    emission_nm: float | None = None
    fluor: str = ""
    color: int | None = None


@dataclass(frozen=True, slots=True)
class OmeData:
    """Where planes of an image lie.

    Attributes:
        ifd: index of the page that holds the first of them.
        first: index of the first along channels, focal planes and time.
        count: of planes, page by page; None for all that are left.
        uuid: of the file that holds them; empty for the one with the XML.
        file: its name; empty where not told.
    """

    ifd: int
    first: tuple[int, int, int]
    count: int | None
    uuid: str = ""
    file: str = ""

    @property
    def holder(self) -> str:
        """What tells the file that holds them: its UUID, else its name; empty where neither is."""
        return self.uuid or self.file


@dataclass(frozen=True, slots=True)
class OmeImage:
    """One image.

    Attributes:
        name: may be empty.
        size: of a plane in pixels.
        counts: of samples (channels times values per pixel), focal planes and time points.
        order: of the axes, the fastest first, as in XYZCT.
        um: width and height of a pixel in µm; None where not told.
        channels: in order; there may be fewer than `counts` says.
        data: where its planes lie; none where the file holds nothing of it.
        is_metadata_only: whether it says that it has no pixels anywhere.
    """

    name: str
    size: Size
    counts: tuple[int, int, int]
    order: str
    um: tuple[float, float] | None
    channels: tuple[OmeChannel, ...]
    data: tuple[OmeData, ...]
    is_metadata_only: bool = False


@dataclass(frozen=True, slots=True)
class OmeDocument:
    """An OME-XML.

    Attributes:
        uuid: of the file that holds it; empty where not told.
        images: in order.
        metadata_file: name of the file that holds the XML instead; empty where this is it.
    """

    uuid: str
    images: tuple[OmeImage, ...]
    metadata_file: str = ""


def looks_like_ome(text: str) -> bool:
    """Whether a description is meant as OME-XML."""
    return _ROOT.search(text[:_SEARCHED]) is not None


def parse_ome(text: str) -> OmeDocument:
    """Read an OME-XML.

    Raises:
        OmeError: it is not well-formed, has a document type, is nested without end, or holds more
            than any scan.
    """
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    try:
        parser.Parse(text.strip("\0\ufeff \r\n\t").encode("utf-8", "replace"), True)  # noqa: FBT003 - it takes no keyword
    except expat.ExpatError as error:
        raise OmeError(str(error)) from error
    return reader.document()


def _refuse_doctype(*_: object) -> None:
    raise OmeError("document type")


@dataclass(slots=True)
class _Open:
    """An image whose end has not come yet."""

    name: str
    pixels: dict[str, str] = field(default_factory=dict)
    channels: list[OmeChannel] = field(default_factory=list)
    data: list[OmeData] = field(default_factory=list)
    is_metadata_only: bool = False

    def closed(self) -> OmeImage:
        told = self.pixels
        return OmeImage(
            name=self.name.strip(),
            size=Size(_whole(told.get("SizeX")), _whole(told.get("SizeY"))),
            counts=(
                _whole(told.get("SizeC"), 1),
                _whole(told.get("SizeZ"), 1),
                _whole(told.get("SizeT"), 1),
            ),
            order=told.get("DimensionOrder", "XYCZT"),
            um=_pixel_sides(told),
            channels=tuple(self.channels),
            data=tuple(self.data),
            is_metadata_only=self.is_metadata_only,
        )


class _Reader:
    """Gathers images while the elements go by."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._image: _Open | None = None
        self._images: list[OmeImage] = []
        self._uuid = ""
        self._metadata_file = ""
        self._told = ""
        self._elements = self._kept = 0

    def start(self, tag: str, told: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._path.append(name)
        self._elements += 1
        self._kept += name in _KEPT
        if len(self._path) > DEEPEST:
            raise OmeError("too deep")
        if self._elements > MOST_ELEMENTS or self._kept > MOST_KEPT:
            raise OmeError("too many")
        if len(self._path) == 1 and name != "OME":
            raise OmeError("another root")
        match self._path:
            case ["OME"]:
                self._uuid = told.get("UUID", "")
            case ["OME", "BinaryOnly"]:
                self._metadata_file = told.get("MetadataFile", "")
                self._uuid = told.get("UUID", self._uuid)
            case ["OME", "Image"]:
                self._image = _Open(told.get("Name", ""))
            case ["OME", "Image", *below] if self._image is not None:
                self._start_in_image(self._image, below, told)

    def _start_in_image(self, image: _Open, below: list[str], told: dict[str, str]) -> None:
        match below:
            case ["Pixels"]:
                image.pixels = image.pixels or dict(told)
            case ["Pixels", "Channel"]:
                image.channels.append(_channel(told))
            case ["Pixels", "MetadataOnly"]:
                image.is_metadata_only = True
            case ["Pixels", "TiffData"]:
                image.data.append(_data(told))
            case ["Pixels", "TiffData", "UUID"]:
                self._told = ""
                last = image.data[-1]
                file = told.get("FileName", "")
                image.data[-1] = OmeData(last.ifd, last.first, last.count, file=file)

    def text(self, text: str) -> None:
        if self._path[-2:] == ["TiffData", "UUID"]:
            self._told += text

    def end(self, _: str) -> None:
        image = self._image
        if image is not None:
            match self._path:
                case ["OME", "Image", "Pixels", "TiffData", "UUID"]:
                    last, uuid = image.data[-1], self._told.strip()
                    image.data[-1] = OmeData(last.ifd, last.first, last.count, uuid, last.file)
                case ["OME", "Image"]:
                    self._images.append(image.closed())
                    self._image = None
        self._path.pop()

    def document(self) -> OmeDocument:
        return OmeDocument(self._uuid, tuple(self._images), self._metadata_file)


def _channel(told: dict[str, str]) -> OmeChannel:
    color, fluor = told.get("Color", ""), told.get("Fluor", "").strip()
    unit = UM_PER_UNIT.get(told.get("EmissionWavelengthUnit", "nm").strip().lower())
    emission = _number(told.get("EmissionWavelength")) * (unit or math.nan) * 1e3
    return OmeChannel(
        name=told.get("Name", "").strip() or fluor,
        samples=max(_whole(told.get("SamplesPerPixel"), 1), 1),
        emission_nm=emission if math.isfinite(emission) else None,
        fluor=fluor,
        color=int(color) if re.fullmatch(r"-?\d{1,10}", color) else None,
    )


def _data(told: dict[str, str]) -> OmeData:
    usual = 1 if "IFD" in told else None
    counts = [told[name] for name in ("PlaneCount", "NumPlanes") if name in told]
    first = tuple(_whole(told.get(f"First{axis}")) for axis in "CZT")
    return OmeData(
        ifd=_whole(told.get("IFD")),
        first=(first[0], first[1], first[2]),
        count=_whole(counts[0]) if counts else usual,
    )


def _pixel_sides(told: dict[str, str]) -> tuple[float, float] | None:
    """Width and height of a pixel in µm; one that is not told is as the other."""
    x_um, y_um = _length(told, "PhysicalSizeX"), _length(told, "PhysicalSizeY")
    x_um, y_um = y_um if x_um is None else x_um, x_um if y_um is None else y_um
    return None if x_um is None or y_um is None else (x_um, y_um)


def _length(told: dict[str, str], name: str) -> float | None:
    um_per_unit = UM_PER_UNIT.get(told.get(f"{name}Unit", "µm").strip().lower())
    if name not in told or um_per_unit is None:
        return None
    return _number(told[name]) * um_per_unit


def _whole(text: str | None, otherwise: int = 0) -> int:
    """The whole number that an attribute spells, not below 0."""
    found = re.fullmatch(r"\s*\+?(\d{1,10})\s*", text or "", re.ASCII)
    return int(found[1]) if found else otherwise


def _number(text: str | None) -> float:
    """The number that an attribute spells, or NaN."""
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan
