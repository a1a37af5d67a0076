"""A reader is one record: suffixes, recognition, opening and fingerprint follow from it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import tifffile

import melcount_app.core.scan
from melcount_app.core.errors import ScanError
from melcount_app.core.plan import find_scans
from melcount_app.core.scan import READERS, SCAN_SUFFIXES, Reader, Scan, fingerprint, open_scan
from melcount_app.core.scan.tiff import open_tiff


def begins_as_new(path: Path) -> bool:
    return path.read_bytes().startswith(b"NEW!")


def open_new(path: Path) -> Scan:
    return open_tiff(path.with_suffix(".tiles"))


def fingerprint_of_new(path: Path) -> str:
    return f"new:{path.with_suffix('.tiles').stat().st_size}"


NEW = Reader("new format", (".new",), begins_as_new, open_new, fingerprint_of_new)


@pytest.fixture
def new_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scan of two files, of a format that one more reader knows."""
    monkeypatch.setattr(melcount_app.core.scan, "READERS", (*READERS, NEW))
    tifffile.imwrite(tmp_path / "a.tiles", np.zeros((40, 60, 3), np.uint8), photometric="rgb")
    (tmp_path / "a.new").write_bytes(b"NEW! see a.tiles")
    return tmp_path / "a.new"


def test_that_a_reader_opens_its_files_and_no_others(new_scan: Path) -> None:
    with open_scan(new_scan) as scan:
        assert (scan.size.width, scan.size.height) == (60, 40)
    other = new_scan.with_name("b.new")
    other.write_bytes(b"something else")
    with pytest.raises(ScanError, match="is not an image that melcount reads"):
        open_scan(other)


def test_that_a_reader_names_the_content_of_all_that_belongs_to_a_scan(new_scan: Path) -> None:
    before = fingerprint(new_scan)
    assert before.startswith("new:")
    tifffile.imwrite(new_scan.with_suffix(".tiles"), np.zeros((80, 60), np.uint8))
    assert fingerprint(new_scan) != before


def test_that_the_files_of_other_readers_keep_the_usual_name(
    new_scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiles, notes = new_scan.with_suffix(".tiles"), new_scan.with_name("notes.txt")
    notes.write_text("no scan", encoding="utf-8")
    found = [fingerprint(tiles), fingerprint(notes)]
    monkeypatch.undo()
    assert found == [fingerprint(tiles), fingerprint(notes)]


def test_that_a_scan_of_such_a_reader_that_is_gone_is_a_sentence(new_scan: Path) -> None:
    new_scan.unlink()
    with pytest.raises(ScanError, match=r"“a\.new” cannot be read"):
        fingerprint(new_scan)


def test_that_every_suffix_belongs_to_one_reader_and_is_searched_for(tmp_path: Path) -> None:
    suffixes = Counter(suffix for reader in READERS for suffix in reader.suffixes)
    assert set(suffixes.values()) == {1}
    assert suffixes.keys() == SCAN_SUFFIXES
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)
    for place, suffix in enumerate(suffixes):
        (tmp_path / f"{place}{suffix.upper()}").touch()
    found = find_scans([tmp_path]).scans
    assert {scan.path.suffix.lower() for scan in found} == SCAN_SUFFIXES
