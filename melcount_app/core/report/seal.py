"""The seal of a workbook: what it said when it was written, so that a change is seen."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from melcount_app.core.budget import TEXT_BYTES
from melcount_app.core.report.data_sheet import DATA_SHEET, SEAL_ROW, Seal, parts_of_text
from melcount_app.core.study.records import to_text
from melcount_app.core.workbook import (
    BookError,
    Difference,
    address,
    differences,
    parts_of,
    read_content,
)

PICTURES = (".jpeg", ".jpg", ".png")
"""Parts that packing makes no smaller."""

PACKING = 4
"""How hard the other parts are packed, of 9: a little less than usual takes half of the time."""

ROWS = re.compile(rb'<row r="(\d+)"')
DIMENSION = re.compile(rb"<dimension [^>]*/>")
END = b"</sheetData>"

DAMAGED = Difference("", "file", "“parts that cannot be read”", "“whole parts”")
"""Of a workbook whose numbers can be read, but not all that is beside them."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A workbook beside its seal.

    Attributes:
        is_saved_again: whether another program has written the file since.
        differences: places that do not say what they said.
    """

    is_saved_again: bool
    differences: tuple[Difference, ...]


def sealed(content: bytes) -> bytes:
    """A workbook with its seal, in the last row of its hidden sheet.

    One that is larger than what is ever read of a workbook stays without.

    Args:
        content: of the file as openpyxl has written it.

    Raises:
        ValueError: the hidden sheet is not the last one.
    """
    try:
        said = read_content(content, (DATA_SHEET,))
        part = f"xl/worksheets/sheet{len(said.names)}.xml"
        seal = Seal(part, _sha256(content, part), said)
    except BookError:
        return _packed(content)  # `replay` tells that it is too large
    if said.names[-1] != DATA_SHEET:
        raise ValueError(f"the last sheet is {said.names[-1]}")
    text = to_text(seal)
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
        return _packed(content)
    return _packed(content, part, lambda told: _with_row(told, seal.sha256, text))


def _packed(
    content: bytes, part: str = "", changed: Callable[[bytes], bytes] = lambda told: told
) -> bytes:
    """A workbook whose parts are packed, but pictures, one of them changed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        for info in archive.infolist():
            told = archive.read(info)
            if info.filename == part:
                told = changed(told)
            way = zipfile.ZIP_STORED if info.filename.endswith(PICTURES) else zipfile.ZIP_DEFLATED
            other.writestr(info.filename, told, way, PACKING)
    return packed.getvalue()


def compared(content: bytes, seal: Seal) -> Sealed:
    """A workbook beside its seal.

    Args:
        content: of the file.
        seal: that it carries.
    """
    try:
        if _sha256(content, seal.part) == seal.sha256:
            return Sealed(is_saved_again=False, differences=())
        said = read_content(content, (DATA_SHEET,))
    except BookError:
        return Sealed(is_saved_again=True, differences=(DAMAGED,))
    return Sealed(is_saved_again=True, differences=tuple(differences(said, seal.content)))


def _sha256(content: bytes, without: str) -> str:
    """Of all parts of a workbook but one."""
    found = hashlib.sha256()
    with parts_of(content) as parts:
        for name in sorted(parts.names):
            if name != without.lower():
                found.update(f"{name} {parts.sha256(name)}\n".encode())
    return found.hexdigest()


def _with_row(sheet: bytes, name: str, text: str) -> bytes:
    """The hidden sheet with the row of the seal below the others."""
    row = 1 + max(map(int, ROWS.findall(sheet)))
    texts = (SEAL_ROW, name, *parts_of_text(text))
    cells = "".join(
        f'<c r="{address(row, column)}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in enumerate(texts, 1)
    )
    told = f'<row r="{row}">{cells}</row>'.encode()
    return DIMENSION.sub(b"", sheet).replace(END, told + END)
