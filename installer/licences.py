"""Licences and bill of materials of all that the Windows program contains.

    python installer/licences.py PACKAGES       check that each licence allows shipping

PACKAGES is the folder in which `windows.txt` and `windows-build.txt` are installed.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

SHIPPED_TOOLS = ("msvc-runtime", "pyinstaller")
"""Of what builds the program: these leave parts in it."""

ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSD-4.3TAHOE"),
    *("CC0-1.0", "IJG", "ISC", "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later"),
    *("LGPL-3.0-only", "LicenseRef-Public-Domain", "MIT", "MIT-CMU", "MPL-2.0", "PSF-2.0"),
    *("Zlib", "blessing", "libpng-2.0", "libtiff"),
    "GPL-2.0-or-later WITH Bootloader-exception",  # PyInstaller: for any program
    "LicenseRef-Microsoft-Runtime",  # may go with programs built by Visual C++
}
"""SPDX names of licences under which libraries may go with the program as separate files."""

STATED = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "GPLv2-or-later with a special exception which allows to use PyInstaller to build and "
    "distribute non-free programs (including commercial ones)": (
        "GPL-2.0-or-later WITH Bootloader-exception"
    ),
    "ISC License": "ISC",
    "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only",
    "MIT License": "MIT",
    "Proprietary": "LicenseRef-Microsoft-Runtime",
    "Python Software Foundation License": "PSF-2.0",
}
"""What older packages say of themselves, in SPDX names."""

OWN_TEXTS = {
    "Apache-2.0": ("Apache-2.0.txt",),
    "LGPL-3.0-only": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Texts in `licences/` for packages that come without."""

INTRODUCTION = """\
melcount {version} contains the following software of others. Qt, OpenSlide, GEOS and their
companions are separate files under the LGPL in the folder _internal: you may replace them by
other versions. Their sources are on PyPI and at qt.io.
"""

TEXT_NAMES = re.compile(r"(licen[cs]e|copying|notice|public-domain|authors)", re.IGNORECASE)
BINARY_ENDINGS = (".py", ".pyc", ".pyd", ".dll", ".h")


@dataclass(frozen=True, slots=True)
class Component:
    """Something in the program.

    Attributes:
        name, version: as on PyPI.
        licence: an SPDX expression.
        texts: of the licence.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]

    @property
    def purl(self) -> str:
        """Its name as a package URL."""
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


def normalised(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_names() -> dict[str, str]:
    """Names and versions of all that the program contains, from the requirements files."""
    pairs: dict[str, str] = {}
    for file in ("windows.txt", "windows-build.txt"):
        for name, version in re.findall(
            r"^([\w.-]+)==([\w.+!-]+)", (HERE / file).read_text(encoding="utf-8"), re.MULTILINE
        ):
            if file == "windows.txt" or normalised(name) in SHIPPED_TOOLS:
                pairs[normalised(name)] = version
    return pairs


def components(packages: Path) -> list[Component]:
    """All packages in the program, by name.

    Raises:
        SystemExit: one is missing, of another version, or under a licence that nobody looked at.
    """
    found = {normalised(each.name): each for each in distributions(path=[str(packages)])}
    wrong = [
        f"{name}: {version} is locked, {found[name].version if name in found else 'nothing'} found"
        for name, version in locked_names().items()
        if name not in found or found[name].version != version
    ]
    listed = [_component(found[name], packages) for name in sorted(locked_names()) if name in found]
    wrong += [
        f"{each.name}: licence “{each.licence}”" for each in listed if not allows(each.licence)
    ]
    wrong += [f"{each.name}: no text of its licence" for each in listed if not each.texts]
    if wrong:
        raise SystemExit("\n".join(["These packages cannot be shipped as they are:", *wrong]))
    return listed


def allows(expression: str) -> bool:
    """Whether an SPDX expression lets us ship: all its parts, or one of each choice."""
    if expression in ALLOWED:
        return True
    plain = re.sub(r"\(([^()]*)\)", lambda inner: _verdict(allows(inner[1])), expression)
    if plain != expression:
        return allows(plain)
    for word, judge in ((" AND ", all), (" OR ", any)):
        if word in expression:
            return judge(allows(part) for part in expression.split(word))
    return expression == _verdict(True)


def _verdict(allowed: bool) -> str:
    return "LicenseRef-Public-Domain" if allowed else "refused"


def _component(package: Distribution, packages: Path) -> Component:
    licence = _stated_licence(package)
    own = (HERE / "licences" / name for name in OWN_TEXTS.get(licence, ()))
    texts = (*_texts(package, packages), *own)
    return Component(package.name, package.version, licence, texts)


def _stated_licence(package: Distribution) -> str:
    facts = package.metadata
    classifiers = [
        line.rsplit(" :: ", 1)[-1].removesuffix(" (ISCL)")
        for line in facts.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    # get_all, since a field that is missing is None to one reader of metadata, an error to another
    (expression, *_), (licence, *_) = (
        facts.get_all(field) or [""] for field in ("License-Expression", "License")
    )
    first_line = licence.partition("\n")[0].strip()
    for stated in (expression, first_line, *classifiers):
        if stated and (stated in STATED or allows(stated)):
            return str(STATED.get(stated, stated))
    return str(expression or first_line or "unknown")


def _texts(package: Distribution, packages: Path) -> Iterator[Path]:
    for file in sorted(package.files or [], key=str):
        if TEXT_NAMES.search(str(file)) and not file.name.endswith(BINARY_ENDINGS):
            path = packages / str(file)
            if path.is_file() and "LicenseRef-Qt-Commercial" not in path.name:
                yield path


def licences_text(listed: list[Component], python: Path) -> str:
    """One readable file; a text that several packages have stands there once."""
    parts = [INTRODUCTION.format(version=PROJECT["version"])]
    parts += [f"{each.name} {each.version}: {each.licence}" for each in listed]
    parts.append("Python: PSF-2.0")
    seen: set[str] = set()
    texts = [(each.name, text) for each in listed for text in each.texts]
    for name, path in [*texts, ("Python", python)]:
        text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()
        if text not in seen:
            parts.append(f"\n{'=' * 88}\n{name}: {path.name}\n{'=' * 88}\n\n{text}")
        seen.add(text)
    return "\n".join(parts) + "\n"


def bill_of_materials(listed: list[Component]) -> dict[str, Any]:
    """The components in CycloneDX, the same for each build of the same versions."""
    name, version = PROJECT["name"], PROJECT["version"]
    facts = [
        {
            "type": "library",
            "bom-ref": each.purl,
            "name": each.name,
            "version": each.version,
            "purl": each.purl,
            "licenses": [{"expression": each.licence}],
        }
        for each in listed
    ]
    digest = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, facts], sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{digest}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": facts,
    }


def write_json(path: Path, facts: dict[str, Any]) -> Path:
    """Write facts as readable JSON."""
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Check that all may be shipped."""
    parser = argparse.ArgumentParser(description="Check the licences of what the program contains.")
    parser.add_argument("packages", type=Path)
    listed = components(parser.parse_args().packages)
    print(f"{len(listed)} packages, all under licences that allow shipping")


if __name__ == "__main__":
    main()
