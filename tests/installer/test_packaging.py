"""What the build of the Windows program makes of a frozen one; the rest is tried under Wine."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import licences
import package
import pytest
import signing

from melcount_app.core.scan import SCAN_SUFFIXES


def test_that_the_installer_offers_only_scans_that_are_read() -> None:
    script = (Path(package.__file__).parent / "melcount.nsi").read_text(encoding="utf-8")
    macro = script.partition("!macro for_each_scan_ending")[2].partition("!macroend")[0]
    offered = re.findall(r'"(\.\w+)"', macro)
    assert offered
    assert set(offered) <= SCAN_SUFFIXES


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A frozen program of three files."""
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    for name in ("melcount.exe", "melcount-cli.exe", "_internal/bibliothèque.dll"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder in which all locked packages seem to be installed under the MIT licence."""
    for name, version in licences.locked_names().items():
        write_package(tmp_path / "packages", name, version, "MIT")
    return tmp_path / "packages"


def write_package(folder: Path, name: str, version: str, licence: str) -> None:
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    facts = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(f"{facts}License-Expression: {licence}\n", encoding="utf-8")
    (info / "LICENSE").write_text(f"licence of {name}", encoding="utf-8")
    (info / "RECORD").write_text(f"{info.name}/LICENSE,,\n", encoding="utf-8")


def locked(name: str) -> str:
    return licences.locked_names()[name]


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND (BSD-3-Clause OR GPL-2.0-only) AND Zlib", True),
        ("MIT AND (GPL-3.0-only OR GPL-2.0-only)", False),
        ("unknown", False),
    ],
)
def test_that_a_licence_is_judged_with_all_its_parts_and_choices(
    expression: str, *, verdict: bool
) -> None:
    assert licences.allows(expression) is verdict


def test_that_all_locked_packages_are_listed_with_their_licences(packages: Path) -> None:
    listed = licences.components(packages)
    assert {licences.normalised(each.name) for each in listed} == set(licences.locked_names())


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "LicenseRef-Unknown"])
def test_that_a_package_under_another_licence_is_named(packages: Path, licence: str) -> None:
    write_package(packages, "numpy", locked("numpy"), licence)
    with pytest.raises(SystemExit, match=f"numpy: licence “{licence}”"):
        licences.components(packages)


def test_that_a_package_of_another_version_is_named(packages: Path) -> None:
    facts = packages / f"scipy-{locked('scipy')}.dist-info" / "METADATA"
    facts.write_text("Metadata-Version: 2.4\nName: scipy\nVersion: 0.1\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=f"scipy: {locked('scipy')} is locked"):
        licences.components(packages)


def test_that_a_package_without_text_of_its_licence_is_named(packages: Path) -> None:
    (packages / f"scipy-{locked('scipy')}.dist-info" / "LICENSE").unlink()
    with pytest.raises(SystemExit, match="scipy: no text of its licence"):
        licences.components(packages)


def test_that_the_texts_of_all_licences_are_in_one_file(packages: Path, tmp_path: Path) -> None:
    python = tmp_path / "LICENSE.txt"
    python.write_text("licence of Python", encoding="utf-8")
    text = licences.licences_text(licences.components(packages), python)
    assert f"numpy {locked('numpy')}: MIT" in text
    assert "licence of scipy" in text
    assert "licence of Python" in text


def test_that_the_bill_of_materials_is_the_same_for_the_same_versions(packages: Path) -> None:
    first, second = (licences.bill_of_materials(licences.components(packages)) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert f"pkg:pypi/numpy@{locked('numpy')}" in {c["purl"] for c in first["components"]}


def test_that_two_portable_archives_of_one_program_are_the_same(
    bundle: Path, tmp_path: Path
) -> None:
    first = package.make_portable(bundle, tmp_path / "1.zip")
    for file in package.files_of(bundle):
        file.touch()
    second = package.make_portable(bundle, tmp_path / "2.zip")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert set(archive.namelist()) == {
            "melcount/melcount.exe",
            "melcount/melcount-cli.exe",
            "melcount/_internal/bibliothèque.dll",
            "melcount/portable.txt",
        }


def test_that_sums_are_those_of_the_files(bundle: Path, tmp_path: Path) -> None:
    package.write_sums(tmp_path, [bundle / "melcount.exe"])
    digest = hashlib.sha256(b"melcount.exe").hexdigest()
    text = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8")
    assert text == f"{digest} *melcount.exe\n"


def test_that_a_program_that_is_too_large_is_told(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert package.check_sizes(bundle, bundle / "melcount.exe") == []
    monkeypatch.setattr(package, "MOST_ON_DISC_MB", 0)
    (sentence,) = package.check_sizes(bundle, bundle / "melcount.exe")
    assert sentence == "the program on disc has over 0 MB"


def test_that_without_a_certificate_nothing_is_signed(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MELCOUNT_SIGN_CERTIFICATE", raising=False)
    assert not signing.sign(bundle / "melcount.exe")
    assert (bundle / "melcount.exe").read_text(encoding="utf-8") == "melcount.exe"
