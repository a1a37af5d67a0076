"""Hamamatsu's fluorescence sets: an .ndpis names one NDPI for each channel.

A NanoZoomer scans a fluorescent slide once for each filter set. Every scan is an NDPI of its own,
stored as a colour picture of which one colour holds the signal; a small text beside them lists
them:

    [NanoZoomer Digital Pathology Image Set]
    NoImages=2
    Image0=slide-DAPI.ndpi
    Image1=slide-FITC.ndpi
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.scan.base import RefusedFileError, Scan, UnsupportedFileError
from melcount_app.core.scan.file_set import FileSet, set_fingerprint, told
from melcount_app.core.scan.set_scan import Band, SetScan
from melcount_app.core.scan.tiff import open_tiff

SUFFIX, MEMBER_SUFFIX = ".ndpis", ".ndpi"
HEADER = ("[nanozoomer", "digital", "pathology", "image", "set]")
_MARK, _START_BYTES = b"[nanozoomer", 256
LARGEST_BYTES = 2**16
"""Of the list; it has a line for each channel."""

MOST_FILES = 64
"""Of a set; each of them is opened."""

_IMAGE = re.compile(r"image(\d+)\s*=\s*(.+)", re.IGNORECASE)
_FILTER = re.compile(r"^Filter\s*=\s*(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_FILTER_TAG, _WAVELENGTH_TAG, _PROPERTIES_TAG = 65434, 65451, 65449
_NONE: tuple[Path, ...] = ()
_COLOURS = ("red", "green", "blue")
_WAVELENGTHS_NM = ((380.0, 490.0, 2), (490.0, 580.0, 1), (580.0, 780.0, 0))
"""Of emission, and the colour in which the scanner stores them, as Bio-Formats has it."""

_ALONE = 2.0
"""A colour holds the signal alone when it is this many times as bright as the next one."""

_DARK = 0.5
"""Mean grey levels below which a picture does not tell which colour is used."""

_GLIMPSE_PX = 512
_WORD = re.compile(r"[^\W_]+")


def knows_set(path: Path) -> bool:
    """Whether a file is such a list, or an NDPI that one names."""
    return bool(_members(path)) or set_of(path) is not None


def set_of(path: Path) -> Path | None:
    """The list that names an NDPI; None where there is none beside it, or in the folder above."""
    if path.suffix.lower() != MEMBER_SUFFIX:
        return None
    wanted = path.name.casefold()
    for folder in (path.parent, path.parent.parent):
        for each in lists_in(folder):
            text = told(_content, each, "")
            if wanted in text.casefold() and _plain(path) in map(_plain, _members_in(text, each)):
                return each
    return None


def lists_in(folder: Path) -> list[Path]:
    """The files of a folder that are called like such lists; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.lower().endswith(SUFFIX))
    except OSError:
        return []
    return [folder / name for name in names]


def _plain(path: Path) -> tuple[str, str]:
    return path.parent.name.casefold(), path.name.casefold()


def sets_among(files: Sequence[Path]) -> Iterator[FileSet]:
    """The sets among the files of one folder."""
    for path in files:
        if path.suffix.lower() == SUFFIX and (members := told(_members, path, _NONE)):
            yield FileSet(path, members)


def fingerprint_of_set(path: Path) -> str:
    """A fingerprint of all files of a set, the list itself left aside.

    Raises:
        ScanError: one of them is missing or cannot be read.
    """
    listed = set_of(path) or path
    members = _members(listed)
    if error := _lack(path, listed, members):
        raise ScanError(f"“{path.name}” {error}.")
    return set_fingerprint(members)


def open_set(path: Path) -> Scan:
    """Open a set by its list or by any of its files; each channel has the name of its filter.

    Raises:
        RefusedFileError: a file is missing, or they do not fit each other.
    """
    listed = set_of(path) or path
    members = _members(listed)
    if len(members) > MOST_FILES:
        raise RefusedFileError(
            f"lists over {MOST_FILES} files, more than a scanner has filters; open the files one by"
            " one"
        )
    if error := _lack(path, listed, members):
        raise RefusedFileError(error)
    with ExitStack() as stack:
        bands: list[Band] = []
        scans = [stack.enter_context(_opened(member)) for member in members]
        for scan, name in zip(scans, _channel_names(members), strict=True):
            bands += _bands(scan, name)
        found = SetScan(path, bands)
        stack.pop_all()
        return found


def _lack(path: Path, listed: Path, members: Sequence[Path]) -> str:
    """What a set lacks, to complete "FILE …"; empty where all files are there."""
    missing = "”, “".join(member.name for member in members if not member.is_file())
    if not missing:
        return ""
    if path == listed:
        return (
            f"lacks “{missing}”; copy it beside the others, or delete “{listed.name}” to open the "
            "others one by one"
        )
    return (
        f"is of the set “{listed.name}”, which lacks “{missing}”; copy it beside the others, or "
        f"delete “{listed.name}” to open the others one by one"
    )


def _opened(member: Path) -> Scan:
    try:
        return open_tiff(member)
    except (RefusedFileError, UnsupportedFileError) as error:
        raise RefusedFileError(f"is of a set with “{member.name}”, which {error}") from error
    except Exception as error:  # tifffile raises a dozen kinds on damaged files
        raise RefusedFileError(
            f"is of a set with “{member.name}”, which is damaged or cut short; copy it again"
        ) from error


def _members(path: Path) -> tuple[Path, ...]:
    """The files that a list names, in order; none where it is no such list."""
    return _members_in(_content(path), path)


