"""Which DICOM files are one slide: those of one series, a file for each of its resolutions.

Only what a slide says before its pixels is read (DICOM PS3.5, 7.1 and 7.5; PS3.3, C.8.12.4).
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.scan.file_set import FileSet, told

SUFFIX = ".dcm"
IMAGE_TYPE, SERIES = (0x0008, 0x0008), (0x0020, 0x000E)
TRANSFER_SYNTAX = (0x0002, 0x0010)
COLUMNS, ROWS = (0x0048, 0x0006), (0x0048, 0x0007)
WANTED = {TRANSFER_SYNTAX, IMAGE_TYPE, SERIES, COLUMNS, ROWS}
LAST = ROWS
"""Elements come in the order of their tags: after this one nothing is looked for."""

IMPLICIT, BIG_ENDIAN = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
_LONG_KINDS = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT"}
_LONG_KINDS |= {b"UV"}
_OPEN_LENGTH = 0xFFFFFFFF
_ITEM, _END_OF_ITEM = (0xFFFE, 0xE000), (0xFFFE, 0xE00D)
_LARGEST_VALUE = 2**16
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class DicomFacts:
    """What a DICOM file says of the slide it belongs to.

    Attributes:
        series: the number of its series.
        kinds: words on what it shows, as in ORIGINAL, PRIMARY, VOLUME, NONE.
        pixels: of its resolution.
    """

    series: str
    kinds: tuple[str, ...]
    pixels: int

    @property
    def is_beside(self) -> bool:
        """Whether it shows the label or an overview, not the scan."""
        return bool({"LABEL", "OVERVIEW", "THUMBNAIL", "LOCALIZER"} & set(self.kinds))


def dicom_facts(path: Path) -> DicomFacts | None:
    """What a file says of its slide; None where it is no DICOM file or names no series.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        if file.read(132)[128:] != b"DICM":
            return None
        try:
            values = Elements(file).values(WANTED, LAST)
        except (struct.error, ValueError):
            return None  # cut short: who opens it says so
    series = text_of(values.get(SERIES))
    if not series:
        return None
    kinds = tuple(word.strip().upper() for word in text_of(values.get(IMAGE_TYPE)).split("\\"))
    return DicomFacts(series, kinds, long_of(values.get(COLUMNS)) * long_of(values.get(ROWS)))


def slides_among(files: Sequence[Path]) -> Iterator[FileSet]:
    """The slides among the files of one folder; the finest resolution stands for each."""
    series: dict[str, dict[Path, DicomFacts]] = defaultdict(dict)
    for path in files:
        facts = told(dicom_facts, path, None) if path.suffix.lower() == SUFFIX else None
        if facts is not None:
            series[facts.series][path] = facts
    for known in series.values():
        ordered = sorted(known, key=lambda path: (known[path].is_beside, -known[path].pixels, path))
        yield FileSet(ordered[0], tuple(ordered))


def coarser_elsewhere(files: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Of series that lie in several folders: what is coarser than the finest file, and that."""
    series: dict[str, list[tuple[int, Path]]] = defaultdict(list)
    for path in files:
        facts = told(dicom_facts, path, None) if path.suffix.lower() == SUFFIX else None
        if facts is not None and not facts.is_beside:
            series[facts.series].append((facts.pixels, path))
    for known in series.values():
        most, finest = max(known, key=lambda each: each[0])
        yield from ((path, finest) for pixels, path in known if pixels < most)


def is_beside_a_slide(path: Path) -> bool:
    """Whether a file shows a label or an overview instead of a scan."""
    facts = told(dicom_facts, path, None) if path.suffix.lower() == SUFFIX else None
    return facts is not None and facts.is_beside


class Elements:
    """Reads the elements of a file from their beginning."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin.

        Args:
            file: open, behind the preamble of 132 bytes.
        """
        self._file = file
        self._order, self._is_explicit = "<", True

    def values(
        self, wanted: Container[tuple[int, int]], last: tuple[int, int]
    ) -> Mapping[tuple[int, int], bytes]:
        """The values of some elements.

        Args:
            wanted: their tags.
            last: where to stop: behind this one, or behind its length where it is not wanted.
        """
        found: dict[tuple[int, int], bytes] = {}
        in_head = True
        while True:
            start = self._file.tell()
            tag = self._tag()
            if tag is None or (tag > last and tag[0] != 2):
                return found
            if in_head and tag[0] != 2:
                in_head = False
                self._take_syntax(text_of(found.get(TRANSFER_SYNTAX)))
                self._file.seek(start)
                continue
            length = self._length()
            if tag == last and tag not in wanted:
                return found
            if tag in wanted and length <= _LARGEST_VALUE:
                found[tag] = self._file.read(length)
            else:
                self._skip(length, 0)

    def _take_syntax(self, syntax: str) -> None:
        self._is_explicit = syntax != IMPLICIT
        self._order = ">" if syntax == BIG_ENDIAN else "<"

    def _tag(self) -> tuple[int, int] | None:
        data = self._file.read(4)
        if len(data) < 4:
            return None
        group, element = struct.unpack(self._order + "HH", data)
        return group, element

    def _length(self) -> int:
        """The length of the value that follows."""
        if not self._is_explicit:
            return self._number("I")
        kind = self._file.read(2)
        if kind in _LONG_KINDS:
            self._file.seek(2, 1)
            return self._number("I")
        return self._number("H")

    def _number(self, code: str) -> int:
        size = struct.calcsize(code)
        return int(struct.unpack(self._order + code, self._file.read(size))[0])

    def _skip(self, length: int, depth: int) -> None:
        """Pass over a value; one of open length is a sequence, with items of their own."""
        if length != _OPEN_LENGTH:
            self._file.seek(length, 1)
            return
        if depth > _DEEPEST:
            raise ValueError("nested sequences")
        while True:
            tag, item_length = self._tag(), self._number("I")
            if tag != _ITEM:
                return
            if item_length != _OPEN_LENGTH:
                self._file.seek(item_length, 1)
            else:
                self._skip_elements(depth + 1)

    def _skip_elements(self, depth: int) -> None:
        """Pass over the elements of an item of open length."""
        while (tag := self._tag()) is not None:
            if tag == _END_OF_ITEM:
                self._file.seek(4, 1)
                return
            length = self._length()
            self._skip(length, depth)


def text_of(value: bytes | None) -> str:
    """The text of a value; none where it is not told."""
    return (value or b"").decode("latin-1").strip(" \0")


def long_of(value: bytes | None) -> int:
    """An unsigned number of 4 bytes; 0 where it is not told."""
    return int.from_bytes((value or b"")[:4], "little")
