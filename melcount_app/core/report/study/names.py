"""Names of report files that every system takes, no two the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

FORBIDDEN = re.compile(r'[<>:"/\\|?*;\x00-\x1f\x7f]')
"""What Windows forbids in names, and what mail programs and CSV files split at."""

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names of devices of Windows, whatever their ending."""

LONGEST = 80
"""Letters of a name, so that folders and endings find room in the 260 of Windows."""

LONGEST_BYTES = 200
"""Of a name, so that an ending finds room in the 255 of other systems."""


def file_name(name: str, fallback: str) -> str:
    """A name for a file, like that of what it holds.

    Args:
        name: whatever people typed.
        fallback: for names of which nothing would be left.
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in UNSEEN)
    text = re.sub(r"\s+", " ", FORBIDDEN.sub("_", text)).strip(" .")[:LONGEST]
    while len(text.encode("utf-8")) > LONGEST_BYTES:
        text = text[:-1]
    text = text.strip(" .")
    if not text:
        return fallback
    return f"_{text}" if RESERVED.fullmatch(text) else text


UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories of what has no shape: control signs, half pairs, unassigned."""


def file_names(names: Iterable[str], fallback: str, *, taken: Iterable[str]) -> tuple[str, ...]:
    """A file name for each name; those that would be the same on Windows get numbers.

    Args:
        names: in any number, also equal ones.
        fallback: see `file_name`.
        taken: file names that are given already.
    """
    used, found = {name.casefold() for name in taken}, list[str]()
    for name in names:
        wanted = candidate = file_name(name, fallback)
        number = 2
        while candidate.casefold() in used:
            candidate, number = f"{wanted} {number}", number + 1
        used.add(candidate.casefold())
        found.append(candidate)
    return tuple(found)
