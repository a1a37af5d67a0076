"""What OpenSlide could not do, as a sentence for users.

OpenSlide refuses sound files, too: none of its messages is taken for damage.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

_MESSAGE_CHARACTERS = 200

_KNOWN: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (
        re.compile(r"TotalPixelMatrixFocalPlanes\svalue (\d+)"),
        lambda planes: (
            f"has {planes} focal planes in one of its files, which OpenSlide does not read; export"
            " one plane as TIFF"
        ),
    ),
    (
        re.compile(r"SamplesPerPixel\svalue (\d+)"),
        lambda _: (
            "has grey pixels in one of its files, which OpenSlide does not read from DICOM; export"
            " the scan as OME-TIFF"
        ),
    ),
    (
        re.compile(r"BitsAllocated\svalue (\d+)"),
        lambda bits: (
            f"has {bits} bits per channel in one of its files, which OpenSlide does not read from"
            " DICOM; export the scan as OME-TIFF"
        ),
    ),
    (
        re.compile(r"Unsupported\stransfer\ssyntax ([\d.]+)"),
        lambda syntax: (
            f"is compressed in a way (transfer syntax {syntax}) that OpenSlide does not read;"
            " export the scan as TIFF"
        ),
    ),
    (
        re.compile(r"Slide\scontains\sunexpected\simage()"),
        lambda _: (
            "lies beside two different files of one level of its series, of which OpenSlide takes"
            " neither; leave only the files that the scanner wrote in its folder"
        ),
    ),
)


def refusal(path: Path, error: Exception) -> str:
    """What completes "FILE …" when OpenSlide cannot open it."""
    message = said(path, error)
    for pattern, sentence in _KNOWN:
        found = pattern.search(message)
        if found is not None:
            return sentence(found[1])
    if not message:
        return (
            "cannot be opened; see that all files that belong to the scan lie where the scanner put"
            " them, or export it as TIFF"
        )
    return (
        f"cannot be opened (OpenSlide: {message}); see that all files that belong to the scan lie"
        " where the scanner put them, or export it as TIFF"
    )


def unreadable(path: Path, error: Exception) -> str:
    """What completes "FILE …" when OpenSlide cannot read some of its pixels."""
    message = said(path, error)
    return (
        f"cannot be read in part (OpenSlide: {message}); export the scan as TIFF, or copy it again"
        " from the scanner"
    )


def said(path: Path, error: Exception) -> str:
    """OpenSlide's own message in one line, without the folder."""
    message = " ".join(str(error).split())
    for folder in {str(path.parent), str(path.parent.absolute())}:
        message = message.replace(f"{folder}/", "").replace(f"{folder}\\", "")
    return message[:_MESSAGE_CHARACTERS].rstrip(" .")
