"""The files of Hamamatsu's older slides: a .vms or .vmu names pictures beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from melcount_app.core.scan.file_set import FileSet, told

SUFFIXES = (".vms", ".vmu")
LARGEST_BYTES = 2**20
_NONE: tuple[Path, ...] = ()
_NAMED = re.compile(
    r"^(?:ImageFile|MapFile|MacroImage|OptimisationFile|LabelImage)[^=\n]*=\s*(\S.*?)\s*$",
    re.MULTILINE | re.IGNORECASE,
)


def pictures_of_slides(files: Sequence[Path]) -> Iterator[FileSet]:
    """The slides among the files of one folder, with the pictures that they are made of."""
    for path in files:
        if path.suffix.lower() in SUFFIXES:
            yield FileSet(path, (path, *told(_pictures, path, _NONE)))


def _pictures(path: Path) -> tuple[Path, ...]:
    with path.open("rb") as file:
        text = file.read(LARGEST_BYTES).decode("latin-1")
    names = dict.fromkeys(re.split(r"[\\/]", name)[-1] for name in _NAMED.findall(text))
    return tuple(path.with_name(name) for name in names)
