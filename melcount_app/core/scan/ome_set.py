"""OME-TIFF sets of which one image is spread over several files, as one channel per file.

Every file of a set says of every plane in which file it lies, by a UUID and a name. Files of a
set that each hold an image of their own are scans of their own and none of this module's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.scan.base import RefusedFileError, Scan, UnsupportedFileError
from melcount_app.core.scan.file_set import FileSet, set_fingerprint, told
from melcount_app.core.scan.ome import OmeDocument, OmeError, OmeImage, parse_ome
from melcount_app.core.scan.ome_tiff import companion_of
from melcount_app.core.scan.set_scan import Band, SetScan
from melcount_app.core.scan.tiff import open_tiff
from melcount_app.core.scan.tiff_text import first_description

SUFFIXES = (".tif", ".tiff", ".btf", ".tf2", ".tf8")
MOST_PLANES = 256
"""Of an image that is spread over files: each of them is looked for."""

_START = b"<"


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a plane lies: file by UUID (its name where it has none) and name, and its channel."""

    uuid: str
    name: str
    channel: int


@dataclass(frozen=True, slots=True)
class _Image:
    """An image that is spread over several files.

    Attributes:
        channels: their names.
        stacked: number of its focal planes times that of its time points.
        planes: in the order of the text.
    """

    channels: tuple[str, ...]
    stacked: int
    planes: tuple[_Plane, ...]

    @property
    def uuids(self) -> tuple[str, ...]:
        """Of its files, in order."""
        return tuple(dict.fromkeys(plane.uuid for plane in self.planes))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a file says of the set that it belongs to."""

    uuid: str
    images: tuple[_Image, ...]

    def images_of(self, path: Path) -> tuple[_Image, ...]:
        """The spread images of which this file holds a part."""
        return tuple(
            image
            for image in self.images
            if any(self.uuid == plane.uuid or plane.name == path.name for plane in image.planes)
        )


_NOTHING = _Told("", ())


def knows_ome_set(path: Path) -> bool:
    """Whether a file holds a part of an image that is spread over several files."""
    return bool(_told_by(path).images_of(path))


def ome_sets_among(files: Sequence[Path]) -> Iterator[FileSet]:
    """The sets among the files of one folder; the first file of an image stands for it."""
    known = {
        path: found
        for path in files
        if path.suffix.lower() in SUFFIXES and (found := told(_told_by, path, _NOTHING)).images
    }
    by_uuid = {found.uuid: path for path, found in known.items() if found.uuid}
    seen: set[Path] = set()
    for path, found in known.items():
        if path in seen:
            continue
        images = found.images_of(path)
        planes = [plane for image in images for plane in image.planes]
        parts = dict.fromkeys(
            by_uuid.get(plane.uuid, path.with_name(plane.name)) for plane in planes
        )
        present = [part for part in parts if part in known]
        if present:
            seen |= set(present)
            yield FileSet(present[0], tuple(parts))


def fingerprint_of_ome_set(path: Path) -> str:
    """A fingerprint of all files of the set that a file belongs to, as far as they are there.

    Raises:
        ScanError: one of them cannot be read.
    """
    images = _told_by(path).images_of(path)
    files = dict.fromkeys(_file_of(plane, path) for each in images for plane in each.planes)
    return set_fingerprint(file for file in files if file.is_file())


def open_ome_set(path: Path) -> Scan:
    """Open the image that a file holds a part of, with the channels that are there.

    Raises:
        RefusedFileError: the image is no single plane of some channels, or a file is damaged.
    """
    found = _told_by(path)
    images = found.images_of(path)
    if len(images) != 1 or images[0].stacked != 1 or len(images[0].planes) > MOST_PLANES:
        raise RefusedFileError(
            "is of a set of files that hold several planes together; export one plane as a TIFF"
            " and open that"
        )
    (image,) = images
    places: dict[Path, list[int]] = {}
    for plane in sorted(image.planes, key=lambda plane: plane.channel):
        places.setdefault(_file_of(plane, path), []).append(plane.channel)
    absent = [file for file in places if not file.is_file()]
    notes = tuple(_told_of(file, [image.channels[at] for at in places[file]]) for file in absent)
    with ExitStack() as stack:
        bands: list[tuple[int, Band]] = []
        for file, channels in places.items():
            if file in absent:
                continue
            names = [image.channels[channel] for channel in channels]
            own = _bands(stack.enter_context(_opened(file)), names)
            order = channels if len(own) == len(channels) else channels[:1] * len(own)
            bands += zip(order, own, strict=True)
        bands.sort(key=lambda each: each[0])
        scan = SetScan(path, [band for _, band in bands], notes=notes)
        stack.pop_all()
        return scan


def _told_of(absent: Path, channels: Sequence[str]) -> str:
    return (
        f"“{absent.name}”, which belongs to it, is not beside it, so that these channels are "
        f"missing: {', '.join(channels)}."
    )


def _bands(scan: Scan, names: Sequence[str]) -> list[Band]:
    if len(scan.channels) == len(names):
        return [Band(name, scan, place) for place, name in enumerate(names)]
    return [Band(f"{names[0]} {each}", scan, place) for place, each in enumerate(scan.channels)]


def _opened(file: Path) -> Scan:
    """A file of a set, with the facts that are about it."""
    try:
        return open_tiff(file)
    except (RefusedFileError, UnsupportedFileError) as error:
        raise RefusedFileError(f"is of a set with “{file.name}”, which {error}") from error


def _told_by(path: Path) -> _Told:
    """What a file says; nothing where it says nothing of other files."""
    text = first_description(path, _START)
    if not text:
        return _NOTHING
    try:
        own = parse_ome(text)
        document = companion_of(own, path) if own.metadata_file else own
    except OmeError:
        return _NOTHING  # who opens the file says so
    return _Told(own.uuid, tuple(_spread_images(document))) if document else _NOTHING


def _spread_images(document: OmeDocument) -> Iterator[_Image]:
    """The images of which planes lie in several files."""
    for image in document.images:
        planes = tuple(itertools.islice(_planes(image), MOST_PLANES + 1))
        if len({plane.uuid for plane in planes}) < 2:
            continue
        names = [channel.name for channel in image.channels]
        count = max(len(names), 1 + max(plane.channel for plane in planes))
        names += [""] * (count - len(names))
        channels = tuple(name or f"channel {place}" for place, name in enumerate(names, 1))
        _, focal, times = image.counts
        yield _Image(channels, max(focal, 1) * max(times, 1), planes)


def _planes(image: OmeImage) -> Iterator[_Plane]:
    """Where the channels of an image of one plane lie."""
    for data in image.data:
        if data.holder:
            for offset in range(min(data.count or 1, max(len(image.channels), 1))):
                yield _Plane(data.holder, Path(data.file).name, data.first[0] + offset)


def _file_of(plane: _Plane, path: Path) -> Path:
    """The file of a plane beside another one, also where it was renamed."""
    named = path.with_name(plane.name)
    if named.is_file() or not plane.uuid:
        return named
    beside = (file for file in sorted(path.parent.iterdir()) if file.suffix.lower() in SUFFIXES)
    renamed = (file for file in beside if file.is_file() and _told_by(file).uuid == plane.uuid)
    return next(renamed, named)
