"""Fingerprints of files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from melcount_app.core.errors import ScanError
from melcount_app.core.scan import fingerprint
from melcount_app.core.scan.fingerprint import WHOLE_LIMIT_BYTES

LARGE = WHOLE_LIMIT_BYTES + 12_345


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.tif"
    with path.open("wb") as file:
        file.truncate(LARGE)
    return path


def changed_at(path: Path, offset: int) -> str:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"x")
    return fingerprint(path)


def test_that_a_small_file_has_its_ordinary_sha_256(tmp_path: Path) -> None:
    path = tmp_path / "small.tif"
    path.write_bytes(b"melanocytes")
    assert fingerprint(path) == "sha256:" + hashlib.sha256(b"melanocytes").hexdigest()


def test_that_a_large_file_names_the_scheme(large: Path) -> None:
    assert fingerprint(large).startswith("blocks-sha256:")


@pytest.mark.parametrize("offset", [0, LARGE - 1])
def test_that_a_change_at_the_ends_of_a_large_file_is_seen(large: Path, offset: int) -> None:
    before = fingerprint(large)
    assert changed_at(large, offset) != before


def test_that_a_change_of_length_is_seen(large: Path) -> None:
    before = fingerprint(large)
    with large.open("r+b") as file:
        file.truncate(LARGE + 1)
    assert fingerprint(large) != before


def test_that_the_name_does_not_matter(large: Path) -> None:
    before = fingerprint(large)
    assert fingerprint(large.rename(large.with_name("another.tif"))) == before


def test_that_a_missing_file_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match=r"gone\.tif"):
        fingerprint(tmp_path / "gone.tif")
