"""Make the files for users from the frozen Windows program.

    python installer/package.py BUNDLE DIST --packages DIR --python-licence FILE [--fast]

writes into DIST: melcount-VERSION-setup.exe, melcount-VERSION-portable.zip, the bill of materials,
LICENCES.txt and SHA256SUMS. Signs what is signed (`signing.py`). Used by build.sh and build.ps1.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from licences import PROJECT, bill_of_materials, components, licences_text, write_json
from signing import sign

HERE = Path(__file__).resolve().parent
NAME, VERSION = PROJECT["name"], PROJECT["version"]
PROGRAMS = (f"{NAME}.exe", f"{NAME}-cli.exe")
MB = 1_000_000
MOST_ON_DISC_MB = 370
MOST_SETUP_MB = 110

PORTABLE_TEXT = """\
This file makes melcount portable: settings and studies are kept in the folder melcount-data
beside it. On a write-protected stick they are kept in the user's own folder instead.

Ce fichier rend melcount portable : réglages et études sont gardés dans le dossier melcount-data
à côté de lui. Sur une clé protégée en écriture, ils le sont dans le dossier de l'utilisateur.
"""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""Of all files in the archive, so that two builds of the same are the same."""


def make_portable(bundle: Path, path: Path) -> Path:
    """The archive that runs from any folder."""
    files = {f"{NAME}/{file.relative_to(bundle).as_posix()}": file for file in files_of(bundle)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in files.items():
            archive.writestr(_entry(name), file.read_bytes(), zipfile.ZIP_DEFLATED, 9)
        archive.writestr(_entry(f"{NAME}/portable.txt"), PORTABLE_TEXT.replace("\n", "\r\n"))
    return path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.external_attr = 0o644 << 16
    return entry


def make_setup(bundle: Path, path: Path, *, is_fast: bool) -> Path:
    """The installer."""
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    defines = {
        "VERSION": VERSION,
        "BUNDLE": str(bundle.resolve()),
        "OUTPUT": str(path.resolve()),
        "SIGN": f'"{sys.executable}" "{HERE / "signing.py"}" "%1"',
        **({"FAST": "1"} if is_fast else {}),
    }
    # NSIS on Windows knows switches with a dash, too
    options = [f"-D{name}={value}" for name, value in defines.items()]
    script = str(HERE / f"{NAME}.nsi")
    subprocess.run([makensis, "-WX", "-V2", "-INPUTCHARSET", "UTF8", *options, script], check=True)
    sign(path)
    return path


def files_of(folder: Path) -> list[Path]:
    """All files below a folder, in an order that is the same everywhere."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def check_sizes(bundle: Path, setup: Path) -> list[str]:
    """Sentences for what is too large."""
    sizes = (
        ("the program on disc", sum(f.stat().st_size for f in files_of(bundle)), MOST_ON_DISC_MB),
        ("the installer", setup.stat().st_size, MOST_SETUP_MB),
    )
    for name, size, _ in sizes:
        print(f"{name}: {size / MB:.0f} MB")
    return [f"{name} has over {most} MB" for name, size, most in sizes if size > most * MB]


def write_sums(dist: Path, files: list[Path]) -> None:
    """SHA-256 of each, as `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()} *{file.name}\n" for file in files]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def main() -> int:
    """Make all files."""
    parser = argparse.ArgumentParser(description="Make installer and archive for Windows.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("dist", type=Path)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--python-licence", type=Path, required=True)
    parser.add_argument("--fast", action="store_true", help="compress less, for trying things out")
    asked = parser.parse_args()
    bundle, dist = asked.bundle, asked.dist
    dist.mkdir(parents=True, exist_ok=True)

    listed = components(asked.packages)
    texts = bundle / "LICENCES.txt"
    texts.write_text(licences_text(listed, asked.python_licence), encoding="utf-8", newline="\n")
    bill = write_json(bundle / f"{NAME}-{VERSION}.cdx.json", bill_of_materials(listed))
    for program in PROGRAMS:
        sign(bundle / program)
    setup = make_setup(bundle, dist / f"{NAME}-{VERSION}-setup.exe", is_fast=asked.fast)
    made = [
        setup,
        make_portable(bundle, dist / f"{NAME}-{VERSION}-portable.zip"),
        *(Path(shutil.copy(file, dist)) for file in (texts, bill)),
    ]
    write_sums(dist, made)
    too_large = [] if asked.fast else check_sizes(bundle, setup)
    for sentence in too_large:
        print(sentence)
    return len(too_large)


if __name__ == "__main__":
    sys.exit(main())
