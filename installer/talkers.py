"""Libraries of the Windows program that could speak to other computers.

    python installer/talkers.py PACKAGES       fail where there are others than those known

PACKAGES is the folder in which `windows.txt` is installed. On Linux the program is run where a
socket ends it (`tests/end_to_end/test_silence.py`). Nothing like that is tried on Windows, so it is
looked at which libraries name one of those that Windows has for networks. Whoever adds one to the
table has looked at what it does with it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

NETWORK = (
    *("dnsapi", "httpapi", "iphlpapi", "mswsock", "netapi32", "rasapi32", "urlmon", "webio"),
    *("winhttp", "wininet", "wlanapi", "ws2_32", "wsock32"),
)
"""Libraries of Windows without which nothing is sent, nor asked of the network."""

KNOWN = {
    "PySide6/Qt6Core.dll": "names of computers in paths; see Qt6Network",
    "PySide6/Qt6Network.dll": "the named pipe between a second start and the first uses it",
    "cv2/opencv_videoio_ffmpeg*.dll": "streams of video; not part of the program",
    "openslide_bin/libopenslide-1.dll": "sockets of GLib, for which OpenSlide has no use",
    "psutil/_psutil_windows.pyd": "lists connections on request, which nobody makes",
}
"""Who names them, and why that is silent; `*` for the number of a version."""

ENDING = b".dll"
LONGEST = max(map(len, NETWORK))


def named_in(library: bytes) -> set[str]:
    """Libraries for networks that another one names, in letters of 8 or 16 bit."""
    text = library.lower()
    found = {name for step in (1, 2) for name in _names_before_endings(text, step)}
    return {name for name in NETWORK if name in found}


def _names_before_endings(text: bytes, step: int) -> Iterator[str]:
    """What stands before every ".dll" in letters of so many bytes."""
    ending = b"".join(bytes([letter]).ljust(step, b"\0") for letter in ENDING)
    place = text.find(ending)
    while place >= 0:
        before = text[max(place - step * (LONGEST + 1), 0) : place]
        letters = before[len(before) % step :: step].decode("latin-1")
        yield re.split(r"[^a-z0-9_]", letters)[-1]
        place = text.find(ending, place + 1)


def talkers(packages: Path) -> dict[str, set[str]]:
    """Libraries below a folder that are not known, with those for networks that they name."""
    every = (path for ending in ("dll", "pyd", "exe") for path in packages.rglob(f"*.{ending}"))
    found = {path.relative_to(packages): named_in(path.read_bytes()) for path in sorted(every)}
    return {
        path.as_posix(): names
        for path, names in found.items()
        if names and not any(path.match(known) for known in KNOWN)
    }


def main() -> int:
    """Name the libraries that nobody has looked at."""
    parser = argparse.ArgumentParser(description="Look for libraries that could use the network.")
    parser.add_argument("packages", type=Path)
    found = talkers(parser.parse_args().packages)
    for path, names in found.items():
        print(f"{path} names {', '.join(sorted(names))}: look at what it sends, and to whom")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
