"""Files of outlines that are packed, large, damaged or none."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from melcount_app.core.errors import GeometryError
from melcount_app.core.outline_files import read_outlines
from melcount_app.core.outline_files.content import documents

SQUARE = b'{"type": "Polygon", "coordinates": [[[0,0],[9,0],[9,9],[0,9],[0,0]]]}'


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.geojson.gz", "a.gz", "a.geojson", "a.zip"])
@pytest.mark.parametrize(
    "packed",
    [
        *(gzip.compress(SQUARE), zipped({"a.geojson": SQUARE}), SQUARE),
        zipped({"a.geojson.gz": gzip.compress(SQUARE)}),
    ],
)
def test_that_a_file_is_known_by_what_is_in_it(tmp_path: Path, name: str, packed: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(packed)
    assert [region.outline.area for region in read_outlines(path).regions] == [81]


def test_that_what_else_lies_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "RoiSet.zip"
    members = {
        "a/": b"", "a/b.geojson": SQUARE, "__MACOSX/a/._b.geojson": b"\0", "Results.csv": b"1",
    }  # fmt: skip
    path.write_bytes(zipped(members))
    assert len(read_outlines(path).regions) == 1


@pytest.mark.parametrize("members", [{}, {"Results.csv": b"1,2"}])
def test_that_an_archive_without_outlines_is_refused(
    tmp_path: Path, members: dict[str, bytes]
) -> None:
    path = tmp_path / "empty.zip"
    path.write_bytes(zipped(members))
    with pytest.raises(GeometryError, match=r"empty\.zip holds no outline"):
        read_outlines(path)


@pytest.mark.parametrize("packed", [gzip.compress(SQUARE * 9), zipped({"a.json": SQUARE * 9})])
@pytest.mark.parametrize("lost", [1, 9, 30])
def test_that_a_file_that_is_cut_short_is_refused(tmp_path: Path, packed: bytes, lost: int) -> None:
    path = tmp_path / "short"
    path.write_bytes(packed[:-lost])
    with pytest.raises(GeometryError, match="short is damaged or cut short"):
        read_outlines(path)


@pytest.mark.parametrize("data", [b"\x1f\x8b", b"PK", b"PK\x03\x04", b"\x1f\x8b" + bytes(99)])
def test_that_a_file_that_only_begins_like_an_archive_is_refused(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "odd"
    path.write_bytes(data)
    with pytest.raises(GeometryError, match="odd is damaged or cut short"):
        read_outlines(path)


def test_that_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.json": SQUARE}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path = tmp_path / "secret.zip"
    path.write_bytes(data)
    with pytest.raises(GeometryError, match=r"secret\.zip is encrypted"):
        read_outlines(path)


@pytest.mark.parametrize(
    "packed",
    [
        b" " * 100_000,
        gzip.compress(b" " * 100_000),
        zipped({"a.json": b" " * 100_000}),
        zipped({f"{i}.json": b" " * 4_000 for i in range(9)}),
    ],
)
def test_that_nothing_is_unpacked_beyond_a_bound(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(packed)
    with pytest.raises(GeometryError, match="bomb holds more than regions"):
        documents(path, limit_bytes=20_000)


def test_that_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeometryError, match="cannot be read"):
        read_outlines(tmp_path)