def _content(path: Path) -> str:
    """Text of a list; empty where a file is none."""
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
        is_marked = _MARK in start.replace(b"\0", b"").lower()
        if not is_marked and path.suffix.lower() != SUFFIX:
            return ""
        return _text(start + file.read(LARGEST_BYTES))


def _members_in(text: str, path: Path) -> tuple[Path, ...]:
    """The files that the text of a list names; it may lack its first line."""
    lines = [line.strip(" \t\0\ufeff") for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines or (lines[0].startswith("[") and tuple(lines[0].lower().split()) != HEADER):
        return ()
    named = [found for line in lines if (found := _IMAGE.fullmatch(line))]
    ordered = sorted(named, key=lambda found: int(found[1]))
    places = dict.fromkeys(
        tuple(part for part in re.split(r"[\\/]", found[2].strip(' "')) if part)
        for found in ordered
    )
    wanted = itertools.islice(filter(None, places), MOST_FILES + 1)
    return tuple(dict.fromkeys(_present(path.parent, parts) for parts in wanted))


def _text(content: bytes) -> str:
    """Of a list; Windows writes names in its own code page where they are not in Unicode."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if b"\0" in content[:2]:
        return content.decode("utf-16-be" if content[0] == 0 else "utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _present(folder: Path, parts: tuple[str, ...]) -> Path:
    """A file of a list as it is called on disc, where capitals may differ.

    Whatever folder the scanner's computer had, the files lie beside the list, or in a folder
    there: the one that the list names, or the only one that holds a file of that name.
    """
    name = parts[-1]
    beside = _called(folder, name)
    if beside is not None:
        return beside
    named = _called(folder, parts[-2]) if len(parts) > 1 else None
    if named is not None and (found_there := _called(named, name)) is not None:
        return found_there
    try:
        with os.scandir(folder) as entries:
            below = sorted(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return folder / name
    found = [each for sub in below if (each := folder / sub / name).is_file()]
    return found[0] if len(found) == 1 else folder / name


def _called(folder: Path, name: str) -> Path | None:
    """The file of a name in a folder, whatever its capitals."""
    if (folder / name).exists():
        return folder / name
    try:
        with os.scandir(folder) as entries:
            alike = [e.name for e in entries if e.name.casefold() == name.casefold()]
    except OSError:
        return None
    return folder / min(alike) if alike else None


def _channel_names(members: Sequence[Path]) -> tuple[str, ...]:
    """The filter that each file names, else what tells its name from those of the others."""
    own_parts = _differing([member.stem for member in members])
    return tuple(
        _filter(member) or own or f"channel {number}"
        for number, (member, own) in enumerate(zip(members, own_parts, strict=True), 1)
    )


def _filter(member: Path) -> str:
    tags = _tags(member)
    name, properties = tags.get(_FILTER_TAG), tags.get(_PROPERTIES_TAG)
    if isinstance(name, str) and name.strip():
        return name.strip()
    found = _FILTER.search(str(properties or ""))
    return found[1] if found else ""


def _tags(member: Path) -> dict[int, object]:
    """The scanner's tags of a file; none of a plain TIFF that is called like one of its files."""
    wanted = (_FILTER_TAG, _WAVELENGTH_TAG, _PROPERTIES_TAG)
    try:
        with tifffile.TiffFile(member, is_ndpi=True, _multifile=False) as tiff:
            tags = tiff.pages.first.tags
            return {code: tags.valueof(code) for code in wanted}
    except Exception:  # noqa: BLE001 - tifffile raises a dozen kinds on other files
        return {}


def _differing(stems: Sequence[str]) -> list[str]:
    """The words of names that not all of them share at their beginning and end."""
    words = [_WORD.findall(stem) for stem in stems]
    start, end = _shared(words), _shared([each[::-1] for each in words])
    return [" ".join(each[start : max(len(each) - end, start)]) for each in words]


def _shared(words: Sequence[Sequence[str]]) -> int:
    """How many words all begin with."""
    columns = zip(*words, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda column: len(set(column)) == 1, columns))


def _bands(scan: Scan, name: str) -> Iterable[Band]:
    """The channel of one file: the colour that holds the signal; all three of a true picture."""
    if len(scan.channels) != len(_COLOURS):
        return [Band(name, scan, 0)]
    colour = _colour(scan)
    if colour is not None:
        return [Band(name, scan, colour)]
    return [Band(f"{name} {each}", scan, place) for place, each in enumerate(_COLOURS)]


def _colour(scan: Scan) -> int | None:
    """Index of the colour that holds the signal; None where several do."""
    coarsest = len(scan.levels) - 1
    step = max(1, max(scan.levels[coarsest].size.width, 0) // _GLIMPSE_PX)
    means = scan.glimpse(coarsest, step).reshape(-1, len(_COLOURS)).mean(0, np.float64)
    _, middle, brightest = sorted(means)
    if brightest >= max(_ALONE * middle, _DARK):
        return int(np.argmax(means))
    stored_as = _colour_of_wavelength(scan.path)
    if stored_as is not None:
        return stored_as
    return int(np.argmax(means)) if brightest < _DARK else None


def _colour_of_wavelength(member: Path) -> int | None:
    found = _tags(member).get(_WAVELENGTH_TAG)
    wavelength = float(found) if isinstance(found, int | float) else 0.0
    bands = (colour for low, high, colour in _WAVELENGTHS_NM if low < wavelength <= high)
    return next(bands, None)
