"""Write the Windows requirements with hashes: what the program needs, and what builds it.

    python installer/lock.py            write both files anew, with the newest versions allowed
    python installer/lock.py --check    fail where they no longer satisfy pyproject.toml

`uv` resolves for Windows on any system; pip would evaluate the markers of the system it runs on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = "3.11"
"""Of the program; `wine.sh` and `build.ps1` bring this one."""

HEADER = "# Made by installer/lock.py from {sources}. Do not edit.\n"


@dataclass(frozen=True, slots=True)
class Lock:
    """One requirements file.

    Attributes:
        file: its name beside this script.
        sources: what it is made from, relative to the repository.
        constraint: another requirements file whose versions hold here, too; empty for none.
    """

    file: str
    sources: tuple[str, ...]
    constraint: str = ""


LOCKS = (
    Lock("windows.txt", ("pyproject.toml",)),
    Lock("windows-build.txt", ("installer/windows-build.in",), constraint="windows.txt"),
)


def resolved(lock: Lock, before: str) -> str:
    """The content of a requirements file.

    Args:
        lock: which one.
        before: a former content, whose versions are kept where they serve; empty for the newest.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / lock.file
        output.write_text(before, encoding="utf-8")
        command = [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
            *("--no-header", "--no-annotate", "--generate-hashes", "--only-binary", ":all:"),
            *("--python-platform", "x86_64-pc-windows-msvc", "--python-version", PYTHON),
            *(("--constraint", str(HERE / lock.constraint)) if lock.constraint else ()),
            *("--output-file", str(output)),
            *(str(HERE.parent / source) for source in lock.sources),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        text = output.read_text(encoding="utf-8")
    return HEADER.format(sources=", ".join(lock.sources)) + text


def main() -> int:
    """Write or check both files."""
    parser = argparse.ArgumentParser(description="Lock the Windows requirements.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where stale")
    stale = find_stale() if parser.parse_args().check else write_anew()
    if stale:
        print(f"{', '.join(stale)}: out of date; run python installer/lock.py")
    return len(stale)


def find_stale() -> list[str]:
    """Files that no longer satisfy what they are made from."""
    texts = {lock: (HERE / lock.file).read_text(encoding="utf-8") for lock in LOCKS}
    return [lock.file for lock, text in texts.items() if resolved(lock, text) != text]


def write_anew() -> list[str]:
    """Write all files with the newest versions that are allowed; none is stale then."""
    for lock in LOCKS:
        (HERE / lock.file).write_text(resolved(lock, ""), encoding="utf-8", newline="\n")
    return []


if __name__ == "__main__":
    sys.exit(main())
