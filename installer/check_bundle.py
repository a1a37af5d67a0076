"""Check without running it that the frozen Windows program is whole.

    python installer/check_bundle.py BUNDLE SYSTEM

Each program and library is for 64-bit Windows and none is Wine's; each library and function that
one asks for is in the bundle or in Windows; the C++ runtime is at the top and nowhere else;
the programs have a window or a console, their manifest and their version; nothing of training or
tests is there. SYSTEM is the folder system32 of Windows or of Wine.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pefile

HERE = Path(__file__).resolve().parent
WINDOWS_ONLY = HERE / "windows-symbols.txt"
"""What Windows 10 has and Wine 8 lacks: lines of a library and a function."""

AMD64 = 0x8664
ENDINGS = (".exe", ".dll", ".pyd")
UNWANTED = ("*torch*", "*/tests/*", "*melcount_app*", "*Qt6Quick*", "*opengl32sw*", "*.pdb")
API_SETS = {
    "api-ms-win-crt-": ("ucrtbase.dll",),
    "api-ms-win-": ("kernelbase.dll", "kernel32.dll", "combase.dll", "shcore.dll", "ntdll.dll"),
}
"""Beginnings of names that stand for functions of other libraries, and of which."""

RUNTIME = ("msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll")
WINDOW, CONSOLE = 2, 3
PROGRAMS = {"melcount.exe": WINDOW, "melcount-cli.exe": CONSOLE}
"""And the subsystem of each."""

WANTED_IN_PROGRAMS = (b"PerMonitorV2", b"longPathAware", "ProductVersion".encode("utf-16-le"))
WINE_MARK = b"Wine builtin DLL"

pefile.MAX_SYMBOL_EXPORT_COUNT = 100_000  # Qt exports more than pefile expects
pefile.MAX_IMPORT_SYMBOLS = 100_000
TABLES = [
    pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"]
    for name in ("IMPORT", "DELAY_IMPORT", "EXPORT", "RESOURCE")
]


@functools.cache
def parsed(path: Path) -> pefile.PE:
    """A program or library with its tables."""
    file = pefile.PE(str(path), fast_load=True, max_symbol_exports=100_000)
    file.parse_data_directories(directories=TABLES)
    return file


@functools.cache
def exports(path: Path) -> frozenset[str]:
    """Names of the functions of a library."""
    table = getattr(parsed(path), "DIRECTORY_ENTRY_EXPORT", None)
    return frozenset(e.name.decode() for e in table.symbols if e.name) if table else frozenset()


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs of library and function that a file asks for; ordinals are left out."""
    for table in ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT"):
        for library in getattr(parsed(path), table, ()):
            name = library.dll.decode().lower()
            yield name, ""
            yield from ((name, entry.name.decode()) for entry in library.imports if entry.name)


class Check:
    """The files of a bundle, and what Windows has.

    Attributes:
        problems: sentences for what is wrong.
    """

    def __init__(self, bundle: Path, system: Path) -> None:
        self.problems: list[str] = []
        self._bundle, self._system = bundle, system
        self._files = [p for p in sorted(bundle.rglob("*")) if p.suffix.lower() in ENDINGS]
        self._own: dict[str, list[Path]] = {}
        for path in self._files:
            self._own.setdefault(path.name.lower(), []).append(path)
        self._windows_only = {
            tuple(line.split()) for line in WINDOWS_ONLY.read_text(encoding="utf-8").splitlines()
        }

    def run(self) -> list[str]:
        """All problems."""
        for path in self._files:
            self._check_kind(path)
            self._check_imports(path)
        self._check_programs()
        self._check_runtime()
        self._check_unwanted()
        return self.problems

    def _name(self, path: Path) -> str:
        return path.relative_to(self._bundle).as_posix()

    def _check_kind(self, path: Path) -> None:
        if parsed(path).FILE_HEADER.Machine != AMD64:
            self.problems.append(f"{self._name(path)} is not for 64-bit Windows")
        if WINE_MARK in path.read_bytes()[:4096]:
            self.problems.append(f"{self._name(path)} is Wine's")

    def _check_imports(self, path: Path) -> None:
        lacking = {
            f"{library} {name}" for library, name in imports(path) if not self._has(library, name)
        }
        self.problems += [f"{self._name(path)} lacks {each}" for each in sorted(lacking)]

    @functools.cache  # noqa: B019 - lives as long as the program
    def _has(self, library: str, name: str) -> bool:
        if (library, name) in self._windows_only:
            return True
        places = self._own.get(library) or self._system_places(library)
        return any(not name or name in exports(place) for place in places)

    def _system_places(self, library: str) -> list[Path]:
        behind = next((set_ for start, set_ in API_SETS.items() if library.startswith(start)), ())
        places = [self._system / name for name in (library, *behind)]
        return [place for place in places if place.is_file()]

    def _check_programs(self) -> None:
        for name, subsystem in PROGRAMS.items():
            path = self._bundle / name
            if not path.is_file():
                self.problems.append(f"{name} is missing")
                continue
            if parsed(path).OPTIONAL_HEADER.Subsystem != subsystem:
                self.problems.append(f"{name} has a console or lacks one")
            content = path.read_bytes()
            self.problems += [
                f"{name} lacks {wanted.decode(errors='replace')}"
                for wanted in WANTED_IN_PROGRAMS
                if wanted not in content
            ]

    def _check_runtime(self) -> None:
        for name in RUNTIME:
            top = self._bundle / "_internal" / name
            if not top.is_file():
                self.problems.append(f"_internal/{name} is missing")
            self.problems += [
                f"{self._name(path)} is a second C++ runtime"
                for path in self._own.get(name, [])
                if path != top
            ]

    def _check_unwanted(self) -> None:
        for path in sorted(self._bundle.rglob("*")):
            name = "/" + self._name(path)
            if any(fnmatch(name.lower(), pattern.lower()) for pattern in UNWANTED):
                self.problems.append(f"{name[1:]} does not belong into the program")


def main() -> int:
    """Say what is wrong."""
    parser = argparse.ArgumentParser(description="Check a frozen Windows program.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("system", type=Path)
    asked = parser.parse_args()
    check = Check(asked.bundle, asked.system)
    problems = check.run()
    print("\n".join(problems) or f"all of {asked.bundle} is whole")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
