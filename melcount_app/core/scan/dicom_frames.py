"""The coded frames of a DICOM slide, checked for damage before OpenSlide decodes them.

OpenSlide drops the warnings of libjpeg: of a block of zeros in a frame it says nothing. So each
frame that is read is decoded here once more, all but its last step (DICOM PS3.5, A.4; PS3.3,
C.7.6.17.3).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.dicom_files import (
    COLUMNS,
    ROWS,
    SUFFIX,
    TRANSFER_SYNTAX,
    Elements,
    dicom_facts,
    long_of,
    text_of,
)
from melcount_app.core.scan.file_set import told
from melcount_app.core.scan.jpeg import check_jpeg, frame_of
from melcount_app.core.scan.jpeg_2000 import check_jpeg_2000

_JPEG = {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"}
_JPEG_2000 = {"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"}
_ORGANISATION, _NUMBER = (0x0020, 0x9311), (0x0028, 0x0008)
_FRAME_ROWS, _FRAME_COLUMNS, _PIXELS = (0x0028, 0x0010), (0x0028, 0x0011), (0x7FE0, 0x0010)
_WANTED = {
    *(TRANSFER_SYNTAX, _ORGANISATION, _NUMBER),
    *(_FRAME_ROWS, _FRAME_COLUMNS, COLUMNS, ROWS),
}
_ITEM = b"\xfe\xff\x00\xe0"
_MOST_FRAMES = 2**22


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one resolution, row by row.

    Attributes:
        path: of their file.
        size: of the resolution.
        frame: of each of them.
        is_jpeg: or JPEG 2000.
        places: offset and count of the bytes of each.
    """

    path: Path
    size: Size
    frame: Size
    is_jpeg: bool
    places: tuple[tuple[int, int], ...]

    def touched(self, rect: Rect) -> Iterator[int]:
        """The indices of the frames that lie in a rectangle of the resolution."""
        across = -(-self.size.width // self.frame.width)
        for row in range(rect.y // self.frame.height, -(-rect.bottom // self.frame.height)):
            for column in range(rect.x // self.frame.width, -(-rect.right // self.frame.width)):
                yield row * across + column


def frames_of(path: Path) -> Frames | None:
    """The frames of a file; None where they are coded or arranged in another way.

    Raises:
        OSError, ValueError, struct.error: the file is cut short.
    """
    with path.open("rb") as file:
        file.seek(132)
        values = Elements(file).values(_WANTED, _PIXELS)
        syntax = text_of(values.get(TRANSFER_SYNTAX))
        size = Size(long_of(values.get(COLUMNS)), long_of(values.get(ROWS)))
        frame = Size(long_of(values.get(_FRAME_COLUMNS)), long_of(values.get(_FRAME_ROWS)))
        number = int(text_of(values.get(_NUMBER)) or 0)
        if (
            syntax not in _JPEG | _JPEG_2000
            or text_of(values.get(_ORGANISATION)) != "TILED_FULL"
            or min(*_sides(size), *_sides(frame)) < 1
            or number != -(-size.width // frame.width) * -(-size.height // frame.height)
            or number > _MOST_FRAMES
        ):
            return None
        places = tuple(_items(file, number + 1))[1:]  # the first is a table of offsets
    is_whole = len(places) == number
    return Frames(path, size, frame, syntax in _JPEG, places) if is_whole else None


def _sides(size: Size) -> tuple[int, int]:
    return size.width, size.height


def _items(file: BinaryIO, most: int) -> Iterator[tuple[int, int]]:
    """Offsets and counts of the items of coded pixels, whose tag and length have been read."""
    for _ in range(most + 1):
        head = file.read(8)
        if head[:4] != _ITEM:
            return
        count = struct.unpack("<I", head[4:])[0]
        yield file.tell(), count
        file.seek(count, 1)


class CheckedFrames:
    """The frames of all resolutions of a slide, each checked when it is first read."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Look for frames.

        Args:
            files: of the slide.
        """
        found = [frames for path in files if (frames := told(_frames, path, None)) is not None]
        self._of_size = {_sides(frames.size): frames for frames in found}
        self._checked: set[tuple[Path, int]] = set()

    def check(self, size: Size, rect: Rect) -> None:
        """Check what a rectangle of the resolution of a size touches.

        Raises:
            OSError: a file cannot be read.
            ValueError, IndexError, struct.error: a frame is damaged.
        """
        frames = self._of_size.get(_sides(size))
        if frames is None:
            return
        new = [i for i in frames.touched(rect) if (frames.path, i) not in self._checked]
        if not new:
            return
        with frames.path.open("rb") as file:
            for index in new:
                offset, count = frames.places[index]
                file.seek(offset)
                _check(file.read(count), is_jpeg=frames.is_jpeg)
                self._checked.add((frames.path, index))


def _check(data: bytes, *, is_jpeg: bool) -> None:
    if is_jpeg:
        check_jpeg(data, frame_of(data))
    else:
        check_jpeg_2000(data)


def _frames(path: Path) -> Frames | None:
    try:
        return frames_of(path)
    except (ValueError, struct.error):  # OpenSlide says what it is
        return None


def frames_beside(path: Path) -> CheckedFrames:
    """The frames of the DICOM slide that a file belongs to; none of a file of another format."""
    facts = told(dicom_facts, path, None)
    if facts is None:
        return CheckedFrames(())
    beside = [each for each in path.parent.iterdir() if each.suffix.lower() == SUFFIX]
    own = [each for each in sorted({*beside, path}) if _is_of(each, facts.series)]
    return CheckedFrames(own)


def _is_of(path: Path, series: str) -> bool:
    facts = told(dicom_facts, path, None)
    return facts is not None and facts.series == series and not facts.is_beside
