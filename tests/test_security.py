"""SECURITY.md is true: the tests that it names exist, and the packages are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import bill
import pytest
from licences import locked_names

CHECKOUT = Path(__file__).parents[1]
PAGE = (CHECKOUT / "SECURITY.md").read_text(encoding="utf-8")
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_that_every_test_and_file_that_is_named_exists() -> None:
    named = re.findall(r"`([^`\n]+)`", PAGE.partition("## What is not")[0])
    modules = (CHECKOUT / "tests").rglob("test_*.py")
    tests = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    claims = [name for name in named if name.startswith("test_that_")]
    files = [name for name in named if re.fullmatch(r"[\w./]+\.(py|sh)", name)]
    assert [claim for claim in claims if f"def {claim}(" not in tests] == []
    assert [file for file in files if not (CHECKOUT / file).is_file()] == []
    assert (len(claims) > 10, len(files) > 2) == (True, True)


def test_that_the_bill_is_that_of_the_locked_packages() -> None:
    assert bill.with_bill(PAGE, locked_names()) == PAGE


def test_that_another_version_makes_another_bill() -> None:
    versions = locked_names()
    assert bill.with_bill(PAGE, versions | {"numpy": "0.0.1"}) != PAGE
    assert bill.table({"b": "2", "a": "1"}).splitlines()[2] == "| a | 1 | b | 2 |  | |"
    with pytest.raises(ValueError, match="no place"):
        bill.with_bill("# Security\n", versions)


def test_that_every_direct_dependency_is_in_the_bill() -> None:
    rows = set(re.findall(r"\| ([a-z][\w.-]*) \|", PAGE.partition(bill.BEGIN)[2]))
    assert {"imagecodecs", "pillow", "tifffile", "onnxruntime", "openslide-bin"} <= rows


def test_that_the_readme_points_to_it() -> None:
    assert "](SECURITY.md)" in README
