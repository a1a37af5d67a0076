"""What a file is to the program, told by its content before its name."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from PIL import Image

from melcount_app.core.kind import LARGEST_TABLE_BYTES, FileKind, kind_of_file
from melcount_app.core.protocol import Protocol
from melcount_app.core.scan.picture import is_picture
from melcount_app.core.study import Study
from tests.conftest import ScanWriter

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}
FEATURE = {"type": "Feature", "geometry": SQUARE, "properties": {}}
PLAN = "file;condition\na.tif;control\n"
ROI = b"Iout" + bytes(60)

Content = bytes | str


def of(path: Path, content: Content) -> FileKind:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return kind_of_file(path)


def archive(path: Path, **entries: str) -> bytes:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in entries.items():
            made.writestr(name.replace("__", "/"), text)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", json.dumps({"type": "FeatureCollection", "features": [FEATURE]})),
        ("a.json", json.dumps([FEATURE])),
        ("a.txt", "\ufeff\n" + json.dumps(SQUARE)),
        ("a.tif", json.dumps(FEATURE, indent=2)),
        ("no ending", json.dumps({"features": [FEATURE] * 2000, "type": "FeatureCollection"})),
        ("cut short.json", json.dumps({"type": "FeatureCollection", "features": [FEATURE]})[:-9]),
        ("wide.geojson", json.dumps([FEATURE]).encode("utf-16")),
        ("a.geojson.gz", gzip.compress(json.dumps([FEATURE] * 5000).encode())),
        ("a.gz", gzip.compress(json.dumps(SQUARE).encode())),
        ("a.roi", ROI),
        ("no ending", ROI),
        ("empty.geojson", ""),
    ],
)
def test_that_outlines_are_known_by_what_they_hold(
    tmp_path: Path, name: str, content: Content
) -> None:
    assert of(tmp_path / name, content) is FileKind.OUTLINES


def test_that_archives_are_known_by_their_entries(tmp_path: Path) -> None:
    path = tmp_path / "any.zip"
    for entries, kind in (
        ({"a.roi": "", "b.ROI": ""}, FileKind.OUTLINES),
        ({"a.geojson": "", "__MACOSX__a.geojson": ""}, FileKind.OUTLINES),
        ({"a.roi": "", "b.tif": ""}, FileKind.OTHER),
        ({"word__document.xml": ""}, FileKind.OTHER),
        ({"[Content_Types].xml": "", "xl__workbook.xml": ""}, FileKind.PLAN),
        ({}, FileKind.OTHER),
    ):
        assert of(path, archive(tmp_path / "made.zip", **entries)) is kind, entries
    assert of(tmp_path / "cut.xlsx", b"PK\x03\x04cut short") is FileKind.PLAN
    assert of(tmp_path / "cut.zip", b"PK\x03\x04cut short") is FileKind.OTHER


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.csv", PLAN, FileKind.PLAN),
        ("plan.txt", PLAN.replace(";", "\t"), FileKind.PLAN),
        ("plan", PLAN, FileKind.PLAN),
        ("no plan.csv", "well;value\nA1;3\n", FileKind.PLAN),
        ("notes.txt", "Fed on Monday; stained on Tuesday.\n", FileKind.OTHER),
        ("binary.txt", b"file;condition\n\0\x01", FileKind.OTHER),
        ("empty.txt", "", FileKind.OTHER),
        ("empty.csv", "", FileKind.PLAN),
        ("letter.pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3", FileKind.OTHER),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), FileKind.OTHER),
        ("._a.tif", b"\0\5\x16\7\0\2\0\0Mac OS X", FileKind.OTHER),
        ("a.density.ome.tif", b"II*\0", FileKind.OTHER),
        ("result.json", json.dumps({"cells": 12, "scan": "a.tif"}), FileKind.OTHER),
        ("broken.json", '{"cells": ', FileKind.OTHER),
        ("a.gz", gzip.compress(b"no JSON"), FileKind.OTHER),
        ("a.gz", b"\x1f\x8b\x08damaged", FileKind.OTHER),
        ("damaged.ndpi", b"II*\0", FileKind.SCAN),
        ("damaged.tif", b"no TIFF", FileKind.SCAN),
        ("empty.SVS", b"", FileKind.SCAN),
        ("empty.melcount", b"", FileKind.STUDY),
        ("tiff without ending", b"MM\0*" + bytes(99), FileKind.SCAN),
    ],
)
def test_that_every_other_file_is_what_it_holds_or_else_is_called(
    tmp_path: Path, name: str, content: Content, kind: FileKind
) -> None:
    assert of(tmp_path / name, content) is kind


def test_that_pictures_are_scans_whatever_they_are_called(
    tmp_path: Path, write_scan: ScanWriter
) -> None:
    green = np.full((20, 30), 9, np.uint8)
    assert kind_of_file(write_scan(green, name="a.dat")) is FileKind.SCAN
    for ending, kind in (("bmp", FileKind.SCAN), ("png", FileKind.SCAN), ("gif", FileKind.OTHER)):
        path = tmp_path / f"a.{ending}"
        Image.fromarray(green).save(path)
        assert kind_of_file(path.rename(tmp_path / "picture")) is kind


def test_that_a_study_is_told_from_other_databases(tmp_path: Path) -> None:
    Study.open(tmp_path / "a.melcount").close()
    assert kind_of_file((tmp_path / "a.melcount").rename(tmp_path / "copy.db")) is FileKind.STUDY
    with closing(sqlite3.connect(tmp_path / "b.melcount")) as other:
        other.execute("CREATE TABLE a (b)")
        other.commit()
    assert kind_of_file(tmp_path / "b.melcount") is FileKind.OTHER


def test_that_protocols_and_models_are_known(tmp_path: Path, linear_model: Path) -> None:
    assert of(tmp_path / "p.json", Protocol.of(linear_model).to_json()) is FileKind.PROTOCOL
    assert kind_of_file(linear_model) is FileKind.MODEL
    assert kind_of_file(linear_model / "card.json") is FileKind.MODEL
    assert kind_of_file(tmp_path) is FileKind.FOLDER


def test_that_a_workbook_is_a_plan_whatever_it_is_called(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "book")
    assert kind_of_file(tmp_path / "book") is FileKind.PLAN


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("gone.tif", FileKind.SCAN),
        ("gone.geojson", FileKind.OUTLINES),
        ("gone", FileKind.OTHER),
        ("zero \0 byte.tif", FileKind.SCAN),
    ],
)
def test_that_of_a_file_that_cannot_be_read_its_name_tells_it(
    tmp_path: Path, name: str, kind: FileKind
) -> None:
    assert kind_of_file(tmp_path / name) is kind


def test_that_a_long_text_is_not_read_to_see_whether_it_is_a_plan(tmp_path: Path) -> None:
    table = tmp_path / "log.txt"
    row = b"a.tif;control\n"
    table.write_bytes(b"file;condition\n" + row * (LARGEST_TABLE_BYTES // len(row)))
    assert table.stat().st_size > LARGEST_TABLE_BYTES
    assert kind_of_file(table) is FileKind.OTHER


def test_that_a_reader_that_fails_on_a_file_does_not_decide_what_it_is(tmp_path: Path) -> None:
    header = struct.pack("<4sI", b"RIFF", 4) + b"WEBPVP8X"  # Pillow knows it by these, and fails
    path = tmp_path / "cut.webp"
    path.write_bytes(header)
    with pytest.raises(OSError, match="decoder"):
        is_picture(path)
    assert kind_of_file(path) is FileKind.OTHER
