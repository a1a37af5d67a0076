"""What a file is to the program: scan, outlines, plan, protocol or study, by what it holds."""

from __future__ import annotations

import enum
import json
import re
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from melcount_app.core.errors import PlanError
from melcount_app.core.foreign import foreign
from melcount_app.core.model import CARD_FILE, ONNX_FILE
from melcount_app.core.plan import DENSITY_ENDING, load_table
from melcount_app.core.scan import READERS, SCAN_SUFFIXES
from melcount_app.core.study import SUFFIX, is_study_head


class _UntoldError(Exception):
    """A file does not tell what it is."""


class FileKind(enum.Enum):
    """What a file, or a folder, is to the program."""

    SCAN = enum.auto()
    FOLDER = enum.auto()
    OUTLINES = enum.auto()
    PLAN = enum.auto()
    PROTOCOL = enum.auto()
    STUDY = enum.auto()
    MODEL = enum.auto()
    OTHER = enum.auto()


HEAD_BYTES = 2**16
"""So much of a file is looked at."""

LARGEST_TABLE_BYTES = 2**24
"""A text that is longer is not read to see whether it is a plan."""

KINDS_BY_SUFFIX = {
    **dict.fromkeys(SCAN_SUFFIXES, FileKind.SCAN),
    **dict.fromkeys((".geojson", ".roi"), FileKind.OUTLINES),
    **dict.fromkeys((".xlsx", ".csv", ".tsv"), FileKind.PLAN),
    SUFFIX: FileKind.STUDY,
}
"""What files are called, in small letters: it counts where their content tells nothing."""

_GZIP, _ZIP, _IMAGEJ_ROI = b"\x1f\x8b", b"PK\x03\x04", b"Iout"
_OF_A_MAC = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")
"""AppleDouble and AppleSingle: what a Mac writes beside a file ("._a.tif")."""

_GEOJSON = re.compile(
    r'"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection|Polygon|MultiPolygon)"'
)
_OUTLINE_ENDINGS = (".roi", ".geojson", ".json")
_OF_PROTOCOL = {"model", "model_sha256", "sha256"}
_OF_CARD = {"sha256", "stride_px", "halo_px"}


def kind_of_file(path: Path) -> FileKind:
    """What a file, or a folder, is: by what it holds, and by its name where that tells nothing.

    Of one that cannot be read, its name tells it: who opens it says why.
    """
    if path.is_dir():
        is_model = all((path / name).is_file() for name in (CARD_FILE, ONNX_FILE))
        return FileKind.MODEL if is_model else FileKind.FOLDER
    if path.name.lower().endswith(DENSITY_ENDING):
        return FileKind.OTHER
    try:
        with foreign(lambda _: _UntoldError()):  # a path may hold what no path can, too
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            kind = _kind_by_content(path, head)
    except _UntoldError:
        kind, head = None, b""
    return kind or _kind_by_name(path, head)


def _kind_by_content(path: Path, head: bytes) -> FileKind | None:
    """None where the content tells nothing."""
    if head.startswith(b"SQLite format 3\0"):
        return FileKind.STUDY if is_study_head(head) else FileKind.OTHER
    if head.startswith(_IMAGEJ_ROI):
        return FileKind.OUTLINES
    if head.startswith(_OF_A_MAC):
        return FileKind.OTHER
    if head.startswith(_GZIP):
        return _kind_of_json(_unpacked(head)) or FileKind.OTHER
    if head.startswith(_ZIP):
        return _kind_of_archive(path)
    return _kind_of_json(head) or (FileKind.SCAN if _is_known_scan(path) else None)


def _kind_by_name(path: Path, head: bytes) -> FileKind:
    kind = KINDS_BY_SUFFIX.get(path.suffix.lower())
    if kind is not None:
        return kind
    return FileKind.PLAN if _is_plan(path, head) else FileKind.OTHER


def _is_known_scan(path: Path) -> bool:
    """Whether a reader knows a file."""
    for reader in READERS:
        with suppress(_UntoldError), foreign(lambda _: _UntoldError()):
            if reader.knows(path):
                return True
    return False


def _kind_of_json(head: bytes) -> FileKind | None:
    """Of a text in JSON, or the beginning of one; None for anything else."""
    text = head.decode(json.detect_encoding(head), errors="replace").lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return None
    if _GEOJSON.search(text):
        return FileKind.OUTLINES
    try:
        document = json.loads(text)
    except ValueError:
        return None
    names = document.keys() if isinstance(document, dict) else set()
    if names >= _OF_PROTOCOL:
        return FileKind.PROTOCOL
    return FileKind.MODEL if names >= _OF_CARD else FileKind.OTHER


def _unpacked(head: bytes) -> bytes:
    """The beginning of what was compressed; empty where it is damaged."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _kind_of_archive(path: Path) -> FileKind | None:
    """Of a zip file: a workbook, or outlines of ImageJ or QuPath; None where it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return None
    files = [name for name in names if not name.endswith("/") and "__MACOSX" not in name]
    if any(name.startswith("xl/") for name in files):
        return FileKind.PLAN
    is_outlines = files and all(name.lower().endswith(_OUTLINE_ENDINGS) for name in files)
    return FileKind.OUTLINES if is_outlines else FileKind.OTHER


def _is_plan(path: Path, head: bytes) -> bool:
    """Whether a text has the columns of a plan."""
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not head or (b"\0" in head and not is_wide) or path.stat().st_size > LARGEST_TABLE_BYTES:
        return False
    try:
        load_table(path)
    except PlanError:
        return False
    return True
